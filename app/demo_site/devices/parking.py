"""The stall sensors: 24 stalls in the open, 16 underground."""

from __future__ import annotations

import random

from app.demo_site.devices.clock import Clock
from app.demo_site.devices.device import Device

STALLS = tuple(f"P{number:03d}" for number in range(1, 41))


class Parking(Device):
    """Publishes each stall's state; about two thirds are taken at first, always the same ones."""

    model = "PS-40"

    def __init__(self, site: str, password: str, clock: Clock) -> None:
        super().__init__(site, "parking", password, clock)
        self._random = random.Random(40)
        self._taken = dict.fromkeys(STALLS, False)
        for stall in self._random.sample(STALLS, 27):
            self._taken[stall] = True
        for stall in STALLS:
            self._show(stall)

    @property
    def free(self) -> int:
        """How many stalls are free."""
        return sum(not taken for taken in self._taken.values())

    def set_occupied(self, stall: str, occupied: bool) -> None:
        """Set one stall."""
        with self.lock:
            self._taken[stall] = occupied
            self._show(stall)

    def take_one(self) -> str | None:
        """A car takes a free stall; None when all are taken."""
        return self._flip(False)

    def free_one(self) -> str | None:
        """A car leaves a stall; None when all are free."""
        return self._flip(True)

    def _flip(self, taken: bool) -> str | None:
        with self.lock:
            candidates = [stall for stall, now in self._taken.items() if now is taken]
            if not candidates:
                return None
            stall = self._random.choice(candidates)
            self.set_occupied(stall, not taken)
            return stall

    def _show(self, stall: str) -> None:
        self.set_state("stall", stall, {"occupied": self._taken[stall]}, {"Stall": stall})
