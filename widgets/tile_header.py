"""The line over a picture: number, name and zone, and at the right the picture's clock and age.

Where there is little room the app's note goes first, then the zone, then the clock, then the end of the name; never the
number or the age.
"""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from widgets import severity, tile_words, times
from widgets.freshness import Face
from widgets.theme import CAPTION, TEXT, Theme
from widgets.tile import AlarmMark, TileContent
from widgets.tile_state import TileState
from widgets.tile_text import fitted

HEIGHT = 24
_GAP = "  "
#: Pixels at 100 % a name needs to be told from others: five Chinese characters.
_READABLE = 76


def _tags(content: TileContent) -> tuple[str, ...]:
    drill = (tile_words.drill(),) if content.drill else ()
    return (*drill, tile_words.spot()) if content.spot else drill


@dataclass(frozen=True, slots=True)
class Arranged:
    """What a header has room for. left_out: what it had to drop or cut, for those who point at the tile."""

    title: str
    zone: str
    right: str
    left_out: tuple[str, ...]


class TileHeader:
    """Paints headers in one theme."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._arranged: WeakKeyDictionary[TileState, tuple[object, Arranged]] = WeakKeyDictionary()

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
        arranged = self.arranged(tile, monotonic)
        inner = rect.adjusted(theme.px(6), 0, -theme.px(6), 0)
        painter.setFont(theme.font(CAPTION, tile.content.mode == "past"))
        painter.setPen(quiet)
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), arranged.right)
        self._left(painter, inner, tile, arranged, inks)

    def arranged(self, tile: TileState, monotonic: float) -> Arranged:
        """Choose what there is room for: number and age always, the clock unless the name had no room to be read."""
        words = self.right_words(tile, monotonic)
        key = (tile.content, words, tile.header.width())
        known = self._arranged.get(tile)
        if known is None or known[0] != key:
            known = self._arranged[tile] = (key, self._arrange(tile.content, words, tile.header.width()))
        return known[1]

    def _arrange(self, content: TileContent, words: tuple[str, ...], width: int) -> Arranged:
        theme = self.theme
        title, small = theme.metrics(TEXT, content.alarm is not None), theme.metrics(CAPTION, content.mode == "past")
        room = width - 2 * theme.px(6) - self._before_title(content) - theme.px(8)
        readable = min(title.horizontalAdvance(content.title), theme.px(_READABLE))
        left_out: list[str] = []
        if len(words) == 2 and room - small.horizontalAdvance(_GAP.join(words)) < readable:
            kept = 0 if content.mode == "past" else 1
            left_out, words = [words[1 - kept]], words[kept : kept + 1]
        right = _GAP.join(words)
        noted = _GAP.join(filter(None, (content.note, right)))
        if room - small.horizontalAdvance(noted) > title.horizontalAdvance(content.title):
            right = noted
        room -= small.horizontalAdvance(right)
        name = fitted(title, content.title, room)
        zone = "" if content.title.startswith(content.zone) else content.zone
        if name != content.title:
            left_out = [content.title, *left_out]
        if zone and title.horizontalAdvance(name) + theme.px(8) + small.horizontalAdvance(zone) > room:
            left_out, zone = [*left_out, zone], ""
        return Arranged(name, zone, right, tuple(left_out))

    def _before_title(self, content: TileContent) -> int:
        """Give the width of mark, number and tags."""
        theme = self.theme
        width = theme.px(14) + theme.px(6) if content.alarm is not None else 0
        if content.number:
            width += theme.metrics(TEXT, True).horizontalAdvance(f"{content.number:02d}")
            width += 2 * theme.px(6) + theme.px(1)
        for word in _tags(content):
            width += theme.metrics(CAPTION, True).horizontalAdvance(word) + theme.px(8) + theme.px(6)
        return width

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

    def _left(
        self, painter: QPainter, rect: QRect, tile: TileState, arranged: Arranged, inks: tuple[QColor, QColor, QColor]
    ) -> None:
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
        for word in _tags(content):
            x = self._tag(painter, rect, x, word, inks)
        room = QRect(x, rect.top(), max(0, rect.right() + 1 - x), rect.height())
        advance = theme.metrics(TEXT, bold).horizontalAdvance(arranged.title)
        if content.drill:
            painter.fillRect(QRect(x - theme.px(2), room.top(), advance + theme.px(6), room.height()), ground)
        painter.setFont(theme.font(TEXT, bold))
        painter.setPen(ink)
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(room, flags, arranged.title)
        if arranged.zone:
            painter.setFont(theme.font(CAPTION))
            painter.setPen(quiet)
            painter.drawText(room.adjusted(advance + theme.px(8), 0, 0, 0), flags, arranged.zone)

    def _tag(self, painter: QPainter, rect: QRect, x: int, word: str, inks: tuple[QColor, QColor, QColor]) -> int:
        """Write a word on the colour of the text; tells where to go on."""
        theme, (ground, ink, _) = self.theme, inks
        metrics = theme.metrics(CAPTION, True)
        tag = QRect(x, rect.top() + theme.px(3), metrics.horizontalAdvance(word) + theme.px(8), 0)
        tag.setHeight(rect.height() - theme.px(6))
        painter.fillRect(tag, ink)
        painter.setFont(theme.font(CAPTION, bold=True))
        painter.setPen(ground)
        painter.drawText(tag, int(Qt.AlignmentFlag.AlignCenter), word)
        painter.setPen(ink)
        return tag.right() + 1 + theme.px(6)

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
