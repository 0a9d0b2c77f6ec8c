"""For how long something has been so: of each object, or of a whole place. Pure; time is given in seconds.

An absence counts from the first look that did not find it, so that a camera looked at rarely loses nobody by that.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from video.detect.model import Point
from video.detect.scene import apart, foot, size_of
from video.model import Box

#: A new number this near (own sizes) to where another was lost, at most so long ago, is the same object: trackers lose
#: people who pass behind others.
SAME_PLACE, SAME_S = 1.0, 3.0


@dataclass(slots=True)
class _Stay:
    since: float
    place: Point
    missed_at: float = math.inf
    told: bool = False

    def absent(self, now: float) -> float:
        return max(0.0, now - self.missed_at)


class Presence:
    """Objects of which something is so. on_delay_s: for so long before it is told, once; gap_s: interruptions up to so
    long do not count; rearm_s: told again after so long an end."""

    def __init__(self, on_delay_s: float, gap_s: float, rearm_s: float) -> None:
        self._on_delay_s, self._gap_s, self._rearm_s = on_delay_s, gap_s, rearm_s
        self._stays: dict[int, _Stay] = {}
        self._known: dict[int, float] = {}

    def update(self, there: Sequence[Box], now: float, about: Sequence[Box]) -> tuple[Box, ...]:
        """Give who is due now among those `there`; `about`: all objects in the picture that might be there."""
        visible = {box.track for box in about}
        due = []
        for box in there:
            stay = self._stay(box, now, visible)
            stay.missed_at, stay.place = math.inf, foot(box)
            if not stay.told and now - stay.since >= self._on_delay_s:
                stay.told = True
                due.append(box)
        present = {box.track for box in there}
        for number, stay in self._stays.items():
            if number not in present:
                stay.missed_at = min(stay.missed_at, now)
        self._known |= {box.track: now for box in about if box.track is not None}
        self._forget(now)
        return tuple(due)

    def _stay(self, box: Box, now: float, visible: set[int | None]) -> _Stay:
        assert box.track is not None
        stay = self._stays.get(box.track)
        if stay is None and box.track not in self._known:
            stay = self._inherit(box, now, visible)
        if stay is None or (stay.told and stay.absent(now) >= self._rearm_s):
            stay = _Stay(now, foot(box))
        elif not stay.told and stay.absent(now) > self._gap_s:
            stay.since = now
        self._stays[box.track] = stay
        return stay

    def _inherit(self, box: Box, now: float, visible: set[int | None]) -> _Stay | None:
        """What an object that has just vanished at this place has behind it."""
        lost = [
            (apart(foot(box), stay.place, size_of(box)), number)
            for number, stay in self._stays.items()
            if number not in visible and stay.absent(now) <= SAME_S
        ]
        if not lost or min(lost)[0] > SAME_PLACE:
            return None
        return self._stays.pop(min(lost)[1])

    def _forget(self, now: float) -> None:
        keep = max(self._rearm_s, self._gap_s, SAME_S)
        self._stays = {number: stay for number, stay in self._stays.items() if stay.absent(now) <= keep}
        self._known = {number: seen for number, seen in self._known.items() if now - seen <= keep}


class Episode:
    """Something that is so of a whole place, told once; again when it had ended for `rearm_s`. Interruptions up to
    `gap_s` are none."""

    def __init__(self, on_delay_s: float, gap_s: float, rearm_s: float) -> None:
        self._on_delay_s, self._gap_s, self._rearm_s = on_delay_s, gap_s, rearm_s
        self._since = self._missed_at = math.inf
        self._told = False

    def update(self, so: bool, now: float) -> bool:
        """Say whether to tell it now."""
        if not so:
            self._missed_at = min(self._missed_at, now)
            return False
        absent = max(0.0, now - self._missed_at)
        self._told = self._told and absent < self._rearm_s
        if not self._told and (absent > self._gap_s or math.isinf(self._since)):
            self._since = now
        self._missed_at = math.inf
        if self._told or now - self._since < self._on_delay_s:
            return False
        self._told = True
        return True
