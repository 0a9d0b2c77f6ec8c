"""The black card in place of a picture: since when there is none, why, and what happens next."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter

from widgets import tile_words
from widgets.theme import CAPTION, STEP, TEXT, Theme
from widgets.tile_state import TileState

#: The card lies on black in both themes.
_TEXT, _CAPTION = "#E6E9ED", "#B4BDC7"
_FLAGS = int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the card, which may take several on screen."""

    text: str
    size: int
    bold: bool
    ink: str


class CardPainter:
    """Writes cards in one theme; in a small tile in fewer words rather than in cut ones."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme

    def words(self, tile: TileState, now: float, monotonic: float) -> tuple[str, ...]:
        """Give all that the card has to say, the headline first."""
        if tile.content.mode == "past":
            return (tile_words.past_gone() if tile.past_gone(monotonic) else tile_words.loading_past(),)
        since = tile.no_picture_since(now, monotonic)
        said = (tile_words.reason(tile.stream), tile_words.next_try(tile.stream, now))
        return (tile_words.no_picture(since, now), *filter(None, said))

    def paint(self, painter: QPainter, body: QRect, words: tuple[str, ...]) -> None:
        """Write the card in the middle of `body`."""
        area = self.area(body)
        lines = self.lines(body, words)
        gap = self.theme.px(4)
        heights = [self._height(line, area.width()) for line in lines]
        y = area.top() + max(0, (area.height() - sum(heights) - gap * (len(lines) - 1)) // 2)
        for line, height in zip(lines, heights, strict=True):
            painter.setFont(self.theme.font(line.size, line.bold))
            painter.setPen(QColor(line.ink))
            painter.drawText(QRect(area.left(), y, area.width(), height), _FLAGS, line.text)
            y += height + gap

    def lines(self, body: QRect, words: tuple[str, ...]) -> list[Line]:
        """Give the most that has room: all of it, the reason in short, without the next try, the headline alone."""
        headline, *rest = words
        sizes = (STEP, TEXT) if body.height() > self.theme.px(420) else (TEXT, CAPTION)
        short = [tile_words.in_short(text) for text in rest]
        tries = [(sizes, rest), (sizes, short), (sizes, short[:1]), ((CAPTION, CAPTION), short[:1])]
        area = self.area(body)
        for (large, small), said in tries:
            lines = [Line(headline, large, True, _TEXT), *(Line(text, small, False, _CAPTION) for text in said)]
            if self.height(lines, area.width()) <= area.height():
                return lines
        return [Line(headline, CAPTION, True, _TEXT)]

    def height(self, lines: list[Line], width: int) -> int:
        """Give the height of lines in that width."""
        return sum(self._height(line, width) for line in lines) + self.theme.px(4) * (len(lines) - 1)

    def area(self, body: QRect) -> QRect:
        """Give what of a tile's body the card may write on."""
        margin = min(self.theme.px(12), body.width() // 16)
        return body.adjusted(margin, self.theme.px(3), -margin, -self.theme.px(3))

    def _height(self, line: Line, width: int) -> int:
        metrics = self.theme.metrics(line.size, line.bold)
        return metrics.boundingRect(QRect(0, 0, width, 4096), _FLAGS, line.text).height()
