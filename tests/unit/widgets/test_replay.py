"""Playback's widgets over plain data: a month to single pictures in one turn, handles, marks, typed times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from video.model import Box, BoxSet
from widgets import times
from widgets.gallery_pictures import StillClock, StillSource
from widgets.replay_bar import KEYS, SPEEDS, ReplayBar
from widgets.replay_content import Band, BandKind, TileStatus, TimedBoxes
from widgets.replay_timeline import ReplayTimeline
from widgets.replay_wall import ReplayWall
from widgets.replay_words import absence, parse_time, precise, remarks
from widgets.timeline import TimelineMark
from widgets.timeline_scale import SHORTEST

NOW = 1_793_628_000.0  # 2026-11-02 14:00:00 UTC
DAY = 86_400.0


@pytest.fixture(autouse=True)
def utc() -> Iterator[None]:
    times.use_zone(UTC)
    yield
    times.use_zone(None)


@pytest.fixture
def timeline(qtbot: QtBot) -> ReplayTimeline:
    made = ReplayTimeline()
    qtbot.addWidget(made)
    made.resize(1000, 78)
    made.set_span(NOW - 30 * DAY, NOW)
    made.show()
    return made


@pytest.fixture
def wall(qtbot: QtBot) -> ReplayWall:
    made = ReplayWall()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made


def hover(line: ReplayTimeline, x: float) -> None:
    """Move the pointer without letting a timer run out on the way, as QTest's own moves do on a busy machine."""
    at, none = QPointF(x, 30), Qt.MouseButton.NoButton
    on_screen = QPointF(line.mapToGlobal(at))
    move = QMouseEvent(QEvent.Type.MouseMove, at, on_screen, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(line, move)


def turn(widget: ReplayTimeline | ReplayWall, at: QPointF, notches: int) -> None:
    none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    plain = Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(at, at, QPoint(), QPoint(0, 120 * notches), none, plain, phase, False)
    widget.wheelEvent(event)


def test_one_turn_of_the_wheel_goes_from_thirty_days_to_single_pictures(timeline: ReplayTimeline) -> None:
    where = QPointF(700, 30)
    under = timeline.scale.at_of(700)
    for _ in range(24):  # what a finger turns in one go
        turn(timeline, where, 1)
    scale = timeline.scale
    assert scale.right - scale.left <= SHORTEST * 1.01
    assert abs(scale.at_of(700) - under) < 1.0  # what was under the pointer stays there
    for _ in range(24):
        turn(timeline, where, -1)
    assert timeline.scale.right - timeline.scale.left > 29 * DAY


def test_slow_notches_stay_fine(timeline: ReplayTimeline, qtbot: QtBot) -> None:
    before = timeline.scale.right - timeline.scale.left
    turn(timeline, QPointF(500, 30), 1)
    timeline._turn.stop()
    timeline._turned()
    turn(timeline, QPointF(500, 30), 1)
    assert timeline.scale.right - timeline.scale.left == pytest.approx(before * 0.64, rel=0.01)


def test_two_handles_choose_a_stretch_and_may_cross(timeline: ReplayTimeline, qtbot: QtBot) -> None:
    timeline.show_stretch(NOW - 100, NOW)
    left, held = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
    qtbot.mousePress(timeline, left, held, QPoint(200, 30))
    qtbot.mouseMove(timeline, QPoint(600, 30))
    timeline._pull(timeline.scale.at_of(600))
    qtbot.mouseRelease(timeline, left, held, QPoint(600, 30))
    assert timeline.selection is not None
    assert timeline.selection.start == pytest.approx(NOW - 80, abs=0.3)
    assert timeline.selection.end == pytest.approx(NOW - 40, abs=0.3)
    with qtbot.waitSignal(timeline.selection_changed):
        qtbot.mousePress(timeline, left, Qt.KeyboardModifier.NoModifier, QPoint(200, 30))
        timeline._pull(NOW - 20)
    assert timeline.selection is not None and timeline.selection.end == NOW - 20
    assert timeline.selection.start == pytest.approx(NOW - 40, abs=0.3)


def test_every_kind_of_stretch_has_its_row(timeline: ReplayTimeline) -> None:
    timeline.show_stretch(NOW - 100, NOW)
    plain = timeline.grab().toImage()
    pictures = []
    kinds: tuple[BandKind, ...] = ("recording", "motion", "gap", "hold")
    for kind in kinds:
        timeline.set_bands([Band(NOW - 80, NOW - 20, kind)])
        pictures.append(timeline.grab().toImage())
    assert all(one != plain for one in pictures)
    rows = [next(y for y in range(78) if one.pixel(500, y) != plain.pixel(500, y)) for one in pictures]
    assert rows == sorted(rows) and len(set(rows)) == 4  # told apart by place, not by colour alone


def test_of_marks_on_each_other_the_gravest_is_seen(timeline: ReplayTimeline) -> None:
    timeline.set_marks([TimelineMark(NOW - DAY, "", "p3")])
    yellow = timeline.grab().toImage()
    timeline.set_marks([TimelineMark(NOW - DAY, "", "p3"), TimelineMark(NOW - DAY + 60, "", "p1")])
    assert timeline.grab().toImage() != yellow
    timeline.set_marks([TimelineMark(NOW - DAY + 60, "", "p1")])
    alone = timeline.grab().toImage()
    timeline.set_marks([TimelineMark(NOW - DAY + 60, "", "p1"), TimelineMark(NOW - DAY, "", "p3")])
    assert timeline.grab().toImage() == alone


def test_thumbnails_are_bounded_and_asked_for_once(timeline: ReplayTimeline, qtbot: QtBot) -> None:
    timeline.show_stretch(NOW - 100, NOW)
    with qtbot.waitSignal(timeline.thumbnail_wanted) as asked:
        hover(timeline, 498)
        hover(timeline, 500)
    picture = QImage(160, 90, QImage.Format.Format_RGB888)
    picture.fill(QColor("red"))
    timeline.set_thumbnail(asked.args[0], picture)
    assert not timeline._aim.isActive()
    for number in range(500):
        timeline.set_thumbnail(NOW - number * 1000.0, picture)
        hover(timeline, 499 + number % 2)  # the first is looked at all the time
    assert len(timeline._thumbnails) == 200
    assert timeline._bucket(asked.args[0]) in timeline._thumbnails  # least recently looked at goes first, not oldest


def test_a_thumbnail_stands_above_the_pointer_and_goes_with_it(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(1000, 400)
    line = ReplayTimeline(page)
    line.setGeometry(0, 320, 1000, 78)
    line.set_span(NOW - 100, NOW)
    line.set_bands([Band(NOW - 80, NOW, "recording"), Band(NOW - 60, NOW - 40, "motion")])
    page.show()
    at = line.scale.at_of(500)
    picture = QImage(240, 135, QImage.Format.Format_RGB888)
    picture.fill(QColor("red"))
    line.set_thumbnail(at, picture)
    hover(line, 498)
    hover(line, 500)
    card = line._card
    assert card is not None and card.isVisible() and card.geometry().bottom() < line.y()
    assert card.size().width() >= 240 and abs(card.geometry().center().x() - 500) < 3
    assert line._hover_text(NOW - 50).endswith("recorded · motion") and "·" not in line._hover_text(NOW - 90)
    line.set_bands([Band(NOW - 80, NOW, "recording")], (NOW - 100, NOW))
    assert line._hover_text(NOW - 90).endswith("· not recorded") and "·" not in line._hover_text(NOW - 110)
    turn(line, QPointF(500, 30), -1)  # another moment lies under the pointer now
    line.show_stretch(NOW - 20, NOW)
    assert not card.isVisible() and line._aim.isActive()
    line.set_thumbnail(line.scale.at_of(500), picture)
    assert card.isVisible()
    line.hide()
    assert not card.isVisible()


def test_boxes_are_drawn_or_not(wall: ReplayWall) -> None:
    wall.put("1", "Gate")
    picture = QImage(320, 180, QImage.Format.Format_RGB32)
    picture.fill(QColor("#404040"))
    wall.set_source("1", StillSource(picture, StillClock(NOW), age=0.0))
    wall.set_status("1", TileStatus())
    plain = wall.grab().toImage()
    wall.set_boxes("1", [TimedBoxes(NOW, BoxSet("1", NOW, (Box(0.2, 0.2, 0.6, 0.8, "person", 0.9),), "m"))])
    drawn = wall.grab().toImage()
    assert drawn != plain
    wall.show_boxes(False)
    assert wall.grab().toImage() == plain
    wall.show_boxes(True)
    assert wall.grab().toImage() == drawn


def test_a_picture_of_the_past_never_looks_live(wall: ReplayWall) -> None:
    wall.put("1", "Gate")
    picture = QImage(320, 180, QImage.Format.Format_RGB32)
    picture.fill(QColor("#404040"))
    source = StillSource(picture, StillClock(NOW), age=0.0)
    wall.set_source("1", source)
    wall.set_status("1", TileStatus())
    wall.grab()
    assert wall.shown_at("1") == pytest.approx(NOW)
    assert precise(NOW) == "14:00:00.00"
    head = wall.grab().toImage()
    assert abs(head.pixelColor(6, 6).lightness() - head.pixelColor(400, 6).lightness()) > 80  # the mark in reverse
    wall.set_status("1", TileStatus(gap=True))
    assert wall.grab().toImage().pixelColor(400, 500) != QColor(
        "#404040"
    )  # no stale picture where nothing was recorded


def test_cameras_are_chosen_enlarged_and_taken_out_by_keys(wall: ReplayWall, qtbot: QtBot) -> None:
    for number in "1234":
        wall.put(number, number)
    wall.select("1")
    qtbot.keyClick(wall, Qt.Key.Key_Down)
    assert wall.selected == "2"
    small = wall.wanted("2")
    qtbot.keyClick(wall, Qt.Key.Key_Return)
    assert wall.wanted("2")[0] > small[0]
    qtbot.keyClick(wall, Qt.Key.Key_Escape)
    assert wall.wanted("2") == small
    with qtbot.waitSignal(wall.camera_unwanted) as told:
        qtbot.keyClick(wall, Qt.Key.Key_Delete)
    assert told.args == ["2"]
    wall.take_out("2")
    assert wall.cameras == ("1", "3", "4") and wall.selected == "3"


def test_zooming_asks_for_a_sharper_picture(wall: ReplayWall, qtbot: QtBot) -> None:
    wall.put("1", "Gate")
    before = wall.wanted("1")
    qtbot.keyClick(wall, Qt.Key.Key_Plus)
    qtbot.keyClick(wall, Qt.Key.Key_Plus)
    assert wall.zoom_of("1").active and wall.wanted("1") > before
    at = wall.zoom_of("1").x
    qtbot.keyClick(wall, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert wall.zoom_of("1").x > at
    qtbot.keyClick(wall, Qt.Key.Key_0)
    assert not wall.zoom_of("1").active


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("02:14", "2026-11-02 02:14:00"),
        ("2:14:09", "2026-11-02 02:14:09"),
        ("021409", "2026-11-02 02:14:09"),
        ("02：14", "2026-11-02 02:14:00"),
        ("11-01 23:00", "2026-11-01 23:00:00"),
        ("2025-12-31 01:02:03", "2025-12-31 01:02:03"),
        ("10-30", "2026-10-30 00:00:00"),
        ("-30", "2026-11-02 13:59:30"),
        ("+90", "2026-11-02 14:01:30"),
        ("25:00", None),
        ("02:60", None),
        ("13-40 02:00", None),
        ("soon", None),
    ],
)
def test_times_as_people_type_them(typed: str, expected: str | None) -> None:
    found = parse_time(typed, NOW)
    shown = None if found is None else f"{times.date(found)} {times.clock(found)}"
    assert shown == expected


def test_each_trouble_has_words() -> None:
    codes = ("missing", "unreadable", "away", "refused", "disk_full", "fetching")
    said = [absence(TileStatus(code=code)) for code in codes]
    assert all(said) and len(set(said)) == len(codes)
    assert absence(TileStatus(gap=True)) and absence(TileStatus(loading=True)) and not absence(TileStatus())
    told = remarks(TileStatus(key_only=True, code="damaged", clock_offset=-2.5, heard=True, held=True))
    assert len(told) == 5 and any("-2.5" in one for one in told)


def test_every_control_says_its_key_and_asks(qtbot: QtBot) -> None:
    bar = ReplayBar()
    qtbot.addWidget(bar)
    bar.show_chosen(selection=True, cameras=True)
    for name, key in KEYS.items():
        assert bar.buttons[name].text().endswith(key)
        with qtbot.waitSignal(bar.act) as told:
            bar.buttons[name].click()
        assert told.args == [name]
    assert SPEEDS[0] == -16.0 and SPEEDS[-1] == 16.0
    with qtbot.waitSignal(bar.time_typed) as typed:
        qtbot.keyClicks(bar.time, "02:14")
        qtbot.keyClick(bar.time, Qt.Key.Key_Return)
    assert typed.args == ["02:14"]
