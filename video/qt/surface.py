"""Pictures in shared memory as Qt images, without a copy."""

from __future__ import annotations

from PySide6.QtGui import QImage

from video.frames import Frame


def image(frame: Frame) -> QImage:
    """Wrap a bgra frame; the image points into the slot and is valid as long as the frame is (see FrameSlot.latest)."""
    return QImage(frame.pixels, frame.width, frame.height, frame.stride, QImage.Format.Format_RGB32)


def kept_image(frame: Frame) -> QImage:
    """Copy a bgra frame into an image of its own, to keep."""
    return image(frame).copy()
