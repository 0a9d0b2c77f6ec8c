"""One wall under a guard's hands: calls, edits, tours, alarms, spots, pictures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from alarms.model import Priority
from app.pages import wall_snapshot
from app.pages.walls import Walls
from app.services.call_up import CallUp
from app.services.ptz import PtzView
from app.services.ptz_presets import PresetName
from app.services.tours import Stop, Tour
from app.services.wall_scene import Row, Scene, call_up_scene, live_key, past_key
from tests.fakes.wall_station import WallStation
from video.views import MediaError, SnapshotResult
from widgets.tile_zoom import Zoom

ALARM = CallUp("i1", "o1", "north", "p1", Priority.P2, False, 100.0, False)
ROUND = Tour("t", "Round", (Stop("layout", "gates", 10), Stop("camera", "cam09", 10)))


def cameras(walls: Walls) -> list[str]:
    scene = walls.main.controller.scene
    return [tile.camera for tile in scene.tiles] if scene is not None else []


def raise_alarm(station: WallStation) -> None:
    station.walls.call_up(call_up_scene("i1", "o1", ["cam07", "cam08"], 100.0, 10.0), (ALARM,))


@pytest.fixture
def walls(wall_station: WallStation, monkeypatch: pytest.MonkeyPatch) -> Walls:
    monkeypatch.setattr(wall_snapshot, "PATIENCE_MS", 80)
    wall_station.walls.main.show()
    return wall_station.walls


def test_a_camera_called_by_its_number_fills_the_wall_and_enter_or_esc_goes_back(
    walls: Walls, wall_station: WallStation
) -> None:
    walls.main.wall.number_called.emit(5)
    assert cameras(walls) == ["cam05"]
    walls.main.wall.tile_enlarged.emit("")
    assert len(cameras(walls)) == 12
    walls.main.wall.number_called.emit(77)
    assert wall_station.notices == ["There is no camera 77."]
    walls.main.wall.tile_enlarged.emit(live_key("cam02"))
    assert cameras(walls) == ["cam02"]
    assert walls.main.back()
    assert not walls.main.back()


def test_drops_and_swaps_make_new_versions_and_can_be_taken_back(walls: Walls) -> None:
    walls.main.choose("gates")
    walls.main.wall.camera_dropped.emit("cam09", live_key("cam02"), 1)
    assert cameras(walls) == ["cam01", "cam09", "cam03", "cam04"]
    walls.main.wall.tiles_swapped.emit(live_key("cam01"), live_key("cam04"))
    assert cameras(walls) == ["cam04", "cam09", "cam03", "cam01"]
    assert [walls.memory.book.get("gates").version] == [3]  # type: ignore[union-attr]
    walls.undo()
    walls.undo()
    assert cameras(walls) == ["cam01", "cam02", "cam03", "cam04"]


def test_a_tile_carried_to_an_empty_place_leaves_its_own_empty(walls: Walls) -> None:
    walls.main.wall.tile_moved.emit(live_key("cam12"), 15)
    assert cameras(walls)[11:] == ["", "", "", "", "cam12"][: len(cameras(walls)) - 11]
    assert walls.main.controller.place_of(live_key("cam12")) == 15


def test_an_alarm_takes_the_wall_and_gives_everything_back(walls: Walls, wall_station: WallStation) -> None:
    walls.main.choose("gates")
    walls.main.start_tour(ROUND)
    walls.main.wall.set_zooms({live_key("cam02"): Zoom(2.0, 0.4, 0.6)})
    raise_alarm(wall_station)
    assert cameras(walls) == ["cam07", "cam07", "cam08"]
    wall_station.clock.advance(500)
    walls.main._tour_tick()
    walls.main.choose("large")
    assert walls.main.plan.run is None
    assert cameras(walls) == ["cam07", "cam07", "cam08"]
    walls.call_up(None)
    assert cameras(walls) == [f"cam{n:02}" for n in range(1, 7)]


def test_zoom_and_tour_are_as_before_the_alarm(walls: Walls, wall_station: WallStation) -> None:
    walls.main.start_tour(ROUND)
    zoom = Zoom(2.0, 0.4, 0.6)
    walls.main.wall.set_zooms({live_key("cam02"): zoom})
    raise_alarm(wall_station)
    wall_station.clock.advance(500)
    walls.main._tour_tick()
    assert walls.main.wall.zooms() == {}
    walls.call_up(None)
    assert walls.main.wall.zooms() == {live_key("cam02"): zoom}
    assert walls.main.plan.run is not None
    assert walls.main.plan.run.index == 0
    walls.main.choose("gates")
    walls.main.turn_page(1)
    walls.main.turn_page(-1)
    assert walls.main.wall.zooms() == {}


@pytest.mark.parametrize("hold", ["zoomed", "typing", "enlarged"])
def test_a_tour_waits_while_the_guard_needs_the_wall(
    qtbot: QtBot, walls: Walls, wall_station: WallStation, hold: str
) -> None:
    seat, field = walls.main, QLineEdit()
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    seat.start_tour(ROUND)
    if hold == "zoomed":
        seat.wall.set_zooms({live_key("cam02"): Zoom(2.0)})
    elif hold == "typing":
        field.setText("a lad")
    else:
        seat.call_camera("cam03")
    for _ in range(10):
        wall_station.clock.advance(10)
        seat._tour_tick()
    assert seat.plan.run is not None
    assert seat.plan.run.index == 0
    seat.wall.set_zooms({live_key("cam02"): Zoom()})
    field.clear()
    seat.back()
    for _ in range(3):
        wall_station.clock.advance(5)
        seat._tour_tick()
    assert cameras(walls) == ["cam09"]


def test_while_an_alarm_has_the_wall_calls_and_edits_wait(walls: Walls, wall_station: WallStation) -> None:
    walls.main.choose("gates")
    raise_alarm(wall_station)
    before = walls.memory.book.shelf
    walls.main.wall.number_called.emit(3)
    walls.main.wall.camera_dropped.emit("cam09", "", 0)
    walls.main.wall.tiles_swapped.emit(live_key("cam07"), live_key("cam08"))
    walls.main.wall.tile_enlarged.emit(live_key("cam08"))
    assert walls.memory.book.shelf == before
    assert cameras(walls) == ["cam07", "cam07", "cam08", "cam03"], "a camera that is called stands beside the alarm's"
    assert walls.main.wall.selected == live_key("cam03")
    assert len(wall_station.notices) == 2
    walls.call_up(None)
    raise_alarm(wall_station)
    assert cameras(walls) == ["cam07", "cam07", "cam08"], "for that alarm only"


def test_the_spot_follows_the_selected_tile_on_the_main_stream(walls: Walls, wall_station: WallStation) -> None:
    layout = walls.memory.book.get("large")
    assert layout is not None
    walls.main.choose("large")
    walls.main.edit(layout.with_spot(wall_station.wall_cameras(), 0, True))
    walls.main.wall.select(live_key("cam04"))
    scene = walls.main.controller.scene
    assert scene is not None
    assert (scene.tiles[0].camera, scene.tiles[0].main) == ("cam04", True)
    assert wall_station.video.last("spot:0")[0] == "show"
    walls.main.wall.select("spot:0")
    assert walls.main.controller.camera_of("spot:0") == "cam04"


def test_each_window_has_views_of_its_own_names(walls: Walls, wall_station: WallStation) -> None:
    walls.add("wall-2").show()
    shown = {view for what, view, _ in wall_station.video.asked if what == "show"}
    assert {"live:cam01", "wall-2/live:cam01"} <= shown
    walls.remove("wall-2")
    assert wall_station.video.last("wall-2/live:cam01")[0] == "hide"
    assert wall_station.video.last("live:cam01")[0] == "show"


def test_a_picture_taken_by_hand_is_evidence_of_the_incident(
    qtbot: QtBot, walls: Walls, wall_station: WallStation, tmp_path: Path
) -> None:
    raise_alarm(wall_station)
    walls.main.controller._shown[live_key("cam08")]
    walls.main.wall.snapshot_wanted.emit(live_key("cam08"))
    qtbot.waitUntil(lambda: bool(wall_station.video.stills), timeout=30_000)
    assert wall_station.video.last("live:cam08")[2] == "sub"
    assert any(one[1].startswith("snapshot:cam08") and one[2] == "main" for one in wall_station.video.asked)
    camera, path, future = wall_station.video.stills[0]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"jpeg")
    future.set_result(SnapshotResult(path, camera, 1_793_628_000.0, 1920, 1080))
    qtbot.waitUntil(lambda: bool(wall_station.notices), timeout=30_000)
    (kept,) = wall_station.clips.of_incident("i1")
    assert (kept.kind, kept.camera, kept.start) == ("snapshot", "cam08", 1_793_628_000.0)
    assert Path(kept.path).name == "2026-11-02T14-00-00Z_08_摄像机8.jpg"
    assert kept.path in wall_station.notices[0]
    assert wall_station.audit.entries("cam08")[0].actor == "guard"


def test_a_picture_that_could_not_be_taken_is_told(qtbot: QtBot, walls: Walls, wall_station: WallStation) -> None:
    walls.main.snapshot(live_key("cam01"))
    qtbot.waitUntil(lambda: bool(wall_station.video.stills), timeout=30_000)
    wall_station.video.stills[0][2].set_exception(MediaError("no_pictures"))
    qtbot.waitUntil(lambda: bool(wall_station.notices), timeout=30_000)


def test_a_change_of_language_renames_and_asks_the_engine_for_nothing(walls: Walls, wall_station: WallStation) -> None:
    asked = list(wall_station.video.asked)
    walls.speak("zh_CN")
    assert wall_station.video.asked == asked


def test_what_fills_its_tile_is_remembered(walls: Walls) -> None:
    walls.main.wall.set_fit(live_key("cam03"), "fill")
    assert walls.memory.window("main").filled == ("cam03",)
    walls.main.choose("gates")
    assert walls.main.wall.fit(live_key("cam03")) == "fill"


def waiting_scene() -> Scene:
    rows = [Row("i2", ["cam01", "cam02"])]
    scene = call_up_scene("i1", "o1", ["cam07", "cam08"], 100.0, 10.0, near=["cam09"], waiting=rows)
    assert scene is not None
    return scene


def test_every_tile_of_an_alarm_has_its_own_mark_the_loop_too_and_what_is_near_has_none(walls: Walls) -> None:
    waits = CallUp("i2", "o2", "south", "p2", Priority.P2, False, 101.0, False, unacked=False)
    walls.call_up(waiting_scene(), (ALARM, waits))
    worse = replace(ALARM, priority=Priority.P1)
    walls.call_up(waiting_scene(), (worse, waits))
    marks = {}
    for key in [tile.key for tile in waiting_scene().tiles]:
        content = walls.main.wall.tile_content(key)
        assert content is not None
        marks[key] = (content.alarm.priority, content.alarm.unacked, content.waits) if content.alarm else None
    assert marks == {
        live_key("cam07"): (Priority.P1, True, ""),
        past_key("cam07", "o1"): (Priority.P1, True, ""),
        live_key("cam08"): (Priority.P1, True, ""),
        live_key("cam09"): None,
        live_key("cam01"): (Priority.P2, False, "Waits 1: p2"),
        live_key("cam02"): (Priority.P2, False, "Waits 1: p2"),
    }


def test_a_mark_that_changes_asks_for_no_picture_again(walls: Walls, wall_station: WallStation) -> None:
    walls.call_up(waiting_scene(), (ALARM,))
    asked = list(wall_station.video.asked)
    walls.call_up(waiting_scene(), (replace(ALARM, unacked=False),))
    assert wall_station.video.asked == asked


def test_no_tile_enlarged_before_covers_a_call_up_and_it_comes_back_after_it(walls: Walls) -> None:
    wall = walls.main.wall
    wall.enlarge(live_key("cam07"))
    assert cameras(walls) == ["cam07"]
    walls.call_up(waiting_scene(), (ALARM,))
    assert wall.enlarged == ""
    wall.enlarge(live_key("cam08"))
    walls.call_up(waiting_scene(), (replace(ALARM, unacked=False),))
    assert wall.enlarged == live_key("cam08")
    walls.main.show_whole()
    assert wall.enlarged == ""
    wall.enlarge(live_key("cam08"))
    walls.call_up(None)
    assert (cameras(walls), wall.enlarged) == (["cam07"], "")
    walls.main.show_whole()
    assert walls.main.back()


def test_a_camera_that_turned_keeps_its_one_name_and_says_where_it_looks_and_its_past_does_not(
    wall_station: WallStation,
) -> None:
    wall_station.walls.call_up(call_up_scene("i1", "o1", ["cam07", "cam08"], 100.0, 10.0), (ALARM,))
    seat = wall_station.walls.main

    def places() -> list[str]:
        assert seat.controller.scene is not None
        contents = [seat.wall._board.tiles[key].content for key in ("live:cam07", "past:cam07:o1")]
        assert [one.title for one in contents] == ["Camera 7", "Camera 7"]
        return [one.zone for one in contents]

    assert "Far end" not in places()
    wall_station.turned["cam07"] = PtzView("cam07", at=PresetName(3, "3", "远端", "Far end"))
    wall_station.notifier.ptz_changed.emit("cam07")
    assert [one == "Far end" for one in places()] == [True, False]
    wall_station.turned["cam07"] = PtzView("cam07")
    wall_station.notifier.ptz_changed.emit("cam07")
    assert "Far end" not in places()
