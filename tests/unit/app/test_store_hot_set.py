"""A station that starts from what stands decides everything as one that reads its whole record, whatever comes next."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from alarms.engine import AlarmEngine
from alarms.messages import DeviceMessage
from alarms.model import Action, ActionRefused, Verdict
from alarms.ports import Batch, ChainMark, ForeignAction
from app.bench.start import fill, start
from app.store import hot_set
from app.store.chain import Head
from app.store.database import StationDatabase
from app.store.journal import SqliteJournal
from app.store.rows import action_values
from tests.fakes import alarm_batches as cases
from tests.fakes.clock import FakeClock
from tests.unit.alarms.world import native, small_site

CHANNELS = (("fence", "perimeter", "Z01"), ("fence", "perimeter", "Z02"), ("panel", "fire", "L01-001"))
MORE = (("gas", "gas", "K502"), ("help", "panic", "H501"), ("fence", "fault", "psu"))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[StationDatabase]:
    made = StationDatabase(tmp_path / "station.db")
    yield made
    made.close()


class Life:
    """What happens at a site, by chance: messages of devices, acts of guards, hours that pass."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.clock = FakeClock()
        self.sent: list[DeviceMessage] = []

    def message(self) -> DeviceMessage:
        """A new edge or state, of an activation that may have been named before, even long ago."""
        device, name, channel = self.chance.choice(CHANNELS + MORE)
        kind = self.chance.choice(("event", "event", "event", "state"))
        named = {"occ": f"o{self.chance.randrange(6)}"} if self.chance.random() < 0.6 else {}
        more: dict[str, Any] = {"replay": True} if self.chance.random() < 0.1 else {}
        if self.sent and self.chance.random() < 0.1:
            return self.chance.choice(self.sent)
        active = self.chance.random() < 0.5
        made = native(self.clock, device, f"{kind}/{name}/{channel}", active, **named, **more)
        self.sent.append(made)
        return made

    def act(self, engine: AlarmEngine) -> None:
        """A guard's act on something that stands or stood."""
        chosen, ledger = self.chance.random(), engine.ledger
        occurrences, incidents = sorted(dict.keys(ledger.occurrences)), sorted(dict.keys(ledger.incidents))
        if not occurrences or not incidents:
            return
        occurrence, incident = self.chance.choice(occurrences), self.chance.choice(incidents)
        respond = engine.respond
        if chosen < 0.4:
            respond.acknowledge(occurrence, "guard", no_picture=True)
        elif chosen < 0.55:
            respond.reset(occurrence, Verdict.TEST, "guard")
        elif chosen < 0.65:
            respond.verdict(incident, Verdict.TEST, "", "guard")
        elif chosen < 0.85:
            respond.close(incident, "guard")
        elif chosen < 0.9:
            respond.shelve("fence-1", "wind", 900.0, "guard")
        elif chosen < 0.95:
            respond.arm("north", "guard", armed=self.chance.random() < 0.5)
        else:
            respond.undo(incident, "guard")


def started(journal: SqliteJournal, clock: FakeClock, *, whole: bool) -> AlarmEngine:
    """An engine as the service starts it, or one that reads everything."""
    engine = AlarmEngine(small_site(), clock)
    engine.load(journal.actions() if whole else journal.standing())
    if not whole:
        engine.ledger.archive = journal.actions_of
    return engine


def commit(engine: AlarmEngine, journal: SqliteJournal) -> tuple[Action, ...]:
    made = engine.take()
    occurrences, incidents = engine.ledger.touched()
    journal.commit(Batch((), made, occurrences, incidents))
    engine.settle()
    return made


def meaning(actions: tuple[Action, ...]) -> list[tuple[Any, ...]]:
    """What actions say, without the ids and readings that are new by nature."""
    return [(one.kind, one.occurrence, one.incident, one.at, one.user, dict(one.data)) for one in actions]


def stands(engine: AlarmEngine) -> tuple[Any, ...]:
    seen = engine.snapshot()
    return seen.occurrences, seen.incidents


@pytest.mark.parametrize("seed", range(12))
def test_starting_from_what_stands_is_starting_from_everything(
    database: StationDatabase, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(hot_set.standing_rows, "__defaults__", (12 * 3600.0,))  # what the snapshot shows, and no more
    life = Life(seed)
    journal = SqliteJournal(database, "S1", life.clock)
    engine = started(journal, life.clock, whole=True)
    for _ in range(90):
        step(life, engine, journal)
        life.clock.advance(life.chance.choice((1.0, 30.0, 400.0, 7200.0, 50_000.0)))
    whole, hot = started(journal, life.clock, whole=True), started(journal, life.clock, whole=False)
    assert set(dict(hot.ledger.occurrences)) <= set(dict(whole.ledger.occurrences))
    assert stands(hot) == stands(whole)
    for _ in range(30):
        state, said = life.chance.getstate(), []
        message = life.message()
        for one in (whole, hot):
            life.chance.setstate(state)
            said.append(answer(one, message))
        assert said[0] == said[1]
        assert stands(hot) == stands(whole)
        life.clock.advance(life.chance.choice((1.0, 60.0, 400.0)))


def answer(engine: AlarmEngine, message: DeviceMessage) -> list[tuple[Any, ...]]:
    engine.tick()
    engine.message(message)
    made = meaning(engine.take())
    engine.settle()
    return made


def step(life: Life, engine: AlarmEngine, journal: SqliteJournal) -> None:
    engine.tick()
    if life.chance.random() < 0.6:
        engine.message(life.message())
    else:
        mark = engine.mark()
        try:
            life.act(engine)
        except ActionRefused:
            engine.rewind(mark)
    commit(engine, journal)


def test_a_case_of_long_ago_is_judged_with_its_whole_history(database: StationDatabase) -> None:
    clock = FakeClock()
    journal = SqliteJournal(database, "S1", clock)
    engine = started(journal, clock, whole=True)
    for occ in ("o1", "o2"):
        for active in (True, False):
            engine.message(native(clock, "fence", "event/perimeter/Z01", active, occ=occ))
        commit(engine, journal)
        for one in engine.snapshot().occurrences:
            engine.respond.acknowledge(one.id, "guard", no_picture=True)
            engine.respond.reset(one.id, Verdict.TEST, "guard")
        for incident in engine.snapshot().incidents:
            if incident.open:
                engine.respond.verdict(incident.id, Verdict.TEST, "", "guard")
                engine.respond.close(incident.id, "guard")
        commit(engine, journal)
        clock.advance(30 * 86400)
    first, second = sorted(dict(engine.ledger.occurrences).values(), key=lambda one: one.raised_at)
    hot = started(journal, clock, whole=False)
    assert set(dict(hot.ledger.occurrences)) == {second.id}
    assert hot.ledger.occurrences[first.id] == first
    assert hot.ledger.latest_of("fence-1") == second
    assert hot.ledger.incidents[first.incident or ""].closed_by == "guard"


def test_an_action_of_a_kind_that_only_a_newer_program_knows_is_kept_and_left_out(database: StationDatabase) -> None:
    clock = FakeClock()
    journal = SqliteJournal(database, "S1", clock)
    journal.commit(cases.batch(1))
    known = action_values(cases.action(2, station="south")) | {"kind": "something_new"}
    row = known | {"chain": "south's", "sequence": 1, "previous_hash": Head("south's").hash, "hash": "0"}
    journal.commit(Batch(foreign=(ForeignAction(row, None),), marks=(ChainMark("south's", "south", 1, ((5, 7),)),)))
    assert [one.id for one in journal.actions()] == ["incident_open-000001", "raise-000001"]
    assert [one.id for one in journal.standing()] == ["incident_open-000001", "raise-000001"]
    assert journal.marks() == [ChainMark("south's", "south", 1, ((5, 7),))]


def test_what_another_station_sent_twice_is_kept_once(database: StationDatabase) -> None:
    journal = SqliteJournal(database, "S1", FakeClock())
    row = action_values(cases.action(1, station="south")) | {
        "chain": "c",
        "sequence": 1,
        "previous_hash": "",
        "hash": "h",
    }
    foreign = ForeignAction(row, cases.action(1, station="south"))
    for _ in range(2):
        journal.commit(Batch(foreign=(foreign, replace(foreign))))
    assert len(list(journal.actions())) == 1


def test_of_a_year_of_alarms_only_the_last_day_is_read(tmp_path: Path) -> None:
    """The long form, with figures: watchroom bench start."""
    path = tmp_path / "station.sqlite"
    fill(path, 20_000)
    found = start(path)
    assert 4000 / 365 < found["cases"] < 4000 / 365 + 300 + 5, "a day of them, and the newest of each point"
