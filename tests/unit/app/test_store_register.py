"""The register of footage requests: rows that only grow, told as lines."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from app.store.audit import AuditLog
from app.store.database import StationDatabase
from app.store.duty import SHARED_TABLES, DutyRecords
from app.store.errors import StoreError
from app.store.register import FootageRequest, HandedOut, Register, RegisterError, Requester
from app.store.tables_register import footage_request
from tests.fakes.clock import FakeClock

POLICE = FootageRequest(Requester.POLICE, "张警官", "翠湖派出所", "盗窃案", "翠公（刑）调字〔2026〕12号", "王经理")
GIVEN = HandedOut(1.0, "李主管", "p-1", "20261102-N-0007", "E:", "ab" * 32, "AB12", 4, 1000)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[StationDatabase]:
    made = StationDatabase(tmp_path / "journal.db")
    yield made
    made.close()


@pytest.fixture
def register(database: StationDatabase, clock: FakeClock) -> Register:
    return Register(database, "N", "Asia/Shanghai", clock)


def test_a_request_is_numbered_and_told_with_what_was_handed_out(register: Register, clock: FakeClock) -> None:
    first = register.enter(POLICE, "李主管", "u1")
    clock.advance(60)
    second = register.enter(replace(POLICE, name="赵警官"), "李主管", "u1")
    register.hand_out(first.id, GIVEN, "u1")
    assert [first.number, second.number] == ["20261102-N-R001", "20261102-N-R002"]
    found = register.entries()
    assert [one.number for one in found] == [second.number, first.number]
    assert found[1].handed_out == (GIVEN,)
    assert found[1].request == POLICE
    clock.advance(86_400)
    assert register.enter(POLICE, "李主管").number == "20261103-N-R001"


@pytest.mark.parametrize(
    ("request_", "missing"),
    [
        (replace(POLICE, document=" "), "document"),
        (replace(POLICE, name=""), "name"),
        (replace(POLICE, unit=""), "unit"),
        (replace(POLICE, approver=""), "approver"),
        (FootageRequest(Requester.RESIDENT, "业主", "3-201", "", approver="王"), "reason"),
    ],
)
def test_what_has_to_be_filled_in_is_asked_for(register: Register, request_: FootageRequest, missing: str) -> None:
    with pytest.raises(RegisterError) as raised:
        register.enter(request_, "李主管")
    assert (raised.value.code, raised.value.detail) == ("missing", missing)
    assert register.entries() == []


def test_people_of_the_house_need_no_document_nor_unit(register: Register) -> None:
    asked = FootageRequest(Requester.INSIDE, "保安队", "", "复盘", approver="王经理")
    assert register.enter(asked, "李主管").request == asked


def test_lines_are_found_by_any_words(register: Register, clock: FakeClock) -> None:
    one = register.enter(POLICE, "李主管")
    clock.advance(1)
    other = register.enter(replace(POLICE, requester=Requester.COURT, unit="区法院"), "李主管")
    register.hand_out(other.id, GIVEN)
    assert [found.id for found in register.entries("翠湖")] == [one.id]
    assert [found.id for found in register.entries("区法院 盗窃")] == [other.id]
    assert [found.id for found in register.entries("ab12")] == [other.id]
    assert [found.id for found in register.entries(until=other.at)] == [one.id]
    assert register.entries("不存在") == []
    assert len(register.entries(limit=1)) == 1


def test_a_void_entry_hands_nothing_out(register: Register) -> None:
    entry = register.enter(POLICE, "李主管")
    with pytest.raises(RegisterError):
        register.void(entry.id, " ", "李主管")
    register.void(entry.id, "写错了", "李主管")
    assert register.entries()[0].voided == "写错了"
    for act in (lambda: register.hand_out(entry.id, GIVEN), lambda: register.void(entry.id, "again", "x")):
        with pytest.raises(RegisterError) as raised:
            act()
        assert raised.value.code == "voided"
    with pytest.raises(RegisterError):
        register.hand_out("nobody", GIVEN)


def test_rows_are_never_changed_and_each_is_in_the_audit_log(
    register: Register, database: StationDatabase, clock: FakeClock
) -> None:
    entry = register.enter(POLICE, "李主管", "u1")
    register.hand_out(entry.id, GIVEN, "u1")
    for statement in ("UPDATE footage_request SET person = 'x'", "DELETE FROM footage_request"):
        bad = text(statement)
        with pytest.raises(StoreError, match="append-only"):
            database.write(partial(Connection.execute, statement=bad))
    told = [one for one in AuditLog(database, "N", clock).entries() if one.action.startswith("footage_")]
    assert {one.action for one in told} == {"footage_request", "footage_handed_out"}
    assert {one.actor for one in told} == {"u1"}


def test_it_travels_to_other_stations_with_the_duty_log(register: Register, tmp_path: Path, clock: FakeClock) -> None:
    entry = register.enter(POLICE, "李主管")
    assert footage_request in SHARED_TABLES
    there = StationDatabase(tmp_path / "other.db")
    try:
        rows = register._rows(footage_request.c.request == entry.id)
        assert DutyRecords(there, "S", clock).take_in(footage_request, rows) == 1
        assert Register(there, "S", "Asia/Shanghai", clock).get(entry.id) == entry
    finally:
        there.close()
