"""A frame as a QImage on the same memory."""

from __future__ import annotations

from PySide6.QtGui import QImage

from video.frames import Frame


def image(frame: Frame) -> QImage:
    """Wrap the frame's pixels without a copy; valid while the frame is held and its slot's reader has not moved on."""
    return QImage(frame.pixels, frame.width, frame.height, frame.stride, QImage.Format.Format_RGB32)
