"""Lines of words over a picture: what is wrong with it, how old it is, how it is shown. Drawn once, kept as pictures.

Text costs more than a whole small video picture, and what lies over a picture is painted again with each of its frames.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from alarms.model import Priority
from widgets import severity
from widgets.theme import CAPTION, DARK, STEP, TEXT, Theme
from widgets.tile_text import fitted

Loudness = Literal["loud", "trouble", "quiet"]
#: Two of each for 64 tiles; a wall that shows more draws some words again.
_KEPT = 160
#: A picture this high, in pixels at 100 %, carries larger words.
_ROOMY = 300
#: Between facts in one line.
_BETWEEN = "   "


@dataclass(frozen=True, slots=True)
class Band:
    """One line. loud: white; trouble: the colour and the shape of `priority`; quiet: a panel. Louder ones come first.

    words: what it says, the longest first; the first that has room is taken. fixed: what follows and is never cut off.
    held: with the two bars of a pause.
    """

    words: tuple[str, ...]
    fixed: str
    loudness: Loudness
    priority: Priority = Priority.P2
    held: bool = False


class BandPainter:
    """Draws bands at the foot of a picture in one theme, where burnt-in clocks seldom are."""

    def __init__(self, theme: Theme) -> None:
        self.theme = over_pictures(theme)
        self._kept: OrderedDict[tuple[object, ...], QPixmap] = OrderedDict()
        self._lines: dict[tuple[tuple[str, ...], int], list[str]] = {}

    def height(self, band: Band, body: QRect) -> int:
        """Give the height of a band over `body`."""
        return self.theme.metrics(self._size(band, body.height()), _bold(band)).height() + self.theme.px(6)

    def paint(self, painter: QPainter, body: QRect, bands: list[Band], ratio: float) -> None:
        """Stack bands from the foot up, the first one lowest; what would cover half a small picture is left out."""
        bottom = body.bottom() + 1 - self.theme.px(4)
        for i, band in enumerate(bands):
            height = self.height(band, body)
            if i and body.bottom() + 1 - bottom + height > body.height() // 2:
                return
            bottom -= height
            drawn = self._drawn(
                ("band", band), QSize(body.width(), height), ratio, self._size(band, body.height()), band
            )
            painter.drawPixmap(QPointF(body.left(), bottom), drawn)
            bottom -= self.theme.px(2)

    def paint_details(self, painter: QPainter, body: QRect, facts: tuple[str, ...], ratio: float) -> int:
        """Write facts about a tile across the head of its picture, in several lines where need be; tells the height.

        Of a small picture no more than half is covered: the last facts are left out then, none is cut off.
        """
        top, step = body.top(), self.theme.metrics(CAPTION).height() + self.theme.px(4)
        for line in self._known_lines(facts, body.width())[: max(1, body.height() // 2 // step)]:
            band = Band((line,), "", "quiet")
            painter.drawPixmap(
                QPointF(body.left(), top), self._drawn(("head", band), QSize(body.width(), step), ratio, CAPTION, band)
            )
            top += step
        return top - body.top()

    def _known_lines(self, facts: tuple[str, ...], width: int) -> list[str]:
        known = self._lines.get((facts, width))
        if known is None:
            if len(self._lines) >= _KEPT:
                self._lines.clear()
            known = self._lines[facts, width] = self.lines(facts, width)
        return known

    def lines(self, facts: tuple[str, ...], width: int) -> list[str]:
        """Give facts in as few lines of that width as they take; one that is longer than a line is cut."""
        metrics, room = self.theme.metrics(CAPTION), width - 2 * self.theme.px(4)
        lines: list[str] = []
        for fact in facts:
            longer = f"{lines[-1]}{_BETWEEN}{fact}" if lines else ""
            if longer and metrics.horizontalAdvance(longer) <= room:
                lines[-1] = longer
            else:
                lines.append(fitted(metrics, fact, room))
        return lines

    def paint_overview(self, painter: QPainter, body: QRect, source: QRectF, factor: float, ratio: float) -> None:
        """Show in the upper right corner of `body` how far a picture is zoomed, and which part of it that is."""
        part = QRect(*(round(v * 64) for v in (source.x(), source.y(), source.width(), source.height())))
        text = f"{factor:.1f}×"
        key = ("zoom", part.x(), part.y(), part.width(), part.height(), text, ratio)
        if (drawn := self._known(key)) is None:
            drawn = self._keep(key, self._draw_overview(source, text, ratio))
        size = drawn.deviceIndependentSize()
        margin = self.theme.px(6)
        painter.drawPixmap(QPointF(body.right() + 1 - size.width() - margin, body.top() + margin), drawn)

    def _drawn(self, kind: tuple[object, ...], sheet: QSize, ratio: float, size: int, band: Band) -> QPixmap:
        key = (*kind, sheet.width(), sheet.height(), ratio)
        if (drawn := self._known(key)) is not None:
            return drawn
        drawn = _sheet(sheet.width(), sheet.height(), ratio)
        painter = QPainter(drawn)
        self._draw(painter, QRect(QPoint(0, 0), sheet), band, size)
        painter.end()
        return self._keep(key, drawn)

    def _size(self, band: Band, room: int) -> int:
        """Give the size of the words: what must not be missed is larger where there is room, to be read from afar."""
        if band.loudness == "quiet":
            return CAPTION
        return STEP if room > self.theme.px(_ROOMY) else TEXT

    def _draw(self, painter: QPainter, rect: QRect, band: Band, size: int) -> None:
        theme, bold = self.theme, _bold(band)
        ground, ink = self._colours(band)
        painter.fillRect(rect, ground)
        metrics, pad, side = theme.metrics(size, bold), theme.px(4), self._mark_side(band, size)
        words = self.words(band, rect.width(), size)
        length = metrics.horizontalAdvance(words) + (side + pad if side else 0)
        x = max(pad, (rect.width() - length) // 2)
        if side:
            mark = QRectF(x, rect.center().y() + 1 - side / 2, side, side)
            if band.held:
                for bar in (0.15, 0.6):
                    painter.fillRect(QRectF(mark.x() + bar * side, mark.y(), 0.25 * side, side), ink)
            else:
                severity.paint_mark(painter, mark, band.priority, ink)
            x += side + pad
        painter.setFont(theme.font(size, bold))
        painter.setPen(ink)
        painter.drawText(QRect(x, 0, rect.width() - x, rect.height()), int(Qt.AlignmentFlag.AlignVCenter), words)

    def words(self, band: Band, width: int, size: int) -> str:
        """Give the longest of a band's words that has room in `width` before what is fixed; else that alone."""
        metrics, pad, side = self.theme.metrics(size, _bold(band)), self.theme.px(4), self._mark_side(band, size)
        room = width - 2 * pad - (side + pad if side else 0) - metrics.horizontalAdvance(band.fixed)
        having_room = (words for words in band.words if metrics.horizontalAdvance(words) <= room)
        if (said := next(having_room, None)) is not None:
            return said + band.fixed
        return band.fixed or fitted(metrics, band.words[-1], room)

    def _mark_side(self, band: Band, size: int) -> int:
        """Give the side of the shape before the words, 0 without one."""
        if band.loudness != "trouble" and not band.held:
            return 0
        return self.theme.metrics(size, _bold(band)).height() - self.theme.px(4)

    def _colours(self, band: Band) -> tuple[QColor, QColor]:
        if band.loudness == "trouble":
            return severity.colour(band.priority, self.theme), severity.on_colour(band.priority, self.theme)
        if band.loudness == "loud":
            return self.theme.colour("text"), self.theme.colour("ground")
        return self.theme.colour("panel"), self.theme.colour("text")

    def _draw_overview(self, source: QRectF, text: str, ratio: float) -> QPixmap:
        theme = self.theme
        metrics, pad = theme.metrics(TEXT, True), theme.px(4)
        map_width, map_height = theme.px(48), theme.px(27)
        width = 3 * pad + map_width + metrics.horizontalAdvance(text)
        height = 2 * pad + max(map_height, metrics.height())
        drawn = _sheet(width, height, ratio)
        painter = QPainter(drawn)
        painter.fillRect(0, 0, width, height, theme.colour("panel"))
        whole = QRectF(pad, (height - map_height) / 2, map_width, map_height)
        painter.setPen(QPen(theme.colour("caption"), theme.px(1)))
        painter.drawRect(whole)
        part = QRectF(source.x() * whole.width(), source.y() * whole.height(), source.width() * whole.width(), 0)
        part.setHeight(source.height() * whole.height())
        painter.fillRect(part.translated(whole.topLeft()), theme.colour("text"))
        painter.setFont(theme.font(TEXT, True))
        painter.setPen(theme.colour("text"))
        painter.drawText(QRectF(2 * pad + map_width, 0, width, height), int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()
        return drawn

    def _known(self, key: tuple[object, ...]) -> QPixmap | None:
        if (drawn := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
        return drawn

    def _keep(self, key: tuple[object, ...], drawn: QPixmap) -> QPixmap:
        self._kept[key] = drawn
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return drawn


def over_pictures(theme: Theme) -> Theme:
    """Give the theme for what lies on pictures: dark in a light office too, as night pictures are everywhere."""
    return replace(theme, palette=DARK)


def _sheet(width: int, height: int, ratio: float) -> QPixmap:
    drawn = QPixmap(max(1, round(width * ratio)), max(1, round(height * ratio)))
    drawn.setDevicePixelRatio(ratio)
    return drawn


def _bold(band: Band) -> bool:
    return band.loudness != "quiet"
