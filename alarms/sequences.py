"""Each device numbers its events; what is missing is asked for again: at once, soon, for a day, and then it is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from alarms.messages import DeviceMessage, MessageKind

ASK_EVERY_S = 10.0
ASK_SOON = 3
#: After that the device may be away for long, or may not know how to repeat: asked seldom, given up after a day.
ASK_SELDOM_S = 300.0
ASK_TIMES = ASK_SOON + 288
MAX_MISSING = 10_000


@dataclass(slots=True)
class _Device:
    boot: str
    highest: int
    missing: set[int] = field(default_factory=set)
    asked: int = 0
    asked_at: float = float("-inf")


@dataclass(frozen=True, slots=True)
class ReplayRequest:
    """Ask this device for what it still holds from ``from_seq`` on."""

    device: str
    from_seq: int


class SequenceBook:
    """What has been seen of each device's numbering. ``lost`` counts numbers that no asking brought back."""

    def __init__(
        self,
        known: Mapping[str, tuple[str, int]] | None = None,
        missing: Mapping[str, Iterable[int]] | None = None,
    ) -> None:
        """``missing`` are numbers that were still asked for when the station last ended."""
        gaps = missing or {}
        self._devices = {
            device: _Device(boot, seq, set(gaps.get(device, ()))) for device, (boot, seq) in (known or {}).items()
        }
        self.lost = 0

    def take(self, message: DeviceMessage) -> None:
        """A durable message: an event has a number of its own, all else says what the newest event's number is.

        So a state tells of a last event that never came. What was kept somewhere (a replay, a retained value) may be
        of a device's former life and then says nothing.
        """
        found = self._devices.get(message.device)
        if found is not None and message.kind is MessageKind.INFO and not message.retained:
            found.asked, found.asked_at = 0, float("-inf")  # it has just connected, and can hear us now
        if message.seq is None or ((message.replay or message.retained) and found and found.boot != message.boot):
            return
        if message.kind is MessageKind.EVENT:
            self.note(message.device, message.boot, message.seq)
        elif message.kind in (MessageKind.STATE, MessageKind.STATUS, MessageKind.INFO):
            self._expect(message.device, message.boot, message.seq, first=message.seq)

    def note(self, device: str, boot: str, seq: int) -> None:
        """A durable event carried this number. A device heard for the first time has nothing missing."""
        self._expect(device, boot, seq - 1, first=seq)
        found = self._devices[device]
        found.highest = max(found.highest, seq)
        found.missing.discard(seq)

    def _expect(self, device: str, boot: str, seq: int, *, first: int) -> None:
        """Up to this number there must be everything; of a device never heard before, everything from ``first`` on."""
        found = self._devices.setdefault(device, _Device(boot, first))
        if boot != found.boot:
            self.lost += len(found.missing)  # numbers of a life that is over cannot be asked for
            found.boot, found.highest, found.missing, found.asked = boot, 0, set(), 0
        if seq > found.highest:
            found.missing.update(range(max(found.highest + 1, seq - MAX_MISSING), seq + 1))
            found.asked, found.asked_at = 0, float("-inf")
            found.highest = seq

    def missing(self, device: str) -> int:
        """How many numbers of a device are missing now."""
        found = self._devices.get(device)
        return len(found.missing) if found else 0

    def due(self, now: float) -> list[ReplayRequest]:
        """Whom to ask now (``now`` monotonic seconds); numbers asked for in vain for a day are given up and counted."""
        requests = []
        for device, found in self._devices.items():
            pause = ASK_EVERY_S if found.asked < ASK_SOON else ASK_SELDOM_S
            if not found.missing or now - found.asked_at < pause:
                continue
            if found.asked >= ASK_TIMES:
                self.lost += len(found.missing)
                found.missing.clear()
                continue
            found.asked, found.asked_at = found.asked + 1, now
            requests.append(ReplayRequest(device, min(found.missing)))
        return requests
