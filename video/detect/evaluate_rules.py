"""Measuring rules on a video whose events are known: what was told in time, what was missed, what was told for nothing.

An event has a beginning and may have an end (seconds of the film); without one a crossing is a moment, and what is
wrong with the camera, left or taken stays so. A hit answers the first event of its rule that is
not answered yet and that it lies in: from `EARLY_S` before its beginning to `LATE_S` after its end and the rule's own
delay. A rule that tells several things in one look has hit as often.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from statistics import median

from video.detect.film import FilmPicture, watch_film
from video.detect.loading import load_exactly, model_name
from video.detect.model import ModelChoice, Rule, RuleKind
from video.detect.rules import make_rules
from video.detect.scene import Scene
from video.detect.still_things import StillThings
from video.detect.tracks import Tracker
from video.model import Box

EARLY_S, LATE_S = 1.0, 3.0
_STAYING = (RuleKind.OBJECT_LEFT, RuleKind.OBJECT_TAKEN)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that really happened, by the name of the rule that is to tell it."""

    rule: str
    at: float
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A hit: the rule, when, and what."""

    rule: str
    at: float
    box: Box | None


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """hits: events that were told; misses: that were not; false: told for nothing. delay_s: median from an event's
    beginning to its hit, the rule's own delay included, None without hits. at: seconds of all that was told."""

    rule: str
    kind: str
    hits: int
    misses: int
    false: int
    delay_s: float | None
    at: tuple[float, ...] = ()


@dataclass(slots=True)
class RuleRunner:
    """Tracks, still things and rules of one film, picture by picture."""

    rules: Sequence[Rule]
    confidence: float = 0.4
    _tracker: Tracker = field(init=False)
    _still: StillThings = field(init=False, default_factory=StillThings)

    def __post_init__(self) -> None:
        self._tracker = Tracker(start_confidence=self.confidence)

    def run(self, film: Iterable[FilmPicture]) -> list[Told]:
        """Give all that the rules tell."""
        working = make_rules(self.rules)
        things = any(rule.kind in (RuleKind.OBJECT_LEFT, RuleKind.OBJECT_TAKEN) for rule in self.rules)
        told: list[Told] = []
        for one in film:
            height, width = one.picture.shape[:2]
            boxes = self._tracker.update(one.boxes, one.seconds)
            still = self._still.update(one.picture, boxes, one.seconds) if things else ()
            scene = Scene(one.seconds, one.seconds, boxes, width / height, still, one.faults)
            for rule in working:
                fired = rule.update(scene)
                if fired is not None:
                    told += [Told(rule.rule.id, one.seconds, box) for box in _each(rule.rule.kind, fired)]
        return told


def _each(kind: RuleKind, fired: tuple[Box, ...]) -> tuple[Box | None, ...]:
    """What fired counts once for each thing; a crowd and a camera's fault are one."""
    return fired[:1] if kind is RuleKind.CROWD else fired or (None,)


def judge(rules: Sequence[Rule], told: Sequence[Told], truth: Sequence[Event]) -> tuple[RuleFigures, ...]:
    """Compare, rule by rule."""
    return tuple(_judge(rule, told, truth) for rule in rules)


def _judge(rule: Rule, told: Sequence[Told], truth: Sequence[Event]) -> RuleFigures:
    left = sorted((event for event in truth if event.rule == rule.id), key=lambda event: event.at)
    known, delays, false = len(left), [], 0
    for hit in sorted((one for one in told if one.rule == rule.id), key=lambda one: one.at):
        event = next((one for one in left if one.at - EARLY_S <= hit.at <= _latest(rule, one)), None)
        if event is None:
            false += 1
        else:
            left.remove(event)
            delays.append(hit.at - event.at)
    delay = round(median(delays), 3) if delays else None
    at = tuple(round(one.at, 3) for one in told if one.rule == rule.id)
    return RuleFigures(rule.id, rule.kind.value, known - len(left), len(left), false, delay, at)


def _latest(rule: Rule, event: Event) -> float:
    stays = rule.kind in _STAYING or rule.kind.value.startswith("camera_")
    until = event.until if event.until is not None else inf if stays else event.at
    return max(event.at, until) + LATE_S + rule.on_delay_s


def evaluate_rules(
    video: Path, rules: Sequence[Rule], truth: Sequence[Event], choice: ModelChoice | None, rate: float = 0.0
) -> tuple[str, tuple[RuleFigures, ...]]:
    """Run model, tracks and rules over a film; gives the model's name too. rate: looks a second, 0 for every frame.
    No choice: rules that need no boxes. DetectError when film or model cannot be used."""
    backend = load_exactly(choice) if choice is not None else None
    try:
        runner = RuleRunner(rules, max(choice.confidence, 0.4) if choice is not None else 0.4)
        told = runner.run(watch_film(backend, video, rate))
    finally:
        if backend is not None:
            backend.close()
    return model_name(choice) if choice is not None else "", judge(rules, told, truth)
