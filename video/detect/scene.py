"""What rules are asked about: one look at a camera, with all that was found in it. And where things are in it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from video.detect.model import Point, RuleKind
from video.model import Box


@dataclass(frozen=True, slots=True)
class StillThing:
    """Something that was not there, or is gone from where it was, and has not changed since.

    box: its label is "left" or "taken", or a model's word for it. attended: somebody is at it. since: monotonic
    seconds from which it is so and nobody is at it.
    """

    number: int
    kind: Literal["left", "taken"]
    box: Box
    since: float
    attended: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """now: monotonic seconds; at: UTC of the picture. aspect: its width by its height. faults: what is wrong with the
    camera's picture. flames: confirmed fire and smoke, by kind."""

    now: float
    at: float
    boxes: tuple[Box, ...] = ()
    aspect: float = 16 / 9
    still: tuple[StillThing, ...] = ()
    faults: frozenset[RuleKind] = frozenset()
    flames: Mapping[RuleKind, tuple[Box, ...]] = field(default_factory=dict)


def inside(point: Point, polygon: Sequence[Point]) -> bool:
    """Even-odd rule; a polygon of fewer than three corners holds nothing."""
    x, y = point
    within = False
    for (x0, y0), (x1, y1) in zip(polygon, [*polygon[1:], *polygon[:1]], strict=True):
        if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
            within = not within
    return within and len(polygon) >= 3


def foot(box: Box) -> Point:
    """Where it stands: the middle of the lower edge, just inside the picture so that the picture's own edge counts."""
    return (box.left + box.right) / 2, min(box.bottom, 0.9999)


def size_of(box: Box) -> tuple[float, float]:
    """Width and height, never nothing."""
    return max(box.right - box.left, 1e-6), max(box.bottom - box.top, 1e-6)


def apart(one: Point, other: Point, size: tuple[float, float]) -> float:
    """Distance in sizes of an object."""
    return math.hypot((one[0] - other[0]) / size[0], (one[1] - other[1]) / size[1])


def crossing(start: Point, end: Point, line: Sequence[Point]) -> Literal["left", "right"] | None:
    """To which hand of the line the way from `start` to `end` crosses it; None when it does not."""
    for corner, following in pairwise(line):
        before, after = _side(start, corner, following), _side(end, corner, following)
        if (before > 0) != (after > 0) and _side(corner, start, end) * _side(following, start, end) <= 0:
            return "right" if after > 0 else "left"
    return None


def away_from(point: Point, line: Sequence[Point], size: tuple[float, float]) -> float:
    """Distance of a point from the nearest place of a line, in sizes of an object."""
    x, y = point[0] / size[0], point[1] / size[1]
    scaled = [(corner[0] / size[0], corner[1] / size[1]) for corner in line]
    return min((_distance(x, y, *one, *other) for one, other in pairwise(scaled)), default=math.inf)


def _side(point: Point, start: Point, end: Point) -> float:
    """Above 0: at the right hand of someone looking from start to end (y grows downwards)."""
    return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])


def _distance(x: float, y: float, x0: float, y0: float, x1: float, y1: float) -> float:
    length = (x1 - x0) ** 2 + (y1 - y0) ** 2
    along = 0.0 if length == 0 else max(0.0, min(1.0, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length))
    return math.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0))
