"""What the journal said it had committed is there, whatever happened to the process or the disk."""

import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from alarms.ports import JournalError
from app.store.database import StationDatabase
from app.store.errors import StoreError, StoreFault
from app.store.journal import SqliteJournal, verify_actions
from app.store.records import Passage, PassageRecords
from app.store.reserve import MIB, Reserve
from app.store.schema import alarm, alarm_action, incident, outbox, raw_message
from tests.fakes import alarm_batches as cases
from tests.fakes.clock import FakeClock
from tests.fakes.small_disk import fill_disk, small_disk

__all__ = ["small_disk"]

_ROOT = Path(__file__).parents[2]
_KILLS = int(os.environ.get("WATCHROOM_KILLS", "8"))

_WRITER = """
import sys
from pathlib import Path
from app.clock import SystemClock
from app.store.database import StationDatabase
from app.store.journal import SqliteJournal
from tests.fakes import alarm_batches as cases
journal = SqliteJournal(StationDatabase(Path(sys.argv[1])), cases.STATION, SystemClock())
number = int(sys.argv[2])
while True:
    journal.commit(cases.batch(number))
    print(number, flush=True)
    number += 1
"""


def write_until_killed(path: Path, first: int, commits: int, delay_s: float) -> int:
    """Let a child journal from `first` on, kill it a while after so many commits; the last number it printed."""
    command = [sys.executable, "-c", _WRITER, str(path), str(first)]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for _ in range(commits):
            assert child.stdout.readline()
        threading.Event().wait(delay_s)
        child.kill()
        rest = child.stdout.read()
    printed = [int(line) for line in rest.splitlines() if line]
    return max([first + commits - 1, *printed])


def test_a_journal_killed_at_random_instants_keeps_all_that_it_had_committed(tmp_path: Path, clock: FakeClock) -> None:
    path, chance, following = tmp_path / "station.db", random.Random(20261121), 0
    for _ in range(_KILLS):
        last = write_until_killed(path, following, chance.randint(1, 12), chance.random() * 0.02)
        database = StationDatabase(path)
        journal = SqliteJournal(database, cases.STATION, clock)
        known = journal.known_messages([f"message-{n:06}" for n in range(last + 3)])
        assert {f"message-{n:06}" for n in range(last + 1)} <= known
        _assert_whole(database, len(known))
        following = len(known)
        database.close()


def _assert_whole(database: StationDatabase, batches: int) -> None:
    """Every batch is there with all its parts, and the chain holds."""
    with database.read.connect() as connection:
        found = {t.name: len(connection.execute(select(t.c.id)).all()) for t in (raw_message, alarm, incident)}
        actions = len(connection.execute(select(alarm_action.c.id)).all())
        waiting = len(connection.execute(select(outbox.c.sequence)).all())
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert found == {"raw_message": batches, "alarm": batches, "incident": batches}
    assert (actions, waiting) == (2 * batches, 5 * batches)
    assert verify_actions(database).sound


@contextmanager
def station(folder: Path, reserve: Reserve) -> Iterator[StationDatabase]:
    assert reserve.fill()
    database = StationDatabase(folder / "station.db", reserve)
    try:
        yield database
    finally:
        database.close()


def test_a_full_disk_still_journals_a_thousand_alarms_from_the_reserve(small_disk: Path, clock: FakeClock) -> None:
    reserve = Reserve(small_disk / "reserve", size=12 * MIB, slice_bytes=2 * MIB)
    with station(small_disk, reserve) as database:
        journal = SqliteJournal(database, cases.STATION, clock)
        fill_disk(small_disk)
        for number in range(1000):
            journal.commit(cases.batch(number))
        assert reserve.held < 12 * MIB
        _assert_whole(database, 1000)


def test_when_the_reserve_is_used_up_it_says_disk_full_and_goes_on_when_there_is_room(
    small_disk: Path, clock: FakeClock
) -> None:
    reserve = Reserve(small_disk / "reserve", size=2 * MIB, slice_bytes=MIB)
    with station(small_disk, reserve) as database:
        journal = SqliteJournal(database, cases.STATION, clock)
        recordings = fill_disk(small_disk)
        committed = 0
        with pytest.raises(JournalError) as raised:
            for number in range(5000):
                journal.commit(cases.batch(number))
                committed += 1
        assert raised.value.code == "disk_full"
        assert committed > 5
        assert reserve.held == 0
        recordings.unlink()
        journal.commit(cases.batch(committed))
        _assert_whole(database, committed + 1)
        assert reserve.fill()


def test_only_the_journal_may_use_the_reserve(small_disk: Path, clock: FakeClock) -> None:
    reserve = Reserve(small_disk / "reserve", size=2 * MIB, slice_bytes=MIB)
    with station(small_disk, reserve) as database:
        passages = PassageRecords(database, cases.STATION, clock)
        fill_disk(small_disk)
        with pytest.raises(StoreError) as raised:
            for number in range(5000):
                passages.put(Passage(f"passage-{number}", "G1", float(number)))
        assert raised.value.code is StoreFault.DISK_FULL
        assert raised.value.remedy == "free_space"
        assert reserve.whole
        SqliteJournal(database, cases.STATION, clock).commit(cases.batch(1))
