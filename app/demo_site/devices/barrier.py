"""A barrier gate with its loop and plate camera."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.demo_site.devices.clock import Clock
from app.demo_site.devices.device import Device, Json
from app.demo_site.devices.scheduler import Scheduler

TRAVEL_S = 1.2
PASS_S = 4.0


@dataclass(frozen=True, slots=True)
class Car:
    """A car before the barrier: plate, its colour, and the plate camera's picture (may be absent)."""

    plate: str
    colour: str
    picture: Path | None


class Barrier(Device):
    """closed > opening > open > closing > closed. It never closes over a car on its loop."""

    model = "BG-2"

    def __init__(self, site: str, device: str, channel: str, password: str, clock: Clock, later: Scheduler) -> None:
        super().__init__(site, device, password, clock)
        self.channel = channel
        self._later = later
        self._direction = "in" if channel == "G1" else "out"
        self._source = {"Gate": channel, "Lane": f"{self._direction}1"}
        self._gate: Json = {"position": "closed", "mode": "auto", "loop": False, "connected": True, "fault": None}
        self._fault_occurrence: str | None = None
        self._show()

    @property
    def position(self) -> str:
        """closed, opening, open or closing."""
        return str(self._gate["position"])

    def arrive(self, car: Car, opens_itself: bool) -> str:
        """A car comes upon the loop; its plate is read. Returns the passage's message id."""
        with self.lock:
            self._show(loop=True)
            data: Json = {
                "plate": car.plate,
                "direction": self._direction,
                "colour": car.colour,
                "confidence": 0.97,
                "picture": str(car.picture) if car.picture else None,
                "trigger": "loop",
                "occ": str(uuid.uuid4()),
            }
            message = self.send_event("passage", self.channel, data, self._source)
            if opens_itself:
                self._open()
            elif self.position == "open":
                self._later.after(PASS_S, self._passed)
            return message

    def perform(self, command: str, arguments: Mapping[str, Any]) -> str | None:
        """`open` and `close`."""
        if command == "open":
            if self._gate["fault"]:
                return "fault"
            self._open()
            return None
        if command == "close":
            if self._gate["loop"]:
                return "car_on_loop"
            self._close()
            return None
        return super().perform(command, arguments)

    def stick(self) -> str:
        """The arm does not move any more."""
        with self.lock:
            self._show(fault="stuck", position="unknown")
            self._fault_occurrence = self._fault_occurrence or str(uuid.uuid4())
            data = {"active": True, "occ": self._fault_occurrence, "kind": "barrier_stuck", "cid": "380"}
            return self.send_event("fault", self.channel, data, self._source)

    def mend(self) -> None:
        """Free a stuck arm."""
        with self.lock:
            if self._fault_occurrence is None:
                return
            self._show(fault=None, position="closed")
            data = {"active": False, "occ": self._fault_occurrence, "kind": "barrier_stuck"}
            self.send_event("fault", self.channel, data, self._source)
            self._fault_occurrence = None

    def _show(self, **changes: Any) -> None:
        self._gate.update(changes)
        self.set_state("gate", self.channel, self._gate, self._source)

    def _open(self) -> None:
        if self.position in {"closed", "closing"}:
            self._show(position="opening")
            self._later.after(TRAVEL_S, self._opened)

    def _opened(self) -> None:
        with self.lock:
            if self.position == "opening":
                self._show(position="open")
                self._later.after(PASS_S, self._passed)

    def _passed(self) -> None:
        """The car has left the loop, or none came."""
        with self.lock:
            self._show(loop=False)
            self._close()

    def _close(self) -> None:
        if self.position == "open":
            self._show(position="closing")
            self._later.after(TRAVEL_S, self._closed)

    def _closed(self) -> None:
        with self.lock:
            if self.position == "closing":
                self._show(position="closed")
