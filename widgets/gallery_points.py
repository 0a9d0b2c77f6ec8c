"""Zones and points for the gallery: armed by schedule and by hand, put aside, out of service, chattering."""

from __future__ import annotations

from alarms.model import Priority
from widgets.gallery_samples import NOW, pick
from widgets.point_rows import PointRow, ZoneRow


def zones(language: str) -> tuple[ZoneRow, ...]:
    """A site with two areas and their zones."""
    east = pick(("东门岗", "East gate"), language)
    return (
        ZoneRow("site", pick(("翠湖花园", "Green Lake Garden"), language), 0, True, "", None, "", 3),
        ZoneRow("east", pick(("东围栏", "East fence"), language), 1, True, "schedule", NOW + 9000, east, 1),
        ZoneRow("north", pick(("北围栏", "North fence"), language), 1, False, "hand", NOW + 3000, east, 1),
        ZoneRow("lobby", pick(("一号楼大堂", "Lobby 1"), language), 1, True, "", None, "", 1),
    )


def points(language: str) -> tuple[PointRow, ...]:
    """One point in each state."""
    east = pick(("东围栏", "East fence"), language)
    north = pick(("北围栏", "North fence"), language)
    lobby = pick(("一号楼大堂", "Lobby 1"), language)
    fence, smoke = pick(("周界", "Perimeter"), language), pick(("感烟", "Smoke"), language)
    zhang, li = pick(("张建国", "Zhang Jianguo"), language), pick(("李梅", "Li Mei"), language)
    return (
        PointRow(
            "z1",
            pick(("东围栏 Z01 北段", "East fence Z01"), language),
            "east",
            east,
            fence,
            "alarm",
            priority=Priority.P2,
        ),
        PointRow(
            "z2",
            pick(("东围栏 Z02 树丛", "East fence Z02"), language),
            "east",
            east,
            fence,
            "shelved",
            NOW + 1500,
            zhang,
            pick(("树枝碰线, 等园丁", "branches touch the wire"), language),
        ),
        PointRow(
            "z3",
            pick(("东围栏 Z03", "East fence Z03"), language),
            "east",
            east,
            fence,
            note=pick(("一分钟内报警 4 次", "4 alarms in a minute"), language),
        ),
        PointRow("n1", pick(("北围栏 Z04", "North fence Z04"), language), "north", north, fence, "disarmed"),
        PointRow(
            "s1",
            pick(("大堂 L01-017", "Lobby L01-017"), language),
            "lobby",
            lobby,
            smoke,
            "out_of_service",
            NOW + 90000,
            f"{li} + {zhang}",
            pick(("装修, 每半小时巡查", "painting, patrol each half hour"), language),
            can_shelve=False,
        ),
    )
