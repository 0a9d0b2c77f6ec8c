"""All demo devices together, and what can be made to happen to them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from app.demo_site.devices.barrier import Barrier, Car
from app.demo_site.devices.clock import Clock
from app.demo_site.devices.device import Device
from app.demo_site.devices.doors import Doors
from app.demo_site.devices.parking import Parking
from app.demo_site.devices.plant import TROUBLE_S, Gauge, Plant
from app.demo_site.devices.scheduler import Scheduler
from app.demo_site.devices.sensors import Sensor, fence, fire_panel, gas_detectors, help_buttons
from app.demo_site.plates import PLATES, picture_path

FENCE_QUIET_S = 8.0
DOOR_SHUT_S = 12.0
PARK_S = 6.0
MEASURE_S = 5.0
LATE_AT_ONCE, LATE_EVERY_S = 60, 1.0


class DemoDevices:
    """Connects the devices to a broker and triggers what happens to them.

    passwords: one for each device id. plates: folder of the plate cameras' pictures.
    """

    def __init__(self, site: str, passwords: Mapping[str, str], clock: Clock, plates: Path) -> None:
        self._later = Scheduler(clock)
        self._plates = plates
        self._random = random.Random(7)
        self.fence: Sensor = fence(site, passwords["fence1"], clock)
        self.fire: Sensor = fire_panel(site, passwords["firepanel"], clock)
        self.gas: Sensor = gas_detectors(site, passwords["gas"], clock)
        self.help: Sensor = help_buttons(site, passwords["help"], clock)
        self.doors = Doors(site, passwords["doors"], clock)
        self.gate_in = Barrier(site, "gate1", "G1", passwords["gate1"], clock, self._later)
        self.gate_out = Barrier(site, "gate2", "G2", passwords["gate2"], clock, self._later)
        self.parking = Parking(site, passwords["parking"], clock)
        self.plant = Plant(site, passwords["plant"], clock)
        self._triggers = self._make_triggers()

    @property
    def devices(self) -> tuple[Device, ...]:
        """All devices."""
        return (
            self.fence,
            self.fire,
            self.gas,
            self.help,
            self.doors,
            self.gate_in,
            self.gate_out,
            self.parking,
            self.plant,
        )

    @property
    def triggers(self) -> tuple[str, ...]:
        """The names `trigger` knows."""
        return tuple(self._triggers)

    @property
    def connected(self) -> bool:
        """Whether the broker has accepted every device."""
        return all(device.link.connected for device in self.devices)

    def connect(self, host: str, port: int) -> None:
        """Connect all, in the background."""
        self._later.start()
        for device in self.devices:
            device.start(host, port)
        self._later.after(MEASURE_S, self._measure)

    def stop(self) -> None:
        """Disconnect all with goodbye."""
        self._later.stop()
        for device in self.devices:
            device.stop()

    def trigger(self, name: str) -> str | None:
        """Make something happen; returns the id of the message it sent, where it sends one. Raises KeyError."""
        return self._triggers[name]()

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        """Do something later on the devices' own thread; dropped when they stop before."""
        self._later.after(seconds, action)

    def tell_the_day(self) -> None:
        """Have the equipment send what it holds of the last day, slowly enough for the broker."""
        self._tell_some(self.plant.held())

    def _tell_some(self, left: Iterator[tuple[Gauge, float]]) -> None:
        some = tuple(islice(left, LATE_AT_ONCE))
        for gauge, moment in some:
            self.plant.tell_held(gauge, moment)
        if some:
            self._later.after(LATE_EVERY_S, lambda: self._tell_some(left))

    def _make_triggers(self) -> dict[str, Callable[[], str | None]]:
        zones = {f"fence Z{number:02d}": self._fence(f"Z{number:02d}") for number in range(1, 5)}
        return zones | {
            "fence_tamper": lambda: self.fence.activate("case"),
            "smoke": lambda: self.fire.activate("L01-001"),
            "second_smoke": lambda: self.fire.activate("L01-002"),
            "call_point": lambda: self.fire.activate("L01-003"),
            "garage_smoke": lambda: self.fire.activate("L01-011"),
            "gas": lambda: self.gas.activate("K502"),
            "gas_high": lambda: self.gas.activate("K502", value=45.0, level="high"),
            "help": lambda: self.help.activate("H501"),
            "door_forced": lambda: self._door(self.doors.force),
            "door_held": lambda: self._door(self.doors.hold_open),
            "car_in": lambda: self._car(self.gate_in, opens_itself=False),
            "resident_in": lambda: self._car(self.gate_in, opens_itself=True),
            "car_out": lambda: self._car(self.gate_out, opens_itself=True),
            "barrier_stuck": self.gate_in.stick,
            "pump_hot": lambda: self._trouble("pump_hot"),
            "water_low": lambda: self._trouble("water_low"),
            "device_lost": self._lose_fence,
            "all_clear": self._all_clear,
        }

    def _fence(self, zone: str) -> Callable[[], str]:
        def cut() -> str:
            message = self.fence.activate(zone)
            self._later.after(FENCE_QUIET_S, lambda: self._quiet(self.fence, zone))
            return message

        return cut

    @staticmethod
    def _quiet(sensor: Sensor, channel: str) -> None:
        sensor.clear(channel)

    def _door(self, act: Callable[[str], str], door: str = "D01") -> str:
        message = act(door)
        self._later.after(DOOR_SHUT_S, lambda: self._shut(door))
        return message

    def _shut(self, door: str) -> None:
        self.doors.shut(door)

    def _car(self, gate: Barrier, opens_itself: bool) -> str:
        plate, colour = self._random.choice(PLATES)
        picture = picture_path(self._plates, plate)
        car = Car(plate, colour, picture if picture.exists() else None)
        park = self.parking.take_one if gate is self.gate_in else self.parking.free_one
        if opens_itself:
            self._later.after(PARK_S, lambda: self._park(park))
        return gate.arrive(car, opens_itself)

    @staticmethod
    def _park(park: Callable[[], str | None]) -> None:
        park()

    def _measure(self) -> None:
        self.plant.measure()
        self._later.after(MEASURE_S, self._measure)

    def _trouble(self, name: str) -> None:
        self.plant.force(name)
        self._later.after(TROUBLE_S, lambda: self.plant.relax(name))

    def _lose_fence(self) -> None:
        self.fence.link.drop()

    def _all_clear(self) -> None:
        for sensor in (self.fence, self.fire, self.gas, self.help):
            sensor.clear_all()
        self.doors.shut_all()
        self.gate_in.mend()
        self.plant.relax()
