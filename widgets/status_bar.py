"""The thin bar at the top: site, clock, what is not well, who is on duty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

LampLevel = Literal["good", "note", "warning", "bad"]


@dataclass(frozen=True, slots=True)
class LampView:
    """One part of the system. Only what is not good is shown, in words; reason says why and what happens next."""

    key: str
    text: str
    level: LampLevel = "good"
    reason: str = ""


class Clock(Protocol):
    """What tells the time of day."""

    def now(self) -> float:
        """UTC in seconds since the epoch."""
        ...


class StatusBar(QFrame):
    """Shows site, date and clock with seconds, lamps and people on duty."""

    lamp_activated = Signal(str)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._lamps: tuple[LampView, ...] = ()

    def set_site(self, name: str) -> None:
        """Name the site."""

    def set_on_duty(self, people: tuple[str, ...]) -> None:
        """Name who is on duty."""

    def set_lamps(self, lamps: tuple[LampView, ...]) -> None:
        """Show the lamps that are not good."""
        self._lamps = lamps
