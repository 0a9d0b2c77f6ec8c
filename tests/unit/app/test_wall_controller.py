"""The wall's views: which stream a tile asks for, and that its picture never waits for the larger one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.pages.wall_controller import WallController
from app.services.layouts import Layout
from app.services.places import Places
from app.services.wall_scene import call_up_scene, layout_scene
from app.site_document import Camera, SiteDocument, SiteInfo
from tests.fakes.clock import FakeClock
from video.model import StreamKind
from video.views import ViewHandle
from widgets.wall import Wall

SIZE = (1600, 900)


class Pictures:
    """Stands for the video engine: remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []

    def show(self, view: str, camera: str, kind: StreamKind, width: int, height: int) -> ViewHandle:
        self.asked.append(("show", view, kind.value))
        return ViewHandle(view, camera)

    def loop(self, view: str, camera: str, start: float, end: float, width: int, height: int) -> ViewHandle:
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
