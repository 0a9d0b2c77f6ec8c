"""A small site for the alarm tests, and short ways to say what its devices send."""

import itertools
from typing import Any

import pytest

from alarms.engine import AlarmEngine
from alarms.messages import DeviceMessage, encode_message, parse_message
from alarms.model import Action, ActionRefused, AlarmPoint, Incident, Occurrence
from alarms.site import Device, SensorGroup, Site, Zone, make_site
from tests.fakes.clock import FakeClock

_NUMBERS = itertools.count(1)


def small_site(**more: Any) -> Site:
    points = [
        AlarmPoint("fence-1", "fence", "perimeter", "Z01", "north"),
        AlarmPoint("fence-2", "fence", "perimeter", "Z02", "north"),
        AlarmPoint("fence-3", "fence", "perimeter", "Z03", "south"),
        AlarmPoint("smoke-1", "panel", "fire", "L01-001", "house", kind="smoke"),
        AlarmPoint("smoke-2", "panel", "fire", "L01-002", "house", kind="smoke"),
        AlarmPoint("call-1", "panel", "fire", "L01-003", "house", kind="manual"),
        AlarmPoint("gas-1", "gas", "gas", "K502", "house"),
        AlarmPoint("help-1", "help", "panic", "H501", "house"),
        AlarmPoint("door-1", "doors", "door", "D01", "house"),
        AlarmPoint("psu-1", "fence", "fault", "psu", "north"),
    ]
    devices = [Device("fence", "north"), Device("panel", "house"), Device("gas", "house")]
    devices += [Device("help", "house"), Device("doors", "house"), Device("gate1", "north")]
    zones = [Zone("site", None, "site"), Zone("north", "site"), Zone("south", "site"), Zone("house", "site")]
    return make_site("demo", "S1", points=points, devices=devices, zones=zones, **more)


def rich_site(station: str = "S1", **more: Any) -> Site:
    """The small site with every rule that a point, a zone or a station can have."""
    small = small_site()
    points = [
        *small.points.values(),
        AlarmPoint("slow-1", "slow", "perimeter", "D1", "south", on_delay_s=5.0),
        AlarmPoint("slow-2", "slow", "perimeter", "D2", "south", off_delay_s=20.0),
        AlarmPoint("slow-3", "slow", "perimeter", "D3", "south", count=3, window_s=30.0),
        AlarmPoint("slow-smoke", "slow", "fire", "D4", "south", kind="smoke", on_delay_s=10.0),
        AlarmPoint("slow-smoke-2", "slow", "fire", "D5", "south", kind="smoke"),
        AlarmPoint("slow-smoke-3", "slow", "fire", "D7", "south", kind="smoke", on_delay_s=10.0),
        AlarmPoint("slow-panic", "slow", "panic", "D6", "south", on_delay_s=60.0, count=3),
        AlarmPoint("pair-1", "pair", "intrusion", "P1", "south", group="pair"),
        AlarmPoint("pair-2", "pair", "intrusion", "P2", "south", group="pair"),
        AlarmPoint("pump", "pump", "equipment", "U1", "south", heartbeat_s=60.0),
        AlarmPoint("rule-1", station, "intrusion", "R1", "south"),
        *(AlarmPoint(f"cam{n}", station, "camera", f"cam{n}", "north", kind="no_picture") for n in (1, 2, 3)),
    ]
    devices = [*small.devices.values(), Device("slow", "south"), Device("pair", "south"), Device("pump", "south")]
    devices += [Device("heart", "north", heartbeat_s=30.0)]
    groups = more.pop("groups", [SensorGroup("pair", 20.0)])
    zones = list(small.zones.values())
    return make_site("demo", station, points=points, devices=devices, zones=zones, groups=groups, **more)


def refused(code: str) -> Any:
    """Expect that the guard is told no, and why."""
    return pytest.raises(ActionRefused, match=f"^{code}$")


class World:
    """An engine with a clock, and everything it ever recorded."""

    def __init__(self, site: Site | None = None, clock: FakeClock | None = None) -> None:
        self.clock = clock or FakeClock()
        self.engine = AlarmEngine(site or small_site(), self.clock)
        self.actions: list[Action] = []

    def take(self) -> list[Action]:
        made = list(self.engine.take())
        self.engine.settle()
        self.actions += made
        return made

    def send(self, message: DeviceMessage) -> list[Action]:
        self.engine.message(message)
        return self.take()

    def event(self, device: str, name: str, channel: str, active: bool | None = True, **data: Any) -> list[Action]:
        return self.send(native(self.clock, device, f"event/{name}/{channel}", active, **data))

    def state(self, device: str, name: str, channel: str, active: bool | None = True, **data: Any) -> list[Action]:
        return self.send(native(self.clock, device, f"state/{name}/{channel}", active, **data))

    def tick(self, seconds: float = 0.0) -> list[Action]:
        self.clock.advance(seconds)
        self.engine.tick()
        return self.take()

    def restart(self) -> None:
        """Lose everything but the record."""
        self.engine = AlarmEngine(self.engine.site, self.clock)
        self.engine.load(self.actions)

    def of(self, point: str) -> Occurrence:
        found = self.engine.ledger.latest_of(point)
        assert found is not None, f"{point} was never raised"
        return found

    def incident(self, point: str) -> Incident:
        key = self.of(point).incident
        assert key is not None
        return self.engine.ledger.incidents[key]

    def acknowledge(self, point: str) -> list[Action]:
        self.engine.respond.acknowledge(self.of(point).id, "guard", None, no_picture=True)
        return self.take()

    def listed(self) -> list[Occurrence]:
        return list(self.engine.snapshot().occurrences)


def native(clock: FakeClock, device: str, rest: str, active: bool | None, **data: Any) -> DeviceMessage:
    seq, retained = data.pop("seq", None), data.pop("retained", False)
    at = data.pop("at", clock.now())
    body = dict(data) if active is None else {"active": active, **data}
    message_id = data.pop("id", None) or f"m{next(_NUMBERS)}"
    more = {} if seq is None else {"seq": seq, "boot": "b1"}
    payload = encode_message(body, at=at, message_id=message_id, **more)
    return parse_message(f"gs/1/demo/{device}/{rest}", payload, clock.now(), retained=retained)
