"""Where no model is: OpenCV's background subtraction (MOG2) says that something moved, and where. Not what.

It stands in so that perimeter rules still work, and is always shown as degraded. Thresholds are fractions of the
picture, so that they hold for any stream size; frames are looked at 320 pixels wide.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from video.cv import cv2
from video.detect.backend import Job
from video.detect.letterbox import Picture
from video.detect.model import MOTION_LABEL, EngineName
from video.model import Box

_WIDTH = 320
_SMALLEST = 0.0008  # of the picture's area: a person 5 % high and 1.6 % wide
_LARGEST = 0.6  # of the picture changed at once: a lamp, a camera's night switch, a covered lens
_MOST_BOXES = 20
_LEARN_FRAMES = 5
_SHADOW = 127
_CONFIDENCE = 0.5


class MotionFinder:
    """One camera's background. Changing sizes start a new background."""

    def __init__(self) -> None:
        self._start((0, 0))

    def _start(self, size: tuple[int, int]) -> None:
        self._size = size
        self._seen = 0
        self._background = cv2.createBackgroundSubtractorMOG2(history=300, varThreshold=25, detectShadows=True)

    def find(self, picture: Picture) -> tuple[Box, ...]:
        """Boxes of what differs from the background; none while it is being learnt or when everything changed."""
        height, width = picture.shape[:2]
        size = (_WIDTH, max(1, round(_WIDTH * height / width)))
        if size != self._size:
            self._start(size)
        mask = self._mask(cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False))
        self._seen += 1
        if self._seen <= _LEARN_FRAMES or np.count_nonzero(mask) > _LARGEST * mask.size:
            return ()
        return tuple(self._boxes(mask))

    def _mask(self, small: NDArray[np.uint8]) -> NDArray[np.uint8]:
        moved = self._background.apply(cv2.GaussianBlur(small, (5, 5), 0))
        _, mask = cv2.threshold(moved, _SHADOW, 255, cv2.THRESH_BINARY)
        mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        return cv2.dilate(mask, np.ones((7, 5), np.uint8)).astype(np.uint8)

    def _boxes(self, mask: NDArray[np.uint8]) -> list[Box]:
        height, width = mask.shape
        count, _, stats, _ = cv2.connectedComponentsWithStats(mask)
        large = sorted((row for row in stats[1:count] if row[4] >= _SMALLEST * mask.size), key=lambda row: -row[4])
        return [
            Box(
                float(x / width),
                float(y / height),
                float((x + w) / width),
                float((y + h) / height),
                MOTION_LABEL,
                _CONFIDENCE,
            )
            for x, y, w, h, _ in large[:_MOST_BOXES]
        ]


class MotionBackend:
    """One background per camera; runs on the submitting thread (a millisecond a frame)."""

    engine = EngineName.MOTION
    device = "CPU"
    classes: tuple[str, ...] = (MOTION_LABEL,)
    capacity = 1

    def __init__(self) -> None:
        self._finders: dict[str, MotionFinder] = {}

    def submit(self, job: Job, done: Callable[[Job], None]) -> None:
        """See Backend.submit."""
        job.boxes = self._finders.setdefault(job.camera, MotionFinder()).find(job.picture)
        done(job)

    def close(self) -> None:
        """Forget the backgrounds."""
        self._finders.clear()
