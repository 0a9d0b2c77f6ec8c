"""The largest line of the card is the next open step for what was said, who was sent and who has the case."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from alarms.case_marks import Stage
from alarms.model import Acknowledgement, Condition, Priority, Verdict
from widgets import card_words
from widgets import gallery_samples as samples
from widgets.alarm_card import AlarmCard
from widgets.alarm_counts import AlarmCounts, CountView
from widgets.card_content import AlarmCardContent, CardGuard, CardNeighbour, CardPhone, CardStep
from widgets.card_words import Next

SEND = CardStep("confirm", "Send somebody", only_if="unclear", does="send")
CALL = CardStep("call", "Call 119", True, only_if="real", does="call", number="119")
AUTO = CardStep("auto", "Linkage to automatic", True, only_if="real")
FIRE = replace(samples.card_handling("en"), steps=(SEND, CALL, AUTO), condition=Condition.NORMAL)
REAL = replace(FIRE, verdict=Verdict.REAL)
DONE = replace(REAL, steps=tuple(replace(one, done=True) for one in REAL.steps))
OUT = (CardGuard("li", "Li Mei", stage=Stage.SENT), CardGuard("wu", "Wu", stage=Stage.CLEARED))


@pytest.mark.parametrize(
    ("content", "action", "words", "title"),
    [
        (FIRE, Next.SEND, "Send somebody", "Ctrl+D"),
        (replace(FIRE, steps=(replace(SEND, done=True), CALL)), Next.JUDGE, "Say what it was", "Next step"),
        (REAL, Next.CALL, "Call 119", "Ctrl+F12"),
        (replace(REAL, steps=(replace(CALL, done=True), AUTO)), Next.TICK, "Linkage", "F12"),
        (replace(DONE, sent=OUT), Next.OUT, "Still out: Li Mei.", "Ctrl+F12"),
        (replace(DONE, sent=OUT[1:]), Next.CLOSE, "Close the incident", "F12"),
        (replace(DONE, awaiting_reset=True, sent=OUT), Next.RESET, "Reset the detector", "F12"),
        (replace(FIRE, had_by="Li at station gs2"), Next.WATCH, "Li at station gs2 has it", "F9"),
        (replace(FIRE, aside="Put aside"), Next.ASIDE, "Put aside", "Ctrl+P"),
    ],
)
def test_the_next_step(content: AlarmCardContent, action: Next, words: str, title: str) -> None:
    assert card_words.next_action(content) is action
    assert words in card_words.next_step(content)
    assert title in card_words.next_step_title(content)


def test_of_several_detectors_those_that_wait_are_told() -> None:
    rows = (
        CardNeighbour("Lobby", "Not acknowledged · F5", Priority.P1, True),
        CardNeighbour("Corridor", "Acknowledged 02:14:08", Priority.P1),
        CardNeighbour("Stairs", "Not acknowledged · F5", Priority.P1, True),
    )
    content = replace(FIRE, acknowledgement=Acknowledgement.UNACKED, count=3, alarms=rows)
    assert "2 detectors wait" in card_words.next_step(content)
    assert "2 not acknowledged" in card_words.raised(content)


def shown(qtbot: QtBot, content: AlarmCardContent) -> AlarmCard:
    holder = QWidget()
    qtbot.addWidget(holder)
    holder.resize(360, 460)
    card = AlarmCard(holder)
    card.resize(holder.size())
    qtbot.__dict__.setdefault("kept", []).append(holder)  # else the collector may take it in the middle of a paint
    with qtbot.waitExposed(holder):
        holder.show()
    card.set_content(content)
    return card


def test_numbers_stay_in_view_and_the_one_to_dial_stands_in_the_step(qtbot: QtBot) -> None:
    phones = (CardPhone("Brigade", "119"), CardPhone("Patrol", "8001"), CardPhone("Officer", "8019"))
    card = shown(qtbot, replace(FIRE, phones=phones, priority=Priority.P1))

    def large() -> list[str]:
        return [one.text() for one in card.head.phones.findChildren(QLabel) if one.property("role") == "figure"]

    assert large() == ["119", "8001", "8019"]
    assert card.head.phones.isVisible()
    assert not card.head.number.isVisible()
    card.set_content(replace(REAL, phones=phones, priority=Priority.P1))
    qtbot.waitUntil(lambda: large() == ["8001", "8019"])
    assert card.head.number.text() == "119"
    card.ask_cause("real")
    assert card.head.phones.isVisible()


def test_what_was_called_real_asks_why_it_is_not() -> None:
    assert "It was called REAL" in card_words.asked_cause("false", Verdict.REAL)
    assert "It was called REAL" not in card_words.asked_cause("false", Verdict.FALSE)
    assert "It was called REAL" not in card_words.asked_cause("real", Verdict.REAL)


@pytest.mark.parametrize(
    ("alarm_class", "when", "first"),
    [
        ("fire", "real", "fire"),
        ("perimeter", "false", "animal"),
        ("perimeter", "real", "intruder"),
        ("gas", "real", "leak"),
        ("panic", "real", "hurt"),
        ("door", "real", "open"),
        ("camera", "false", "device"),
        ("fire", "escalate", "alone"),
    ],
)
def test_the_most_probable_cause_comes_first(alarm_class: str, when: str, first: str) -> None:
    offered = card_words.causes_when(when, alarm_class)
    assert (offered[0], offered[-1]) == (first, "other")
    assert all(card_words.cause(one) != one for one in offered)


def test_alarms_of_a_drill_are_counted_apart(qtbot: QtBot) -> None:
    counts = AlarmCounts()
    qtbot.addWidget(counts)
    counts.set_counts((CountView(Priority.P1, 2, 1, 0), CountView(Priority.P2, 0, 0, 3)))
    assert [one.view.count for one in counts.shown()] == [2]
    assert counts.drill.count == 3
    assert "drill" in counts.drill.accessibleName()
    counts.show()
    assert not counts.drill.grab().isNull()
    counts.set_counts((CountView(Priority.P1),))
    assert not counts.isVisible()


TWO = CardStep("two", "Send two people", True, only_if="real", does="send", people=2)
FENCE = CardStep("fence", "Check the fence", True, only_if="real", there=True)


def test_a_step_that_asks_for_two_says_how_many_were_sent() -> None:
    content = replace(REAL, steps=(TWO,), sent=OUT[:1])
    assert card_words.next_step(content) == "Send two people (1 of 2 sent)"


@pytest.mark.parametrize("content", [replace(REAL, steps=(FENCE,)), replace(REAL, steps=(), awaiting_reset=True)])
def test_what_is_done_at_the_place_waits_until_somebody_has_arrived(content: AlarmCardContent) -> None:
    way = replace(content, sent=OUT[:1])
    assert card_words.next_action(way) is Next.THERE
    assert card_words.next_step_title(way) == "Nobody there yet · note it: Ctrl+D · done: Ctrl+F12"
    there = replace(way, sent=(replace(OUT[0], stage=Stage.ON_SCENE),))
    assert card_words.next_action(there) in (Next.TICK, Next.RESET)


def test_a_step_at_the_place_is_not_ticked_while_nobody_is_there(qtbot: QtBot) -> None:
    card = shown(qtbot, replace(REAL, steps=(FENCE,), sent=OUT[:1]))
    (row,) = card.body.step_rows()
    assert not row.box.isEnabled()
    assert "once somebody is there" in row.text.text()
    card.set_content(replace(REAL, steps=(FENCE,), sent=(replace(OUT[0], stage=Stage.ON_SCENE),)))
    assert card.body.step_rows()[0].box.isEnabled()


def test_in_a_drill_every_step_that_calls_or_sends_and_the_numbers_say_that_it_is_none(qtbot: QtBot) -> None:
    drill = "Drill: do not really call or send anybody."
    for content in (FIRE, REAL, replace(REAL, steps=(TWO,))):
        assert card_words.next_step(replace(content, drill=True)).startswith(drill)
        assert drill not in card_words.next_step(content)
    calls = replace(REAL, drill=True, phones=(CardPhone("Patrol", "8001"),), priority=Priority.P1)
    card = shown(qtbot, calls)
    assert card.head.phones.drill.text() == drill
    assert card.head.phones.drill.isVisible()
    card.open_board()
    assert card.foot.choice.title.text().startswith(drill)
    card.set_content(replace(calls, drill=False))
    assert not card.head.phones.drill.isVisible()
    card.set_content(replace(calls, priority=Priority.P3))
    assert drill in [one.text() for one in card.body.findChildren(QLabel)], "also where the numbers are scrolled"


def test_the_call_to_those_outside_shows_the_address_and_the_call_inside_does_not(qtbot: QtBot) -> None:
    content = replace(REAL, address="Green Lake Garden, 18 Lake Road, Lobby")
    assert card_words.address(content) == content.address
    assert not card_words.address(replace(content, steps=(replace(CALL, number="8096"),)))
    card = shown(qtbot, content)
    assert card.head.address.isVisible()


def test_a_test_that_nobody_has_explained_asks_who_announced_it() -> None:
    content = replace(DONE, verdict=Verdict.TEST, steps=(), why_missing=True)
    assert card_words.next_action(content) is Next.CAUSE
    assert "Who announced the test" in card_words.next_step(content)


def test_what_is_over_is_the_detectors_signal_and_not_the_case() -> None:
    assert card_words.raised(DONE).endswith("signal back to normal")


def test_the_button_of_resetting_is_there_when_it_is_the_next_step_and_shows_its_key(qtbot: QtBot) -> None:
    card = shown(qtbot, replace(REAL, awaiting_reset=True))
    assert card.foot.reset.isHidden(), "the call comes first"
    card.set_content(replace(DONE, awaiting_reset=True))
    assert card.foot.reset.isVisible()
    assert card.foot.reset.text().endswith("F12")
