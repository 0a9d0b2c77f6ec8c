"""Keeping a number on each object from frame to frame, so that one person is one person.

Two rounds as in ByteTrack (Zhang et al., 2022): sure boxes are matched first, then unsure ones may keep a known object
alive but never start one. Matching is by overlap with where the object should be by now, at constant speed; at five
frames a second a walking person still overlaps with that. Pure; time is given in seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from video.model import Box


@dataclass(slots=True)
class _Track:
    number: int
    box: Box
    seen_at: float
    speed: tuple[float, float] = (0.0, 0.0)

    def expected(self, now: float) -> Box:
        """Where it should be now."""
        across, down = (part * (now - self.seen_at) for part in self.speed)
        box = self.box
        return replace(
            box, left=box.left + across, right=box.right + across, top=box.top + down, bottom=box.bottom + down
        )

    def move_to(self, box: Box, now: float) -> None:
        """Take a new sighting; speed is smoothed, since box edges jitter."""
        passed = now - self.seen_at
        if passed > 0:
            (x0, y0), (x1, y1) = _centre(self.box), _centre(box)
            across, down = (x1 - x0) / passed, (y1 - y0) / passed
            self.speed = (self.speed[0] + across) / 2, (self.speed[1] + down) / 2
        self.box, self.seen_at = box, now


class Tracker:
    """The objects of one camera.

    start_confidence: a new object needs this much. least_overlap: IoU that still counts as the same. keep_s: how long
    an object may be out of sight and keep its number.
    """

    def __init__(self, start_confidence: float = 0.4, least_overlap: float = 0.2, keep_s: float = 2.0) -> None:
        self._start_confidence = start_confidence
        self._least_overlap = least_overlap
        self._keep_s = keep_s
        self._tracks: list[_Track] = []
        self._last_number = 0

    def update(self, boxes: Sequence[Box], now: float) -> tuple[Box, ...]:
        """Give the same boxes in the same order, numbered where they belong to an object."""
        self._tracks = [track for track in self._tracks if 0 <= now - track.seen_at <= self._keep_s]
        numbers: dict[int, int] = {}
        sure = [i for i, box in enumerate(boxes) if box.confidence >= self._start_confidence]
        unsure = [i for i, box in enumerate(boxes) if box.confidence < self._start_confidence]
        free = self._match(boxes, sure, self._tracks, numbers, now)
        self._match(boxes, unsure, free, numbers, now)
        for index in sure:
            if index not in numbers:
                numbers[index] = self._start(boxes[index], now)
        return tuple(replace(box, track=numbers.get(i)) for i, box in enumerate(boxes))

    def _match(
        self, boxes: Sequence[Box], chosen: Iterable[int], tracks: list[_Track], numbers: dict[int, int], now: float
    ) -> list[_Track]:
        """Pair best overlaps first; gives the tracks left over."""
        expected = {track.number: track.expected(now) for track in tracks}
        pairs = sorted(
            (
                (overlap(boxes[i], expected[track.number]), i, track)
                for i in chosen
                for track in tracks
                if boxes[i].label == track.box.label
            ),
            key=lambda pair: -pair[0],
        )
        taken: set[int] = set()
        for shared, i, track in pairs:
            if shared >= self._least_overlap and i not in numbers and track.number not in taken:
                numbers[i] = track.number
                taken.add(track.number)
                track.move_to(boxes[i], now)
        return [track for track in tracks if track.number not in taken]

    def _start(self, box: Box, now: float) -> int:
        self._last_number += 1
        self._tracks.append(_Track(self._last_number, box, now))
        return self._last_number


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


def _centre(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2
