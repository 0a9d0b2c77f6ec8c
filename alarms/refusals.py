"""What was not let in, told by device: how often, since when, and the first of each kind as an example. Bounded."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

#: Different devices and problems that are told apart; an attacker may invent names without end.
KEPT = 200
EXAMPLE_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Refused:
    """One kind of trouble with one device. ``device`` is empty for the sum of those that are not told apart."""

    device: str
    problem: str
    count: int
    example: str
    first_at: float
    last_at: float


class Refusals:
    """Counts from any thread. Times are UTC seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str], Refused] = {}

    def note(self, device: str, problem: str, example: str, at: float) -> None:
        """One more of a kind; the first one's ``example`` (shortened, printable) is kept."""
        key = (printable(device[:64]), problem)
        with self._lock:
            if key not in self._kept and len(self._kept) >= KEPT:
                key = ("", problem)
            before = self._kept.get(key)
            if before is not None:
                self._kept[key] = replace(before, count=before.count + 1, last_at=at)
            else:
                self._kept[key] = Refused(*key, 1, printable(example), at, at)

    def listed(self, since: float = 0.0) -> tuple[Refused, ...]:
        """Those of which something was refused after ``since``, the most frequent first."""
        with self._lock:
            found = [one for one in self._kept.values() if one.last_at >= since]
        return tuple(sorted(found, key=lambda one: (-one.count, one.device, one.problem)))


def printable(text: str) -> str:
    """A line that any screen and any log can show."""
    cut = text if len(text) <= EXAMPLE_LENGTH else f"{text[: EXAMPLE_LENGTH - 1]}…"
    return "".join(letter if letter.isprintable() else "·" for letter in cut)
