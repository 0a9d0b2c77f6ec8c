"""From the segments of a camera to one row of stretches, each shown by one file, on the common clock. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from video.archive.model import Segment
from video.model import StreamKind
from video.replay.commands import Span

#: A camera's clock is put right from here on, seconds: below, the way of the pictures to us looks the same.
RIGHT_FROM = 0.2
#: Clocks further off than this are not believed at all when times are written down (see video.clips).
BELIEVED = 5.0
#: Shorter pieces between two files are not worth opening one for.
_SHORTEST = 0.25
#: What is being written is taken to go on for so long beyond what was told of it.
GROWS = 3600.0


def shift_of(segment: Segment) -> float:
    """Seconds that the times of a segment are ahead of ours."""
    offset = segment.clock_offset
    if offset is None or not segment.camera_clock or not RIGHT_FROM < abs(offset) <= BELIEVED:
        return 0.0
    return offset


def spans_of(segments: Sequence[Segment], prefer: StreamKind) -> tuple[Span, ...]:
    """Choose for each time one file: of the stream preferred where there is one, else of the other."""
    ranked = sorted(segments, key=lambda one: (one.kind is not prefer, one.start, str(one.path)))
    last = max((one.end for one in segments), default=0.0)
    chosen: list[Span] = []
    for one in ranked:
        shift = shift_of(one)
        growing = not one.closed and one.end >= last - 120.0
        begin, end = one.start - shift, one.end - shift + (GROWS if growing else 0.0)
        for left, right in _free(chosen, begin, end):
            if right - left >= _SHORTEST or right - left >= end - begin:
                chosen.append(Span(str(one.path), left, right, begin, shift, growing))
                chosen.sort(key=lambda span: span.begin)
    return tuple(chosen)


def _free(chosen: Sequence[Span], begin: float, end: float) -> list[tuple[float, float]]:
    """What of begin..end no chosen stretch covers; `chosen` is in order and without overlap."""
    free: list[tuple[float, float]] = []
    at = begin
    for span in chosen:
        if span.end <= at:
            continue
        if span.begin >= end:
            break
        if span.begin > at:
            free.append((at, span.begin))
        at = max(at, span.end)
    if at < end or begin == end == at:
        free.append((at, end))
    return free
