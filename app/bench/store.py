"""How fast a page of a long incident list is: `watchroom bench store`, in SQLite and in PostgreSQL.

Fills a real file and a real server of its own with made-up incidents, reads pages of every kind of filter (the first,
those after it, deep ones, and back again), and removes both. PostgreSQL is left out where its programs are missing.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, insert, text

from app.bench.kills_servers import Postgres
from app.bench.store_filters import filters
from app.bench.store_rows import START, STEP_S, rows
from app.store import incident_index
from app.store.database import StationDatabase
from app.store.migrate import Role, migrate
from app.store.queries import Cursor, IncidentFilter, IncidentQueries
from app.store.schema import incident
from app.store.search import first_place
from app.store.shared import open_shared

_AT_ONCE: Final = 5000
#: Where in the list deep pages begin: shares of all.
_DEPTHS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
_PAGES_ON: Final = 3
_WORST: Final = 8


def run(arguments: argparse.Namespace) -> int:
    """Fill, read, and print per database the time of a page: p50, p95, the longest, and the slowest filters."""
    found: dict[str, Any] = {"rows": arguments.rows, "load": _load()}
    folder = Path(tempfile.mkdtemp(prefix="watchroom-store-"))
    folder.chmod(0o755)  # a server that may not run as root has to get through
    try:
        for name, opened in (("sqlite", _sqlite), ("postgresql", _postgresql)):
            if name == "postgresql" and Postgres.binaries() is None:
                found[name] = {"left_out": "no PostgreSQL server programs on this computer"}
                continue
            with opened(folder / name, arguments.rows) as (engine, filled_s):
                found[name] = {"filled_s": round(filled_s, 1), **measure(IncidentQueries(engine), arguments.rows)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if arguments.json:
        print(json.dumps(found))
    else:
        _tell(found)
    return 0


def measure(queries: IncidentQueries, count: int) -> dict[str, Any]:
    """Read every kind of page; the time of each in milliseconds."""
    spent: dict[str, list[float]] = {}
    for name, which in filters(count).items():
        spent[name] = [1000 * one for one in _pages(queries, which, count)]
    every = sorted(one for some in spent.values() for one in some)
    worst = sorted(spent, key=lambda name: -max(spent[name]))[:_WORST]
    return {
        "pages": len(every),
        "filters": len(spent),
        "page_ms": {"p50": _part(every, 50), "p95": _part(every, 95), "max": round(every[-1], 1)},
        "slowest": {name: round(max(spent[name]), 1) for name in worst},
    }


def _pages(queries: IncidentQueries, which: IncidentFilter, count: int) -> Iterator[float]:
    after: Cursor | None = None
    for _ in range(_PAGES_ON):
        begun = time.perf_counter()
        page = queries.page(which, after)
        yield time.perf_counter() - begun
        after = page.following
        if after is None:
            break
    for depth in _DEPTHS:
        deep = Cursor(first_place(START + depth * count * STEP_S))
        for way in ("after", "before"):
            begun = time.perf_counter()
            queries.page(which, **{way: deep})  # type: ignore[arg-type]
            yield time.perf_counter() - begun


@contextmanager
def _sqlite(folder: Path, count: int) -> Iterator[tuple[Engine, float]]:
    begun = time.perf_counter()
    database = StationDatabase(folder / "station.sqlite")
    try:
        for some in _portions(count):
            database.write(lambda connection, some=some: connection.execute(insert(incident), some))  # type: ignore[misc]
        database.write(incident_index.rebuild)
        yield database.read, time.perf_counter() - begun
    finally:
        database.close()


@contextmanager
def _postgresql(folder: Path, count: int) -> Iterator[tuple[Engine, float]]:
    begun = time.perf_counter()
    server = Postgres(folder)
    try:
        server.start()
        engine = open_shared(server.url, patience_s=600.0)
        migrate(engine, Role.SHARED)
        for some in _portions(count):
            with engine.begin() as connection:
                connection.execute(insert(incident), some)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE incident"))  # as the server does by itself within a minute
        yield engine, time.perf_counter() - begun
        engine.dispose()
    finally:
        server.stop()


def _portions(count: int) -> Iterator[list[dict[str, Any]]]:
    chance = random.Random(1)
    some: list[dict[str, Any]] = []
    for row in rows(count, chance):
        some.append(row)
        if len(some) == _AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _part(ordered: list[float], percent: int) -> float:
    return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)], 2)


def _load() -> float | None:
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None


def _tell(found: dict[str, Any]) -> None:
    print(f"{found['rows']} incidents; load of the computer {found['load']}")
    for name in ("sqlite", "postgresql"):
        one = found[name]
        if "left_out" in one:
            print(f"{name:11} left out: {one['left_out']}")
            continue
        page = one["page_ms"]
        print(f"{name:11} p50 {page['p50']} ms, p95 {page['p95']} ms, longest {page['max']} ms of {one['pages']} pages")
        for which, spent in one["slowest"].items():
            print(f"            {which:40} {spent} ms")
