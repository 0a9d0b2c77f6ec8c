"""How long a name waits after wrong passwords. Pure: whoever counts the failures keeps them where a restart finds them.

A guess costs time, never the alarms: nothing here is asked about before an alarm is answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: Seconds to wait after the first, second, ... wrong password in a row; the last holds for all that follow.
DELAYS_S: Final = (0.0, 0.0, 5.0, 15.0, 60.0, 300.0, 900.0, 1800.0)


@dataclass(frozen=True, slots=True)
class Failures:
    """Wrong passwords in a row for one name: how many, and when the last was (UTC seconds)."""

    count: int = 0
    last_at: float = 0.0


def delay_after(count: int) -> float:
    """Seconds that must pass after so many failures in a row."""
    return 0.0 if count <= 0 else DELAYS_S[min(count, len(DELAYS_S)) - 1]


def wait_left(failures: Failures, now: float, since_monotonic: float | None) -> float:
    """Seconds still to wait.

    ``since_monotonic`` are the seconds since the last failure on a clock that nobody can set, None where it was in an
    earlier run. A wall clock that was set back shortens nothing.
    """
    delay = delay_after(failures.count)
    elapsed = now - failures.last_at
    by_wall = delay if elapsed < 0 else delay - elapsed
    by_steady = delay - since_monotonic if since_monotonic is not None else 0.0
    return max(0.0, by_wall, by_steady)
