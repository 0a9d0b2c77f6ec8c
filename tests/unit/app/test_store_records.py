"""Clips, passages, stalls and audit: kept, found again, and noted for the shared database."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.store import outbox_rows
from app.store.audit import AuditLog
from app.store.database import StationDatabase
from app.store.errors import StoreError
from app.store.records import (
    Clip,
    ClipRecords,
    Passage,
    PassageFilter,
    PassageRecords,
    StallRecords,
    StallState,
)
from tests.fakes.clock import DEFAULT_NOW, FakeClock

CLIP = Clip(
    "clip-1", "clips/cam01.mp4", "ab" * 32, 12_345, "cam01", 100.0, 145.0, incident="i-1", clock_offset_ms=-80.0
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[StationDatabase]:
    opened = StationDatabase(tmp_path / "station.db")
    yield opened
    opened.close()


def test_a_clip_is_kept_with_station_and_time(database: StationDatabase, clock: FakeClock) -> None:
    clips = ClipRecords(database, "north", clock)
    kept = clips.put(CLIP)
    assert kept == replace(CLIP, station="north", recorded_at=DEFAULT_NOW)
    assert clips.get("clip-1") == kept
    assert clips.get("other") is None
    assert clips.of_incident("i-1") == [kept]


def test_a_clip_put_again_follows_what_is_new(database: StationDatabase, clock: FakeClock) -> None:
    clips = ClipRecords(database, "north", clock)
    kept = clips.put(CLIP)
    clips.put(replace(kept, legal_hold=True))
    found = clips.get("clip-1")
    assert found is not None
    assert found.legal_hold
    assert outbox_rows.backlog(database).depth == 1


def test_clips_of_a_camera_are_those_that_show_any_of_the_time(database: StationDatabase, clock: FakeClock) -> None:
    clips = ClipRecords(database, "north", clock)
    clips.put(CLIP)
    assert [one.id for one in clips.of_camera("cam01", 140, 150)] == ["clip-1"]
    assert clips.of_camera("cam01", 145, 150) == []
    assert clips.of_camera("cam01", 50, 100) == []
    assert clips.of_camera("cam02", 140, 150) == []


def test_who_looked_is_noted_and_only_for_what_is_there(database: StationDatabase, clock: FakeClock) -> None:
    clips = ClipRecords(database, "north", clock)
    clips.put(CLIP)
    clips.accessed("clip-1", "export", "李主管", reason="police", package="p-1")
    (access,) = clips.accesses("clip-1")
    assert (access["actor"], access["reason"], access["at"]) == ("李主管", "police", DEFAULT_NOW)
    with pytest.raises(StoreError):
        clips.accessed("no such clip", "play", "李主管")


def test_passages_page_by_key_and_filter(database: StationDatabase, clock: FakeClock) -> None:
    passages = PassageRecords(database, "north", clock)
    for number in range(10):
        plate = "沪A12345" if number % 2 else "苏B00000"
        passages.put(Passage(f"p-{number}", f"G{number % 3}", float(number // 2), plate=plate, direction="in"))
    first = passages.page(limit=4)
    second = passages.page(before=(first[-1].at, first[-1].id), limit=4)
    third = passages.page(before=(second[-1].at, second[-1].id), limit=4)
    assert [one.id for one in (*first, *second, *third)] == [f"p-{n}" for n in range(9, -1, -1)]
    assert {one.gate for one in passages.page(PassageFilter(gate="G1"))} == {"G1"}
    assert [one.id for one in passages.page(PassageFilter(since=1.0, until=2.0))] == ["p-3", "p-2"]
    assert [one.id for one in passages.visits("沪A12345", limit=2)] == ["p-9", "p-7"]


def test_a_passage_told_twice_is_one(database: StationDatabase, clock: FakeClock) -> None:
    passages = PassageRecords(database, "north", clock)
    told = Passage("p-1", "G1", 1.0, raw_plate="沪A1234S")
    passages.put(told)
    passages.put(replace(told, decision="open", decided_by="王建国"))
    (found,) = passages.page()
    assert (found.decision, found.decided_by, found.raw_plate) == ("open", "王建国", "沪A1234S")


def test_stalls_hold_their_last_state(database: StationDatabase, clock: FakeClock) -> None:
    stalls = StallRecords(database, "north", clock)
    stalls.put([StallState("P002", "east", True, 5.0), StallState("P001", "east", None)])
    stalls.put([StallState("P002", "east", False, 9.0)])
    assert stalls.all() == [StallState("P001", "east", None), StallState("P002", "east", False, 9.0)]


def test_the_audit_log_is_chained_and_found_by_subject(database: StationDatabase, clock: FakeClock) -> None:
    log = AuditLog(database, "north", clock)
    log.append("王建国", "open", "gate/G1", before={"position": "closed"}, after={"position": "open"})
    clock.advance(1)
    log.append("李主管", "export", "incident/7")
    assert log.verify().sound
    assert [head.sequence for head in log.verify().heads] == [2]
    assert [one.actor for one in log.entries()] == ["李主管", "王建国"]
    (one,) = log.entries("gate/G1")
    assert (one.action, one.before, one.after) == ("open", {"position": "closed"}, {"position": "open"})
    assert log.entries("incident/7")[0].before is None


def test_a_changed_audit_entry_shows(database: StationDatabase, clock: FakeClock) -> None:
    log = AuditLog(database, "north", clock)
    for number in range(3):
        log.append("王建国", "look", f"cam{number}")
    database.write(lambda c: c.exec_driver_sql("DROP TRIGGER keep_audit_update"))
    database.write(lambda c: c.exec_driver_sql("UPDATE audit SET actor = 'nobody' WHERE sequence = 2"))
    (broken,) = log.verify().breaks
    assert (broken.reason, broken.sequence) == ("changed", 2)


def test_a_record_written_again_waits_once_and_last(database: StationDatabase, clock: FakeClock) -> None:
    clips = ClipRecords(database, "north", clock)
    for name in ("clip-1", "clip-2", "clip-1"):
        clips.put(replace(CLIP, id=name))
    assert [one.record for one in outbox_rows.pending(database, 10)] == ["clip-2", "clip-1"]


def test_a_record_written_while_it_is_carried_stays_in_the_outbox(database: StationDatabase, clock: FakeClock) -> None:
    clips = ClipRecords(database, "north", clock)
    clips.put(CLIP)
    carried = outbox_rows.pending(database, 10)
    clips.put(replace(CLIP, legal_hold=True))
    database.write(lambda c: outbox_rows.done(c, [row.sequence for row in carried]))
    assert outbox_rows.backlog(database).depth == 1
