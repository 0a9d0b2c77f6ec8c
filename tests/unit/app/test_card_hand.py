"""What a key does at the card: one press, one thing; what has consequences only by a key of its own."""

from concurrent.futures import Future
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alarms.case_marks import Stage
from alarms.model import EscalationStep, Incident, Occurrence, Priority, Verdict
from app.pages.card_hand import DIAL_S, READ_S, CardHand
from app.pages.health_content import counts, waiting_words
from tests.fakes.clock import FakeClock
from widgets import gallery_samples as samples
from widgets.alarm_card import AlarmCard
from widgets.card_content import CardCause, CardGuard, CardStep

CALL = CardStep("call", "Call 119", True, only_if="real", does="call", number="119")
REAL = replace(
    samples.card_closing("en"), drill=False, verdict=Verdict.REAL, steps=(CALL,), causes=(CardCause("false", "x", "X"),)
)
DONE = replace(REAL, steps=())


class Desk(QObject):
    """One case on the wall."""

    card_changed = Signal()
    help_called = Signal(object)
    current = SimpleNamespace(incident=REAL.incident, occurrence="o1")
    state = SimpleNamespace(queue=())
    case = Incident(REAL.incident, "n", "z", Priority.P1, 0.0, verdict=Verdict.REAL)

    def incident(self, _incident: str) -> Incident:
        return self.case

    def siblings(self, _incident: str) -> tuple[()]:
        return ()


class World:
    def __init__(self, qtbot: QtBot) -> None:
        self.done: list[tuple[Any, ...]] = []
        self.told: list[str] = []
        self.clock = FakeClock()
        self.holder = QWidget()
        qtbot.addWidget(self.holder)
        self.card = AlarmCard(self.holder)
        self.desk = Desk()
        acts = SimpleNamespace(
            **{
                name: lambda *given, _name=name, **more: self.act(_name, *given)
                for name in ("tick_step", "close", "verdict", "reset")
            }
        )
        alarms = SimpleNamespace(snapshot=lambda: SimpleNamespace(occurrences=()))
        station: Any = SimpleNamespace(clock=self.clock, acts=acts, alarms=alarms)
        desk: Any = self.desk
        self.hand = CardHand(station, desk, self.card, self.wait, lambda _camera: False, "en", self.holder)
        self.hand.notice.connect(self.told.append)
        self.hand.show_card = lambda: None  # type: ignore[method-assign]

    def act(self, *given: Any) -> Future[Any]:
        self.done.append(given)
        future: Future[Any] = Future()
        future.set_result(())
        return future

    def wait(self, future: Future[Any], done: Any = None) -> None:
        if done is not None:
            done(future.result())

    def show(self, content: Any) -> None:
        self.card.set_content(content)
        self.hand._stands = (content, self.clock.monotonic())


@pytest.fixture
def world(qtbot: QtBot) -> World:
    return World(qtbot)


def test_a_call_is_ticked_by_its_own_key_once_the_number_was_seen(world: World) -> None:
    world.show(REAL)
    world.clock.advance(10)
    world.hand.do_next()
    assert world.done == []
    assert "Dial 119 now" in world.told[-1]
    world.show(REAL)
    world.hand.do_surely()
    assert world.done == []
    world.clock.advance(DIAL_S)
    world.hand.do_surely()
    assert world.done == [("tick_step", REAL.incident, "call")]
    assert world.told[-1] == "Noted as called: 119."


def test_in_a_drill_both_keys_and_the_call_for_help_say_that_nobody_is_called(world: World) -> None:
    world.show(replace(REAL, drill=True))
    world.clock.advance(10)
    world.hand.do_next()
    assert world.told[-1].startswith("Drill: do not really call")
    assert "Dial" not in world.told[-1]
    world.clock.advance(DIAL_S)
    world.hand.do_surely()
    assert world.told[-1].startswith("Drill: do not really call")
    assert world.hand._help_words(EscalationStep.SUPERVISOR).startswith("Drill: do not really call")


def test_what_is_done_at_the_place_asks_for_the_other_key_while_nobody_is_there(world: World) -> None:
    fence = CardStep("fence", "Check the fence", True, only_if="real", there=True)
    world.show(replace(REAL, steps=(fence,), sent=(CardGuard("li", "Li", stage=Stage.SENT),)))
    world.clock.advance(DIAL_S)
    world.hand.do_next()
    assert world.done == []
    assert "Nobody is there yet" in world.told[-1]
    world.hand.do_surely()
    assert world.done == [("tick_step", REAL.incident, "fence")]


def test_a_key_pressed_twice_does_not_close(world: World) -> None:
    world.show(DONE)
    world.clock.advance(READ_S / 2)
    world.hand.do_next()
    assert world.done == []
    assert "Read the next step first" in world.told[-1]
    world.clock.advance(READ_S)
    world.hand.do_next()
    assert world.done == [("close", DONE.incident)]
    world.hand.do_surely()
    assert world.done == [("close", DONE.incident)]
    assert "does nothing here" in world.told[-1]


def test_with_people_out_it_is_closed_only_surely(world: World) -> None:
    world.show(replace(DONE, sent=(CardGuard("li", "Li Mei", stage=Stage.SENT),)))
    world.clock.advance(5)
    world.card.close_requested.emit()
    assert world.done == []
    assert "Still out: Li Mei" in world.told[-1]
    world.hand.do_next()
    assert world.done == []
    world.hand.do_surely()
    assert world.done == [("close", DONE.incident)]


def test_a_real_fire_is_not_called_false_by_one_key(world: World) -> None:
    world.show(DONE)
    world.hand.give_verdict("false")
    assert world.done == []
    assert world.card.foot.choice.open
    assert "It was called REAL" in world.card.foot.choice.title.text()
    world.hand._cause("false", "x")
    assert world.done == [("verdict", DONE.incident, Verdict.FALSE, "x")]
    assert "CHANGED from Real to False" in world.told[-1]
    world.desk.case = replace(world.desk.case, verdict=Verdict.FALSE)
    world.hand.give_verdict("real")
    assert world.done[-1][2] is Verdict.REAL


def test_alarms_of_a_drill_are_said_apart() -> None:
    real = Occurrence("a", "p", "d", "z", "fire", "", Priority.P2, 1.0, 1.0)
    drill = replace(real, id="b", drill=True)
    assert (waiting_words([real, drill]), waiting_words([drill]), waiting_words([])) == ("1 · DRILL 1", "DRILL 1", "")
    found = {one.priority: one for one in counts([real, drill])}[Priority.P2]
    assert (found.count, found.drill) == (1, 1)
