"""Cars at rest: the car park, the underground car park and its ramp."""

from __future__ import annotations

import numpy as np

from app.demo_site.drawing import textures as tx
from app.demo_site.drawing.cars import CarPose
from app.demo_site.drawing.lens import View
from app.demo_site.drawing.light import Lamp
from app.demo_site.drawing.plan import Plan
from app.demo_site.drawing.stage import Stage
from app.demo_site.drawing.trees import add_crown, draw_hedge, draw_tree
from app.demo_site.scenes.base import Drive, Mover, Setting, Still, Walk
from app.demo_site.scenes.kit import CARS, PEOPLE, WHITE, YELLOW, Place, flats, lamp_post, shades, street_lamp

VIEW_OPEN = View((-9, -10, 8.5), (1.5, 9, 0), 72)
VIEW_GARAGE = View((-1.6, -6, 2.45), (0.5, 9, 0.7), 84)
VIEW_RAMP = View((2.6, -7.5, 3.9), (-0.4, 8, 0.9), 74)


def open_air(place: Place) -> Setting:
    """Two rows of stalls with an aisle; one car leaves its stall, another looks for one."""
    stage = place.outdoors([street_lamp(-8, 8), street_lamp(8, 8), street_lamp(0, 18)], sun=(0.6, -0.3, 0.7))
    spots = ((-15.0, 15.0), (-6, 19.5), (4, 19.5), (13, 19), (16, 6))
    for x, y in spots:
        add_crown(stage, x, y, 4.2, 2.2)
    shades(stage, ((-30, 30, 0), (-6, 42, 20)))
    plan = Plan(-30, -14, 34, 60, tx.grass(14, 14, 261))
    plan.box(-17, -14, 19, 17, tx.asphalt(14, 14, 262, 90))
    for row, (near, far) in enumerate(((-2.0, 3.2), (11.2, 16.4))):
        for index in range(13):
            x = -15.0 + index * 2.6
            plan.line((x, near), (x, far), WHITE, 0.1)
        plan.line((-15, (near, far)[row]), (16.2, (near, far)[row]), WHITE, 0.1)
    plan.arrow((-12, 7.2), True)
    stage.ground(plan)
    stage.box((-17.4, 16.8, 0), (19.4, 17.1, 0.25), tx.plain(4, 0.3, (150, 152, 154)), casts=False)
    flats(stage, (-30, 30, 0), (-6, 42, 20), (170, 180, 188), 263, place.night)
    flats(stage, (2, 34, 0), (30, 46, 26), (146, 168, 192), 264, place.night)
    draw_hedge(stage, (-17, 18), (19, 18), 0.7, 265)
    for index, (x, y) in enumerate(spots):
        draw_tree(stage, x, y, 4.2, 2.2, 270 + index)
    for x, y in ((-8, 17.4), (8, 17.4)):
        lamp_post(stage, x, y)
    stage.mist((208, 202, 192) if not place.night else (28, 24, 22), 260)
    parked: list[Mover] = [
        Still(CarPose(-13.7 + stall * 2.6, 13.9, -np.pi / 2 if stall % 3 else np.pi / 2), CARS[car])
        for stall, car in ((0, 0), (1, 6), (3, 2), (4, 1), (6, 4), (8, 3), (9, 5), (11, 7))
    ]
    parked += [
        Still(CarPose(-13.7 + stall * 2.6, 0.6, np.pi / 2), CARS[car])
        for stall, car in ((2, 6), (3, 3), (6, 7), (7, 0), (10, 2))
    ]
    movers: list[Mover] = [
        Drive(((0.0, -30.0, 7.2), (4.5, -12.0, 7.2), (9.0, 0.0, 7.2), (11.0, 3.4, 8.6), (12.4, 4.5, 12.0),
               (13.0, 4.5, 13.9), (19.9, 4.5, 13.9)), CARS[6], lamps=place.night),
        Walk(((13.8, 3.4, 13.0), (15.0, 3.3, 10.0), (19.9, -4.0, 7.4)), PEOPLE[0]),
        Walk(((0.5, 14.0, 6.0), (17.0, -18.0, 6.4)), PEOPLE[1]),
    ]  # fmt: skip
    return Setting(stage, movers, parked, grain=2.6 if place.night else 1.5)


def _column(stage: Stage, x: float, y: float) -> None:
    stage.box((x - 0.3, y - 0.3, 0), (x + 0.3, y + 0.3, 2.9), tx.plain(0.6, 2.9, (186, 188, 188), 281, 10))
    stripes = tx.plain(0.6, 1.2, (30, 30, 32), 282, 5)
    rows, columns = np.indices(stripes.shape[:2])
    stripes[((rows + columns) // 8) % 2 == 0] = (40, 182, 222)
    stage.box((x - 0.31, y - 0.31, 0.1), (x + 0.31, y + 0.31, 1.2), stripes)


def _ceiling(stage: Stage, left: float, near: float, right: float, far: float, height: float) -> None:
    stage.surface(
        (left, near, height), (right - left, 0, 0), (0, far - near, 0), tx.plain(12, 12, (112, 114, 116), 283, 14)
    )
    tube = tx.plain(0.2, 2, (255, 255, 252), 284, 1)
    for x in (-2.3, 2.5):
        for y in np.arange(near + 4, far, 5.0):
            lit = np.full_like(tube, 1.6)
            stage.surface((x, float(y), height - 0.12), (0.2, 0, 0), (0, 2.2, 0), tube, glow=lit)
    pipe = tx.plain(0.3, 4, (60, 56, 150), 285, 8)
    stage.box((-4.4, near, height - 0.42), (-4.2, far, height - 0.22), pipe, casts=False)
    stage.box(
        (3.8, near, height - 0.5), (4.3, far, height - 0.15), tx.plain(0.5, 8, (150, 152, 152), 286, 6), casts=False
    )


def garage(place: Place) -> Setting:
    """The underground aisle: green floor, columns in yellow and black, tubes of light."""
    lamps = [Lamp((x, y, 2.7), 4.2, (0.94, 1, 0.97)) for x in (-2.2, 2.6) for y in (-1.0, 5.0, 11.0, 18.0, 26.0)]
    stage = place.indoors((0.2, 0.21, 0.2), lamps)
    plan = Plan(-9, -8, 9, 46, tx.tiles(8, 12, 6, (112, 142, 96), 287, 7))
    plan.box(-2.9, -8, 3.1, 46, tx.plain(6, 12, (122, 124, 122), 288, 9))
    plan.line((-2.9, -8), (-2.9, 46), YELLOW, 0.14)
    plan.line((3.1, -8), (3.1, 46), YELLOW, 0.14)
    for y in np.arange(-7, 46, 2.7):
        plan.line((-8.4, float(y)), (-3.0, float(y)), WHITE, 0.1)
        plan.line((3.2, float(y)), (8.4, float(y)), WHITE, 0.1)
    plan.arrow((0.1, 6), True)
    plan.arrow((0.1, 20), True)
    stage.ground(plan)
    wall = tx.plain(20, 2.9, (190, 194, 194), 289, 10)
    wall[int(wall.shape[0] * 0.62) : int(wall.shape[0] * 0.7)] = (96, 160, 60)
    stage.surface((-8.6, -8, 0), (0, 54, 0), (0, 0, 2.9), wall)
    stage.surface((8.6, -8, 0), (0, 54, 0), (0, 0, 2.9), wall)
    stage.surface((-9, 45, 0), (18, 0, 0), (0, 0, 2.9), wall)
    _ceiling(stage, -9, -8, 9, 46, 2.9)
    for y in (1.0, 9.1, 17.2, 25.3, 33.4):
        _column(stage, -3.4, y)
        _column(stage, 3.6, y)
    ways = ((-5.9, 3, 0), (-5.9, 6, 7), (-5.9, 8.6, 2), (5.9, 3.6, 3), (5.9, 11.7, 6), (-5.9, 16.5, 4), (5.9, 14.4, 1),
            (5.9, 22.6, 5), (-5.9, 24.8, 6))  # fmt: skip
    parked: list[Mover] = [Still(CarPose(x, y + 0.7, 0 if x < 0 else np.pi), CARS[car]) for x, y, car in ways]
    movers: list[Mover] = [
        Drive(((1.0, 0.1, 42.0), (9.0, -0.4, 8.0), (12.5, -0.9, -9.0)), CARS[0], lamps=True),
        Walk(((4.0, -3.6, 7.2), (6.5, -2.2, 8.6), (19.8, -2.0, 30.0)), PEOPLE[0]),
    ]
    return Setting(stage, movers, parked, grain=2.4)


def ramp(place: Place) -> Setting:
    """The mouth of the ramp: cars come up out of the dark."""
    stage = place.outdoors([Lamp((0, 4, 4.4), 16, (0.9, 0.98, 1)), Lamp((0, 14, 2.4), 7, (0.8, 0.95, 1))],
                           sun=(0.6, -0.5, 0.62))  # fmt: skip
    shades(stage, ((-12, 9, 2.7), (12, 40, 4.2)), ((3.4, -6, 0), (3.7, 9, 1.2)))
    plan = Plan(-20, -12, 20, 40, tx.pavers(10, 10, (0.4, 0.2), (146, 152, 158), 291))
    plan.box(-3.4, -12, 3.4, 40, tx.plain(7, 12, (104, 108, 112), 292, 12))
    for y in np.arange(-11, 40, 0.45):
        plan.line((-3.3, float(y)), (3.3, float(y)), (74, 78, 82), 0.07, 0.3)
    plan.dashes((0, -12), (0, 40), YELLOW, 2, 1.5)
    plan.box(-20, 2, -4.2, 9, tx.grass(10, 8, 293))
    stage.ground(plan)
    board = tx.plain(7, 0.7, (36, 40, 44), 294, 4)
    stripes = tx.plain(7, 0.35, (36, 176, 226), 295, 6)
    rows, columns = np.indices(stripes.shape[:2])
    stripes[((rows + columns) // 12) % 2 == 0] = (28, 28, 30)
    stage.box((-12, 9, 2.5), (12, 30, 4.2), tx.plain(12, 1.7, (168, 176, 184), 296, 12))
    for x in (-4.2, 3.4):
        stage.box((x, 9, 0), (x + 0.8, 30, 2.5), tx.plain(0.8, 2.5, (160, 166, 172), 297, 12))
        stage.box((x, -6, 0), (x + 0.8, 9, 1.1), tx.plain(6, 1.1, (176, 180, 184), 298, 12))
    front = tx.plain(8, 2.5, (158, 166, 174), 306, 12)
    stage.surface((-12, 9, 0), (7.8, 0, 0), (0, 0, 2.5), front)
    stage.surface((4.2, 9, 0), (7.8, 0, 0), (0, 0, 2.5), front)
    stage.surface((-3.4, 8.97, 2.35), (6.8, 0, 0), (0, 0, 0.3), stripes)
    stage.surface((-3.4, 8.96, 2.9), (6.8, 0, 0), (0, 0, 0.75), board)
    sign = tx.plain(0.8, 0.8, (210, 212, 212), 299, 3)
    stage.surface((2.2, 8.9, 2.9), (0.75, 0, 0), (0, 0, 0.75), sign)
    stage.surface((-9, 27, 0), (18, 0, 0), (0, 0, 2.5), tx.plain(12, 2.5, (30, 32, 32), 300, 4))
    stage.surface((-9, 9.1, 2.5), (18, 0, 0), (0, 18, 0), tx.plain(9, 9, (120, 122, 122), 301, 8))
    flats(stage, (-20, 24, 0), (-13, 38, 20), (166, 178, 188), 302, place.night)
    flats(stage, (-12, 31, 4), (18, 40, 24), (150, 170, 188), 303, place.night)
    draw_hedge(stage, (-14, 3), (-5, 3), 0.8, 304)
    draw_tree(stage, -8.5, 6.5, 3.8, 2.0, 305)
    movers: list[Mover] = [
        Drive(((1.5, 1.6, 26.5), (7.0, 1.6, 9.0), (12.5, 1.2, -13.0)), CARS[4], lamps=True),
        Drive(((10.5, -1.7, -13.0), (14.5, -1.7, 3.0), (19.5, -1.7, 26.8)), CARS[1], lamps=True),
        Walk(((0.5, -5.2, 8.4), (18.0, -5.0, -6.0)), PEOPLE[3]),
    ]
    return Setting(stage, movers, grain=2.6 if place.night else 1.5)
