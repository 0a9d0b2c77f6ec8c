"""Frames of shared memory as arrays, and as JPEG."""

from __future__ import annotations

import numpy as np

from video.cv import cv2
from video.detect.letterbox import Picture
from video.frames import Frame

_QUALITY = 85


def picture_of(frame: Frame) -> Picture:
    """A (height, width, 3) view on a bgr24 frame, without copying; valid as long as the frame is."""
    return np.ndarray((frame.height, frame.width, 3), np.uint8, frame.pixels, strides=(frame.stride, 3, 1))


def jpeg(frame: Frame) -> bytes | None:
    """The frame as JPEG; None when it cannot be encoded."""
    done, data = cv2.imencode(".jpg", picture_of(frame), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return data.tobytes() if done else None
