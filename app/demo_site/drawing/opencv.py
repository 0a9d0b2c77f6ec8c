"""OpenCV for the drawing code, untyped: its stubs forget an array's type in every result."""

from __future__ import annotations

from typing import Any

from video import cv

cv2: Any = cv.cv2
