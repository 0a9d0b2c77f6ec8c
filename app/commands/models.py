"""`watchroom models list | fetch | add | export | test`: the detection models of this station."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from app import system
from app.data_folder import data_root
from app.demo_site import model as demo_model
from app.services.detection_rules import GUARDED_CLASSES
from app.settings import load_site
from video.detect.exporting import export
from video.detect.fetching import OFFERS, fetch, offered
from video.detect.loading import FIRE_CLASSES
from video.detect.model import DetectError
from video.detect.registry import ModelEntry, ModelRegistry

_PROBLEMS = {
    "model_missing": "there is no model at this path",
    "model_corrupt": "it cannot be read as a model",
    "model_unsupported": "it is no detection model of a known kind (YOLO as OpenVINO folder, .onnx or .pt)",
    "model_classes": "it knows none of the classes that are wanted",
    "model_nameless": "it does not say what it knows: export it anew with the names of its classes",
    "model_demo_only": "this is the demo's own model: it knows drawn scenes and nothing of the world",
    "model_unknown": "no model of this name; see `watchroom models list`",
    "model_changed": "it is not the file that was added; add it anew",
    "name_invalid": "a name has letters, digits, dots, dashes and underscores only",
    "name_taken": "a model of this name is there already; give another --name",
    "registry_unreadable": "the list of models cannot be read",
    "runtime_missing": "the library that runs such models is not installed (the AI pack has it)",
    "hash_unknown": "nobody has published what this file must be; give its --sha256",
    "hash_invalid": "this is no SHA-256: it has 64 digits from 0 to f",
    "fetch_failed": "it cannot be fetched. Without internet, bring the file (`watchroom models fetch` says from where) "
    "and run `watchroom models add PATH`; or name a server of yours: --url, --sha256",
    "fetch_wrong": "what came is not the file it should be; nothing was kept",
    "export_failed": "it cannot be exported",
}


def data_folder(site_file: Path) -> Path:
    """The data folder that the station of `site_file` uses; the system's default where there is no such file."""
    return data_root(load_site(site_file).site, site_file) if site_file.is_file() else system.data_folder()


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked for; 2 where a path or name is not good."""
    registry = ModelRegistry(data_folder(system.default_site_file()))
    try:
        _ACTIONS[arguments.action](registry, arguments)
    except DetectError as error:
        parameters = ", ".join(str(value) for value in error.detail.values())
        print(f"{parameters}: {_PROBLEMS.get(error.code, error.code)}", file=sys.stderr)
        return 2
    return 0


def _list(registry: ModelRegistry, arguments: argparse.Namespace) -> None:
    entries, demo = registry.entries(), demo_model.shipped()
    if arguments.json:
        told = [asdict(entry) | {"demo_only": False} for entry in entries]
        told += [asdict(demo) | {"demo_only": True}] if demo is not None else []
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for entry in entries:
        print(_line(entry))
    if demo is not None:
        print(f"{_line(demo)}  demo only: it knows drawn scenes, no station runs it")
    if not entries:
        print(f"No models in {registry.folder}. Add one: watchroom models add PATH")


def _line(entry: ModelEntry) -> str:
    return f"{entry.name}  {len(entry.classes)} classes  {entry.license or 'licence not stated'}  {entry.sha256[:12]}"


def _add(registry: ModelRegistry, arguments: argparse.Namespace) -> None:
    _added(registry.add(arguments.path, arguments.name or "", arguments.license or ""))


def _fetch(registry: ModelRegistry, arguments: argparse.Namespace) -> None:
    if not arguments.name:
        for one in OFFERS:
            print(f"{one.name}  {one.license}  {one.about}  {one.url}")
        return
    offer = offered(arguments.name, arguments.url or "", arguments.sha256 or "")
    with tempfile.TemporaryDirectory() as room:
        path = fetch(offer, Path(room))
        _added(registry.add(path, arguments.name, arguments.license or offer.license))


def _export(registry: ModelRegistry, arguments: argparse.Namespace) -> None:
    entry, choice = registry.find(arguments.name), registry.choice(arguments.name)
    assert choice.path is not None
    with tempfile.TemporaryDirectory() as room:
        made = export(choice.path, arguments.format, Path(room), side=arguments.size, half=arguments.half)
        _added(registry.add(made, arguments.as_name or f"{entry.name}-{arguments.format}", entry.license))


def _added(entry: ModelEntry) -> None:
    print(f"{entry.name} added: {', '.join(entry.classes[:8])}{' ...' if len(entry.classes) > 8 else ''}")
    if not set(entry.classes) & {*GUARDED_CLASSES, *FIRE_CLASSES}:
        known = ", ".join((*GUARDED_CLASSES, *FIRE_CLASSES))
        print(f"It knows nothing that a station watches for ({known}): none will run it.", file=sys.stderr)
    if not entry.license:
        print("Its licence is not stated: find out whether you may use it, and note it by --license.", file=sys.stderr)


def _test(registry: ModelRegistry, arguments: argparse.Namespace) -> None:
    result = registry.test(arguments.name)
    if arguments.json:
        print(json.dumps(asdict(result), ensure_ascii=False, indent=2))
    else:
        print(f"{result.name}: {result.fps:g} pictures a second by {result.engine} on {result.device}")


_ACTIONS = {"list": _list, "fetch": _fetch, "add": _add, "export": _export, "test": _test}
