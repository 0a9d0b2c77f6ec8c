"""`watchroom evaluate detect`: how well a model finds, and how well its finds are followed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from app import system
from app.commands.models import data_folder
from video.detect.evaluate import detect_video
from video.detect.model import DetectError, ModelChoice
from video.detect.registry import ModelRegistry


def chosen(name: str | None, base: ModelChoice) -> ModelChoice:
    """A model by path, else by its name in the station's list, else the first of that list; raises DetectError."""
    if name and Path(name).exists():
        return replace(base, path=Path(name))
    registry = ModelRegistry(data_folder(system.default_site_file()))
    entries = registry.entries()
    if not name and not entries:
        raise DetectError("model_missing", path=str(registry.folder))
    return registry.choice(name or entries[0].name, base)


def run(arguments: argparse.Namespace) -> int:
    """Print the figures; 2 where video, truth or model cannot be used."""
    try:
        result, sentence = _SUBJECTS[arguments.subject](arguments)
    except (DetectError, OSError) as error:
        print(f"cannot evaluate: {error}", file=sys.stderr)
        return 2
    print(json.dumps(result, ensure_ascii=False, indent=2) if arguments.json else sentence)
    return 0


def _detect(arguments: argparse.Namespace) -> tuple[Mapping[str, Any], str]:
    classes = tuple(name.strip() for name in arguments.classes.split(",") if name.strip())
    choice = chosen(arguments.model, ModelChoice(confidence=arguments.confidence, classes=classes))
    found = detect_video(arguments.video, arguments.truth, choice)
    sentence = (
        f"{found.model} by {found.engine} on {found.device}: {found.frames} frames, {found.fps:g} a second\n"
        f"{', '.join(classes) or 'all classes'}: precision {found.precision:.3f}, recall {found.recall:.3f}"
    )
    if found.idf1 is not None:
        sentence += f"; tracks: MOTA {found.mota:.3f}, IDF1 {found.idf1:.3f}"
    return asdict(found), sentence


_SUBJECTS: Mapping[str, Callable[[argparse.Namespace], tuple[Mapping[str, Any], str]]] = {"detect": _detect}
