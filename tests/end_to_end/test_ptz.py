"""Turn a camera from the window: a key is held and the camera turns; call-ups, locks, roles, a camera that dies."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.people.rights import Role
from app.services.camera_control import Hand
from app.services.ptz import PtzView
from tests.end_to_end.driving import Post, live_cameras, until
from tests.fakes.ptz_camera import PRESETS, USER, PtzCamera
from tests.fakes.rtsp_process import RtspProcess
from tests.fakes.small_station import site_text
from video.onvif.model import PtzPhase, Velocity

MakePost = Callable[[str], Post]
KEY = "live:c1"


@pytest.fixture
def dome() -> Iterator[PtzCamera]:
    made = PtzCamera()
    yield made
    made.close()


def site(cameras: RtspProcess, dome: PtzCamera) -> str:
    """The first camera turns; an alarm of the fence turns it to its second preset."""
    text = site_text(cameras)
    turns = f"""
[camera.ptz]
address = "{dome.url}"
username = "{USER.username}"
password = "{USER.password}"
call_ups = [{{ zone = "fence", preset = 2 }}]
"""
    head, mark, rest = text.partition('id = "c1"')
    entry, second, others = rest.partition("[[camera]]")
    return head + mark + entry + turns + second + others


@pytest.fixture
def post(make_post: MakePost, cameras: RtspProcess, dome: PtzCamera) -> Post:
    made = make_post(site(cameras, dome))
    until("pictures", lambda: live_cameras(made.station) == {"c1", "c2", "c3"})
    until("painted", lambda: made.paints(KEY) > 0)
    until("the camera is ready to turn", lambda: view(made).phase is PtzPhase.READY)
    made.window.activateWindow()
    until("the window has the keyboard", lambda: QApplication.activeWindow() is made.window)
    return made


def view(post: Post) -> PtzView:
    found = post.station.ptz.view("c1")
    assert found is not None
    return found


def take(post: Post) -> None:
    """Select the tile and press C."""
    wall = post.window.live.wall
    wall.setFocus()
    wall.select(KEY)
    QTest.keyClick(wall, Qt.Key.Key_C)
    until("the tile is in its mode", lambda: wall.steering == KEY)


def entries(post: Post, action: str) -> list[str]:
    return [one.object for one in post.station.audit.entries(limit=200) if one.action == action]


def test_a_key_held_turns_the_camera_and_let_go_it_stands(post: Post, dome: PtzCamera) -> None:
    take(post)
    wall, pad = post.window.live.wall, post.window.live.stage.ptz.pad
    assert pad is not None and pad.isVisible()
    QTest.keyPress(wall, Qt.Key.Key_Right)
    until("it turns", lambda: dome.pan > 0.05)
    QTest.keyRelease(wall, Qt.Key.Key_Right)
    until("it stands", lambda: "Stop" in dome.calls and not dome.head.moving)
    stood = dome.pan
    QTest.keyClick(wall, Qt.Key.Key_2)
    until("the preset", lambda: dome.head.place == PRESETS["2"].place)
    assert stood != dome.pan
    QTest.keyClick(wall, Qt.Key.Key_Home)
    until("home", lambda: dome.head.place == (0.0, 0.0, 0.0))
    until("the pad says whose it is", lambda: "Yours" in pad.holder.text())
    QTest.keyClick(wall, Qt.Key.Key_Escape)
    assert wall.steering == ""
    assert not pad.isVisible()
    assert wall.selected == KEY
    assert entries(post, "ptz") == ["c1"], "one entry for a time of control, not one for each movement"


def test_the_pad_turns_it_by_the_mouse_and_the_keyboard_stays_with_the_wall(post: Post, dome: PtzCamera) -> None:
    take(post)
    pad = post.window.live.stage.ptz.pad
    assert pad is not None
    up = next(button for button, motion in pad._moves if motion[1] > 0 and not motion[0])
    QTest.mousePress(up, Qt.MouseButton.LeftButton)
    until("it turns up", lambda: dome.head.place[1] > 0.03)
    QTest.mouseRelease(up, Qt.MouseButton.LeftButton)
    until("it stands", lambda: not dome.head.moving)
    assert post.window.live.wall.hasFocus()
    QTest.mouseClick(pad.presets[0], Qt.MouseButton.LeftButton)
    until("the preset", lambda: dome.head.place == PRESETS["1"].place)
    QTest.mouseClick(pad.leave, Qt.MouseButton.LeftButton)
    assert post.window.live.wall.steering == ""


@pytest.mark.parametrize("end", ["focus", "closed"])
def test_what_takes_the_hand_away_stops_it(post: Post, dome: PtzCamera, end: str) -> None:
    take(post)
    QTest.keyPress(post.window.live.wall, Qt.Key.Key_Left)
    until("it turns", lambda: dome.pan < -0.02)
    if end == "focus":
        post.window.live.alarm_list.setFocus()
        post.window.live.wall.clearFocus()
    else:
        post.window.close()
    until("it stands", lambda: "Stop" in dome.calls and not dome.head.moving)


def test_a_fixed_camera_says_so(post: Post) -> None:
    wall = post.window.live.wall
    wall.setFocus()
    wall.select("live:c2")
    QTest.keyClick(wall, Qt.Key.Key_C)
    assert wall.steering == ""
    assert any("fixed camera" in text for text in post.notices)


def test_nobody_signed_in_is_asked_to_sign_in(post: Post) -> None:
    for person in post.station.people.desk.duty.people:
        post.station.people.desk.sign_out(person.account)
    wall = post.window.live.wall
    wall.setFocus()
    wall.select(KEY)
    QTest.keyClick(wall, Qt.Key.Key_C)
    until("it asks", post.window.sign_in.isVisible)
    assert wall.steering == ""


def test_somebody_elses_hold_is_said_and_a_higher_role_wins(post: Post, dome: PtzCamera) -> None:
    ptz = post.station.ptz
    ptz.begin("c1", Hand("li", "Li", 3))
    ptz.steer("c1", Velocity(pan=0.02))
    until("another turns it", lambda: dome.head.moving)
    ptz.end("c1")
    for person in post.station.people.desk.duty.people:
        post.station.people.desk.sign_out(person.account)
    post.sign_in(Role.GUARD)
    moves = dome.calls.count("ContinuousMove")
    take(post)
    QTest.keyClick(post.window.live.wall, Qt.Key.Key_Right)
    until("it is said who has it", lambda: any("Li turns it" in text for text in post.notices))
    pad = post.window.live.stage.ptz.pad
    assert pad is not None
    until("on the pad too", lambda: "Li has it" in pad.holder.text())
    assert dome.calls.count("ContinuousMove") == moves


def test_an_alarm_turns_it_to_its_preset_and_afterwards_back(post: Post, dome: PtzCamera) -> None:
    take(post)
    QTest.keyPress(post.window.live.wall, Qt.Key.Key_Left)
    until("it turns", lambda: dome.pan < -0.05)
    post.fence().event("perimeter", "Z01")
    until("the alarm's preset", lambda: dome.head.place == PRESETS["2"].place)
    QTest.keyRelease(post.window.live.wall, Qt.Key.Key_Left)
    assert view(post).in_alarm
    post.running.desk.release()
    until("back where it was", lambda: dome.pan < 0 and not dome.head.moving)
    assert not view(post).in_alarm


def test_a_camera_that_dies_while_it_is_turned_is_said_on_its_tile(post: Post, dome: PtzCamera) -> None:
    take(post)
    wall = post.window.live.wall
    QTest.keyPress(wall, Qt.Key.Key_Right)
    until("it turns", lambda: dome.head.moving)
    dome.kill()
    until("it is lost", lambda: view(post).phase is PtzPhase.FAILED)
    until("it is said", lambda: "cannot be reached" in wall._steering.words)
    QTest.keyRelease(wall, Qt.Key.Key_Right)
    dome.revive()
    QTest.keyClick(wall, Qt.Key.Key_Right)
    until("it is back", lambda: view(post).phase is PtzPhase.READY)
    until("and was stopped first", lambda: not dome.head.moving)


def test_a_picture_of_a_camera_that_turns_is_no_moved_camera(post: Post) -> None:
    from video.quality_state import QualityKind, QualityState

    for camera in ("c1", "c2"):
        post.station.cameras._quality_changed(QualityState(camera, QualityKind.MOVED, True, 1.0, 1.0))
    assert post.station.cameras.picture_fault("c1") == ""
    assert post.station.cameras.picture_fault("c2") == "moved"
