"""Checks site plans: what they name is there, stands once on each plan, and their images can be shown."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from app.site_image import ImageRefused, image_size
from app.site_plan import LISTS, PLACED, Plan
from app.site_problems import Report
from app.site_rows import Row
from app.site_toml import Path as Key
from app.site_toml import TomlText

Known = dict[str, frozenset[str]]
"""Ids of the document by kind."""


class PlanChecker:
    """Checks the plans of one file; ``known`` are the ids of everything else in the site document."""

    def __init__(self, known: Known, folder: Path, text: TomlText, report: Report) -> None:
        self._known = known
        self._folder = folder
        self._text = text
        self._report = report

    def checked(self, rows: list[Row]) -> list[Row]:
        """Return the plans without what is wrong on them; a plan whose image cannot be shown stays, with its places."""
        first: dict[str, Row] = {}
        for row in rows:
            other = first.setdefault(row.entry.id, row)
            if other is not row:
                line = self._text.place(other.path).line
                self._tell("duplicate_id", row, ("id",), given=row.entry.id, other=line)
        return [self._plan(row) for row in first.values()]

    def _plan(self, row: Row) -> Row:
        plan: Plan = row.entry
        changes: dict[str, Any] = {}
        if plan.area is not None and plan.area not in self._known["zone"]:
            self._unknown(row, ("area",), "area", "zone", plan.area)
            changes["area"] = None
        try:
            image_size(self._folder / plan.image)
        except ImageRefused as refused:
            self._tell(refused.code, row, ("image",), given=plan.image, size=refused.size)
        for key, kind in PLACED.items():
            changes[LISTS[key]] = self._placed(row, key, kind)
        return Row(plan.model_copy(update=changes), row.path, row.index)

    def _placed(self, row: Row, key: str, kind: str) -> tuple[Any, ...]:
        kept: list[Any] = []
        seen: Counter[str] = Counter()
        for entry in getattr(row.entry, LISTS[key]):
            seen[entry.id] += 1
            at: Key = (key, self._given_at(row, key, entry.id, seen[entry.id]), "id")
            if entry.id not in self._known[kind]:
                self._unknown(row, at, "id", kind, entry.id)
            elif seen[entry.id] > 1:
                self._tell("plan_twice", row, at, target=kind, given=entry.id)
            else:
                kept.append(entry)
        return tuple(kept)

    def _given_at(self, row: Row, key: str, name: str, time: int) -> int:
        """The index as the file has it: items before it may have been left out."""
        given = self._text.values[str(row.path[0])][row.index].get(key, ())
        at = [index for index, item in enumerate(given) if isinstance(item, dict) and item.get("id") == name]
        return at[min(time, len(at)) - 1] if at else 0

    def _unknown(self, row: Row, at: Key, key: str, kind: str, given: str) -> None:
        names = tuple(sorted(self._known[kind]))
        self._tell("unknown_reference", row, at, key=key, target=kind, given=given, known_names=names)

    def _tell(self, code: str, row: Row, at: Key, /, **parameters: Any) -> None:
        self._report.add(self._text.place((*row.path, *at)), code, "plan", row.entry.id, row.index, **parameters)
