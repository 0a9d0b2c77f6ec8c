"""Which scene each demo camera looks at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.demo_site.drawing.captions import Caption
from app.demo_site.drawing.lens import View
from app.demo_site.loops import LOOP_S
from app.demo_site.scenes import fences, gates, grounds, indoors, parking
from app.demo_site.scenes.base import Scene, Setting
from app.demo_site.scenes.kit import Place


@dataclass(frozen=True, slots=True)
class CameraScene:
    """Number and names as burnt in, the camera's view, and what builds the scene."""

    number: int
    name: str
    name_en: str
    view: View
    build: Callable[[Place], Setting]


CATALOGUE = {
    f"cam{scene.number:02d}": scene
    for scene in (
        CameraScene(1, "北门入口", "North gate, in", gates.VIEW_IN, gates.gate_in),
        CameraScene(2, "北门出口", "North gate, out", gates.VIEW_OUT, gates.gate_out),
        CameraScene(3, "北门人行通道", "North gate, footway", gates.VIEW_FOOT, gates.footway),
        CameraScene(4, "南门", "South gate", gates.VIEW_SOUTH, gates.south_gate),
        CameraScene(5, "东围栏球机", "East fence dome", fences.VIEW_EAST_1, fences.east_1),
        CameraScene(6, "东围栏 3 区", "East fence 3", fences.VIEW_EAST_3, fences.east_3),
        CameraScene(7, "西围栏 1 区", "West fence 1", fences.VIEW_WEST_1, fences.west_1),
        CameraScene(8, "中心道路", "Central road", grounds.VIEW_ROAD, grounds.central_road),
        CameraScene(9, "3 号楼消防车道", "Building 3 fire lane", grounds.VIEW_FIRE_LANE, grounds.fire_lane),
        CameraScene(10, "地面停车场", "Surface car park", parking.VIEW_OPEN, parking.open_air),
        CameraScene(11, "地下车库 A 区", "Underground car park A", parking.VIEW_GARAGE, parking.garage),
        CameraScene(12, "地下车库坡道", "Garage ramp", parking.VIEW_RAMP, parking.ramp),
        CameraScene(13, "3 号楼大堂", "Building 3 lobby", indoors.VIEW_LOBBY, indoors.lobby),
        CameraScene(14, "3 号楼电梯", "Building 3 lift", indoors.VIEW_LIFT, indoors.lift),
        CameraScene(15, "儿童乐园", "Playground", grounds.VIEW_PLAYGROUND, grounds.playground),
        CameraScene(16, "湖边步道", "Lakeside path", grounds.VIEW_LAKE, grounds.lakeside),
    )
}


VARIANTS = {
    "cam06-intruder": CameraScene(6, "东围栏 3 区", "East fence 3", fences.VIEW_EAST_3, fences.east_3_intruder),
    "cam13-fire": CameraScene(13, "3 号楼大堂", "Building 3 lobby", indoors.VIEW_LOBBY, indoors.lobby_burning),
}
"""What a camera shows at times, under the camera's name and the variant's."""


def build_scene(name: str, size: tuple[int, int], night: bool) -> Scene:
    """Build a camera's scene, or a variant of it, at a picture size. Raises KeyError."""
    return scene_of(name, build_setting(name, size, night), size, entry_of(name).number)


def entry_of(name: str) -> CameraScene:
    """A camera or a variant by name. Raises KeyError."""
    return CATALOGUE[name] if name in CATALOGUE else VARIANTS[name]


def build_setting(name: str, size: tuple[int, int], night: bool) -> Setting:
    """Draw what stands still in a scene, with all that moves in it. Raises KeyError."""
    entry = entry_of(name)
    return entry.build(Place(entry.view, _working_size(size), night))


def scene_of(name: str, setting: Setting, size: tuple[int, int], seed: int) -> Scene:
    """The scene of a setting as its camera sees it; `seed` is of the sensor's noise."""
    entry = entry_of(name)
    caption = Caption(entry.number, entry.name, entry.name_en, size, LOOP_S)
    return Scene(setting, entry.view, size, caption, seed)


def _working_size(size: tuple[int, int]) -> tuple[int, int]:
    """The stage is drawn larger and shrunk, so that edges are smooth."""
    factor = 2.0 if size[0] <= 800 else 4 / 3
    return round(size[0] * factor), round(size[1] * factor)
