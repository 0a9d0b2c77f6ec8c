"""Finds what contradicts itself in the limits of values; each is told, and the milder reading holds: no alarm."""

from __future__ import annotations

import operator
from typing import Any

from app.site_alarm_check import Tell
from app.site_rows import Row, Tables

KIND = "measurement"


class MeasurementChecker:
    """Checks entries whose names of devices and zones are in order already."""

    def __init__(self, tables: Tables, tell: Tell) -> None:
        self._tables = tables
        self._tell = tell

    def check(self) -> None:
        """Check all, mending the table in place."""
        points = {(one.entry.device, one.entry.alarm_class, one.entry.channel) for one in self._tables["point"]}
        first: dict[tuple[str | None, ...], Row] = {}
        for row in self._tables[KIND]:
            entry = row.entry
            other = first.setdefault((entry.device, entry.value_class, entry.channel, entry.key), row)
            if other is not row:
                self._tell("measurement_twice", KIND, row, ("id",), given=other.entry.id)
        self._tables[KIND] = [self._warned(self._alarmed(row, points)) for row in first.values()]

    def _alarmed(self, row: Row, points: set[tuple[str, str, str]]) -> Row:
        """The same; no alarm where the alarm core could not tell by it."""
        entry = row.entry
        if not entry.alarm:
            return row
        code = ""
        if entry.device is None or entry.channel is None:
            code = "measurement_alarm_where"
        elif entry.low is None and entry.high is None:
            code = "measurement_alarm_limits"
        elif entry.key != "value":
            code = "measurement_alarm_key"
        elif (entry.device, entry.value_class, entry.channel) in points:
            code = "measurement_alarm_point"
        if not code:
            return row
        self._tell(code, KIND, row, ("alarm",), given=entry.key)
        return _with(row, alarm=False)

    def _warned(self, row: Row) -> Row:
        """The same; a warning that comes only beyond the limit warns of nothing."""
        entry = row.entry
        for key, limit, beyond in (
            ("warn_low", entry.low, operator.lt),
            ("warn_high", entry.high, operator.gt),
        ):
            warn = getattr(entry, key)
            if warn is not None and limit is not None and beyond(warn, limit):
                self._tell("measurement_warn", KIND, row, (key,), key=key, given=warn, limit=limit)
                row = _with(row, **{key: None})
        return row


def _with(row: Row, **changes: Any) -> Row:
    return Row(row.entry.model_copy(update=changes), row.path, row.index)
