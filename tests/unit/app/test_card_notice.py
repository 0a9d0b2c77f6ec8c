"""F5: one press, one thing that can be seen; whatever is pressed too often, the most urgent one comes back."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alarms.model import Acknowledgement, Incident, Occurrence, Priority
from alarms.overview import Overview
from alarms.ports import AlarmChange, AlarmSnapshot
from app.pages.alarm_desk import AlarmDesk
from app.pages.card_notice import CardNotice
from tests.fakes.clock import FakeClock
from widgets import gallery_samples as samples
from widgets.alarm_card import AlarmCard

CLOSING = samples.card_closing("en")


def alarm(number: int, alarm_class: str = "perimeter", priority: Priority = Priority.P2, case: int = 0) -> Occurrence:
    return Occurrence(
        id=f"o{number}",
        point=f"p{number}",
        device="d",
        zone="z",
        alarm_class=alarm_class,
        kind="",
        priority=priority,
        raised_at=float(number),
        received_at=float(number),
        incident=f"i{case or number}",
    )


class Guard:
    """A guard at a real desk; what he acknowledges is acknowledged at once."""

    def __init__(self, qtbot: QtBot) -> None:
        self.told: list[str] = []
        self.taken: list[str] = []
        self.desk = AlarmDesk(FakeClock())
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.card = AlarmCard(self.window)
        self.card.resize(360, 700)
        places = SimpleNamespace(point_name=lambda point, _language: f"point {point}")
        acts = SimpleNamespace(acknowledge=self._take, acknowledge_many=self._take_many)
        station: Any = SimpleNamespace(acts=acts, places=places)
        self.notice = CardNotice(station, self.desk, self.card, self._wait, lambda _one: True, "en", self.window)
        self.notice.notice.connect(self.told.append)

    def stands(self, *alarms: Occurrence) -> None:
        cases = tuple(Incident(name, name, "z", Priority.P2, 0.0) for name in {one.incident or "" for one in alarms})
        self.desk.resync(AlarmSnapshot(tuple(alarms), cases), Overview())

    def on_the_wall(self) -> str:
        return "" if self.desk.current is None else self.desk.current.incident

    def press(self) -> str:
        self.told.clear()
        self.notice.acknowledge()
        return self.told[-1] if self.told else ""

    def _take(self, occurrence: str, *_seen: Any, **_more: Any) -> Future[Any]:
        self.taken.append(occurrence)
        known = self.desk.occurrence(occurrence)
        assert known is not None
        self.desk.take(AlarmChange((replace(known, acknowledgement=Acknowledgement.ACKED),), (), ()))
        return _made(())

    def _take_many(self, listed: list[str]) -> Future[Any]:
        return _made(())

    def _wait(self, future: Future[Any], done: Any = None) -> None:
        if done is not None:
            done(future.result())


def _made(value: Any) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_result(value)
    return future


@pytest.fixture
def guard(qtbot: QtBot) -> Guard:
    return Guard(qtbot)


FIRE, FENCE = alarm(2, "fire"), alarm(1)


def test_one_press_too_many_turns_away_and_the_next_ones_come_back_to_the_fire(guard: Guard) -> None:
    guard.stands(FENCE, FIRE)
    assert guard.on_the_wall() == "i2"
    assert "point p2" in guard.press()
    said = guard.press()
    assert guard.on_the_wall() == "i1"
    assert guard.taken == ["o2"], "turning acknowledges nothing"
    assert said == "Now on the wall: point p1. point p2 is not finished: F5 goes back to it."
    said = guard.press()
    assert guard.taken == ["o2", "o1"]
    assert guard.on_the_wall() == "i2"
    assert said.endswith("Back to: point p2")
    assert guard.press() == "All alarms are acknowledged."


def test_from_what_was_chosen_by_hand_f5_goes_back_to_what_is_more_urgent(guard: Guard) -> None:
    fire, fence = (replace(one, acknowledgement=Acknowledgement.ACKED) for one in (FIRE, FENCE))
    guard.stands(fence, fire)
    guard.desk.choose("o1")
    assert guard.on_the_wall() == "i1"
    assert guard.press() == "Now on the wall: point p2."
    assert guard.on_the_wall() == "i2"
    assert guard.taken == []


def test_each_alarm_that_the_card_lists_as_waiting_is_taken_in_turn_also_low_ones(guard: Guard) -> None:
    low = [alarm(number, "camera", Priority.P3, case=1) for number in (5, 4)]
    guard.stands(FENCE, *low)
    for _ in range(3):
        guard.press()
    assert guard.taken == ["o1", "o4", "o5"]


def test_no_press_is_silent(guard: Guard) -> None:
    guard.stands(alarm(1, "gate", Priority.P3))
    assert guard.on_the_wall() == ""
    assert "Shift+F5" in guard.press()
    guard.stands()
    assert guard.press() == "All alarms are acknowledged."


def test_a_key_pressed_before_the_alarm_was_on_the_screen_does_nothing_to_it(guard: Guard, qtbot: QtBot) -> None:
    guard.stands(FENCE)
    guard.window.show()
    guard.card.set_content(replace(CLOSING, incident="i1"))
    qtbot.waitUntil(guard.notice.on_screen)
    guard.stands(FENCE, FIRE)
    guard.card.set_content(replace(CLOSING, incident="i2"))
    assert "only just come up" in guard.press()
    assert not guard.notice.was_seen()
    assert guard.taken == []
    qtbot.waitUntil(guard.notice.on_screen)
    assert guard.notice.was_seen()
    assert "point p2" in guard.press()
    assert guard.taken == ["o2"]
