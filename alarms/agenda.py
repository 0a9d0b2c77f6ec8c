"""When something is due: a heap of things by time, each by the wall clock and by how long it has to wait at most.

A clock that is set forward makes things due at once; one that is set back delays nothing, since the wait itself is
measured by the clock that never jumps. After a restart everything is noted anew from what the record says.
"""

from __future__ import annotations

import heapq
from typing import Any

from alarms.ports import Clock

#: What kind of thing it is, and of what: compared, never ordered.
Key = tuple[str, Any]
_Entry = tuple[float, int, Key]


class Agenda:
    """Things by key; noting one again moves it. All calls cost O(log n)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._due: dict[Key, tuple[float | None, float]] = {}
        self._by_utc: list[_Entry] = []
        self._by_wait: list[_Entry] = []
        self._count = 0

    def note(self, key: Key, due: float | None) -> None:
        """Have a key called at ``due`` (UTC seconds), or never."""
        known = self._due.get(key)
        if due is None:
            self._due.pop(key, None)
        elif known is None or known[0] != due:
            wait = self._clock.monotonic() + max(0.0, due - self._clock.now())
            self._due[key] = (due, wait)
            self._push(self._by_utc, due, key)
            self._push(self._by_wait, wait, key)

    def note_wait(self, key: Key, seconds: float) -> None:
        """Have a key called after so many seconds, whatever happens to the wall clock."""
        wait = self._clock.monotonic() + seconds
        self._due[key] = (None, wait)
        self._push(self._by_wait, wait, key)

    def knows(self, key: Key) -> bool:
        """Whether a key is noted."""
        return key in self._due

    def take_due(self) -> list[tuple[Key, float]]:
        """Each key whose time has come, with the moment to judge it at: now, or its own time where that is later.

        In the order of their times, so that the same happens however they came to be noted.
        """
        now, mono = self._clock.now(), self._clock.monotonic()
        found: list[tuple[float, Key]] = []
        for heap, limit, place in ((self._by_utc, now, 0), (self._by_wait, mono, 1)):
            while heap and heap[0][0] <= limit:
                time, _, key = heapq.heappop(heap)
                noted = self._due.get(key)
                if noted is not None and noted[place] == time:
                    del self._due[key]
                    found.append((now if noted[0] is None else noted[0], key))
        return [(key, max(now, due)) for due, key in sorted(found, key=lambda one: (one[0], repr(one[1])))]

    def next(self) -> float | None:
        """UTC seconds at which the next key has to be called, or None."""
        times = []
        utc, wait = self._head(self._by_utc, 0), self._head(self._by_wait, 1)
        if utc is not None:
            times.append(utc)
        if wait is not None:
            times.append(self._clock.now() + wait - self._clock.monotonic())
        return min(times, default=None)

    def _head(self, heap: list[_Entry], place: int) -> float | None:
        while heap:
            time, _, key = heap[0]
            noted = self._due.get(key)
            if noted is not None and noted[place] == time:
                return time
            heapq.heappop(heap)
        return None

    def _push(self, heap: list[_Entry], time: float, key: Key) -> None:
        self._count += 1
        heapq.heappush(heap, (time, self._count, key))
