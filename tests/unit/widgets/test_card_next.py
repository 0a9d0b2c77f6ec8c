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
