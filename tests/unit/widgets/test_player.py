"""The player and its timeline: what they show of plain data, and what they ask for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from video.frames import FrameSlot, FrameStamp
from video.views import PlaybackState
from widgets import times
from widgets.player import Player
from widgets.timeline import Timeline, TimelineMark
from widgets.timeline_scale import SHORTEST, TimeScale

START = 1_793_628_000.0  # 14:00:00 UTC


@pytest.fixture(autouse=True)
def utc() -> Iterator[None]:
    times.use_zone(UTC)
    yield
    times.use_zone(None)


def state(**changes: object) -> PlaybackState:
    values: dict[str, object] = {
        "view": "p",
        "position": START + 3.25,
        "start": START,
        "end": START + 30.0,
        "frame": 48,
        "frames": 450,
        "playing": False,
        "speed": 1.0,
        "at_end": False,
    }
    return PlaybackState(**values | changes)  # type: ignore[arg-type]


@pytest.fixture
def player(qtbot: QtBot) -> Player:
    window = QWidget()  # without a layout: the off-screen platform remarks on windows with size hints
    qtbot.addWidget(window)
    made = Player(window)
    window.resize(900, 600)
    made.resize(800, 520)
    with qtbot.waitExposed(window):
        window.show()
    made._keep = window  # type: ignore[attr-defined]
    return made


def texts(player: Player) -> list[str]:
    labels = [label.text() for label in player.findChildren(QLabel)]
    return labels + [button.text() for button in player.findChildren(QPushButton)]


def test_it_tells_where_playback_stands(player: Player) -> None:
    player.set_state(state())
    assert {"14:00:03.25", "2026-11-02", "picture 49 of 450", "Play  Space"} <= set(texts(player))
    player.set_state(state(playing=True))
    assert "Pause  Space" in texts(player)
    assert (player.timeline.scale.left, player.timeline.scale.right) == (START, START + 30)


@pytest.mark.parametrize(
    ("key", "asked"),
    [
        (Qt.Key.Key_Comma, ("step_requested", [-1])),
        (Qt.Key.Key_Period, ("step_requested", [1])),
        (Qt.Key.Key_Space, ("play_requested", [])),
        (Qt.Key.Key_Left, ("seek_requested", [START + 2.25])),
        (Qt.Key.Key_Right, ("seek_requested", [START + 4.25])),
        (Qt.Key.Key_Home, ("seek_requested", [START])),
        (Qt.Key.Key_End, ("seek_requested", [START + 30])),
    ],
)
def test_every_move_has_a_key(qtbot: QtBot, player: Player, key: Qt.Key, asked: tuple[str, list[float]]) -> None:
    player.set_state(state())
    name, values = asked
    with qtbot.waitSignal(getattr(player, name)) as heard:
        qtbot.keyClick(player, key)
    assert heard.args == values


def test_space_holds_what_plays_and_shift_goes_far(qtbot: QtBot, player: Player) -> None:
    player.set_state(state(playing=True, position=START + 20))
    with qtbot.waitSignal(player.pause_requested):
        qtbot.keyClick(player, Qt.Key.Key_Space)
    with qtbot.waitSignal(player.seek_requested) as heard:
        qtbot.keyClick(player, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert heard.args == [START + 10]


@pytest.mark.parametrize(("error", "words"), [("missing", "no longer there"), ("unreadable", "damaged")])
def test_a_clip_that_cannot_be_shown_says_why_and_takes_no_commands(
    qtbot: QtBot, player: Player, error: str, words: str
) -> None:
    player.set_state(state(error=error))
    assert words in player.picture._text
    with qtbot.assertNotEmitted(player.play_requested):
        qtbot.keyClick(player, Qt.Key.Key_Space)
    assert not any(b.isEnabled() for b in player.findChildren(QPushButton))


def test_it_paints_the_picture_whole(qtbot: QtBot, player: Player) -> None:
    slot = FrameSlot.create(64, 36, "bgra")
    player.set_source(slot)
    red = bytes((0, 0, 255, 255)) * 64 * 36
    slot.write(memoryview(red), 64, 36, 256, FrameStamp(START, START, 0.0, 0.0))
    qtbot.waitUntil(lambda: player.picture._sequence == 1)
    grabbed = player.picture.grab().toImage()
    middle = grabbed.pixelColor(grabbed.width() // 2, grabbed.height() // 2)
    assert (middle.red(), middle.green()) == (255, 0)
    player.set_source(None)
    black = player.picture.grab().toImage().pixelColor(10, 10)
    assert black.red() == 0
    slot.unlink()
    slot.close()


def test_a_resize_that_came_to_rest_asks_for_pictures_of_that_size(qtbot: QtBot, player: Player) -> None:
    with qtbot.waitSignal(player.picture_resized) as heard:
        player.resize(900, 600)
    assert heard.args == [player.picture.width(), player.picture.height()]


@pytest.fixture
def timeline(qtbot: QtBot) -> Timeline:
    made = Timeline()
    qtbot.addWidget(made)
    made.resize(600, 52)
    with qtbot.waitExposed(made):
        made.show()
    made.set_span(START, START + 600)
    return made


def wheel(timeline: Timeline, x: float, notches: int, modifier: Qt.KeyboardModifier) -> None:
    event = QWheelEvent(
        QPointF(x, 20),
        QPointF(timeline.mapToGlobal(QPoint(int(x), 20))),
        QPoint(0, 0),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(timeline, event)


def test_a_click_and_a_drag_seek(qtbot: QtBot, timeline: Timeline) -> None:
    with qtbot.waitSignal(timeline.sought) as heard:
        qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=QPoint(300, 20))
    assert heard.args == [pytest.approx(START + 300, abs=1)]
    with qtbot.waitSignal(timeline.sought) as heard:
        qtbot.mouseMove(timeline, QPoint(150, 20))
    assert heard.args == [pytest.approx(START + 150, abs=1)]
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton)


def test_the_wheel_zooms_about_the_pointer_down_to_single_pictures(timeline: Timeline) -> None:
    under = timeline.scale.at_of(200)
    wheel(timeline, 200, 5, Qt.KeyboardModifier.NoModifier)
    assert timeline.scale.right - timeline.scale.left == pytest.approx(600 * 0.8**5)
    assert timeline.scale.at_of(200) == pytest.approx(under)
    wheel(timeline, 200, 100, Qt.KeyboardModifier.NoModifier)
    assert timeline.scale.right - timeline.scale.left == pytest.approx(SHORTEST, rel=1e-3)
    wheel(timeline, 200, -200, Qt.KeyboardModifier.NoModifier)
    assert (timeline.scale.left, timeline.scale.right) == (START, START + 600)


def test_shift_and_wheel_move_along_and_stop_at_the_ends(timeline: Timeline) -> None:
    wheel(timeline, 300, 5, Qt.KeyboardModifier.NoModifier)
    length = timeline.scale.right - timeline.scale.left
    wheel(timeline, 300, -1, Qt.KeyboardModifier.ShiftModifier)
    wheel(timeline, 300, -500, Qt.KeyboardModifier.ShiftModifier)
    assert timeline.scale.right == START + 600
    assert timeline.scale.right - timeline.scale.left == pytest.approx(length)


def test_the_position_stays_in_view(timeline: Timeline) -> None:
    timeline.set_position(START)
    timeline.zoom(0.1)
    timeline.set_position(START + 400)
    assert timeline.scale.left < START + 400 < timeline.scale.right


def test_it_paints_marks_where_things_happened(timeline: Timeline) -> None:
    timeline.set_marks([TimelineMark(START + 300, "", "p1")])
    shown = timeline.grab().toImage()
    ratio = shown.width() / timeline.width()
    there, elsewhere = (shown.pixelColor(int(x * ratio), int(15 * ratio)) for x in (300, 100))
    assert there.red() > 180 > elsewhere.red()


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (30 * 86400.0, ["11-09", "11-16"]),
        (3600.0, ["14:00", "14:15", "14:30"]),
        (60.0, ["14:00:00", "14:00:15", "14:00:30"]),
        (0.5, ["14:00:00.00", "14:00:00.20", "14:00:00.40"]),
    ],
)
def test_ticks_stand_at_round_times_at_every_zoom(length: float, expected: list[str]) -> None:
    scale = TimeScale(START, START + length, 600)
    texts = [tick.text for tick in scale.ticks(120)]
    assert [text for text in texts if text in expected] == expected
    assert 3 <= len(texts) <= 6
