"""What a gate's panel is told: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

GatePosition = Literal["open", "closed", "moving", "stuck", "unknown"]
GateMode = Literal["auto", "manual", "held_open", "locked", "unknown"]
CommandState = Literal["", "pending", "accepted", "refused", "expired"]
Direction = Literal["in", "out", ""]
Stage = Literal["", "waits", "left"]


@dataclass(frozen=True, slots=True)
class GateView:
    """One gate as last reported. stale_since: UTC second since which the gate has said nothing, None while it talks.

    command: how the last open command stands; command_reason: a code of the device or "offline".
    plate_sure: whether the reading fits the rules of plates and was confident.
    stage: where the last car is: gone through (""), waiting before the barrier, or gone again without passing.
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
    stage: Stage = ""
    stale_since: float | None = None
    command: CommandState = ""
    command_reason: str = ""
    shortcut: str = ""
