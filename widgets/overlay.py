"""Detected objects over a picture: thin frames with an icon, a word and a number, drawn from a cache: text is costly.

Fire and smoke have a colour of their own, which nothing else over a picture has, a thicker frame and their own icons.
A closed frame was found on the very picture that it is drawn on; of a reckoned one only the corners are drawn.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from video.model import Box, BoxSet
from widgets import icons
from widgets.theme import CAPTION, Theme

#: Enough for every object on a wall in one language; numbers that run on cannot grow it further.
_LABELS_KEPT = 256
#: A corner stroke is this part of its side.
_CORNER = 4
FLAMES = frozenset({"fire", "smoke"})
PLAIN_COLOUR, FIRE_COLOUR = QColor("#FFFFFF"), QColor("#FF7A1F")
_ICONS = {
    "person": "map-person",
    "bicycle": "seen-bicycle",
    "motorcycle": "seen-bicycle",
    "car": "seen-car",
    "bus": "seen-bus",
    "truck": "seen-bus",
    "van": "seen-bus",
    "dog": "seen-animal",
    "cat": "seen-animal",
    "fire": "map-fire",
    "smoke": "seen-smoke",
    "left": "seen-thing",
    "taken": "seen-thing",
    "motion": "seen-motion",
}


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
        "van": translate("Overlay", "van"),
        "dog": translate("Overlay", "dog"),
        "cat": translate("Overlay", "cat"),
        "motion": translate("Overlay", "motion"),
        "fire": translate("Overlay", "fire"),
        "smoke": translate("Overlay", "smoke"),
        "left": translate("Overlay", "left behind"),
        "taken": translate("Overlay", "taken"),
    }
    return words.get(label, label)


def class_icon(label: str) -> str:
    """Name the icon of a class, "" for one without."""
    return _ICONS.get(label, "")


class BoxPainter:
    """Draws boxes; keeps the words it has drawn as pictures."""

    def __init__(self) -> None:
        self._labels: OrderedDict[tuple[str, int | None, float], QPixmap] = OrderedDict()

    def clear(self) -> None:
        """Forget the words, after a change of language or theme."""
        self._labels.clear()

    def paint(
        self,
        painter: QPainter,
        picture: QRect,
        boxes: BoxSet,
        theme: Theme,
        ratio: float,
        whole: QRectF | None = None,
        reckoned: bool = False,
    ) -> None:
        """Draw `boxes` over a picture that fills `picture`; `ratio` is device pixels per pixel.

        whole: where the whole picture would lie, when `picture` shows only a part of it; what lies outside is left out.
        reckoned: they were found on another picture and moved along.
        """
        draw = _corners if reckoned else _frames
        placed = [(box, _place(box, whole if whole is not None else QRectF(picture))) for box in boxes.boxes]
        placed = [(box, rect) for box, rect in placed if rect.intersects(QRectF(picture))]
        painter.save()
        painter.setClipRect(picture, Qt.ClipOperation.IntersectClip)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        draw(painter, [rect for box, rect in placed if box.label not in FLAMES], PLAIN_COLOUR, 2, theme)
        draw(painter, [rect for box, rect in placed if box.label in FLAMES], FIRE_COLOUR, 4, theme)
        for box, rect in placed:
            label = self._label(box, theme, ratio)
            size = label.deviceIndependentSize()
            left = max(float(picture.left()), min(rect.left(), picture.right() + 1 - size.width()))
            painter.drawPixmap(QPointF(left, max(float(picture.top()), rect.top() - size.height())), label)
        painter.restore()

    def _label(self, box: Box, theme: Theme, ratio: float) -> QPixmap:
        key = (box.label, box.track, ratio)
        if (kept := self._labels.get(key)) is not None:
            self._labels.move_to_end(key)
            return kept
        self._labels[key] = drawn = _draw_label(box, theme, ratio)
        if len(self._labels) > _LABELS_KEPT:
            self._labels.popitem(last=False)
        return drawn


def _frames(painter: QPainter, rects: Sequence[QRectF], colour: QColor, width: int, theme: Theme) -> None:
    """Draw frames with a dark edge, so that they are seen on any picture."""
    for pen in _pens(colour, width, theme) if rects else ():
        painter.setPen(pen)
        painter.drawRects(list(rects))


def _corners(painter: QPainter, rects: Sequence[QRectF], colour: QColor, width: int, theme: Theme) -> None:
    """Draw only the corners of frames, a quarter of each side, with the same dark edge."""
    strokes = [stroke for rect in rects for stroke in _corner_strokes(rect)]
    for pen in _pens(colour, width, theme):
        painter.setPen(pen)
        for stroke in strokes:
            painter.drawPolyline(stroke)


def _corner_strokes(rect: QRectF) -> list[QPolygonF]:
    across, down = QPointF(rect.width() / _CORNER, 0), QPointF(0, rect.height() / _CORNER)
    corners = (
        (rect.topLeft(), across, down),
        (rect.topRight(), -across, down),
        (rect.bottomRight(), -across, -down),
        (rect.bottomLeft(), across, -down),
    )
    return [QPolygonF([at + along, at, at + beside]) for at, along, beside in corners]


def _pens(colour: QColor, width: int, theme: Theme) -> list[QPen]:
    pens = [QPen(theme.colour("picture_ground"), theme.px(width + 2)), QPen(colour, theme.px(width))]
    for pen in pens:
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pens


def _place(box: Box, whole: QRectF) -> QRectF:
    width, height = whole.width(), whole.height()
    left, top = whole.x() + box.left * width, whole.y() + box.top * height
    return QRectF(left, top, (box.right - box.left) * width, (box.bottom - box.top) * height)


def _draw_label(box: Box, theme: Theme, ratio: float) -> QPixmap:
    """Icon, word and number; black on white, or on the colour of fire."""
    text = class_word(box.label) if box.track is None else f"{class_word(box.label)} {box.track}"
    metrics, pad = theme.metrics(CAPTION), theme.px(4)
    height, name = metrics.height(), class_icon(box.label)
    before = height if name else pad
    width = before + metrics.horizontalAdvance(text) + pad
    pixmap = QPixmap(round(width * ratio), round(height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(FIRE_COLOUR if box.label in FLAMES else PLAIN_COLOUR)
    painter = QPainter(pixmap)
    painter.setFont(theme.font(CAPTION))
    painter.setPen(theme.colour("picture_ground"))
    if name:
        side = height - 2 * theme.px(2)
        drawn = icons.pixmap(name, theme.colour("picture_ground").name(), round(side * ratio))
        painter.drawPixmap(QRectF(theme.px(2), theme.px(2), side, side), drawn, QRectF(drawn.rect()))
    painter.drawText(QRect(before, 0, width - before, height), Qt.AlignmentFlag.AlignVCenter, text)
    painter.end()
    return pixmap
