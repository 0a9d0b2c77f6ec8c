"""Detected objects over a picture: thin frames and a word, drawn from a cache because text is costly."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from video.model import Box, BoxSet
from widgets.theme import CAPTION, Theme

#: Enough for every class of a model in one language; a model with odd labels cannot grow it further.
_LABELS_KEPT = 128


def class_word(label: str) -> str:
    """Say a model's class in the language of the screen; an unknown one comes as the model calls it."""
    translate = QCoreApplication.translate
    words = {
        "person": translate("Overlay", "person"),
        "bicycle": translate("Overlay", "bicycle"),
        "car": translate("Overlay", "car"),
        "motorcycle": translate("Overlay", "motorcycle"),
        "bus": translate("Overlay", "bus"),
        "truck": translate("Overlay", "truck"),
        "dog": translate("Overlay", "dog"),
        "cat": translate("Overlay", "cat"),
        "motion": translate("Overlay", "motion"),
    }
    return words.get(label, label)


class BoxPainter:
    """Draws boxes; keeps the words it has drawn as pictures."""

    def __init__(self) -> None:
        self._labels: OrderedDict[tuple[str, float], QPixmap] = OrderedDict()

    def clear(self) -> None:
        """Forget the words, after a change of language or theme."""
        self._labels.clear()

    def paint(
        self, painter: QPainter, picture: QRect, boxes: BoxSet, theme: Theme, ratio: float, whole: QRectF | None = None
    ) -> None:
        """Draw `boxes` over a picture that fills `picture`; `ratio` is device pixels per pixel.

        whole: where the whole picture would lie, when `picture` shows only a part of it; what lies outside is left out.
        """
        outline = QPen(theme.colour("picture_ground"), theme.px(4))
        outline.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        line = QPen(QColor("#FFFFFF"), theme.px(2))
        line.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        placed = [(box, _place(box, whole if whole is not None else QRectF(picture))) for box in boxes.boxes]
        placed = [(box, rect) for box, rect in placed if rect.intersects(QRectF(picture))]
        rects = [rect for _, rect in placed]
        painter.save()
        painter.setClipRect(picture, Qt.ClipOperation.IntersectClip)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (outline, line):
            painter.setPen(pen)
            painter.drawRects(rects)
        for box, rect in placed:
            label = self._label(box.label, theme, ratio)
            size = label.deviceIndependentSize()
            left = max(float(picture.left()), min(rect.left(), picture.right() + 1 - size.width()))
            painter.drawPixmap(QPointF(left, max(float(picture.top()), rect.top() - size.height())), label)
        painter.restore()

    def _label(self, name: str, theme: Theme, ratio: float) -> QPixmap:
        key = (name, ratio)
        if (kept := self._labels.get(key)) is not None:
            self._labels.move_to_end(key)
            return kept
        self._labels[key] = drawn = _draw_label(class_word(name), theme, ratio)
        if len(self._labels) > _LABELS_KEPT:
            self._labels.popitem(last=False)
        return drawn


def _place(box: Box, whole: QRectF) -> QRectF:
    width, height = whole.width(), whole.height()
    left, top = whole.x() + box.left * width, whole.y() + box.top * height
    return QRectF(left, top, (box.right - box.left) * width, (box.bottom - box.top) * height)


def _draw_label(text: str, theme: Theme, ratio: float) -> QPixmap:
    metrics, pad = theme.metrics(CAPTION), theme.px(4)
    width, height = metrics.horizontalAdvance(text) + 2 * pad, metrics.height()
    pixmap = QPixmap(round(width * ratio), round(height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(QColor("#FFFFFF"))
    painter = QPainter(pixmap)
    painter.setFont(theme.font(CAPTION))
    painter.setPen(theme.colour("picture_ground"))
    painter.drawText(QRect(0, 0, width, height), Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return pixmap
