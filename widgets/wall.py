"""The wall: every picture in one widget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QRectF, Signal
from PySide6.QtWidgets import QWidget

from video.model import BoxSet, StreamState
from widgets.tile import TileContent


class Clock(Protocol):
    """The wall's two clocks: UTC for what is shown, monotonic for ages."""

    def now(self) -> float:
        """UTC in seconds since the epoch."""
        ...

    def monotonic(self) -> float:
        """Seconds that only run forward."""
        ...


class Wall(QWidget):
    """All tiles."""

    tile_selected = Signal(str)
    tile_enlarged = Signal(str)
    tile_resized = Signal(str, int, int)
    number_called = Signal(int)
    frame_painted = Signal(str, int, float)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock

    def set_arrangement(self, rects: Sequence[QRectF]) -> None:
        """Lay the tiles out."""

    def set_tiles(self, tiles: Sequence[TileContent]) -> None:
        """Show these tiles in the places of the arrangement, in order."""

    def update_state(self, state: StreamState) -> None:
        """Take a stream's new state."""

    def set_boxes(self, boxes: BoxSet) -> None:
        """Draw these over the camera's tiles."""
