"""The shift at a real window: a handover by keys alone with an alarm in its midst, the log's bar, presence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.bootstrap import Desktop
from app.people.rights import Role
from tests.end_to_end.driving import Post, occurrences, until
from tests.fakes.people import PASSWORD
from tests.fakes.small_station import load, site_text
from widgets.duty_content import DrillBarView, DutyBarView, HandoverStage

ITEMS = """
[[counted_item]]
id = "keys"
name = "钥匙"
name_en = "Keys"
count = 12
[[counted_item]]
id = "radios"
name = "对讲机"
name_en = "Radios"
count = 4
"""
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
#: What a slow hand takes for one key, and what a person takes to look at one thing and decide, in seconds.
KEY_S, LOOK_S = 0.5, 2.0


@pytest.fixture
def bare(desktop: Desktop, tmp_path: Path) -> Iterator[Post]:
    made = Post(desktop, load(tmp_path, site_text(None, more=ITEMS)), tmp_path / "data", people=False)
    made.sign_in(Role.SUPERVISOR)
    made.sign_in(Role.GUARD)
    yield made
    made.stop()


def on_duty(post: Post) -> list[str]:
    return [one.label for one in post.station.people.desk.duty.people]


class Hand:
    """A hand at the keyboard: counts what it presses, and how often its owner has to look."""

    def __init__(self, post: Post) -> None:
        self.post = post
        self.keys = 0
        self.looks = 0

    def press(self, key: Qt.Key | str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        target = QApplication.focusWidget() or self.post.window
        if isinstance(key, str):
            QTest.keyClicks(target, key)
        else:
            QTest.keyClick(target, key, modifier)
        self.keys += 1

    def type(self, words: str) -> None:
        for letter in words:
            self.press(letter)

    def look(self) -> None:
        self.looks += 1

    @property
    def seconds(self) -> float:
        return self.keys * KEY_S + self.looks * LOOK_S


def test_a_handover_by_keys_alone_while_an_alarm_comes(bare: Post) -> None:
    window, station, hand = bare.window, bare.station, Hand(bare)
    window.activateWindow()
    panel = window.shift.panel
    QTest.keyClick(window, Qt.Key.Key_J, CTRL | SHIFT)
    hand.keys += 1
    until("the panel", panel.isVisible)
    view = panel.handover
    assert not window.live.geometry().intersects(panel.geometry()), "beside the wall"
    assert window.live.wall.isVisible()
    hand.look()  # what is open
    until("the keyboard on the first thing", lambda: QApplication.focusWidget() is view.rows[0])
    hand.look()
    hand.press(Qt.Key.Key_Return)
    hand.look()
    hand.press(Qt.Key.Key_Minus)
    hand.press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is view.rows[1].words, "a count that is off asks why"
    hand.type("one lent")
    fence = bare.fence()
    fence.event("perimeter", "Z01", occ="mid")
    until("the call-up", lambda: window.desk.current is not None)
    assert QApplication.focusWidget() is view.rows[1].words, "an alarm takes the keyboard from nobody"
    assert view.rows[1].words.text() == "one lent"
    hand.press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is view.remarks
    hand.type("gate two sticks")
    hand.press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is view.own_password
    hand.type(PASSWORD)
    hand.press(Qt.Key.Key_Return)
    until("the first signature", lambda: view.view.stage is HandoverStage.INCOMING)
    assert on_duty(bare) == ["Guard", "Supervisor"], "one signature changes nothing"
    until("the keyboard on the name", lambda: QApplication.focusWidget() is view.name)
    hand.look()
    hand.type("supervisor")
    hand.press(Qt.Key.Key_Return)
    hand.type(PASSWORD)
    hand.press(Qt.Key.Key_Return)
    until("the other on duty", lambda: on_duty(bare) == ["Supervisor"])
    until("done", lambda: view.view.stage is HandoverStage.DONE)
    (record,) = station.duty.records.handovers()
    assert [(one["item"], one["count"], one["words"]) for one in record.content["counts"]] == [
        ("keys", 12, ""),
        ("radios", 3, "one lent"),
    ]
    assert record.content["remarks"] == "gate two sticks"
    assert [one["name_en"] for one in record.content["alarms"]] == ["Fence one"], "what came meanwhile is in it"
    assert occurrences(station, "fence-z01")[0].unacked, "and waits for whoever is on duty now"
    assert hand.seconds < 90, (hand.keys, hand.looks, hand.seconds)
    print(f"handover: {hand.keys} keys, {hand.looks} looks, {hand.seconds:.1f} s of the slow hand")
    until("the keyboard on the sheet", lambda: QApplication.focusWidget() is view.printing)
    hand.press(Qt.Key.Key_Return)
    until("the sheet", lambda: list(station.folder.exports.glob("handover-*.pdf")))
    sheet = next(iter(station.folder.exports.glob("handover-*.html"))).read_text("utf-8")
    line = station.duty.records.entries(1)[0]
    assert (line.kind, "对讲机 3/4: one lent" in line.text) == ("handover", True), "a missing radio is not in the log"
    assert all(word in sheet for word in ("Fence one", "one lent", "gate two sticks", record.digest, "Supervisor"))


def test_a_half_done_handover_survives_a_restart(desktop: Desktop, tmp_path: Path) -> None:
    loaded = load(tmp_path, site_text(None, more=ITEMS))
    first = Post(desktop, loaded, tmp_path / "data", people=False)
    first.sign_in(Role.GUARD)
    window = first.window
    window.shift.desk.open_handover()
    view = window.shift.panel.handover
    view.rows[0].confirmed.emit("keys")
    view.rows[1].changed.emit("radios", -1)
    view.remarked.emit("half a word")
    kept = first.station.duty.handing
    until("the draft kept", lambda: kept._remembered.read().get("handover", {}).get("remarks") == "half a word")
    first.stop()
    again = Post(desktop, loaded, tmp_path / "data", people=False)
    try:
        again.sign_in(Role.GUARD)
        again.window.shift.desk.open_handover()
        shown = again.window.shift.panel.handover
        assert [(row.count, row.counted) for row in shown.view.items] == [(12, True), (3, True)]
        assert shown.view.remarks == "half a word"
        assert shown.view.stage is HandoverStage.COUNT, "the words are missing still"
    finally:
        again.stop()


def test_the_log_is_asked_for_in_a_bar_and_answered_by_a_key_and_a_few_words(bare: Post) -> None:
    window, station = bare.window, bare.station
    watch = station.duty.watch
    with watch._lock:
        watch._prompt._since -= 99_999
    until("the bar", lambda: window.shift.bar.view.ask == "log")
    assert window.shift.bar.isVisible()
    assert QApplication.activeModalWidget() is None
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_K, CTRL)
    assert QApplication.focusWidget() is window.shift.bar.entry
    Hand(bare).type("all quiet")
    QTest.keyClick(window.shift.bar.entry, Qt.Key.Key_Return)
    until("the entry", lambda: any(one.text == "all quiet" for one in station.duty.records.entries()))
    line = station.duty.records.entries()[0]
    assert (line.kind, line.person) == ("note", "Guard")
    until("the bar gone", lambda: not window.shift.bar.isVisible())
    assert window.live.wall.hasFocus()


def test_presence_is_confirmed_by_one_key_and_missed_twice_is_an_alarm(bare: Post) -> None:
    window, station = bare.window, bare.station
    watch = station.duty.watch
    moment = watch._moment()
    with watch._lock:
        watch._presence._asked = moment
    until("the bar", lambda: window.shift.bar.view.ask == "presence")
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_K, CTRL)
    until("the record", lambda: [one.outcome for one in station.duty.records.checks()] == ["answered"])
    until("the bar gone", lambda: not window.shift.bar.isVisible())
    with watch._lock:
        watch._presence._asked = type(moment)(moment.monotonic - 500, moment.utc - 500)
        watch._presence.misses = 1
    until("the alarm", lambda: occurrences(station, "s1/duty/presence"))
    alarm = occurrences(station, "s1/duty/presence")[0]
    assert (alarm.alarm_class, alarm.kind, int(alarm.priority), alarm.active) == ("duty", "no_presence", 3, True)
    QTest.keyClick(window, Qt.Key.Key_K, CTRL)
    until("its end", lambda: not any(one.active for one in occurrences(station, "s1/duty/presence")))
    outcomes = [one.outcome for one in station.duty.records.checks()]
    assert sorted(outcomes) == ["answered", "answered", "missed"]


def test_an_entry_is_put_right_by_a_further_one_and_stays(bare: Post) -> None:
    window, station = bare.window, bare.station
    window.shift.desk.open_log()
    log = window.shift.panel.log
    log.entry.setText("gate one sticks")
    QTest.keyClick(log.entry, Qt.Key.Key_Return)
    until("the entry", lambda: log.list.count() == 1)
    log.list.setCurrentRow(0)
    log.correct.click()
    log.entry.setText("gate two sticks")
    log.write.click()
    until("both", lambda: log.list.count() == 2)
    newest, first = station.duty.records.entries()
    assert (newest.kind, newest.corrects, first.text) == ("correction", first.id, "gate one sticks")
    assert log.list.item(1).font().strikeOut()
    entered = [one for one in station.audit.entries() if one.action == "duty_log_kept"]
    assert {one.object for one in entered} == {newest.id, first.id}


def test_it_all_fits_the_small_screen_of_a_gate_house(bare: Post) -> None:
    window = bare.window
    window.resize(1366, 768)
    window.shift.desk.open_handover()
    view = window.shift.panel.handover
    view.rows[1].changed.emit("radios", -1)
    window.shift.banner.set_view(DrillBarView("Fire", 60, running=True))
    window.shift.bar.set_view(DutyBarView("log", True))
    QApplication.processEvents()
    least = window.minimumSizeHint()
    assert least.width() <= 1366, least
    assert least.height() <= 768, least
    assert window.live.wall.width() >= 300, "the wall stays in view"
