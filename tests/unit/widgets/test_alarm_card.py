"""The card: one next step, nothing lost while it is refreshed, all of it by keyboard."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from alarms.case_marks import Stage
from alarms.model import Acknowledgement, Condition, Verdict
from tests.unit.widgets.rest import come_to_rest
from widgets import card_words, gallery_card, theme, times
from widgets import gallery_samples as samples
from widgets.alarm_card import AlarmCard, AlarmCardContent
from widgets.card_content import CardTrend
from widgets.card_trend import bounds


def shown(qtbot: QtBot, content: AlarmCardContent) -> AlarmCard:
    holder = QWidget()
    qtbot.addWidget(holder)
    holder.resize(360, 700)
    card = AlarmCard(holder)
    card.resize(holder.size())
    qtbot.__dict__.setdefault("kept", []).append(holder)  # else the collector may take it in the middle of a paint
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
    come_to_rest(qtbot, card)
    buttons = [b for b in card.findChildren(QPushButton) if b.isVisible()]
    assert min(b.height() for b in buttons) >= theme.TARGET_LARGE
    assert min(row.height() for row in card.body.step_rows()) >= theme.TARGET


@pytest.mark.parametrize("content", [FRESH, HANDLING, CLOSING])
def test_no_line_of_the_head_is_cut(qtbot: QtBot, content: AlarmCardContent) -> None:
    long = replace(content, place="Underground car park B, stair 14, technical corridor 2 behind the pump room")
    card = shown(qtbot, long)
    qtbot.waitUntil(lambda: card.head.place.height() > 40)
    come_to_rest(qtbot, card)
    for label in card.head.labels():
        assert not label.isVisible() or label.height() >= label.heightForWidth(label.width())


def test_phone_numbers_are_large(qtbot: QtBot) -> None:
    card = shown(qtbot, FRESH)
    numbers = [w for w in card.head.phones.findChildren(QWidget) if w.property("role") == "figure"]
    assert [n.text() for n in numbers] == ["119", "138 0013 8000"]  # type: ignore[attr-defined]
    assert {n.fontInfo().pixelSize() for n in numbers} == {theme.FIGURE}


def test_a_returned_alarm_says_so() -> None:
    assert "back to normal" in card_words.raised(replace(FRESH, condition=Condition.NORMAL))
    assert card_words.handled(replace(FRESH, acknowledgement=Acknowledgement.ACKED, answered_s=9.0, acked_by="1021"))


# What is asked, and who is sent.


def typing_first(qtbot: QtBot, card: AlarmCard) -> QLineEdit:
    """A field beside the card that has the keyboard."""
    field = QLineEdit(card.parentWidget())
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    return field


def test_a_digit_gives_the_cause_and_the_keyboard_goes_back(qtbot: QtBot) -> None:
    card = shown(qtbot, replace(HANDLING, verdict=Verdict.FALSE))
    field = typing_first(qtbot, card)
    given: list[tuple[str, str]] = []
    card.cause_given.connect(lambda when, code: given.append((when, code)))
    card.ask_cause("false")
    choice = card.foot.choice
    assert choice.hasFocus()
    assert [button.accessibleName() for button in choice.buttons][:2] == ["1  Weather", "2  Animal"]
    assert "1  Weather" in choice.accessibleName()
    QTest.keyClick(choice, Qt.Key.Key_9)
    assert choice.open, "there is no ninth cause"
    QTest.keyClick(choice, Qt.Key.Key_2)
    assert given == [("false", "animal")]
    assert not choice.open
    assert field.hasFocus()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_no_cause_has_to_be_given(qtbot: QtBot, key: Qt.Key) -> None:
    card = shown(qtbot, HANDLING)
    field = typing_first(qtbot, card)
    card.ask_cause("escalate")
    assert not card.foot.verdicts[Verdict.REAL].isVisible(), "the buttons make room"
    QTest.keyClick(card.foot.choice, key)
    assert not card.foot.choice.open
    assert field.hasFocus()
    assert card.foot.verdicts[Verdict.REAL].isVisible()
    card.ask_cause("nothing that has causes")
    assert not card.foot.choice.open


def test_the_keyboard_goes_home_where_what_had_it_is_gone(qtbot: QtBot) -> None:
    card = shown(qtbot, HANDLING)
    home = QLineEdit(card.parentWidget())
    home.show()
    card.foot.choice.home = home
    field = typing_first(qtbot, card)
    card.ask_cause("real")
    field.hide()
    card.set_content(None)
    assert home.hasFocus()


def test_a_digit_does_the_next_thing_with_each_person_and_the_board_stays(qtbot: QtBot) -> None:
    content = gallery_card.measured("en")
    card = shown(qtbot, content)
    chosen: list[tuple[str, str]] = []
    card.guard_chosen.connect(lambda guard, place: chosen.append((guard, place.name)))
    card.open_board()
    lines = [button.accessibleName() for button in card.foot.choice.buttons]
    assert lines == [
        f"1  Patrol · 8001 → is there · on the way since {times.clock(content.guards[0].since or 0)}",
        "2  North gate post · 8002 → send · at the North gate since 18:05:10",
        f"3  Li Mei → is free · on scene since {times.clock(content.guards[2].since or 0)}",
        "4  Zhang Jianguo → send",
    ]
    first, second = card.foot.choice.buttons[1].text().splitlines()
    assert first.endswith("→ send")
    assert second.strip() == "at the North gate since 18:05:10", "how somebody stands has a line of its own, uncut"
    assert "…" not in first
    QTest.keyClick(card.foot.choice, Qt.Key.Key_4)
    QTest.keyClick(card.foot.choice, Qt.Key.Key_2, Qt.KeyboardModifier.KeypadModifier)
    assert card.foot.choice.title.text() == "Who goes to Kitchen K5?"
    QTest.keyClick(card.foot.choice, Qt.Key.Key_0)
    assert card.foot.choice.title.text() == "Who goes to Lobby, block 3?"
    assert "Lobby" in card.foot.choice.accessibleName()
    QTest.keyClick(card.foot.choice, Qt.Key.Key_4)
    assert chosen == [("zhang", "Kitchen K5"), ("north", "Kitchen K5"), ("zhang", "Lobby, block 3")]
    assert card.foot.choice.open
    gone = replace(content.guards[3], stage=Stage.SENT)
    card.set_content(replace(content, guards=(*content.guards[:3], gone)))
    assert card.foot.choice.buttons[3].accessibleName() == "4  Zhang Jianguo → is there · on the way"
    card.set_content(replace(content, guards=content.guards[:2]))
    assert len(card.foot.choice.buttons) == 2
    card.leave_question()
    assert card.foot.choice.open, "the board is no question of a cause"
    card.open_board()
    assert not card.foot.choice.open


def test_a_step_that_holds_no_more_is_grey_and_says_why(qtbot: QtBot) -> None:
    content = gallery_card.measured("en")
    card = shown(qtbot, content)
    _, valve, reset = card.body.step_rows()
    assert valve.box.isEnabled()
    assert not reset.box.isEnabled()
    assert reset.text.text() == "Find the cause of the false alarm (not needed: Real)"
    assert "not needed" in reset.box.accessibleName()
    assert card.head.step.text() == "Close the main valve"
    card.set_content(replace(content, verdict=None))
    assert [row.box.isEnabled() for row in card.body.step_rows()] == [True, False, False]
    assert card.body.step_rows()[1].text.text() == "Close the main valve (only if real)"
    assert card.head.step.text().startswith("Say what it was"), "first it has to be said"


def test_what_is_known_stands_on_the_card(qtbot: QtBot) -> None:
    card = shown(qtbot, gallery_card.measured("en"))
    texts = [label.text() for label in card.body.findChildren(QLabel)]
    for line in (
        "Li Mei → Kitchen K5 · on scene 02:14:24",
        "18 %LEL · now 24 %LEL",
        "Cameras saw: 02:14:37 Lobby, block 3: person ×2",
        "Smoke detector K5 · Not acknowledged",
    ):
        assert line in texts
    assert any("took back" in one for one in texts)
    assert "on scene after 1 min 52 s" in card.head.handled.text()
    assert "supervisor called (I am alone)" in card.head.handled.text()
    trend = card.body.trend
    assert trend.isVisible()
    assert trend.accessibleName() == "In the last 8 min 0 s: lowest 2 %LEL, highest 24 %LEL, now 24 %LEL"
    card.set_content(replace(gallery_card.measured("en"), trend=None))
    assert not trend.isVisible()


def test_a_trend_is_drawn_between_its_limits_and_values() -> None:
    assert bounds(CardTrend(((0.0, 4.0), (1.0, 6.0)), low=0.0, high=10.0)) == (-0.8, 10.8)
    flat = bounds(CardTrend(((0.0, 5.0),)))
    assert flat[0] < 5.0 < flat[1]


def test_the_key_that_enters_a_note_goes_no_further(qtbot: QtBot) -> None:
    """It would enlarge the selected picture over those of the alarm."""
    card = shown(qtbot, samples.card("en"))
    notes: list[str] = []
    card.note_added.connect(notes.append)
    card.foot.note.setText("seen nobody")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
        card.foot.note.keyPressEvent(event)
        assert event.isAccepted()
    assert notes == ["seen nobody"]
