"""Whether this computer's clock is right, as far as it can be told without asking anybody outside.

Two things show it: the clock jumps against the one that never does, and most devices agree with each other, but not
with it. One device that is wrong alone is that device's own trouble, and an alarm of the alarm core.
"""

from __future__ import annotations

import statistics
from collections import defaultdict, deque
from collections.abc import Iterable
from typing import Final

from alarms.intake import SKEW_S
from alarms.messages import DeviceMessage, MessageKind
from app.services.health import Level, PartStatus
from video.clock import Clock

JUMP_S: Final = 2.0
#: How long a jump is told, and how long a device's time counts.
TOLD_S: Final = 3600.0
HEARD_S: Final = 900.0
#: A message that waited on its way makes its device look slow; of so many of each the one that waited least counts.
MESSAGES: Final = 20
#: So many devices at least have to agree that the clock here is wrong.
LEAST_DEVICES: Final = 3


class ClockWatch:
    """``take`` in the alarm thread; ``status`` about once a second, in one thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._between = clock.now() - clock.monotonic()
        self._jumped: tuple[float, float] | None = None
        self._offsets: defaultdict[str, deque[tuple[float, float]]] = defaultdict(lambda: deque(maxlen=MESSAGES))

    def take(self, messages: Iterable[DeviceMessage]) -> None:
        """Note what time devices have that speak now."""
        for message in messages:
            live = not message.retained and not message.replay
            if live and message.device_time is not None and message.kind in (MessageKind.STATE, MessageKind.EVENT):
                offset = message.device_time - message.received_at
                self._offsets[message.device].append((self._clock.monotonic(), offset))

    def status(self) -> PartStatus:
        """Judge the clock."""
        self._look_for_jump()
        off = self._off_by()
        if off is not None:
            seconds, devices = off
            return PartStatus("clock", Level.FAILED, "devices", {"seconds": round(seconds), "devices": devices})
        if self._jumped is not None and self._clock.monotonic() - self._jumped[0] < TOLD_S:
            return PartStatus("clock", Level.DEGRADED, "jumped", {"seconds": round(self._jumped[1])})
        return PartStatus("clock", Level.GOOD, "right")

    def _look_for_jump(self) -> None:
        between = self._clock.now() - self._clock.monotonic()
        if abs(between - self._between) >= JUMP_S:
            self._jumped = (self._clock.monotonic(), between - self._between)
            self._offsets.clear()  # they were told by the clock before
        self._between = between

    def _off_by(self) -> tuple[float, int] | None:
        """By how much most devices find the clock here slow (positive) or fast, and how many; None: they do not."""
        since = self._clock.monotonic() - HEARD_S
        heard = [[offset for at, offset in tuple(told) if at >= since] for told in tuple(self._offsets.values())]
        offsets = [max(told) for told in heard if told]
        for sign in (1, -1):
            wrong = [offset for offset in offsets if offset * sign > SKEW_S]
            if len(wrong) >= LEAST_DEVICES and len(wrong) * 2 > len(offsets):
                return statistics.median(wrong), len(wrong)
        return None
