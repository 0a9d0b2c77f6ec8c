"""What is more together than alone: two fire detectors of a zone, two sensors of a group. Reads the ledger only.

Whatever is out of service counts for nothing, the real never with a drill.
"""

from __future__ import annotations

from collections.abc import Iterable

from alarms.ledger import Ledger
from alarms.model import AlarmPoint, Occurrence, Pending, Priority, Suppression
from alarms.priorities import FIRE_UNCOUNTED, default_priority
from alarms.site import SensorGroup, Site


def severity_of(point: AlarmPoint, kind: str) -> Priority:
    """The site's priority of the point, moved by what the detector says beyond (or short of) its usual."""
    now = default_priority(point.alarm_class, kind or point.kind)
    if point.priority is None:
        return now
    usual = default_priority(point.alarm_class, point.kind)
    if now == usual:
        return point.priority
    return min(point.priority, now) if now < usual else max(point.priority, now)


def lowered(priority: Priority) -> Priority:
    """The priority of one sensor of a group alone: shown as P3 or P4, and P1 stays what it is."""
    if priority is Priority.P1:
        return priority
    return Priority.P3 if priority is Priority.P2 else Priority.P4


class Pairing:
    """Finds the partners of an alarm."""

    def __init__(self, site: Site, ledger: Ledger) -> None:
        self._site = site
        self._ledger = ledger
        self._members: dict[str, list[AlarmPoint]] = {}
        for point in site.points.values():
            if point.group in site.groups:
                self._members.setdefault(point.group, []).append(point)

    def group_of(self, point: AlarmPoint) -> SensorGroup | None:
        """The group that a point is judged with: None where no other of its sensors could speak now."""
        group = self._site.groups.get(point.group)
        if group is None or not any(self._can_speak(one) for one in self._others(point)):
            return None
        return group

    def members_with(self, point: str) -> tuple[AlarmPoint, ...]:
        """The other sensors of the group of a point."""
        listed = self._site.points.get(point)
        return () if listed is None else tuple(self._others(listed))

    def _others(self, point: AlarmPoint) -> Iterable[AlarmPoint]:
        return (one for one in self._members.get(point.group, ()) if one.id != point.id)

    def _can_speak(self, point: AlarmPoint) -> bool:
        return not any(self._ledger.register(name, point.id).on for name in ("shelf", "service"))

    def fire(self, point: AlarmPoint, kind: str, at: float, *, drill: bool, active: bool = True) -> list[Occurrence]:
        """Other fire detectors of the zone that were in alarm together with one raised at a moment: two make a P1."""
        if not counts_as_fire(point.alarm_class, kind or point.kind):
            return []
        window = self._site.grouping(point.zone)
        return [
            one
            for one in self._ledger.open_in(point.zone)
            if counts_as_fire(one.alarm_class, one.kind)
            and one.point != point.id
            and one.drill == drill
            and one.suppression is not Suppression.OUT_OF_SERVICE
            and _together(one, at, window, active)
        ]

    def waiting_fire(self, point: AlarmPoint, kind: str, *, drill: bool) -> list[Pending]:
        """Fire detectors of the zone whose delay still runs: a second one ends it."""
        if not counts_as_fire(point.alarm_class, kind or point.kind):
            return []
        return [
            one
            for one in self._ledger.all_pending()
            if one.zone == point.zone
            and one.point != point.id
            and one.drill == drill
            and counts_as_fire(str(one.values.get("alarm_class")), str(one.values.get("kind")))
        ]

    def sensors(self, point: AlarmPoint, at: float, *, drill: bool, active: bool = True) -> list[Occurrence]:
        """Other sensors of the point's group that spoke together with one raised at a moment."""
        group = self._site.groups.get(point.group)
        if group is None:
            return []
        newest = (self._ledger.latest_of(one.id, drill=drill) for one in self._others(point))
        return [
            one
            for one in newest
            if one is not None
            and one.suppression is not Suppression.OUT_OF_SERVICE
            and _together(one, at, group.within_s, active)
        ]


def _together(one: Occurrence, at: float, window: float, active: bool) -> bool:
    """Whether an occurrence and one raised ``at`` were close, or the earlier of the two still stands."""
    return abs(at - one.raised_at) <= window or (one.active if one.raised_at <= at else active)


def counts_as_fire(alarm_class: str, kind: str) -> bool:
    """Whether it is a detection of fire, and no trouble or feedback of a panel."""
    return alarm_class == "fire" and kind not in FIRE_UNCOUNTED
