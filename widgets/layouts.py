"""Where tiles lie: lists of rectangles in fractions of the wall, largest or first tile first."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF

#: Numbers of tiles of the even layouts.
GRID_SIZES = (1, 4, 9, 16)
#: What the main picture of a call-up takes of the wall: about 60 % of its area.
MAIN_WIDTH, MAIN_HEIGHT = 0.76, 0.78


def grid(tiles: int) -> list[QRectF]:
    """Give the smallest even grid that holds `tiles`, row by row."""
    side = max(1, math.ceil(math.sqrt(tiles)))
    rows = max(1, math.ceil(tiles / side)) if tiles not in GRID_SIZES else side
    return [QRectF(c / side, r / rows, 1 / side, 1 / rows) for r in range(rows) for c in range(side)][: side * rows]


def call_up(others: int) -> list[QRectF]:
    """Give main picture, past loop and `others` more: main about 60 %, the loop beside it, the others around."""
    height = MAIN_HEIGHT if others > 1 else 1.0
    loop_height = height / 2 if others else height
    main = QRectF(0, 0, MAIN_WIDTH, height)
    beside = QRectF(MAIN_WIDTH, loop_height, 1 - MAIN_WIDTH, height - loop_height)
    loop = QRectF(MAIN_WIDTH, 0, 1 - MAIN_WIDTH, loop_height)
    return [main, loop, *([beside] if others else []), *_row_below(others - 1)]


def _row_below(tiles: int) -> list[QRectF]:
    return [QRectF(i / tiles, MAIN_HEIGHT, 1 / tiles, 1 - MAIN_HEIGHT) for i in range(max(0, tiles))]
