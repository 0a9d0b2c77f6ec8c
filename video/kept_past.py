"""The seconds before alarms, kept while the alarms may still be looked at again.

A guard turns from one alarm to another and back; by then the ring has gone on, and the seconds before the first alarm
would be lost to the screen. What a loop has shown once is kept for as long as it is among the newest.
"""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from video.clips import load_clip, read_clip
from video.ring import Entry
from video.views import MediaError

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


def kept_in(folder: Path, camera: str, start: float, end: float) -> list[Entry]:
    """Give a camera's packets from `start` to `end` (UTC, ours) out of the first clip of a folder that has some.

    Nothing where there is no such clip yet, or none that can be read.
    """
    for path in sorted(folder.glob("*.mp4")):
        with contextlib.suppress(MediaError):
            clip = read_clip(path)
            if clip.camera == camera and any(start <= frame.received_at <= end for frame in clip.frames):
                return [entry for entry in load_clip(path)[1] if entry[0].received_at <= end]
    return []
