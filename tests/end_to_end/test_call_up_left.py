"""Leaving a call-up: never by one key, always with a way back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.services.wall_scene import live_key
from tests.end_to_end.driving import Post, live_cameras, until


def test_esc_never_takes_an_alarms_pictures_away_and_a_line_leads_back_to_them(post: Post) -> None:
    until("cameras live", lambda: len(live_cameras(post.station)) == 3)
    post.help().event("panic", "H1")
    live, desk = post.window.live, post.window.desk
    until("the call-up", lambda: desk.current)
    assert desk.current is not None
    incident = desk.current.incident
    live.wall.number_called.emit(2)
    assert live.wall.selected == live_key("c2"), "any camera may stand beside an alarm"
    assert live.controller.scene is not None and live.controller.scene.incident == incident

    def zoomed() -> bool:
        live.wall.set_zoom(live.wall.selected, 2.0)
        return live.wall.zoom(live.wall.selected) == 2.0

    until("zoomed", zoomed)
    told = len(post.notices)
    for widget in (live.wall, live.alarm_list, live):
        post.window.activateWindow()
        widget.setFocus()
        QTest.keyClick(QApplication.focusWidget() or live, Qt.Key.Key_Escape)
    assert live.wall.zoom(live.wall.selected) == 1.0
    assert desk.current is not None and live.controller.scene.incident == incident
    assert live.stage.waiting.isHidden()
    assert len(post.notices) == told + 2 and "Shift+Esc" in post.notices[-1]
    QTest.keyClick(post.window, Qt.Key.Key_Escape, Qt.KeyboardModifier.ShiftModifier)
    assert desk.current is None
    assert live.stage.waiting.isVisible() and "No verdict yet" in live.stage.waiting.words.text()
    live.stage.waiting.button.click()
    until("the alarm again", lambda: (now := desk.current) and now.incident == incident)
    assert live.stage.waiting.isHidden()


def test_an_empty_list_of_alarms_takes_no_room_beside_a_sheet_until_an_alarm_comes(post: Post) -> None:
    window = post.window
    until("no alarm", lambda: not window.desk.occurrences())
    window.shift.desk.open_handover()
    assert window.live.alarm_list.folded
    post.help().event("panic", "H1")
    until("the alarm", window.desk.occurrences)
    assert not window.live.alarm_list.folded
    window.shift.panel.close_panel()
    window.live.alarm_list.set_folded(True)
    window.shift.desk.open_log()
    assert window.live.alarm_list.folded, "what the guard folded stays so"
