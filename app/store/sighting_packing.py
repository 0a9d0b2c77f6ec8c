"""Some seconds of one camera's boxes as few bytes: places to a 65,535th of the picture, times to the millisecond.

A picture is its milliseconds after the row's first (4 bytes), its number of boxes (1), and 15 bytes each: label (2),
track with whether it moved as its lowest bit (4), confidence in 255ths (1), four edges (2 each).
A picture with the same boxes as the one before, as of a still camera, is only its time. All of it is deflated.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from video.model import Box

#: UTC milliseconds of a picture, and what is on it.
Look = tuple[int, tuple[Box, ...]]
_HEAD: Final = struct.Struct("<iB")
_BOX: Final = struct.Struct("<HIB4H")
_SAME: Final = 255
_MOST: Final = 254
_EDGE: Final = 65_535


def pack(looks: Sequence[Look], number: Callable[[str], int]) -> bytes:
    """Pack looks of one camera in order of time, the first of which gives the row's time. number: of a label."""
    first, parts = looks[0][0], []
    before: tuple[Box, ...] | None = None
    for at, boxes in looks:
        if boxes == before:
            parts.append(_HEAD.pack(at - first, _SAME))
            continue
        parts.append(_HEAD.pack(at - first, min(len(boxes), _MOST)))
        parts += [_packed(box, number) for box in boxes[:_MOST]]
        before = boxes
    return zlib.compress(b"".join(parts), 6)


def unpack(packed: bytes, first: int, texts: Mapping[int, str]) -> Iterator[Look]:
    """Give the looks of a row whose first is at `first`; ValueError where the bytes are none."""
    try:
        data = zlib.decompress(packed)
        at, boxes = 0, tuple[Box, ...]()
        while at < len(data):
            after, count = _HEAD.unpack_from(data, at)
            at += _HEAD.size
            if count != _SAME:
                boxes = tuple(_box(_BOX.unpack_from(data, at + i * _BOX.size), texts) for i in range(count))
                at += count * _BOX.size
            yield first + after, boxes
    except (struct.error, zlib.error) as error:
        raise ValueError("not a row of looks") from error


def _packed(box: Box, number: Callable[[str], int]) -> bytes:
    edges = (round(min(max(edge, 0.0), 1.0) * _EDGE) for edge in (box.left, box.top, box.right, box.bottom))
    track = ((box.track or 0) << 1 | box.moved) & 0xFFFF_FFFF
    return _BOX.pack(number(box.label), track, round(min(max(box.confidence, 0.0), 1.0) * 255), *edges)


def _box(fields: tuple[int, ...], texts: Mapping[int, str]) -> Box:
    label, track, confidence, *edges = fields
    left, top, right, bottom = (edge / _EDGE for edge in edges)
    sure = round(confidence / 255, 3)
    return Box(left, top, right, bottom, texts.get(label, ""), sure, track >> 1 or None, None, bool(track & 1))
