"""Measuring fire and smoke on a film whose truth is known: when was it told, and was it so?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from video.detect.film import watch_film
from video.detect.fire import FireWatch
from video.detect.loading import load_exactly, model_name
from video.detect.model import DetectError, ModelChoice, Rule, RuleKind
from video.detect.rules import make_rules
from video.detect.scene import Scene

#: Looks a second, as in a running station; boxes below this confidence do not count at all.
RATE, CONFIDENCE = 3.0, 0.2
#: Once told, it is told again after so long a pause.
REARM_S = 30.0
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class FireAlarm:
    """seconds of the film; kind: fire or smoke."""

    seconds: float
    kind: str
    confidence: float
    false: bool


@dataclass(frozen=True, slots=True)
class FireFigures:
    """first_after_start_s: from the first flame or smoke of the truth to the first alarm that is not false, None
    without one; by_kind: the same for each kind alone."""

    model: str
    alarms: tuple[FireAlarm, ...]
    first_after_start_s: float | None
    by_kind: Mapping[str, float | None]
    false_alarms: int


def read_spans(text: str) -> dict[str, tuple[Span, ...]]:
    """Read "fire=5-58,smoke=5-98", a kind maybe several times, or "none"; DetectError("truth_unreadable")."""
    spans: dict[str, tuple[Span, ...]] = {}
    if text.strip() == "none":
        return spans
    for part in text.split(","):
        kind, _, span = part.strip().partition("=")
        begin, _, end = span.partition("-")
        try:
            one = (float(begin), float(end))
        except ValueError as error:
            raise DetectError("truth_unreadable", text=part) from error
        if kind not in (RuleKind.FIRE, RuleKind.SMOKE):
            raise DetectError("truth_unreadable", text=part)
        spans[kind] = (*spans.get(kind, ()), one)
    return spans


def evaluate_fire(
    video: Path, choice: ModelChoice, truth: Mapping[str, Sequence[Span]], rate: float = RATE
) -> FireFigures:
    """Run a fire model and its confirmation over a film. DetectError: film or model cannot be used, or the model knows
    neither fire nor smoke ("model_classes")."""
    backend = load_exactly(choice)
    try:
        if not {"fire", "flame", "smoke"} & set(backend.classes):
            raise DetectError("model_classes", model=model_name(choice))
        watch, told = FireWatch(), list[FireAlarm]()
        rules = make_rules([Rule(kind.value, kind, rearm_s=REARM_S) for kind in (RuleKind.FIRE, RuleKind.SMOKE)])
        for one in watch_film(backend, video, rate):
            flames = watch.update(one.picture, one.boxes, one.seconds)
            scene = Scene(one.seconds, one.seconds, flames=flames)
            for rule in rules:
                fired = rule.update(scene)
                if fired:
                    sure = max(box.confidence for box in fired)
                    false = not _true(one.seconds, truth)
                    told.append(FireAlarm(round(one.seconds, 3), rule.rule.kind.value, round(sure, 3), false))
    finally:
        backend.close()
    return judge(model_name(choice), told, truth)


def judge(model: str, told: Sequence[FireAlarm], truth: Mapping[str, Sequence[Span]]) -> FireFigures:
    """Compare alarms with the truth."""
    by_kind: dict[str, float | None] = {}
    for kind, spans in truth.items():
        right = [one.seconds for one in told if one.kind == kind and not one.false]
        by_kind[kind] = round(min(right) - min(begin for begin, _ in spans), 3) if right else None
    starts = [begin for spans in truth.values() for begin, _ in spans]
    right = [one.seconds for one in told if not one.false]
    first = round(min(right) - min(starts), 3) if right and starts else None
    return FireFigures(model, tuple(told), first, by_kind, sum(one.false for one in told))


def _true(at: float, truth: Mapping[str, Sequence[Span]]) -> bool:
    """Where it burns there is smoke, and the other way round as far as a camera can tell: either is no false alarm."""
    return any(begin <= at <= end for spans in truth.values() for begin, end in spans)
