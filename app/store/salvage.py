"""Get everything that can still be read out of a damaged file, into a new one; the damaged one is kept beside it.

A damaged page hides the rows on it, sometimes those of the pages below it too. Each table is read along its row
numbers; where a read fails the next readable row is searched in widening steps and then by halving. What was lost is
counted where that can be known: actions and audit entries are numbered, so the holes in the numbers are the losses.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import JSON, Connection, Table, func, select
from sqlalchemy.exc import DBAPIError

from app.store import outbox_rows
from app.store.check import repair
from app.store.database import StationDatabase
from app.store.errors import StoreError
from app.store.identity import new_chain
from app.store.peers import holds
from app.store.schema import RECORDS, STATION, alarm_action, audit, outbox, setting

_AT_ONCE: Final = 200
#: Row numbers are given one after the other, so none is higher than the file has bytes, or than this.
_LAST_ROW: Final = 10_000_000

#: Tables that are read in this order; the outbox is made anew from the records.
_TABLES: Final = tuple(one for one in (*RECORDS.sorted_tables, *STATION.sorted_tables) if one is not outbox)


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What became of the damaged file: where it lies now, rows read per table, tables that had unreadable places.

    `lost` counts numbered entries (actions, audit) that were there and cannot be read.
    """

    kept_at: Path
    rows: dict[str, int] = field(default_factory=dict)
    damaged: tuple[str, ...] = ()
    lost: dict[str, int] = field(default_factory=dict)


def salvage(path: Path, now: float) -> Salvaged:
    """Move the damaged file aside and fill a new one from it; raises StoreError where not even that can be done."""
    kept = _aside(path, now)
    rows: dict[str, int] = {}
    damaged: list[str] = []
    database = StationDatabase(path)
    try:
        for table in _TABLES:
            rows[table.name], whole = _carry(kept, database, table)
            if not whole:
                damaged.append(table.name)
        database.write(lambda connection: new_chain(connection, now))
        repair(database, now)
        outbox_rows.carry_all_again(database, now)
        return Salvaged(kept, rows, tuple(damaged), _holes(database))
    finally:
        database.close()


def _aside(path: Path, now: float) -> Path:
    """Move the file and its log away; what the log holds is read through it there."""
    kept = path.with_name(f"{path.name}.damaged-{int(now)}")
    for ending in ("", "-wal"):
        source = path.with_name(path.name + ending)
        if source.exists():
            shutil.move(source, kept.with_name(kept.name + ending))
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    return kept


def _carry(kept: Path, database: StationDatabase, table: Table) -> tuple[int, bool]:
    """Copy what can be read of a table; how many rows, and whether that was all of it."""
    names = [column.name for column in table.columns]
    copied, whole = 0, True
    try:
        with closing(sqlite3.connect(kept)) as source:
            reader = _Reader(source, table.name, names, max(_LAST_ROW, kept.stat().st_size))
            for rows in reader.batches():
                copied += database.write(partial(_put, table=table, names=names, rows=rows))
            whole = reader.whole
    except sqlite3.Error:
        whole = False
    return copied, whole


def _put(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
    """Rows as they were, one by one: what does not fit the table any more is left out."""
    listed, places = ", ".join(f'"{name}"' for name in names), ", ".join("?" for _ in names)
    statement = f'INSERT OR IGNORE INTO "{table.name}" ({listed}) VALUES ({places})'
    return sum(_put_one(connection, statement, row) for row in rows if _is_whole(table, row))


def _put_one(connection: Connection, statement: str, row: Sequence[Any]) -> int:
    try:
        return connection.exec_driver_sql(statement, tuple(row)).rowcount
    except DBAPIError:  # a value that no longer is one costs its row, not the others
        return 0


def _is_whole(table: Table, row: Sequence[Any]) -> bool:
    """Whether the values still are what the columns hold; a sealed entry has to be what was sealed."""
    values = dict(zip((column.name for column in table.columns), row, strict=True))
    try:
        for column in table.columns:
            if isinstance(column.type, JSON) and values[column.name] is not None:
                values[column.name] = json.loads(values[column.name])
        return table is not alarm_action or holds(values)
    except (ValueError, TypeError):
        return False


class _Reader:
    """Walks a table of a damaged file by row number."""

    def __init__(self, source: sqlite3.Connection, table: str, names: Sequence[str], last: int) -> None:
        listed = ", ".join(f'"{name}"' for name in names)
        # Without it SQLite refuses a file that is shorter than its header says.
        source.execute("PRAGMA writable_schema = ON").close()
        source.execute("PRAGMA cell_size_check = ON").close()
        self._source = source
        self._last = last
        self._query = f'SELECT rowid, {listed} FROM "{table}" WHERE rowid >= ? ORDER BY rowid LIMIT ?'
        self.whole = True

    def batches(self) -> Iterator[list[Sequence[Any]]]:
        """Rows without their numbers, some at a time."""
        place = 0
        while place < self._last:
            rows, failed = self._read(place, _AT_ONCE)
            if rows:
                yield [row[1:] for row in rows]
                place = rows[-1][0] + 1
            if failed:
                self.whole = False
                place = self._behind(place)
            elif not rows:
                return

    def _behind(self, damaged: int) -> int:
        """The next place that can be read: first in widening steps, then by halving what was stepped over."""
        good, step = damaged + 1, 1
        while good < self._last and self._read(good, 1)[1]:
            damaged, good, step = good, good + step, step * 2
        while good - damaged > 1:
            middle = (good + damaged) // 2
            if self._read(middle, 1)[1]:
                damaged = middle
            else:
                good = middle
        return good

    def _read(self, place: int, most: int) -> tuple[list[Any], bool]:
        """Rows from a place on, and whether reading ended at damage; of a damaged stretch what comes before it.

        Numbers that do not rise are damage too: following them would never come to an end.
        """
        rows: list[Any] = []
        try:
            for row in self._source.execute(self._query, (place, most)):
                if not place <= row[0] <= self._last:
                    return rows, True
                rows.append(row)
                place = row[0] + 1
        except (sqlite3.Error, OverflowError):
            return rows, True
        return rows, False


def _holes(database: StationDatabase) -> dict[str, int]:
    """Numbers missing in the chains: what was written once and is not there now."""
    lost = {}
    with database.read.connect() as connection:
        for table in (alarm_action, audit):
            query = select(func.max(table.c.sequence), func.count()).group_by(table.c.chain)
            missing = sum(highest - count for highest, count in connection.execute(query))
            if missing:
                lost[table.name] = missing
    return lost


def readable(path: Path) -> bool:
    """Whether the file can be opened and holds the tables it should."""
    try:
        database = StationDatabase(path)
    except StoreError:
        return False
    try:
        with database.read.connect() as connection:
            connection.execute(select(func.count()).select_from(setting))
        return True
    except Exception:
        return False
    finally:
        database.close()
