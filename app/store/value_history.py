"""What devices measured lately: one line per value and minute, in a file of its own.

It is no record: nothing rests on it, so it is never in the journal's way. It has its own file and its own writer, is
not synced at each write, is bounded in size, and a file that is damaged is begun anew.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)

MINUTE_S: Final = 60
KEEP_S: Final = 48 * 3600
#: How many values are kept at most: a device that invents channels must not fill the disk.
MOST_SERIES: Final = 2000
#: The file never becomes larger than this.
MOST_BYTES: Final = 256 << 20
PAGE: Final = 4096
#: What is given up at once where the file is full: the oldest share of the time kept.
GIVEN_UP_S: Final = KEEP_S // 8

#: A value: device, class, channel and key of the message's Data.
ValueKey = tuple[str, str, str, str]

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS series (
    id INTEGER PRIMARY KEY, device TEXT NOT NULL, class TEXT NOT NULL, channel TEXT NOT NULL, key TEXT NOT NULL,
    UNIQUE (device, class, channel, key)
) STRICT;
CREATE TABLE IF NOT EXISTS minute (
    series INTEGER NOT NULL, minute INTEGER NOT NULL, least REAL NOT NULL, mean REAL, most REAL, count INTEGER NOT NULL,
    PRIMARY KEY (series, minute)
) STRICT, WITHOUT ROWID;
"""
#: Mean and most are left out where they are the least: a value that stands still costs half.
_PUT: Final = """
INSERT INTO minute VALUES (:series, :minute, :least, nullif(:mean, :least), nullif(:most, :least), :count)
ON CONFLICT DO UPDATE SET
    mean = (coalesce(mean, least) * count + :mean * :count) / (count + :count),
    most = max(coalesce(most, least), :most),
    least = min(least, :least),
    count = count + :count
"""
_READ: Final = """
SELECT minute, least, coalesce(mean, least), coalesce(most, least), count FROM minute
WHERE series = ? AND minute BETWEEN ? AND ? ORDER BY minute
"""


@dataclass(frozen=True, slots=True)
class MinuteValue:
    """What a value was in one minute; ``at`` is the UTC second in which the minute begins."""

    at: int
    least: float
    mean: float
    most: float
    count: int

    def and_also(self, other: MinuteValue) -> MinuteValue:
        """The same minute with what else came in it."""
        count = self.count + other.count
        mean = (self.mean * self.count + other.mean * other.count) / count
        return MinuteValue(self.at, min(self.least, other.least), mean, max(self.most, other.most), count)


class ValueHistory:
    """The file. One thread writes; `read` may be called from any thread but the window's.

    Raises sqlite3.Error and OSError where the disk does not take it.
    """

    def __init__(self, path: Path, most_bytes: int = MOST_BYTES) -> None:
        self._path = path
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._series: dict[ValueKey, int] = {}

    def write(self, minutes: Mapping[ValueKey, Iterable[MinuteValue]], now: float) -> None:
        """Add what came in; minutes that are there already are joined. Gives up what is too old."""
        with self._lock:
            try:
                self._write(minutes, now)
            except sqlite3.DatabaseError as error:
                if not _damaged(error):
                    raise
                log.warning("the history of values is damaged and is begun anew: %s", error)
                self._forget()
                self._write(minutes, now)

    def read(self, key: ValueKey, since: float, until: float) -> list[MinuteValue]:
        """The minutes of a value from ``since`` to ``until`` (UTC seconds), in order; those without a message lack."""
        with self._lock:
            connection = self._open()
            series = self._series.get(key)
            if series is None:
                return []
            span = (int(since) // MINUTE_S, int(until) // MINUTE_S)
            with contextlib.closing(connection.execute(_READ, (series, *span))) as found:
                return [MinuteValue(minute * MINUTE_S, *rest) for minute, *rest in found]

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._close()

    def _write(self, minutes: Mapping[ValueKey, Iterable[MinuteValue]], now: float) -> None:
        keep_s = KEEP_S
        while True:
            try:
                self._transact(minutes, now, keep_s)
            except sqlite3.OperationalError as error:
                # The bound of the file is reached; a disk that is full says the same and is left alone.
                if error.sqlite_errorcode != sqlite3.SQLITE_FULL or keep_s <= GIVEN_UP_S or not self._at_bound():
                    raise
                keep_s -= GIVEN_UP_S
                with self._transaction() as connection:
                    self._give_up(connection, now - keep_s)
                continue
            return

    def _transact(self, minutes: Mapping[ValueKey, Iterable[MinuteValue]], now: float, keep_s: float) -> None:
        with self._transaction() as connection:
            self._give_up(connection, now - keep_s)
            rows = (
                {
                    **{"series": series, "minute": one.at // MINUTE_S, "least": one.least},
                    **{"mean": one.mean, "most": one.most, "count": one.count},
                }
                for key, values in minutes.items()
                if (series := self._number(connection, key)) is not None
                for one in values
            )
            connection.executemany(_PUT, rows)

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
            self._series = _numbers(connection)
            raise

    def _give_up(self, connection: sqlite3.Connection, before: float) -> None:
        last = int(before) // MINUTE_S
        for series in self._series.values():
            connection.execute("DELETE FROM minute WHERE series = ? AND minute < ?", (series, last))

    def _number(self, connection: sqlite3.Connection, key: ValueKey) -> int | None:
        found = self._series.get(key)
        if found is None and len(self._series) < MOST_SERIES:
            statement = "INSERT INTO series (device, class, channel, key) VALUES (?, ?, ?, ?)"
            found = self._series[key] = int(connection.execute(statement, key).lastrowid or 0)
        return found

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            try:
                connection.execute(f"PRAGMA page_size = {PAGE}").close()
                connection.execute(f"PRAGMA max_page_count = {self._most_bytes // PAGE}").close()
                connection.execute("PRAGMA journal_mode = WAL").close()
                connection.execute("PRAGMA synchronous = NORMAL").close()
                connection.executescript(_TABLES)
                self._series = _numbers(connection)
            except sqlite3.DatabaseError as error:
                connection.close()
                if not _damaged(error):
                    raise
                log.warning("the history of values is damaged and is begun anew: %s", error)
                self._forget()
                return self._open()
            self._connection = connection
        return self._connection

    def _at_bound(self) -> bool:
        pages = self._open().execute("PRAGMA page_count").fetchone()[0]
        return int(pages) >= self._most_bytes // PAGE - 8

    def _forget(self) -> None:
        self._close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _numbers(connection: sqlite3.Connection) -> dict[ValueKey, int]:
    found = connection.execute("SELECT device, class, channel, key, id FROM series").fetchall()
    return {(device, value_class, channel, key): number for device, value_class, channel, key, number in found}


def _damaged(error: sqlite3.DatabaseError) -> bool:
    return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
