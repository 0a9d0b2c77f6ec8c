"""Where tiles lie: lists of rectangles in fractions of the wall, largest or first tile first.

The named arrangements are those of the field: even grids, and one or two large places with small ones around them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize

#: Numbers of tiles of the even layouts.
GRID_SIZES = (1, 4, 9, 16, 25, 36, 64)
#: What the main picture of a call-up takes of the wall: as high as a picture of 16:9 is at that width, so that no black
#: lies above and below it, and leaves the past beside it large enough to compare then with now.
MAIN_WIDTH, MAIN_HEIGHT = 0.70, 0.66


def grid(tiles: int) -> list[QRectF]:
    """Give the smallest even grid that holds `tiles`, row by row."""
    side = max(1, math.ceil(math.sqrt(tiles)))
    rows = max(1, math.ceil(tiles / side)) if tiles not in GRID_SIZES else side
    return [QRectF(c / side, r / rows, 1 / side, 1 / rows) for r in range(rows) for c in range(side)][: side * rows]


def call_up(others: int, waiting: int = 0) -> list[QRectF]:
    """Give main picture, past loop, `others` of the alarm and `waiting` of the alarms that wait, these last.

    The loop lies beside the main picture, the rest in a row below. With more than that row holds well one of the others
    lies below the loop, so that every place has a picture's proportions. A single other alone would leave most of the
    row black: it shares it with the loop, and the main picture has all above them.
    """
    low = 1 - MAIN_HEIGHT
    if (others, waiting) == (1, 0):
        return [QRectF(0, 0, 1, MAIN_HEIGHT), QRectF(0, MAIN_HEIGHT, 0.5, low), QRectF(0.5, MAIN_HEIGHT, 0.5, low)]
    height = MAIN_HEIGHT if others or waiting else 1.0
    below_loop = others > 0 and others + waiting > 3
    column = height / 2 if below_loop else height
    beside = [QRectF(MAIN_WIDTH, part * column, 1 - MAIN_WIDTH, column) for part in range(2 if below_loop else 1)]
    count = others + waiting - len(beside) + 1
    row = [QRectF(i / count, height, 1 / count, 1 - height) for i in range(count)]
    return [QRectF(0, 0, MAIN_WIDTH, height), *beside, *row]


def _cells(side: int, large: Sequence[tuple[int, int, int]]) -> tuple[QRectF, ...]:
    """Divide the wall into side x side cells; each of `large` (column, row, cells across and down) takes its own."""
    taken = {(c + i, r + j) for c, r, span in large for i in range(span) for j in range(span)}
    places = [QRectF(c / side, r / side, span / side, span / side) for c, r, span in large]
    small = [(c, r) for r in range(side) for c in range(side) if (c, r) not in taken]
    return (*places, *(QRectF(c / side, r / side, 1 / side, 1 / side) for c, r in small))


def _ten() -> tuple[QRectF, ...]:
    """Two large places side by side, eight small ones in two rows below."""
    large = [QRectF(0, 0, 0.5, 0.5), QRectF(0.5, 0, 0.5, 0.5)]
    return (*large, *(QRectF(c / 4, 0.5 + r / 4, 0.25, 0.25) for r in range(2) for c in range(4)))


#: The named arrangements, each a tuple of places.
NAMED: dict[str, tuple[QRectF, ...]] = {
    "1": tuple(grid(1)),
    "2": (QRectF(0, 0, 0.5, 1), QRectF(0.5, 0, 0.5, 1)),
    "4": tuple(grid(4)),
    "6": _cells(3, [(0, 0, 2)]),
    "8": _cells(4, [(0, 0, 3)]),
    "9": tuple(grid(9)),
    "10": _ten(),
    "13": _cells(4, [(1, 1, 2)]),
    "16": tuple(grid(16)),
    "25": tuple(grid(25)),
    "36": tuple(grid(36)),
    "64": tuple(grid(64)),
}
PLACES: dict[str, int] = {name: len(places) for name, places in NAMED.items()}


def arrangement(name: str) -> list[QRectF]:
    """Give a named arrangement, its large places first; raises KeyError for a name that is not in NAMED."""
    return [QRectF(place) for place in NAMED[name]]


class FreeLayout:
    """Places a person draws, in whole cells of a 48 x 36 grid: they never overlap and never leave the wall.

    What would break that is refused: the methods tell whether they did anything.
    """

    COLUMNS, ROWS = 48, 36
    #: A smaller place shows nothing a guard could use.
    LEAST = QSize(4, 4)

    def __init__(self, cells: Iterable[QRect] = ()) -> None:
        self._cells: list[QRect] = []
        for cell in cells:
            self.add(cell)

    @classmethod
    def from_places(cls, places: Iterable[QRectF]) -> FreeLayout:
        """Snap places in fractions of the wall to the grid; those that then overlap an earlier one are left out."""
        return cls(cls.snap(place) for place in places)

    @classmethod
    def snap(cls, place: QRectF) -> QRect:
        """Give the cells nearest to a place in fractions of the wall."""
        left, right = round(place.left() * cls.COLUMNS), round(place.right() * cls.COLUMNS)
        top, bottom = round(place.top() * cls.ROWS), round(place.bottom() * cls.ROWS)
        return QRect(left, top, right - left, bottom - top)

    def places(self) -> list[QRectF]:
        """Give the places in fractions of the wall, in the order they were made."""
        across, down = self.COLUMNS, self.ROWS
        return [QRectF(c.x() / across, c.y() / down, c.width() / across, c.height() / down) for c in self._cells]

    def cells(self) -> list[QRect]:
        """Give the places in cells."""
        return [QRect(cell) for cell in self._cells]

    def add(self, cell: QRect) -> bool:
        """Add a place."""
        if not self.free(cell):
            return False
        self._cells.append(QRect(cell))
        return True

    def change(self, index: int, cell: QRect) -> bool:
        """Move or resize a place."""
        if cell == self._cells[index] or not self.free(cell, index):
            return False
        self._cells[index] = QRect(cell)
        return True

    def remove(self, index: int) -> None:
        """Take a place away."""
        del self._cells[index]

    def free(self, cell: QRect, but: int = -1) -> bool:
        """Whether a place may lie there, the place `but` aside."""
        inside = QRect(0, 0, self.COLUMNS, self.ROWS).contains(cell)
        large = cell.width() >= self.LEAST.width() and cell.height() >= self.LEAST.height()
        return inside and large and not any(cell.intersects(c) for i, c in enumerate(self._cells) if i != but)

    def at(self, cell: QPoint) -> int:
        """Give the place that covers a cell, -1 where it is empty."""
        return next((i for i, c in enumerate(self._cells) if c.contains(cell)), -1)


def to_pixels(rects: Sequence[QRectF], size: QSize, gap: int) -> list[QRect]:
    """Give whole pixels with `gap` between neighbours and none at the edges; no pixel is lost to rounding."""
    return [_pixels(rect, size, gap) for rect in rects]


def _pixels(rect: QRectF, size: QSize, gap: int) -> QRect:
    left, right = round(rect.left() * size.width()), round(rect.right() * size.width())
    top, bottom = round(rect.top() * size.height()), round(rect.bottom() * size.height())
    left += (gap + 1) // 2 if left > 0 else 0
    top += (gap + 1) // 2 if top > 0 else 0
    right -= gap // 2 if right < size.width() else 0
    bottom -= gap // 2 if bottom < size.height() else 0
    return QRect(left, top, max(0, right - left), max(0, bottom - top))
