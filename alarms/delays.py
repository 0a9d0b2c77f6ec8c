"""Whether an activation is an alarm at once: on-delay and count within a window. Pure.

Nothing of this holds back a P1, nor a backlog or the first picture of a state after a connection, of which nobody knows
how long it has stood already.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from alarms.model import AlarmPoint, Priority


@dataclass(frozen=True, slots=True)
class Wait:
    """For how many seconds an activation has to stand before it is an alarm, and why; zero: it is one now."""

    seconds: float = 0.0
    reason: str = ""


AT_ONCE = Wait()


def wait_of(
    point: AlarmPoint, severity: Priority, earlier: Iterable[float], at: float, *, momentary: bool = False
) -> Wait:
    """What a new activation has to wait; ``earlier`` is when the point's activations before it were (UTC seconds).

    One that only lacks others in its window becomes an alarm by standing for the whole window. One without an end of
    its own cannot stand, so only the count holds it.
    """
    if severity is Priority.P1:
        return AT_ONCE
    if point.count > 1:
        within = sum(time > at - point.window_s for time in earlier)
        if within + 1 < point.count:
            return Wait(max(point.window_s, point.on_delay_s), "count")
    if momentary or point.on_delay_s <= 0:
        return AT_ONCE
    return Wait(point.on_delay_s, "on_delay")
