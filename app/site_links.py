"""Checks what the entries say of one another: ids given twice, names of things that are not there, zones in a circle.

Each mistake is mended in the mildest way: an optional name is cleared, a list loses the one item, and only an entry
that means nothing without the other is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from app.site_alarm_check import AlarmChecker
from app.site_archive_check import ArchiveChecker
from app.site_measurement_check import MeasurementChecker
from app.site_problems import Report
from app.site_ptz_check import PtzChecker
from app.site_rows import Row, Tables
from app.site_toml import Path, Place, TomlText


@dataclass(frozen=True, slots=True)
class Link:
    """`kind.key` names an entry of `target`; `need` says what a wrong name costs."""

    kind: str
    key: str
    target: str
    need: str  # "required": the entry; "optional": the name; "list": the item


LINKS = (
    Link("zone", "parent", "zone", "optional"),
    Link("zone", "cameras", "camera", "list"),
    Link("zone", "guidance", "guidance", "optional"),
    Link("camera", "zone", "zone", "optional"),
    Link("device", "zone", "zone", "optional"),
    Link("point", "device", "device", "required"),
    Link("point", "zone", "zone", "optional"),
    Link("point", "cameras", "camera", "list"),
    Link("point", "guidance", "guidance", "optional"),
    Link("guidance", "zones", "zone", "list"),
    Link("measurement", "device", "device", "required"),
    Link("measurement", "zone", "zone", "optional"),
    Link("gate", "device", "device", "required"),
    Link("gate", "camera", "camera", "optional"),
    Link("door", "device", "device", "required"),
    Link("door", "zone", "zone", "optional"),
    Link("door", "cameras", "camera", "list"),
    Link("stall_group", "device", "device", "required"),
    Link("stall", "group", "stall_group", "required"),
    Link("layout", "cameras", "camera", "list"),
    Link("rule", "camera", "camera", "required"),
    Link("rule", "point", "point", "optional"),
    Link("zone", "escalation", "escalation", "optional"),
    Link("point", "group", "sensor_group", "optional"),
    Link("point", "escalation", "escalation", "optional"),
    Link("arming", "zones", "zone", "list"),
    Link("answer", "zones", "zone", "list"),
)


class LinkChecker:
    """Checks the entries that have been read."""

    def __init__(self, tables: Tables, text: TomlText, report: Report) -> None:
        self._tables = tables
        self._text = text
        self._report = report
        self._given = {kind: _given_ids(text, kind) for kind in tables}

    def check(self) -> None:
        """Check all, mending `tables` in place."""
        for kind in self._tables:
            self._check_ids(kind)
        self._check_numbers()
        self._check_channels()
        while sum(self._check_link(link) for link in LINKS):
            pass
        self._check_circles()
        self._check_layouts()
        AlarmChecker(self._tables, self._tell, self._line).check()
        PtzChecker(self._tables, self._tell).check()
        ArchiveChecker(self._tables, self._tell).check()
        MeasurementChecker(self._tables, self._tell).check()

    def _tell(self, code: str, kind: str, row: Row, at: Path, /, **parameters: Any) -> None:
        place = self._text.place((*row.path, *at))
        self._report.add(place, code, kind, getattr(row.entry, "id", ""), row.index, **parameters)

    def _line(self, row: Row) -> int:
        return self._text.place(row.path).line

    def _check_ids(self, kind: str) -> None:
        first: dict[str, Row] = {}
        for row in self._tables[kind]:
            other = first.setdefault(row.entry.id, row)
            if other is not row:
                self._tell("duplicate_id", kind, row, ("id",), given=row.entry.id, other=self._line(other))
        self._tables[kind] = list(first.values())

    def _check_numbers(self) -> None:
        taken: dict[int, Row] = {}
        used = {row.entry.number for row in self._tables["camera"]}
        for at, row in enumerate(self._tables["camera"]):
            number = row.entry.number
            if number and taken.setdefault(number, row) is not row:
                free = next(n for n in range(1, len(used) + 2) if n not in used)
                line = self._line(taken[number])
                self._tell("duplicate_number", "camera", row, ("number",), given=number, other=line, free=free)
                self._tables["camera"][at] = _with(row, number=0)

    def _check_channels(self) -> None:
        """A device's channel means one thing: one point per class, one gate, one door, one stall."""
        for kind in ("point", "gate", "door", "stall"):
            first: dict[tuple[str, ...], Row] = {}
            for row in self._tables[kind]:
                owner = row.entry.group if kind == "stall" else row.entry.device
                key = (owner, getattr(row.entry, "alarm_class", ""), row.entry.channel)
                other = first.setdefault(key, row)
                if other is not row:
                    given, line = row.entry.channel, self._line(other)
                    self._tell("duplicate_channel", kind, row, ("channel",), given=given, other=line)
            self._tables[kind] = list(first.values())

    def _check_link(self, link: Link) -> bool:
        """Check one link for all entries; True when entries were left out, so that others must be looked at again."""
        known = {row.entry.id for row in self._tables[link.target]}
        kept: list[Row] = []
        for row in self._tables[link.kind]:
            mended = self._linked(link, row, known)
            if mended is not None:
                kept.append(mended)
        fewer = len(kept) < len(self._tables[link.kind])
        self._tables[link.kind] = kept
        return fewer

    def _linked(self, link: Link, row: Row, known: set[str]) -> Row | None:
        value = getattr(row.entry, link.key)
        if link.need == "list":
            for name in value:
                if name not in known:
                    self._unknown(link, row, name, (link.key, self._given_at(row, link.key, name)), known)
            return _with(row, **{link.key: tuple(name for name in value if name in known)})
        if value is None or value in known:
            return row
        self._unknown(link, row, value, (link.key,), known)
        return None if link.need == "required" else _with(row, **{link.key: None})

    def _given_at(self, row: Row, key: str, name: str) -> int:
        """The item's index as the file has it: items before it may have been left out."""
        return int(self._text.values[str(row.path[0])][row.index][key].index(name))

    def _unknown(self, link: Link, row: Row, name: str, key: Path, known: set[str]) -> None:
        line = self._given[link.target].get(name)
        if line is not None:
            self._tell(
                "reference_dropped", link.kind, row, key, key=link.key, target=link.target, given=name, other=line.line
            )
            return
        names = tuple(sorted(known))
        self._tell(
            "unknown_reference", link.kind, row, key, key=link.key, target=link.target, given=name, known_names=names
        )

    def _check_circles(self) -> None:
        parents = {row.entry.id: row.entry.parent for row in self._tables["zone"]}
        for at, row in enumerate(self._tables["zone"]):
            way = [row.entry.id]
            while (above := parents.get(way[-1])) is not None and above not in way:
                way.append(above)
            if above == row.entry.id:
                self._tell("cycle", "zone", row, ("parent",), given=" > ".join([*way, above]))
                self._tables["zone"][at] = _with(row, parent=None)
                parents[row.entry.id] = None

    def _check_layouts(self) -> None:
        for at, row in enumerate(self._tables["layout"]):
            count, tiles = len(row.entry.cameras), row.entry.tiles
            if count > tiles:
                self._tell("too_many_cameras", "layout", row, ("cameras",), given=count, tiles=tiles)
                self._tables["layout"][at] = _with(row, cameras=row.entry.cameras[:tiles])


def _with(row: Row, **changes: Any) -> Row:
    entry: BaseModel = row.entry
    return Row(entry.model_copy(update=changes), row.path, row.index)


def _given_ids(text: TomlText, kind: str) -> dict[str, Place]:
    """Where each id stands in the file, of entries left out too."""
    entries = text.values.get(kind)
    if not isinstance(entries, list):
        return {}
    return {
        entry["id"]: text.place((kind, index))
        for index, entry in enumerate(entries)
        if isinstance(entry, dict) and isinstance(entry.get("id"), str)
    }
