"""Tours: layouts and cameras in turn, each for its time. Time comes in as monotonic seconds; no Qt, no clock.

A tour is a helper that gives way: it never moves while the guard looks closer at something (a picture enlarged, zoomed
or halted, a form half typed) nor while an alarm has the wall, and it goes on where it was, with at least a few seconds
left, so that nothing jumps away under a guard who has just finished.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

StopKind = Literal["layout", "camera"]

DWELL_S = 15.0
SHORTEST_S, LONGEST_S = 3.0, 3600.0
#: Least seconds a stop stays after the guard let go of the wall.
AFTER_HOLD_S = 5.0


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of a tour: a layout, or one camera over the whole wall, for `seconds`."""

    kind: StopKind
    target: str
    seconds: float = DWELL_S


@dataclass(frozen=True, slots=True)
class Tour:
    """A named list of stops."""

    id: str
    name: str
    stops: tuple[Stop, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the tour as JSON values."""
        return asdict(self)


def tour_from_json(value: Any) -> Tour | None:
    """Return the tour of a document, None where it is none."""
    try:
        stops = tuple(_stop(one) for one in value["stops"])
        return Tour(str(value["id"]), str(value["name"]), tuple(stop for stop in stops if stop is not None))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _stop(value: Any) -> Stop | None:
    if value["kind"] not in ("layout", "camera"):
        return None
    return Stop(value["kind"], str(value["target"]), min(max(float(value["seconds"]), SHORTEST_S), LONGEST_S))


class TourRun:
    """A tour under way."""

    def __init__(self, tour: Tour, now: float, exists: Callable[[Stop], bool] = lambda _stop: True) -> None:
        self.tour = tour
        self.paused = False
        self.held = False
        self._exists = exists
        self._index = -1
        self._left = 0.0
        self._told_at = now
        self._move(1)

    @property
    def stop(self) -> Stop | None:
        """Where it stands; None where none of its stops exists any more."""
        return self.tour.stops[self._index] if 0 <= self._index < len(self.tour.stops) else None

    @property
    def index(self) -> int:
        """The number of the stop, from 0."""
        return self._index

    @property
    def left(self) -> float:
        """Seconds until it moves, if nothing holds it."""
        return self._left

    def tick(self, now: float, held: bool = False) -> bool:
        """Let time pass; `held`: the guard or an alarm has the wall. Tells whether it moved on."""
        passed, self._told_at = max(0.0, now - self._told_at), now
        if self.held and not held:
            self._left = max(self._left, AFTER_HOLD_S)
        self.held = held
        if self.paused or held or self.stop is None:
            return False
        self._left -= passed
        return self._left <= 0 and self._move(1)

    def pause(self, paused: bool) -> None:
        """Stand still, or go on."""
        self.paused = paused

    def step(self, step: int) -> bool:
        """Go on or back by hand, paused or not; tells whether it moved."""
        return self._move(1 if step > 0 else -1)

    def _move(self, step: int) -> bool:
        """Go to the next stop that exists; a tour of one stop begins it anew."""
        count, before = len(self.tour.stops), self._index
        for distance in range(1, count + 1):
            index = (self._index + step * distance) % count if self._index >= 0 else distance - 1
            if self._exists(self.tour.stops[index]):
                self._index, self._left = index, self.tour.stops[index].seconds
                return index != before
        self._index = -1
        return before != -1
