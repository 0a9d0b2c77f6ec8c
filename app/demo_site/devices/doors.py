"""The door controller, in ONVIF's words."""

from __future__ import annotations

import uuid

from app.demo_site.devices.clock import Clock
from app.demo_site.devices.device import Device, Json

DOORS = ("D01", "D02", "D03", "D04")


class Doors(Device):
    """Four doors; a forced one raises `event/door/{door}` until it is shut."""

    model = "AC-4"

    def __init__(self, site: str, password: str, clock: Clock) -> None:
        super().__init__(site, "doors", password, clock)
        self._occurrences: dict[str, str] = {}
        for door in DOORS:
            self.set_state("door", door, _state("Closed", "Locked", "Normal"), {"DoorToken": door})

    def force(self, door: str) -> str:
        """Open without right; returns the event's id."""
        return self._alarm(door, "DoorForcedOpen", "door_forced", "Locked")

    def hold_open(self, door: str) -> str:
        """Opened by right, but not shut again in time."""
        return self._alarm(door, "DoorOpenTooLong", "door_held", "Unlocked")

    def shut(self, door: str) -> str | None:
        """Close and lock; ends the alarm if there was one."""
        with self.lock:
            self.set_state("door", door, _state("Closed", "Locked", "Normal"), {"DoorToken": door})
            occurrence = self._occurrences.pop(door, None)
            if occurrence is None:
                return None
            return self.send_event("door", door, {"active": False, "occ": occurrence}, {"DoorToken": door})

    def shut_all(self) -> None:
        """Close and lock every door that alarms."""
        for door in list(self._occurrences):
            self.shut(door)

    def _alarm(self, door: str, alarm: str, kind: str, lock: str) -> str:
        with self.lock:
            occurrence = self._occurrences.setdefault(door, str(uuid.uuid4()))
            self.set_state("door", door, _state("Open", lock, alarm), {"DoorToken": door})
            data = {"active": True, "occ": occurrence, "kind": kind, "cid": "150"}
            return self.send_event("door", door, data, {"DoorToken": door})


def _state(position: str, lock: str, alarm: str) -> Json:
    return {"DoorMode": "Locked", "DoorPhysicalState": position, "LockPhysicalState": lock, "DoorAlarm": alarm}
