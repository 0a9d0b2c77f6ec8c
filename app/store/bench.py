"""How fast the journal's commit is on this disk; pages of a long incident list are `app.bench.store`'s.

Figures are for people and for `watchroom bench`; no test depends on them. The yardstick beside the commit is a bare
synced write of the same size.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alarms.model import Action, ActionKind, Incident, Occurrence, Priority
from alarms.ports import Batch, Clock, RawMessage
from app.store.database import StationDatabase
from app.store.journal import SqliteJournal

_START = 1_750_000_000.0
_STATION = "bench"


def percentiles(seconds: list[float]) -> dict[str, float]:
    """p50 and p99 in milliseconds."""
    ordered = sorted(seconds)
    return {
        f"p{part}": round(1000 * ordered[min(len(ordered) - 1, len(ordered) * part // 100)], 3) for part in (50, 99)
    }


def bench_journal(folder: Path, clock: Clock, commits: int = 1000) -> dict[str, Any]:
    """Commit so many single alarms on the disk of `folder`: commit_ms, fsync_ms (the yardstick), bytes_per_alarm."""
    with _database(folder) as database:
        journal = SqliteJournal(database, _STATION, clock)
        batches = [_alarm(number) for number in range(commits)]
        spent = [_timed(lambda one=one: journal.commit(one)) for one in batches]  # type: ignore[misc]
        size = sum(path.stat().st_size for path in database.path.parent.iterdir())
    yardstick = _synced_writes(folder, min(commits, 300))
    return {
        "commits": commits,
        "commit_ms": percentiles(spent),
        "fsync_ms": percentiles(yardstick),
        "bytes_per_alarm": size // commits,
    }


@contextmanager
def _database(folder: Path) -> Iterator[StationDatabase]:
    place = Path(tempfile.mkdtemp(prefix="bench-", dir=folder))
    database = StationDatabase(place / "station.db")
    try:
        yield database
    finally:
        database.close()
        shutil.rmtree(place, ignore_errors=True)


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _synced_writes(folder: Path, times: int) -> list[float]:
    """Synced appends of what one alarm's commit adds to the log, about 60 KiB."""
    data = os.urandom(60 * 1024)

    with tempfile.NamedTemporaryFile(dir=folder, buffering=0) as file:

        def write() -> None:
            file.write(data)
            os.fsync(file.fileno())

        return [_timed(write) for _ in range(times)]


def _alarm(number: int) -> Batch:
    key, at = f"{number:08}", _START + number
    raised = Occurrence(
        *(f"occurrence-{key}", "fence1/Z03", "fence1", "zone-7", "perimeter", "wire_cut"),
        *(Priority.P2, at, at),
        incident=f"incident-{key}",
    )
    case = Incident(f"incident-{key}", key, "zone-7", Priority.P2, at, occurrences=(raised.id,), family="intrusion")
    kinds = (ActionKind.RAISE, ActionKind.INCIDENT_OPEN)
    actions = (
        Action(f"{k.value}-{key}", k, raised.id, case.id, at, "", _STATION, f"{key}-{k.value}", {}) for k in kinds
    )
    message = RawMessage(f"message-{key}", "gs/1/demo/fence1/event/perimeter/Z03", b"x" * 350, at, "fence1", "mqtt")
    return Batch((message,), tuple(actions), (raised,), (case,))
