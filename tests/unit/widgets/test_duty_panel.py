"""The shift's bars and panel by keys: counting, correcting, choosing; nothing is signed that is not ready."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from alarms.model import Priority
from tests.unit.widgets.rest import come_to_rest
from widgets.drill_view import DrillPanel
from widgets.duty_bar import BANNER_KEY, DrillBar, DutyBar
from widgets.duty_content import (
    DrillBarView,
    DrillOffer,
    DrillResultRow,
    DrillView,
    DutyBarView,
    HandoverStage,
    HandoverView,
    ItemRow,
    ListRow,
    LogRow,
    Section,
)
from widgets.duty_panel import DutyPanel

VIEW = HandoverView(
    HandoverStage.COUNT,
    (Section("Open alarms", (ListRow("Fence", "02:03", Priority.P2),), "none"), Section("Faults", (), "none")),
    (ItemRow("keys", "Keys", 12, 12), ItemRow("radios", "Radios", 4, 4)),
    outgoing="Zhang",
    names=("li", "wang"),
)


@pytest.fixture
def panel(qtbot: QtBot) -> DutyPanel:
    made = DutyPanel()
    qtbot.addWidget(made)
    made.resize(made.width(), 720)
    made.handover.set_view(VIEW)
    made.open_page(made.handover)
    made.activateWindow()
    qtbot.waitUntil(made.handover.rows[0].hasFocus)
    return made


def press(key: Qt.Key) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key)


def test_whoever_comes_is_said_by_the_name_that_people_call_them(panel: DutyPanel) -> None:
    view = panel.handover
    view.set_view(replace(VIEW, stage=HandoverStage.INCOMING, called=("Li Mei", "Wang Fang")))
    view.name.setEditText("li")
    assert view.incoming.text() == "Comes on duty: Li Mei"
    view.name.setEditText("lin")
    assert view.incoming.text() == "Comes on duty: name and password"


def test_plus_and_minus_count_and_enter_goes_on(panel: DutyPanel, qtbot: QtBot) -> None:
    view, said = panel.handover, list[tuple[str, int]]()
    view.count_changed.connect(lambda item, step: said.append((item, step)))
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
        press(key)
    assert said == [("keys", 1), ("keys", 1), ("keys", -1)]
    with qtbot.waitSignal(view.item_confirmed) as confirmed:
        press(Qt.Key.Key_Return)
    assert confirmed.args == ["keys"]
    assert view.rows[1].hasFocus()
    press(Qt.Key.Key_Up)
    assert view.rows[0].hasFocus()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Enter)
    assert view.remarks.hasFocus()
    with qtbot.waitSignal(view.remarked):
        press(Qt.Key.Key_Return)
    assert view.own_password.hasFocus()


def test_a_count_that_is_off_asks_why_before_it_goes_on(panel: DutyPanel, qtbot: QtBot) -> None:
    view = panel.handover
    off = (ItemRow("keys", "Keys", 12, 11, True), VIEW.items[1])
    view.set_view(replace(VIEW, items=off))
    press(Qt.Key.Key_Return)
    assert view.rows[0].words.hasFocus()
    press(Qt.Key.Key_Return)
    assert view.rows[0].words.hasFocus(), "without words there is no going on"
    view.rows[0].words.setText("lent to the plumber")
    with qtbot.waitSignal(view.item_explained) as told:
        press(Qt.Key.Key_Return)
    assert told.args == ["keys", "lent to the plumber"]
    assert view.rows[1].hasFocus()
    assert "11 of 12" in view.rows[0].accessibleName()


def test_words_that_are_being_typed_outlast_what_changes_around_them(panel: DutyPanel) -> None:
    view = panel.handover
    view.remarks.setFocus()
    view.remarks.setText("half a wo")
    view.set_view(replace(VIEW, sections=(Section("Open alarms", (), "none"),)))
    assert view.remarks.text() == "half a wo"
    assert view.remarks.hasFocus()


def test_both_sign_one_after_the_other_and_passwords_go_with_the_panel(panel: DutyPanel, qtbot: QtBot) -> None:
    view, signed = panel.handover, list[str]()
    view.signed_off.connect(signed.append)
    view.sign.click()
    assert signed == [""], "it says what is missing"
    done = tuple(replace(one, counted=True) for one in VIEW.items)
    view.set_view(replace(VIEW, stage=HandoverStage.OUTGOING, items=done))
    view.sign.click()
    assert signed == [""], "not without a password"
    view.own_password.setText("secret")
    press(Qt.Key.Key_Return) if view.own_password.hasFocus() else view.sign.click()
    assert signed[-1] == "secret"
    view.set_view(replace(VIEW, stage=HandoverStage.INCOMING, items=done, signed="Zhang has signed at 05:58:20."))
    view.open_at()
    assert view.name.hasFocus()
    view.take.click()
    view.name.setEditText("li")
    view.password.setText("other")
    with qtbot.waitSignal(view.taken_over) as taken:
        view.take.click()
    assert taken.args == ["li", "other"]
    view.set_view(replace(VIEW, stage=HandoverStage.INCOMING, items=done, busy=True))
    assert not view.take.isEnabled()
    panel.close_panel()
    assert (view.own_password.text(), view.password.text(), panel.isVisible()) == ("", "", False)


def test_the_pages_open_and_close_by_the_same_key_and_esc(panel: DutyPanel) -> None:
    panel.open_page(panel.log)
    assert panel.pages.currentWidget() is panel.log
    panel.open_page(panel.log)
    assert not panel.isVisible()
    panel.open_page(panel.drills)
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_the_log_writes_and_puts_right(panel: DutyPanel, qtbot: QtBot) -> None:
    log = panel.log
    rows = (LogRow("a", "02:10", "Zhang", "", "Note", "gate one"), LogRow("b", "01:00", "Li", "gs2", "Round", "quiet"))
    log.set_rows(rows)
    said: list[tuple[str, str, str]] = []
    log.written.connect(lambda *told: said.append(told))
    log.write.click()
    assert said == []
    log.entry.setText("all quiet")
    log.kind.setCurrentIndex(1)
    QTest.keyClick(log.entry, Qt.Key.Key_Return)
    log.list.setCurrentRow(0)
    log.correct.click()
    assert "gate one" in log.correcting.text()
    log.set_rows((LogRow("c", "02:11", "Zhang", "", "Note", "new"), *rows))
    log.entry.setText("gate two")
    log.write.click()
    assert said == [("round", "all quiet", ""), ("correction", "gate two", "a")]
    log.list.setCurrentRow(1)
    log.correct.click()
    log.correct.click()
    assert log.correcting.isHidden()
    assert "gs2" in log.list.item(2).text()


def test_the_bar_takes_one_key_and_no_focus(qtbot: QtBot) -> None:
    bar = DutyBar()
    qtbot.addWidget(bar)
    assert not bar.answer()
    bar.set_view(DutyBarView("presence", False, 60))
    assert not bar.entry.hasFocus()
    with qtbot.waitSignal(bar.present):
        assert bar.answer()
    bar.set_view(DutyBarView("log", True))
    bar.activateWindow()
    assert bar.answer()
    bar.entry.setText("quiet")
    bar.set_view(DutyBarView("log", True))
    assert bar.entry.text() == "quiet"
    with qtbot.waitSignals([bar.written, bar.left]):
        QTest.keyClick(bar.entry, Qt.Key.Key_Return)
    with qtbot.waitSignal(bar.left):
        QTest.keyClick(bar, Qt.Key.Key_Escape)
    bar.set_view(DutyBarView())
    assert bar.isHidden()


def test_the_banner_stops_a_drill_and_is_put_away_afterwards(qtbot: QtBot) -> None:
    bar = DrillBar()
    qtbot.addWidget(bar)
    bar.set_view(DrillBarView("Fire", 61, running=True))
    assert "DRILL" in bar.words.text()
    assert bar.button.text().endswith(BANNER_KEY)
    for press in (bar.button.click, bar.press):
        with qtbot.waitSignal(bar.stop_wanted):
            press()
    bar.set_view(DrillBarView("Fire", 0, aborted=True, words="Aborted: a real alarm came"))
    with qtbot.waitSignal(bar.seen):
        bar.button.click()
    bar.set_view(DrillBarView())
    assert bar.isHidden()
    with qtbot.assertNotEmitted(bar.seen), qtbot.assertNotEmitted(bar.stop_wanted):
        bar.press()


def test_every_line_of_a_score_is_whole_however_low_the_window(qtbot: QtBot) -> None:
    panel = DrillPanel()
    qtbot.addWidget(panel)
    text = "Step: send the nearest person to the place of the alarm to look at it · Building 3, corridor"
    rows = tuple(DrillResultRow(text, "met", "38 s / 1 min 0 s") for _ in range(6))
    offers = (DrillOffer("fire", "Fire", "two detectors", plan=("after 2 s: smoke", "after 30 s: smoke")),)
    panel.set_view(DrillView(offers, title="Fire · Complete", score="50 of 100", results=rows, earlier=("one", "two")))
    panel.resize(356, 420)
    with qtbot.waitExposed(panel):
        panel.show()
    come_to_rest(qtbot, panel)
    lines = [cell for cell in panel.sheet.findChildren(QLabel) if cell.text() == text]
    assert len(lines) == 6
    for line in lines:
        assert line.height() >= line.heightForWidth(line.width())
    assert panel.list.height() < 60, "one scenario takes one row"
    assert panel.outcome.verticalScrollBar().maximum() > 0


def test_a_drill_that_cannot_be_played_cannot_be_started(qtbot: QtBot) -> None:
    panel = DrillPanel()
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    offers = (
        DrillOffer("fire", "Fire", "two detectors", plan=("after 2 s: smoke",)),
        DrillOffer("x", "X", problem="no such point"),
    )
    view = DrillView(
        offers, title="Fire · Complete", score="50 of 100", results=(DrillResultRow("ack", "late", "9 s"),)
    )
    panel.set_view(view)
    panel.open_at()
    assert panel.chosen() == "fire"
    with qtbot.waitSignal(panel.start_wanted) as started:
        panel.start.click()
    assert started.args == ["fire"]
    with qtbot.assertNotEmitted(panel.start_wanted):
        panel.list.setFocus()
        QTest.keyClick(panel.list, Qt.Key.Key_Return)
        held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
        QApplication.sendEvent(panel.start, held)
    assert panel.start.hasFocus(), "Enter goes on to the key that starts"
    assert panel.start.text() == "Enter again starts it: Fire", "and that is seen"
    assert panel.plan.text().endswith("after 2 s: smoke")
    with qtbot.waitSignal(panel.start_wanted):
        QTest.keyClick(panel.start, Qt.Key.Key_Return)
    panel.list.setFocus()
    assert panel.start.text().endswith("Enter twice")
    panel.list.setCurrentRow(1)
    assert not panel.start.isEnabled()
    assert panel.text.text() == "no such point"
    panel.set_view(replace(view, running=True))
    assert panel.start.isHidden()
    with qtbot.waitSignal(panel.stop_wanted):
        panel.stop.click()
    assert panel.chosen() == "x", "what is chosen stays"
