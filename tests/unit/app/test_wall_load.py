"""A busy machine shows it in its window's delays: what is left out then, and that it all comes back."""

from __future__ import annotations

from app.pages.wall_load import PULSE_MS, WallLoad
from app.services.call_up import CallUp
from app.services.wall_scene import call_up_scene, live_key
from tests.fakes.wall_station import CAMERAS, WallStation
from tests.unit.app.test_wall_seat import ALARM
from video.load_shedding import HIGHEST, Load, Relief
from video.model import Phase, StreamKind, StreamState


def made(station: WallStation) -> WallLoad:
    return station.walls._load


def run(station: WallStation, seconds: float, beat_s: float) -> None:
    """Let the window's thread turn once in `beat_s`."""
    for _ in range(int(seconds / beat_s)):
        station.clock.advance(beat_s)
        made(station).beat()


def test_delays_of_the_window_shed_load_step_by_step_and_it_comes_back(wall_station: WallStation) -> None:
    wall_station.walls.main.show()
    reliefs: list[str] = []
    wall_station.walls.relief_changed.connect(reliefs.append)
    run(wall_station, 10, PULSE_MS / 1000)
    assert reliefs == []
    run(wall_station, 40, 0.2)
    assert reliefs == [Relief.SLOWER_REPAINT, Relief.SUB_STREAMS, Relief.KEY_PICTURES]
    assert made(wall_station).shedding.level == HIGHEST
    assert wall_station.walls.main.controller.trouble
    assert wall_station.video.key_only == set(CAMERAS)
    run(wall_station, 120, PULSE_MS / 1000)
    assert made(wall_station).shedding.level == 0
    assert wall_station.video.key_only == set()
    assert not wall_station.walls.main.controller.trouble
    assert reliefs[-1] == Relief.NONE


def test_the_cameras_of_an_alarm_are_never_given_up(wall_station: WallStation) -> None:
    walls = wall_station.walls
    walls.main.show()
    run(wall_station, 40, 0.2)
    assert "cam07" in wall_station.video.key_only
    call: CallUp = ALARM
    walls.call_up(call_up_scene("i1", "o1", ["cam07", "cam08"], 100.0, 10.0), (call,))
    assert not wall_station.video.key_only & {"cam07", "cam08"}


def test_a_camera_that_another_window_looks_at_closely_is_kept(wall_station: WallStation) -> None:
    walls = wall_station.walls
    walls.main.show()
    walls.add("wall-2").call_camera("cam03")
    assert "cam03" not in made(wall_station).load().spare
    assert "cam04" in made(wall_station).load().spare


def test_late_pictures_count_as_trouble_and_key_pictures_do_not(wall_station: WallStation) -> None:
    seat = wall_station.walls.main
    seat.show()
    for camera in CAMERAS:
        seat.controller.update_state(
            StreamState(camera, StreamKind.SUB, Phase.LIVE, 0.0, frame_rate=15.0, width=640, height=360)
        )
    for camera in CAMERAS[:6]:
        seat.wall._board.tiles[live_key(camera)].latency = 0.5
    for camera in CAMERAS[6:]:
        seat.wall._board.tiles[live_key(camera)].latency = 0.02
    assert made(wall_station).load().late == 0.5
    made(wall_station).decide(Load(late=0.5, spare=CAMERAS), 0.0)
    seat.controller.set_shedding("cam01", 2.0)
    assert seat.controller.late_tiles() == (5, 12)
