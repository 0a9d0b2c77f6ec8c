"""Floods (EEMUA 191): more alarms than a person can take in. Nothing is hidden; it is grouped, and less is spoken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alarms.model import ActionKind
from alarms.recorder import Recorder
from alarms.site import AlarmRules


@dataclass(frozen=True, slots=True)
class FloodState:
    """Whether a station is flooded, since when (UTC seconds)."""

    on: bool = False
    since: float = 0.0


NO_FLOOD: FloodState = FloodState()


class FloodWatch:
    """Writes down when this station's floods begin and end, those of drills apart."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._ledger = recorder.ledger

    def judge(self, at: float, *, drill: bool) -> None:
        """See whether one begins or is over at a moment (UTC seconds)."""
        rules, times, on = self._recorder.site.rules, self._ledger.recent(drill=drill), self.state(drill=drill).on
        if judged(times, at, rules, on=on) is on:
            return
        kind = ActionKind.FLOOD_END if on else ActionKind.FLOOD
        self._recorder.record(kind, data={"scope": self._scope(drill), "drill": drill})

    def ends(self, *, drill: bool) -> float | None:
        """When to judge again; None where there is no flood."""
        if not self.state(drill=drill).on:
            return None
        return ends_at(self._ledger.recent(drill=drill), self._recorder.site.rules)

    def state(self, *, drill: bool) -> FloodState:
        """Whether there is one, as the record says."""
        register = self._ledger.register("flood", self._scope(drill))
        return FloodState(register.on, register.at) if register.on else NO_FLOOD

    def _scope(self, drill: bool) -> str:
        return f"{self._recorder.site.station}{'#drill' if drill else ''}"


def judged(times: Sequence[float], at: float, rules: AlarmRules, *, on: bool) -> bool:
    """Whether it is a flood at a moment; ``times`` are those of the newest alarms, oldest first."""
    recent = sum(time > at - rules.flood_s for time in times)
    return recent >= rules.flood_leave if on else recent > rules.flood_enter


def ends_at(times: Sequence[float], rules: AlarmRules) -> float:
    """When a flood ends if nothing more comes; the beginning of time where it is over already."""
    if len(times) < rules.flood_leave:
        return 0.0
    return sorted(times)[-rules.flood_leave] + rules.flood_s
