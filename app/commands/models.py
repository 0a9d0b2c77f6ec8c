"""`watchroom models list | add | test`: the detection models of this station."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from app import system
from app.settings import load_site
from video.detect.model import DetectError
from video.detect.registry import ModelRegistry

_PROBLEMS = {
    "model_missing": "there is nothing at this path",
    "model_corrupt": "it cannot be read as a model",
    "model_unsupported": "it is no detection model of a known kind (YOLO as OpenVINO folder, .onnx or .pt)",
    "model_classes": "it knows none of the classes that are wanted",
    "model_unknown": "no model of this name; see `watchroom models list`",
    "model_changed": "it is not the file that was added; add it anew",
    "name_invalid": "a name has letters, digits, dots, dashes and underscores only",
    "name_taken": "a model of this name is there already; give another --name",
    "registry_unreadable": "the list of models cannot be read",
    "runtime_missing": "the library that runs such models is not installed",
}


def data_folder(site_file: Path) -> Path:
    """The data folder that the station of `site_file` uses; the system's default where there is no such file."""
    named = load_site(site_file).site.station.data_dir if site_file.is_file() else ""
    return Path(named) if named else system.data_folder()


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked for; 2 where a path or name is not good."""
    registry = ModelRegistry(data_folder(system.default_site_file()))
    try:
        {"list": _list, "add": _add, "test": _test}[arguments.action](registry, arguments)
    except DetectError as error:
        parameters = ", ".join(str(value) for value in error.detail.values())
        print(f"{parameters}: {_PROBLEMS.get(error.code, error.code)}", file=sys.stderr)
        return 2
    return 0


def _list(registry: ModelRegistry, arguments: argparse.Namespace) -> None:
    entries = registry.entries()
    if arguments.json:
        print(json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=2))
        return
    for entry in entries:
        print(
            f"{entry.name}  {len(entry.classes)} classes  {entry.license or 'licence not stated'}  {entry.sha256[:12]}"
        )
    if not entries:
        print(f"No models in {registry.folder}. Add one: watchroom models add PATH")


def _add(registry: ModelRegistry, arguments: argparse.Namespace) -> None:
    entry = registry.add(arguments.path, arguments.name or "")
    print(f"{entry.name} added: {', '.join(entry.classes[:8])}{' ...' if len(entry.classes) > 8 else ''}")


def _test(registry: ModelRegistry, arguments: argparse.Namespace) -> None:
    result = registry.test(arguments.name)
    if arguments.json:
        print(json.dumps(asdict(result), ensure_ascii=False, indent=2))
    else:
        print(f"{result.name}: {result.fps:g} pictures a second by {result.engine} on {result.device}")
