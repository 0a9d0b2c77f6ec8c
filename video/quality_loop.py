"""Old footage played again: key pictures that come again byte for byte, or pictures in which things move as they did.

A recording that was coded anew has other bytes but the same pictures: people stand where they stood, to a pixel. That
never happens twice by itself. Of all looks of some minutes, very small, those are searched that are the same as the
newest one, though something moved in it. Looks come at uneven times, so that a loop of any length is met; after a
match the next look is aimed at the one that followed then. What moves again in one place (doors, screens, barriers) is
no loop: things must have moved in several places. A turning camera moves everywhere, and counts never.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from operator import itemgetter, sub
from typing import Final

#: Key pictures that must repeat in order, as many different ones among them, and how many are remembered.
_LOOP_RUN, _LOOP_DIFFERENT, _LOOP_MEMORY = 4, 3, 4000
#: Looks that are remembered: ten minutes; how many go at once when there are more; seconds between two that compare.
_LOOKS, _TRIMMED, _APART_S = 600, 60, 3.0
#: Grey levels by which a place moved, and moved places of the small picture's 336: some, but not a turned camera's.
_MOVED, _LEAST_PLACES, _MOST_PLACES = 8, 3, 134
#: Levels by which the same picture may differ anywhere: coded anew it is 2 at most, people a step away make 15 and up.
_SAME: Final = 6
#: Places looked at first; matches that are a loop, at how many places, and the shared part that makes two places one.
_PROBES, _MATCHES, _PLACES, _ONE = 4, 6, 3, 0.5
#: A loop has ended when so many looks at something that moves, and seconds, had no match.
_ENDED_LOOKS, _ENDED_S = 20, 30.0
#: Seconds by which an aimed look is early, for pictures come a little sooner or later; the longest it waits.
_EARLY_S, _LONGEST_S = 0.015, 1.6


class KeyLoop:
    """Finds key pictures that come again in their order."""

    def __init__(self) -> None:
        self._count = 0
        self._seen: dict[int, tuple[int, float]] = {}
        self._order: deque[int] = deque()
        self._run: deque[int] = deque(maxlen=_LOOP_RUN)
        self._distance = 0

    def take(self, fingerprint: int, at: float) -> float | None:
        """Take in the next key picture; give the loop's length in seconds while one runs."""
        before = self._seen.get(fingerprint)
        self._remember(fingerprint, at)
        if before is None or (self._run and self._count - 1 - before[0] != self._distance):
            self._run.clear()
        if before is None:
            return None
        self._distance = self._count - 1 - before[0]
        self._run.append(fingerprint)
        if len(self._run) < _LOOP_RUN or len(set(self._run)) < _LOOP_DIFFERENT:
            return None
        return at - before[1]

    def _remember(self, fingerprint: int, at: float) -> None:
        self._seen[fingerprint] = (self._count, at)
        self._order.append(fingerprint)
        self._count += 1
        while len(self._order) > _LOOP_MEMORY:
            oldest = self._order.popleft()
            if self._count - self._seen[oldest][0] > _LOOP_MEMORY:
                del self._seen[oldest]


class PictureLoop:
    """Finds looks that come again."""

    def __init__(self) -> None:
        self._count = 0
        self.forget()

    def forget(self) -> None:
        """The camera turns."""
        self._past: list[tuple[float, bytes]] = []
        self._match: int | None = None
        self._places: list[int] = []
        self._matches, self._matched_at, self._missed = 0, 0.0, 0
        self._length: float | None = None

    @property
    def pause(self) -> float:
        """Seconds from the newest look to the next, about one."""
        if self._match is not None and self._match + 1 < len(self._past):
            spacing = self._past[self._match + 1][0] - self._past[self._match][0] - _EARLY_S
            if 0 < spacing < _LONGEST_S:
                return spacing
        return 0.9 + 0.2 * (self._count * 0.618 % 1.0)

    def take(self, thumb: bytes, at: float) -> float | None:
        """Take in a look's small picture; give the loop's length in seconds while one runs."""
        steps = list(map(sub, thumb, self._past[-1][1])) if self._past else []
        moved = [place for place, step in enumerate(steps) if not -_MOVED < step < _MOVED]
        local = _LEAST_PLACES <= len(moved) <= _MOST_PLACES
        match = self._following(thumb, at)
        if match is None and local:
            match = self._search(thumb, sorted(moved, key=lambda place: -abs(steps[place]))[:_PROBES], at)
        if match is not None and local:
            self._note(moved, at, at - self._past[match][0])
        elif local:
            self._missed += 1
        if self._missed >= _ENDED_LOOKS and at - self._matched_at >= _ENDED_S:
            self._places, self._matches, self._length = [], 0, None
        self._match = match
        self._past.append((at, thumb))
        self._count += 1
        self._trim()
        return self._length

    def _following(self, thumb: bytes, at: float) -> int | None:
        """The look after the one that was matched last, when it is the same."""
        following = self._match + 1 if self._match is not None else len(self._past)
        if following >= len(self._past) or at - self._past[following][0] < _APART_S:
            return None
        return following if _same(thumb, self._past[following][1]) else None

    def _search(self, thumb: bytes, probes: Sequence[int], at: float) -> int | None:
        pick = itemgetter(*probes)
        wanted = pick(thumb)
        for index, (then, other) in enumerate(self._past):
            if at - then < _APART_S:
                break
            here = pick(other)
            if all(-_SAME <= one - two <= _SAME for one, two in zip(here, wanted, strict=True)) and _same(thumb, other):
                return index
        return None

    def _note(self, moved: Sequence[int], at: float, length: float) -> None:
        self._matches, self._matched_at, self._missed = self._matches + 1, at, 0
        mask = sum(1 << place for place in moved)
        if all((mask & one).bit_count() <= _ONE * min(len(moved), one.bit_count()) for one in self._places):
            self._places = [*self._places, mask][:_PLACES]
        if self._matches >= _MATCHES and len(self._places) >= _PLACES:
            self._length = length

    def _trim(self) -> None:
        if len(self._past) > _LOOKS:
            del self._past[:_TRIMMED]
            self._match = self._match - _TRIMMED if self._match is not None and self._match >= _TRIMMED else None


def _same(one: bytes, other: bytes) -> bool:
    return all(-_SAME <= step <= _SAME for step in map(sub, one, other))
