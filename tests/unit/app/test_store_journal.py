"""The journal: one transaction per batch, idempotent, in order, chained, and honest about what is wrong."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Column, Connection, Table, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from alarms.case_marks import Dispatch, TakenBack
from alarms.model import ActionKind
from alarms.ports import Batch, Journal, JournalError
from app.store.chain import GENESIS
from app.store.database import PRAGMAS, StationDatabase
from app.store.errors import StoreError, StoreFault
from app.store.journal import SqliteJournal, verify_actions
from app.store.schema import (
    APPEND_ONLY,
    alarm,
    alarm_action,
    incident,
    incident_dispatch,
    incident_step,
    outbox,
    raw_message,
)
from tests.fakes import alarm_batches as cases
from tests.fakes.clock import FakeClock


@pytest.fixture
def database(tmp_path: Path) -> Iterator[StationDatabase]:
    opened = StationDatabase(tmp_path / "station.db")
    yield opened
    opened.close()


@pytest.fixture
def journal(database: StationDatabase, clock: FakeClock) -> SqliteJournal:
    return SqliteJournal(database, cases.STATION, clock)


def count(database: StationDatabase, table: Table) -> int:
    with database.read.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_it_is_the_journal_that_the_alarm_core_asks_for(journal: SqliteJournal) -> None:
    core: Journal = journal
    core.commit(cases.batch(1))
    assert core.known_messages(["message-000001", "message-000002"]) == {"message-000001"}


def test_every_pragma_holds_on_every_connection(database: StationDatabase) -> None:
    def read(connection: Connection) -> dict[str, object]:
        return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS}

    expected = {name: value for name, (_text, value) in PRAGMAS.items()}
    assert expected["synchronous"] == 2
    assert expected["journal_mode"] == "wal"
    assert database.write(read) == expected
    with database.read.connect() as one, database.read.connect() as two, database.read.connect() as three:
        assert [read(each) for each in (one, two, three)] == [expected] * 3


def test_a_file_that_does_not_take_a_pragma_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PRAGMAS, "journal_mode", ("DELETE", "wal"))
    with pytest.raises(StoreError, match="journal_mode"):
        StationDatabase(tmp_path / "station.db")


def test_readers_cannot_write(database: StationDatabase) -> None:
    with (
        database.read.connect() as connection,
        pytest.raises(DBAPIError, match="readonly"),
    ):
        connection.execute(text("DELETE FROM outbox"))


def test_actions_come_back_as_they_were_in_the_order_of_their_clocks(journal: SqliteJournal) -> None:
    for number in (3, 1, 2):
        journal.commit(cases.batch(number))
    found = list(journal.actions())
    assert [one.clock for one in found] == sorted(one.clock for one in found)
    assert found[1] == cases.action(1)
    assert len(found) == 6


def test_a_batch_leaves_message_actions_tables_and_outbox_in_one_go(
    database: StationDatabase, journal: SqliteJournal
) -> None:
    journal.commit(cases.batch(1))
    counts = {table.name: count(database, table) for table in (raw_message, alarm_action, alarm, incident, outbox)}
    assert counts == {"raw_message": 1, "alarm_action": 2, "alarm": 1, "incident": 1, "outbox": 5}


def test_a_repeated_commit_changes_nothing(database: StationDatabase, journal: SqliteJournal) -> None:
    journal.commit(cases.batch(1))
    journal.commit(cases.batch(1))
    assert count(database, alarm_action) == 2
    assert count(database, raw_message) == 1
    assert count(database, outbox) == 5
    assert verify_actions(database).sound


def test_the_same_id_twice_in_one_batch_is_taken_once(database: StationDatabase, journal: SqliteJournal) -> None:
    journal.commit(Batch(raw=(cases.raw(1), cases.raw(1)), actions=(cases.action(1), cases.action(1))))
    assert (count(database, raw_message), count(database, alarm_action)) == (1, 1)


def test_a_batch_that_cannot_be_written_leaves_nothing_of_itself(
    database: StationDatabase, journal: SqliteJournal
) -> None:
    broken = cases.incident(1, priority="not a number")
    with pytest.raises((JournalError, ValueError)):
        journal.commit(Batch(raw=(cases.raw(1),), actions=(cases.action(1),), incidents=(broken,)))
    assert (count(database, raw_message), count(database, alarm_action), count(database, outbox)) == (0, 0, 0)
    journal.commit(cases.batch(1))
    assert verify_actions(database).sound


def test_tables_follow_what_the_actions_lead_to(database: StationDatabase, journal: SqliteJournal) -> None:
    journal.commit(cases.batch(1))
    journal.commit(cases.handled(1))
    with database.read.connect() as connection:
        row = connection.execute(select(incident)).one()
        step = connection.execute(select(incident_step)).one()
    assert (row.cause, row.category, row.alarms) == ("branch", "intrusion", 1)
    assert row.notes[0]["text"].startswith("树枝")
    assert (step.step, step.done, step.actor) == ("look", True, "王建国")


def test_a_tick_that_was_taken_back_stays_as_not_done(database: StationDatabase, journal: SqliteJournal) -> None:
    journal.commit(cases.handled(1))
    journal.commit(Batch(actions=(cases.action(1, ActionKind.UNDO),), incidents=(cases.incident(1),)))
    with database.read.connect() as connection:
        assert connection.execute(select(incident_step.c.done)).scalars().all() == [False]


def test_a_sending_that_was_taken_back_stays_as_withdrawn(database: StationDatabase, journal: SqliteJournal) -> None:
    sent = Dispatch("d1", "li", "Li Mei", "east", "", 5.0, "wang", arrived_at=9.0, arrived_by="wang")
    journal.commit(Batch(actions=(cases.action(1),), incidents=(cases.incident(1, dispatches=(sent,)),)))
    with database.read.connect() as connection:
        row = connection.execute(select(incident_dispatch)).one()
        assert connection.execute(select(incident.c.first_on_scene_at)).scalar_one() == 9.0
    assert (row.guard, row.name, row.zone, row.sent_at, row.arrived_at, row.withdrawn) == (
        *("li", "Li Mei", "east", 5.0, 9.0),
        False,
    )
    undone = cases.incident(1, taken_back=(TakenBack(cases.action(2), "wang", 10.0),))
    journal.commit(Batch(actions=(cases.action(1, ActionKind.UNDO),), incidents=(undone,)))
    with database.read.connect() as connection:
        assert connection.execute(select(incident_dispatch.c.withdrawn)).scalars().all() == [True]


def test_sequences_follow_the_newest_boot_of_each_device(journal: SqliteJournal) -> None:
    journal.commit(Batch(raw=(cases.raw(5), cases.raw(4), cases.raw(9, device="gas"))))
    assert journal.sequences() == {"fence1": ("boot-1", 5), "gas": ("boot-1", 9)}
    journal.commit(Batch(raw=(cases.raw(3), cases.raw(10, boot="boot-2"))))
    assert journal.sequences()["fence1"] == ("boot-2", 10)


def test_numbers_that_never_came_are_known_after_a_restart(journal: SqliteJournal) -> None:
    journal.commit(Batch(raw=(cases.raw(3), cases.raw(4), cases.raw(7), cases.raw(9, device="gas"))))
    assert journal.gaps() == {"fence1": {5, 6}, "gas": set()}
    journal.commit(Batch(raw=(cases.raw(12, topic="gs/1/demo/fence1/state/perimeter/Z01"),)))
    assert journal.sequences()["fence1"] == ("boot-1", 7), "a state has no number of its own"
    journal.commit(Batch(raw=(cases.raw(10, boot="boot-2"),)))
    assert journal.gaps()["fence1"] == set()


def test_the_latest_state_of_each_topic_is_kept(journal: SqliteJournal) -> None:
    topics = ("gs/1/demo/doors/state/door/D01", "gs/1/demo/doors/status", "gs/1/demo/doors/event/door/D01")
    journal.commit(Batch(raw=tuple(cases.raw(n, topic=topic) for n, topic in enumerate(topics))))
    journal.commit(Batch(raw=(cases.raw(7, topic=topics[0]),)))
    found = {message.topic: message.id for message in journal.latest_states()}
    assert found == {topics[0]: "message-000007", topics[1]: "message-000001"}
    assert cases.raw(7, topic=topics[0]) in list(journal.latest_states())


def test_odd_text_from_a_device_is_kept_and_never_stops_the_journal(
    database: StationDatabase, journal: SqliteJournal
) -> None:
    odd = cases.action(1, data={"note": "a\x00b", "half": "\ud83d", "far": float("inf"), "list": (1, 2)})
    journal.commit(Batch(actions=(odd,)))
    (found,) = journal.actions()
    assert found.data == {"note": "a\ufffdb", "half": "\\ud83d", "far": "inf", "list": [1, 2]}
    assert verify_actions(database).sound


def test_a_journal_opened_again_goes_on_in_its_chain(tmp_path: Path, clock: FakeClock) -> None:
    for number in (1, 2):
        opened = StationDatabase(tmp_path / "station.db")
        SqliteJournal(opened, cases.STATION, clock).commit(cases.batch(number))
        check = verify_actions(opened)
        opened.close()
    assert check.sound
    assert [head.sequence for head in check.heads] == [4]


@pytest.mark.parametrize("table", APPEND_ONLY, ids=lambda table: table.name)
@pytest.mark.parametrize("verb", ["UPDATE {0} SET id = 'other'", "DELETE FROM {0}"])
def test_what_only_grows_cannot_be_changed_or_removed(database: StationDatabase, table: Table, verb: str) -> None:
    values = {column.name: _some(column) for column in table.columns if not column.nullable}

    def work(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.execute(insert(table).values(values))
        connection.exec_driver_sql(verb.format(table.name))

    with pytest.raises(StoreError, match="append-only"):
        database.write(work)


def _some(column: "Column[Any]") -> object:
    if isinstance(column.type, JSON):
        return {}
    return {str: "x", int: 7, float: 1.0, bytes: b"x", bool: False}[column.type.python_type]


def test_replacing_does_not_slip_past_the_guard(database: StationDatabase, journal: SqliteJournal) -> None:
    journal.commit(cases.batch(1))
    replaced = "REPLACE INTO raw_message (id, payload, received_at) VALUES ('message-000001', x'00', 0)"
    with pytest.raises(StoreError, match="append-only"):
        database.write(lambda c: c.exec_driver_sql(replaced))


def _tamper(path: Path, *statements: str) -> None:
    """What someone with the file and a tool would do: take the triggers away, change, put nothing back."""
    connection = sqlite3.connect(path)
    for name in ("keep_alarm_action_update", "keep_alarm_action_delete"):
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("statement", "reason", "sequence"),
    [
        ("UPDATE alarm_action SET actor = 'nobody' WHERE sequence = 3", "changed", 3),
        ("UPDATE alarm_action SET data = '{}' WHERE sequence = 1", "changed", 1),
        ("DELETE FROM alarm_action WHERE sequence = 4", "gap", 4),
        ("DELETE FROM alarm_action WHERE sequence = 1", "gap", 1),
    ],
)
def test_a_changed_or_missing_action_breaks_the_chain_where_it_is(
    database: StationDatabase, journal: SqliteJournal, statement: str, reason: str, sequence: int
) -> None:
    for number in range(1, 4):
        journal.commit(cases.batch(number))
    _tamper(database.path, statement)
    (broken,) = verify_actions(database).breaks
    assert (broken.reason, broken.sequence) == (reason, sequence)


def test_the_chain_begins_with_nothing_before_it(database: StationDatabase, journal: SqliteJournal) -> None:
    journal.commit(cases.batch(1))
    query = select(alarm_action.c.previous_hash).where(alarm_action.c.sequence == 1)
    with database.read.connect() as connection:
        assert connection.execute(query).scalar() == GENESIS


def test_a_file_locked_by_another_program_is_said_to_be_locked(
    database: StationDatabase, journal: SqliteJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setitem(PRAGMAS, "busy_timeout", ("10", 10))
    database.close()
    try:
        with pytest.raises(JournalError) as raised:
            journal.commit(cases.batch(1))
        assert raised.value.code == "locked"
    finally:
        other.close()
    journal.commit(cases.batch(1))
    assert count(database, alarm_action) == 2


def test_a_damaged_file_is_said_to_be_corrupt(tmp_path: Path) -> None:
    path = tmp_path / "station.db"
    path.write_bytes(b"this is not a database" * 500)
    with pytest.raises(StoreError) as raised:
        StationDatabase(path)
    assert raised.value.code is StoreFault.CORRUPT
    assert raised.value.remedy == "check_and_repair"
    assert "watchroom journal check --repair" in str(raised.value)


def test_damage_found_later_is_said_too(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "station.db"
    opened = StationDatabase(path)
    journal = SqliteJournal(opened, cases.STATION, clock)
    for number in range(200):
        journal.commit(cases.batch(number))
    opened.close()
    data = bytearray(path.read_bytes())
    data[8192:] = b"\xff" * (len(data) - 8192)
    path.write_bytes(data)
    with pytest.raises((JournalError, StoreError), match="corrupt"):
        SqliteJournal(StationDatabase(path), cases.STATION, clock).commit(cases.batch(999))
