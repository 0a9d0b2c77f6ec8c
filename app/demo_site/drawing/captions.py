"""Burnt-in captions: camera number and name, and the second of the loop.

Lettering is drawn by Qt once per camera; a QGuiApplication is made in the process where there is none.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QGuiApplication, QImage, QPainter, QPainterPath

from app.demo_site.drawing.opencv import cv2

_SIGNS = "0123456789. s/"
_FAMILIES = ["Noto Sans CJK SC", "Microsoft YaHei", "WenQuanYi Micro Hei", "sans-serif"]
#: Ours, kept as long as the process lives: fonts belong to it.
_made: list[QGuiApplication] = []


class Caption:
    """Number and name at the top left, the loop's second at the top right."""

    def __init__(self, number: int, name: str, name_en: str, size: tuple[int, int], loop: float) -> None:
        _ensure_application()
        self._width = size[0]
        self._height = max(12, round(size[1] / 19))
        self._margin = round(size[1] / 30)
        chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
        self._title = lettering(f"{number:02d}  {name if chinese else name_en}", self._height)
        self._signs = {sign: lettering(sign, self._height, tabular=True) for sign in _SIGNS}
        self._loop = f" / {loop:.0f} s"

    def burn(self, picture: NDArray[np.uint8], second: float) -> None:
        """Write onto a picture. The second is the wall clock's, modulo the loop's length."""
        _stamp(picture, self._title, self._margin, self._margin)
        text = f"{second:05.2f}{self._loop}"
        x = self._width - self._margin - sum(self._signs[sign].shape[1] for sign in text)
        for sign in text:
            _stamp(picture, self._signs[sign], x, self._margin)
            x += self._signs[sign].shape[1]


def _ensure_application() -> None:
    if QGuiApplication.instance() is None:
        _made.append(QGuiApplication([]))


def lettering(text: str, height: int, tabular: bool = False) -> NDArray[np.uint8]:
    """Return white letters with a dark edge as BGRA, premultiplied."""
    _ensure_application()
    font = QFont(_FAMILIES)
    font.setPixelSize(height)
    font.setWeight(QFont.Weight.Medium)
    metrics = QFontMetricsF(font)
    advance = metrics.horizontalAdvance("0" if tabular and text.strip(". /s") else text or " ")
    edge = max(2.0, height / 7)
    margin = 0.0 if tabular else edge
    image = QImage(
        int(advance + 2 * margin + 0.5), int(metrics.height() + 2), QImage.Format.Format_ARGB32_Premultiplied
    )
    image.fill(Qt.GlobalColor.transparent)
    path = QPainterPath()
    path.addText(margin, metrics.ascent() + 1, font, text)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = painter.pen()
    pen.setColor(QColor(0, 0, 0, 170))
    pen.setWidthF(edge)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, pen)
    painter.fillPath(path, QColor(246, 247, 248))
    painter.end()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 4].reshape(image.height(), image.width(), 4).copy()


def _stamp(picture: NDArray[np.uint8], letters: NDArray[np.uint8], x: int, y: int) -> None:
    height, width = letters.shape[:2]
    under = picture[y : y + height, x : x + width]
    letters = letters[: under.shape[0], : under.shape[1]]
    keep = cv2.merge([255 - letters[..., 3]] * 3)
    picture[y : y + height, x : x + width] = cv2.add(cv2.multiply(under, keep, scale=1 / 255), letters[..., :3])
