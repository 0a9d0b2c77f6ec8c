"""Every part of the system in one plain table: how it is, why, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtWidgets import QFrame, QWidget

HealthState = Literal["ok", "not_present", "degraded", "failed"]


@dataclass(frozen=True, slots=True)
class HealthRow:
    """One part. since: UTC second of the last change of state."""

    part: str
    state: HealthState
    reason: str = ""
    next_step: str = ""
    since: float | None = None


class HealthView(QFrame):
    """A table of HealthRow, worst first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[HealthRow, ...] = ()

    def set_rows(self, rows: tuple[HealthRow, ...]) -> None:
        """Show `rows`."""
        self._rows = rows
