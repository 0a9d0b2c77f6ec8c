"""Where tiles lie: lists of rectangles in fractions of the wall, largest or first tile first."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize

#: Numbers of tiles of the even layouts.
GRID_SIZES = (1, 4, 9, 16)
#: What the main picture of a call-up takes of the wall: as high as a picture of 16:9 is at that width, so that no black
#: lies above and below it, and leaves the past beside it large enough to compare then with now.
MAIN_WIDTH, MAIN_HEIGHT = 0.70, 0.66


def grid(tiles: int) -> list[QRectF]:
    """Give the smallest even grid that holds `tiles`, row by row."""
    side = max(1, math.ceil(math.sqrt(tiles)))
    rows = max(1, math.ceil(tiles / side)) if tiles not in GRID_SIZES else side
    return [QRectF(c / side, r / rows, 1 / side, 1 / rows) for r in range(rows) for c in range(side)][: side * rows]


def call_up(others: int) -> list[QRectF]:
    """Give main picture, past loop and `others` more: the loop beside the main picture, the others in a row below."""
    height = MAIN_HEIGHT if others else 1.0
    row = [QRectF(i / others, height, 1 / others, 1 - height) for i in range(others)]
    return [QRectF(0, 0, MAIN_WIDTH, height), QRectF(MAIN_WIDTH, 0, 1 - MAIN_WIDTH, height), *row]


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


def neighbour(rects: Sequence[QRect], current: int, dx: int, dy: int) -> int:
    """Give the index of the nearest rectangle in a direction, `current` where there is none.

    Distance along the direction counts once, aside from it twice, so that Right does not jump a row.
    """
    here = rects[current].center()

    def cost(index: int) -> float | None:
        there = rects[index].center()
        along = (there.x() - here.x()) * dx + (there.y() - here.y()) * dy
        aside = abs((there.x() - here.x()) * dy) + abs((there.y() - here.y()) * dx)
        return None if index == current or along <= 0 else along + 2 * aside

    costs = {i: c for i in range(len(rects)) if (c := cost(i)) is not None}
    return min(costs, key=lambda i: (costs[i], i)) if costs else current
