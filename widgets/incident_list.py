"""The list of incidents, newest first, more read in as one scrolls."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from alarms.model import Handling, Priority, Verdict


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One line of the list; times are UTC seconds."""

    id: str
    number: str
    opened_at: float
    priority: Priority
    place: str
    thing: str
    handling: Handling
    verdict: Verdict | None = None
    closed_at: float | None = None
    clips: int = 0
    drill: bool = False
    answered_s: float | None = None


class IncidentList(QFrame):
    """A table of IncidentRow. `more_wanted` asks for the next page."""

    opened = Signal(str)
    more_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[IncidentRow] = []

    def set_rows(self, rows: list[IncidentRow], more: bool = False) -> None:
        """Show `rows` in this order; `more` tells whether there is another page."""
        self._rows = list(rows)

    def add_rows(self, rows: list[IncidentRow], more: bool = False) -> None:
        """Append the next page."""
        self._rows += rows
