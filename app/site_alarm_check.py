"""Finds what contradicts itself in how a site's alarms are to behave; each is told, and the milder reading holds."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, Protocol

from alarms.model import Priority
from alarms.priorities import default_priority
from app.site_rows import Row, Tables
from app.site_toml import Path

_STEPS = ("other_stations_s", "supervisor_s", "call_out_s")


class Tell(Protocol):
    """Reports a problem of a row at a key."""

    def __call__(self, code: str, kind: str, row: Row, at: Path, /, **parameters: Any) -> None:
        """Report it."""
        ...


class AlarmChecker:
    """Checks entries whose names of one another are in order already."""

    def __init__(self, tables: Tables, tell: Tell, line: Callable[[Row], int]) -> None:
        self._tables = tables
        self._tell = tell
        self._line = line

    def check(self) -> None:
        """Check all; an escalation that makes no sense is left out, so that the usual times hold."""
        for row in self._tables["point"]:
            self._check_point(row)
        self._check_groups()
        self._tables["escalation"] = [row for row in self._tables["escalation"] if self._escalates(row)]
        self._check_priorities()
        self._check_arming()

    def _check_point(self, row: Row) -> None:
        point = row.entry
        if (point.priority or default_priority(point.alarm_class, point.kind)) != Priority.P1:
            return
        for key, unset in (("on_delay_s", 0.0), ("count", 1), ("group", None)):
            if getattr(point, key) != unset:
                self._tell("delay_of_priority_one", "point", row, (key,), key=key)

    def _check_groups(self) -> None:
        for row in self._tables["sensor_group"]:
            if sum(point.entry.group == row.entry.id for point in self._tables["point"]) < 2:
                self._tell("group_too_small", "sensor_group", row, ("id",))

    def _escalates(self, row: Row) -> bool:
        times = [time for step in _STEPS if (time := getattr(row.entry, step)) is not None]
        if not times:
            self._tell("escalation_empty", "escalation", row, ("id",))
        elif any(later <= earlier for earlier, later in pairwise(times)):
            self._tell("escalation_order", "escalation", row, ("id",))
        else:
            return True
        return False

    def _check_priorities(self) -> None:
        first: dict[int, Row] = {}
        for row in self._tables["escalation"]:
            priority = row.entry.priority
            if priority is not None and first.setdefault(priority, row) is not row:
                line = self._line(first[priority])
                self._tell("escalation_twice", "escalation", row, ("priority",), given=priority, other=line)

    def _check_arming(self) -> None:
        parents = {row.entry.id: row.entry.parent for row in self._tables["zone"]}
        planned = {zone: row for row in self._tables["arming"] for zone in row.entry.zones}
        for row in self._tables["arming"]:
            for zone in row.entry.zones:
                outer = parents.get(zone)
                while outer is not None and planned.get(outer, row) is row:
                    outer = parents.get(outer)
                if outer is not None:
                    line = self._line(planned[outer])
                    self._tell("arming_inside", "arming", row, ("zones",), given=zone, outer=outer, other=line)
