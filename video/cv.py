"""The one door to OpenCV: import `cv2` from here and from nowhere else.

Importing cv2 points QT_QPA_PLATFORM_PLUGIN_PATH and QT_QPA_FONTDIR at the Qt inside its own wheel. Left there, our
PySide6 and every child process would load that foreign Qt. Both are put back to what they were as soon as cv2 is in.
OpenCV's windows (highgui) are never used. Worker processes set their own thread count with `use_threads`.
"""

from __future__ import annotations

import os

_POISON = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
_before = {name: os.environ.get(name) for name in _POISON}

import cv2  # noqa: E402


def _restore_environment() -> None:
    """Put back what cv2's import changed; a value that the user had set stays the user's."""
    for name, value in _before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


_restore_environment()


def use_threads(count: int) -> None:
    """Let OpenCV run at most `count` threads of its own in this process (its default is every core)."""
    cv2.setNumThreads(max(1, count))


__all__ = ["cv2", "use_threads"]
