"""Who is on duty: signing in and out, the change of shift, and when a session ends by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.people.duty import IDLE_S, SHIFT_S, Duty
from app.people.refusals import SignInRefused
from app.people.rights import Role
from app.store.duty import digest_of
from app.store.errors import StoreError, StoreFault
from app.store.heads import filed_heads
from tests.fakes.clock import FakeClock
from tests.fakes.people import PASSWORD, People, people


@pytest.fixture
def house(tmp_path: Path, clock: FakeClock) -> Iterator[People]:
    with people(tmp_path, clock) as made:
        made.everybody()
        yield made


def labels(house: People) -> list[str]:
    return [person.label for person in house.desk.duty.people]


def test_the_last_who_signed_in_stands_at_the_station(house: People) -> None:
    house.desk.sign_in("guard", PASSWORD)
    house.desk.sign_in("supervisor", PASSWORD)
    assert labels(house) == ["Supervisor", "Guard"]
    house.desk.sign_in("guard", PASSWORD)
    assert labels(house) == ["Guard", "Supervisor"]
    assert house.desk.duty.actor is not None
    house.desk.sign_out(house.desk.duty.actor.account)
    assert labels(house) == ["Supervisor"]
    assert [duty.people for duty in house.changes if isinstance(duty, Duty)][-1] == house.desk.duty.people


def test_vouching_takes_nobody_on_duty_and_is_in_the_log(house: People) -> None:
    assert house.desk.vouch("supervisor", PASSWORD).role is Role.SUPERVISOR
    assert labels(house) == []
    assert house.audit.entries(limit=1)[0].after == {"duty": False}


def test_wider_rights_end_without_use_and_a_guards_shift_after_twelve_hours(house: People) -> None:
    guard = house.desk.sign_in("guard", PASSWORD)
    chief = house.desk.sign_in("supervisor", PASSWORD)
    house.clock.advance(IDLE_S - 1)
    house.desk.used(chief)
    house.clock.advance(IDLE_S - 1)
    assert labels(house) == ["Supervisor", "Guard"]
    house.clock.advance(2)
    assert labels(house) == ["Guard"], "at once, before anything was entered"
    house.desk.expire()
    told = [entry for entry in house.audit.entries() if entry.action == "sign_out"]
    assert [(entry.actor, entry.after) for entry in told] == [(chief.account, {"why": "time"})]
    house.clock.advance(SHIFT_S)
    assert labels(house) == []
    house.desk.expire()
    assert house.audit.entries(limit=1)[0].actor == guard.account


def test_a_clock_that_is_set_ends_nobodys_shift(house: People) -> None:
    house.desk.sign_in("guard", PASSWORD)
    house.clock.step_utc(10 * SHIFT_S)
    assert labels(house) == ["Guard"]


def test_an_account_that_is_switched_off_is_off_duty_at_once(house: People) -> None:
    person = house.desk.sign_in("guard", PASSWORD)
    house.accounts.disable("x", person.account)
    assert labels(house) == []


def test_nobody_stays_signed_in_over_a_restart(house: People) -> None:
    house.desk.sign_in("guard", PASSWORD)
    again = People(house.folder, house.clock)
    again.accounts.refresh()
    assert again.desk.duty == Duty()
    again.close()


CONTENT = {
    "remarks": "gate two sticks",
    "counts": [
        {"item": "radio", "name": "Radio", "count": 4, "expected": 5, "words": "one is in repair"},
        {"item": "torch", "name": "Torch", "count": 2, "expected": 2, "words": ""},
    ],
}


def test_both_sign_the_change_of_shift(house: People) -> None:
    off = house.desk.sign_in("guard", PASSWORD)
    before = len(filed_heads(house.folder / "keys"))
    signed = house.desk.sign_off(PASSWORD, "page")
    assert labels(house) == ["Guard"], "one signature changes nothing"
    house.clock.advance(5)
    record = house.desk.take_over(signed, "supervisor", PASSWORD, CONTENT)
    assert labels(house) == ["Supervisor"]
    on = house.desk.duty.people[0]
    assert (record.outgoing, record.incoming) == (off.account, on.account)
    assert record.content["signatures"]["outgoing"] | {"at": 0} == {
        "account": off.account,
        "label": "Guard",
        "at": 0,
        "seen": "page",
    }
    assert record.content["signatures"]["incoming"]["at"] - record.content["signatures"]["outgoing"]["at"] == 5
    told = next(one for one in house.audit.entries() if one.action == "handover")
    assert told.after == {"off": off.account, "on": on.account, "record": record.id, "sha256": record.digest}
    assert house.audit.verify().sound
    heads = filed_heads(house.folder / "keys")
    assert len(heads) == before + 1
    assert heads[-1].content["reason"] == "handover"
    line = house.duty.entries()[0]
    assert (line.kind, line.text) == ("handover", "Guard → Supervisor\nRadio 4/5: one is in repair\ngate two sticks")
    (kept,) = house.duty.handovers()
    assert kept == record
    assert digest_of(kept) == kept.digest


@pytest.mark.parametrize(
    ("name", "theirs", "code"),
    [("supervisor", "wrong-password", "name_or_password"), ("guard", PASSWORD, "same_person")],
)
def test_without_both_signatures_the_shift_stays(house: People, name: str, theirs: str, code: str) -> None:
    house.desk.sign_in("guard", PASSWORD)
    with pytest.raises(SignInRefused, match="name_or_password"):
        house.desk.sign_off("wrong-password", "page")
    signed = house.desk.sign_off(PASSWORD, "page")
    with pytest.raises(SignInRefused) as raised:
        house.desk.take_over(signed, name, theirs, CONTENT)
    assert raised.value.code == code
    assert labels(house) == ["Guard"]
    assert house.duty.handovers() == []
    assert all(entry.action != "handover" for entry in house.audit.entries())


def test_with_nobody_on_duty_there_is_nothing_to_hand_over(house: People) -> None:
    with pytest.raises(SignInRefused, match="not_on_duty"):
        house.desk.sign_off(PASSWORD, "page")


def test_a_signature_is_worth_nothing_once_another_stands_at_the_station(house: People) -> None:
    house.desk.sign_in("guard", PASSWORD)
    signed = house.desk.sign_off(PASSWORD, "page")
    house.desk.sign_in("installer", PASSWORD)
    with pytest.raises(SignInRefused, match="outgoing_gone"):
        house.desk.take_over(signed, "supervisor", PASSWORD, CONTENT)
    assert labels(house) == ["Installer", "Guard"]


def test_a_disk_that_fails_leaves_the_shift_and_no_half_of_a_handover(
    house: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.desk.sign_in("guard", PASSWORD)
    signed = house.desk.sign_off(PASSWORD, "page")
    before = [entry.action for entry in house.audit.entries()]
    whole = house.duty.line

    def fails(*_arguments: object, **_more: object) -> None:
        raise StoreError(StoreFault.DISK_FULL)

    monkeypatch.setattr(house.duty, "line", fails)
    with pytest.raises(StoreError):
        house.desk.take_over(signed, "supervisor", PASSWORD, CONTENT)
    assert labels(house) == ["Guard"]
    assert house.duty.handovers() == []
    assert [entry.action for entry in house.audit.entries()] == before
    monkeypatch.setattr(house.duty, "line", whole)
    house.desk.take_over(signed, "supervisor", PASSWORD, CONTENT)
    assert labels(house) == ["Supervisor"]
