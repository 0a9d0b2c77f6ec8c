"""Hand out footage: clips, archive, record and log in one signed package, noted in the register and the audit log.

Runs off the GUI thread, one export after another in a thread of its own: a gate that is to be opened never waits for
one. Every clip is checked against the hash recorded when it was made. A stream copy cannot be masked, so of a camera
with private areas a masked copy is made, marked as derived, and the original stays here unless it may be handed out.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from alarms.cameras import CAMERA_CLASS
from app.services import evidence_gather
from app.services.evidence_gather import FOOTAGE, SNAPSHOT, Gathered, gather
from app.services.evidence_order import UNWATCHED, EvidenceSources, ExportOrder, Watched
from app.services.evidence_words import RecordWords
from app.services.incident_media import file_sha256
from app.services.places import Places
from app.site_document import SiteDocument
from app.store.audit import AuditLog
from app.store.keys import StationKey
from app.store.queries import IncidentDetail, IncidentFilter, IncidentQueries
from app.store.records import ClipRecords, PassageRecords
from app.store.register import HandedOut, Register, RegisterEntry
from app.store.register_lacks import Lacks
from video.clips import read_clip
from video.clock import Clock
from video.derive import Derivation, DeriveError, derive, mask_still
from video.evidence import EvidenceError, ExportFile, ExportInfo, ExportResult, export_package
from video.masks import Areas
from video.views import MediaError

#: What stands before the number of a drill's incident in the name of its package.
DRILL_MARK = "DRILL"
#: Bytes a derived copy needs at most, as a share of its original.
_COPY_SHARE: Final = 3
#: Incidents of one stretch that are handed out with it at most.
_MOST_CASES: Final = 50
WITHHELD: Final = "withheld:"


class EvidenceDesk:
    """Makes evidence packages, one at a time. `close` waits for the one under way, which it cancels."""

    def __init__(
        self,
        site: SiteDocument,
        incidents: IncidentQueries,
        clips: ClipRecords,
        passages: PassageRecords,
        register: Register,
        audit: AuditLog,
        key: StationKey,
        clock: Clock,
    ) -> None:
        self._site = site
        self._places = Places(site)
        self._incidents = incidents
        self._clips = clips
        self._passages = passages
        self.register = register
        self._audit = audit
        self._key = key
        self._clock = clock
        self.sources = EvidenceSources()
        self._closing = False
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="evidence")

    @property
    def fingerprint(self) -> str:
        """What a receiver checks the package against; to be handed over apart from the package."""
        return self._key.fingerprint

    def close(self) -> None:
        """End what is under way and take nothing more."""
        self._closing = True
        self._pool.shutdown(wait=True)

    def begin(
        self, order: ExportOrder, user: str, account: str = "", watched: Watched = UNWATCHED
    ) -> Future[ExportResult]:
        """Make a package in the desk's own thread; the future fails as `export` does."""
        return self._pool.submit(self.export, order, user, account, watched)

    def export(self, order: ExportOrder, user: str, account: str = "", watched: Watched = UNWATCHED) -> ExportResult:
        """Write the package. Raises EvidenceError and StoreError, having left nothing half."""
        cancelled = watched.cancelled
        watched = replace(watched, cancelled=lambda: self._closing or cancelled())
        entry = self._entry(order)
        detail = self._incidents.detail(order.incident) if order.incident else None
        if order.incident and detail is None:
            raise EvidenceError("no_incident", order.incident)
        watched.progress("gathering", 0, 1)
        order = self._with_cameras(order, detail)
        cases = [detail] if detail is not None else self._cases(order)
        found = gather(order, cases, self._clips, self._passages, self.sources, RecordWords(self._places))
        if not any(file.kind in FOOTAGE for file in found.files) and detail is None:
            raise EvidenceError("no_footage")
        self._refuse_withheld(found.files)
        info = self._info(order, detail, entry, user)
        with tempfile.TemporaryDirectory(prefix="watchroom-evidence-", ignore_cleanup_errors=True) as work:
            files = tuple(self._prepared(found.files, order, info, Path(work), watched))
            target = _free_name(order.place, self._name(order, detail, found), packed=order.packed)
            result = export_package(
                target,
                files,
                info,
                self._key.private,
                timeline=found.timeline,
                tables=found.tables,
                progress=lambda done, total: watched.progress("writing", done, total),
                cancelled=watched.cancelled,
            )
        self._note(order, found, files, result, user, account)
        return replace(result, missing=found.missing)

    def _with_cameras(self, order: ExportOrder, detail: IncidentDetail | None) -> ExportOrder:
        """Name an incident's cameras: one that has no clip of it is to be missed, not forgotten."""
        if detail is None or order.cameras:
            return order
        alarms = [one for one in detail.alarms if one["alarm_class"] != CAMERA_CLASS]  # a lost camera keeps no clips
        called = (self._places.cameras_for(str(one["point"]), str(one["zone"] or "")) for one in alarms)
        return replace(order, cameras=tuple(dict.fromkeys(itertools.chain.from_iterable(called))))

    def _cases(self, order: ExportOrder) -> list[IncidentDetail]:
        """The incidents with an alarm in a stretch, where any of its cameras hangs or is called up."""
        if order.start is None or order.end is None or not order.cameras:
            return []
        hung = {self._places.camera_zone(camera) for camera in order.cameras} - {""}
        zones = tuple({*self._places.zones_calling(order.cameras), *hung})
        which = IncidentFilter(since=order.start, until=order.end, zones=zones)
        opened = [one.id for one in self._incidents.page(which, limit=_MOST_CASES).incidents[::-1]]
        joined = [one.incident for one in self._incidents.raised(order.start, order.end, zones, _MOST_CASES)]
        found = (self._incidents.detail(one) for one in dict.fromkeys((*opened, *joined)))
        return [one for one in found if one is not None and not one.summary.drill]

    def _entry(self, order: ExportOrder) -> RegisterEntry | None:
        entry = self.register.get(order.entry) if order.entry else None
        if entry is None and (order.entry or self._site.evidence.register_needed):
            raise EvidenceError("register_needed", order.entry)
        if entry is not None and entry.voided:
            raise EvidenceError("register_void", entry.number)
        return entry

    def _note(
        self,
        order: ExportOrder,
        found: Gathered,
        files: Sequence[ExportFile],
        result: ExportResult,
        user: str,
        account: str,
    ) -> None:
        """Write down what was handed out: with each clip, in the register, in the audit log."""
        name = result.path.name
        for clip in found.clips:
            self._clips.accessed(clip.id, "export", user, order.reason, name)
        told = {"package": name, "clips": len(found.clips), "files": len(files), "manifest": result.manifest_sha256}
        if order.entry:
            given = HandedOut(
                self._clock.now(),
                user,
                result.package,
                name,
                str(order.place),
                result.manifest_sha256,
                result.fingerprint,
                len(files),
                result.size,
                order.unmasked,
                _lacks(found, files),
            )
            self.register.hand_out(order.entry, given, account)
            told["register"] = order.entry
        if found.missing:
            told["missing"] = [list(part) for part in found.missing]
        if order.unmasked:
            told["unmasked"] = True
        self._audit.append(account or user, "evidence_export", order.incident or name, after=told)

    def _prepared(
        self, files: Sequence[ExportFile], order: ExportOrder, info: ExportInfo, work: Path, watched: Watched
    ) -> Iterator[ExportFile]:
        """The files as they are handed out: originals where they may be, copies beside them or in their place."""
        pictures = [file for file in files if file.kind in FOOTAGE]
        for file in files:
            areas = self._areas(file) if file.kind in FOOTAGE else ()
            if not areas or order.unmasked:
                yield file
            stamped = order.watermark and file.kind in FOOTAGE and file.kind != SNAPSHOT
            if areas or stamped:
                number = pictures.index(file)
                part = _Part(number, len(pictures), watched)
                yield self._copy(file, areas, info if stamped else None, work, order.unmasked, part)

    def _refuse_withheld(self, files: Sequence[ExportFile]) -> None:
        """Neither originals nor copies, whoever asks: nobody can say what of them is private."""
        private = self.sources.private
        cameras = {file.camera for file in files if file.kind in FOOTAGE and file.camera}
        lost = sorted(camera for camera in cameras if private is not None and private.withheld(camera))
        if lost:
            raise EvidenceError("undeclared", ", ".join(lost))

    def _areas(self, file: ExportFile) -> Areas:
        return self.sources.private.areas(file.camera) if self.sources.private is not None and file.camera else ()

    def _copy(
        self, file: ExportFile, areas: Areas, info: ExportInfo | None, work: Path, beside: bool, part: _Part
    ) -> ExportFile:
        how = "+".join(word for word, on in (("masked", bool(areas)), ("watermark", info is not None)) if on)
        target = work / f"{part.number}{Path(file.name).suffix if file.kind == SNAPSHOT else '.mp4'}"
        source = Path(str(file.source))
        part.watched.progress("deriving", part.number, part.total)
        try:
            if shutil.disk_usage(work).free < file.size * _COPY_SHARE:
                raise EvidenceError("no_space", str(work))
            if file.sha256 and file_sha256(source) != file.sha256:  # what is withheld is checked here only
                raise EvidenceError("source_changed", file.name)
            if file.kind == SNAPSHOT:
                mask_still(source, target, areas)
            else:
                derive(self._derivation(source, target, areas, info), part.tell, part.watched.cancelled)
        except (DeriveError, MediaError) as error:
            code = "cancelled" if error.code == "cancelled" else "not_derived"
            raise EvidenceError(code, file.name) from error
        except OSError as error:
            raise EvidenceError("source_missing", file.name) from error
        kept = not areas or beside
        origin = file.name if kept else f"{WITHHELD}{file.name}"
        name = f"derived/{Path(file.name).with_suffix(target.suffix).as_posix()}"
        return replace(file, source=target, name=name, sha256="", derived=how, derived_from=origin)

    def _derivation(self, source: Path, target: Path, areas: Areas, info: ExportInfo | None) -> Derivation:
        if info is None or self.sources.pictures is None:
            return Derivation(source, target, areas)
        shown = read_clip(source)
        stamp = self.sources.pictures.stamp(self._words(info), shown.width, shown.height)
        return Derivation(source, target, areas, stamp)

    def _words(self, info: ExportInfo) -> tuple[str, ...]:
        at = datetime.fromtimestamp(info.created_at, ZoneInfo(info.timezone))
        first = f"{info.site_name} · {info.station_name or info.station} · {info.incident_number}".strip(" ·")
        second = f"{at:%Y-%m-%d %H:%M:%S} · {info.exported_by}"
        third = " · ".join(filter(None, (info.register, info.recipient, info.reason)))
        return (first, second, third)

    def _info(
        self, order: ExportOrder, detail: IncidentDetail | None, entry: RegisterEntry | None, user: str
    ) -> ExportInfo:
        site, asked = self._site, entry.request if entry is not None else None
        return ExportInfo(
            exported_by=user,
            reason=order.reason or (asked.reason if asked is not None else ""),
            created_at=self._clock.now(),
            site=site.site.id,
            site_name=site.site.name,
            station=site.station.id,
            station_name=site.station.name,
            incident=order.incident,
            incident_number=_number(detail) if detail is not None else "",
            recipient=" ".join(filter(None, (asked.unit, asked.name))) if asked is not None else "",
            document=asked.document if asked is not None else "",
            approved_by=asked.approver if asked is not None else "",
            timezone=site.site.timezone,
            register=entry.number if entry is not None else "",
        )

    def _name(self, order: ExportOrder, detail: IncidentDetail | None, found: Gathered) -> str:
        if detail is not None:
            number = detail.summary.number
            return f"{DRILL_MARK}-{number}" if detail.summary.drill else number
        at = datetime.fromtimestamp(found.start, ZoneInfo(self._site.site.timezone))
        return f"{at:%Y%m%d-%H%M%S}-{'-'.join(order.cameras[:3])}"


def _lacks(found: Gathered, files: Sequence[ExportFile]) -> Lacks:
    """What the sheet says is not in the package: as its report was told, and whose originals were kept back."""
    covered = tuple(dict.fromkeys(one.camera for one in files if one.derived_from.startswith(WITHHELD)))
    return Lacks(found.start, found.end, found.missing, covered, found.away)


class _Part:
    """One of the copies that are made: tells how far all of them are."""

    def __init__(self, number: int, total: int, watched: Watched) -> None:
        self.number, self.total, self.watched = number, total, watched

    def tell(self, part: float) -> None:
        """Tell the part done of this one, 0 to 1, in hundredths of one copy."""
        self.watched.progress("deriving", round((self.number + part) * 100), self.total * 100)


def _number(detail: IncidentDetail) -> str:
    """The incident's number as the package's report shows it everywhere, marked where it was a drill."""
    word = QCoreApplication.translate("Wall", "DRILL")
    return f"{word} · {detail.summary.number}" if detail.summary.drill else detail.summary.number


def _free_name(folder: Path, number: str, *, packed: bool) -> Path:
    base, ending = evidence_gather.plain_name(number).replace(".", "-"), ".zip" if packed else ""
    target, count = folder / f"{base}{ending}", 1
    while target.exists():
        count += 1
        target = folder / f"{base}-{count}{ending}"
    return target
