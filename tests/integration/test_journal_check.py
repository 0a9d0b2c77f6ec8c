"""`watchroom journal check`: what is wrong is named, what can be made anew is, and what can be read is saved."""

import json
import random
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from alarms.ports import Batch
from app import cli
from app.data_folder import DataFolder
from app.store.audit import AuditLog
from app.store.check import check_file, repair
from app.store.database import StationDatabase
from app.store.journal import SqliteJournal, verify_actions
from app.store.salvage import salvage
from tests.fakes import alarm_batches as cases
from tests.fakes.clock import FakeClock
from tests.unit.alarms.world import World

BATCHES = 80


def fill(path: Path, clock: FakeClock) -> None:
    """A record with alarms that were handled, as the engine itself writes them."""
    database = StationDatabase(path)
    journal = SqliteJournal(database, "S1", clock)
    world = World()
    for number in range(BATCHES):
        world.event("fence", "perimeter", "Z01", occ=f"o{number}")
        world.acknowledge("fence-1")
        world.engine.respond.step(world.incident("fence-1").id, "look", "guard")
        world.event("fence", "perimeter", "Z01", False, occ=f"o{number}")
        occurrences = tuple(world.engine.ledger.occurrences.values())
        incidents = tuple(world.engine.ledger.incidents.values())

        journal.commit(Batch((cases.raw(number),), tuple(world.actions), occurrences, incidents))
        world.actions.clear()
        world.clock.advance(400)
    AuditLog(database, "S1", clock).append("guard", "login", "station")
    database.close()


def damaged(path: Path, spots: Sequence[int], size: int = 64) -> None:
    """Flip bits, as a worn-out disk does."""
    content = bytearray(path.read_bytes())
    for spot in spots:
        for place in range(spot, min(spot + size, len(content))):
            content[place] ^= 0xA5
    path.write_bytes(content)


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "station.sqlite"
    fill(path, FakeClock())
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def folder(tmp_path: Path, filled: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "data")
    folder.create()
    shutil.copy(filled, folder.journal)
    return folder


def command(folder: DataFolder, *more: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, object]]:
    code = cli.run(["journal", "check", "--folder", str(folder.root), "--json", *more])
    return code, json.loads(capsys.readouterr().out)


def test_a_sound_record_is_called_sound(folder: DataFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(folder, capsys=capsys) == (0, {"sound": True, "findings": [], "salvaged": {}})


def test_folded_tables_are_made_anew_from_the_actions(folder: DataFolder, capsys: pytest.CaptureFixture[str]) -> None:
    change(
        folder.journal,
        "UPDATE alarm SET acked_by = 'nobody' WHERE rowid = 3",
        "DELETE FROM alarm WHERE rowid = 4",
        "UPDATE incident SET cause = 'nothing' WHERE rowid = 1",
        "UPDATE incident_step SET done = 0 WHERE rowid = 1",
        "INSERT INTO incident_dispatch (id, incident, sent_at, withdrawn, clock) "
        "SELECT 'nobody was sent', id, 1, 0, '' FROM incident WHERE rowid = 2",
        "INSERT INTO outbox (table_name, record, at) VALUES ('alarm', 'no such', 1), ('no table', 'x', 1)",
        "INSERT INTO latest_state (topic, message) VALUES ('gs/1/x', 'no such')",
    )
    code, said = command(folder, capsys=capsys)
    assert code == 3
    assert [(one["part"], one["what"], one["count"]) for one in said["findings"]] == [  # type: ignore[attr-defined]
        ("projection", "alarm_wrong", 1),
        ("projection", "alarm_missing", 1),
        ("projection", "incident_wrong", 1),
        ("projection", "incident_step_wrong", 1),
        ("projection", "incident_dispatch_wrong", 1),
        ("outbox", "names_nothing", 3),
        ("loose", "state_without_message", 1),
    ]
    assert command(folder, "--repair", capsys=capsys) == (0, {"sound": True, "findings": [], "salvaged": {}})


def test_a_changed_action_is_named_and_cannot_be_repaired(
    folder: DataFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    change(
        folder.journal,
        "DROP TRIGGER keep_alarm_action_update",
        "UPDATE alarm_action SET actor = 'nobody' WHERE sequence = 7",
        "CREATE TRIGGER keep_alarm_action_update BEFORE UPDATE ON alarm_action "
        "BEGIN SELECT RAISE(ABORT, 'append-only: alarm_action'); END",
    )
    code, said = command(folder, "--repair", capsys=capsys)
    assert code == 3
    (finding,) = [one for one in said["findings"] if one["part"] == "chain"]  # type: ignore[attr-defined]
    assert finding["named"][0].endswith("changed at 7")


@pytest.mark.parametrize("seed", range(4))
def test_what_can_be_read_of_a_damaged_file_is_saved_and_what_is_lost_is_said(
    folder: DataFolder, clock: FakeClock, seed: int
) -> None:
    chance, size = random.Random(seed), folder.journal.stat().st_size
    damaged(folder.journal, [chance.randrange(8192, size) for _ in range(4)])
    before = 4 * BATCHES
    done = salvage(folder.journal, clock.now())
    database = StationDatabase(folder.journal)
    with database.read.connect() as connection:
        left = connection.exec_driver_sql("SELECT count(*) FROM alarm_action").scalar_one()
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert done.kept_at.is_file()
    assert left > before / 2
    assert left + done.lost.get("alarm_action", 0) <= before * 1.5
    assert {one.part for one in check_file(database)} <= {"chain", "audit", "loose"}
    journal = SqliteJournal(database, "S1", clock)
    journal.commit(cases.batch(9000))
    assert {"raise-009000"} <= {one.id for one in journal.actions()}
    database.close()


def test_a_file_cut_short_gives_what_is_left(folder: DataFolder, capsys: pytest.CaptureFixture[str]) -> None:
    content = folder.journal.read_bytes()
    folder.journal.write_bytes(content[: len(content) * 2 // 3])
    code, said = command(folder, capsys=capsys)
    assert code == 3
    assert said["findings"][0]["part"] == "file"  # type: ignore[index]
    code, said = command(folder, "--repair", capsys=capsys)
    assert code == 4
    assert said["salvaged"]["damaged"]  # type: ignore[index]
    assert said["salvaged"]["rows"]["alarm_action"] > 0  # type: ignore[index]
    code, said = command(folder, capsys=capsys)
    assert {one["part"] for one in said["findings"]} <= {"chain", "audit", "loose"}  # type: ignore[attr-defined]


def test_a_file_that_is_no_database_is_kept_and_a_new_one_works(folder: DataFolder, clock: FakeClock) -> None:
    folder.journal.write_bytes(b"nothing of a database " * 4000)
    done = salvage(folder.journal, clock.now())
    assert done.kept_at.read_bytes().startswith(b"nothing")
    assert sum(done.rows.values()) == 0
    database = StationDatabase(folder.journal)
    SqliteJournal(database, "S1", clock).commit(cases.batch(1))
    assert verify_actions(database).sound
    database.close()


def test_repair_touches_no_record(folder: DataFolder, clock: FakeClock) -> None:
    database = StationDatabase(folder.journal)
    with database.read.connect() as connection:
        before = connection.exec_driver_sql("SELECT * FROM alarm_action ORDER BY sequence").all()
    repair(database, clock.now())
    with database.read.connect() as connection:
        assert connection.exec_driver_sql("SELECT * FROM alarm_action ORDER BY sequence").all() == before
    database.close()


def test_no_record_there_is_bad_input(tmp_path: Path) -> None:
    assert cli.run(["journal", "check", "--folder", str(tmp_path)]) == 2
