"""The ways into the past at a real post: an alarm, an incident and a live picture lead to footage that was recorded."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.pages.replay_page import ReplayPage
from tests.end_to_end.driving import Post, live_cameras, occurrences, until
from tests.fakes.rtsp_process import RtspProcess
from tests.fakes.small_station import site_text
from video.model import StreamKind

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
FENCE = ("c1", "c2")


def recorded_text(cameras: RtspProcess, more: str = "") -> str:
    recording = '[recording]\nmode = "always"\nleave_free_gb = 0.0\n' + more
    return site_text(cameras).replace("[recording]\n", recording)


def ready(make_post: Callable[[str], Post], text: str) -> Post:
    post = make_post(text)
    until("cameras live", lambda: len(live_cameras(post.station)) == 3)
    return post


def page_in_front(post: Post) -> ReplayPage | None:
    page = post.window.pages.currentWidget()
    return page if isinstance(page, ReplayPage) else None


def page_of(post: Post) -> ReplayPage:
    until("the page of playback", lambda: page_in_front(post) is not None)
    page = page_in_front(post)
    assert page is not None
    return page


def on_disk(post: Post, until_time: float) -> bool:
    now = post.station.clock.now()
    found = [post.station.footage.segments(camera, until_time, now, StreamKind.SUB) for camera in FENCE]
    return all(found) and now > until_time + 3.0


def raised(post: Post) -> tuple[float, str]:
    """Cut through the fence, after there is footage of it; gives when, and the incident."""
    began = post.station.clock.now()
    until("footage", lambda: on_disk(post, began))
    post.fence().event("perimeter", "Z01")
    until("the card", lambda: post.window.desk.current is not None)
    (alarm,) = occurrences(post.station, "fence-z01")
    assert alarm.incident is not None
    until("footage after it", lambda: on_disk(post, alarm.raised_at + 1.0))
    return alarm.raised_at, alarm.incident


def shows(page: ReplayPage, at: float, cameras: tuple[str, ...]) -> bool:
    return all(abs(page.wall.shown_at(camera) - at) < 0.2 for camera in cameras)


def test_an_alarm_and_its_incident_land_ten_seconds_before_with_their_zones_cameras(
    make_post: Callable[[str], Post], cameras: RtspProcess
) -> None:
    post = ready(make_post, recorded_text(cameras))
    at, incident = raised(post)
    QTest.keyClick(post.window, Qt.Key.Key_R, CONTROL)
    page = page_of(post)
    until("the zone's cameras", lambda: page.wall.cameras == FENCE)
    assert page.desk.engine.position == pytest.approx(at - 10.0, abs=0.01)
    assert not page.desk.engine.playing
    page.desk.seek(at)
    until("the pictures of that moment", lambda: shows(page, at, FENCE))
    until("the alarm on the timeline", lambda: any(abs(one.at - at) < 0.5 for one in page.timeline._marks))
    assert any(one.kind == "recording" for one in page.timeline._bands)

    page.desk.seek(at + 2.0)
    until("a later picture", lambda: shows(page, at + 2.0, FENCE))
    QTest.keyClick(page.wall, Qt.Key.Key_PageUp)
    until("the incident before", lambda: abs(page.desk.engine.position - (at - 10.0)) < 0.5)
    page.desk.seek(at - 60.0)
    QTest.keyClick(page.wall, Qt.Key.Key_PageDown)
    until("the incident after", lambda: abs(page.desk.engine.position - (at - 10.0)) < 0.5)

    post.window.show_page(post.window.review)
    until("the list", lambda: post.window.review.list.chosen() != "")
    assert post.window.review.list.chosen() == incident
    QTest.keyClick(post.window, Qt.Key.Key_R, CONTROL)
    until("playback again", lambda: page_in_front(post) is page)
    until("its moment", lambda: abs(page.desk.engine.position - (at - 10.0)) < 0.5)

    post.help().event("panic", "H1")  # another zone's: no mark here
    until_raised(post, "help-h1")
    post.fence().event("perimeter", "Z02")
    (second,) = until_raised(post, "fence-z02")
    page.desk.times.refresh()
    until("the second alarm's mark", lambda: any(abs(one.at - second) < 0.01 for one in page.timeline._marks))
    assert all(one.token != "p1" or abs(one.at - at) < 0.5 for one in page.timeline._marks)


def until_raised(post: Post, point: str) -> tuple[float, ...]:
    until(point, lambda: occurrences(post.station, point))
    return tuple(one.raised_at for one in occurrences(post.station, point))


def test_one_key_replays_the_last_half_minute_of_a_live_picture_from_memory(
    make_post: Callable[[str], Post], cameras: RtspProcess
) -> None:
    post = ready(make_post, site_text(cameras))  # nothing is recorded at all hours here
    window = post.window
    window.live.wall.select_place(1)
    camera = window.walls.active().selected_camera
    assert camera
    began = post.station.clock.now()
    until("seconds in memory", lambda: post.station.clock.now() - began > 9.0)
    QTest.keyClick(window, Qt.Key.Key_R, CONTROL | SHIFT)
    page = page_of(post)
    until("its camera", lambda: page.wall.cameras == (camera,))

    until("it runs", lambda: page.desk.engine.playing)

    def of_before() -> bool:
        """It may stand at the end of the half minute by now: a busy machine shows what it can."""
        return began < page.wall.shown_at(camera) < post.station.clock.now() - 1.0

    until("a picture of before", of_before)
    assert camera in live_cameras(post.station)


def test_a_disk_that_is_gone_is_an_alarm_while_all_stay_live_and_recording_resumes_by_itself(
    make_post: Callable[[str], Post], cameras: RtspProcess, tmp_path: Path
) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    post = ready(make_post, recorded_text(cameras, f'folder = "{folder.as_posix()}"\n'))
    station = post.station
    began = station.clock.now()
    until("footage", lambda: on_disk(post, began))

    def alarms() -> list[str]:
        found = (one for one in occurrences(station) if one.alarm_class == "recording")
        return [one.kind for one in found if one.active]

    shutil.rmtree(folder)
    until("the alarm", lambda: alarms() == ["disk_gone"])
    until("all live", lambda: len(live_cameras(station)) == 3)
    painted = sum(map(len, post.painted.values()))
    until("live pictures", lambda: sum(map(len, post.painted.values())) > painted + 30)
    assert not folder.exists()
    folder.mkdir()
    (folder / ".watchroom-archive").write_text(station.recording.index.folder_token() or "")
    until("no alarm", lambda: alarms() == [])
    again = station.clock.now()
    until("footage anew", lambda: on_disk(post, again))
