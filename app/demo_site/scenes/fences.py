"""The perimeter: two views of the east fence, one of the west."""

from __future__ import annotations

import numpy as np

from app.demo_site.drawing import textures as tx
from app.demo_site.drawing.lens import View
from app.demo_site.drawing.people import Pose
from app.demo_site.drawing.plan import Plan
from app.demo_site.drawing.trees import add_crown, draw_hedge, draw_tree
from app.demo_site.scenes.base import Drive, Mover, Setting, Walk
from app.demo_site.scenes.kit import CARS, GUARD, PEOPLE, Place, fence, fence_shade, flats, lamp_post, shades, wires

VIEW_EAST_1 = View((-1.6, -1.5, 4.2), (0.9, 15, 0.4), 64)
VIEW_EAST_3 = View((-5.0, -1.0, 4.4), (2.6, 11, 0.7), 62)
VIEW_WEST_1 = View((6.5, -3.5, 4.6), (-1.8, 9, 0.4), 68)


def east_1(place: Place) -> Setting:
    """Along the fence, with the patrol's path inside."""
    stage = place.outdoors([], infrared=True, sun=(0.7, 0.2, 0.62))
    fence_shade(stage, (1.6, 0, 0), (1.85, 70, 2.4), 0.6)
    spots = ((4.6, 9), (5.0, 17), (4.4, 26), (5.2, 36), (-6, 14), (-7, 27))
    for x, y in spots:
        add_crown(stage, x, y, 4.2, 2.1)
    plan = Plan(-24, -4, 24, 80, tx.grass(14, 14, 111))
    plan.box(-2.2, -4, -0.6, 80, tx.pavers(3, 12, (0.4, 0.2), (150, 158, 166), 112))
    plan.box(7.5, -4, 15, 80, tx.asphalt(8, 12, 113, 80))
    plan.box(1.9, -4, 3.0, 80, tx.plain(2, 8, (70, 92, 112), 114, 18))
    stage.ground(plan)
    flats(stage, (-24, 30, 0), (-12, 60, 20), (168, 180, 190), 115, place.night)
    flats(stage, (16, 40, 0), (24, 70, 12), (150, 160, 176), 116, place.night)
    fence(stage, (1.7, 1.5), (1.7, 70), 0.6, 2.2, wires=4)
    draw_hedge(stage, (-3.6, 4), (-3.6, 40), 0.7, 117)
    for index, (x, y) in enumerate(spots):
        draw_tree(stage, x, y, 4.2, 2.1, 120 + index)
    lamp_post(stage, -2.8, 12)
    stage.mist((208, 202, 192) if not place.night else (16, 16, 16), 200)
    movers: list[Mover] = [
        Walk(((0.2, -1.3, 34.0), (19.8, -1.5, 6.0)), GUARD),
        Drive(((4.0, 9.5, 78.0), (12.0, 9.5, -6.0)), CARS[6], lamps=place.night),
    ]
    return Setting(stage, movers, infrared=place.night, grain=4.5 if place.night else 1.5)


def _climbing(t: float, pose: Pose) -> Pose:
    """From outside up the railing, over, and down: 6.5 to 11.5 s."""
    x, y, _ = pose.position
    if t < 6.3 or t > 11.6:
        return pose
    rise = float(np.interp(t, (6.3, 6.8, 8.6, 9.4, 10.3, 11.0, 11.6), (0, 0.25, 1.35, 1.75, 1.2, 0.1, 0)))
    pull = float(np.interp(t, (6.3, 6.9, 9.6, 10.6), (0, 1, 0.8, 0)))
    crouch = float(np.interp(t, (10.4, 11.0, 11.6), (0, 0.55, 0)))
    return Pose((x, y, rise), np.pi, t * 4.5, 0.35 * (pull > 0), climb=pull, sit=crouch)


def east_3(place: Place) -> Setting:
    """A fence in the open; people pass outside."""
    passers: list[Mover] = [
        Walk(((3.0, 5.2, 34.0), (18.0, 5.2, 9.0)), PEOPLE[0]),
        Walk(((4.0, 5.6, 34.0), (19.0, 5.5, 9.5)), PEOPLE[6]),
    ]
    return _east_3(place, passers)


def east_3_intruder(place: Place) -> Setting:
    """The same fence: somebody climbs over it, the wires go at 8.6 s, and runs."""
    return _east_3(place, [Walk(_INTRUDER, PEOPLE[4], pose=_climbing)])


_INTRUDER = (
    *((2.0, 5.2, 30.0), (5.2, 5.0, 12.6), (6.3, 4.1, 11.0), (8.4, 3.9, 10.8), (9.4, 3.6, 10.7)),
    *((10.8, 3.0, 10.6), (11.8, 2.6, 10.5), (13.5, 0.0, 9.6), (17.0, -9.0, 7.4), (18.0, -12.0, 7.0)),
)


def _east_3(place: Place, people: list[Mover]) -> Setting:
    stage = place.outdoors([], infrared=True, sun=(0.62, -0.5, 0.6))
    fence_shade(stage, (3.5, 0, 0), (3.7, 60, 2.2), 0.5)
    shades(stage, ((-26, 20, 0), (-12, 44, 18)))
    spots = ((8, 6), (7.4, 16), (8.4, 27), (-9, 17), (7.6, 40))
    for x, y in spots:
        add_crown(stage, x, y, 4.3, 2.2)
    plan = Plan(-30, -5, 30, 80, tx.grass(16, 16, 131))
    plan.area([(-30, 6), (-2, 9), (-0.8, 12), (-0.5, 80), (-2.6, 80), (-2.8, 13), (-4, 11), (-30, 8.4)],
              tx.pavers(10, 10, (0.3, 0.3), (148, 154, 160), 132))  # fmt: skip
    plan.box(4.2, -5, 6.2, 80, tx.pavers(3, 10, (0.5, 0.5), (142, 146, 150), 133))
    plan.box(9.5, -5, 18, 80, tx.asphalt(9, 12, 134, 82))
    stage.ground(plan)
    flats(stage, (-28, 22, 0), (-12, 44, 18), (160, 176, 196), 135, place.night)
    flats(stage, (19, 30, 0), (30, 60, 16), (150, 156, 170), 136, place.night)
    fence(stage, (3.6, 0.8), (3.6, 60), 0.5, 2.0, wires=3)
    draw_hedge(stage, (-6.5, 12), (-4.2, 22), 0.7, 137)
    for index, (x, y) in enumerate(spots):
        draw_tree(stage, x, y, 4.3, 2.2, 140 + index)
    lamp_post(stage, -3.4, 15)
    stage.mist((208, 202, 192) if not place.night else (16, 16, 16), 200)
    movers: list[Mover] = [
        *people,
        Drive(((12.0, 12.0, 78.0), (19.0, 12.0, -8.0)), CARS[1], lamps=place.night),
    ]
    return Setting(stage, movers, infrared=place.night, grain=4.5 if place.night else 1.5)


def west_1(place: Place) -> Setting:
    """A plastered wall with wires on the quiet side, a path, and somebody who runs there every evening."""
    stage = place.outdoors([], infrared=True, sun=(0.5, -0.62, 0.55))
    shades(stage, ((-4.3, -2, 0), (-4, 60, 2.5)))
    spots = ((-6.6, 8), (-7, 18), (-6.4, 29), (4.6, 20), (5.2, 33))
    for x, y in spots:
        add_crown(stage, x, y, 4.6, 2.3)
    plan = Plan(-30, -6, 30, 80, tx.grass(15, 15, 151))
    plan.box(-1.5, -6, 1.2, 80, tx.plain(4, 12, (86, 98, 150), 152, 10))
    plan.line((-1.4, -6), (-1.4, 80), (206, 208, 210), 0.08)
    plan.line((1.1, -6), (1.1, 80), (206, 208, 210), 0.08)
    plan.box(-4.0, -6, -3.1, 80, tx.plain(1.2, 12, (104, 116, 124), 153, 22))
    stage.ground(plan)
    wall = tx.plain(12, 2.4, (176, 190, 200), 154, 16)
    stage.box((-4.3, -2, 0), (-4.0, 60, 2.3), wall)
    stage.box((-4.4, -2, 2.3), (-3.9, 60, 2.45), tx.plain(8, 0.2, (86, 92, 112), 155, 8), casts=False)
    wires(stage, (-4.15, -2), (-4.15, 60), 2.45, 4)
    flats(stage, (-26, 14, 0), (-12, 40, 15), (164, 170, 178), 156, place.night)
    flats(stage, (8, 34, 0), (26, 48, 20), (150, 172, 190), 157, place.night)
    for index, (x, y) in enumerate(spots):
        draw_tree(stage, x, y, 4.6, 2.3, 160 + index, 0.9)
    lamp_post(stage, 2.0, 11)
    stage.mist((208, 202, 192) if not place.night else (16, 16, 16), 200)
    movers: list[Mover] = [Walk(((1.0, -0.2, 46.0), (13.5, 0.2, 3.0), (15.5, 0.6, -4.0)), PEOPLE[0])]
    return Setting(stage, movers, infrared=place.night, grain=4.5 if place.night else 1.5)
