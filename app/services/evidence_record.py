"""The record of incidents as a package holds it: whole as JSON, and as lines and tables of its report."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from app.services.evidence_words import RecordWords, word
from app.store.queries import IncidentDetail
from video.evidence import ExportFile, ReportLine, ReportTable


def record_of(detail: IncidentDetail) -> bytes:
    """Return the whole record of the incident as JSON, for people and programs that read it without us."""
    actions = [
        {"id": one.id, "kind": one.kind, "at": one.at, "user": one.user, "station": one.station, "data": dict(one.data)}
        for one in detail.actions
    ]
    told = {
        "incident": asdict(detail.summary),
        "alarms": [dict(alarm) for alarm in detail.alarms],
        "steps": [dict(step) for step in detail.steps],
        "notes": [dict(note) for note in detail.notes],
        "actions": actions,
    }
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True, default=str).encode()


def timeline_of(details: Sequence[IncidentDetail], words: RecordWords) -> tuple[ReportLine, ...]:
    """Return the incidents' actions as lines of the report, oldest first; of several each with its number."""
    lines = [
        ReportLine(action.at, words.who(action), _numbered(detail, words.line(action, detail), alone=len(details) == 1))
        for detail in details
        for action in detail.actions
    ]
    return tuple(lines) if len(details) == 1 else tuple(sorted(lines, key=lambda line: line.at))


def _numbered(detail: IncidentDetail, said: str, *, alone: bool) -> str:
    mark = word("other", "drill") if detail.summary.drill else ""
    return " · ".join(filter(None, (mark, "" if alone else detail.summary.number, said)))


def alarm_table(details: Sequence[IncidentDetail], words: RecordWords) -> ReportTable:
    """All alarms of the incidents."""
    rows = tuple(
        (
            words.point(str(one["point"])),
            words.alarm(str(one["alarm_class"]), str(one["kind"])),
            f"P{one['priority']}",
            *_moments(one),
        )
        for detail in details
        for one in detail.alarms
    )
    return ReportTable("alarms", ("point", "class", "priority", "raised", "returned", "acknowledged"), rows)


def _moments(alarm: Mapping[str, Any]) -> tuple[float | None, ...]:
    return (alarm["raised_at"], alarm["returned_at"], alarm["acked_at"])


def spoken(table: ReportTable, words: RecordWords) -> ReportTable:
    """Say cameras, gates, directions and what was seen in place of their codes."""
    said: dict[str, Callable[[str], str]] = {
        "camera": words.camera,
        "gate": words.gate,
        "seen": lambda label: label and word("seen", label),
        "direction": lambda way: way and word("direction", way),
    }
    rows = tuple(
        tuple(
            said[column](str(value)) if column in said else value
            for column, value in zip(table.columns, row, strict=True)
        )
        for row in table.rows
    )
    return replace(table, rows=rows)


def named(file: ExportFile, words: RecordWords) -> ExportFile:
    """Call footage by its camera's name where it has no title of its own."""
    return replace(file, title=words.camera(file.camera)) if file.camera and not file.title else file
