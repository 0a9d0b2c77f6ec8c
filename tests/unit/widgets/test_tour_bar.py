"""The bar says which step of which tour stands and for how long, and its buttons hold it or move it, by keys too."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.unit.widgets.rest import come_to_rest
from widgets.tour_bar import TourBar


@pytest.fixture
def bar(qtbot: QtBot) -> TourBar:
    made = TourBar()
    qtbot.addWidget(made)
    made.set_tour("Night tour", 1, 6)
    made.set_left(8.4)
    made.resize(900, 40)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_it_says_the_step_and_the_time_left(bar: TourBar) -> None:
    assert bar.name.text() == "Night tour"
    assert bar.stand.text() == "2 of 6   next in 8 s"
    bar.set_left(7.6)
    assert bar.stand.text() == "2 of 6   next in 8 s"
    bar.set_left(-1)
    assert bar.stand.text() == "2 of 6   next in 0 s"


def test_holding_and_moving_by_keys(bar: TourBar) -> None:
    held: list[bool] = []
    steps: list[int] = []
    bar.paused.connect(held.append)
    bar.step.connect(steps.append)
    for button in (bar.hold, bar.on, bar.back, bar.hold):
        button.setFocus()
        QTest.keyClick(QApplication.focusWidget() or bar, Qt.Key.Key_Space)
    assert held == [True, False]
    assert steps == [1, -1]


def test_a_held_tour_says_so_in_word_and_button(bar: TourBar) -> None:
    bar.set_paused(True)
    assert bar.stand.text() == "2 of 6   HELD"
    assert bar.hold.text() == "Go on  Ctrl+T"
    assert bar.hold.accessibleName() == "Let the tour go on"
    bar.set_paused(False)
    assert bar.hold.text() == "Hold  Ctrl+T"


def test_buttons_are_targets_for_a_hand(bar: TourBar) -> None:
    assert all(button.height() >= 32 for button in (bar.back, bar.hold, bar.on))


def test_without_a_tour_it_says_nothing(bar: TourBar) -> None:
    bar.set_tour("", 0, 0)
    assert bar.stand.text() == ""


def test_in_little_room_the_keys_give_way_to_the_name(bar: TourBar, qtbot: QtBot) -> None:
    assert bar.on.text() == "Next  Ctrl+PgDown"
    bar.resize(560, 40)
    come_to_rest(qtbot, bar)
    assert bar.on.text() == "Next"
    assert bar.on.toolTip() == "Next  Ctrl+PgDown"
    assert bar.name.width() >= 96
    assert bar.minimumSizeHint().width() <= 560
