"""The watch over a shift with real records and accounts: nothing that is missed goes unsaid, nobody leaves unseen."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alarms.schedule import Schedule, read_window
from app.duty.desk import Around, DutyWatch, OnDuty
from app.people.duty import SignedOff
from app.people.refusals import SignInRefused
from app.site_duty import Duty
from app.store.errors import StoreError, StoreFault
from tests.fakes.clock import FakeClock
from tests.fakes.people import PASSWORD, People, people

ALWAYS = Schedule(windows=(read_window("daily 00:00-24:00"),))


class Shift:
    """A watch over one house; ``said`` is what was reported to the alarms, ``standing`` what is active there."""

    def __init__(self, house: People, rules: Duty, schedule: Schedule | None = ALWAYS) -> None:
        self.house = house
        self.clock = house.clock
        self.said: list[tuple[str, bool]] = []
        self.standing: set[str] = set()
        self.busy = False
        around = Around(self.on_duty, lambda: self.busy, lambda: self.standing, self.report)
        self.watch = DutyWatch(rules, schedule, house.duty, around, house.clock, random.Random(1))

    def on_duty(self) -> OnDuty:
        actor = self.house.desk.duty.actor
        return OnDuty(accounts=True) if actor is None else OnDuty(True, True, actor.label, actor.account)

    def report(self, alarm_class: str, channel: str, active: bool, *, cause: str, kind: str = "") -> None:
        assert alarm_class == "duty"
        assert kind
        assert cause
        self.said.append((channel, active))
        (self.standing.add if active else self.standing.discard)(channel)

    def after(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.watch.tick()


@pytest.fixture
def house(tmp_path: Path, clock: FakeClock) -> Iterator[People]:
    with people(tmp_path, clock) as made:
        made.everybody()
        yield made


def test_a_log_that_is_not_written_is_entered_as_missed_and_an_alarm_until_somebody_writes(house: People) -> None:
    house.desk.sign_in("guard", PASSWORD)
    shift = Shift(house, Duty(), None)
    shift.after(7199)
    assert not shift.watch.state().log
    shift.after(1)
    assert (shift.watch.state().log, shift.watch.state().log_left) == (True, 900.0)
    shift.after(900)
    assert shift.said == [("log", True)]
    assert shift.watch.state().log_missed
    (line,) = house.duty.entries()
    assert (line.kind, line.person) == ("missed", "Guard")
    shift.after(60)
    assert shift.said == [("log", True)], "once"
    shift.watch.written()
    assert shift.said == [("log", True), ("log", False)]
    assert shift.watch.state() == type(shift.watch.state())()


def test_a_missed_presence_is_an_alarm_at_the_second_time_and_over_with_any_act(house: People) -> None:
    house.desk.sign_in("guard", PASSWORD)
    shift = Shift(house, Duty(log_every_min=0))
    shift.after(0)
    shift.after(70 * 60)
    assert shift.watch.state().presence
    shift.after(120)
    assert shift.said == []
    shift.after(120)
    assert shift.said == [("presence", True)]
    assert shift.watch.state().presence_alarm
    shift.watch.acted("Guard")
    assert shift.said == [("presence", True), ("presence", False)]
    outcomes = [(one.outcome, one.misses, one.person) for one in reversed(house.duty.checks())]
    assert outcomes == [("missed", 1, "Guard"), ("missed", 2, "Guard"), ("handled", 0, "Guard")]
    took = [one.seconds for one in house.duty.checks() if one.outcome == "missed"]
    assert took == [120.0, 120.0]


def test_who_is_at_work_on_an_alarm_is_not_asked_and_a_restart_forgets_no_miss(house: People) -> None:
    house.desk.sign_in("guard", PASSWORD)
    shift = Shift(house, Duty(log_every_min=0))
    shift.after(0)
    shift.after(70 * 60)
    shift.busy = True
    shift.after(10)
    assert [one.outcome for one in house.duty.checks()] == ["suspended"]
    shift.busy = False
    shift.after(0)
    shift.after(70 * 60)
    shift.after(120)
    shift.after(120)
    again = Shift(house, Duty(log_every_min=0))
    again.standing = {"presence"}
    again.after(0)
    assert again.watch.state().presence_alarm
    house.clock.advance(5)
    again.watch.answer("Guard", "g")
    assert again.said == [("presence", False)]
    assert house.duty.misses() == 0


def test_a_station_without_anybody_on_duty_says_so_until_somebody_comes(house: People) -> None:
    shift = Shift(house, Duty(), None)
    shift.after(899)
    assert shift.said == []
    shift.after(1)
    assert shift.said == [("unattended", True)]
    house.desk.sign_in("guard", PASSWORD)
    shift.after(1)
    assert shift.said == [("unattended", True), ("unattended", False)]


def test_a_disk_that_is_full_ends_no_watch(house: People, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: Any, **_more: Any) -> None:
        raise StoreError(StoreFault.DISK_FULL)

    house.desk.sign_in("guard", PASSWORD)
    shift = Shift(house, Duty())
    monkeypatch.setattr(house.duty, "keep", full)
    shift.after(0)
    for _ in range(10):
        shift.after(1200)
    assert {("log", True), ("presence", True)} <= set(shift.said)


STEP = st.sampled_from(["in_guard", "in_chief", "out", "sign", "take", "take_wrong", "wait", "restart"])


@given(st.lists(STEP, max_size=25))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sequence_leaves_a_station_with_two_who_hold_the_duty_or_silently_with_none(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    """Whatever people do, one at most holds the duty, whoever goes is in the log, and a station left alone says so."""
    clock = FakeClock()
    with people(tmp_path_factory.mktemp("duty"), clock) as house:
        house.everybody()
        world = _World(house, Shift(house, Duty(log_every_min=0), None))
        for step in steps:
            before = house.desk.duty.actor
            world.do(step)
            after = house.desk.duty.actor
            holders = [one.account for one in house.desk.duty.people]
            assert len(holders) == len(set(holders)), "nobody stands there twice"
            if before is not None and after is None and step != "restart":
                world.desk_told("sign_out")
            if step == "take" and before is not None and after is not None and before.account != after.account:
                world.desk_told("handover")
                assert before.account not in holders, "one went, one came, at one stroke"
        handed = [one for one in house.audit.entries(limit=1000) if one.action == "handover"]
        assert len(handed) == len(house.duty.handovers())
        if house.desk.duty.actor is None:
            world.shift.after(16 * 60)
            world.shift.after(1)
            assert "unattended" in world.shift.standing, "never silently"
        else:
            world.shift.after(0)
            assert "unattended" not in world.shift.standing
        assert house.audit.verify().sound


class _World:
    def __init__(self, house: People, shift: Shift) -> None:
        self.house = house
        self.shift = shift
        self.signed: SignedOff | None = None

    def do(self, step: str) -> None:
        desk = self.house.desk
        try:
            match step:
                case "in_guard" | "in_chief":
                    desk.sign_in("guard" if step == "in_guard" else "supervisor", PASSWORD)
                case "out" if desk.duty.actor is not None:
                    desk.sign_out(desk.duty.actor.account)
                case "sign":
                    self.signed = desk.sign_off(PASSWORD, "page")
                case "take" if self.signed is not None:
                    name = "installer" if self.signed.person.name != "installer" else "guard"
                    desk.take_over(self.signed, name, PASSWORD, {})
                case "take_wrong" if self.signed is not None:
                    desk.take_over(self.signed, self.signed.person.name, PASSWORD, {})
                case "wait":
                    self.shift.after(8 * 60)
                    desk.expire()
                case "restart":
                    with desk._lock:
                        desk._sessions = []
                    self.shift = Shift(self.house, Duty(log_every_min=0), None)
                case _:
                    pass
        except SignInRefused:
            pass

    def desk_told(self, action: str) -> None:
        newest = [one.action for one in self.house.audit.entries(limit=8)]
        assert action in newest, newest
