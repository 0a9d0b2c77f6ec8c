"""An encoded loop as the packets a camera session would hand on."""

from __future__ import annotations

from video.model import Packet, StreamInfo
from video.ring import Entry
from video.rtsp.feed import Feed


def entries_of(
    feed: Feed, *, start: float = 1_000.0, count: int | None = None, clock_error: float = 0.0
) -> list[Entry]:
    """Play a feed from its beginning, the first picture received at `start` UTC, 40 ms after it was captured."""
    info = StreamInfo(feed.codec, feed.parameter_sets)
    total = len(feed.units) if count is None else count
    step = feed.duration / len(feed.units)
    entries = []
    for index in range(total):
        unit, at = feed.units[index % len(feed.units)], index * step
        captured = start + at - 0.04 + clock_error
        entries.append((Packet(unit.data, unit.key, at, captured, start + at, at, True), info))
    return entries
