"""Keeping a number on each object from frame to frame, so that one person is one person; its speed; whether it moved.

The association is ByteTrack (Zhang et al., 2022) as kept in the library `trackers` (Apache-2.0, no torch), with real
timestamps, since a camera is looked at as often as the machine can. Likeness is DIoU (Zheng et al., 2020): at three
frames a second a runner no longer overlaps with where he was. Frames may be of any size: the tracker works on a plane
of 960 x 540. No state but that of one camera; one thread.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

import video.cv  # noqa: F401  before the library imports OpenCV: see there
from video.model import Box

#: Kinds of object that a model takes for one another from frame to frame; each kind is tracked by itself.
_KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("car", "truck", "bus", "van", "train"), "vehicle"),
    **dict.fromkeys(("backpack", "handbag", "suitcase"), "luggage"),
    **dict.fromkeys(("bicycle", "motorcycle"), "two wheels"),
}
_PLANE: Final = np.array([960.0, 540.0, 960.0, 540.0])
#: The library states its motion noise for one frame; at this rate it fits a walker filmed at 3 to 15 a second.
_NOMINAL_RATE: Final = 5.0
#: Least DIoU. Two equal boxes of a person, two widths apart, have -0.19.
_LEAST_LIKENESS: Final = -0.2
#: Seconds over which speed is measured: shorter ones measure the jitter of the box's edge.
_SPEED_S, _LEAST_SPEED_S = 1.0, 0.25
#: Own sizes that an object must be away from where it first stood to count as moved.
_MOVED: Final = 0.5


@dataclass(slots=True)
class _Path:
    """Where one object stood lately."""

    began: tuple[float, float]
    recent: deque[tuple[float, float, float]] = field(default_factory=deque)
    moved: bool = False

    def take(self, box: Box, now: float) -> Box:
        x, y = (box.left + box.right) / 2, box.bottom
        width, height = max(box.right - box.left, 1e-6), max(box.bottom - box.top, 1e-6)
        away = math.hypot((x - self.began[0]) / width, (y - self.began[1]) / height)
        self.moved = self.moved or away >= _MOVED
        self.recent.append((now, x, y))
        while now - self.recent[0][0] > _SPEED_S and len(self.recent) > 2:
            self.recent.popleft()
        then, x0, y0 = self.recent[0]
        passed = now - then
        velocity = ((x - x0) / passed, (y - y0) / passed) if passed >= _LEAST_SPEED_S else None
        return replace(box, velocity=velocity, moved=self.moved)


class Tracker:
    """The objects of one camera.

    start_confidence: a new object needs this much, and is numbered when it is seen a second time. keep_s: how long an
    object may be out of sight and keep its number. Boxes below start_confidence keep known objects, and start none.
    """

    def __init__(self, start_confidence: float = 0.4, keep_s: float = 3.0) -> None:
        self._start_confidence = start_confidence
        self._keep_s = keep_s
        self._last_number = 0
        self._last_at = -math.inf
        self._kinds: dict[str, Any] = {}
        self._numbers: dict[tuple[str, int], int] = {}
        self._paths: dict[int, tuple[_Path, float]] = {}

    def update(self, boxes: Sequence[Box], now: float) -> tuple[Box, ...]:
        """Give the same boxes in the same order, numbered where they belong to an object. `now`: seconds, monotonic."""
        if now < self._last_at:
            self._forget()
        now = max(now, self._last_at + 1e-3)
        self._last_at = now
        kinds: dict[str, list[int]] = {kind: [] for kind in self._kinds}
        for index, box in enumerate(boxes):
            kinds.setdefault(_KINDS.get(box.label, box.label), []).append(index)
        found = list(boxes)
        for kind, indices in kinds.items():
            for index, number in zip(indices, self._match(kind, [boxes[i] for i in indices], now), strict=True):
                if number is not None:
                    found[index] = self._follow(replace(boxes[index], track=number), number, now)
        self._drop(now)
        return tuple(found)

    def _forget(self) -> None:
        """Time went back: another film. Numbers are not given twice."""
        self._kinds, self._numbers, self._paths = {}, {}, {}
        self._last_at = -math.inf

    def _match(self, kind: str, boxes: Sequence[Box], now: float) -> list[int | None]:
        from supervision import Detections  # noqa: PLC0415  a second and a half: only where there is detection

        tracker = self._kinds.get(kind)
        if tracker is None:
            tracker = self._kinds[kind] = _new_tracker(self._start_confidence, self._keep_s)
        corners = np.array([(box.left, box.top, box.right, box.bottom) for box in boxes]).reshape(-1, 4) * _PLANE
        confidence = np.array([box.confidence for box in boxes])
        result = tracker.update(Detections(corners, None, confidence, np.arange(len(boxes))), timestamp=now)
        numbers: list[int | None] = [None] * len(boxes)
        if result.class_id is not None and result.tracker_id is not None:
            for index, number in zip(result.class_id.tolist(), result.tracker_id.tolist(), strict=True):
                numbers[index] = self._number(kind, number) if number >= 0 else None
        return numbers

    def _number(self, kind: str, own: int) -> int:
        if (kind, own) not in self._numbers:
            self._last_number += 1
            self._numbers[kind, own] = self._last_number
        return self._numbers[kind, own]

    def _follow(self, box: Box, number: int, now: float) -> Box:
        path, _ = self._paths.get(number) or (_Path(((box.left + box.right) / 2, box.bottom)), now)
        self._paths[number] = (path, now)
        return path.take(box, now)

    def _drop(self, now: float) -> None:
        gone = {number for number, (_, seen) in self._paths.items() if now - seen > 2 * self._keep_s}
        if gone:
            self._paths = {number: path for number, path in self._paths.items() if number not in gone}
            self._numbers = {key: number for key, number in self._numbers.items() if number not in gone}


def warm_up() -> None:
    """Load what tracking needs: seconds, on a machine with much to do, that the first thing seen must not wait for."""
    Tracker().update((Box(0.4, 0.4, 0.6, 0.6, "person", 1.0),), 0.0)


def _new_tracker(start_confidence: float, keep_s: float) -> Any:
    from trackers import ByteTrackTracker  # noqa: PLC0415
    from trackers.utils.iou import DIoU  # noqa: PLC0415

    return ByteTrackTracker(
        lost_track_buffer=round(keep_s * 30),
        frame_rate=_NOMINAL_RATE,
        track_activation_threshold=start_confidence,
        high_conf_det_threshold=start_confidence,
        minimum_consecutive_frames=2,
        minimum_iou_threshold=_LEAST_LIKENESS,
        iou=DIoU(),
    )


def overlap(one: Box, other: Box) -> float:
    """Intersection over union, 0..1."""
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (_area(one) + _area(other) - shared)


def _area(box: Box) -> float:
    return (box.right - box.left) * (box.bottom - box.top)
