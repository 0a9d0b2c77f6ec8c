"""Each device numbers its messages; what is missing is asked for again, a few times, and then counted as lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ASK_EVERY_S = 10.0
ASK_TIMES = 3
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

    def __init__(self, known: Mapping[str, tuple[str, int]] | None = None) -> None:
        self._devices = {device: _Device(boot, seq) for device, (boot, seq) in (known or {}).items()}
        self.lost = 0

    def note(self, device: str, boot: str, seq: int) -> None:
        """A durable message carried this number. A device heard for the first time has nothing missing."""
        found = self._devices.get(device)
        if found is None:
            self._devices[device] = _Device(boot, seq)
            return
        if boot != found.boot:
            self.lost += len(found.missing)  # numbers of a life that is over cannot be asked for
            found.boot, found.highest, found.missing, found.asked = boot, 0, set(), 0
        if seq > found.highest + 1:
            found.missing.update(range(max(found.highest + 1, seq - MAX_MISSING), seq))
            found.asked, found.asked_at = 0, float("-inf")
        found.highest = max(found.highest, seq)
        found.missing.discard(seq)

    def missing(self, device: str) -> int:
        """How many numbers of a device are missing now."""
        found = self._devices.get(device)
        return len(found.missing) if found else 0

    def due(self, now: float) -> list[ReplayRequest]:
        """Whom to ask now (``now`` monotonic seconds); asked thrice in vain the numbers are given up and counted."""
        requests = []
        for device, found in self._devices.items():
            if not found.missing or now - found.asked_at < ASK_EVERY_S:
                continue
            if found.asked >= ASK_TIMES:
                self.lost += len(found.missing)
                found.missing.clear()
                continue
            found.asked, found.asked_at = found.asked + 1, now
            requests.append(ReplayRequest(device, min(found.missing)))
        return requests
