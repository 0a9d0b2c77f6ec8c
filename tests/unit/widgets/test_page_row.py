"""The row that names every page, and the list of incidents: by keys, and by one click."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.unit.widgets.rest import come_to_rest
from widgets import gallery_samples as samples
from widgets.incident_list import IncidentList
from widgets.page_row import PageEntry, PageRow
from widgets.player import Player

ENTRIES = (PageEntry("log", "Log", "Ctrl+J"), PageEntry("audit", "Audit", "Ctrl+Shift+A"))


def test_the_row_shows_keys_goes_by_arrows_and_gives_way(qtbot: QtBot) -> None:
    row = PageRow()
    qtbot.addWidget(row)
    row.set_entries(ENTRIES)
    assert row.isHidden(), "it takes no height until it is asked for"
    with qtbot.waitExposed(row):
        row.open()
    assert [one.text() for one in row.buttons] == ["Log Ctrl+J", "Audit Ctrl+Shift+A"]
    assert row.buttons[0].hasFocus()
    QTest.keyClick(row.buttons[0], Qt.Key.Key_Right)
    assert row.buttons[1].hasFocus()
    with qtbot.waitSignal(row.chosen) as chosen:
        QTest.keyClick(row.buttons[1], Qt.Key.Key_Return)
    assert chosen.args == ["audit"]
    with qtbot.waitSignal(row.left):
        QTest.keyClick(row.buttons[1], Qt.Key.Key_Escape)
    assert row.minimumSizeHint().width() < 200, "a long row makes no window wider"


def test_what_has_no_room_in_the_row_stands_whole_on_a_line_below(qtbot: QtBot) -> None:
    row = PageRow()
    qtbot.addWidget(row)
    row.set_entries(ENTRIES * 4)
    row.resize(320, 40)
    with qtbot.waitExposed(row):
        row.open()
    come_to_rest(qtbot, row)
    assert all(row.rect().contains(one.geometry()) for one in row.buttons)
    assert len({one.y() for one in row.buttons}) > 1
    assert row.buttons[-1].geometry().bottom() < row.height()


def test_one_click_opens_and_the_keyboard_begins_at_the_newest(qtbot: QtBot) -> None:
    table = IncidentList()
    qtbot.addWidget(table)
    with qtbot.waitExposed(table):
        table.show()
    table.take_keyboard()
    table.set_rows(list(samples.incidents("en")))
    assert table.chosen() == table.model.rows()[0].id, "nothing is chosen for the first Enter"
    with qtbot.waitSignal(table.opened) as opened:
        QTest.keyClick(table.view, Qt.Key.Key_Return)
    assert opened.args == [table.model.rows()[0].id]
    middle = table.view.visualRect(table.model.index(1, 0)).center()
    with qtbot.waitSignal(table.opened) as opened:
        QTest.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert opened.args == [table.model.rows()[1].id]


def test_an_incident_without_recording_says_so(qtbot: QtBot) -> None:
    player = Player()
    qtbot.addWidget(player)
    assert "No clip chosen" in player._absence()
    player.set_nothing("There is no recording of this incident")
    assert player._absence() == "There is no recording of this incident"
