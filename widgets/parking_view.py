"""How many stalls are free, per group."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QWidget


@dataclass(frozen=True, slots=True)
class ParkingGroup:
    """One group of stalls. free None: nothing is known; unknown: stalls that have not reported."""

    id: str
    name: str
    total: int
    free: int | None
    unknown: int = 0
    stale_since: float | None = None


@dataclass(frozen=True, slots=True)
class ParkingView:
    """All groups, in the order to show."""

    groups: tuple[ParkingGroup, ...] = ()


class ParkingPanel(QFrame):
    """Shows free of total per group."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = ParkingView()

    def set_view(self, view: ParkingView) -> None:
        """Show `view`."""
        self._view = view
