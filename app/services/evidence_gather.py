"""Find what belongs into a package: clips, archive, snapshots, record, passages, plan. Nothing is copied here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from app.services.evidence_extent import Part, extent_tables, missing_parts
from app.services.evidence_order import EvidenceSources, ExportOrder
from app.services.evidence_record import alarm_table, named, record_of, spoken, timeline_of
from app.services.evidence_seen import table_of
from app.services.evidence_words import RecordWords
from app.store.queries import IncidentDetail
from app.store.records import Clip, ClipRecords, Elsewhere, Passage, PassageFilter, PassageRecords
from video.archive.model import FootageError, Segment
from video.evidence import EvidenceError, ExportFile, ReportLine, ReportTable
from video.model import StreamKind

#: A small stream that a clip shows to within this many seconds is not handed out twice: clips are of that stream.
_SAME: Final = 1.0
#: Passages told at most.
_PASSAGES: Final = 500
#: Refusals that mean that nobody can give a recording now.
_NOT_TO_BE_HAD: Final = frozenset({"away", "missing"})
VERIFIER: Final = "verify.html"
SNAPSHOT: Final = "snapshot"
#: What shows pictures and may have private areas.
FOOTAGE: Final = frozenset({"clip", "archive", SNAPSHOT})


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found. `clips` are those whose handing out is noted with them; `missing`: what no recording shows;
    `away`: stations that may hold more and did not give it.
    """

    files: tuple[ExportFile, ...]
    clips: tuple[Clip, ...]
    timeline: tuple[ReportLine, ...]
    tables: tuple[ReportTable, ...]
    start: float
    end: float
    missing: tuple[Part, ...] = ()
    away: tuple[str, ...] = ()


def gather(
    order: ExportOrder,
    cases: Sequence[IncidentDetail],
    records: ClipRecords,
    passages: PassageRecords,
    sources: EvidenceSources,
    words: RecordWords,
) -> Gathered:
    """Look everything up; raises EvidenceError and StoreError. Not for the GUI thread.

    order: of an incident, `cameras` are those that its alarms call up, with a clip or without. cases: the incident that
    is ordered, or those of the stretch that is.
    """
    detail = cases[0] if order.incident and cases else None
    clips = records.of_incident(order.incident) if order.incident else _clips_of_time(order, records)
    start, end = _span(order, detail, clips, sources)
    own = [clip.camera for clip in clips] if order.incident else []
    cameras = tuple(dict.fromkeys((*order.cameras, *own)))
    files = _Names()
    for clip in clips:
        files.add(_clip_file(clip))
    for segment in _segments(cameras, start, end, clips, sources):
        fetched = _segment_file(segment, sources, needed=not order.incident or segment.camera in own)
        if fetched is not None:
            files.add(fetched)
    lacking = missing_parts(cameras, start, end, files.listed)
    passed = passages.page(PassageFilter(since=start, until=end), limit=_PASSAGES)[::-1]
    seen = sources.seen
    hits, unseen = seen.hits(detail) if seen is not None else ([], [])
    for record in (*hits, *(seen.files(cameras, start, end) if seen is not None else ())):
        files.add(record)
    for record in _records(cases, detail, passed, sources):
        files.add(record)
    missing = [*(records.missing(order.incident) if order.incident else []), *unseen]
    if missing:
        files.add(_missing_record(missing))
    timeline = timeline_of(cases, words)
    tracks = seen.lines(cameras, start, end) if seen is not None else ()
    found = (table_of(detail, tracks), _passage_table(passed), _clocks(files.listed))
    extent = extent_tables(cameras, start, end, lacking)
    tables = tuple(spoken(table, words) for table in (*extent, alarm_table(cases, words), *found))
    listed = tuple(named(file, words) for file in files.listed)
    away = tuple(dict.fromkeys(one.station for one in missing))
    return Gathered(listed, tuple(clips), timeline, tables, start, end, lacking, away)


def _clips_of_time(order: ExportOrder, records: ClipRecords) -> list[Clip]:
    """Clips and snapshots of a stretch: the seconds before an alarm are often nowhere else."""
    if order.start is None or order.end is None:
        return []
    return [clip for camera in order.cameras for clip in records.of_camera(camera, order.start, order.end)]


def _missing_record(missing: Sequence[Elsewhere]) -> ExportFile:
    """Which stations may hold more of this and did not give it: a package must not look complete when it is not."""
    told = {"not_included": [asdict(one) for one in missing]}
    content = json.dumps(told, ensure_ascii=False, indent=1).encode()
    title = ", ".join(dict.fromkeys(one.station for one in missing))
    return ExportFile(content, "record/not-included.json", "record", title=f"not included: {title}")


def _span(
    order: ExportOrder, detail: IncidentDetail | None, clips: Sequence[Clip], sources: EvidenceSources
) -> tuple[float, float]:
    if order.start is not None and order.end is not None:
        return order.start, order.end
    if detail is None:
        raise EvidenceError("no_incident", order.incident)
    raised = [float(alarm["raised_at"]) for alarm in detail.alarms] or [detail.summary.opened_at]
    shown = [clip for clip in clips if clip.start is not None and clip.end is not None]
    starts = [min(raised) - sources.before_s, *(clip.start or 0.0 for clip in shown)]
    ends = [max(raised) + sources.after_s, *(clip.end or 0.0 for clip in shown)]
    return min(starts), max(ends)


def _segments(
    cameras: Sequence[str], start: float, end: float, clips: Sequence[Clip], sources: EvidenceSources
) -> Iterator[Segment]:
    """Archive that overlaps: of each camera the main stream, and the sub stream where neither that nor a clip is."""
    if sources.footage is None:
        return
    for camera in cameras:
        found = sources.footage.segments(camera, start, end)
        main = [one for one in found if one.kind is StreamKind.MAIN]
        other = [one for one in found if one.kind is not StreamKind.MAIN and not _covered(one, main)]
        own = [clip for clip in clips if clip.camera == camera and clip.kind == "clip"]
        fresh = [one for one in other if not any(_shows(clip, one, start, end) for clip in own)]
        yield from sorted((*main, *fresh), key=lambda segment: segment.start)


def _covered(one: Segment, others: Sequence[Segment]) -> bool:
    return any(other.start - _SAME <= one.start and one.end <= other.end + _SAME for other in others)


def _shows(clip: Clip, segment: Segment, start: float, end: float) -> bool:
    """Whether a clip shows all of what this segment has of the time that is wanted."""
    if clip.start is None or clip.end is None:
        return False
    return clip.start <= max(segment.start, start) + _SAME and min(segment.end, end) - _SAME <= clip.end


class _Names:
    """Files under names of which none comes twice."""

    def __init__(self) -> None:
        self.listed: list[ExportFile] = []
        self._taken: set[str] = set()

    def add(self, file: ExportFile) -> None:
        name, count = file.name, 1
        path = Path(file.name)
        while name.casefold() in self._taken:
            count += 1
            name = f"{path.parent.as_posix()}/{path.stem}-{count}{path.suffix}"
        self._taken.add(name.casefold())
        self.listed.append(replace(file, name=name))


def _clip_file(clip: Clip) -> ExportFile:
    folder = "snapshots" if clip.kind == SNAPSHOT else "clips"
    return ExportFile(
        Path(clip.path),
        f"{folder}/{plain_name(Path(clip.path).name)}",
        clip.kind,
        camera=clip.camera,
        start=clip.start,
        end=clip.end,
        clock_offset_ms=clip.clock_offset_ms,
        sha256=clip.sha256,
    )


def _segment_file(segment: Segment, sources: EvidenceSources, *, needed: bool) -> ExportFile | None:
    """The file; None where its station cannot give it and the package is made without: it then says what it lacks."""
    assert sources.footage is not None
    try:
        path = sources.footage.fetch(segment)
    except FootageError as error:
        if not needed and error.code in _NOT_TO_BE_HAD:
            return None
        raise EvidenceError(f"footage_{error.code}", segment.camera) from error
    at = datetime.fromtimestamp(segment.start, UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
    offset = None if segment.clock_offset is None else segment.clock_offset * 1000
    return ExportFile(
        path,
        f"archive/{plain_name(segment.camera)}/{at}-{segment.kind.value}{path.suffix}",
        "archive",
        camera=segment.camera,
        start=segment.start,
        end=segment.end,
        clock_offset_ms=offset,
    )


def plain_name(name: str) -> str:
    """A name that every file system takes."""
    return "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in name).strip("-. ") or "file"


def _records(
    cases: Sequence[IncidentDetail], detail: IncidentDetail | None, passed: Sequence[Passage], sources: EvidenceSources
) -> Iterator[ExportFile]:
    for case in cases:
        name = "incident" if detail is not None else f"incident-{plain_name(case.summary.number)}"
        yield ExportFile(record_of(case), f"record/{name}.json", "record", title=case.summary.number)
    if passed:
        rows = [asdict(one) for one in passed]
        yield ExportFile(_json(rows), "record/passages.json", "record")
    zone = detail.summary.zone if detail is not None else ""
    drawn = sources.pictures.plan(zone) if sources.pictures is not None and zone else None
    if drawn is not None:
        yield ExportFile(drawn, "record/plan.png", "plan", title=zone)
    if sources.verifier is not None and sources.verifier.is_file():
        yield ExportFile(sources.verifier.read_bytes(), VERIFIER, "verifier")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str).encode()


def _passage_table(passed: Sequence[Passage]) -> ReportTable:
    rows = tuple((one.at, one.gate, one.plate or one.raw_plate, one.direction, one.decision) for one in passed)
    return ReportTable("passages", ("at", "gate", "plate", "direction", "decision"), rows)


def _clocks(files: Sequence[ExportFile]) -> ReportTable:
    """How far each camera's clock was ahead of the station's, from the least to the most."""
    offsets: dict[str, list[float]] = {}
    for file in files:
        if file.camera and file.clock_offset_ms is not None:
            offsets.setdefault(file.camera, []).append(file.clock_offset_ms)
    rows = tuple(
        (camera, f"{min(told):+.0f} ms" if min(told) == max(told) else f"{min(told):+.0f} … {max(told):+.0f} ms")
        for camera, told in sorted(offsets.items())
    )
    return ReportTable("clocks", ("camera", "offset"), rows)
