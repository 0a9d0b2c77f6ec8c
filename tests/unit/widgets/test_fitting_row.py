"""What does not fit whole in a row of small buttons is not shown, and comes back with the room."""

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from widgets.fitting_row import SPACING, FittingRow

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
