"""Parking: free stalls per group, counted from the stalls' own reports.

A stall that has never reported is unknown, not free: the guard is told how many.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from alarms.messages import DeviceMessage, MessageKind, truth
from app.site_document import SiteDocument


@dataclass(frozen=True, slots=True)
class GroupStatus:
    """One stall group: how many it has, how many are free, how many have not reported."""

    id: str
    capacity: int
    free: int
    unknown: int
    reported_at: float | None


class ParkingService:
    """Fold ``state/stall/...`` into free stalls per group."""

    def __init__(self, site: SiteDocument, on_changed: Callable[[tuple[GroupStatus, ...]], None]) -> None:
        groups = {group.id: group for group in site.stall_groups}
        self._groups = groups
        self._stalls = {
            (groups[stall.group].device, stall.channel): stall for stall in site.stalls if stall.group in groups
        }
        self._occupied: dict[str, bool] = {}
        self._reported: dict[str, float] = {}
        self._on_changed = on_changed
        self._lock = threading.Lock()

    def take(self, messages: Iterable[DeviceMessage]) -> None:
        """Take messages that are durable by now; called in the alarm thread."""
        changed = False
        for message in messages:
            if message.kind is MessageKind.STATE and message.address.name == "stall":
                changed |= self._take(message)
        if changed:
            self._on_changed(self.statuses())

    def statuses(self) -> tuple[GroupStatus, ...]:
        """Return every group in the order of the site document."""
        with self._lock:
            return tuple(self._status(group) for group in self._groups)

    def stalls(self) -> dict[str, bool]:
        """Return by stall whether it is taken; a stall that never reported is left out."""
        with self._lock:
            return dict(self._occupied)

    def _take(self, message: DeviceMessage) -> bool:
        stall = self._stalls.get((message.device, message.address.channel))
        occupied = truth(message.data.get("occupied"))
        if stall is None or occupied is None:
            return False
        with self._lock:
            changed = self._occupied.get(stall.id) is not occupied
            self._occupied[stall.id] = occupied
            self._reported[stall.group] = message.received_at
        return changed

    def _status(self, group: str) -> GroupStatus:
        stalls = [stall.id for stall in self._stalls.values() if stall.group == group]
        known = [stall for stall in stalls if stall in self._occupied]
        taken = sum(self._occupied[stall] for stall in known)
        capacity = self._groups[group].capacity
        unknown = len(stalls) - len(known)
        return GroupStatus(group, capacity, max(capacity - taken - unknown, 0), unknown, self._reported.get(group))
