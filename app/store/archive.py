"""The index of recorded footage: which file holds what of which camera, and what is missing and why.

The files are the truth, each tells its own times; this is how they are found quickly. Rows are written when a segment
is begun and when it is closed; what lies between is remembered here, so the footage of the last seconds is found too.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, delete, func, select, text, update
from sqlalchemy.dialects.sqlite import insert

from app.store.database import StationDatabase
from app.store.tables_archive import archive_folder, archive_gap, archive_segment
from video.archive.model import FootageError, Segment, Stretch
from video.model import StreamKind

#: Segments are about a minute long; none longer than this is found by a time in its middle.
LONGEST_S: Final = 6 * 3600.0
#: Footage that goes on within so many seconds is one stretch.
JOINED_S: Final = 2.0
#: Age counts by a time further ahead than this only where there is no other: a clock ran ahead.
AHEAD_S: Final = 86_400.0
#: Rows of one statement.
_MANY: Final = 500

_STRETCHES: Final = text(
    'WITH found AS (SELECT start, "end", cause, max("end") OVER (PARTITION BY cause ORDER BY start '
    "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM archive_segment "
    'WHERE camera = :camera AND start <= :until AND start >= :since - :longest AND "end" >= :since), '
    "numbered AS (SELECT *, sum(before IS NULL OR start > before + :joined) OVER (PARTITION BY cause ORDER BY start) "
    'AS number FROM found) SELECT min(start), max("end"), cause FROM numbered GROUP BY cause, number'
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A row for those who make room: its number in the order of recording and the time from which its age counts."""

    number: int
    segment: Segment
    age_from: float

    def age(self, now: float) -> float:
        """Seconds since it was recorded; by its own time where a clock ran ahead before it."""
        return now - (self.age_from if self.age_from <= now + AHEAD_S else self.segment.end)


@dataclass(frozen=True, slots=True)
class Holding:
    """What there is of one camera: bytes, of these the ones incidents keep, and the ends of its time (UTC)."""

    camera: str
    size: int
    kept_by_incidents: int
    start: float
    end: float


class ArchiveIndex:
    """A FootageSource over the station's own files. Any thread but the window's; raises StoreError.

    root: the archive's folder; paths are kept relative to it, so that it can be moved.
    """

    def __init__(self, database: StationDatabase, root: Path) -> None:
        self._database = database
        self.root = root
        self._lock = threading.Lock()
        self._open: dict[Path, Segment] = {}

    # Reading.

    def segments(self, camera: str, start: float, end: float, kind: StreamKind | None = None) -> tuple[Segment, ...]:
        """Give what overlaps `start` to `end`, in order of time; what is being written counts as far as it is."""
        table = archive_segment.c
        query = select(archive_segment).where(
            table.camera == camera, table.start <= end, table.start >= start - LONGEST_S
        )
        if kind is not None:
            query = query.where(table.kind == kind.value)
        found = {one.path: one for one in self._segments(query)}
        with self._lock:
            growing = list(self._open.values())
        for one in growing:
            if one.camera == camera and (kind is None or one.kind is kind) and one.start <= end:
                found[one.path] = one
        inside = (one for one in found.values() if one.end >= start)
        return tuple(sorted(inside, key=lambda one: (one.start, one.kind.value, str(one.path))))

    def stretches(self, camera: str, start: float, end: float) -> tuple[Stretch, ...]:
        """Give what there is and what is missing, in order; stretches of different causes may overlap."""
        values = {"camera": camera, "since": start, "until": end, "longest": LONGEST_S, "joined": JOINED_S}
        gaps = select(archive_gap).where(
            archive_gap.c.camera == camera,
            archive_gap.c.start <= end,
            func.coalesce(archive_gap.c.end, end) >= start,
        )
        with self._database.read.connect() as connection:
            found = [Stretch(since, until, cause) for since, until, cause in connection.execute(_STRETCHES, values)]
            missing = [
                Stretch(row.start, end if row.end is None else row.end, "gap", row.reason)
                for row in connection.execute(gaps)
            ]
        with self._lock:
            growing = [one for one in self._open.values() if one.camera == camera]
        found = _with_growing(found, [one for one in growing if one.start <= end and one.end >= start])
        inside = [replace(one, start=max(one.start, start), end=min(one.end, end)) for one in (*found, *missing)]
        return tuple(sorted((one for one in inside if one.end >= one.start), key=lambda one: (one.start, one.end)))

    def fetch(self, segment: Segment) -> Path:
        """Give the segment's file, which is on this computer's disk; raises FootageError "missing"."""
        if not segment.path.is_file():
            raise FootageError("missing", str(segment.path))
        return segment.path

    def newest(self, camera: str, kind: StreamKind) -> Segment | None:
        """Give the segment that was begun last."""
        table = archive_segment.c
        query = select(archive_segment).where(table.camera == camera, table.kind == kind.value)
        found = self._segments(query.order_by(table.id.desc()).limit(1))
        with self._lock:
            return self._open.get(found[0].path, found[0]) if found else None

    def known_open(self) -> frozenset[Path]:
        """Give the files that are being written and have their row."""
        with self._lock:
            return frozenset(self._open)

    def not_closed(self) -> tuple[Segment, ...]:
        """Give the segments that were being written when the station last ran."""
        return tuple(self._segments(select(archive_segment).where(~archive_segment.c.closed)))

    def oldest(self, camera: str = "", *, after: int = 0, limit: int = _MANY) -> list[Kept]:
        """Give the closed segments that no incident keeps, first recorded first; of one camera, or of all."""
        table = archive_segment.c
        query = select(archive_segment).where(table.closed, table.incident == "", table.id > after)
        if camera:
            query = query.where(table.camera == camera)
        with self._database.read.connect() as connection:
            rows = connection.execute(query.order_by(table.id).limit(limit)).all()
        return [Kept(row.id, self._segment(row), row.age_from) for row in rows]

    def holdings(self) -> dict[str, Holding]:
        """Give what there is of each camera."""
        table = archive_segment.c
        kept = func.sum(table.size).filter(table.incident != "")
        ends = (func.min(table.start), func.max(table.end))
        query = select(table.camera, func.sum(table.size), func.coalesce(kept, 0), *ends).group_by(table.camera)
        with self._database.read.connect() as connection:
            return {row[0]: Holding(*row) for row in connection.execute(query)}

    def recorded_since(self, start: float) -> dict[str, tuple[int, float]]:
        """Give, of each camera, the bytes recorded since a time and when the first of them begin."""
        table = archive_segment.c
        query = select(table.camera, func.sum(table.size), func.min(table.start)).where(
            table.start >= start, table.cause != "incident"
        )
        with self._database.read.connect() as connection:
            return {camera: (size, first) for camera, size, first in connection.execute(query.group_by(table.camera))}

    def all_in(self, folders: Iterable[Path]) -> set[Path]:
        """Give the files in these folders that have a row."""
        found: set[Path] = set()
        column = archive_segment.c.path
        with self._database.read.connect() as connection:
            for folder in folders:
                name = self._name(folder)
                # From "name/" to "name0": the sign after the stroke.
                query = select(column).where(column >= f"{name}/", column < f"{name}0")
                found.update(self.root / path for path in connection.execute(query).scalars())
        return found

    def all(self) -> list[Segment]:
        """Give every row, for a check against the files."""
        return self._segments(select(archive_segment).order_by(archive_segment.c.id))

    def folder_token(self) -> str | None:
        """Give the token by which this archive's folder is known again; None before the first recording."""
        query = select(archive_folder.c.token).where(archive_folder.c.path == str(self.root))
        with self._database.read.connect() as connection:
            return connection.execute(query).scalar()

    # Writing.

    def grow(self, segment: Segment) -> None:
        """Remember how far an open segment is by now; costs no writing."""
        with self._lock:
            if segment.path in self._open:
                self._open[segment.path] = segment

    def add(self, segments: Iterable[Segment]) -> None:
        """Enter segments, or what has become of them; one that is closed is no longer remembered."""
        changed = list(segments)
        if not changed:
            return

        def work(connection: Connection) -> None:
            for one in changed:
                self._put(connection, one)

        self._database.write(work)
        with self._lock:
            for one in changed:
                if one.closed:
                    self._open.pop(one.path, None)
                else:
                    self._open[one.path] = one

    def remove(self, paths: Sequence[Path]) -> None:
        """Forget segments whose files are gone."""
        names = [self._name(path) for path in paths]
        table = archive_segment

        def work(connection: Connection) -> None:
            for first in range(0, len(names), _MANY):
                connection.execute(delete(table).where(table.c.path.in_(names[first : first + _MANY])))

        if names:
            self._database.write(work)
        with self._lock:
            for path in paths:
                self._open.pop(path, None)

    def begin_gap(self, camera: str, start: float, reason: str) -> None:
        """Note that footage is missing from `start` on; one that is open already goes on."""

        def work(connection: Connection) -> None:
            table = archive_gap.c
            open_gap = select(table.id).where(table.camera == camera, table.end.is_(None))
            if connection.execute(open_gap).first() is None:
                connection.execute(insert(archive_gap).values(camera=camera, start=start, reason=reason))

        self._database.write(work)

    def end_gap(self, camera: str, end: float) -> None:
        """Footage is there again from `end` on."""
        table = archive_gap.c
        query = update(archive_gap).where(table.camera == camera, table.end.is_(None))
        ended = query.values(end=func.max(end, table.start))
        self._database.write(lambda connection: connection.execute(ended))

    def forget_gaps(self, before: float) -> None:
        """Forget gaps that ended before a time: nothing of that time is kept any more."""
        query = delete(archive_gap).where(archive_gap.c.end < before)
        self._database.write(lambda connection: connection.execute(query))

    def set_folder_token(self, token: str) -> None:
        """Know this archive's folder again by `token`."""
        values = {"path": str(self.root), "token": token}
        statement = insert(archive_folder).values(values)
        statement = statement.on_conflict_do_update(index_elements=["path"], set_={"token": token})
        self._database.write(lambda connection: connection.execute(statement))

    def _put(self, connection: Connection, segment: Segment) -> None:
        values = self._values(segment)
        statement = insert(archive_segment).values(values | {"age_from": _age_from(connection, segment)})
        connection.execute(statement.on_conflict_do_update(index_elements=["path"], set_=values))

    def _values(self, one: Segment) -> dict[str, Any]:
        return {
            "camera": one.camera,
            "kind": one.kind.value,
            "path": self._name(one.path),
            "start": one.start,
            "end": one.end,
            "frames": one.frames,
            "size": one.size,
            "clock_offset": one.clock_offset,
            "camera_clock": one.camera_clock,
            "closed": one.closed,
            "cause": one.cause,
            "incident": one.incident,
            "codec": one.codec,
            "audio": one.audio,
        }

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _segments(self, query: Select[Any]) -> list[Segment]:
        with self._database.read.connect() as connection:
            return [self._segment(row) for row in connection.execute(query)]

    def _segment(self, row: Row[Any]) -> Segment:
        return Segment(
            row.camera,
            StreamKind(row.kind),
            self.root / row.path,
            row.start,
            row.end,
            row.frames,
            row.size,
            row.clock_offset,
            row.camera_clock,
            row.closed,
            row.cause,
            row.incident,
            row.codec,
            row.audio,
        )


def _age_from(connection: Connection, segment: Segment) -> float:
    """From when a segment's age counts: never earlier than what was recorded before it, whatever the clock said.

    A computer that starts in the year 2000 must not find, once its clock is right, that its footage is far too old.
    """
    table = archive_segment.c
    query = select(table.age_from).where(table.camera == segment.camera).order_by(table.id.desc()).limit(1)
    return max(segment.start, connection.execute(query).scalar() or 0.0)


def _with_growing(found: list[Stretch], growing: Iterable[Segment]) -> list[Stretch]:
    """Let stretches reach to where open segments are by now."""
    for one in growing:
        near = [
            at
            for at, stretch in enumerate(found)
            if stretch.cause == one.cause and stretch.start <= one.end and one.start <= stretch.end + JOINED_S
        ]
        if near:
            stretch = found[near[-1]]
            found[near[-1]] = replace(stretch, end=max(stretch.end, one.end))
        else:
            found.append(Stretch(one.start, one.end, one.cause))
    return found
