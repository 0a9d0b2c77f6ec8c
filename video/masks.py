"""Private areas of cameras, blackened before a picture goes anywhere that a person can see it.

An area is a polygon in fractions of the picture. Every pixel that an area touches is blackened, and one more on each
side: scaling mixes neighbours. Rows are worked out once for a size and then copied over, so that a picture costs as
many copies as it has blackened rows: under 0.1 ms of CPU for half of a tile 640 wide.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

from av.video.frame import VideoFrame

from video.clock import Clock

Area = tuple[tuple[float, float], ...]
Areas = tuple[Area, ...]

#: Pixels blackened beyond an area's edge.
_MARGIN: Final = 1
#: Pixel format -> per plane: columns and rows of the picture in one of its elements, and the bytes of a black one.
_LAYOUTS: Final[Mapping[str, tuple[tuple[int, int, bytes], ...]]] = {
    "bgra": ((1, 1, b"\x00\x00\x00\xff"),),
    "bgr24": ((1, 1, b"\x00\x00\x00"),),
    "rgb24": ((1, 1, b"\x00\x00\x00"),),
    "yuv420p": ((1, 1, b"\x10"), (2, 2, b"\x80"), (2, 2, b"\x80")),
}


@dataclass(frozen=True, slots=True)
class _Run:
    """Bytes of one plane to be overwritten."""

    plane: int
    start: int
    data: bytes


class MaskTable:
    """The private areas of all cameras, as a worker was told; replaced whole, so any thread may read it."""

    def __init__(self) -> None:
        self._areas: Mapping[str, Areas] = {}

    def replace(self, areas: Mapping[str, Areas]) -> None:
        """These hold from the next picture on."""
        self._areas = dict(areas)

    def areas(self, camera: str) -> Areas:
        """What is private on a camera's pictures."""
        return self._areas.get(camera, ())


class Blackener:
    """Blackens areas of pictures of one size; another size or other areas are worked out anew. One thread."""

    def __init__(self) -> None:
        self._key: object = None
        self._runs: tuple[_Run, ...] = ()

    def draw(self, picture: VideoFrame, areas: Areas) -> None:
        """Blacken in place. `picture` is bgra, bgr24, rgb24 or yuv420p and nobody else's; raises KeyError else."""
        if not areas:
            return
        strides = tuple(plane.line_size for plane in picture.planes)
        key = (areas, picture.width, picture.height, picture.format.name, strides)
        if key != self._key:
            self._runs = tuple(_runs(areas, picture.width, picture.height, picture.format.name, strides))
            self._key = key
        views = [memoryview(plane) for plane in picture.planes]
        for run in self._runs:
            views[run.plane][run.start : run.start + len(run.data)] = run.data


class Veil:
    """What hides the private areas of one output's pictures.

    lifted_until: monotonic seconds until which somebody with the right to do so sees them; it falls by itself.
    """

    def __init__(self, table: MaskTable, cameras: Sequence[str], clock: Clock, lifted_until: float = 0.0) -> None:
        self._table, self._clock = table, clock
        self.cameras = tuple(cameras)
        self.lifted_until = lifted_until
        self._blackener = Blackener()

    def draw(self, picture: VideoFrame) -> None:
        """Blacken in place, unless lifted; see Blackener.draw."""
        if self.lifted_until > self._clock.monotonic():
            return
        areas = self._table.areas(self.cameras[0]) if len(self.cameras) == 1 else self._all()
        self._blackener.draw(picture, areas)

    def _all(self) -> Areas:
        return tuple(area for camera in self.cameras for area in self._table.areas(camera))


def masked_copy(picture: VideoFrame, areas: Areas) -> VideoFrame:
    """A picture to be kept or shown, its private areas black: `picture` itself where there are none."""
    if not areas:
        return picture
    copy = picture.reformat(format="bgr24")
    Blackener().draw(copy, areas)
    return copy


def _runs(areas: Areas, width: int, height: int, name: str, strides: Sequence[int]) -> list[_Run]:
    found: list[_Run] = []
    for plane, (columns, rows, black) in enumerate(_LAYOUTS[name]):
        wide, high = ceil(width / columns), ceil(height / rows)
        for row in range(high):
            for left, right in _spans(areas, row, wide, high):
                data = black * (right - left)
                found.append(_Run(plane, row * strides[plane] + left * len(black), data))
    return found


def _spans(areas: Areas, row: int, width: int, height: int) -> list[tuple[int, int]]:
    """Columns of one row that any area touches, margin included, as separate stretches from left to right."""
    top, bottom = (row - _MARGIN) / height, (row + 1 + _MARGIN) / height
    touched = sorted(stretch for area in areas for stretch in _across(area, top, bottom))
    merged: list[tuple[int, int]] = []
    for begin, end in touched:
        left = max(0, floor(begin * width) - _MARGIN)
        right = min(width, floor(end * width) + 1 + _MARGIN)
        if merged and left <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
        elif left < right:
            merged.append((left, right))
    return merged


def _across(area: Area, top: float, bottom: float) -> list[tuple[float, float]]:
    """What of a polygon lies between two heights, seen from above: its edges' pieces there, and what they enclose.

    Whatever a polygon has in a band is bounded by pieces of its edges and by stretches on the band's two borders.
    """
    stretches = [*_inside(area, top), *_inside(area, bottom)]
    for (x1, y1), (x2, y2) in zip(area, (*area[1:], area[0]), strict=True):
        if max(y1, y2) < top or min(y1, y2) > bottom:
            continue
        ends = [_x_at(x1, y1, x2, y2, min(max(y, top), bottom)) for y in (y1, y2)] if y1 != y2 else [x1, x2]
        stretches.append((min(ends), max(ends)))
    return stretches


def _inside(area: Area, y: float) -> list[tuple[float, float]]:
    """The stretches of one line that lie inside a polygon."""
    crossings: list[float] = []
    for (x1, y1), (x2, y2) in zip(area, (*area[1:], area[0]), strict=True):
        if (y1 <= y) != (y2 <= y):
            x = _x_at(x1, y1, x2, y2, y)
            crossings.insert(bisect_left(crossings, x), x)
    return list(zip(crossings[::2], crossings[1::2], strict=True))


def _x_at(x1: float, y1: float, x2: float, y2: float, y: float) -> float:
    return x1 + (x2 - x1) * (y - y1) / (y2 - y1)
