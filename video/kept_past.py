"""The seconds before alarms, kept while the alarms may still be looked at again.

A guard turns from one alarm to another and back; by then the ring has gone on, and the seconds before the first alarm
would be lost to the screen. What a loop has shown once is kept for as long as it is among the newest.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from video.ring import Entry

#: Loops kept for one worker: at ten seconds of a sub stream each less than a megabyte.
MOST = 12

_Span = tuple[str, float, float]


class KeptPast:
    """Entries of loops by camera, start and end (UTC)."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[_Span, tuple[Entry, ...]] = OrderedDict()

    def keep(self, camera: str, start: float, end: float, entries: Sequence[Entry]) -> None:
        """Keep what a loop showed; less than was kept changes nothing, the oldest goes where there are too many."""
        span = (camera, start, end)
        if len(entries) < len(self._kept.get(span, ())) or not entries:
            return
        self._kept[span] = tuple(entries)
        self._kept.move_to_end(span)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def best(self, camera: str, start: float, end: float, fresh: Sequence[Entry]) -> Sequence[Entry]:
        """Give `fresh`, what the ring has, or what was kept where that begins earlier."""
        kept = self._kept.get((camera, start, end), ())
        if kept and (not fresh or kept[0][0].received_at < fresh[0][0].received_at):
            return kept
        return fresh
