"""Site plans for the gallery: an alarm of each kind, a lost camera, somebody on the way, and the sheet for drawing."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path

from PySide6.QtWidgets import QWidget

from alarms.model import Priority
from widgets import site_map_image, theme
from widgets.gallery_samples import NOW, pick
from widgets.site_map_content import Key, MapAlarm, MapContent, MapGuard, MapItem, MapPlan, OffPlan, Placed, State
from widgets.site_map_draft import DraftPlan
from widgets.site_map_forms import Area
from widgets.site_map_setup import SiteMapSetup
from widgets.site_plans import SitePlans

_METRES = 0.15
_IMAGE = "plans/grounds.svg"
#: What stands on the plan: where, its names, its drawing, its number.
_THINGS: tuple[tuple[Placed, tuple[str, str], str, int], ...] = (
    (
        Placed("zone", "parking", corners=((0.61, 0.13), (0.86, 0.13), (0.86, 0.31), (0.61, 0.31))),
        ("停车场", "Car park"),
        "map-zone",
        0,
    ),
    (
        Placed("zone", "east3", corners=((0.9, 0.6), (0.945, 0.6), (0.945, 0.9), (0.9, 0.9))),
        ("东围栏 3 区", "East fence 3"),
        "map-zone",
        0,
    ),
    (
        Placed("zone", "b5", corners=((0.14, 0.39), (0.3, 0.39), (0.3, 0.53), (0.14, 0.53))),
        ("5 号楼", "Building 5"),
        "map-zone",
        0,
    ),
    *((Placed("stall", f"p{n}", (0.63 + n * 0.018, 0.17)), (f"P00{n}", f"P00{n}"), "map-stall", 0) for n in range(9)),
    (Placed("equipment", "panel", (0.44, 0.09)), ("火灾报警控制器", "Fire panel"), "map-equipment", 0),
    (Placed("door", "d1", (0.69, 0.6)), ("3 号楼单元门", "Building 3 entrance"), "map-door", 0),
    (Placed("gate", "g1", (0.5, 0.1)), ("北门入口道闸", "North gate barrier"), "map-gate", 0),
    (Placed("point", "z3", (0.95, 0.78)), ("东围栏 3 区电子围栏", "East fence 3, electronic fence"), "map-fence", 0),
    (Placed("point", "f1", (0.66, 0.5)), ("3 号楼大堂感烟", "Building 3 lobby, smoke"), "map-fire", 0),
    (Placed("point", "h1", (0.2, 0.45)), ("501 室求助按钮", "Room 501, help button"), "map-help", 0),
    (Placed("camera", "c1", (0.47, 0.16), 30, 70, 0.06), ("北门入口", "North gate, in"), "map-camera", 1),
    (Placed("camera", "c6", (0.94, 0.62), 180, 40, 0.15), ("东围栏 3 区", "East fence 3"), "map-camera", 6),
    (Placed("camera", "c7", (0.06, 0.56), 180, 40, 0.15), ("西围栏 1 区", "West fence 1"), "map-camera", 7),
    (Placed("camera", "c8", (0.56, 0.39), 200, 75, 0.12), ("中心道路", "Central road"), "map-camera", 8),
)
_STATES: dict[Key, State] = {
    ("camera", "c7"): "lost",
    ("gate", "g1"): "open",
    ("point", "h1"): "shelved",
    **{("stall", f"p{n}"): "taken" if n % 3 else "free" for n in range(9)},
}
_ALARMS: dict[Key, MapAlarm] = {
    ("point", "z3"): MapAlarm("a1", Priority.P2, True),
    ("point", "f1"): MapAlarm("a2", Priority.P1, True),
    ("zone", "b5"): MapAlarm("a3", Priority.P3, False),
    ("door", "d1"): MapAlarm("a4", Priority.P2, True, drill=True),
}


def _item(placed: Placed, language: str) -> MapItem:
    found = next((one for one in _THINGS if one[0].key == placed.key), None)
    if found is None:
        return MapItem(placed, placed.id)
    return MapItem(placed, pick(found[1], language), found[2], found[3])


def site_plans(language: str, focus: str = "") -> SitePlans:
    """Two plans with a bit of everything."""
    items = []
    for placed, names, icon, number in _THINGS:
        state, alarm = _STATES.get(placed.key, "normal"), _ALARMS.get(placed.key)
        items.append(MapItem(placed, pick(names, language), icon, number, state, alarm))
    guards = (
        MapGuard("1", pick(("李梅", "Li Mei"), language), ("point", "z3"), NOW - 90),
        MapGuard("2", pick(("吴刚", "Wu Gang"), language), ("zone", "b5"), NOW - 300, NOW - 120),
    )
    ground = MapPlan("ground", pick(("园区地面", "Grounds"), language), _IMAGE, tuple(items), guards, _METRES)
    garage = MapPlan("garage", pick(("地下车库", "Underground car park"), language))
    lift = OffPlan("a9", pick(("2 号楼电梯困人", "Building 2, lift stuck"), language), Priority.P2, True)
    view = SitePlans()
    view.set_drawing("ground", site_map_image.drawing(_file(), theme.current()))
    view.set_content(MapContent((ground, garage), (lift,), focus))
    return view


def _setup(language: str) -> SiteMapSetup:
    keys: tuple[Key, ...] = (("camera", "c9"), ("camera", "c10"), *(one[0].key for one in _THINGS))
    view = SiteMapSetup(keys, lambda placed: _item(placed, language))
    view.plan_form.offer((Area("all", pick(("翠湖花园", "Green Lake Garden"), language)),), (_IMAGE,))
    view.set_drawing(_IMAGE, site_map_image.drawing(_file(), theme.current()))
    name = pick(("园区地面", "Grounds"), language)
    view.begin((DraftPlan("ground", name, "Grounds", "all", 0, _IMAGE, _METRES, tuple(one[0] for one in _THINGS)),))
    view.editor.choose(("camera", "c6"))
    return view


def _file() -> Path:
    return Path(str(resources.files("resources") / "sites" / _IMAGE))


#: Name, how it is made, width and height at 100 %.
EXHIBITS: tuple[tuple[str, Callable[[str], QWidget], int, int], ...] = (
    ("site_plans", site_plans, 1100, 720),
    ("site_plans_alarm", lambda language: site_plans(language, "a1"), 360, 560),
    ("site_plan_setup", _setup, 1280, 800),
)
