"""A camera turned from its tile: by keys, by the mouse on the picture, and never longer than somebody holds on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.fakes.clock import FakeClock
from tests.unit.widgets.wall_bench import Bench
from widgets.theme import Theme
from widgets.wall_steering import KEY_SPEED, SLOW_SPEED, ZOOM_SPEED

LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
STILL = ("t2", 0.0, 0.0, 0.0)


class Hand:
    """A wall in the mode, and what it told."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.wall = bench, bench.wall
        self.moves: list[tuple[object, ...]] = []
        self.others: list[tuple[object, ...]] = []
        self.wall.steered.connect(lambda *told: self.moves.append(told))
        for signal in (self.wall.preset_called, self.wall.home_called, self.wall.steering_left):
            signal.connect(lambda *told: self.others.append(told))
        self.wall.setFocus()
        self.wall.steer("t2")

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NO_KEYS) -> None:
        QTest.keyPress(self.wall, key, held)

    def release(self, key: Qt.Key) -> None:
        QTest.keyRelease(self.wall, key)

    def mouse(self, kind: QEvent.Type, share: tuple[float, float]) -> None:
        body = self.wall.body_of("t2")
        point = QPointF(body.center()) + QPointF(share[0] * body.width() / 2, share[1] * body.height() / 2)
        held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else LEFT
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else LEFT
        event = QMouseEvent(kind, point, QPointF(self.wall.mapToGlobal(point.toPoint())), button, held, NO_KEYS)
        QApplication.sendEvent(self.wall, event)


@pytest.fixture
def hand(qtbot: QtBot, clock: FakeClock) -> Hand:
    bench = Bench(qtbot, clock)
    bench.live()
    bench.wall.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is not None)
    made = Hand(bench)
    qtbot.waitUntil(bench.wall.hasFocus)
    return made


def test_one_key_asks_for_the_mode_on_the_selected_tile_and_repeats_ask_once(hand: Hand) -> None:
    wall = hand.wall
    wall.steer("")
    asked: list[str] = []
    wall.steering_wanted.connect(asked.append)
    wall.select("t3")
    hand.press(Qt.Key.Key_C)
    repeat = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_C, NO_KEYS, "c", True)
    QApplication.sendEvent(wall, repeat)
    assert asked == ["t3"]
    assert wall.steering == "", "the app answers"


@pytest.mark.parametrize(
    ("key", "motion"),
    [
        (Qt.Key.Key_Left, (-KEY_SPEED, 0.0, 0.0)),
        (Qt.Key.Key_Right, (KEY_SPEED, 0.0, 0.0)),
        (Qt.Key.Key_Up, (0.0, KEY_SPEED, 0.0)),
        (Qt.Key.Key_Down, (0.0, -KEY_SPEED, 0.0)),
        (Qt.Key.Key_Plus, (0.0, 0.0, ZOOM_SPEED)),
        (Qt.Key.Key_Minus, (0.0, 0.0, -ZOOM_SPEED)),
    ],
)
def test_it_moves_while_a_key_is_held(hand: Hand, key: Qt.Key, motion: tuple[float, ...]) -> None:
    selected = hand.wall.selected
    hand.press(key)
    for _ in range(3):
        QApplication.sendEvent(hand.wall, QKeyEvent(QEvent.Type.KeyPress, key, NO_KEYS, "", True))
        QApplication.sendEvent(hand.wall, QKeyEvent(QEvent.Type.KeyRelease, key, NO_KEYS, "", True))
    assert hand.moves == [("t2", *motion)], "the keyboard's repeats start and stop nothing"
    hand.release(key)
    assert hand.moves[1:] == [STILL]
    assert hand.wall.selected == selected
    assert hand.wall.zoom("t2") == 1.0


def test_two_arrows_go_aslant_and_shift_goes_slowly(hand: Hand) -> None:
    hand.press(Qt.Key.Key_Up)
    hand.press(Qt.Key.Key_Right)
    assert hand.moves[-1] == ("t2", KEY_SPEED, KEY_SPEED, 0.0)
    hand.release(Qt.Key.Key_Up)
    assert hand.moves[-1] == ("t2", KEY_SPEED, 0.0, 0.0)
    hand.release(Qt.Key.Key_Right)
    hand.press(Qt.Key.Key_Left, SHIFT)
    assert hand.moves[-1] == ("t2", -SLOW_SPEED, 0.0, 0.0)


def test_digits_call_presets_and_home_home(hand: Hand) -> None:
    hand.press(Qt.Key.Key_1)
    hand.press(Qt.Key.Key_9)
    hand.press(Qt.Key.Key_0)
    hand.press(Qt.Key.Key_Home)
    assert hand.others == [("t2", 1), ("t2", 9), ("t2",)]
    assert hand.moves == []
    hand.press(Qt.Key.Key_Escape)
    assert hand.others[-1] == ("t2",)
    hand.press(Qt.Key.Key_5)
    assert len(hand.others) == 4, "outside the mode a digit calls a camera"
    assert hand.wall.steering == ""


def test_the_other_keys_of_the_wall_still_do_what_they_do(hand: Hand) -> None:
    hand.press(Qt.Key.Key_P)
    assert hand.wall.paused("t2")
    hand.press(Qt.Key.Key_Right, CTRL)
    assert hand.moves == []


@pytest.mark.parametrize("end", ["focus", "hidden", "tiles", "another", "escape", "closed"])
def test_whatever_takes_the_hand_away_stops_the_camera(hand: Hand, end: str) -> None:
    hand.press(Qt.Key.Key_Right)
    assert len(hand.moves) == 1
    wall = hand.wall
    match end:
        case "focus":
            QApplication.sendEvent(wall, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.ActiveWindowFocusReason))
        case "hidden":
            wall.hide()
        case "tiles":
            wall.set_tiles([])
        case "another":
            wall.select("t3")
        case "escape":
            hand.press(Qt.Key.Key_Escape)
        case _:
            wall.close()
    assert hand.moves[1:] == [STILL]
    assert (wall.steering == "t2") is (end == "focus")
    hand.release(Qt.Key.Key_Right)
    assert len(hand.moves) == 2


def test_keys_that_another_widget_left_over_turn_nothing(hand: Hand) -> None:
    hand.wall.clearFocus()
    hand.moves.clear()
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Right, NO_KEYS)
    hand.wall.keyPressEvent(event)
    assert hand.moves == []
    assert hand.wall.selected == "t2"


def test_the_mouse_pulls_from_the_middle_of_the_picture(hand: Hand) -> None:
    hand.mouse(QEvent.Type.MouseButtonPress, (0.02, 0.0))
    assert hand.moves == [], "the middle stands still"
    hand.mouse(QEvent.Type.MouseMove, (0.5, 0.0))
    (_, slow, tilt, zoom) = hand.moves[-1]
    assert isinstance(slow, float)
    assert 0.0 < slow < 0.5
    assert (tilt, zoom) == (0.0, 0.0)
    hand.mouse(QEvent.Type.MouseMove, (1.4, -1.2))
    assert hand.moves[-1] == ("t2", 1.0, 1.0, 0.0), "up is up, and no faster than it can"
    count = len(hand.moves)
    hand.mouse(QEvent.Type.MouseMove, (1.41, -1.2))
    assert len(hand.moves) == count
    hand.mouse(QEvent.Type.MouseButtonRelease, (1.4, -1.2))
    assert hand.moves[-1] == STILL
    assert hand.wall.steering == "t2"


def test_a_double_click_is_a_press_and_enlarges_nothing(hand: Hand) -> None:
    hand.mouse(QEvent.Type.MouseButtonDblClick, (0.9, 0.0))
    assert hand.wall.enlarged == ""
    assert len(hand.moves) == 1
    hand.mouse(QEvent.Type.MouseButtonRelease, (0.9, 0.0))
    assert hand.moves[-1] == STILL


def test_a_click_on_another_tile_leaves_the_mode(hand: Hand) -> None:
    QTest.mouseClick(hand.wall, LEFT, NO_KEYS, hand.bench.centre("t1"))
    assert hand.wall.steering == ""
    assert hand.wall.selected == "t1"


def test_the_wheel_zooms_for_a_moment(hand: Hand, qtbot: QtBot) -> None:
    hand.bench.wheel(hand.bench.centre("t2"), 1)
    assert hand.moves == [("t2", 0.0, 0.0, ZOOM_SPEED)]
    qtbot.waitUntil(lambda: hand.moves[-1] == STILL)
    hand.bench.wheel(hand.bench.centre("t3"), 1)
    assert hand.wall.zoom("t3") > 1.0, "elsewhere the wheel looks closer into the picture"


def test_it_works_in_the_enlarged_tile(hand: Hand) -> None:
    hand.press(Qt.Key.Key_Return)
    assert hand.wall.enlarged == "t2"
    hand.press(Qt.Key.Key_Left)
    assert hand.moves[-1] == ("t2", -KEY_SPEED, 0.0, 0.0)


def test_the_tile_says_it_loudly(hand: Hand) -> None:
    shown = hand.bench.image()
    body = hand.wall.body_of("t2")
    accent = Theme().colour("accent").rgb()
    assert shown.pixel(body.left() + 1, body.center().y()) == accent
    assert shown.pixel(body.right() - 1, body.center().y()) == accent
    hand.wall.say_steering("Wang has it")
    assert hand.bench.image() != shown
    hand.wall.steer("")
    assert hand.bench.image().pixel(body.left() + 1, body.center().y()) != accent
    assert hand.wall.body_of("none").isEmpty()
