"""A scene: a still stage, what moves on it, and what a surveillance camera does to the picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.demo_site.drawing.brush import Picture
from app.demo_site.drawing.captions import Caption
from app.demo_site.drawing.cars import CarLooks, CarPose, draw_car
from app.demo_site.drawing.lens import Floats, Lens, View
from app.demo_site.drawing.light import Light
from app.demo_site.drawing.marks import Drawn, Mark, Painted, drawn
from app.demo_site.drawing.opencv import cv2
from app.demo_site.drawing.people import Looks, Pose, draw_person
from app.demo_site.drawing.stage import Stage
from app.demo_site.loops import LOOP_S

PERSON, CAR, FIRE, SMOKE = "person", "car", "fire", "smoke"


@dataclass(slots=True)
class Canvas:
    """What movers draw on: the picture, the still stage's depth, the lens and the light; and what they drew."""

    picture: Picture
    depth: Floats
    lens: Lens
    light: Light
    marks: list[Mark] = field(default_factory=list)

    def mark(self, label: str, painted: Painted | None) -> None:
        """Note where a thing was drawn."""
        if painted is not None:
            self.marks.append(Mark(label, painted))


class Mover(Protocol):
    """Something that moves; `draw` is given the loop's second, 0 <= t < LOOP_S."""

    def draw(self, canvas: Canvas, t: float) -> None:
        """Draw it as it is at t; nothing while it is away."""
        ...

    def distance(self, canvas: Canvas, t: float) -> float:
        """Metres from the camera: the farther are drawn first."""
        ...


@dataclass(frozen=True, slots=True)
class Walk:
    """A person on a way of (second, x, y) points; away before the first and after the last."""

    way: tuple[tuple[float, float, float], ...]
    looks: Looks
    closed: bool = False
    pose: Callable[[float, Pose], Pose] | None = None

    def draw(self, canvas: Canvas, t: float) -> None:
        """Draw it as it is at t."""
        place = along(self.way, t, self.closed)
        if place is None:
            return
        x, y, heading, speed, rolled = place
        stride = 0.62 * self.looks.height / 1.7
        pose = Pose((x, y, 0.0), heading, rolled / stride * np.pi, min(1.6, speed / 1.25))
        pose = self.pose(t, pose) if self.pose else pose
        canvas.mark(PERSON, draw_person(canvas.picture, canvas.depth, canvas.lens, canvas.light, pose, self.looks))

    def distance(self, canvas: Canvas, t: float) -> float:
        """Metres from the camera."""
        return _distance(canvas, along(self.way, t, self.closed))


@dataclass(frozen=True, slots=True)
class Drive:
    """A car on a way of (second, x, y) points."""

    way: tuple[tuple[float, float, float], ...]
    looks: CarLooks
    lamps: bool = False
    backwards: bool = False

    def draw(self, canvas: Canvas, t: float) -> None:
        """Draw it as it is at t."""
        place = along(self.way, t, closed=False)
        if place is None:
            return
        x, y, heading, speed, rolled = place
        later = along(self.way, min(t + 0.7, self.way[-1][0]), closed=False)
        braking = speed < 0.3 or (later is not None and later[3] < speed - 0.4)
        turn = np.pi if self.backwards else 0.0
        pose = CarPose(x, y, heading + turn, rolled, self.lamps, braking)
        canvas.mark(CAR, draw_car(canvas.picture, canvas.depth, canvas.lens, canvas.light, pose, self.looks))

    def distance(self, canvas: Canvas, t: float) -> float:
        """Metres from the camera."""
        return _distance(canvas, along(self.way, t, closed=False))


@dataclass(frozen=True, slots=True)
class Still:
    """A parked car; it is painted into the stage."""

    pose: CarPose
    looks: CarLooks

    def draw(self, canvas: Canvas, t: float) -> None:
        """Draw it as it is at t."""
        canvas.mark(CAR, draw_car(canvas.picture, canvas.depth, canvas.lens, canvas.light, self.pose, self.looks))

    def distance(self, canvas: Canvas, t: float) -> float:
        """Metres from the camera."""
        return _distance(canvas, (self.pose.x, self.pose.y, 0, 0, 0))


@dataclass(slots=True)
class Setting:
    """What a scene's builder returns: the drawn stage, its movers, and how the camera sees.

    infrared: grey, as in the dark with the camera's own light. grain: the sensor's noise. parked: painted in once.
    """

    stage: Stage
    movers: list[Mover] = field(default_factory=list)
    parked: list[Mover] = field(default_factory=list)
    infrared: bool = False
    grain: float = 1.6


class Scene:
    """Pictures of one camera, one for each moment of the loop."""

    def __init__(self, setting: Setting, view: View, size: tuple[int, int], caption: Caption, seed: int) -> None:
        self._movers = setting.movers
        self._infrared = setting.infrared
        picture, depth = setting.stage.finish(size)
        self._canvas = Canvas(picture, depth, Lens(view, size), setting.stage.light)
        self._caption = caption
        self._noise = _grain(size, setting.grain, seed)
        self._draw_in_order(setting.parked, 0.0)
        self._still = self._canvas.picture
        self._parked = tuple(self._canvas.marks)

    def picture(self, t: float, index: int) -> NDArray[np.uint8]:
        """Return the picture (h, w, 3) at loop second t; `index` picks the noise."""
        self._canvas.picture = self._still.copy()
        self._canvas.marks = list(self._parked)
        self._draw_in_order(self._movers, t)
        picture = self._canvas.picture
        if self._infrared:
            picture = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
        up, down = self._noise[index * 7 % len(self._noise)]
        picture = cv2.subtract(cv2.add(picture, up), down)
        self._caption.burn(picture, t)
        return picture

    def drawn(self) -> tuple[Drawn, ...]:
        """Where the people, cars and fires of the last picture are."""
        return drawn(self._canvas.marks, (self._canvas.lens.width, self._canvas.lens.height))

    def _draw_in_order(self, movers: list[Mover], t: float) -> None:
        for mover in sorted(movers, key=lambda mover: -mover.distance(self._canvas, t)):
            mover.draw(self._canvas, t)


def along(
    way: tuple[tuple[float, float, float], ...], t: float, closed: bool
) -> tuple[float, float, float, float, float] | None:
    """Return x, y, heading, speed and metres gone on a smoothed way at t; None when not on it.

    A closed way ends where it began, LOOP_S later.
    """
    if not way[0][0] <= t <= way[-1][0]:
        if not closed:
            return None
        t = way[0][0] + (t - way[0][0]) % LOOP_S
    table = _table(way)
    at = (t - way[0][0]) / _STEP
    low = min(int(at), len(table) - 2)
    share = at - low
    a, b = table[low], table[low + 1]
    x, y, gone, speed = (float(a[k] + (b[k] - a[k]) * share) for k in (0, 1, 2, 3))
    return x, y, float(a[4]), speed, gone


_STEP = 0.04


@lru_cache(maxsize=256)
def _table(way: tuple[tuple[float, float, float], ...]) -> NDArray[np.float64]:
    """Sample a way every _STEP seconds: x, y, metres gone, speed, heading (kept while at rest)."""
    times = np.append(np.arange(way[0][0], way[-1][0], _STEP), (way[-1][0], way[-1][0] + _STEP))
    spots = np.array([_spot(np.array(way, np.float64), t) for t in times])
    steps = np.hypot(*np.diff(spots, axis=0, append=spots[-1:]).T)
    speed = np.convolve(steps / _STEP, np.ones(5) / 5, "same")
    ahead, behind = np.roll(spots, -3, 0), np.roll(spots, 3, 0)
    ahead[-3:], behind[:3] = spots[-1], spots[0]
    heading = np.arctan2(ahead[:, 1] - behind[:, 1], ahead[:, 0] - behind[:, 0])
    moving = np.hypot(*(ahead - behind).T) > 0.02
    last = np.maximum.accumulate(np.where(moving, np.arange(len(times)), -1))
    first = int(np.argmax(moving)) if moving.any() else 0
    heading = heading[np.where(last < 0, first, last)] if moving.any() else np.full(len(times), np.pi / 2)
    gone = np.concatenate([[0.0], np.cumsum(steps)[:-1]])
    return np.column_stack([spots, gone, speed, heading])


def _spot(points: NDArray[np.float64], t: float) -> tuple[float, float]:
    """Interpolate with a Hermite curve, at rest where two points are the same."""
    t = float(np.clip(t, points[0, 0], points[-1, 0]))
    i = int(np.clip(np.searchsorted(points[:, 0], t, "right") - 1, 0, len(points) - 2))
    span = points[i + 1, 0] - points[i, 0]
    u = (t - points[i, 0]) / span
    a, b = points[i, 1:], points[i + 1, 1:]
    va, vb = _velocity(points, i) * span, _velocity(points, i + 1) * span
    h = (2 * u**3 - 3 * u**2 + 1, u**3 - 2 * u**2 + u, -2 * u**3 + 3 * u**2, u**3 - u**2)
    x, y = h[0] * a + h[1] * va + h[2] * b + h[3] * vb
    return float(x), float(y)


def _velocity(points: NDArray[np.float64], i: int) -> NDArray[np.float64]:
    low, high = max(i - 1, 0), min(i + 1, len(points) - 1)
    for a, b in ((low, i), (i, high)):
        if a != b and np.allclose(points[a, 1:], points[b, 1:]):
            return np.zeros(2)
    velocity: NDArray[np.float64] = (points[high, 1:] - points[low, 1:]) / (points[high, 0] - points[low, 0])
    return velocity


def _distance(canvas: Canvas, place: tuple[float, ...] | None) -> float:
    if place is None:
        return 0.0
    return float(np.hypot(place[0] - canvas.lens.position[0], place[1] - canvas.lens.position[1]))


def _grain(size: tuple[int, int], amount: float, seed: int) -> list[tuple[Picture, Picture]]:
    """A few fields of sensor noise, as what is added and what is taken away."""
    chance = np.random.default_rng(seed)
    fields = []
    for _ in range(6):
        luma = chance.standard_normal((size[1], size[0], 1), np.float32)
        chroma = chance.standard_normal((size[1], size[0], 3), np.float32)
        field_ = (luma * 0.85 + chroma * 0.4) * amount
        fields.append((np.clip(field_, 0, 60).astype(np.uint8), np.clip(-field_, 0, 60).astype(np.uint8)))
    return fields
