"""The page of playback with real pictures: cameras in step, steps, time typed, gaps, selection, bookmarks and holds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from app import operations
from app.pages import replay_desk
from app.pages.replay_page import ReplayPage
from app.services.recording_room import DAY_S, keep_days
from tests.fakes.people import PASSWORD
from tests.fakes.replay_footage import moved, write_segment
from tests.fakes.replay_station import CAMERAS, ReplayStation, ended, shown_page
from video.model import Box, BoxSet, StreamKind
from video.views import ClipResult
from widgets import times
from widgets.replay_content import Selection, TimedBoxes
from widgets.replay_wall import MOST
from widgets.wall_pointer import CAMERA_MIME

START = 1_793_628_000.0  # 14:00:00 UTC
LONG_MS = 20_000


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """Two stretches with a gap of 24 s between them, on four cameras; the third's clock is 2.5 s ahead."""
    folder = tmp_path_factory.mktemp("footage")
    first = write_segment(folder / "first.mp4", start=START)
    second = write_segment(folder / "second.mp4", start=START + 30.0, first=300)
    offsets = {"01": 0.0, "02": 0.0, "03": 2.5, "04": 0.0}
    return [moved(one, camera, offsets[camera]) for camera in CAMERAS for one in (first, second)]


@pytest.fixture
def house(recorded: list[Any], tmp_path: Path) -> Iterator[ReplayStation]:
    with ended(ReplayStation(tmp_path, START + 36.0, *recorded)) as made:
        yield made


@pytest.fixture
def page(house: ReplayStation, qtbot: QtBot) -> Iterator[ReplayPage]:
    with shown_page(house, qtbot) as made:
        yield made


def rests(page: ReplayPage, qtbot: QtBot, at: float, cameras: tuple[str, ...] = CAMERAS) -> None:
    """Wait until each camera shows the picture of that time."""
    qtbot.waitUntil(lambda: all(abs(page.wall.shown_at(one) - at) < 0.001 for one in cameras), timeout=LONG_MS)


def opened(page: ReplayPage, qtbot: QtBot, at: float = START + 3.0) -> None:
    page.desk.open(CAMERAS, at)
    qtbot.waitUntil(lambda: page.wall.cameras == CAMERAS, timeout=LONG_MS)
    rests(page, qtbot, at)


def until(qtbot: QtBot, done: Callable[[], bool]) -> None:
    qtbot.waitUntil(done, timeout=LONG_MS)


def test_four_cameras_stand_at_one_moment_whatever_their_clocks(page: ReplayPage, qtbot: QtBot) -> None:
    opened(page, qtbot)
    page.desk.seek(START + 4.5)
    rests(page, qtbot, START + 4.5)
    qtbot.keyClick(page.wall, Qt.Key.Key_Comma)
    rests(page, qtbot, START + 4.4)
    qtbot.keyClick(page.wall, Qt.Key.Key_Period)
    rests(page, qtbot, START + 4.5)
    assert abs(page.desk._states["03"].clock_offset - 2.5) < 1e-6  # said on its tile


def test_looking_is_entered_and_asks_who_it_is(page: ReplayPage, house: ReplayStation, qtbot: QtBot) -> None:
    opened(page, qtbot)
    told = [(one.action, one.object) for one in house.people.audit.entries(limit=20)]
    assert ("look_at_recordings", "01") in told
    for person in house.people.desk.duty.people:
        house.people.desk.sign_out(person.account)
    page.desk.forget_people()
    with qtbot.waitSignal(page.authority_wanted, timeout=LONG_MS) as asked:
        page.desk.open(("02",), START + 1.0)
    assert page.wall.cameras == CAMERAS  # nothing was opened
    house.people.desk.sign_in("supervisor", PASSWORD)
    needed, retry = asked.args
    retry(needed.retry(replace(needed.held, person=house.people.desk.duty.actor)))
    until(qtbot, lambda: page.wall.cameras == ("02",))


def test_a_time_is_typed(page: ReplayPage, qtbot: QtBot) -> None:
    opened(page, qtbot)
    qtbot.keyClick(page.wall, Qt.Key.Key_G)
    until(qtbot, page.bar.time.hasFocus)
    qtbot.keyClicks(page.bar.time, "14:00:05")
    qtbot.keyClick(page.bar.time, Qt.Key.Key_Return)
    rests(page, qtbot, START + 5.0)
    assert page.wall.hasFocus()
    page.desk.go_typed("-2")
    rests(page, qtbot, START + 3.0)
    with qtbot.waitSignal(page.notice, timeout=LONG_MS):
        page.desk.go_typed("soon")


def test_a_time_that_today_has_not_reached_is_the_evening_before(page: ReplayPage, qtbot: QtBot) -> None:
    opened(page, qtbot)
    page.desk.go_typed("17:50")
    assert page.desk.engine.position == START + 3.0 * 3600 + 50 * 60 - 86_400.0
    page.desk.go_typed("14:00:05")  # on the day that is shown
    assert page.desk.engine.position == START + 5.0 - 86_400.0
    with qtbot.waitSignal(page.notice, timeout=LONG_MS):
        page.desk.go_typed("12-31 10:00")
    assert page.desk.engine.position == START + 5.0 - 86_400.0


def test_it_runs_backwards(page: ReplayPage, qtbot: QtBot) -> None:
    opened(page, qtbot, START + 5.0)
    qtbot.keyClick(page.wall, Qt.Key.Key_J)
    until(qtbot, lambda: 0 < page.wall.shown_at("01") <= START + 3.0)
    qtbot.keyClick(page.wall, Qt.Key.Key_K)
    assert not page.desk.engine.playing
    assert page.desk.engine.speed == -1.0


def test_a_gap_is_said_and_left_out(page: ReplayPage, qtbot: QtBot) -> None:
    opened(page, qtbot)
    page.desk.seek(START + 15.0)
    until(qtbot, lambda: all(page.desk._states[one].gap for one in CAMERAS))
    for key in (Qt.Key.Key_Comma, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
        with qtbot.waitSignal(page.notice, timeout=LONG_MS):  # no key does nothing without a word
            qtbot.keyClick(page.wall, key)
    with qtbot.waitSignal(page.notice, timeout=LONG_MS):
        page.desk.toggle()
    until(qtbot, lambda: page.wall.shown_at("01") >= START + 30.0)


def test_another_page_in_front_lets_it_rest(page: ReplayPage, qtbot: QtBot) -> None:
    opened(page, qtbot)
    page.desk.toggle()
    assert page.desk.engine.playing
    page.hide()  # what an alarm does that brings the live page
    assert not page.desk.engine.playing


def test_cameras_come_by_hand_and_go(page: ReplayPage, qtbot: QtBot) -> None:
    page.desk.open(("01",), START + 2.0)
    until(qtbot, lambda: page.wall.cameras == ("01",))
    data = QMimeData()
    data.setData(CAMERA_MIME, b"02")
    where, left, none = QPointF(50, 50), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.wall.dropEvent(QDropEvent(where, Qt.DropAction.CopyAction, data, left, none))
    until(qtbot, lambda: page.wall.cameras == ("01", "02"))
    qtbot.keyClick(page.wall, Qt.Key.Key_Insert)
    assert page.tree.isVisible()
    said = [one.data(0, Qt.ItemDataRole.AccessibleTextRole) for one in page.tree.tree.camera_items()]
    assert said[0] == "1 01", "that it is on or off now is no word about its recordings"
    page.tree.camera_chosen.emit("03")  # Enter on a row
    until(qtbot, lambda: page.wall.cameras == ("01", "02", "03"))
    rests(page, qtbot, START + 2.0, ("01", "02", "03"))
    qtbot.keyClick(page.wall, Qt.Key.Key_Delete)
    assert page.wall.cameras == ("01", "02")
    assert page.desk.engine.cameras == ("01", "02")
    page.tree.search.setFocus()
    qtbot.keyClicks(page.tree.search, "3")
    for _ in range(2):  # the word first, then the list
        qtbot.keyClick(page.tree.search, Qt.Key.Key_Escape)
    assert page.tree.isHidden() and page.wall.hasFocus()


def test_no_more_cameras_than_fit_are_shown_and_it_is_said(
    page: ReplayPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay_desk, "MOST", 3)  # sixteen in earnest
    page.desk.open(CAMERAS, START + 2.0)
    until(qtbot, lambda: page.wall.cameras == CAMERAS[:3])
    with qtbot.waitSignal(page.notice, timeout=LONG_MS):
        page.desk.add("04")
    assert page.wall.cameras == CAMERAS[:3] and MOST == 16


class Loudspeaker:
    """Takes what it is given."""

    def __init__(self) -> None:
        self.opened: list[tuple[int, int]] = []
        self.closed = False
        self.give: Callable[[int], bytes] = lambda _size: b""

    def open(self, rate: int, channels: int, give: Callable[[int], bytes]) -> Loudspeaker:
        self.opened.append((rate, channels))
        self.give = give
        return self

    def close(self) -> None:
        self.closed = True


def test_the_sound_of_the_chosen_camera_is_heard_while_it_runs(tmp_path: Path, qtbot: QtBot) -> None:
    times.use_zone(UTC)
    speaker = Loudspeaker()
    segment = write_segment(tmp_path / "loud.mp4", start=START, sound=True)
    allowed = '[audio]\nenabled = true\nreason = "agreed"\n'
    house = ReplayStation(tmp_path / "s", START + 36.0, segment, more=allowed, open_output=speaker.open)
    page = ReplayPage(house.station, "en")
    qtbot.addWidget(page)
    page.show()
    try:
        page.desk.open(("01",), START + 1.0)
        rests(page, qtbot, START + 1.0, ("01",))
        qtbot.keyClick(page.wall, Qt.Key.Key_A)
        qtbot.keyClick(page.wall, Qt.Key.Key_Space)
        until(qtbot, lambda: speaker.opened == [(16000, 1)] and any(speaker.give(3200)))
        told = [(one.action, one.object) for one in house.people.audit.entries(limit=20)]
        assert any(object_ == "01" and "listen" in action for action, object_ in told)
        qtbot.keyClick(page.wall, Qt.Key.Key_A)
        until(qtbot, lambda: speaker.closed)
    finally:
        page.close_views()
        house.stop()
        operations.shut_down()
        times.use_zone(None)


def test_a_stretch_is_chosen_and_handed_out(page: ReplayPage, qtbot: QtBot) -> None:
    opened(page, qtbot)
    assert not page.bar.buttons["export"].isEnabled()
    qtbot.keyClick(page.wall, Qt.Key.Key_BracketLeft)
    page.desk.seek(START + 5.0)
    qtbot.keyClick(page.wall, Qt.Key.Key_BracketRight)
    with qtbot.waitSignal(page.export_wanted, timeout=LONG_MS) as told:
        page.bar.buttons["export"].click()
    assert told.args == [Selection(START + 3.0, START + 5.0, CAMERAS)]
    with qtbot.waitSignal(page.export_wanted, timeout=LONG_MS) as again:
        qtbot.keyClick(page.wall, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)  # as the button says
    assert again.args == told.args
    page.timeline.select(None)
    with qtbot.waitSignal(page.notice, timeout=LONG_MS):
        qtbot.keyClick(page.wall, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)


def test_what_is_kept_is_said_on_the_picture_and_the_timeline(
    page: ReplayPage, house: ReplayStation, qtbot: QtBot
) -> None:
    opened(page, qtbot)
    qtbot.keyClick(page.wall, Qt.Key.Key_H)
    assert page.view.isVisible()
    page.view.field.setText("police asked for it")
    qtbot.keyClick(page.view.field, Qt.Key.Key_Return)
    until(qtbot, lambda: page.view.list.count() == 4)
    assert house.replay.marks.is_held("01", START, START + 1.0)
    longest = max(keep_days(house.station.site, camera) for camera in CAMERAS)
    for hold in house.replay.marks.listed():
        assert hold.expires_at is not None
        assert hold.expires_at >= hold.end + (longest + 30) * DAY_S, "longer than it would be there anyway"
    page.desk.times.refresh()
    until(qtbot, lambda: any(band.kind == "hold" for band in page.timeline._bands))
    page.desk.seek(START + 2.0)
    rests(page, qtbot, START + 2.0)
    until(qtbot, lambda: all(tile.status.held for tile in page.wall._tiles))
    page.view.list.setCurrentRow(0)
    with qtbot.waitSignal(page.authority_wanted, timeout=LONG_MS):
        page.view.end.click()  # letting go needs two people


def test_a_bookmark_leads_back(page: ReplayPage, qtbot: QtBot) -> None:
    opened(page, qtbot)
    qtbot.keyClick(page.wall, Qt.Key.Key_B)
    page.view.field.setText("a man climbs")
    qtbot.keyClick(page.view.field, Qt.Key.Key_Return)
    until(qtbot, lambda: page.view.list.count() == 1)
    assert page.wall.hasFocus(), "the next key is not typed into the next bookmark"
    page.desk.seek(START + 5.5)
    rests(page, qtbot, START + 5.5)
    page.view.list.setCurrentRow(0)
    page.view.go.click()
    rests(page, qtbot, START + 3.0)


def test_a_thumbnail_comes_under_the_pointer(page: ReplayPage, qtbot: QtBot) -> None:
    opened(page, qtbot)
    page.timeline.show_stretch(START, START + 36.0)
    x = round(page.timeline.scale.x_of(START + 5.0))
    qtbot.mouseMove(page.timeline, QPoint(x - 3, 20))
    qtbot.mouseMove(page.timeline, QPoint(x, 20))
    until(qtbot, lambda: any(one is not None for one in page.timeline._thumbnails.values()))


def test_boxes_are_drawn_with_the_picture_they_were_seen_in(
    page: ReplayPage, house: ReplayStation, qtbot: QtBot
) -> None:
    asked: list[str] = []

    class Boxes:
        def boxes(self, camera: str, start: float, end: float) -> list[TimedBoxes]:
            asked.append(threading.current_thread().name)
            at = START + 3.0 + (2.5 if camera == "03" else 0.0)  # by the camera's own clock
            one = BoxSet(camera, at, (Box(0.1, 0.1, 0.5, 0.9, "person", 0.9),), "m")
            return [TimedBoxes(at, one)]

    house.replay.boxes = Boxes()
    opened(page, qtbot)
    until(qtbot, lambda: all(tile.boxes for tile in page.wall._tiles))
    assert "MainThread" not in asked
    for tile in page.wall._tiles:
        frame = tile.source.latest() if tile.source is not None else None
        assert frame is not None and tile.boxes_of(frame.captured_at) is not None
    page.desk.seek(START + 3.1)
    rests(page, qtbot, START + 3.1)
    for tile in page.wall._tiles:
        frame = tile.source.latest() if tile.source is not None else None
        assert frame is not None and tile.boxes_of(frame.captured_at) is None


def test_instant_replay_comes_from_memory(house: ReplayStation, tmp_path: Path, recorded: list[Any]) -> None:
    clip = recorded[0]
    copy = tmp_path / "ring.mp4"
    copy.write_bytes(clip.path.read_bytes())
    house.live.clip = ClipResult(copy, "04", StreamKind.MAIN, START + 100, START + 106, 60, clip.size, "h264")
    saved: Future[ClipResult] = house.replay.save_instant("04")
    assert saved.result(60).path == copy
    assert [one.path for one in house.replay.footage.segments("04", START + 100, START + 106)] == [copy]
    assert house.live.asked[0][0] == "04" and house.live.asked[0][2] - house.live.asked[0][1] == 30.0


def test_a_gap_that_was_told_of_a_moment_ago_is_not_leapt_over(page: ReplayPage, qtbot: QtBot) -> None:
    """The position has gone on to footage, and its picture is on the way: nothing ends, and nothing is passed over."""
    opened(page, qtbot, START + 0.5)
    told: list[str] = []
    page.desk.notice.connect(told.append)
    page.desk.engine.set_speed(0.25)
    page.desk.engine.play()
    page.desk._leap(1)
    until(qtbot, lambda: not page.desk._jumping)
    assert page.desk.engine.playing
    assert told == [], "it went on to what comes next, or said that nothing does"
