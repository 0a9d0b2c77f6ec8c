"""Draws what moves: smooth shapes on a small enlarged cut of the picture, hidden where something nearer stands."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.demo_site.drawing.lens import NEAR, Floats, Lens, Vector
from app.demo_site.drawing.marks import Painted, contrast
from app.demo_site.drawing.opencv import cv2

Picture = NDArray[np.uint8]
Points = NDArray[np.floating]
_SHIFT = 4


class Brush:
    """Draws on one enlarged cut. Points are in the world; radii in metres; colours BGR 0..255, lit by `light`."""

    def __init__(self, lens: Lens, patch: Picture, origin: tuple[int, int], zoom: int, light: Floats) -> None:
        self.lens = lens
        self._patch = patch
        self._origin = np.array(origin, np.float32)
        self._zoom = zoom
        self._light: Vector = (float(light[0]), float(light[1]), float(light[2]))

    def shape(self, points: Points, colour: Vector, shade: float = 1.0, lit: bool = True) -> None:
        """Fill a polygon, unless part of it is behind the camera."""
        pixels, depth = self.lens.project(points)
        if float(depth.min()) > NEAR:
            cv2.fillPoly(self._patch, [self._fixed(pixels)], self._ink(colour, shade, lit), cv2.LINE_AA, _SHIFT)

    def limb(self, start: Points, end: Points, radii: tuple[float, float], colour: Vector, shade: float = 1.0) -> None:
        """Fill a tapered limb with round ends; its upper left is brighter, in more steps the larger it is."""
        pixels, depth = self.lens.project(np.stack([start, end]))
        centres = (pixels - self._origin) * self._zoom
        sizes = np.array([self.lens.focal / depth[0] * radii[0], self.lens.focal / depth[1] * radii[1]]) * self._zoom
        steps = 2 if sizes.max() < 14 else 5
        for step in range(steps):
            share = step / (steps - 1)
            moved = centres - (0.24 * share * sizes)[:, None] * np.array([0.6, 0.6], np.float32)
            self._capsule(moved, sizes * (1 - 0.4 * share), self._ink(colour, shade * (0.76 + 0.24 * share), True))

    def ball(self, centre: Points, radius: float, colour: Vector, shade: float = 1.0) -> None:
        """Fill a ball."""
        self.limb(centre, centre, (radius, radius), colour, shade)

    def line(self, points: Points, colour: Vector, width: float, lit: bool = True) -> None:
        """Draw a line through points, `width` in metres at the first."""
        pixels, depth = self.lens.project(points)
        thick = max(1, round(self.lens.scale_at(float(depth[0])) * width * self._zoom))
        ink = self._ink(colour, 1, lit)
        cv2.polylines(self._patch, [self._fixed(pixels)], False, ink, thick, cv2.LINE_AA, _SHIFT)

    def detail(self, at: Points) -> float:
        """Pixels that a metre has at a point: small things need not be drawn where this is small."""
        _, depth = self.lens.project(at)
        return self.lens.scale_at(float(depth[0]))

    def _capsule(self, centres: Points, sizes: Points, ink: Vector) -> None:
        (ax, ay), (bx, by) = centres.tolist()
        a, b = sizes.tolist()
        length = math.hypot(bx - ax, by - ay)
        if length > 0.5:
            sx, sy = -(by - ay) / length, (bx - ax) / length
            outline = (
                (ax + sx * a, ay + sy * a),
                (bx + sx * b, by + sy * b),
                (bx - sx * b, by - sy * b),
                (ax - sx * a, ay - sy * a),
            )
            corners = np.array([[[_fix(x), _fix(y)]] for x, y in outline], np.int32)
            cv2.fillConvexPoly(self._patch, corners, ink, cv2.LINE_AA, _SHIFT)
        for x, y, size in ((ax, ay, a), (bx, by, b)):
            cv2.circle(self._patch, (_fix(x), _fix(y)), int(size * 2**_SHIFT), ink, -1, cv2.LINE_AA, _SHIFT)

    def _fixed(self, pixels: Floats) -> NDArray[np.int32]:
        return _fixed((pixels - self._origin) * self._zoom)

    def _ink(self, colour: Vector, shade: float, lit: bool) -> Vector:
        blue, green, red = self._light if lit else (1.0, 1.0, 1.0)
        return (
            min(255.0, colour[0] * blue * shade),
            min(255.0, colour[1] * green * shade),
            min(255.0, colour[2] * red * shade),
        )


def _fix(value: float) -> int:
    return int(min(9000.0, max(-9000.0, value)) * 2**_SHIFT)


def _fixed(pixels: Floats) -> NDArray[np.int32]:
    return np.round(np.clip(pixels, -9000, 9000) * 2**_SHIFT).astype(np.int32).reshape(-1, 1, 2)


Draw = Callable[[Brush], None]


def paint(picture: Picture, depth: Floats, lens: Lens, body: Points, light: Floats, draw: Draw) -> Painted | None:
    """Let `draw` paint something whose outermost points are `body`, behind what is nearer than its middle.

    Returns where it is seen, None where the camera does not look.
    """
    cut = cut_of(lens, body, picture.shape)
    if cut is None:
        return None
    left, top, right, bottom = cut
    size = max(right - left, bottom - top)
    zoom = 3 if size < 170 else 2 if size < 420 else 1
    under = picture[top:bottom, left:right]
    patch = np.ascontiguousarray(under.repeat(zoom, 0).repeat(zoom, 1))
    draw(Brush(lens, patch, (left, top), zoom, light))
    if zoom > 1:
        patch = cv2.resize(patch, (right - left, bottom - top), interpolation=cv2.INTER_AREA)
    middle = float((np.asarray(body, np.float32).mean(0) - lens.position) @ lens.forward)
    hidden = depth[top:bottom, left:right] < middle - 0.35
    mask = (patch != under).any(axis=2)
    seen = mask & ~hidden
    painted = Painted(left, top, seen, int(mask.sum()), contrast=contrast(under, patch, seen))
    if hidden.any():
        patch[hidden] = under[hidden]
    picture[top:bottom, left:right] = patch
    return painted


def paint_shadow(picture: Picture, depth: Floats, lens: Lens, shapes: list[Points], dark: float, soft: float) -> None:
    """Darken the ground under outlines; `soft` is the blur in metres."""
    shapes = [shape for shape in shapes if lens.in_front(np.asarray(shape, np.float32))]
    if not shapes or dark <= 0.01:
        return
    every = np.concatenate(shapes)
    middle = float((every.mean(0) - lens.position) @ lens.forward)
    reach = max(0.5, lens.scale_at(middle) * soft)
    cut = cut_of(lens, every, picture.shape, margin=int(reach * 3) + 4)
    if cut is None:
        return
    left, top, right, bottom = cut
    mask = np.zeros((bottom - top, right - left), np.uint8)
    for shape in shapes:
        pixels, _ = lens.project(shape)
        cv2.fillPoly(mask, [_fixed(pixels - np.array([left, top], np.float32))], 255, cv2.LINE_AA, _SHIFT)
    mask = cv2.GaussianBlur(mask, (0, 0), reach)
    mask[depth[top:bottom, left:right] < middle - 1.2] = 0
    keep = (1 - dark * mask.astype(np.float32) / 255)[..., None]
    under = picture[top:bottom, left:right]
    picture[top:bottom, left:right] = (under * keep).astype(np.uint8)


def cut_of(lens: Lens, body: Points, shape: tuple[int, ...], margin: int = 4) -> tuple[int, int, int, int] | None:
    """Give the pixels (left, top, right, bottom) around points in the world; None where there are none."""
    pixels, _ = lens.project(body)
    ahead = (np.asarray(body, np.float32) - lens.position) @ lens.forward
    if (ahead < 0.3).all():
        return None
    low, high = pixels.min(0) - margin, pixels.max(0) + margin
    left, top = max(0, int(low[0])), max(0, int(low[1]))
    right, bottom = min(shape[1], int(high[0]) + 1), min(shape[0], int(high[1]) + 1)
    return (left, top, right, bottom) if right - left > 2 and bottom - top > 2 else None
