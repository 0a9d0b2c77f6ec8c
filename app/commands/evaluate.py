"""`watchroom evaluate detect VIDEO --truth FILE`: precision and recall of a model against known truth."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from app import system
from app.commands.models import data_folder
from video.detect.evaluate import detect_video
from video.detect.model import DetectError, ModelChoice
from video.detect.registry import ModelRegistry


def chosen(name: str | None, confidence: float) -> ModelChoice:
    """A model by path, else by its name in the station's list, else the first of that list; raises DetectError."""
    base = ModelChoice(confidence=confidence, classes=("person",))
    if name and Path(name).exists():
        return ModelChoice(Path(name), confidence=confidence, classes=("person",))
    registry = ModelRegistry(data_folder(system.default_site_file()))
    entries = registry.entries()
    if not name and not entries:
        raise DetectError("model_missing", path=str(registry.folder))
    return registry.choice(name or entries[0].name, base)


def run(arguments: argparse.Namespace) -> int:
    """Print the figures; 2 where video, truth or model cannot be used."""
    try:
        result = detect_video(arguments.video, arguments.truth, chosen(arguments.model, arguments.confidence))
    except (DetectError, OSError) as error:
        print(f"cannot evaluate: {error}", file=sys.stderr)
        return 2
    if arguments.json:
        print(json.dumps(asdict(result), ensure_ascii=False, indent=2))
    else:
        print(f"{result.model} by {result.engine} on {result.device}: {result.frames} frames, {result.fps:g} a second")
        print(f"people: precision {result.precision:.3f}, recall {result.recall:.3f}")
    return 0
