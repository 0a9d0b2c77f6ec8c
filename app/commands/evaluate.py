"""`watchroom evaluate detect | rules | fire | truth`: how well a model finds, and what is made of what it finds."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from app import system
from app.commands.film_files import events_text, read_events, read_rules
from app.commands.models import data_folder
from video.detect.evaluate import TRACK_CONFIDENCE, detect_video, frames_of, rate_of, read_tracks
from video.detect.evaluate_fire import CONFIDENCE as FIRE_CONFIDENCE
from video.detect.evaluate_fire import evaluate_fire, read_spans
from video.detect.evaluate_rules import evaluate_rules
from video.detect.model import DetectError, ModelChoice, Rule
from video.detect.registry import ModelRegistry
from video.detect.truth_events import events


def chosen(name: str | None, base: ModelChoice) -> ModelChoice:
    """A model by path, by its address on an inference server, by its name in the station's list, else the first of that
    list; raises DetectError."""
    if name and name.startswith(("http://", "https://")):
        return replace(base, url=name)
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
    base = ModelChoice(runtime=arguments.runtime, confidence=arguments.confidence, classes=classes)
    choice = chosen(arguments.model, base)
    found = detect_video(arguments.video, arguments.truth, choice)
    sentence = (
        f"{found.model} by {found.engine} on {found.device}: {found.frames} frames, {found.fps:g} a second\n"
        f"{', '.join(classes) or 'all classes'}: precision {found.precision:.3f}, recall {found.recall:.3f}"
    )
    if found.idf1 is not None:
        sentence += f"; tracks: MOTA {found.mota:.3f}, IDF1 {found.idf1:.3f}"
    return asdict(found), sentence


def _rules(arguments: argparse.Namespace) -> tuple[Mapping[str, Any], str]:
    rules, truth = read_rules(arguments.rules), read_events(arguments.truth)
    choice = chosen(arguments.model, ModelChoice(confidence=TRACK_CONFIDENCE)) if _needs_model(rules) else None
    model, figures = evaluate_rules(arguments.video, rules, truth, choice, arguments.rate)
    lines = [
        f"{one.rule} ({one.kind}): {one.hits} hits, {one.misses} misses, {one.false} false, delay {one.delay_s}"
        for one in figures
    ]
    return {"model": model, "rate": arguments.rate, "rules": [asdict(one) for one in figures]}, "\n".join(lines)


def _needs_model(rules: Sequence[Rule]) -> bool:
    return any(not rule.kind.value.startswith("camera_") for rule in rules)


def _fire(arguments: argparse.Namespace) -> tuple[Mapping[str, Any], str]:
    truth = read_spans(arguments.truth)
    choice = chosen(arguments.model, ModelChoice(confidence=FIRE_CONFIDENCE))
    found = evaluate_fire(arguments.video, choice, truth, arguments.rate)
    lines = [f"{one.seconds:g} s: {one.kind}{' (false)' if one.false else ''}" for one in found.alarms]
    first = found.first_after_start_s
    lines.append(f"first after {'-' if first is None else f'{first:g} s'}, {found.false_alarms} false")
    return asdict(found), "\n".join(lines)


def _truth(arguments: argparse.Namespace) -> tuple[Mapping[str, Any], str]:
    rules, tracks = read_rules(arguments.rules), read_tracks(arguments.truth)
    picture = next(frames_of(arguments.video))
    found = events(tracks, rules, (picture.shape[1], picture.shape[0]), rate_of(arguments.video))
    return {"events": [asdict(event) for event in found]}, events_text(found)


_SUBJECTS: Mapping[str, Callable[[argparse.Namespace], tuple[Mapping[str, Any], str]]] = {
    "detect": _detect,
    "rules": _rules,
    "fire": _fire,
    "truth": _truth,
}
