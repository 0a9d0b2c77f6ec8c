"""The line over a picture: number, name and zone, and at the right the picture's clock and age.

Where there is little room the app's note goes first, then the zone, then the end of the name; never the number, the
clock or the age.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from widgets import severity, tile_words, times
from widgets.freshness import Face
from widgets.theme import CAPTION, TEXT, Theme
from widgets.tile import AlarmMark
from widgets.tile_state import TileState

HEIGHT = 24
_GAP = "  "


class TileHeader:
    """Paints headers in one theme."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme

    def key(self, tile: TileState, monotonic: float, lit: bool, selected: bool) -> tuple[object, ...]:
        """Give all that the header shows: while it is equal the header need not be painted again."""
        content = tile.content
        pulse = lit and content.alarm is not None and content.alarm.unacked
        return (content, self.right_words(tile, monotonic), pulse, selected, tile.face, tile.paused)

    def right_words(self, tile: TileState, monotonic: float) -> tuple[str, ...]:
        """Give the picture's clock and its age; of a loop its distance to the alarm and its clock."""
        frame, content = tile.frame, tile.content
        if frame is None:
            return ()
        clock = times.clock(frame.captured_at)
        if content.mode == "past":
            return (tile_words.before(frame.captured_at, content.reference), clock)
        age = tile.age(monotonic) or 0.0
        # Tenths of a second would make every header flicker: a fresh picture's age is sampled with its clock.
        if tile.face is Face.PICTURE:
            age = tile.sampled_age(int(frame.captured_at), age)
        return (clock, times.age(age))

    def alarm_colour(self, alarm: AlarmMark) -> QColor:
        """Give the colour of a tile's alarm frame."""
        return severity.colour(alarm.priority, self.theme)

    def paint(self, painter: QPainter, tile: TileState, monotonic: float, lit: bool, selected: bool) -> None:
        """Paint the whole header."""
        ground, _, quiet = inks = self._colours(tile, lit, selected)
        rect, theme = tile.header, self.theme
        painter.fillRect(rect, ground)
        if tile.content.drill:
            painter.fillRect(rect, QBrush(theme.colour("drill"), Qt.BrushStyle.BDiagPattern))
        inner = rect.adjusted(theme.px(6), 0, -theme.px(6), 0)
        right = self._right(painter, inner, tile, monotonic, quiet)
        self._left(painter, inner.adjusted(0, 0, -right, 0), tile, inks)

    def _colours(self, tile: TileState, lit: bool, selected: bool) -> tuple[QColor, QColor, QColor]:
        theme, alarm = self.theme, tile.content.alarm
        if tile.content.mode == "past":
            return QColor("#E6E9ED"), QColor("#101316"), QColor("#101316")
        if alarm is not None and alarm.unacked and lit:
            ink = severity.on_colour(alarm.priority, theme)
            return severity.colour(alarm.priority, theme), ink, ink
        ground = theme.colour("line" if selected else "panel")
        if alarm is not None:
            return ground, severity.text_colour(alarm.priority, theme), theme.colour("text")
        return ground, theme.colour("text"), theme.colour("text" if selected else "caption")

    def _right(self, painter: QPainter, rect: QRect, tile: TileState, monotonic: float, ink: QColor) -> int:
        """Write note, clock and age at the right end; tells the width used."""
        past = tile.content.mode == "past"
        metrics = self.theme.metrics(CAPTION, bold=past)
        text = _GAP.join(self.right_words(tile, monotonic))
        if (
            tile.content.note
            and metrics.horizontalAdvance(noted := tile.content.note + _GAP + text) < rect.width() // 2
        ):
            text = noted
        painter.setFont(self.theme.font(CAPTION, bold=past))
        painter.setPen(ink)
        painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        return metrics.horizontalAdvance(text) + self.theme.px(8) if text else 0

    def _left(self, painter: QPainter, rect: QRect, tile: TileState, inks: tuple[QColor, QColor, QColor]) -> None:
        content, theme, (ground, ink, quiet) = tile.content, self.theme, inks
        x, bold = rect.left(), content.alarm is not None
        if content.alarm is not None:
            side = theme.px(14)
            mark = QRectF(x, rect.center().y() + 1 - side / 2, side, side)
            severity.paint_mark(painter, mark, content.alarm.priority, ink)
            x += side + theme.px(6)
        painter.setPen(ink)
        if content.number:
            x = self._number(painter, rect, x, content.number)
        before = (tile_words.drill() if content.drill else "", tile_words.spot() if content.spot else "")
        text = " ".join(filter(None, (*before, content.title)))
        room = QRect(x, rect.top(), max(0, rect.right() + 1 - x), rect.height())
        metrics = theme.metrics(TEXT, bold)
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        advance = metrics.horizontalAdvance(text)
        if content.drill:
            painter.fillRect(QRect(x - theme.px(2), room.top(), advance + theme.px(6), room.height()), ground)
        painter.setFont(theme.font(TEXT, bold))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        self._zone(painter, room.adjusted(advance + theme.px(8), 0, 0, 0), content.zone, quiet)

    def _zone(self, painter: QPainter, room: QRect, zone: str, ink: QColor) -> None:
        """Write the zone after the name, whole or not at all: a cut zone would be taken for another."""
        if zone and self.theme.metrics(CAPTION).horizontalAdvance(zone) <= room.width():
            painter.setFont(self.theme.font(CAPTION))
            painter.setPen(ink)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, zone)

    def _number(self, painter: QPainter, rect: QRect, x: int, number: int) -> int:
        """Write the number a guard types, set off from a name that may begin with one; tells where the name starts."""
        theme, text = self.theme, f"{number:02d}"
        width = theme.metrics(TEXT, True).horizontalAdvance(text)
        painter.setFont(theme.font(TEXT, bold=True))
        room = QRect(x, rect.top(), width, rect.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        line = QRect(x + width + theme.px(6), rect.top() + theme.px(5), theme.px(1), rect.height() - theme.px(10))
        painter.fillRect(line, painter.pen().color())
        return line.right() + 1 + theme.px(6)
