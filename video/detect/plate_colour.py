"""The colour of a plate's ground, from a picture of the plate alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from video.cv import cv2
from video.detect.letterbox import Picture
from video.detect.model import PlateColour

# OpenCV hues run 0..179.
_HUES = ((PlateColour.YELLOW, 12, 34), (PlateColour.GREEN, 35, 92), (PlateColour.BLUE, 93, 135))
_LEAST_SHARE = 0.3
_SATURATED, _DARK = 60, 70


def plate_colour(plate: Picture) -> PlateColour:
    """Judge a crop (h, w, 3); UNKNOWN for an empty one."""
    if plate.size == 0:
        return PlateColour.UNKNOWN
    hsv = cv2.cvtColor(plate, cv2.COLOR_BGR2HSV).astype(np.uint8, copy=False)
    middle = hsv[:, : max(1, hsv.shape[1] // 3)], hsv[:, hsv.shape[1] // 3 :]
    left, right = (_ground(part) for part in middle)
    if (left, right) == (PlateColour.YELLOW, PlateColour.GREEN):
        return PlateColour.YELLOW_GREEN
    return _ground(hsv)


def _ground(hsv: NDArray[np.uint8]) -> PlateColour:
    hue, saturation, value = (hsv[..., i].ravel() for i in range(3))
    lit = (saturation > _SATURATED) & (value > _DARK)
    shares = {colour: float((lit & (hue >= low) & (hue <= high)).mean()) for colour, low, high in _HUES}
    best = max(shares, key=lambda colour: shares[colour])
    if shares[best] >= _LEAST_SHARE:
        return best
    return PlateColour.WHITE if float(np.median(value)) > 110 else PlateColour.BLACK
