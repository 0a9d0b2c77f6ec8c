"""One drill as it runs: what to send next, what was done, how it ended, and its score. Pure; times are given.

Every expectation counts the same: one for in time, half for late, nothing for not done. A drill that a real alarm broke
off has no score; one that was stopped has none over what was not yet due: only what had its time is counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from alarms.model import Action, ActionKind, Occurrence
from app.duty.scenario import Expectation, Expected, Planned

LATE_WORTH = 0.5


class End(StrEnum):
    """How a drill ended."""

    COMPLETE = "complete"
    ABORTED = "aborted"
    STOPPED = "stopped"
    FAILED = "failed"


class Mark(StrEnum):
    """What became of one expectation; ``OPEN`` had its time still before it when the drill ended."""

    MET = "met"
    LATE = "late"
    MISSED = "missed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Result:
    """One expectation: how long it took from the alarm (None: not done), against its target, in seconds."""

    id: str
    what: str
    value: str
    point: str
    within_s: float
    took_s: float | None
    mark: Mark
    by: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A message to send now: the step's number from 0, of which point, active or not, with what in it."""

    step: int
    device: str
    alarm_class: str
    channel: str
    active: bool
    data: dict[str, Any]


_KINDS = {
    Expected.ACKNOWLEDGE: ActionKind.ACKNOWLEDGE,
    Expected.VERDICT: ActionKind.VERDICT,
    Expected.STEP: ActionKind.STEP,
    Expected.NOTE: ActionKind.NOTE,
    Expected.DISPATCH: ActionKind.DISPATCH,
}


class DrillRun:
    """See the module. ``begun_at`` is UTC seconds, for the record and for what people did; steps go by monotonic."""

    def __init__(self, id_: str, planned: Planned, person: str, begun_at: float, begun: float) -> None:
        self.id = id_
        self.planned = planned
        self.person = person
        self.begun_at = begun_at
        self._begun = begun
        self._sent = 0
        self.end: End | None = None
        self.ended_at = 0.0
        self.why = ""
        self._raised: dict[str, float] = {}
        self._points: dict[str, set[str]] = {}
        self._incidents: dict[str, set[str]] = {}
        self._done: dict[str, tuple[float, str]] = {}

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.end is None

    def due(self, now: float) -> tuple[Due, ...]:
        """What has to be sent by now (monotonic seconds); each is given once."""
        found: list[Due] = []
        steps = self.planned.steps
        while self.running and self._sent < len(steps) and self._begun + steps[self._sent][0].at_s <= now:
            step, point = steps[self._sent]
            found.append(Due(self._sent, point.device, point.alarm_class, point.channel, step.active, dict(step.data)))
            self._sent += 1
        return tuple(found)

    def over(self, now: float) -> bool:
        """Whether its time is up (monotonic seconds)."""
        return self.running and now - self._begun >= self.planned.scenario.lasts_s

    def left(self, now: float) -> float:
        """Seconds until it ends by itself."""
        return max(0.0, self._begun + self.planned.scenario.lasts_s - now) if self.running else 0.0

    def take(self, occurrences: Iterable[Occurrence], actions: Iterable[Action]) -> None:
        """Note what the drill raised, and what was done about it; nothing counts after the end."""
        if not self.running:
            return
        for one in occurrences:
            if one.drill and one.raised_at >= self.begun_at and one.point in self._wanted():
                self._raised[one.point] = min(one.raised_at, self._raised.get(one.point, one.raised_at))
                self._points.setdefault(one.id, set()).add(one.point)
                if one.incident is not None:
                    self._incidents.setdefault(one.incident, set()).add(one.point)
        for action in actions:
            self._note(action)

    def finish(self, end: End, at: float, why: str = "") -> bool:
        """End it, once; ``at`` is UTC seconds. False where it had ended before."""
        if not self.running:
            return False
        self.end, self.ended_at, self.why = end, at, why
        return True

    def results(self) -> tuple[Result, ...]:
        """Every expectation as it stands."""
        return tuple(self._result(one, point.id) for one, point in self.planned.expects)

    def score(self) -> int | None:
        """0 to 100 over all that had its time; None where nothing had, and of a drill that a real alarm broke off, or
        that failed: nobody is measured by what he let lie for something real."""
        if self.end in (End.ABORTED, End.FAILED):
            return None
        counted = [one for one in self.results() if one.mark is not Mark.OPEN]
        if not counted:
            return None
        worth = {Mark.MET: 1.0, Mark.LATE: LATE_WORTH, Mark.MISSED: 0.0}
        return round(100 * sum(worth[one.mark] for one in counted) / len(counted))

    def content(self) -> dict[str, Any]:
        """All of it as the record keeps it."""
        scenario = self.planned.scenario
        return {
            "name": scenario.name,
            "name_en": scenario.name_en,
            "lasts_s": scenario.lasts_s,
            "why": self.why,
            "score": self.score(),
            "incidents": sorted(self._incidents),
            "steps_sent": self._sent,
            "steps": len(self.planned.steps),
            "results": [
                {
                    "id": one.id,
                    "what": one.what,
                    "value": one.value,
                    "point": one.point,
                    "within_s": one.within_s,
                    "took_s": None if one.took_s is None else round(one.took_s, 3),
                    "mark": one.mark.value,
                    "by": one.by,
                }
                for one in self.results()
            ],
        }

    def _wanted(self) -> set[str]:
        return {point.id for _, point in self.planned.steps}

    def _note(self, action: Action) -> None:
        points = self._points.get(action.occurrence or "", set()) | self._incidents.get(action.incident or "", set())
        if action.occurrence in self._points:
            points = self._points[action.occurrence]
        for one, point in self.planned.expects:
            if point.id in points and one.id not in self._done and _fits(one, action):
                self._done[one.id] = (action.at, action.user)

    def _result(self, one: Expectation, point: str) -> Result:
        raised, done = self._raised.get(point), self._done.get(one.id)
        bare = Result(one.id, one.what.value, one.value, point, one.within_s, None, Mark.MISSED)
        if raised is not None and done is not None:
            took = max(0.0, done[0] - raised)
            return replace(bare, took_s=took, mark=Mark.MET if took <= one.within_s else Mark.LATE, by=done[1])
        if self.end is not End.COMPLETE and (raised is None or self._until(raised) < one.within_s):
            return replace(bare, mark=Mark.OPEN)
        return bare

    def _until(self, raised: float) -> float:
        """Seconds from an alarm to the end; while it runs, nothing is late by waiting."""
        return self.ended_at - raised if self.end is not None else 0.0


def _fits(one: Expectation, action: Action) -> bool:
    if action.kind is not _KINDS[one.what]:
        return False
    if one.what is Expected.VERDICT:
        return action.data.get("verdict") == one.value
    if one.what is Expected.STEP:
        return action.data.get("step") == one.value and bool(action.data.get("done", True))
    return True
