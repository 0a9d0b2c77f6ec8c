"""The wall's views: which stream a tile asks for, and that its picture never waits for the larger one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.pages.wall_controller import WallController
from app.services.layouts import Layout
from app.services.places import Places
from app.services.wall_scene import Scene, call_up_scene, layout_scene
from app.site_document import Camera, SiteDocument, SiteInfo
from tests.fakes.clock import FakeClock
from video.model import StreamKind
from video.views import ViewHandle
from widgets.tile_zoom import Zoom
from widgets.wall import Wall

SIZE = (1600, 900)


class Pictures:
    """Stands for the video engine: remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []

    def show(self, view: str, camera: str, kind: StreamKind, width: int, height: int) -> ViewHandle:
        self.asked.append(("show", view, kind.value))
        return ViewHandle(view, camera)

    def loop(
        self, view: str, camera: str, start: float, end: float, width: int, height: int, clips: str = ""
    ) -> ViewHandle:
        self.asked.append(("loop", view, f"{start:.0f}-{end:.0f}"))
        return ViewHandle(view, camera)

    def hide(self, view: str) -> None:
        self.asked.append(("hide", view, ""))


@pytest.fixture
def pictures() -> Pictures:
    return Pictures()


@pytest.fixture
def controller(qtbot: QtBot, pictures: Pictures) -> WallController:
    site = SiteDocument(
        site=SiteInfo(id="s", name="S"),
        camera=tuple(
            Camera(id=f"cam{n}", number=n, name=f"C{n}", sub="rtsp://127.0.0.1/sub", main="rtsp://127.0.0.1/main")
            for n in range(1, 10)
        ),
    )
    wall = Wall(FakeClock())
    qtbot.addWidget(wall)
    wall.resize(*SIZE)
    language: Callable[[], str] = lambda: "en"  # noqa: E731
    return WallController(wall, pictures, Places(site), FakeClock(), language)


def test_a_call_up_shows_the_sub_stream_from_memory_until_the_main_stream_is_there(
    controller: WallController, pictures: Pictures
) -> None:
    scene = call_up_scene("i1", "o1", ["cam1", "cam2"], raised_at=100.0, loop_seconds=10.0)
    assert scene is not None
    controller.show_scene(scene)
    assert [what for what in pictures.asked if what[1] == "live:cam1"] == [("show", "live:cam1", "sub")]
    controller.wall.frame_painted.emit("live:cam1", 1, 0.0)
    assert pictures.asked[-1] == ("show", "live:cam1", "main")
    assert ("loop", "past:cam1:o1", "90-100") in pictures.asked
    controller.close()


def test_a_dead_sub_stream_does_not_hold_the_main_stream_back(
    qtbot: QtBot, controller: WallController, pictures: Pictures
) -> None:
    scene = call_up_scene("i1", "o1", ["cam1"], raised_at=100.0, loop_seconds=10.0)
    assert scene is not None
    controller.show_scene(scene)
    qtbot.waitUntil(lambda: ("show", "live:cam1", "main") in pictures.asked)
    controller.close()


def test_tiles_of_a_full_grid_take_the_sub_stream_and_leaving_tiles_end_their_views(
    controller: WallController, pictures: Pictures
) -> None:
    cameras = [f"cam{n}" for n in range(1, 10)]
    controller.show_scene(layout_scene(Layout("a", arrangement="9"), cameras))
    assert {what[2] for what in pictures.asked} == {"sub"}
    controller.show_scene(layout_scene(Layout("a", arrangement="4"), cameras))
    hidden = {what[1] for what in pictures.asked if what[0] == "hide"}
    assert hidden == {f"live:cam{n}" for n in range(5, 10)}
    controller.close()


def settle(qtbot: QtBot, controller: WallController, clock: FakeClock, seconds: float) -> None:
    """Let the controller look at its streams each half second, every tile painted."""
    for _ in range(int(seconds * 2)):
        clock.advance(0.5)
        for key in list(controller._shown):
            controller.wall.frame_painted.emit(key, 1, 0.0)
        controller._tick()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def timed(qtbot: QtBot, pictures: Pictures, clock: FakeClock) -> Iterator[WallController]:
    wall = Wall(clock)
    qtbot.addWidget(wall)
    wall.resize(*SIZE)
    site = SiteDocument(
        site=SiteInfo(id="s", name="S"),
        camera=tuple(
            Camera(id=f"cam{n}", number=n, name=f"C{n}", sub="rtsp://127.0.0.1/sub", main="rtsp://127.0.0.1/main")
            for n in range(1, 26)
        ),
    )
    made = WallController(wall, pictures, Places(site), clock, lambda: "en", "w2/")
    made._timer.stop()
    yield made
    made.close()


def kinds(controller: WallController) -> dict[str, str]:
    return {key: kind.value for key, (_, kind, _) in controller._shown.items()}


def shown(size: int, first: int = 1) -> Scene:
    return layout_scene(Layout("a", arrangement=str(size)), [f"cam{n}" for n in range(first, first + size)])


def test_a_zoomed_tile_takes_the_main_stream_at_once_and_gives_it_back(
    qtbot: QtBot, timed: WallController, clock: FakeClock
) -> None:
    timed.show_scene(shown(16))
    settle(qtbot, timed, clock, 10)
    assert set(kinds(timed).values()) == {"sub"}
    timed.wall.set_zooms({"live:cam3": Zoom(2.0)})
    assert kinds(timed)["live:cam3"] == "main"
    timed.wall.set_zooms({"live:cam3": Zoom()})
    settle(qtbot, timed, clock, 10)
    assert set(kinds(timed).values()) == {"sub"}


def test_trouble_demotes_the_smallest_one_in_five_seconds(
    qtbot: QtBot, timed: WallController, clock: FakeClock
) -> None:
    timed.wall.resize(2560, 1440)
    timed.show_scene(shown(4))
    settle(qtbot, timed, clock, 30)
    assert set(kinds(timed).values()) == {"main"}
    timed.trouble = True
    settle(qtbot, timed, clock, 1)
    assert sorted(kinds(timed).values()) == ["main", "main", "main", "sub"]
    settle(qtbot, timed, clock, 3)
    assert sorted(kinds(timed).values()) == ["main", "main", "main", "sub"]
    settle(qtbot, timed, clock, 15)
    assert set(kinds(timed).values()) == {"sub"}


def test_nothing_is_promoted_while_a_tile_opens_but_a_dead_one_holds_none_back(
    qtbot: QtBot, timed: WallController, clock: FakeClock
) -> None:
    timed.wall.resize(2560, 1440)
    timed.trouble = True
    timed.show_scene(shown(4))
    settle(qtbot, timed, clock, 30)
    timed.trouble = False
    assert set(kinds(timed).values()) == {"sub"}
    timed._unpainted["live:cam1"] = clock.monotonic()
    for _ in range(8):
        clock.advance(0.5)
        timed._tick()
    assert set(kinds(timed).values()) == {"sub"}
    for _ in range(8):
        clock.advance(0.5)
        timed._tick()
    assert "main" in kinds(timed).values()


def test_more_than_sixteen_tiles_open_on_the_sub_stream(qtbot: QtBot, timed: WallController) -> None:
    timed.wall.resize(7680, 4320)
    timed.show_scene(shown(25))
    assert set(kinds(timed).values()) == {"sub"}


def test_a_scene_shown_again_asks_the_engine_for_nothing_and_views_carry_the_windows_name(
    timed: WallController, pictures: Pictures
) -> None:
    timed.show_scene(shown(9))
    assert {view for _, view, _ in pictures.asked} == {f"w2/live:cam{n}" for n in range(1, 10)}
    asked = list(pictures.asked)
    timed.show_scene(shown(9))
    timed.retell()
    assert pictures.asked == asked


def test_places_left_empty_stay_empty(timed: WallController) -> None:
    cameras = [f"cam{n}" for n in range(1, 5)]
    timed.show_scene(layout_scene(Layout("a", arrangement="4", cameras=("cam1", "", "cam3", "cam4")), cameras))
    assert sorted(timed._shown) == ["live:cam1", "live:cam3", "live:cam4"]
    assert timed.place_of("live:cam3") == 2
    assert timed.place_of("empty:1") is None


def test_a_call_up_asks_for_each_of_its_pictures_once_and_for_none_of_those_that_leave(
    controller: WallController, pictures: Pictures
) -> None:
    """Each asking again is a slot in memory and work for the decoder just when pictures are wanted soon."""
    wall = controller.wall
    wall.show()
    controller.show_scene(layout_scene(Layout("a", arrangement="4"), [f"cam{n}" for n in range(6, 10)]))
    pictures.asked.clear()
    scene = call_up_scene("i1", "o1", ["cam1", "cam2"], 100.0, 10.0, near=["cam3", "cam4", "cam5"])
    assert scene is not None
    controller.show_scene(scene)
    asked = [view for what, view, _ in pictures.asked if what != "hide"]
    assert sorted(asked) == sorted(tile.key for tile in scene.tiles)
    wall.hide()
    controller.close()
