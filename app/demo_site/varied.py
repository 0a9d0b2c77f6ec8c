"""The drawn scenes with other people, cars and fires in them, by chance: no two of them are alike, all are labelled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.demo_site.drawing.cars import CarLooks, CarPose
from app.demo_site.drawing.flames import Blaze
from app.demo_site.drawing.lens import Floats, Lens, Vector
from app.demo_site.drawing.people import Looks
from app.demo_site.loops import LOOP_S
from app.demo_site.scenes.base import Drive, Mover, Setting, Still, Walk
from app.demo_site.scenes.blazes import BurningBin
from app.demo_site.scenes.kit import CARS

Way = tuple[tuple[float, float, float], ...]
#: Metres from the camera between which somebody may be put, and how far the depth may be from the ground's.
_NEAR, _FAR, _GROUND = 2.0, 30.0, 0.5
_TRIES = 40
_LEFT_OUT, _BURNS, _EXTRA_PEOPLE, _EXTRA_CAR = 0.3, 0.5, 2.2, 0.3


def varied(setting: Setting, lens: Lens, depth: Floats, chance: np.random.Generator) -> Setting:
    """Return a setting over the same stage: others walk and drive there, elsewhere, some stand or burn.

    lens, depth: of a view of the stage, so that who is added stands on the ground and before the camera.
    """
    movers = [_moved(mover, chance) for mover in setting.movers]
    for _ in range(int(chance.poisson(_EXTRA_PEOPLE))):
        movers += _stroller(lens, depth, chance)
    drivable = any(isinstance(mover, Drive | Still) for mover in (*setting.movers, *setting.parked))
    if drivable and chance.random() < _EXTRA_CAR:
        movers += _standing_car(lens, depth, chance)
    if chance.random() < _BURNS:
        movers += _burning(lens, depth, chance)
    parked = [_moved(mover, chance) for mover in setting.parked if chance.random() > _LEFT_OUT]
    return replace(setting, movers=movers, parked=parked, grain=setting.grain * float(chance.uniform(0.7, 1.3)))


def _moved(mover: Mover, chance: np.random.Generator) -> Mover:
    if isinstance(mover, Walk):
        later = 0.0 if mover.pose is not None or mover.closed else float(chance.uniform(-8, 8))
        return replace(mover, way=_shifted(mover.way, later, 0.4, chance), looks=_person(chance))
    if isinstance(mover, Drive):
        way = _shifted(mover.way, float(chance.uniform(-8, 8)), 0.3, chance)
        return replace(mover, way=way, looks=_car(chance), lamps=bool(chance.random() < 0.5))
    if isinstance(mover, Still):
        turn = np.pi if chance.random() < 0.3 else 0.0
        return replace(mover, pose=replace(mover.pose, heading=mover.pose.heading + turn), looks=_car(chance))
    return mover


def _shifted(way: Way, later: float, aside: float, chance: np.random.Generator) -> Way:
    dx, dy = chance.uniform(-aside, aside, 2)
    return tuple((at + later, x + float(dx), y + float(dy)) for at, x, y in way)


def _ground(lens: Lens, depth: Floats, chance: np.random.Generator) -> tuple[float, float] | None:
    """A place on the ground that the camera sees."""
    for _ in range(_TRIES):
        x, y = int(chance.uniform(0.03, 0.97) * lens.width), int(chance.uniform(0.2, 0.98) * lens.height)
        ray = lens.rays((x, y, x + 1, y + 1))[0, 0]
        if ray[2] > -1e-3:
            continue
        away = float(-lens.position[2] / ray[2])
        if _NEAR < away < _FAR and abs(float(depth[y, x]) - away) < _GROUND:
            spot = lens.position + ray * away
            return float(spot[0]), float(spot[1])
    return None


def _stroller(lens: Lens, depth: Floats, chance: np.random.Generator) -> list[Mover]:
    start, end = _ground(lens, depth, chance), _ground(lens, depth, chance)
    if start is None or end is None:
        return []
    takes = max(2.0, float(np.hypot(end[0] - start[0], end[1] - start[1])) / float(chance.uniform(0.6, 3.0)))
    begins = float(chance.uniform(-takes / 2, LOOP_S / 2))
    return [Walk(((begins, *start), (begins + takes, *end)), _person(chance))]


def _standing_car(lens: Lens, depth: Floats, chance: np.random.Generator) -> list[Mover]:
    spot = _ground(lens, depth, chance)
    if spot is None or np.hypot(spot[0] - lens.position[0], spot[1] - lens.position[1]) < 6:
        return []
    return [Still(CarPose(*spot, float(chance.uniform(0, 2 * np.pi))), _car(chance))]


def _burning(lens: Lens, depth: Floats, chance: np.random.Generator) -> list[Mover]:
    spot = _ground(lens, depth, chance)
    if spot is None:
        return []
    blaze = Blaze(*spot, float(chance.uniform(0.45, 1.5)), seed=float(chance.uniform(0, 9)))
    kind = chance.random()
    return [
        BurningBin(
            blaze,
            float(chance.uniform(-8, 8)),
            flames=bool(kind < 0.85),
            smoke=bool(kind > 0.15),
            bin=bool(chance.random() < 0.6),
        )
    ]


def _person(chance: np.random.Generator) -> Looks:
    skin = (132.0, 164.0, 206.0)
    tint = float(chance.uniform(0.7, 1.05))
    return Looks(
        shirt=_colour(chance, 30, 215),
        trousers=_colour(chance, 24, 150),
        hair=_colour(chance, 18, 60) if chance.random() < 0.85 else (168, 170, 172),
        skin=(skin[0] * tint, skin[1] * tint, skin[2] * tint),
        height=float(chance.uniform(1.08, 1.3) if chance.random() < 0.2 else chance.uniform(1.52, 1.86)),
        bag=_colour(chance, 20, 160) if chance.random() < 0.3 else None,
    )


def _car(chance: np.random.Generator) -> CarLooks:
    usual = CARS[int(chance.integers(len(CARS)))]
    return replace(usual, paint=_colour(chance, 34, 214)) if chance.random() < 0.6 else usual


def _colour(chance: np.random.Generator, low: float, high: float) -> Vector:
    """A colour (BGR) that is as often greyish as not."""
    grey, share = float(chance.uniform(low, high)), float(chance.uniform(0.1, 1.0))
    blue, green, red = (grey * (1 - share) + float(chance.uniform(low, high)) * share for _ in range(3))
    return (blue, green, red)
