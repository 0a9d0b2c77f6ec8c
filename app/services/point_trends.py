"""The last minutes of what detectors measure, in memory: for the card of an alarm, not for the record."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from typing import Final

from alarms.messages import DeviceMessage, MessageKind, number

#: How far back a trend reaches, seconds, and how many values of one detector are kept at most.
WINDOW_S: Final = 600.0
MOST: Final = 600
#: Different detectors that are kept; a device may invent channels without end.
DETECTORS: Final = 2000

Key = tuple[str, str, str]


class PointTrends:
    """Takes messages in the alarm thread, gives values in the GUI thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: dict[Key, deque[tuple[float, float]]] = {}

    def take(self, messages: Iterable[DeviceMessage]) -> None:
        """Note every value that is a number; a repeated or an old one takes its place in time."""
        for message in messages:
            if message.kind not in (MessageKind.STATE, MessageKind.EVENT):
                continue
            value = number(message.data.get("value"))
            if value is not None:
                at = message.device_time if message.device_time is not None else message.received_at
                self._note((message.device, message.address.name, message.address.channel), at, value)

    def of(self, device: str, alarm_class: str, channel: str, now: float) -> tuple[tuple[float, float], ...]:
        """Return (UTC seconds, value) of the last ten minutes, oldest first."""
        with self._lock:
            kept = tuple(self._values.get((device, alarm_class, channel), ()))
        before = [one for one in kept if one[0] < now - WINDOW_S]
        shown = [one for one in kept if one[0] >= now - WINDOW_S]
        # What it was when the window begins still held then.
        return (*([(now - WINDOW_S, before[-1][1])] if before else []), *shown)

    def _note(self, key: Key, at: float, value: float) -> None:
        with self._lock:
            if key not in self._values and len(self._values) >= DETECTORS:
                self._values.pop(next(iter(self._values)))
            kept = self._values.setdefault(key, deque(maxlen=MOST))
            if kept and at < kept[-1][0]:
                values = sorted([*kept, (at, value)])[-MOST:]
                kept.clear()
                kept.extend(values)
            else:
                kept.append((at, value))
