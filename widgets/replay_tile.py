"""One camera of the past: its picture, the mark that it is no live one, its own clock, and what was seen in it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from video.frames import Frame
from video.qt.surface import image
from widgets import theme
from widgets.overlay import BoxPainter
from widgets.player import PictureSource
from widgets.replay_content import TileStatus, TimedBoxes
from widgets.replay_words import absence, precise, remarks, replay_mark
from widgets.tile_bands import Band, BandPainter
from widgets.tile_zoom import WHOLE, Zoom, place

HEAD = 26


@dataclass(slots=True)
class ReplayTile:
    """A tile's state; `sequence` is that of the picture painted last.

    bare: words that say that private areas are shown, the longest first; none where they are not.
    """

    camera: str
    title: str
    source: PictureSource | None = None
    status: TileStatus = field(default_factory=lambda: TileStatus(loading=True))
    boxes: Sequence[TimedBoxes] = ()
    zoom: Zoom = WHOLE
    bare: tuple[str, ...] = ()
    sequence: int = 0
    shown_at: float = 0.0
    shape: QSizeF = field(default_factory=lambda: QSizeF(16, 9))

    def boxes_of(self, captured_at: float) -> TimedBoxes | None:
        """What was seen in exactly the picture of this time; what was seen a picture earlier is not drawn on it."""
        index = bisect_left(self.boxes, captured_at - self.status.interval / 2, key=lambda one: one.at)
        near = self.boxes[index] if index < len(self.boxes) else None
        return near if near is not None and near.at <= captured_at + self.status.interval / 2 else None


class ReplayTilePainter:
    """Paints tiles; keeps what is costly to draw."""

    def __init__(self) -> None:
        self._boxes = BoxPainter()
        self._bands = BandPainter(theme.current())
        self.show_boxes = True

    def clear(self) -> None:
        """Forget words drawn before, after a change of language or theme."""
        self._boxes.clear()
        self._bands = BandPainter(theme.current())

    def body(self, rect: QRect) -> QRect:
        """Where in a tile the picture lies."""
        return rect.adjusted(0, theme.current().px(HEAD), 0, 0)

    def paint(self, painter: QPainter, rect: QRect, tile: ReplayTile, selected: bool, ratio: float) -> None:
        """Paint a whole tile."""
        look = theme.current()
        body = self.body(rect)
        painter.fillRect(rect, look.colour("picture_ground"))
        frame = tile.source.latest() if tile.source is not None else None
        words = absence(tile.status)
        if frame is not None:
            tile.sequence = frame.sequence
        if frame is not None and not words:
            tile.shown_at = frame.received_at
            tile.shape = QSizeF(frame.width, frame.height)
            self._picture(painter, body, tile, frame, ratio)
        elif words:
            painter.setPen(look.colour("caption"))
            painter.setFont(look.font(theme.TEXT))
            inside = body.adjusted(look.px(8), 0, -look.px(8), 0)
            painter.drawText(inside, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)
        self._head(painter, rect, tile, selected, bool(words) or frame is None)
        self._frame(painter, rect, selected)

    def _picture(self, painter: QPainter, body: QRect, tile: ReplayTile, frame: Frame, ratio: float) -> None:
        where = place(body, QSizeF(frame.width, frame.height), "fit", tile.zoom)
        picture: QImage = image(frame)
        part = QRectF(
            where.source.x() * frame.width,
            where.source.y() * frame.height,
            where.source.width() * frame.width,
            where.source.height() * frame.height,
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, tile.zoom.active)
        painter.drawImage(QRectF(where.target), picture, part)
        found = tile.boxes_of(frame.captured_at) if self.show_boxes else None
        if found is not None:
            self._boxes.paint(painter, where.target, found.boxes, theme.current(), ratio, where.whole)
        if tile.bare:
            self._bands.paint(painter, body, [Band(tile.bare, "", "loud")], ratio)

    def _head(self, painter: QPainter, rect: QRect, tile: ReplayTile, selected: bool, bare: bool) -> None:
        """The mark in reverse at the left, the name, and at the right the picture's own clock."""
        look = theme.current()
        head = QRect(rect.topLeft(), QSize(rect.width(), look.px(HEAD)))
        painter.fillRect(head, look.colour("accent" if selected else "raised"))
        ink = look.colour("on_accent" if selected else "text")
        mark, metrics = replay_mark(), look.metrics(theme.CAPTION, True)
        box = QRect(head.left(), head.top(), metrics.horizontalAdvance(mark) + look.px(12), head.height())
        painter.fillRect(box, look.colour("on_accent" if selected else "text"))
        painter.setFont(look.font(theme.CAPTION, True))
        painter.setPen(look.colour("text" if selected else "ground"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, mark)
        clock = "" if bare else precise(tile.shown_at)
        right = " · ".join((*remarks(tile.status), clock)) if clock else ""
        painter.setFont(look.font(theme.CAPTION))
        painter.setPen(ink)
        width = look.metrics(theme.CAPTION).horizontalAdvance(right)
        place_of_clock = head.adjusted(0, 0, -look.px(6), 0)
        painter.drawText(place_of_clock, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, right)
        name = head.adjusted(box.width() + look.px(8), 0, -(width + look.px(14)), 0)
        title = look.metrics(theme.CAPTION).elidedText(tile.title, Qt.TextElideMode.ElideRight, max(0, name.width()))
        painter.drawText(name, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)

    def _frame(self, painter: QPainter, rect: QRect, selected: bool) -> None:
        """A broken line around the picture: no live tile has one."""
        look = theme.current()
        pen = QPen(look.colour("accent" if selected else "control_line"), look.px(2))
        pen.setDashPattern([4.0, 3.0])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(1, 1, -1, -1))
