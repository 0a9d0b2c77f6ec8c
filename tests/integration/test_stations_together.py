"""Stations on one PostgreSQL: each sees what the others do, in one order, within half a second, whatever was cut."""

import sqlite3
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text

from alarms.engine import AlarmEngine
from alarms.messages import encode_message
from alarms.model import Action, Incident, Occurrence
from alarms.ports import AlarmChange
from alarms.service import AlarmService
from app.clock import SystemClock
from app.store import outbox
from app.store.check import check_file
from app.store.database import StationDatabase
from app.store.feed import SharedFeed, feed_engine
from app.store.journal import SqliteJournal, verify_actions
from app.store.migrate import Role, migrate
from app.store.outbox import OutboxCarrier
from app.store.salvage import salvage
from app.store.schema import alarm_action
from app.store.shared import open_shared
from tests.fakes.postgres import PostgresServer, postgres
from tests.unit.alarms.world import small_site

__all__ = ["postgres"]

_NUMBERS = count()
PAUSE_S = 0.002


class SkewedClock(SystemClock):
    """A clock that is wrong by so many seconds."""

    def __init__(self, ahead: float) -> None:
        self._ahead = ahead

    def now(self) -> float:
        return super().now() + self._ahead


class Post:
    """A station's record, alarms, and its ways to and from the shared database."""

    def __init__(self, folder: Path, url: str, name: str, ahead: float = 0.0) -> None:
        self.name = name
        self.clock = SkewedClock(ahead)
        self.database = StationDatabase(folder / f"{name}.db")
        self.journal = SqliteJournal(self.database, name, self.clock)
        self.engine = AlarmEngine(replace(small_site(), station=name), self.clock)
        self.alarms = AlarmService(self.engine, self.journal, self.clock)
        self.carrier = OutboxCarrier(
            self.database, open_shared(url, purpose=f"outbox {self.journal.chain}"), self.clock
        )
        self.feed = SharedFeed(feed_engine(url, self.journal.chain), self.journal, self.alarms.merge, self.clock)
        self.journal.wake_on_commit(self.carrier.wake)
        self.told: list[AlarmChange] = []
        self.alarms.add_listener(self)
        self.stopped = False

    def changed(self, change: AlarmChange) -> None:
        self.told.append(change)

    def start(self, *, alone: bool = False) -> "Post":
        self.alarms.start()
        if not alone:
            self.carrier.start()
            self.feed.start()
        return self

    def stop(self) -> None:
        self.stopped = True
        assert self.feed.stop()
        self.alarms.stop()
        assert self.carrier.stop()
        self.database.close()

    def event(
        self, channel: str, active: bool = True, *, occ: str, device: str = "fence", name: str = "perimeter"
    ) -> None:
        """A device says so; durable on return."""
        topic = f"gs/1/demo/{device}/event/{name}/{channel}"
        body = encode_message({"active": active, "occ": occ}, at=time.time(), message_id=f"{occ}-{active}")
        self.alarms.submit(topic, body, self.clock.now(), "test").result(60)

    def open(self) -> dict[str, Occurrence]:
        return {one.id: one for one in self.alarms.snapshot().occurrences}

    def cases(self) -> dict[str, Incident]:
        return {one.id: one for one in self.alarms.snapshot().incidents}

    def present(self) -> tuple[dict[str, Occurrence], dict[str, Incident]]:
        return self.open(), self.cases()

    def actions(self) -> list[Action]:
        return list(self.journal.actions())


def until(what: str, condition: Callable[[], object], seconds: float = 60.0) -> float:
    begun, pause = time.monotonic(), threading.Event()
    while not condition():
        assert time.monotonic() - begun < seconds, what
        pause.wait(PAUSE_S)
    return time.monotonic() - begun


@pytest.fixture
def url(postgres: PostgresServer) -> str:
    made = postgres.create_database(f"together{next(_NUMBERS)}")
    engine = open_shared(made)
    migrate(engine, Role.SHARED)
    engine.dispose()
    return made


@pytest.fixture
def make_post(tmp_path: Path, url: str) -> Iterator[Callable[..., Post]]:
    made: list[Post] = []

    def make(name: str, ahead: float = 0.0, folder: str = "") -> Post:
        (tmp_path / folder).mkdir(exist_ok=True)
        made.append(Post(tmp_path / folder, url, name, ahead))
        return made[-1]

    yield make
    for post in made:
        if not post.stopped:
            post.stop()


def test_each_sees_the_others_alarms_acknowledgements_and_takers_within_half_a_second(
    make_post: Callable[..., Post],
) -> None:
    north, south = make_post("north").start(), make_post("south").start()
    until("both are connected", lambda: north.feed.status().connected and south.feed.status().connected)
    there, back = zip(*(_there_and_back(north, south, f"o{number}") for number in range(25)), strict=True)
    assert {one.acked_by for one in north.open().values()} == {"guard at south"}
    assert north.present() == south.present()
    for seconds in (there, back):
        assert statistics.median(seconds) < 0.25, sorted(seconds)
        assert sorted(seconds)[-2] < 0.5, sorted(seconds)


def _there_and_back(north: Post, south: Post, occ: str) -> tuple[float, float]:
    """An alarm at north, acknowledged at south: the seconds until each is seen by the other."""
    before = set(south.open())
    north.event("Z01", occ=occ)
    there = until("the alarm", lambda: set(south.open()) - before)
    (key,) = set(south.open()) - before
    south.alarms.acknowledge(key, "guard at south", no_picture=True).result(60)
    back = until("the acknowledgement", lambda: not north.open()[key].unacked)
    north.event("Z01", False, occ=occ)
    until("the return", lambda: not south.open()[key].active)
    return there, back


def test_listeners_are_told_of_others_changes_as_of_their_own(make_post: Callable[..., Post]) -> None:
    north, south = make_post("north").start(), make_post("south").start()
    north.event("Z01", occ="o1")
    until("the alarm", south.open)
    until("told", lambda: any(change.merged for change in south.told))
    change = next(change for change in south.told if change.merged)
    assert [one.station for one in change.merged] == ["north", "north"]
    assert {one.id for one in change.occurrences} == set(south.open())
    assert change.actions == ()


def test_one_message_heard_by_two_stations_is_one_alarm(make_post: Callable[..., Post]) -> None:
    north, south = make_post("north"), make_post("south")
    for post in (north, south):
        post.alarms.start()
        post.event("Z01", occ="o1")
    for post in (north, south):
        post.carrier.start()
        post.feed.start()
    until("both know all", lambda: len(north.actions()) == len(south.actions()) == 4)
    until("they agree", lambda: north.present() == south.present())
    assert len(north.open()) == len(north.cases()) == 1


def test_what_others_did_is_known_after_a_start_without_the_database(
    make_post: Callable[..., Post], postgres: PostgresServer
) -> None:
    north, south = make_post("north").start(), make_post("south").start()
    north.event("Z01", occ="o1")
    until("the alarm", south.open)
    expected = south.present()
    south.stop()
    again = make_post("south").start(alone=True)
    assert again.present() == expected
    assert verify_actions(again.database).sound
    again.stop()


def test_a_transaction_that_commits_late_is_not_missed(make_post: Callable[..., Post], url: str) -> None:
    """A number that was not there when a later one was read is fetched once it comes."""
    north, south = make_post("north"), make_post("south")
    for number in (1, 2, 3):
        north.alarms.start() if number == 1 else None
        north.event("Z01", occ=f"o{number}")
        north.event("Z01", False, occ=f"o{number}")
    north.carrier.start()
    shared = open_shared(url)
    until("all over there", lambda: _count(shared) == len(north.actions()))
    with shared.connect() as late, late.begin():
        late.execute(text("ALTER TABLE alarm_action DISABLE TRIGGER USER"))
        held = late.execute(delete(alarm_action).where(alarm_action.c.sequence == 2).returning(alarm_action)).one()
        late.execute(text("ALTER TABLE alarm_action ENABLE TRIGGER USER"))
    south.start()
    until("all but one", lambda: len(south.actions()) == len(north.actions()) - 1)
    until("it says so", lambda: south.feed.status().behind == 1)
    with shared.connect() as late, late.begin():
        late.execute(alarm_action.insert().values(**held._mapping))
    shared.dispose()
    south.feed._looked.clear()  # it would look again after half a minute
    south.feed.hurry()
    until("the late one", lambda: len(south.actions()) == len(north.actions()))
    until("it says so", lambda: south.feed.status().behind == 0)


def test_a_row_that_was_changed_in_the_shared_database_is_told_and_not_believed(
    make_post: Callable[..., Post], url: str
) -> None:
    north, south = make_post("north").start(), make_post("south")
    north.event("Z01", occ="o1")
    shared = open_shared(url)
    until("carried", lambda: _count(shared) == 2)
    with shared.connect() as intruder, intruder.begin():
        intruder.execute(text("ALTER TABLE alarm_action DISABLE TRIGGER USER"))
        intruder.execute(text("UPDATE alarm_action SET actor = 'nobody' WHERE sequence = 2"))
        intruder.execute(text("ALTER TABLE alarm_action ENABLE TRIGGER USER"))
    south.start()
    until("told", lambda: south.feed.status().problems)
    assert [(one.station, one.sequence, one.reason) for one in south.feed.status().problems] == [
        ("north", 2, "changed")
    ]
    assert len(south.actions()) == 1
    with shared.connect() as intruder, intruder.begin():
        intruder.execute(text("ALTER TABLE alarm_action DISABLE TRIGGER USER"))
        intruder.execute(text("DELETE FROM alarm_action"))
        intruder.execute(text("ALTER TABLE alarm_action ENABLE TRIGGER USER"))
    shared.dispose()
    assert _count_here(south) == 1


def test_a_cut_tail_is_told(make_post: Callable[..., Post], url: str) -> None:
    north, south = make_post("north").start(), make_post("south").start()
    north.event("Z01", occ="o1")
    until("the alarm", south.open)
    shared = open_shared(url)
    with shared.connect() as intruder, intruder.begin():
        intruder.execute(text("ALTER TABLE alarm_action DISABLE TRIGGER USER"))
        intruder.execute(text("DELETE FROM alarm_action WHERE sequence = 2"))
        intruder.execute(text("ALTER TABLE alarm_action ENABLE TRIGGER USER"))
    shared.dispose()
    south.feed.hurry()
    until("told", lambda: [one.reason for one in south.feed.status().problems] == ["cut"])


def test_a_new_station_knows_what_stands_first_and_all_else_in_time(make_post: Callable[..., Post], url: str) -> None:
    north = make_post("north").start()
    for number in range(160):
        north.event("Z01", occ=f"o{number}")
        if number != 7:
            (key,) = [one.id for one in north.open().values() if one.active]
            north.event("Z01", False, occ=f"o{number}")
            north.alarms.acknowledge(key, "guard", no_picture=True).result(60)
            north.alarms.reset(key, "test", "guard").result(60)  # type: ignore[arg-type]
    shared = open_shared(url)
    until("carried", lambda: _count(shared) == len(north.actions()), 60)
    shared.dispose()
    shown: set[str] = set()
    south = make_post("south")

    class Watcher:
        def changed(self, change: AlarmChange) -> None:
            shown.update(one.id for one in change.occurrences if one.open)

    south.alarms.add_listener(Watcher())
    south.start()
    until("all", lambda: len(south.actions()) == len(north.actions()), 60)
    until("they agree", lambda: north.present() == south.present())
    assert shown == set(north.open())


def test_a_folder_restored_from_a_copy_gets_its_own_actions_back_and_goes_on_in_a_new_chain(
    make_post: Callable[..., Post], tmp_path: Path, url: str
) -> None:
    north = make_post("north").start()
    north.event("Z01", occ="o1")
    copy = tmp_path / "copy"
    copy.mkdir()
    _copy(north.database, copy / "north.db")
    north.event("Z02", occ="o2")
    shared = open_shared(url)
    until("carried", lambda: _count(shared) == len(north.actions()))
    expected, actions = north.present(), {one.id for one in north.actions()}
    north.stop()
    restored = make_post("north", folder="copy").start()
    until("its own actions are back", lambda: {one.id for one in restored.actions()} == actions)
    assert restored.present() == expected
    restored.event("Z03", occ="o3")
    until("carried", lambda: _count(shared) == len(restored.actions()))
    shared.dispose()
    assert restored.carrier.status().refused == 0
    assert verify_actions(restored.database).sound


def test_what_a_damaged_file_lost_comes_back_from_the_shared_database(
    make_post: Callable[..., Post], tmp_path: Path, url: str
) -> None:
    north = make_post("north").start()
    for number in range(60):
        north.event("Z01", occ=f"o{number}")
        north.event("Z01", False, occ=f"o{number}")
    shared = open_shared(url)
    until("carried", lambda: _count(shared) == len(north.actions()))
    shared.dispose()
    expected, actions, path = north.present(), {one.id for one in north.actions()}, north.database.path
    north.stop()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    salvage(path, time.time())
    again = make_post("north")
    assert {one.id for one in again.actions()} < actions
    again.start()
    until("all is back", lambda: {one.id for one in again.actions()} >= actions)
    until("and means the same", lambda: again.open().keys() == expected[0].keys())
    again.event("Z02", occ="new")
    assert len(again.open()) == len(expected[0]) + 1
    assert not [one for one in check_file(again.database) if one.part != "loose"]


def test_without_a_word_from_the_database_it_is_looked_for_all_the_same(
    make_post: Callable[..., Post], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "tell_others", lambda _connection, _chain: None)
    north, south = make_post("north").start(), make_post("south").start()
    until("both are connected", lambda: north.feed.status().connected and south.feed.status().connected)
    north.event("Z01", occ="o1")
    assert until("the alarm", south.open) < 5


def _copy(database: StationDatabase, target: Path) -> None:
    with closing(sqlite3.connect(database.path)) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)


def _count(engine: object) -> int:
    with engine.connect() as connection:  # type: ignore[attr-defined]
        return int(connection.execute(select(func.count()).select_from(alarm_action)).scalar_one())


def _count_here(post: Post) -> int:
    return _count(post.database.read)
