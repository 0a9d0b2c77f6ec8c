"""What detection saw, by camera and time: boxes of each picture, and tracks; in a file of its own.

It is no record: nothing rests on it, so it is never in the journal's way, is not synced at each write, is bounded in
size, and a file that is damaged is begun anew. Boxes lie packed, some seconds of one camera to a row; see
docs/decisions/0707-what-was-seen.md.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.store.sighting_packing import Look, pack, unpack
from video.model import BoxSet

log = logging.getLogger(__name__)

#: No row holds more of a camera's time than this, milliseconds.
LONGEST_MS: Final = 60_000
MOST_BYTES: Final = 4 << 30
PAGE: Final = 4096
#: Of a file that is full, the oldest share that is given up at once.
_GIVEN_UP: Final = 0.05
MOST_TRACKS: Final = 400
#: A track that began longer before the time asked about is not found in it, milliseconds.
_REACH_MS: Final = 86_400_000

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS name (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE IF NOT EXISTS looks (
    camera INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, engine INTEGER NOT NULL,
    packed BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS looks_camera ON looks (camera, first);
CREATE INDEX IF NOT EXISTS looks_first ON looks (first);
CREATE TABLE IF NOT EXISTS track (
    id INTEGER PRIMARY KEY, camera INTEGER NOT NULL, number INTEGER NOT NULL, label INTEGER NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL, looks INTEGER NOT NULL, confidence REAL NOT NULL,
    moved INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS track_camera ON track (camera, first);
CREATE INDEX IF NOT EXISTS track_first ON track (first);
"""
_LOOKS: Final = """
SELECT first, engine, packed FROM looks WHERE camera = ? AND first BETWEEN ? AND ? AND last >= ? ORDER BY first
"""
_PUT_TRACK: Final = """
INSERT INTO track VALUES (:id, :camera, :number, :label, :first, :last, :looks, :confidence, :moved)
ON CONFLICT DO UPDATE SET label = :label, last = :last, looks = :looks, confidence = :confidence, moved = :moved
"""


@dataclass(frozen=True, slots=True)
class SeenTrack:
    """Something that one camera saw from `first` to `last` (UTC seconds). id: 0 while it was not written.

    number: its track's, which is another's after the detection was started anew. label: what most looks said;
    confidence: the surest look's; moved: whether it went at least half its own size.
    """

    camera: str
    number: int
    label: str
    first: float
    last: float
    looks: int
    confidence: float
    moved: bool
    id: int = 0


@dataclass(frozen=True, slots=True)
class SeenFilter:
    """Which tracks: that were before the cameras at any time from `start` to `end` (UTC seconds).

    cameras, labels: empty for any. moved: only what went at least half its own size.
    """

    start: float
    end: float
    cameras: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    moved: bool = True


class SightingFile:
    """The file. One thread writes; reads may come from any thread but the window's.

    Raises sqlite3.Error and OSError where the disk does not take it.
    """

    def __init__(self, path: Path, most_bytes: int = MOST_BYTES) -> None:
        self._path, self._most_bytes = path, most_bytes
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._numbers: dict[str, int] = {}
        self._texts: dict[int, str] = {}

    def write(self, looks: Sequence[BoxSet], tracks: Sequence[SeenTrack], before: float) -> list[int]:
        """Add looks (in order of time, each camera's) and tracks; give up what is older than `before` (UTC seconds).

        Returns the tracks' ids, in order.
        """
        with self._lock:
            try:
                return self._write(looks, tracks, before)
            except sqlite3.DatabaseError as error:
                if not _damaged(error):
                    raise
                log.warning("the file of what was seen is damaged and is begun anew: %s", error)
                self._forget()
                return self._write(looks, [], before) + [0] * len(tracks)

    def looks(self, camera: str, start: float, end: float) -> list[BoxSet]:
        """Pictures with boxes on a camera from `start` to `end` (UTC seconds), in order of time."""
        left, right = _ms(start), _ms(end)
        with self._lock:
            connection = self._open()
            rows = connection.execute(_LOOKS, (self._numbers.get(camera), left - LONGEST_MS, right, left)).fetchall()
            return [
                BoxSet(camera, at / 1000, boxes, self._texts.get(engine, ""))
                for first, engine, packed in rows
                for at, boxes in unpack(packed, first, self._texts)
                if left <= at <= right
            ]

    def tracks(
        self, cameras: Sequence[str], start: float, end: float, labels: Sequence[str] = (), moved: bool = False
    ) -> list[SeenTrack]:
        """Tracks that began from `start` to `end`, the newest few hundred, in order of time. Empty: any."""
        place = "first BETWEEN ? AND ? ORDER BY first DESC"
        times = _ms(start), _ms(end)
        return self._tracks(cameras, labels, ("moved AND " if moved else "") + place, times, MOST_TRACKS)[::-1]

    def page(self, which: SeenFilter, before: SeenTrack | None, most: int) -> list[SeenTrack]:
        """The newest of the tracks asked for, or those that began before one that was given earlier."""
        start, end = _ms(which.start), _ms(which.end)
        upper = (end, 1 << 62) if before is None else (min(end, _ms(before.first)), before.id)
        place = ("moved AND " if which.moved else "") + (
            "first BETWEEN ? AND ? AND last >= ? AND (first < ? OR id < ?) ORDER BY first DESC, id DESC"
        )
        given = start - _REACH_MS, upper[0], start, *upper
        return self._tracks(which.cameras, which.labels, place, given, most)

    def cameras(self) -> list[str]:
        """Those of which a track is kept, by id."""
        with self._lock:
            found = self._open().execute("SELECT DISTINCT camera FROM track").fetchall()
            return sorted(self._texts.get(camera, "") for (camera,) in found)

    def since(self) -> float | None:
        """When the oldest track that is kept began; None where there is none."""
        with self._lock:
            found = self._open().execute("SELECT min(first) FROM track").fetchone()[0]
        return None if found is None else float(found) / 1000

    def beside(
        self, cameras: Sequence[str], at: float, step: int, moved: bool = False, labels: Sequence[str] = ()
    ) -> SeenTrack | None:
        """The next track that began after a time (step 1), or the last before it (-1)."""
        place = "moved AND " if moved else ""
        place += "first > ? ORDER BY first" if step > 0 else "first < ? ORDER BY first DESC"
        return next(iter(self._tracks(cameras, labels, place, (_ms(at),), 1)), None)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._close()

    def _tracks(
        self, cameras: Sequence[str], labels: Sequence[str], where: str, numbers: Sequence[int], most: int
    ) -> list[SeenTrack]:
        with self._lock:
            connection = self._open()
            chosen = [(column, names) for column, names in (("camera", cameras), ("label", labels)) if names]
            only = "".join(f"{column} IN ({','.join('?' * len(names))}) AND " for column, names in chosen)
            given = [self._numbers.get(name) for _, names in chosen for name in names]
            query = f"SELECT * FROM track WHERE {only}{where} LIMIT ?"
            rows = connection.execute(query, (*given, *numbers, most)).fetchall()
            return [self._track(row) for row in rows]

    def _track(self, row: Sequence[float]) -> SeenTrack:
        key, camera, number, label, first, last, looks, confidence, moved = row
        names = self._texts.get(int(camera), ""), self._texts.get(int(label), "")
        times = first / 1000, last / 1000
        return SeenTrack(names[0], int(number), names[1], *times, int(looks), confidence, bool(moved), int(key))

    def _write(self, looks: Sequence[BoxSet], tracks: Sequence[SeenTrack], before: float) -> list[int]:
        with self._transaction() as connection:
            self._give_up(connection, _ms(before))
            for camera, engine, some in _rows(looks):
                numbers = self._number(camera), _ms(some[0].captured_at), _ms(some[-1].captured_at)
                pictures: list[Look] = [(_ms(one.captured_at), one.boxes) for one in some]
                row = (*numbers, self._number(engine), pack(pictures, self._number))
                connection.execute("INSERT INTO looks VALUES (?, ?, ?, ?, ?)", row)
            return [self._put(connection, one) for one in tracks]

    def _put(self, connection: sqlite3.Connection, one: SeenTrack) -> int:
        values = {
            **{"id": one.id or None, "camera": self._number(one.camera), "number": one.number},
            **{"label": self._number(one.label), "first": _ms(one.first), "last": _ms(one.last), "looks": one.looks},
            **{"confidence": round(one.confidence, 3), "moved": int(one.moved)},
        }
        done = connection.execute(_PUT_TRACK, values)
        return one.id or int(done.lastrowid or 0)

    def _give_up(self, connection: sqlite3.Connection, before: int) -> None:
        used = connection.execute("PRAGMA page_count").fetchone()[0]
        free = connection.execute("PRAGMA freelist_count").fetchone()[0]
        if (used - free) * PAGE > self._most_bytes:
            ends = connection.execute("SELECT min(first), max(first) FROM looks").fetchone()
            if ends[0] is not None:
                before = max(before, int(ends[0] + (ends[1] - ends[0]) * _GIVEN_UP) + 1)
        connection.execute("DELETE FROM looks WHERE first < ?", (before,))
        connection.execute("DELETE FROM track WHERE first < ? AND last < ?", (before, before))

    def _number(self, text: str) -> int:
        found = self._numbers.get(text)
        if found is None:
            found = int(self._open().execute("INSERT INTO name (text) VALUES (?)", (text,)).lastrowid or 0)
            self._numbers[text], self._texts[found] = found, text
        return found

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        connection = self._open()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            self._learn_names(connection)
            raise

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            try:
                connection.execute(f"PRAGMA page_size = {PAGE}").close()
                connection.execute("PRAGMA journal_mode = WAL").close()
                connection.execute("PRAGMA synchronous = NORMAL").close()
                connection.executescript(_TABLES)
                self._learn_names(connection)
            except sqlite3.DatabaseError as error:
                connection.close()
                if not _damaged(error):
                    raise
                log.warning("the file of what was seen is damaged and is begun anew: %s", error)
                self._forget()
                return self._open()
            self._connection = connection
        return self._connection

    def _learn_names(self, connection: sqlite3.Connection) -> None:
        with contextlib.suppress(sqlite3.OperationalError):  # rolled back before there were tables
            self._texts = dict(connection.execute("SELECT id, text FROM name").fetchall())
            self._numbers = {text: number for number, text in self._texts.items()}

    def _forget(self) -> None:
        self._close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _rows(looks: Sequence[BoxSet]) -> Iterator[tuple[str, str, list[BoxSet]]]:
    """Looks of one camera by one engine, no more than fit into a row."""
    rows: dict[tuple[str, str], list[BoxSet]] = {}
    for one in looks:
        row = rows.setdefault((one.camera, one.engine), [])
        if row and not 0 <= _ms(one.captured_at) - _ms(row[0].captured_at) < LONGEST_MS:
            yield one.camera, one.engine, row
            row = rows[one.camera, one.engine] = []
        row.append(one)
    for (camera, engine), row in rows.items():
        yield camera, engine, row


def _ms(at: float) -> int:
    return round(at * 1000)


def _damaged(error: sqlite3.DatabaseError) -> bool:
    return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
