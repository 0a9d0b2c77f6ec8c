"""The worst points of the week, told from a station's own record by one command."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from alarms.model import Verdict
from alarms.nuisance import Proposal, Setting
from alarms.ports import Batch
from app import cli
from app.data_folder import DataFolder
from app.pages.nuisance_words import advice
from app.store.database import StationDatabase
from app.store.journal import SqliteJournal
from app.store.worst_points import DAY_S, worst_of
from tests.fakes.clock import FakeClock
from tests.unit.alarms.world import World, rich_site

CATS, OLD = 4, 2


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A station whose fence saw cats this week, and some 20 days ago."""
    world = World(rich_site(), FakeClock(time.time() - 20 * DAY_S))
    for n in range(OLD + CATS):
        if n == OLD:
            world.clock.advance(19 * DAY_S)
        world.event("fence", "perimeter", "Z01", occ=f"a{n}")
        world.clock.advance(1)
        world.event("fence", "perimeter", "Z01", False, occ=f"a{n}")
        world.acknowledge("fence-1")
        case = world.incident("fence-1").id
        world.engine.respond.verdict(case, Verdict.FALSE, "cat", "wang")
        world.take()
        world.clock.advance(600)
    made = DataFolder(tmp_path)
    database = StationDatabase(made.journal)
    ledger = world.engine.ledger
    batch = Batch((), tuple(world.actions), tuple(ledger.occurrences.values()), tuple(ledger.incidents.values()))
    SqliteJournal(database, "S1", world.clock).commit(batch)
    database.close()
    return made


def test_the_worst_points_come_with_a_proposal(folder: DataFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["nuisance", "--folder", str(folder.root), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (point,) = told["points"]
    assert (point["point"], point["alarms"], point["nuisances"], point["causes"]) == (
        "fence-1",
        CATS,
        CATS,
        [["cat", 4]],
    )
    assert point["proposal"] == {"setting": "on_delay_s", "value": 2.0, "spared": CATS, "lost": 0}
    assert cli.run(["nuisance", "--folder", str(folder.root), "--days", "30"]) == 0
    line = capsys.readouterr().out.splitlines()[0]
    assert line.startswith("fence-1: 6 of 6 alarms were nuisances (cat 6); on_delay_s = 2 would have spared 6")


def test_a_long_week_is_looked_at_from_its_end(folder: DataFolder) -> None:
    database = StationDatabase(folder.journal)
    assert [one.alarms for one in worst_of(database, time.time(), alarms=3)] == [3]
    database.close()


def test_each_proposal_has_its_words(qapp: QApplication) -> None:
    told = {setting: advice(Proposal(setting, 2.0, 4)) for setting in Setting}
    assert len(set(told.values())) == len(Setting)
    assert all(setting.value in text for setting, text in told.items() if setting is not Setting.MAINTAIN)


def test_without_a_record_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["nuisance", "--folder", str(tmp_path / "none")]) == 2
    assert "no station's record there" in capsys.readouterr().err


def test_a_point_without_nuisances_is_not_listed(tmp_path: Path) -> None:
    database = StationDatabase(DataFolder(tmp_path).journal)
    assert worst_of(database, time.time()) == ()
    database.close()
