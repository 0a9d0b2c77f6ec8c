"""The strip under the wall: each gate's position, its last plate, its open button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

GatePosition = Literal["open", "closed", "moving", "stuck", "unknown"]
GateMode = Literal["auto", "manual", "held_open", "locked", "unknown"]
CommandState = Literal["", "pending", "accepted", "refused", "expired"]
Direction = Literal["in", "out", ""]


@dataclass(frozen=True, slots=True)
class GateView:
    """One gate as last reported. stale_since: UTC second since which the gate has said nothing, None while it talks.

    command: how the last open command stands; command_reason: a code of the device or "offline".
    plate_sure: whether the reading fits the rules of plates and was confident.
    """

    id: str
    name: str
    position: GatePosition = "unknown"
    mode: GateMode = "unknown"
    plate: str = ""
    plate_colour: str = ""
    plate_sure: bool = True
    direction: Direction = ""
    passed_at: float | None = None
    stale_since: float | None = None
    command: CommandState = ""
    command_reason: str = ""
    shortcut: str = ""


class GateStrip(QFrame):
    """Shows the gates side by side."""

    open_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gates: tuple[GateView, ...] = ()

    def set_gates(self, gates: tuple[GateView, ...]) -> None:
        """Show `gates`, in this order."""
        self._gates = gates
