"""The building's equipment: what is measured in pump room, lift and cabinets, every few seconds, as on any day."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

from app.demo_site.devices.clock import Clock
from app.demo_site.devices.device import Device, Json

DAY_S = 86_400.0
#: How far back the device still has values, and how far they lie apart.
HELD_S, HELD_STEP_S = DAY_S, 900.0
#: While the wiring of the pump room's sensor was mended in the night, nothing was measured.
GAP_FROM_S, GAP_TO_S = 11 * 3600.0, 9 * 3600.0
TROUBLE_S = 60.0


@dataclass(frozen=True, slots=True)
class Gauge:
    """One measured value: its middle, how far it swings in a day, how much it trembles, and its highest of the day."""

    kind: str
    channel: str
    unit: str
    middle: float
    swing: float
    noise: float
    peak_hour: float = 15.0
    digits: int = 1

    def at(self, moment: float, chance: random.Random) -> float:
        """Its value at a UTC second, in China's hours."""
        hour = (moment / 3600 + 8) % 24
        value = self.middle + self.swing * math.cos((hour - self.peak_hour) / 24 * 2 * math.pi)
        return round(value + chance.gauss(0, self.noise), self.digits)


GAUGES = (
    Gauge("temperature", "pump-room", "°C", 27.0, 5.0, 0.2),
    Gauge("humidity", "pump-room", "%RH", 58.0, -9.0, 0.6, digits=0),
    Gauge("pressure", "supply", "MPa", 0.42, -0.04, 0.006, 7.5, 3),
    Gauge("level", "sump", "m", 0.62, 0.12, 0.01, 20.0, 2),
    Gauge("gas", "boiler", "%LEL", 0.6, 0.3, 0.1),
    Gauge("battery", "fence", "V", 13.5, 0.15, 0.02, digits=2),
    Gauge("battery", "fire-panel", "V", 27.2, 0.2, 0.03, digits=2),
)
#: What a trigger sets a gauge to for a while.
TROUBLES = {"pump_hot": ("pump-room", "temperature", 47.5), "water_low": ("supply", "pressure", 0.19)}


class Plant(Device):
    """Publishes each gauge's state, two pumps and a lift."""

    model = "BA-12"

    def __init__(self, site: str, password: str, clock: Clock) -> None:
        super().__init__(site, "plant", password, clock)
        self._random = random.Random(12)
        self._forced: dict[tuple[str, str], float] = {}
        self._floor = 1
        self.measure()

    def measure(self) -> None:
        """Look at everything once."""
        with self.lock:
            now = self.clock.now()
            for gauge in GAUGES:
                value = self._forced.get((gauge.channel, gauge.kind), gauge.at(now, self._random))
                self.set_state(gauge.kind, gauge.channel, _measured(gauge, value), {"Part": gauge.channel})
            self._floor = max(-1, min(18, self._floor + self._random.choice((-3, -1, 0, 0, 1, 4))))
            lift: Json = {"floor": self._floor, "mode": "auto"}
            self.set_state("lift", "B3-1", lift, {"Part": "B3-1"})
            for pump, running in (("P1", True), ("P2", False)):
                self.set_state("pump", pump, {"running": running, "mode": "auto"}, {"Part": pump})

    def force(self, trouble: str) -> None:
        """Drive a gauge beyond its limits."""
        channel, kind, value = TROUBLES[trouble]
        with self.lock:
            self._forced[channel, kind] = value
        self.measure()

    def relax(self, trouble: str | None = None) -> None:
        """Let a gauge, or all of them, go back to what they usually are."""
        with self.lock:
            for name in TROUBLES if trouble is None else (trouble,):
                channel, kind, _ = TROUBLES[name]
                self._forced.pop((channel, kind), None)
        self.measure()

    def tell_held(self, gauge: Gauge, moment: float) -> None:
        """Send what a gauge showed at a UTC second gone by, marked as a backlog: the curves begin with it."""
        data = {**_measured(gauge, gauge.at(moment, self._random)), "replay": True}
        self.tell_late(gauge.kind, gauge.channel, data, {"Part": gauge.channel}, moment)

    def held(self) -> Iterator[tuple[Gauge, float]]:
        """Give what the device still holds of the last day, oldest first."""
        now = self.clock.now()
        for step in range(int(HELD_S // HELD_STEP_S), 0, -1):
            ago = step * HELD_STEP_S
            for gauge in GAUGES:
                if gauge.channel != "pump-room" or not GAP_TO_S < ago < GAP_FROM_S:
                    yield gauge, now - ago


def _measured(gauge: Gauge, value: float) -> Json:
    return {"value": value, "unit": gauge.unit}
