"""The records of clips and snapshots, with those that other stations made of the same incident.

To whoever asks it is one list with files that are there: those of other stations are fetched first and compared with
the digest that their own records have. What cannot be had now is named, never left out in silence.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path, PurePath
from typing import Any, Final

from alarms.ports import Clock
from app.services.footage_remote import Doors, RemoteFootage
from app.services.footage_remote_cache import FetchCache
from app.store.audit import AuditLog
from app.store.database import StationDatabase
from app.store.records import Clip, ClipRecords, Elsewhere
from video.archive.model import FootageError

_KINDS: Final = (".mp4", ".mkv", ".jpg", ".jpeg", ".png")
log = logging.getLogger(__name__)

_FIELDS: Final = frozenset(one.name for one in fields(Clip)) - {"path"}


class ClipsEverywhere(ClipRecords):
    """ClipRecords of this station, joined with the others' once `join` was called. Not for the GUI thread."""

    def __init__(self, database: StationDatabase, station: str, clock: Clock) -> None:
        super().__init__(database, station, clock)
        self._doors: Doors | None = None
        self._footage: RemoteFootage | None = None
        self._cache: FetchCache | None = None
        self._audit: AuditLog | None = None

    def join(self, doors: Doors, footage: RemoteFootage, cache: FetchCache, audit: AuditLog) -> None:
        """Ask these stations too."""
        self._doors, self._footage, self._cache, self._audit = doors, footage, cache, audit

    def of_station(self, incident: str) -> list[Clip]:
        """This station's own."""
        return super().of_incident(incident)

    def of_incident(self, incident: str) -> list[Clip]:
        """All of an incident that can be had now, here and elsewhere, by camera and time; blocks while it fetches."""
        found = self.of_station(incident)
        have = {(one.camera, one.kind, one.sha256) for one in found}
        for one in self._elsewhere(incident, fetch=True)[0]:
            if (one.camera, one.kind, one.sha256) not in have:
                found.append(one)
        return sorted(found, key=lambda one: (one.camera, one.start or 0.0, one.id))

    def missing(self, incident: str) -> list[Elsewhere]:
        """The stations that may hold more of this incident and cannot be asked now, or do not give it."""
        return self._elsewhere(incident, fetch=False)[1]

    def seen_picture(self, station: str, camera: str, name: str, sha256: str) -> Path:
        """Fetch the picture that raised a rule's alarm at another station. Raises FootageError; blocks."""
        if self._footage is None or self._cache is None or not sha256:
            raise FootageError("missing", name)
        where = self._cache.path(station, f"seen {name} {sha256}", ".jpg")
        note = {"station": station, "camera": camera, "seen": name}
        return self._footage.take(where, station, "/1/seen", {"name": name, "camera": camera}, note, sha256)

    def accessed(self, clip: str, action: str, actor: str, reason: str = "", package: str = "") -> None:
        """Note that someone looked at a clip or handed it out; of another station's in the audit log."""
        if self._audit is None or self.get(clip) is not None:
            super().accessed(clip, action, actor, reason, package)
            return
        told = {"reason": reason, "package": package}
        self._audit.append(actor, f"evidence_{action}_elsewhere", clip, after=told)

    def _elsewhere(self, incident: str, *, fetch: bool) -> tuple[list[Clip], list[Elsewhere]]:
        found: list[Clip] = []
        missing: list[Elsewhere] = []
        for station in self._doors.clients if self._doors is not None else ():
            told, code = self._told(station, incident)
            for one in told:
                fetched = self._fetched(station, one) if fetch else None
                if fetched is not None:
                    found.append(fetched)
                elif fetch:
                    code = code or "missing"
            if code:
                missing.append(self._why(station, code))
        return found, missing

    def _why(self, station: str, code: str) -> Elsewhere:
        away = self._doors.away(station) if self._doors is not None else None
        return away or Elsewhere(station, None, code)

    def _told(self, station: str, incident: str) -> tuple[list[Mapping[str, Any]], str]:
        """What a station has of an incident; from the notes of what was fetched where it does not answer."""
        assert self._doors is not None and self._cache is not None
        try:
            listed = self._doors.ask(station, "/1/incident", id=incident).get("clips")
            return [dict(one) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else [], ""
        except FootageError as error:
            kept = [note for _, note in self._cache.notes() if note.get("station") == station]
            return [dict(note) for note in kept if note.get("incident") == incident and "sha256" in note], error.code

    def _fetched(self, station: str, told: Mapping[str, Any]) -> Clip | None:
        assert self._footage is not None and self._cache is not None
        try:
            clip = _read(told, station, self._cache.path)
            query = {"id": clip.id}
            self._footage.take(Path(clip.path), station, "/1/clip", query, {**told, "station": station}, clip.sha256)
        except FootageError as error:
            log.warning("a clip of station %s cannot be had: %s", station, error)
            return None
        except (KeyError, TypeError, ValueError):
            log.warning("station %s told of a clip what cannot be understood", station)
            return None
        return clip


def _read(told: Mapping[str, Any], station: str, path: Callable[[str, str, str], Path]) -> Clip:
    """A clip as another station tells it; raises KeyError, TypeError, ValueError."""
    values = {name: told[name] for name in _FIELDS}
    suffix = PurePath(str(told["name"])).suffix.lower()
    if suffix not in _KINDS or len(bytes.fromhex(str(told["sha256"]))) != hashlib.sha256().digest_size:
        raise ValueError(suffix)
    for name in ("start", "end", "clock_offset_ms", "retain_until"):
        values[name] = None if values[name] is None else float(values[name])
    where = path(station, f"clip {told['id']} {told['sha256']}", suffix)
    return Clip(**{**values, "path": str(where), "station": station})
