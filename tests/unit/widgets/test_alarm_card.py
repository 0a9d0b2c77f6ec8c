"""The card: one next step, nothing lost while it is refreshed, all of it by keyboard."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from alarms.model import Acknowledgement, Condition, Verdict
from widgets import card_words, theme
from widgets import gallery_samples as samples
from widgets.alarm_card import AlarmCard, AlarmCardContent


def shown(qtbot: QtBot, content: AlarmCardContent) -> AlarmCard:
    holder = QWidget()
    qtbot.addWidget(holder)
    holder.resize(360, 700)
    card = AlarmCard(holder)
    card.resize(holder.size())
    card.kept_with_the_card = holder  # type: ignore[attr-defined]
    with qtbot.waitExposed(holder):
        holder.show()
    card.set_content(content)
    return card


FRESH, HANDLING, CLOSING = samples.card("en"), samples.card_handling("en"), samples.card_closing("en")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (FRESH, "Look at the picture"),
        (replace(FRESH, acknowledge_blocked=""), "Acknowledge: press F5"),
        (HANDLING, "Call 119: say where and what burns"),
        (replace(HANDLING, steps=()), "Say what it was: F6 real, F7 false, F8 test"),
        (replace(HANDLING, steps=(), verdict=Verdict.REAL), "Still in alarm: wait until it is normal"),
        (replace(CLOSING, awaiting_reset=True), "Reset the detector"),
        (CLOSING, "Close the incident"),
    ],
)
def test_there_is_one_next_step(qtbot: QtBot, content: AlarmCardContent, words: str) -> None:
    assert shown(qtbot, content).head.step.text() == words


def test_a_verdict_leaves_required_steps_and_drops_the_others() -> None:
    judged = replace(HANDLING, verdict=Verdict.REAL)
    assert card_words.first_open(judged) == judged.steps[2]
    assert card_words.first_open(replace(judged, steps=judged.steps[3:])) is None


def test_only_what_means_something_is_offered(qtbot: QtBot) -> None:
    card = shown(qtbot, FRESH)
    offered = {b.text() for b in card.findChildren(QPushButton) if b.isVisible()}
    assert offered == {"Acknowledge  F5", "Send somebody  Ctrl+D"}
    assert not card.foot.acknowledge.isEnabled()
    card.set_content(CLOSING)
    offered = {b.text() for b in card.findChildren(QPushButton) if b.isVisible()}
    always = {"Real  F6", "False  F7", "Test  F8", "Call help  F9", "Send somebody  Ctrl+D"}
    assert offered == {*always, "Close incident  F12"}


def test_buttons_ask(qtbot: QtBot) -> None:
    card = shown(qtbot, replace(FRESH, acknowledge_blocked=""))
    with qtbot.waitSignal(card.acknowledge_requested):
        card.foot.acknowledge.click()
    card.set_content(replace(CLOSING, awaiting_reset=True))
    with qtbot.waitSignal(card.verdict_given) as verdict:
        card.foot.verdicts[Verdict.FALSE].click()
    assert verdict.args == ["false"]
    with qtbot.waitSignal(card.reset_requested):
        card.foot.reset.click()
    card.set_content(CLOSING)
    with qtbot.waitSignal(card.close_requested):
        card.foot.close_incident.click()


def test_a_step_is_ticked_by_its_box_its_words_and_the_keyboard(qtbot: QtBot) -> None:
    card = shown(qtbot, HANDLING)
    ticked: list[tuple[str, bool]] = []
    card.step_ticked.connect(lambda step, done: ticked.append((step, done)))
    row = card.body.step_rows()[2]
    row.box.setFocus()
    QTest.keyClick(row.box, Qt.Key.Key_Space)
    assert ticked == [("call", True)]


def test_a_refresh_keeps_a_half_typed_note_and_the_focus(qtbot: QtBot) -> None:
    card = shown(qtbot, HANDLING)
    card.foot.note.setFocus()
    QTest.keyClicks(card.foot.note, "two men")
    rows = card.body.step_rows()
    card.set_content(replace(HANDLING, picture_on_screen_s=3.2, more=4))
    assert card.foot.note.text() == "two men"
    assert card.body.step_rows() == rows
    QTest.keyClicks(card.foot.note, " at the gate")
    with qtbot.waitSignal(card.note_added) as note:
        QTest.keyClick(card.foot.note, Qt.Key.Key_Return)
    assert note.args == ["two men at the gate"]
    assert card.foot.note.text() == ""


def test_another_incident_begins_without_the_last_ones_note_and_question(qtbot: QtBot) -> None:
    card = shown(qtbot, HANDLING)
    card.foot.note.setText("old")
    card.ask_cause("false")
    assert card.foot.choice.open
    card.set_content(replace(HANDLING, incident="i2"))
    assert card.foot.note.text() == ""
    assert not card.foot.choice.open


def test_no_content_hides_the_card(qtbot: QtBot) -> None:
    card = shown(qtbot, FRESH)
    card.set_content(None)
    assert not card.isVisible()
    card.set_content(FRESH)
    assert card.isVisible()


def test_hands_find_their_targets(qtbot: QtBot) -> None:
    card = shown(qtbot, CLOSING)
    buttons = [b for b in card.findChildren(QPushButton) if b.isVisible()]
    assert min(b.height() for b in buttons) >= theme.TARGET_LARGE
    assert min(row.height() for row in card.body.step_rows()) >= theme.TARGET


@pytest.mark.parametrize("content", [FRESH, HANDLING, CLOSING])
def test_no_line_of_the_head_is_cut(qtbot: QtBot, content: AlarmCardContent) -> None:
    long = replace(content, place="Underground car park B, stair 14, technical corridor 2 behind the pump room")
    card = shown(qtbot, long)
    qtbot.waitUntil(lambda: card.head.place.height() > 40, timeout=1000)
    for label in card.head.labels():
        assert not label.isVisible() or label.height() >= label.heightForWidth(label.width())


def test_phone_numbers_are_large(qtbot: QtBot) -> None:
    card = shown(qtbot, FRESH)
    numbers = [w for w in card.body.findChildren(QWidget) if w.property("role") == "figure"]
    assert [n.text() for n in numbers] == ["119", "138 0013 8000"]  # type: ignore[attr-defined]
    assert {n.fontInfo().pixelSize() for n in numbers} == {theme.FIGURE}


def test_a_returned_alarm_says_so() -> None:
    assert "back to normal" in card_words.raised(replace(FRESH, condition=Condition.NORMAL))
    assert card_words.handled(replace(FRESH, acknowledgement=Acknowledgement.ACKED, answered_s=9.0, acked_by="1021"))
