"""The last word of every device: what gates, parking and the health page show, with the time it was said.

Pure. Written by the alarm thread after each commit, and read by others: every answer is an immutable value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from alarms.messages import DeviceMessage, MessageKind, text


class Presence(StrEnum):
    """Whether a device is there, by its status topic."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    STOPPED = "stopped"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Reading:
    """The newest message of one topic. ``device_time`` is the device's UTC seconds, ``received_at`` ours."""

    device: str
    name: str
    channel: str
    data: Mapping[str, Any]
    source: Mapping[str, Any]
    received_at: float
    device_time: float | None = None
    replay: bool = False

    @property
    def said_at(self) -> float:
        """When it became true, as well as anyone knows."""
        return self.device_time if self.device_time is not None else self.received_at


@dataclass(frozen=True, slots=True)
class DeviceView:
    """One device: there or not since when, when it last said anything, and what it says it is."""

    device: str
    presence: Presence = Presence.UNKNOWN
    since: float = 0.0
    last_seen: float = 0.0
    info: Mapping[str, Any] = field(default_factory=dict)

    @property
    def online(self) -> bool:
        """There now."""
        return self.presence is Presence.ONLINE


class DeviceBoard:
    """Last state per topic, last event per topic, presence per device."""

    def __init__(self) -> None:
        self._states: dict[tuple[str, str, str], Reading] = {}
        self._events: dict[tuple[str, str, str], Reading] = {}
        self._devices: dict[str, DeviceView] = {}

    def apply(self, message: DeviceMessage) -> None:
        """Take a message in. A state older than the one held is left out, and a replayed event replaces no live one."""
        before = self._devices.get(message.device, DeviceView(message.device))
        presence, since, info = before.presence, before.since, before.info
        if message.kind is MessageKind.STATUS:
            word = Presence(text(message.data.get("status")))
            presence, since = word, before.since if word is presence else _said(message)
        elif message.kind is MessageKind.INFO:
            info = message.data
        last_seen = max(before.last_seen, message.received_at) if not message.retained else before.last_seen
        self._devices[message.device] = DeviceView(message.device, presence, since, last_seen, info)
        if message.kind is MessageKind.STATE:
            self._keep(self._states, message)
        elif message.kind in (MessageKind.EVENT, MessageKind.ONVIF):
            self._keep(self._events, message)

    def state(self, device: str, name: str, channel: str) -> Reading | None:
        """What ``state/{name}/{channel}`` last said."""
        return self._states.get((device, name, channel))

    def states(self, name: str) -> tuple[Reading, ...]:
        """The last states of one class, of all devices."""
        return tuple(reading for reading in tuple(self._states.values()) if reading.name == name)

    def event(self, device: str, name: str, channel: str) -> Reading | None:
        """What ``event/{name}/{channel}`` last said."""
        return self._events.get((device, name, channel))

    def device(self, device: str) -> DeviceView:
        """One device; unknown where it never said anything."""
        return self._devices.get(device, DeviceView(device))

    def devices(self) -> tuple[DeviceView, ...]:
        """All devices heard of."""
        return tuple(self._devices.values())

    def _keep(self, table: dict[tuple[str, str, str], Reading], message: DeviceMessage) -> None:
        key = (message.device, message.address.name, message.address.channel)
        if not message.payload:
            table.pop(key, None)  # a zero-byte retained message deletes the property
            return
        before = table.get(key)
        if before is not None and _stale(message, before):
            return
        table[key] = Reading(
            *key,
            data=message.data,
            source=message.source,
            received_at=message.received_at,
            device_time=message.device_time,
            replay=message.replay,
        )


def _said(message: DeviceMessage) -> float:
    return message.device_time if message.device_time is not None else message.received_at


def _stale(message: DeviceMessage, before: Reading) -> bool:
    if message.replay and not before.replay:
        return True
    if message.device_time is None or before.device_time is None:
        return False
    return (message.retained or message.replay) and message.device_time < before.device_time
