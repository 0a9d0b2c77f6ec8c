"""Walls on several monitors, over changes of language and restarts: nothing is lost, nothing is in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from app.bootstrap import Desktop
from app.pages.site_plan import SitePlanPanel
from app.pages.wall_window import MapWindow
from app.pages.walls import ALL_LAYOUTS
from app.services.screens import MAIN, Screen
from app.services.tours import Stop, Tour
from app.services.wall_scene import live_key
from tests.end_to_end.driving import Post, live_cameras, occurrences, until
from tests.fakes.rtsp_process import RtspProcess
from tests.fakes.screens import FakeScreens
from tests.fakes.small_station import load, site_text

FIRST = Screen("DEL|U|1", "Dell 1", 0, 0, 800, 800)
SECOND = Screen("DEL|U|2", "Dell 2", 800, 0, 800, 800)
LAYOUTS = """
[[layout]]
id = "all"
name = "全部"
name_en = "All"
tiles = 4
[[layout]]
id = "fence"
name = "围栏"
name_en = "Fence"
tiles = 2
cameras = ["c1", "c2"]
"""

Open = Callable[[], Post]


@pytest.fixture
def screens() -> FakeScreens:
    return FakeScreens(FIRST, SECOND)


@pytest.fixture
def start(desktop: Desktop, cameras: RtspProcess, screens: FakeScreens, tmp_path: Path) -> Iterator[Open]:
    running: list[Post] = []

    def make() -> Post:
        while running:
            running.pop().stop()
        running.append(Post(desktop, load(tmp_path, site_text(cameras, more=LAYOUTS)), tmp_path / "data", screens))
        return running[-1]

    yield make
    while running:
        running.pop().stop()


def standing(post: Post, window: str = MAIN) -> str:
    layout = post.running.walls.seats[window].plan.layout
    return layout.id if layout is not None else ""


def test_a_further_wall_goes_with_its_monitor_and_takes_the_call_ups_where_it_is_told_to(
    start: Open, screens: FakeScreens
) -> None:
    post = start()
    walls, windows = post.running.walls, post.running.windows
    windows.open_on(SECOND)
    (name,) = windows.windows
    seat = walls.seats[name]
    seat.choose("fence")
    painted: set[str] = set()
    seat.wall.frame_painted.connect(lambda key, _sequence, _at: painted.add(key))
    until("one camera painted in both windows", lambda: live_key("c1") in painted and post.paints(live_key("c1")))

    screens.plug(SECOND, FIRST)
    assert set(windows.windows) == {name}
    screens.plug(FIRST)
    assert not windows.windows
    assert "Dell 2" in post.notices[-1]
    assert "Fence" in post.notices[-1]
    assert post.window.live.stage.away_bar.isVisible()
    assert standing(post) == "all"
    screens.plug(FIRST, SECOND)
    assert set(windows.windows) == {name}
    assert standing(post, name) == "fence"
    assert not post.window.live.stage.away_bar.isVisible()

    walls.send_call_ups_to(name)
    quiet = post.window.live.controller.scene
    post.help().event("panic", "H1")
    until("the call-up on the further wall", lambda: walls.seats[name].called)
    alarm = post.window.desk.current
    assert alarm is not None
    until("its picture seen", lambda: post.window.desk.picture_seen(alarm.occurrence, True).since is not None)
    assert post.window.live.controller.scene == quiet
    screens.plug(FIRST)
    scene = post.window.live.controller.scene
    assert scene is not None
    assert (scene.shape, scene.incident) == ("call_up", alarm.incident)
    post.window.live.release()
    assert post.window.live.controller.scene == quiet
    screens.plug(FIRST, SECOND)

    again = start()
    assert set(again.running.windows.windows) == {name}
    assert standing(again, name) == "fence"
    assert again.running.walls.memory.call_up == name
    again.running.windows.windows[name].close()
    until("the window gone for good", lambda: name not in again.running.walls.memory.windows)
    assert again.running.walls.memory.call_up == MAIN


def test_the_site_plan_on_a_second_monitor_follows_the_alarm_and_comes_back_at_the_next_start(start: Open) -> None:
    post = start()
    windows = post.running.windows
    windows.open_on(SECOND, "map")
    window = windows.windows["map-2"]
    assert isinstance(window, MapWindow)
    plans = window.plans
    assert isinstance(plans, SitePlanPanel)
    post.help().event("panic", "H1")
    until("the call-up on the station's window", lambda: post.running.walls.main.called)
    current = post.window.desk.current
    assert current is not None
    until("the plan knows", lambda: plans.content.focus == current.occurrence)
    post.window = post.open()
    assert window.plans is not plans
    again = start()
    assert isinstance(again.running.windows.windows["map-2"], MapWindow)


def test_a_change_of_language_takes_everything_along(start: Open) -> None:
    post = start()
    walls = post.running.walls
    until("cameras live", lambda: len(live_cameras(post.station)) == 3)
    until("the wall painted", lambda: all(post.paints(live_key(one)) for one in ("c1", "c2", "c3")))
    walls.keep_tours([Tour("t", "Round", (Stop("layout", "fence", 60), Stop("layout", "all", 60)))])
    walls.main.start_tour(walls.tours()[1])
    walls.main.pause_tour(True)
    wall = walls.main.wall
    wall.set_zoom(live_key("c1"), 2.0)
    post.fence().event("perimeter", "Z01", occ="one")
    until("the call-up", lambda: walls.main.called)
    alarm = post.window.desk.current
    assert alarm is not None
    until("the picture seen", lambda: post.window.desk.picture_seen(alarm.occurrence, True).since is not None)
    until("the note's field", post.may_acknowledge)
    post.press(Qt.Key.Key_F5)
    note = post.window.live.card.foot.note
    until("acknowledged", note.isVisible)
    QTest.keyClicks(note, "a lad")
    seen = post.window.desk.picture_seen(alarm.occurrence, True)
    handles = dict(walls.main.controller._handles)
    assert any(key.startswith("past:") for key in handles)

    before = post.window
    before.live.stage.open_panel(1)
    note.setFocus()
    post.window = post.open()
    assert post.window is not before
    assert post.window.live.stage.panel_tab == 1
    assert walls.main.controller._handles == handles
    assert post.window.live.wall is wall
    assert post.window.desk.picture_seen(alarm.occurrence, True) == seen
    assert post.window.live.card.foot.note.text() == "a lad"
    painted = post.paints(live_key("c1"))
    until("pictures go on", lambda: post.paints(live_key("c1")) > painted)

    post.window.live.release()
    run = walls.main.plan.run
    assert run is not None
    assert (run.tour.id, run.paused, run.index) == ("t", True, 0)
    assert wall.zoom(live_key("c1")) == 2.0
    assert post.window.live.stage.tour_bar.isVisible()
    post.window = post.open()
    assert post.window.desk.current is None


def test_what_is_typed_leads_to_no_act_when_an_alarm_takes_the_page(start: Open) -> None:
    post = start()
    until("cameras live", lambda: len(live_cameras(post.station)) == 3)
    window = post.window
    window.show_page(window.review)
    field = QLineEdit(window.review)
    field.show()
    field.setFocus()
    QTest.keyClicks(field, "ha")
    post.help().event("panic", "H1")
    until("the live page", lambda: window.pages.currentWidget() is window.live)
    focused = window.focusWidget()
    assert focused is window.typing.box
    QTest.keyClicks(focused, "2s")
    QTest.keyClick(focused, Qt.Key.Key_Return)
    QTest.keyClicks(window.focusWidget(), "2s")
    assert walls_untouched(post)
    window.show_page(window.review)
    assert field.hasFocus()
    assert field.text() == "ha2s"


def walls_untouched(post: Post) -> bool:
    scene = post.window.live.controller.scene
    return scene is not None and scene.shape == "call_up" and not post.notices


def test_layouts_are_chosen_edited_taken_back_and_kept(start: Open) -> None:
    post = start()
    walls, window = post.running.walls, post.window
    until("the wall painted", lambda: all(post.paints(live_key(one)) for one in ("c1", "c2", "c3")))
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert standing(post) == "fence"
    wall = window.live.wall
    QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    panel = window.live.stage.panel
    assert panel is not None
    until("the search field", panel.tree.search.hasFocus)
    panel.tabs.setCurrentWidget(panel.monitors)
    panel.tabs.tabBar().setFocus()
    for key in (Qt.Key.Key_2, Qt.Key.Key_Return):
        QTest.keyClick(panel.tabs.tabBar(), key)
    assert walls.main.plan.enlarged == "c2"
    QTest.keyClick(panel.tabs.tabBar(), Qt.Key.Key_Escape)
    assert wall.hasFocus()
    QTest.keyClick(wall, Qt.Key.Key_Escape)
    assert walls.main.plan.enlarged is None
    wall.tiles_swapped.emit(live_key("c1"), live_key("c2"))
    layout = walls.memory.book.get("fence")
    assert layout is not None
    assert (layout.cameras, layout.version, layout.by) == (("c2", "c1"), 2, post.station.user)
    wall.camera_dropped.emit("c3", live_key("c2"), 0)
    assert [tile.camera for tile in window.live.controller.scene.tiles] == ["c3", "c1"]
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [tile.camera for tile in window.live.controller.scene.tiles] == ["c2", "c1"]
    walls.remove_layout("all")
    assert [one.id for one in walls.memory.book.shelf] == ["fence"]
    walls.undo()
    walls.remove_layout("all")

    wall.select(live_key("c1"))
    QTest.keyClick(wall, Qt.Key.Key_S)
    until("the picture taken", lambda: any("snapshots" in one for one in post.notices))
    (taken,) = [clip for clip in post.station.clips.of_camera("c1", 0.0, 1e12) if clip.kind == "snapshot"]
    assert Path(taken.path).is_file()
    assert "c1" in Path(taken.path).name
    assert post.station.audit.entries("c1")[0].action == "snapshot"
    assert not list(post.station.folder.snapshots.glob("taking-*"))

    again = start()
    assert [one.id for one in again.running.walls.memory.book.shelf] == ["fence"]
    assert standing(again) == "fence"
    assert again.running.walls.memory.book.shelf[0].cameras == ("c2", "c1")
    assert again.running.walls.tours()[0].id == ALL_LAYOUTS
    assert not occurrences(again.station)
