"""Cars: a profile with rounded shoulders, glass, wheels that turn, lamps, a plate and a shadow."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from app.demo_site.drawing.brush import Brush, paint, paint_shadow
from app.demo_site.drawing.lens import Floats, Lens, Vector
from app.demo_site.drawing.light import Light
from app.demo_site.drawing.marks import Painted
from app.demo_site.drawing.opencv import cv2

Profile = tuple[tuple[float, float, float], ...]
"""Points (x along the car, height, half width), from the front bumper over the roof to the rear bumper."""

SEDAN: Profile = (
    *((2.28, 0.3, 0.78), (2.32, 0.55, 0.82), (2.2, 0.72, 0.86), (1.05, 0.92, 0.88), (0.3, 1.4, 0.62)),
    *((-0.85, 1.42, 0.62), (-1.65, 1.02, 0.84), (-2.2, 0.98, 0.84), (-2.3, 0.6, 0.84), (-2.26, 0.3, 0.8)),
)
SUV: Profile = (
    *((2.2, 0.36, 0.82), (2.26, 0.72, 0.88), (2.1, 0.95, 0.9), (1.05, 1.06, 0.92), (0.42, 1.64, 0.7)),
    *((-1.6, 1.68, 0.7), (-2.1, 1.12, 0.88), (-2.2, 1.05, 0.88), (-2.26, 0.7, 0.88), (-2.22, 0.36, 0.84)),
)
VAN: Profile = (
    *((2.35, 0.36, 0.84), (2.4, 0.8, 0.9), (2.3, 1.05, 0.92), (1.9, 1.2, 0.92), (1.25, 1.9, 0.8)),
    *((-2.3, 1.95, 0.8), (-2.42, 1.2, 0.92), (-2.44, 1.1, 0.92), (-2.45, 0.7, 0.92), (-2.42, 0.36, 0.88)),
)
GLASS: Vector = (58, 52, 44)


@dataclass(frozen=True, slots=True)
class CarLooks:
    """Body, paint (BGR) and the plate's ground colour."""

    profile: Profile = SEDAN
    paint: Vector = (168, 170, 172)
    plate: Vector = (150, 70, 28)


@dataclass(frozen=True, slots=True)
class CarPose:
    """Middle of the car on the ground, heading in radians (0: +x), metres rolled, and its lamps."""

    x: float
    y: float
    heading: float
    rolled: float = 0.0
    lamps: bool = False
    braking: bool = False
    z: float = 0.0


def draw_car(
    picture: np.ndarray, depth: Floats, lens: Lens, light: Light, pose: CarPose, looks: CarLooks
) -> Painted | None:
    """Draw one car with shadow; tell where the car is."""
    frame = _Frame(pose)
    _draw_shadow(picture, depth, lens, light, frame, looks)
    corners = frame.world([(x, s * 1.05, z) for x in (-2.6, 2.6) for s in (-1, 1) for z in (0, looks.profile[5][1])])
    lit = light.at((pose.x, pose.y, pose.z))
    return paint(picture, depth, lens, corners, lit, lambda brush: _draw(brush, frame, looks, pose, lens))


class _Frame:
    """Turns the car's own coordinates (ahead, left, up) into the world's."""

    def __init__(self, pose: CarPose) -> None:
        cosine, sine = np.cos(pose.heading), np.sin(pose.heading)
        self._turn = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]], np.float32)
        self._at = np.array([pose.x, pose.y, pose.z], np.float32)

    def world(self, points: list[Vector] | Floats) -> Floats:
        return np.array(points, np.float32) @ self._turn.T + self._at

    def direction(self, vector: Floats) -> Floats:
        return np.asarray(self._turn @ vector, np.float32)


def _draw(brush: Brush, frame: _Frame, looks: CarLooks, pose: CarPose, lens: Lens) -> None:
    eye = lens.position
    near = 1.0 if _faces(frame, [(0, 1, 0.5), (0, 0, 0.5)], eye) else -1.0
    for side in (-near, near):
        _wheels(brush, frame, side, pose, behind=side != near)
    for x in (2.1, -2.1):
        skirt = [(x, 0.76, 0.4), (x, -0.76, 0.4), (x, -0.72, 0.14), (x, 0.72, 0.14)]
        brush.shape(frame.world(skirt), (16, 16, 17))
    strips = _strips(looks.profile)
    strips.sort(key=lambda strip: -float(np.linalg.norm(frame.world(strip[0]).mean(0) - eye)))
    for corners, kind in strips:
        _panel(brush, frame, corners, kind, looks, eye)
    _side(brush, frame, near, looks)
    _wheels(brush, frame, near, pose, behind=False)
    _front(brush, frame, looks, pose, eye)
    _rear(brush, frame, looks, pose, eye)


def _strips(profile: Profile) -> list[tuple[list[Vector], str]]:
    """The panels over the car from bumper to bumper."""
    kinds = ("paint", "paint", "paint", "glass", "roof", "glass", "paint", "paint", "paint")
    found = []
    for (a, b), kind in zip(pairwise(profile), kinds, strict=True):
        corners = [(a[0], a[2], a[1]), (a[0], -a[2], a[1]), (b[0], -b[2], b[1]), (b[0], b[2], b[1])]
        found.append((corners, kind))
    return found


def _panel(brush: Brush, frame: _Frame, corners: list[Vector], kind: str, looks: CarLooks, eye: Floats) -> None:
    points = frame.world(corners)
    normal = np.cross(points[1] - points[0], points[2] - points[1])
    normal = normal / max(float(np.linalg.norm(normal)), 1e-6)
    if normal[2] < -0.3:
        normal = -normal
    middle = points.mean(0)
    outward = middle - frame.world([(0, 0, 0.6)])[0]
    if float(normal @ outward) < 0:
        normal = -normal
    if float(normal @ (eye - middle)) < 0:
        return
    shade = 0.62 + 0.5 * max(0.0, float(normal[2])) + 0.1 * float(normal[0])
    if kind == "glass":
        brush.shape(points, looks.paint, 0.7)
        inner = middle + (points - middle) * 0.9
        brush.shape(inner, GLASS, 0.95)
        gleam = np.stack([inner[0], inner[0] * 0.75 + inner[1] * 0.25, inner[3] * 0.45 + inner[2] * 0.55, inner[3]])
        brush.shape(gleam, (128, 120, 108), 0.9)
    else:
        brush.shape(points, looks.paint, shade)


def _side(brush: Brush, frame: _Frame, side: float, looks: CarLooks) -> None:
    p = looks.profile
    belt = [p[i] for i in (0, 1, 2, 3, 6, 7, 8, 9)]
    lower = frame.world([(x, side * w, z) for x, z, w in belt])
    brush.shape(lower, looks.paint, 0.74)
    sill = [(p[0][0] - 0.05, side * p[0][2], 0.46), (p[9][0] + 0.05, side * p[9][2], 0.46)]
    foot = [(p[9][0], side * p[9][2], p[9][1]), (p[0][0], side * p[0][2], p[0][1])]
    brush.shape(frame.world([*sill, *foot]), looks.paint, 0.5)
    upper = [p[3], p[4], p[5], p[6]]
    brush.shape(frame.world([(x, side * w, z) for x, z, w in upper]), looks.paint, 0.66)
    _side_windows(brush, frame, side, upper)
    if brush.detail(frame.world([(0, side * 0.9, 0.8)])) < 24:
        return
    seam = (looks.paint[0] * 0.5, looks.paint[1] * 0.5, looks.paint[2] * 0.5)
    for x in (0.35, -0.75):
        brush.line(frame.world([(x, side * 0.885, 0.92), (x, side * 0.88, 0.42)]), seam, 0.02)
        handle = [(x - dx, side * 0.9, z) for dx, z in ((0.35, 0.8), (0.2, 0.8), (0.2, 0.77), (0.35, 0.77))]
        brush.shape(frame.world(handle), looks.paint, 1.1)


def _side_windows(brush: Brush, frame: _Frame, side: float, upper: list[tuple[float, float, float]]) -> None:
    (fx, fz, fw), (rx, rz, rw), (bx, bz, bw), (ex, ez, ew) = upper

    def on(share_x: float, share_z: float) -> Vector:
        low = (fx + (ex - fx) * share_x, fz + (ez - fz) * share_x, fw + (ew - fw) * share_x)
        high = (rx + (bx - rx) * share_x, rz + (bz - rz) * share_x, rw + (bw - rw) * share_x)
        x, z, w = (a + (b - a) * share_z for a, b in zip(low, high, strict=True))
        return x, side * (w + 0.004), z

    for start, end in ((0.1, 0.47), (0.53, 0.9)):
        brush.shape(frame.world([on(start, 0.12), on(end, 0.12), on(end, 0.88), on(start, 0.88)]), GLASS)
        brush.shape(frame.world([on(start, 0.55), on(end, 0.7), on(end, 0.88), on(start, 0.88)]), (104, 98, 88), 0.9)


_RING = np.stack([np.cos(np.linspace(0, 2 * np.pi, 21)[:-1]), np.sin(np.linspace(0, 2 * np.pi, 21)[:-1])], -1)
_RUBBER, _STEEL, _GAP = (22.0, 22.0, 24.0), (150.0, 152.0, 156.0), (60.0, 62.0, 66.0)


def _wheels(brush: Brush, frame: _Frame, side: float, pose: CarPose, behind: bool) -> None:
    for x in (1.42, -1.38):
        y = side * (0.8 if behind else 0.87)
        middle = np.array([x, y, 0.32], np.float32)
        brush.shape(frame.world(_disc(middle, 0.36)), _RUBBER, 0.6 if behind else 1.0)
        if behind:
            continue
        brush.shape(frame.world(_disc(middle, 0.21)), _STEEL)
        if brush.detail(frame.world(middle[None])) > 24:
            for spoke in range(5):
                angle = -pose.rolled / 0.32 + spoke * 2 * np.pi / 5
                tip = middle + np.array([0.19 * np.cos(angle), 0, 0.19 * np.sin(angle)], np.float32)
                brush.line(frame.world(np.stack([middle, tip])), _GAP, 0.035)


def _disc(middle: Floats, radius: float) -> Floats:
    points = np.tile(middle, (len(_RING), 1))
    points[:, 0::2] += (_RING * radius).astype(np.float32)
    return points


def _front(brush: Brush, frame: _Frame, looks: CarLooks, pose: CarPose, eye: Floats) -> None:
    if not _faces(frame, [(2.3, 0, 0.6), (0, 0, 0.6)], eye):
        return
    p = looks.profile
    z, low, x = p[1][1], p[0][1], p[1][0] + 0.01
    brush.shape(frame.world([(x, 0.5, z), (x, -0.5, z), (x, -0.55, z - 0.14), (x, 0.55, z - 0.14)]), (24, 24, 26))
    brush.shape(frame.world([(x, 0.6, low + 0.1), (x, -0.6, low + 0.1), (x, -0.6, low), (x, 0.6, low)]), (22, 22, 24))
    _plate(brush, frame, x + 0.01, low + 0.06, looks)
    for s in (-1, 1):
        lamp = [(x - 0.02, s * 0.82, z + 0.12), (x, s * 0.5, z + 0.1), (x, s * 0.52, z - 0.02), (x - 0.02, s * 0.8, z)]
        brush.shape(frame.world(lamp), (255, 252, 246) if pose.lamps else (206, 208, 210), lit=not pose.lamps)


def _rear(brush: Brush, frame: _Frame, looks: CarLooks, pose: CarPose, eye: Floats) -> None:
    if not _faces(frame, [(-2.3, 0, 0.6), (0, 0, 0.6)], eye):
        return
    p = looks.profile
    z, x = p[8][1] + 0.2, p[8][0] - 0.01
    _plate(brush, frame, x - 0.01, p[8][1], looks)
    on = pose.lamps or pose.braking
    for s in (-1, 1):
        lamp = [(x, s * 0.82, z + 0.14), (x, s * 0.5, z + 0.12), (x, s * 0.5, z), (x, s * 0.82, z - 0.02)]
        brush.shape(frame.world(lamp), (60, 50, 255) if on else (36, 30, 150), lit=not on)


def _plate(brush: Brush, frame: _Frame, x: float, z: float, looks: CarLooks) -> None:
    brush.shape(frame.world([(x, 0.22, z + 0.14), (x, -0.22, z + 0.14), (x, -0.22, z), (x, 0.22, z)]), looks.plate, 1.1)
    marks = [(x, 0.16, z + 0.07), (x, -0.16, z + 0.07)]
    brush.line(frame.world(marks), (220, 224, 228), 0.05)


def _faces(frame: _Frame, ends: list[Vector], eye: Floats) -> bool:
    tip, root = frame.world(ends)
    return float((tip - root) @ (eye - tip)) > 0


def _draw_shadow(picture: np.ndarray, depth: Floats, lens: Lens, light: Light, frame: _Frame, looks: CarLooks) -> None:
    foot = frame.world([(2.2, 0.85, 0), (2.2, -0.85, 0), (-2.2, -0.85, 0), (-2.2, 0.85, 0)])
    paint_shadow(picture, depth, lens, [foot], 0.62, 0.12)
    middle = foot.mean(0)
    if light.sun_from is None or light.sun_at((float(middle[0]), float(middle[1]), 0.1)) < 0.4:
        return
    sun = np.array(light.sun_from, np.float32)
    away = np.array([-sun[0] / sun[2], -sun[1] / sun[2], 0], np.float32)
    height = looks.profile[4][1]
    top = frame.world([(0.6, 0.65, 0), (0.6, -0.65, 0), (-1.5, -0.65, 0), (-1.5, 0.65, 0)]) + away * height
    shadow = []
    for upper in (top, foot + away * 0.8):
        hull = cv2.convexHull(np.concatenate([foot, upper])[:, :2].astype(np.float32))[:, 0]
        shadow.append(np.concatenate([hull, np.zeros((len(hull), 1), np.float32)], 1))
    paint_shadow(picture, depth, lens, shadow, 0.45, 0.06)
