"""Old messages leave the station's file once the shared database has them; what is recorded of alarms never does."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, func, select, text
from sqlalchemy.exc import DBAPIError

from alarms.ports import Batch
from app.store import outbox_rows
from app.store.check import check_file
from app.store.compaction import KIND, Compaction, trimmed
from app.store.database import StationDatabase
from app.store.journal import SqliteJournal
from app.store.keys import station_key
from app.store.migrate import Role, migrate
from app.store.outbox import QUIET_S, OutboxCarrier
from app.store.schema import alarm_action, anchor, raw_message
from app.store.shared import open_shared, put
from app.store.signing import is_signed
from tests.fakes import alarm_batches as cases
from tests.fakes.clock import DEFAULT_NOW, FakeClock
from tests.fakes.postgres import PostgresServer, postgres
from tests.integration.mqtt_tools import until

__all__ = ["postgres"]

_NUMBERS = count()
DAY_S = 86400.0
MESSAGES = 700


@pytest.fixture
def shared(postgres: PostgresServer) -> Iterator[Engine]:
    engine = open_shared(postgres.create_database(f"compaction{next(_NUMBERS)}"))
    migrate(engine, Role.SHARED)
    yield engine
    engine.dispose()


@pytest.fixture
def database(tmp_path: Path, clock: FakeClock) -> Iterator[StationDatabase]:
    made = StationDatabase(tmp_path / "station.db")
    journal = SqliteJournal(made, cases.STATION, clock)
    journal.commit(cases.batch(0))
    raw = [cases.raw(number) for number in range(1, MESSAGES)]
    journal.commit(Batch(raw=(*raw, cases.raw(MESSAGES, topic="gs/1/demo/gate1/state/gate/G1"))))
    yield made
    made.close()


def compaction(database: StationDatabase, clock: FakeClock, folder: Path) -> Compaction:
    return Compaction(database, cases.STATION, station_key(folder / "keys"), clock, 30)


def carry(database: StationDatabase, shared: Engine) -> None:
    """Everything at once, as the carrier would."""
    with database.read.connect() as here, shared.connect() as there, there.begin():
        put(there, raw_message, [dict(row) for row in here.execute(select(raw_message)).mappings()])
    database.write(lambda connection: connection.exec_driver_sql("DELETE FROM outbox"))


def left(database: StationDatabase) -> set[str]:
    with database.read.connect() as connection:
        return set(connection.execute(select(raw_message.c.id)).scalars())


def test_old_messages_go_when_the_shared_database_has_them_and_that_is_signed(
    database: StationDatabase, shared: Engine, clock: FakeClock, tmp_path: Path
) -> None:
    carry(database, shared)
    clock.advance(31 * DAY_S)
    everything = left(database)
    work = compaction(database, clock, tmp_path)
    last_word = f"message-{MESSAGES:06}"
    assert work.run(shared) == MESSAGES
    assert left(database) == {last_word}, "a topic's last word stays"
    with shared.connect() as there, database.read.connect() as here:
        assert set(there.execute(select(raw_message.c.id)).scalars()) == everything
        entries = here.execute(select(anchor).where(anchor.c.kind == KIND).order_by(anchor.c.at)).all()
        assert sum(entry.content["count"] for entry in entries) == MESSAGES
        for entry in entries:
            assert is_signed(entry.fingerprint, entry.signature, KIND, entry.content)
            kept = {row.id: row for row in there.execute(select(raw_message))}
            copies = [kept[one] for one in entry.content["ids"]]
            assert trimmed(copies)["digest"] == entry.content["digest"]
        assert here.execute(select(func.count()).select_from(alarm_action)).scalar_one() == 2
    assert [one for one in check_file(database) if one.part not in {"projection"}] == []
    assert work.run(shared) == 0


def test_what_is_young_waits_or_is_not_over_there_stays(
    database: StationDatabase, shared: Engine, clock: FakeClock, tmp_path: Path
) -> None:
    work = compaction(database, clock, tmp_path)
    before = left(database)
    clock.advance(31 * DAY_S)
    assert work.run(shared) == 0, "it still waits to be carried"
    carry(database, shared)
    with shared.connect() as intruder, intruder.begin():
        intruder.execute(text("ALTER TABLE raw_message DISABLE TRIGGER USER"))
        intruder.execute(delete(raw_message).where(raw_message.c.id == "message-000005"))
        intruder.execute(text("ALTER TABLE raw_message ENABLE TRIGGER USER"))
    young = compaction(database, FakeClock(DEFAULT_NOW + 29 * DAY_S), tmp_path)
    assert young.run(shared) == 0
    assert left(database) == before
    work.run(shared)
    assert left(database) == {"message-000005", f"message-{MESSAGES:06}"}


def test_afterwards_nothing_can_be_removed_by_anybody_else(
    database: StationDatabase, shared: Engine, clock: FakeClock, tmp_path: Path
) -> None:
    carry(database, shared)
    clock.advance(31 * DAY_S)
    compaction(database, clock, tmp_path).run(shared)
    with pytest.raises(Exception, match="append-only"):
        database.write(lambda connection: connection.execute(delete(raw_message)))
    with database.read.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(delete(raw_message))


def test_the_carrier_does_it_when_all_has_been_carried(
    database: StationDatabase, shared: Engine, clock: FakeClock, tmp_path: Path
) -> None:
    clock.advance(31 * DAY_S)
    ran: list[int] = []
    work = compaction(database, clock, tmp_path)
    carrier = OutboxCarrier(database, shared, clock, lambda engine: ran.append(work.run(engine)))
    carrier.start()
    try:
        until(lambda: ran == [MESSAGES])
        until(lambda: outbox_rows.backlog(database).depth == 0)
        clock.advance(QUIET_S)
        until(lambda: ran == [MESSAGES, 0])
    finally:
        assert carrier.stop()
