"""Bookmarks and holds: kept, ended, run out, found by time; retention asks from memory; rights and audit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from app.people.authorised import Authorised, AuthorityNeeded
from app.people.mark_acts import MarkActs
from app.people.rights import Answer
from app.services.places import Places
from app.store.database import StationDatabase
from app.store.marks import FootageMark, MarkRecords
from tests.fakes.clock import FakeClock
from tests.fakes.people import PASSWORD, people
from tests.fakes.small_station import load, site_text


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[StationDatabase]:
    made = StationDatabase(tmp_path / "journal.db")
    yield made
    made.close()


@pytest.fixture
def marks(database: StationDatabase, clock: FakeClock) -> MarkRecords:
    return MarkRecords(database, "s1", clock)


def hold(camera: str = "01", start: float = 100.0, end: float = 200.0, expires_at: float | None = None) -> FootageMark:
    return FootageMark("", "hold", camera, start, end, "police", "Wang", 0.0, expires_at=expires_at)


def test_a_hold_keeps_what_it_touches_and_nothing_else(marks: MarkRecords) -> None:
    marks.add(hold())
    assert marks.is_held("01", 150.0, 160.0)
    assert marks.is_held("01", 199.0, 260.0)
    assert not marks.is_held("01", 201.0, 260.0)
    assert not marks.is_held("02", 150.0, 160.0)


def test_a_hold_on_all_cameras_keeps_each(marks: MarkRecords) -> None:
    marks.add(hold(camera=""))
    assert marks.is_held("02", 150.0, 160.0)


def test_a_bookmark_keeps_nothing(marks: MarkRecords) -> None:
    marks.add(FootageMark("", "bookmark", "01", 100.0, 200.0, "a man with a ladder", "Wang", 0.0))
    assert not marks.is_held("01", 100.0, 200.0)
    assert [one.note for one in marks.within(["01"], 0.0, 300.0)] == ["a man with a ladder"]


def test_holds_are_known_again_after_a_restart(marks: MarkRecords, database: StationDatabase, clock: FakeClock) -> None:
    kept = marks.add(hold())
    again = MarkRecords(database, "s1", clock)
    assert again.is_held("01", 150.0, 160.0)
    assert again.holds_over("01", 150.0, 160.0) == (kept,)


def test_a_hold_that_was_let_go_keeps_nothing_and_stays_on_record(marks: MarkRecords) -> None:
    kept = marks.add(hold())
    ended = marks.end(kept.id, "Li")
    assert ended is not None and ended.ended_by == "Li"
    assert not marks.is_held("01", 150.0, 160.0)
    assert marks.listed() == ()
    assert [one.id for one in marks.listed(ended=True)] == [kept.id]
    assert marks.end(kept.id, "Li") is None


def test_a_hold_ends_when_its_time_runs_out_and_is_told_once(marks: MarkRecords, clock: FakeClock) -> None:
    kept = marks.add(hold(expires_at=clock.now() + 10.0))
    assert marks.expire() == ()
    clock.advance(10.0)
    assert not marks.is_held("01", 150.0, 160.0)  # at once, before anybody looked
    assert [one.id for one in marks.expire()] == [kept.id]
    assert marks.expire() == ()
    found = marks.get(kept.id)
    assert found is not None and found.ended_by == "" and found.ended_at == kept.expires_at


def test_what_another_station_holds_is_held_here(marks: MarkRecords) -> None:
    row = asdict(hold()) | {"id": "far", "station": "s2", "made_at": 1.0, "updated_at": 5.0}
    assert marks.take_in([row]) == 1
    assert marks.is_held("01", 150.0, 160.0)
    assert marks.take_in([row]) == 0
    assert marks.take_in([row | {"ended_at": 6.0, "updated_at": 6.0}]) == 1
    assert not marks.is_held("01", 150.0, 160.0)


def test_holding_asks_for_a_reason_and_letting_go_for_two_people(tmp_path: Path, clock: FakeClock) -> None:
    with people(tmp_path / "data", clock) as made:
        made.everybody()
        places = Places(load(tmp_path, site_text(None)).site)
        authorised = Authorised(made.desk, made.audit, "s1", lambda: False)
        database = StationDatabase(tmp_path / "marks.db")
        marks = MarkRecords(database, "s1", clock)
        acts = MarkActs(authorised, marks, places)
        try:
            with pytest.raises(AuthorityNeeded) as nobody:
                acts.hold(["cam"], 1.0, 2.0, "police").result(60)
            assert nobody.value.answer is Answer.SIGN_IN
            made.desk.sign_in("supervisor", PASSWORD)
            with pytest.raises(AuthorityNeeded) as why:
                acts.hold(["cam"], 1.0, 2.0, "").result(60)
            assert why.value.answer is Answer.REASON
            (kept,) = acts.hold(["cam"], 1.0, 2.0, "police").result(60)
            assert marks.is_held("cam", 1.5, 1.6)
            for attempt in (lambda: acts.end(kept), lambda: acts.set_expiry(kept, 5.0)):  # the same by another name
                with pytest.raises(AuthorityNeeded) as second:
                    attempt().result(60)
                assert second.value.answer in (Answer.SECOND, Answer.REASON)
            assert marks.is_held("cam", 1.5, 1.6)
            (noted,) = acts.bookmark(["cam"], 1.0, 2.0, "here he climbs").result(60)
            assert acts.end(noted).result(60) is not None
            told = [(one.action, one.object) for one in made.audit.entries(limit=100)]
            assert ("hold_evidence", "cam") in told and ("bookmark", noted.id) in told
        finally:
            authorised.close()
            database.close()
