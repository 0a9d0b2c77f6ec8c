"""Roads and open ground: central road, fire lane, playground, lakeside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.demo_site.drawing import textures as tx
from app.demo_site.drawing.brush import paint
from app.demo_site.drawing.cars import CarPose
from app.demo_site.drawing.lens import View
from app.demo_site.drawing.people import Pose, draw_person
from app.demo_site.drawing.plan import Plan
from app.demo_site.drawing.stage import Stage
from app.demo_site.drawing.trees import add_crown, draw_hedge, draw_tree
from app.demo_site.loops import LOOP_S
from app.demo_site.scenes.base import PERSON, Canvas, Drive, Mover, Setting, Still, Walk
from app.demo_site.scenes.kit import (
    CARS,
    GUARD,
    PEOPLE,
    WHITE,
    YELLOW,
    Place,
    fence,
    flats,
    lamp_post,
    shades,
    street_lamp,
)

VIEW_ROAD = View((7.5, -9, 7.2), (-1.5, 16, 0), 70)
VIEW_FIRE_LANE = View((5.2, -5, 4.8), (0.0, 11, 0.2), 66)
VIEW_PLAYGROUND = View((-8, -7.5, 5.6), (1.0, 5, 0.2), 70)
VIEW_LAKE = View((-4.6, -4, 4.4), (2.0, 13, 0.2), 72)


def central_road(place: Place) -> Setting:
    """The road through the middle, with a crossing and cars parked at its side."""
    stage = place.outdoors([street_lamp(-5, 8), street_lamp(5, 20), street_lamp(-5, 32)], sun=(-0.55, -0.35, 0.7))
    shades(stage, ((-26, 14, 0), (-11, 40, 24)), ((12, 10, 0), (26, 34, 18)))
    spots = ((-7.5, 6), (-7.2, 15), (-7.6, 24), (7.8, 17), (8, 27), (-7.4, 36))
    for x, y in spots:
        add_crown(stage, x, y, 4.6, 2.3)
    plan = Plan(-32, -12, 32, 80, tx.grass(14, 14, 171))
    plan.box(-6.2, -12, 6.2, 80, tx.pavers(10, 10, (0.4, 0.2), (140, 146, 156), 172))
    plan.box(-4, -12, 4, 80, tx.asphalt(12, 14, 173, 86))
    for side in (-4, 4):
        plan.kerb((side, -12), (side, 80))
    plan.dashes((0, -12), (0, 5.6), YELLOW, 3, 2)
    plan.dashes((0, 12), (0, 80), YELLOW, 3, 2)
    for x in np.arange(-3.7, 3.4, 0.9):
        plan.box(float(x), 7, float(x) + 0.48, 10.4, tx.plain(0.5, 3, WHITE, 174, 14))
    plan.arrow((-2, 16), False)
    plan.arrow((2, 2), True)
    stage.ground(plan)
    flats(stage, (-26, 14, 0), (-11, 40, 24), (162, 178, 192), 175, place.night)
    flats(stage, (12, 10, 0), (26, 34, 18), (176, 182, 186), 176, place.night)
    flats(stage, (-12, 66, 0), (14, 78, 30), (150, 164, 182), 177, place.night)
    for index, (x, y) in enumerate(spots):
        draw_tree(stage, x, y, 4.6, 2.3, 180 + index)
    for x, y in ((-5, 8), (5, 20), (-5, 32)):
        lamp_post(stage, x, y)
    stage.mist((208, 202, 192) if not place.night else (28, 24, 22), 260)
    parked: list[Mover] = [Still(CarPose(3.1, y, np.pi / 2), CARS[i]) for i, y in ((4, 20.0), (6, 26.5), (1, 39.0))]
    movers: list[Mover] = [
        Drive(((0.5, -2.0, 60.0), (6.5, -2.0, 15.5), (8.2, -2.0, 13.6), (11.5, -2.0, 13.6), (16.0, -2.0, -14.0)),
              CARS[2], lamps=place.night),
        Drive(((9.0, 1.6, -16.0), (19.0, 1.2, 66.0)), CARS[3], lamps=place.night),
        Walk(((3.5, -6.4, 8.6), (11.2, 6.4, 8.9)), PEOPLE[2]),
        Walk(((3.9, -6.5, 9.4), (11.7, 6.4, 9.6)), PEOPLE[5]),
        Walk(((0.5, 5.2, 34.0), (19.5, 5.1, 8.0)), PEOPLE[3]),
    ]  # fmt: skip
    return Setting(stage, movers, parked, grain=2.6 if place.night else 1.5)


def fire_lane(place: Place) -> Setting:
    """Building 3's fire lane, hatched and lettered, kept free."""
    stage = place.outdoors([street_lamp(4.6, 6), street_lamp(4.6, 22)], sun=(0.75, -0.25, 0.6))
    shades(stage, ((-16, 2, 0), (-4.2, 40, 30)), ((7, 14, 0), (20, 50, 30)))
    plan = Plan(-20, -9, 24, 70, tx.pavers(10, 10, (0.5, 0.25), (150, 156, 162), 191))
    plan.box(-2.6, -9, 3.2, 70, tx.asphalt(10, 14, 192, 96))
    plan.box(3.8, -9, 7, 70, tx.grass(8, 10, 193))
    plan.hatched(-2.4, 3.0, 3.0, 9.0, YELLOW, 1.5)
    plan.letters("消防车道", (-2.1, 10.2), 2.4, YELLOW, 1.15)
    plan.letters("禁止占用", (-2.1, 13.4), 2.4, YELLOW, 1.15)
    plan.hatched(-2.4, 16.6, 3.0, 34.0, YELLOW, 1.5)
    plan.kerb((-2.6, -9), (-2.6, 70))
    plan.kerb((3.2, -9), (3.2, 70))
    stage.ground(plan)
    flats(stage, (-16, 2, 0), (-4.2, 40, 30), (140, 168, 196), 194, place.night)
    flats(stage, (7.4, 14, 0), (20, 50, 30), (170, 178, 184), 195, place.night)
    flats(stage, (-14, 62, 0), (18, 70, 24), (158, 168, 178), 196, place.night)
    red = tx.plain(0.3, 0.8, (40, 36, 176), 197, 10)
    stage.box((-3.3, 6.2, 0), (-3.0, 6.5, 0.75), red)
    stage.box((-3.36, 6.14, 0.45), (-2.94, 6.56, 0.55), red, casts=False)
    stage.box((-4.2, 11, 0), (-3.4, 14, 0.12), tx.plain(1, 3, (170, 172, 174)), casts=False)
    stage.box((-4.2, 10.6, 2.6), (-3.0, 14.4, 2.8), tx.plain(3, 0.3, (92, 96, 100)))
    draw_hedge(stage, (4.6, 0), (4.6, 34), 0.8, 198)
    lamp_post(stage, 4.6, 6)
    stage.mist((208, 202, 192) if not place.night else (28, 24, 22), 260)
    movers: list[Mover] = [
        Walk(((1.0, -3.5, 12.4), (3.0, -2.0, 12.0), (13.0, 0.6, -1.5), (15.5, 1.2, -7.0)), PEOPLE[1]),
        Walk(((5.0, 1.5, 46.0), (19.8, -3.6, 12.6)), PEOPLE[4]),
        Walk(((0.5, 2.2, 40.0), (19.5, 2.3, 18.0)), GUARD),
    ]
    return Setting(stage, movers, grain=2.6 if place.night else 1.5)


@dataclass(frozen=True, slots=True)
class Swing:
    """A child on a swing that hangs at (x, y, 2.2)."""

    x: float
    y: float
    period: float

    def _angle(self, t: float) -> float:
        return 0.62 * float(np.sin(2 * np.pi * t / self.period))

    def draw(self, canvas: Canvas, t: float) -> None:
        """Draw ropes and child."""
        angle = self._angle(t)
        seat = np.array([self.x, self.y + 1.75 * np.sin(angle), 2.25 - 1.75 * np.cos(angle)], np.float32)
        height = PEOPLE[6].height
        pose = Pose((self.x, float(seat[1]), float(seat[2]) - height * 0.29), np.pi / 2, 0, 0, sit=1)
        canvas.mark(PERSON, draw_person(canvas.picture, canvas.depth, canvas.lens, canvas.light, pose, PEOPLE[6]))
        for dx in (-0.22, 0.22):
            rope = np.array([[self.x + dx, self.y, 2.25], [self.x + dx, seat[1], seat[2]]], np.float32)
            body = np.concatenate([rope, rope + 0.05])
            light = canvas.light.at((self.x, self.y, 1))
            paint(canvas.picture, canvas.depth, canvas.lens, body, light,
                  lambda brush, rope=rope: brush.line(rope, (60, 60, 64), 0.025))  # type: ignore[misc]  # fmt: skip

    def distance(self, canvas: Canvas, t: float) -> float:
        """Metres from the camera."""
        return float(np.hypot(self.x - canvas.lens.position[0], self.y - canvas.lens.position[1]))


def _ring(x: float, y: float, radius: float, turns: int, phase: float) -> tuple[tuple[float, float, float], ...]:
    """A closed way around a point, `turns` times in a loop of 20 s."""
    angles = [phase + 2 * np.pi * turns * i / 48 for i in range(49)]
    return tuple(
        (LOOP_S * i / 48, x + radius * float(np.cos(a)), y + 0.8 * radius * float(np.sin(a)))
        for i, a in enumerate(angles)
    )


def playground(place: Place) -> Setting:
    """Soft floor in colours, a slide, swings; children by day, nobody at night."""
    stage = place.outdoors([street_lamp(-4, 10), street_lamp(7, 3)], sun=(0.35, -0.6, 0.7))
    spots = ((-5, 14), (8.5, 12), (2, 16), (-9, 9), (11, 5))
    shades(stage, ((1.6, 5.4, 1.3), (3.2, 7.0, 1.45)), ((1.4, 5.2, 2.6), (3.4, 7.2, 3.0)))
    for x, y in spots:
        add_crown(stage, x, y, 4.0, 2.2)
    plan = Plan(-26, -10, 30, 60, tx.grass(14, 14, 211))
    plan.area(_circle(1, 4, 8.2), tx.plain(8, 8, (112, 122, 176), 212, 7))
    plan.area(_circle(-1.5, 2.5, 3.0), tx.plain(4, 4, (164, 140, 66), 213, 7))
    plan.area(_circle(4.2, 6.4, 3.4), tx.plain(4, 4, (84, 168, 198), 214, 7))
    plan.area(_circle(-1.5, 2.5, 1.3), tx.plain(4, 4, (112, 122, 176), 215, 7))
    plan.box(-26, -6.4, 30, -4.4, tx.pavers(10, 3, (0.4, 0.2), (150, 156, 162), 216))
    stage.ground(plan)
    _slide(stage, 2.4, 6.2)
    for x in (-4.0, -0.6):
        stage.box((x - 0.06, 7.4, 0), (x + 0.06, 7.52, 2.3), tx.plain(0.2, 2, (52, 148, 206)), casts=True)
    stage.box((-4.06, 7.4, 2.24), (-0.54, 7.52, 2.36), tx.plain(3, 0.2, (52, 148, 206)))
    wood = tx.plain(1.8, 0.3, (70, 108, 148), 217, 16)
    for left, near in ((-6.4, 0.5), (7.0, 0.8)):
        stage.box((left, near, 0.38), (left + 1.7, near + 0.45, 0.46), wood)
        stage.box((left, near + 0.42, 0.46), (left + 1.7, near + 0.48, 0.9), wood)
    flats(stage, (-24, 30, 0), (-4, 44, 20), (160, 178, 196), 218, place.night)
    flats(stage, (4, 34, 0), (28, 48, 26), (176, 180, 184), 219, place.night)
    draw_hedge(stage, (-10, 12), (12, 13), 0.8, 220)
    for index, (x, y) in enumerate(spots):
        draw_tree(stage, x, y, 4.0, 2.2, 221 + index, 1.05)
    stage.mist((208, 202, 192) if not place.night else (28, 24, 22), 260)
    if place.night:
        guard: list[Mover] = [Walk(((3.0, -16.0, -5.2), (19.0, 14.0, -5.4)), GUARD)]
        return Setting(stage, guard, grain=2.6)
    movers: list[Mover] = [
        Swing(-2.9, 7.46, 2.5),
        Walk(_ring(0.2, 2.6, 2.4, 2, 0.0), PEOPLE[5], closed=True),
        Walk(_ring(4.4, 4.0, 2.2, -2, 2.0), PEOPLE[6], closed=True),
        Walk(((0.0, 6.6, 2.2), (20.0, 6.6, 2.2)), PEOPLE[2]),
        Walk(((1.0, -18.0, -5.4), (18.0, 10.0, -5.2)), PEOPLE[1]),
    ]
    return Setting(stage, movers)


def _slide(stage: Stage, x: float, y: float) -> None:
    post = tx.plain(0.2, 3, (150, 92, 40), 230, 6)
    for dx in (-0.8, 0.7):
        for dy in (-0.8, 0.7):
            stage.box((x + dx, y + dy, 0), (x + dx + 0.12, y + dy + 0.12, 2.7), post)
    stage.box((x - 0.8, y - 0.8, 1.3), (x + 0.8, y + 0.8, 1.45), tx.plain(1.6, 0.3, (60, 150, 60), 231, 6))
    stage.box((x - 1.0, y - 1.0, 2.6), (x + 1.0, y + 1.0, 2.95), tx.plain(2, 0.4, (52, 52, 204), 232, 6))
    chute = tx.plain(0.8, 3, (40, 186, 226), 233, 5)
    stage.surface((x - 0.4, y - 3.4, 0.15), (0.8, 0, 0), (0, 2.6, 1.2), chute)
    for dx in (-0.42, 0.42):
        stage.surface((x + dx, y - 3.4, 0.15), (0, 2.6, 1.2), (0, 0, 0.25), tx.plain(3, 0.3, (32, 150, 196), 234, 5))


def _circle(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    return [(x + radius * np.cos(a), y + radius * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 60)]


def lakeside(place: Place) -> Setting:
    """A boardwalk by the pond."""
    stage = place.outdoors([], infrared=True, sun=(-0.5, 0.5, 0.55))
    spots = ((-6.5, 8), (-7, 19), (-6.2, 31), (13, 42), (20, 40), (7, 47))
    for x, y in spots:
        add_crown(stage, x, y, 4.4, 2.4)
    plan = Plan(-26, -6, 34, 80, tx.grass(14, 14, 241))
    plan.area([(1.8, -6), (34, -6), (34, 36), (22, 40), (9, 38), (4.2, 30), (2.6, 14)], tx.water(16, 16, 242))
    plan.area([(-2.4, -6), (1.5, -6), (2.3, 14), (3.8, 31), (8, 41), (4, 44), (0.4, 32), (-1.6, 14)],
              tx.pavers(8, 8, (2.4, 0.18), (92, 124, 158), 243))  # fmt: skip
    stage.ground(plan)
    flats(stage, (-2, 62, 0), (18, 74, 30), (164, 174, 184), 244, place.night)
    flats(stage, (22, 56, 0), (34, 72, 22), (150, 166, 184), 245, place.night)
    fence(stage, (1.6, -2), (2.5, 14), 0.05, 1.1)
    fence(stage, (2.5, 14), (4.0, 31), 0.05, 1.1)
    for reeds in ((6.0, 9.0), (11.0, 16.0), (9.0, 24.0)):
        _reeds(stage, *reeds)
    for index, (x, y) in enumerate(spots):
        draw_tree(stage, x, y, 4.4, 2.4, 250 + index, 1.08)
    lamp_post(stage, -2.9, 13)
    stage.mist((210, 206, 198) if not place.night else (16, 16, 16), 170)
    movers: list[Mover] = [
        Walk(((0.5, -0.4, -5.0), (19.5, 0.6, 22.0)), PEOPLE[3]),
        Walk(((0.7, 0.4, -5.4), (19.7, 1.3, 21.4)), PEOPLE[1]),
        Walk(((2.0, 2.0, 33.0), (14.0, -0.4, 4.0), (17.0, -0.8, -5.5)), PEOPLE[2]),
    ]
    return Setting(
        stage, movers[2:] if place.night else movers, infrared=place.night, grain=4.5 if place.night else 1.5
    )


def _reeds(stage: Stage, x: float, y: float) -> None:
    draw_hedge(stage, (x - 0.8, y), (x + 0.8, y + 0.5), 0.7, int(x * 7 + y))
