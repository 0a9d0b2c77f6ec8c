"""What does not fit whole in a row of small buttons is not shown, and comes back with the room."""

import pytest
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from alarms.model import Priority
from tests.fakes.clock import FakeClock
from tests.unit.widgets.rest import come_to_rest
from widgets.fitting_row import SPACING, FittingRow
from widgets.status_bar import CountView, LampView, StatusBar

WIDTH = 36


@pytest.mark.parametrize(
    ("room", "shown"),
    [(0, 0), (WIDTH - 1, 0), (WIDTH, 1), (2 * WIDTH + SPACING - 1, 1), (2 * WIDTH + SPACING, 2), (900, 3)],
)
def test_only_whole_buttons_are_shown(qtbot: QtBot, room: int, shown: int) -> None:
    row = FittingRow()
    qtbot.addWidget(row)
    buttons = [QPushButton(str(number)) for number in range(3)]
    row.set_buttons(buttons, WIDTH)
    row.show()
    row.resize(room, 32)
    assert [button.isVisible() for button in buttons] == [index < shown for index in range(3)]
    row.resize(900, 32)
    assert all(button.isVisible() and button.width() == WIDTH for button in buttons)


def test_a_button_no_longer_offered_goes(qtbot: QtBot) -> None:
    row = FittingRow()
    qtbot.addWidget(row)
    buttons = [QPushButton(str(number)) for number in range(3)]
    row.set_buttons(buttons, WIDTH)
    row.resize(900, 32)
    row.show()
    row.set_buttons(buttons[:2], WIDTH)
    assert [button.isVisible() for button in buttons] == [True, True, False]
    assert row.sizeHint().width() == 2 * (WIDTH + SPACING)
    assert row.minimumSizeHint().width() == 0


COUNTS = tuple(CountView(one, 2 + place, 1) for place, one in enumerate((Priority.P1, Priority.P2, Priority.P3)))
LAMPS = tuple(LampView(str(key), f"A part of the station: {key}", "warning", "why", f"Part {key}") for key in range(5))


@pytest.mark.parametrize("room", range(580, 420, -17))
def test_the_row_and_the_bar_beside_it_come_to_rest_without_lying_over_each_other(qtbot: QtBot, room: int) -> None:
    """What the bar says goes by its room; were its room to go by what it says, neither would ever stand still."""
    window = QWidget()
    qtbot.addWidget(window)
    beside = QHBoxLayout(window)
    row, bar = FittingRow(), StatusBar(FakeClock())
    beside.addWidget(row)
    beside.addWidget(bar, 1)
    buttons = [QPushButton(str(number)) for number in range(4)]
    row.set_buttons(buttons, WIDTH)
    window.resize(room, 46)
    with qtbot.waitExposed(window):
        window.show()
    bar.set_on_duty(("张建国",))
    bar.set_lamps(LAMPS)
    for most in range(len(COUNTS) + 1):
        bar.set_alarms(COUNTS[:most])
        come_to_rest(qtbot, window)
        assert row.geometry().right() < bar.geometry().left()
        assert bar.geometry().right() < room
        assert all(button.geometry().right() < row.width() for button in buttons if button.isVisible())
