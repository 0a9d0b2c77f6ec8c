"""Hand out an incident: its clips, its record and its log in one signed package, noted in the register.

Runs off the GUI thread; every clip is checked against the hash recorded when it was made.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.site_document import SiteDocument
from app.store.audit import AuditLog
from app.store.keys import StationKey
from app.store.queries import IncidentDetail, IncidentQueries
from app.store.records import Clip, ClipRecords
from video.clock import Clock
from video.evidence import EvidenceError, ExportFile, ExportInfo, ExportResult, ReportLine, export_package

#: What stands before the number of a drill's incident in the name of its package.
DRILL_MARK = "DRILL"


class EvidenceDesk:
    """Makes evidence packages of incidents."""

    def __init__(
        self,
        site: SiteDocument,
        incidents: IncidentQueries,
        clips: ClipRecords,
        audit: AuditLog,
        key: StationKey,
        clock: Clock,
    ) -> None:
        self._site = site
        self._incidents = incidents
        self._clips = clips
        self._audit = audit
        self._key = key
        self._clock = clock

    @property
    def fingerprint(self) -> str:
        """What a receiver checks the package against; to be handed over apart from the package."""
        return self._key.fingerprint

    def export(self, incident: str, folder: Path, user: str, reason: str) -> ExportResult:
        """Write the package of ``incident`` below ``folder``. Raises EvidenceError."""
        detail = self._incidents.detail(incident)
        if detail is None:
            raise EvidenceError("no_incident", incident)
        clips = self._clips.of_incident(incident)
        files = [_clip_file(clip) for clip in clips]
        files.append(ExportFile(record_of(detail), "record/incident.json", "record", title=detail.summary.number))
        marked = f"{DRILL_MARK}-{detail.summary.number}" if detail.summary.drill else detail.summary.number
        target = _free_name(folder, marked)
        result = export_package(
            target, files, self._info(detail, user, reason), self._key.private, timeline=timeline(detail)
        )
        for clip in clips:
            self._clips.accessed(clip.id, "export", user, reason, target.name)
        self._audit.append(user, "evidence_export", incident, after={"package": target.name, "clips": len(clips)})
        return result

    def _info(self, detail: IncidentDetail, user: str, reason: str) -> ExportInfo:
        site = self._site
        return ExportInfo(
            exported_by=user,
            reason=reason,
            created_at=self._clock.now(),
            site=site.site.id,
            site_name=site.site.name,
            station=site.station.id,
            station_name=site.station.name,
            incident=detail.summary.id,
            incident_number=_number(detail),
            timezone=site.site.timezone,
        )


def _number(detail: IncidentDetail) -> str:
    """The incident's number as the package's report shows it everywhere, marked where it was a drill."""
    word = QCoreApplication.translate("Wall", "DRILL")
    return f"{word} · {detail.summary.number}" if detail.summary.drill else detail.summary.number


def timeline(detail: IncidentDetail) -> list[ReportLine]:
    """Return the incident's actions as lines of the report, oldest first."""
    return [
        ReportLine(action.at, action.user or action.station, _what(action.kind, action.data))
        for action in detail.actions
    ]


def record_of(detail: IncidentDetail) -> bytes:
    """Return the whole record of the incident as JSON, for people and programs that read it without us."""
    actions = [
        {"id": one.id, "kind": one.kind, "at": one.at, "user": one.user, "station": one.station, "data": dict(one.data)}
        for one in detail.actions
    ]
    body = {
        "incident": asdict(detail.summary),
        "alarms": [dict(alarm) for alarm in detail.alarms],
        "steps": [dict(step) for step in detail.steps],
        "notes": [dict(note) for note in detail.notes],
        "actions": actions,
    }
    return json.dumps(body, ensure_ascii=False, indent=1, default=str).encode()


def _clip_file(clip: Clip) -> ExportFile:
    return ExportFile(
        Path(clip.path),
        f"clips/{Path(clip.path).name}",
        clip.kind,
        camera=clip.camera,
        start=clip.start,
        end=clip.end,
        clock_offset_ms=clip.clock_offset_ms,
        sha256=clip.sha256,
    )


def _what(kind: str, data: Mapping[str, Any]) -> str:
    extra = ", ".join(
        f"{name}: {value}" for name, value in data.items() if isinstance(value, str | int | float) and value != ""
    )
    return f"{kind} ({extra})" if extra else str(kind)


def _free_name(folder: Path, number: str) -> Path:
    base = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in number) or "incident"
    target, count = folder / base, 1
    while target.exists():
        count += 1
        target = folder / f"{base}-{count}"
    return target
