"""The pad: every button is held, let go, named, and never left held by accident."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from widgets.ptz_pad import PtzPad, PtzPadContent

LEFT = Qt.MouseButton.LeftButton
STILL = (0.0, 0.0, 0.0)
CONTENT = PtzPadContent("Dome", ((1, "Gate"), (4, "Corner")), "Nobody turns it", zoom=True)


class Heard:
    """A pad and what it told."""

    def __init__(self, qtbot: QtBot) -> None:
        self.pad = PtzPad()
        qtbot.addWidget(self.pad)
        self.pad.set_content(CONTENT)
        self.pad.resize(240, 560)
        self.pad.show()
        self.moves: list[tuple[float, ...]] = []
        self.calls: list[object] = []
        self.pad.steered.connect(lambda *told: self.moves.append(told))
        self.pad.preset_called.connect(self.calls.append)
        self.pad.home_called.connect(lambda: self.calls.append("home"))
        self.pad.left.connect(lambda: self.calls.append("left"))

    def named(self, name: str) -> QPushButton:
        return next(one for one in self.pad.findChildren(QPushButton) if one.accessibleName() == name)


@pytest.fixture
def heard(qtbot: QtBot) -> Heard:
    return Heard(qtbot)


DIRECTIONS = {
    "Turn left": (-1, 0, 0),
    "Turn right": (1, 0, 0),
    "Turn up": (0, 1, 0),
    "Turn down": (0, -1, 0),
    "Turn up and left": (-1, 1, 0),
    "Turn up and right": (1, 1, 0),
    "Turn down and left": (-1, -1, 0),
    "Turn down and right": (1, -1, 0),
    "Zoom in": (0, 0, 1),
    "Zoom out": (0, 0, -1),
}


@pytest.mark.parametrize(("name", "signs"), DIRECTIONS.items())
def test_it_moves_while_a_button_is_held(heard: Heard, name: str, signs: tuple[int, int, int]) -> None:
    button = heard.named(name)
    QTest.mousePress(button, LEFT)
    (motion,) = heard.moves
    assert tuple((value > 0) - (value < 0) for value in motion) == signs
    QTest.mouseRelease(button, LEFT)
    assert heard.moves[1:] == [STILL]


def test_by_the_keyboard_alone(heard: Heard) -> None:
    button = heard.named("Turn left")
    QTest.keyPress(button, Qt.Key.Key_Space)
    assert len(heard.moves) == 1
    QApplication.sendEvent(button, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason))
    assert heard.moves[-1] == STILL, "the focus went elsewhere"
    QTest.keyClick(button, Qt.Key.Key_Escape)
    assert heard.calls == ["left"]
    assert all(one.focusPolicy() & Qt.FocusPolicy.TabFocus for one in heard.pad.findChildren(QPushButton))


def test_a_hidden_pad_holds_nothing(heard: Heard) -> None:
    QTest.mousePress(heard.named("Turn up"), LEFT)
    heard.pad.hide()
    assert heard.moves[-1] == STILL


def test_presets_home_and_leave(heard: Heard) -> None:
    for name in ("Preset 1: Gate", "Preset 4: Corner", "Turn home"):
        QTest.mouseClick(heard.named(name), LEFT)
    QTest.mouseClick(heard.pad.leave, LEFT)
    assert heard.calls == [1, 4, "home", "left"]
    heard.pad.set_content(PtzPadContent("Dome", ((2, "Yard"),)))
    assert [one.text() for one in heard.pad.presets] == ["2  Yard"]
    assert not heard.pad.holder.isVisible()


def test_a_camera_that_cannot_turn_has_no_buttons_to_press(heard: Heard) -> None:
    heard.pad.set_content(PtzPadContent("Dome", ((1, "Gate"),), "cannot be reached", True, ready=False))
    assert not heard.named("Turn left").isEnabled()
    assert not heard.pad.presets[0].isEnabled()
    assert heard.pad.leave.isEnabled()
    heard.pad.set_content(PtzPadContent("Dome", zoom=False))
    assert heard.named("Turn left").isEnabled()
    assert not heard.named("Zoom in").isEnabled()


def test_every_control_has_a_name(heard: Heard) -> None:
    buttons = heard.pad.findChildren(QPushButton)
    assert len(buttons) == 14
    assert all(one.accessibleName() or len(one.text()) > 2 for one in buttons)
