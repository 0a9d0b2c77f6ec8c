"""Devices that only sense: fence, fire panel, gas detectors, help buttons."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.demo_site.devices.clock import Clock
from app.demo_site.devices.device import Device


@dataclass(frozen=True, slots=True)
class Channel:
    """One detector: its class and channel in the topic, who it is, and what it says at rest and in alarm."""

    kind: str
    name: str
    source: Mapping[str, Any]
    rest: Mapping[str, Any] = field(default_factory=dict)
    alarm: Mapping[str, Any] = field(default_factory=dict)


class Sensor(Device):
    """A controller with detectors; each activation has an occurrence id of its own, kept until it returns to normal."""

    def __init__(
        self, site: str, device: str, password: str, clock: Clock, model: str, channels: tuple[Channel, ...]
    ) -> None:
        super().__init__(site, device, password, clock)
        self.model = model
        self._channels = {channel.name: channel for channel in channels}
        self._active: dict[str, str] = {}
        for channel in channels:
            self.set_state(channel.kind, channel.name, {"active": False, **channel.rest}, channel.source)

    def activate(self, name: str, **more: Any) -> str:
        """Raise a channel's alarm; again while active it sends the same occurrence. Returns the message's id."""
        with self.lock:
            occurrence = self._active.setdefault(name, str(uuid.uuid4()))
            channel = self._channels[name]
            return self._tell(channel, {"active": True, "occ": occurrence, **channel.rest, **channel.alarm, **more})

    def clear(self, name: str) -> str | None:
        """Return a channel to normal; None when it was."""
        with self.lock:
            occurrence = self._active.pop(name, None)
            if occurrence is None:
                return None
            channel = self._channels[name]
            return self._tell(channel, {"active": False, "occ": occurrence, **channel.rest})

    def clear_all(self) -> None:
        """Return every channel to normal."""
        for name in list(self._active):
            self.clear(name)

    def _tell(self, channel: Channel, data: dict[str, Any]) -> str:
        self.set_state(channel.kind, channel.name, data, channel.source)
        return self.send_event(channel.kind, channel.name, data, channel.source)


def fence(site: str, password: str, clock: Clock) -> Sensor:
    """Four zones of electronic fence; high voltage falls when a wire is cut or shorted."""
    zones = tuple(
        Channel(
            "perimeter",
            f"Z{number:02d}",
            {"Zone": f"Z{number:02d}", "Detector": "fence"},
            {"armed": True, "kv": 6.4},
            {"kind": "wire_cut", "kv": 0.4, "cid": "131"},
        )
        for number in range(1, 5)
    )
    case = Channel("tamper", "case", {"Part": "case"}, {}, {"kind": "case_open", "cid": "137"})
    return Sensor(site, "fence1", password, clock, "EF-4", (*zones, case))


def fire_panel(site: str, password: str, clock: Clock) -> Sensor:
    """One loop with smoke, heat and manual call points."""
    points = (
        ("L01-001", "smoke", "b3-lobby", "111"),
        ("L01-002", "smoke", "b3-lobby", "111"),
        ("L01-003", "manual_call_point", "b3-lobby", "115"),
        ("L01-011", "smoke", "garage", "111"),
        ("L01-012", "heat", "garage", "114"),
    )
    channels = tuple(
        Channel(
            "fire",
            name,
            {"Loop": 1, "Point": int(name[-3:]), "Zone": zone},
            {"kind": kind, "panel_auto": True},
            {"stage": "alarm", "cid": code},
        )
        for name, kind, zone, code in points
    )
    return Sensor(site, "firepanel", password, clock, "FP-1", channels)


def gas_detectors(site: str, password: str, clock: Clock) -> Sensor:
    """Methane in a resident's kitchen."""
    rest = {"gas": "CH4", "value": 0.0, "unit": "%LEL"}
    alarm = {"value": 12.5, "level": "low", "cid": "151"}
    return Sensor(site, "gas", password, clock, "GD-8", (Channel("gas", "K502", {"Room": "5-502"}, rest, alarm),))


def help_buttons(site: str, password: str, clock: Clock) -> Sensor:
    """The button of a resident who lives alone."""
    button = Channel("panic", "H501", {"Room": "5-501"}, {}, {"kind": "help_button", "cid": "120"})
    return Sensor(site, "help", password, clock, "HB-2", (button,))
