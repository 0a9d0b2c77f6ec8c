"""Turning a camera, for the gallery: the pad in its states, the tile in its mode."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from widgets import layouts
from widgets.gallery_pictures import StillClock, StillSource, scene
from widgets.gallery_samples import CAMERAS, NOW, pick
from widgets.ptz_pad import WIDTH, PtzPad, PtzPadContent
from widgets.tile import TileContent
from widgets.wall import Wall

_PRESETS = (
    (1, ("东围栏 1 区", "East fence 1")),
    (2, ("东围栏 2 区", "East fence 2")),
    (3, ("东围栏远端", "East fence, far end")),
    (4, ("楼前步道", "Path by the houses")),
    (5, ("围栏外道路", "Road outside")),
)
_YOURS = ("由您控制，还有 24 秒；每次转动重新计时", "Yours for 24 s; each movement begins them anew")
_HELD = ("王主管 正在控制，还有 17 秒", "Supervisor Wang has it for 17 s more")
_LOST = (
    "无法控制：连接不上：请检查电源和网线",
    "Cannot be turned: it cannot be reached: check its power and network cable",
)


def pad(language: str) -> PtzPad:
    """The camera is the guard's own."""
    return _pad(language, _YOURS)


def held_pad(language: str) -> PtzPad:
    """Somebody else has it."""
    return _pad(language, _HELD, urgent=True)


def lost_pad(language: str) -> PtzPad:
    """It cannot be turned."""
    return _pad(language, _LOST, urgent=True, ready=False)


def turning_wall(language: str) -> Wall:
    """One tile of four in its mode."""
    return _wall(language, 4)


def held_wall(language: str) -> Wall:
    """One tile of sixteen in its mode, while somebody else has its camera."""
    wall = _wall(language, 16)
    wall.say_steering(pick(_HELD, language))
    return wall


def turning_page(language: str) -> QWidget:
    """The enlarged tile with the pad beside it."""
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(2)
    row.addWidget(_wall(language, 1), 1)
    row.addWidget(pad(language))
    return page


def _pad(language: str, holder: tuple[str, str], *, urgent: bool = False, ready: bool = True) -> PtzPad:
    made = PtzPad()
    presets = tuple((number, pick(names, language)) for number, names in _PRESETS)
    made.set_content(PtzPadContent(pick(CAMERAS[4], language), presets, pick(holder, language), urgent, ready))
    return made


def _wall(language: str, count: int) -> Wall:
    clock = StillClock(NOW)
    wall = Wall(clock)
    note = pick(("按 C 转动", "C turns it"), language)
    wall.set_arrangement(layouts.grid(count))
    wall.set_tiles(
        [
            TileContent(
                f"live:c{at}",
                f"c{at}",
                at + 1,
                pick(CAMERAS[at], language),
                source=StillSource(scene(640, 360, at), clock, 0.1),
                note=note if at == min(1, count - 1) else "",
            )
            for at in range(count)
        ]
    )
    wall.pull_all()
    wall.steer(f"live:c{min(1, count - 1)}")
    return wall


EXHIBITS: tuple[tuple[str, Callable[[str], QWidget], int, int], ...] = (
    ("ptz_pad", pad, WIDTH, 560),
    ("ptz_pad_held", held_pad, WIDTH, 440),
    ("ptz_pad_lost", lost_pad, WIDTH, 560),
    ("wall_turning", turning_wall, 900, 540),
    ("wall_turning_held", held_wall, 1280, 760),
    ("ptz_page", turning_page, 1000, 560),
)
