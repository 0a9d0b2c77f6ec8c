"""A cheap look at whether anything moves: of a picture that is the one that was judged, everything is known already.

The luma of two pictures, 96 wide, is compared; 0.3 ms. Against the picture that was judged last, not the one before:
what creeps is seen, too. After `STILL_S` a still camera is judged all the same.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from video.cv import cv2
from video.detect.letterbox import Picture

#: Seconds after which a camera is judged though nothing moves.
STILL_S: Final = 2.0
_WIDTH, _HEIGHT = 96, 54
#: Grey levels by which a place must differ (sensors' noise, averaged over 7 x 7 pixels and more, is below 3), and how
#: many of the 5184 places: a person 3 % high.
_LEVELS, _PLACES = 8, 4


class MotionGate:
    """One camera's."""

    def __init__(self) -> None:
        self._judged: NDArray[np.uint8] | None = None
        self._judged_at = 0.0
        self._newest: NDArray[np.uint8] | None = None

    def still(self, picture: Picture, now: float) -> bool:
        """Whether a picture (h, w, 3, BGR) is what was judged last, and that is not long ago."""
        small = cv2.resize(picture, (_WIDTH, _HEIGHT), interpolation=cv2.INTER_AREA)
        self._newest = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)
        if self._judged is None or not 0 <= now - self._judged_at < STILL_S:
            return False
        return int((cv2.absdiff(self._newest, self._judged) > _LEVELS).sum()) < _PLACES

    def judged(self, now: float) -> None:
        """The newest picture goes to be judged."""
        self._judged, self._judged_at = self._newest, now
