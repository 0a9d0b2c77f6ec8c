"""Chatter: one point that activates again and again. It is marked and sounds once; nothing of it is dropped. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from alarms.model import Occurrence, Priority
from alarms.site import AlarmRules


def chatters(earlier: Iterable[float], at: float, rules: AlarmRules) -> bool:
    """Whether an activation at a moment makes chatter of those before it (UTC seconds)."""
    within = sum(time > at - rules.chatter_s for time in earlier)
    return within + 1 >= rules.chatter_count


def quiet(severity: Priority, before: Occurrence | None, at: float, rules: AlarmRules) -> bool:
    """Whether a chattering activation need not sound: the one before it could be heard just now. Never for a P1."""
    if severity is Priority.P1 or before is None or before.raised_suppressed or before.replay:
        return False
    return before.raised_at > at - rules.chatter_s
