"""Scenes of the wall: layouts, enlargement, call-up."""

import random

import pytest

from app.services.layouts import FREE, NAMED, Layout, Place
from app.services.wall_scene import Row, Scene, call_up_scene, enlarged_scene, layout_scene, live_key, with_beside

CAMERAS = [f"cam{number:02d}" for number in range(1, 17)]


@pytest.mark.parametrize("named", NAMED)
def test_a_layout_shows_as_many_cameras_as_it_has_places_and_the_site(named: str) -> None:
    scene = layout_scene(Layout("a", arrangement=named), CAMERAS)
    assert [tile.camera for tile in scene.tiles] == CAMERAS[: int(named)]
    assert [tile.place for tile in scene.tiles] == list(range(len(scene.tiles)))


def test_a_place_left_empty_keeps_its_place() -> None:
    scene = layout_scene(Layout("a", arrangement="4", cameras=("cam01", "", "cam03", "cam04")), CAMERAS)
    assert [tile.camera for tile in scene.tiles] == ["cam01", "", "cam03", "cam04"]


def test_a_spot_shows_what_is_selected_on_the_main_stream_and_keeps_its_key() -> None:
    layout = Layout("a", arrangement="4").with_spot(CAMERAS, 0, True)
    one, other = (layout_scene(layout, CAMERAS, 0, camera).tiles[0] for camera in ("cam07", "cam09"))
    assert (one.key, one.camera, one.main, one.spot) == (other.key, "cam07", True, True)
    assert other.camera == "cam09"


def test_a_page_beyond_the_last_is_the_last() -> None:
    layout = Layout("a", arrangement="9")
    assert layout_scene(layout, CAMERAS, 7) == layout_scene(layout, CAMERAS, 1)


def test_a_free_layout_brings_its_places() -> None:
    free = (Place(0, 0, 0.5, 1), Place(0.5, 0, 0.5, 1))
    scene = layout_scene(Layout("a", arrangement=FREE, free=free), CAMERAS)
    assert (scene.arrangement, scene.free, len(scene.tiles)) == (FREE, free, 2)


def test_an_enlarged_camera_takes_the_main_stream_and_keeps_its_key() -> None:
    (tile,) = enlarged_scene("cam09").tiles
    assert (tile.key, tile.main) == (live_key("cam09"), True)


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


def alarm(cameras: str, near: str = "", *waiting: str) -> Scene:
    """A call-up; cameras by their numbers."""
    rows = [Row(f"i{n}", cameras_of(one)) for n, one in enumerate(waiting, 2)]
    scene = call_up_scene("i1", "o1", cameras_of(cameras), 100.0, 10.0, near=cameras_of(near), waiting=rows)
    assert scene is not None
    return scene


def cameras_of(numbers: str) -> list[str]:
    return [f"cam{int(number):02d}" for number in numbers.split()]


def told(scene: Scene) -> list[str]:
    """Each tile after the loop: its camera's number, whose it is (n: near), and its number in the queue."""
    return [
        f"{int(tile.camera[3:])}{'n' if not tile.incident else ''}"
        + (f"/{tile.waits}" if tile.waits else "")
        + "".join(f"+{number}" for number, _ in tile.stands_for)
        for tile in scene.tiles[2:]
    ]


@pytest.mark.parametrize(
    ("cameras", "near", "waiting", "expected"),
    [
        ("5 6", "6 7 5 8 9 10", (), ["6", "7n", "8n", "9n"]),
        ("1 2 3 4 5 6 7", "8", (), ["2", "3", "4", "5"]),
        ("5 6", "7 8", ("11 12 13",), ["6", "7n", "11/1", "12/1"]),
        ("5 6", "", ("11 12 13",), ["6", "11/1", "12/1", "13/1"]),
        ("5 6 7 8", "", ("11 12 13", "14 15"), ["6", "11/1", "12/1", "14/2", "15/2"]),
        ("5 6 7 8", "", ("11 12", "13", "14", "15"), ["6", "11/1", "13/2", "14/3"]),
        ("5 6", "", ("", "11"), ["6", "11/2"]),
        ("5", "", ("11",), ["11/1"]),
        ("5 6", "7", ("5 6", "7"), ["6+1", "7/2"]),
        ("6 5 9", "7", ("5 6", "5 6"), ["5+1+2", "9", "7n"]),
        ("5", "7 8", ("5",), ["7n", "8n"]),
    ],
)
def test_one_row_of_cameras_for_each_alarm_in_its_order_then_those_near_it(
    cameras: str, near: str, waiting: tuple[str, ...], expected: list[str]
) -> None:
    assert told(alarm(cameras, near, *waiting)) == expected


def test_no_camera_stands_twice_and_every_alarm_that_waits_is_named_on_a_tile() -> None:
    everything = [f"{n}" for n in range(1, 10)]
    for seed in range(400):
        chance = random.Random(seed)
        rows = [" ".join(chance.sample(everything, chance.randint(1, 7))) for _ in range(chance.randint(1, 5))]
        scene = alarm(rows[0], " ".join(everything), *rows[1:])
        live = [tile.camera for tile in scene.tiles if tile.mode == "live"]
        assert len(live) == len(set(live)), (seed, rows)
        named = {tile.waits for tile in scene.tiles} | {number for tile in scene.tiles for number, _ in tile.stands_for}
        assert set(range(1, min(len(rows) - 1, 3) + 1)) <= named, (seed, rows)
        assert len(scene.tiles) <= 7


def test_an_alarm_of_the_main_picture_alone_is_named_on_it() -> None:
    scene = alarm("5", "", "5")
    assert [(tile.camera, tile.stands_for) for tile in scene.tiles if tile.mode == "live"] == [("cam05", ((1, "i2"),))]


def test_what_waits_keeps_its_picture_when_its_turn_comes() -> None:
    before, after = alarm("5 6", "", "11 12"), call_up_scene("i2", "o2", cameras_of("11 12"), 100.0, 10.0)
    assert after is not None
    assert {"live:cam11", "live:cam12"} <= {tile.key for tile in before.tiles} & {tile.key for tile in after.tiles}


def test_one_more_camera_stands_beside_a_call_up_and_takes_no_place_that_matters() -> None:
    scene = alarm("5 6", "7 8", "11 12 13")
    (new,) = [tile for tile in with_beside(scene, "cam02").tiles if tile.camera == "cam02"]
    assert told(with_beside(scene, "cam02")) == ["6", "2n", "11/1", "12/1"], "what is only near makes way first"
    assert (new.key, new.main, new.incident) == (live_key("cam02"), False, "")
    assert with_beside(scene, "cam11") is scene
    assert told(with_beside(alarm("1 2 3", "", "11"), "cam09")) == ["2", "3", "9n", "11/1"], "one more place"
    full = with_beside(alarm("1 2 3 4 5 6", "", "11 12", "13 14"), "cam09")
    assert told(full) == ["9n", "11/1", "12/1", "13/2", "14/2"], "the zone's last makes way"
    alone = with_beside(alarm("5", "", "11 12 13 14 15"), "cam09")
    assert told(alone)[0] == "9n" and [tile.place for tile in alone.tiles] == list(range(len(alone.tiles)))
    assert [tile.camera for tile in alone.tiles[:2]] == ["cam05", "cam05"]
