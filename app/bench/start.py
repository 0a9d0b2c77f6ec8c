"""How long a station takes to know again what stands, with a year of alarms in its record.

`watchroom bench start` fills a record with so many actions (five for each alarm: opened, raised, acknowledged,
returned, closed; the last of them minutes ago) and starts the alarm service over it, as a restart would.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from alarms.engine import AlarmEngine
from alarms.hlc import reading_at
from alarms.service import AlarmService
from alarms.site import make_site
from app.clock import SystemClock
from app.store.database import StationDatabase
from app.store.journal import SqliteJournal

YEAR_S: Final = 365 * 86400.0
POINTS: Final = 300
_SEAL: Final = "0" * 64
_STATION: Final = "bench"


def run(arguments: argparse.Namespace) -> int:
    """Fill, start three times, and print the figures: seconds of wall and of processor, and what was held.

    With ``--window`` the window and its pictures are measured instead: see app/bench/opening.py.
    """
    if arguments.window:
        return _run_opening(arguments)
    folder = Path(tempfile.mkdtemp(prefix="watchroom-start-"))
    try:
        path = folder / "station.sqlite"
        fill(path, arguments.actions)
        starts = [start(path) for _ in range(3)]
        found = {"actions": arguments.actions, "file_mb": round(path.stat().st_size / 1e6), "starts": starts}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if arguments.json:
        print(json.dumps(found))
    else:
        for one in starts:
            print(f"{one['start_s']} s ({one['cpu_s']} s of processor), {one['cases']} cases held")
    return 0


def _run_opening(arguments: argparse.Namespace) -> int:
    from app.bench.opening import measure_opening  # noqa: PLC0415 - pictures and Qt only where they are asked for

    found = measure_opening(arguments.tiles)
    if arguments.json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name:24} {value}")
    return 0


def start(path: Path) -> dict[str, float]:
    """Open the record, start the alarm service, close both."""
    clock = SystemClock()
    begun, spent = time.perf_counter(), time.process_time()
    database = StationDatabase(path)
    engine = AlarmEngine(make_site("bench", _STATION, points=[], devices=[], zones=[]), clock)
    alarms = AlarmService(engine, SqliteJournal(database, _STATION, clock), clock)
    alarms.start()
    took, used = time.perf_counter() - begun, time.process_time() - spent
    held = len(dict(engine.ledger.occurrences))
    alarms.stop()
    database.close()
    return {"start_s": round(took, 3), "cpu_s": round(used, 3), "cases": held}


def fill(path: Path, actions: int) -> None:
    """A record of a year, written straight into the tables; its seals are not real."""
    StationDatabase(path).close()
    alarms, end = actions // 5, time.time()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        for table, rows in (("alarm_action", _actions), ("alarm", _alarms), ("incident", _incidents)):
            _insert(connection, table, rows(alarms, end))
        connection.commit()


def _insert(connection: sqlite3.Connection, table: str, rows: Iterator[dict[str, Any]]) -> None:
    first = next(rows)
    names, places = ", ".join(first), ", ".join(f":{name}" for name in first)
    statement = f"INSERT INTO {table} ({names}) VALUES ({places})"
    connection.execute(statement, first)
    connection.executemany(statement, rows)


def _cases(alarms: int, end: float) -> Iterator[tuple[int, str, str, float]]:
    for number in range(alarms):
        key = f"{number:08}-0000-0000-0000-00000000"
        yield number, f"occ-{key}", f"inc-{key}", end - YEAR_S + (number + 1) * YEAR_S / alarms - 60


def _actions(alarms: int, end: float) -> Iterator[dict[str, Any]]:
    for number, occurrence, incident, at in _cases(alarms, end):
        raised: dict[str, Any] = {
            "point": f"point-{number % POINTS}",
            "zone": f"zone-{number % 40}",
            "alarm_class": "perimeter",
        }
        raised |= {"kind": "wire_cut", "priority": 2, "received_at": at, "suppression": "none", "message": occurrence}
        opened = {"number": f"x-{number}", "zone": raised["zone"], "family": "intrusion", "priority": 2}
        parts: tuple[tuple[str, str | None, str | None, dict[str, Any]], ...] = (
            ("incident_open", None, incident, opened),
            ("raise", occurrence, incident, raised | {"data": {"active": True, "kv": 0.4}}),
            ("acknowledge", occurrence, incident, {"priority": 2}),
            ("return", occurrence, None, {}),
            ("close", None, incident, {}),
        )
        for place, (kind, of, case, data) in enumerate(parts):
            sequence = number * 5 + place + 1
            yield {
                **{"id": f"act-{sequence:010}-0000-0000-00000000", "station": _STATION, "chain": "bench"},
                **{"sequence": sequence, "kind": kind, "occurrence": of, "incident": case, "at": at + place},
                **{"actor": "guard", "clock": reading_at(at + place), "data": json.dumps(data)},
                **{"previous_hash": _SEAL, "hash": _SEAL},
            }


def _alarms(alarms: int, end: float) -> Iterator[dict[str, Any]]:
    flags = dict.fromkeys(("latching", "recovered", "replay", "drill", "raised_suppressed", "awaiting_reset"), 0)
    for number, occurrence, incident, at in _cases(alarms, end):
        yield {
            **{"id": occurrence, "point": f"point-{number % POINTS}", "priority": 2, "condition": "normal"},
            **{"acknowledgement": "acked", "suppression": "none", "raised_at": at, "incident": incident},
            **{"data": "{}", "clock": reading_at(at)},
            **flags,
        }


def _incidents(alarms: int, end: float) -> Iterator[dict[str, Any]]:
    for number, _occurrence, incident, at in _cases(alarms, end):
        yield {
            **{"id": incident, "number": f"x-{number}", "priority": 2, "opened_at": at, "handling": "resolved"},
            **{"closed_at": at + 4, "last_raised_at": at, "drill": 0, "notes": "[]", "clock": reading_at(at)},
        }
