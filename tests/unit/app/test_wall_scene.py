"""Scenes of the wall: grids, enlargement, call-up, and the way back."""

import pytest

from app.services.wall_scene import WallChoice, call_up_scene, grid_scene, live_key

CAMERAS = [f"cam{number:02d}" for number in range(1, 17)]


@pytest.mark.parametrize("size", [1, 4, 9, 16])
def test_a_grid_shows_as_many_cameras_as_it_has_places(size: int) -> None:
    scene = grid_scene(size, CAMERAS)
    assert [tile.camera for tile in scene.tiles] == CAMERAS[:size]


def test_a_grid_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="grid"):
        grid_scene(5, CAMERAS)


def test_a_call_up_shows_the_chief_camera_live_and_before_the_alarm() -> None:
    scene = call_up_scene("i1", "o1", ["cam05", "cam06", "cam05"], raised_at=100.0, loop_seconds=10.0)
    assert scene is not None
    chief, past, other = scene.tiles
    assert (chief.camera, chief.mode, chief.main) == ("cam05", "live", True)
    assert (past.camera, past.mode, past.start, past.end) == ("cam05", "past", 90.0, 100.0)
    assert other.camera == "cam06"
    assert chief.key == live_key("cam05") != past.key


def test_a_zone_without_cameras_leaves_the_wall_as_it_is() -> None:
    assert call_up_scene("i1", "o1", [], 100.0, 10.0) is None


def test_the_choice_before_the_alarm_is_what_comes_back() -> None:
    choice = WallChoice(size=4, first=4)
    assert [tile.camera for tile in choice.scene(CAMERAS).tiles] == CAMERAS[4:8]
    enlarged = WallChoice(size=4, first=4, enlarged="cam09").scene(CAMERAS)
    assert [tile.camera for tile in enlarged.tiles] == ["cam09"]
    assert enlarged.tiles[0].main
