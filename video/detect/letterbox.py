"""Fitting a picture into a model's square without bending it, as YOLO models are trained: resize, centre, pad with 114.

The arithmetic is that of ultralytics' `LetterBox(auto=False)` and `scale_boxes` (AGPL-3.0), rounding included, so that
the boxes are the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from video.cv import cv2

PAD_VALUE = 114
Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Fit:
    """How a picture of `width` x `height` pixels lies in the model's input: its new size and the padding before it."""

    width: int
    height: int
    new_width: int
    new_height: int
    pad_left: int
    pad_top: int


def fit(width: int, height: int, input_width: int, input_height: int) -> Fit:
    """Place a picture of `width` x `height` in the middle of the model's input."""
    gain = min(input_height / height, input_width / width)
    new_width, new_height = max(round(width * gain), 1), max(round(height * gain), 1)
    left = round((input_width - new_width) / 2 - 0.1)
    top = round((input_height - new_height) / 2 - 0.1)
    return Fit(width, height, new_width, new_height, left, top)


def letterbox(picture: Picture, into: Picture) -> Fit:
    """Draw `picture` (h, w, 3) into the model's input `into` (H, W, 3); all of `into` is overwritten."""
    height, width = picture.shape[:2]
    place = fit(width, height, into.shape[1], into.shape[0])
    bottom, right = place.pad_top + place.new_height, place.pad_left + place.new_width
    into[: place.pad_top] = PAD_VALUE
    into[bottom:] = PAD_VALUE
    into[place.pad_top : bottom, : place.pad_left] = PAD_VALUE
    into[place.pad_top : bottom, right:] = PAD_VALUE
    inner = into[place.pad_top : bottom, place.pad_left : right]
    if (width, height) == (place.new_width, place.new_height):
        inner[:] = picture
    else:
        cv2.resize(picture, (place.new_width, place.new_height), dst=inner, interpolation=cv2.INTER_LINEAR)
    return place


def unfit(boxes: Floats, place: Fit) -> Floats:
    """Bring boxes (n, 4: left, top, right, bottom) from input pixels back to fractions 0..1 of the picture."""
    moved = boxes - np.array([place.pad_left, place.pad_top] * 2, np.float32)
    scaled = moved / np.array([place.new_width, place.new_height] * 2, np.float32)
    return np.clip(scaled, np.float32(0), np.float32(1))
