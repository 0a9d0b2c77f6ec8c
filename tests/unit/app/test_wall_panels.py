"""What opens beside the wall: cameras by zone, layouts, tours, monitors, and the sheet for drawing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from alarms.model import Priority
from app.pages.alarm_desk import AlarmDesk
from app.pages.live_wall import LiveWall
from app.pages.wall_window import MapWindow
from app.pages.wall_windows import WallWindows
from app.services.call_up import CallUp, CallUpState, Mode
from app.services.layouts import FREE, Place
from app.services.screens import MAIN, Screen
from app.services.tours import Stop
from app.services.wall_scene import live_key
from app.station import Station
from tests.fakes.screens import FakeScreens
from tests.fakes.wall_station import CAMERAS, WallStation
from video.model import Phase, StreamKind, StreamState

FIRST, SECOND = Screen("A", "Dell", 0, 0, 800, 800), Screen("B", "AOC", 800, 0, 800, 800)


@pytest.fixture
def screens() -> FakeScreens:
    return FakeScreens(FIRST, SECOND)


@pytest.fixture
def stage(qtbot: QtBot, wall_station: WallStation, screens: FakeScreens) -> Iterator[LiveWall]:
    station = cast(Station, cast(Any, wall_station))
    walls = wall_station.walls
    windows = WallWindows(wall_station.site, walls, screens)
    made = LiveWall(station, wall_station.notifier, AlarmDesk(wall_station.clock), walls, windows, "en")
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    walls.main.show()
    made.toggle_panel()
    yield made
    windows.close()
    made.release()


def names(stage: LiveWall) -> list[str]:
    assert stage.panel is not None
    listed = stage.panel.layouts.list
    return [listed.item(row).text().split("   ")[0] for row in range(listed.count())]


def test_the_tree_shows_how_each_camera_stands_and_puts_one_on_the_wall(
    stage: LiveWall, wall_station: WallStation
) -> None:
    panel, walls = stage.panel, wall_station.walls
    assert panel is not None
    assert panel.tree.found() == list(CAMERAS)
    wall_station.notifier.streams_changed.emit([StreamState("cam02", StreamKind.SUB, Phase.LOST, 0.0)])
    wall_station.notifier.streams_changed.emit([StreamState("cam02", StreamKind.MAIN, Phase.LIVE, 0.0)])
    assert panel._states["cam02"] == "lost"
    panel.tree.camera_chosen.emit("cam05")
    assert walls.main.plan.enlarged == "cam05"
    walls.main.back()
    walls.main.wall.select_place(14)
    panel.tree.camera_chosen.emit("cam05")
    assert walls.main.plan.enlarged is None
    assert walls.main.controller.place_of(live_key("cam05")) == 14


def test_layouts_are_made_named_ordered_and_removed(stage: LiveWall, wall_station: WallStation) -> None:
    panel, book = stage.panel, wall_station.walls.memory.book
    assert panel is not None
    layouts = panel.layouts
    assert names(stage) == ["All", "Gates", "Large"]
    layouts.places.setCurrentIndex(layouts.places.findData("13"))
    layouts._add()
    assert names(stage)[-1] == "13 pictures"
    layouts.name.setText("Everything")
    layouts.name.returnPressed.emit()
    assert names(stage)[-1] == "Everything"
    layouts._move(-1)
    assert names(stage) == ["All", "Gates", "Everything", "Large"]
    layouts._remove()
    assert names(stage) == ["All", "Gates", "Large"]
    wall_station.walls.undo()
    assert names(stage) == ["All", "Gates", "Everything", "Large"]
    layouts._choose(layouts.list.item(1))
    assert wall_station.walls.main.plan.choice.layout == "gates"
    wall_station.walls.main.wall.select_place(2)
    layouts._spot()
    gates = book.get("gates")
    assert gates is not None
    assert gates.spots == (2,)


def test_a_drawn_layout_is_kept_and_a_drawing_makes_way_for_an_alarm(
    stage: LiveWall, wall_station: WallStation
) -> None:
    walls = wall_station.walls
    stage.edit(None)
    editor = stage.editor
    assert editor is not None
    stage.called_up(CallUpState(Mode.CALLED, CallUp("i1", "o1", "north", "p1", Priority.P2, False, 100.0, False)), str)
    assert stage.middle.currentWidget() is walls.main.wall
    assert not stage.leave_editor()
    stage.called_up(CallUpState(), str)
    assert stage.middle.currentWidget() is editor
    editor.saved.emit("Mine", [QRectF(0, 0, 0.5, 1), QRectF(0.5, 0, 0.5, 1)])
    mine = walls.main.plan.layout
    assert mine is not None
    assert (mine.label("en"), mine.arrangement) == ("Mine", FREE)
    assert mine.free == (Place(0, 0, 0.5, 1), Place(0.5, 0, 0.5, 1))
    assert stage.editor is None
    stage.edit(mine)
    assert stage.editor is not None
    stage.editor.saved.emit("Ours", [QRectF(0, 0, 1, 0.5)])
    again = walls.memory.book.get(mine.id)
    assert again is not None
    assert (again.label("en"), again.version, again.places) == ("Ours", 2, 1)
    stage.edit(again)
    assert stage.leave_editor()


def test_tours_are_made_run_and_shown(stage: LiveWall, wall_station: WallStation) -> None:
    panel, walls = stage.panel, wall_station.walls
    assert panel is not None
    tours = panel.tours
    assert not tours.add_layout.isEnabled()
    tours.name.setText("Night")
    tours._new()
    assert tours.add_layout.isEnabled()
    walls.main.choose("gates")
    tours._add_layout()
    walls.main.wall.select(live_key("cam03"))
    tours._add_camera()
    box = tours.stops.cellWidget(1, 1)
    assert box is not None
    box.setValue(7.0)  # type: ignore[attr-defined]
    tours.stops.selectRow(1)
    tours._move(-1)
    (kept,) = walls.memory.tours
    assert kept.stops == (Stop("camera", "cam03", 7.0), Stop("layout", "gates"))
    tour = ("change_layout", kept.id)
    assert wall_station.done == [tour] * 4, "made, two stops, one moved; seconds are no line of the audit"
    tours._begin()
    assert stage.tour_bar.isVisible()
    stage.tour_bar.paused.emit(True)
    assert walls.main.plan.run is not None
    assert walls.main.plan.run.paused
    stage.tour_bar.step.emit(1)
    assert walls.main.plan.run.index == 1
    walls.toggle_tour()
    assert not walls.main.plan.run.paused
    tours._end()
    assert not stage.tour_bar.isVisible()
    tours._remove()
    assert wall_station.done == [tour] * 5
    assert walls.memory.tours == ()


def test_monitors_take_walls_and_call_ups(stage: LiveWall, wall_station: WallStation) -> None:
    panel, walls = stage.panel, wall_station.walls
    assert panel is not None
    windows = stage._windows
    assert [one.window for one in windows.monitors()] == [MAIN, ""]
    windows.open_on(SECOND)
    windows.open_on(SECOND)
    assert [one.window for one in windows.monitors()] == [MAIN, "wall-2"]
    walls.send_call_ups_to("wall-2")
    assert [one.call_ups for one in windows.monitors()] == [False, True]
    assert panel.monitors._shown == windows.monitors()
    windows.dismiss("wall-2")
    assert [one.window for one in windows.monitors()] == [MAIN, ""]
    assert walls.memory.call_up == MAIN


def test_esc_in_the_panel_goes_back_to_the_wall(stage: LiveWall, wall_station: WallStation) -> None:
    panel = stage.panel
    assert panel is not None
    stage.activateWindow()
    panel.layouts.list.setFocus()
    QTest.keyClick(panel.layouts.list, Qt.Key.Key_Escape)
    assert wall_station.walls.main.wall.hasFocus() or stage.focusWidget() is wall_station.walls.main.wall
    stage.toggle_panel()
    assert not stage.panel_open


def test_a_monitor_shows_a_wall_or_the_site_plan_and_a_plan_takes_no_call_ups(
    stage: LiveWall, wall_station: WallStation, screens: FakeScreens
) -> None:
    panel, walls, windows = stage.panel, wall_station.walls, stage._windows
    assert panel is not None
    windows.show_sound(False, Priority.P2)
    panel.monitors._set(windows.monitors()[1], "wall", True)
    (wall,) = windows.windows.values()
    assert wall.edge.flashing, "also one that is opened meanwhile"
    walls.send_call_ups_to("wall-2")
    panel.monitors._set(windows.monitors()[1], "map", True)
    (window,) = windows.windows.values()
    assert isinstance(window, MapWindow)
    assert [(one.window, one.kind, one.call_ups) for one in windows.monitors()] == [
        (MAIN, "wall", True),
        ("map-2", "map", False),
    ]
    assert set(walls.seats) == {MAIN}
    windows.show_sound(False, Priority.P1)
    assert window.edge.flashing, "without sound every monitor flashes"
    windows.show_sound(True, Priority.P1)
    assert not window.edge.flashing
    plans = window.plans
    assert plans.isVisible()
    stage.plans_changed()
    assert window.plans is not plans
    window.showMinimized()
    windows.show_alarm()
    assert not window.isMinimized()

    screens.plug(FIRST)
    windows.arrange()
    assert not windows.windows
    assert not windows.away
    again = WallWindows(wall_station.site, walls, FakeScreens(FIRST, SECOND))
    again.arrange()
    assert [one.kind for one in again.monitors()] == ["wall", "map"]
    again.close()
    screens.plug(FIRST, SECOND)
    windows.arrange()
    panel.monitors._set(windows.monitors()[1], "map", False)
    assert not windows.windows
