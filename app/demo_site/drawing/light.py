"""Light on a surface: sky and sun with cast shadows, lamps, and the camera's own infrared."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.demo_site.drawing.lens import Floats, Vector


@dataclass(frozen=True, slots=True)
class Lamp:
    """A lamp: brightness at one metre below, and colour as BGR shares."""

    position: Vector
    power: float
    colour: Vector = (0.78, 0.92, 1.0)


@dataclass(frozen=True, slots=True)
class Block:
    """An upright box that casts a shadow; `dark` is the share of sun it takes, less for a railing."""

    low: Vector
    high: Vector
    dark: float = 1.0


@dataclass(frozen=True, slots=True)
class Crown:
    """A tree's crown that casts a dappled shadow."""

    centre: Vector
    radius: float


@dataclass(slots=True)
class Light:
    """All light of a scene. ambient and sun: BGR shares; sun_from: direction to the sun, None without sun."""

    ambient: Vector = (0.7, 0.64, 0.6)
    sun: Vector = (0.66, 0.78, 0.86)
    sun_from: Vector | None = (0.5, -0.45, 0.74)
    lamps: list[Lamp] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    crowns: list[Crown] = field(default_factory=list)

    def on(self, points: Floats, normal: NDArray[np.floating]) -> Floats:
        """Return the light (..., 3) on points (..., 3) of a surface with this normal."""
        shade = 0.86 + 0.14 * float(normal[2])
        light = np.broadcast_to(np.array(self.ambient, np.float32) * shade, points.shape).copy()
        if self.sun_from is not None:
            facing = float(np.dot(normal, self._sun()))
            if facing > 0.02:
                light += (self.lit(points) * facing)[..., None] * np.array(self.sun, np.float32)
        for lamp in self.lamps:
            light += self._from_lamp(lamp, points, normal)
        return light

    def at(self, point: Vector) -> Floats:
        """Return the light (3) on something that stands at a point and faces all ways."""
        spot = np.array(point, np.float32) + np.array([0, 0, 0.9], np.float32)
        light = np.array(self.ambient, np.float32)
        if self.sun_from is not None:
            light = light + 0.75 * self.sun_at((point[0], point[1], point[2] + 0.9)) * np.array(self.sun, np.float32)
        for lamp in self.lamps:
            away = np.array(lamp.position, np.float32) - spot
            reach = lamp.power / (float(away @ away) + 1.5)
            light = light + reach * 0.7 * np.array(lamp.colour, np.float32)
        return np.asarray(light, np.float32)

    def sun_at(self, point: Vector) -> float:
        """Return the share of sun that reaches one point; plain arithmetic, since movers ask for it all the time."""
        if self.sun_from is None:
            return 0.0
        norm = math.sqrt(sum(part * part for part in self.sun_from))
        sun = (self.sun_from[0] / norm, self.sun_from[1] / norm, self.sun_from[2] / norm)
        if any(block.dark > 0.5 and _blocked(point, sun, block) for block in self.blocks):
            return 0.0
        share = 1.0
        for crown in self.crowns:
            away = tuple(crown.centre[k] - point[k] for k in range(3))
            forward = sum(away[k] * sun[k] for k in range(3))
            miss = math.sqrt(max(0.0, sum(part * part for part in away) - forward * forward))
            if forward > 0:
                share *= 1 - 0.75 * min(1.0, max(0.0, (crown.radius - miss) / 0.6))
        return share

    def lit(self, points: Floats) -> Floats:
        """Return the share of sun (...) that reaches each point."""
        share = np.ones(points.shape[:-1], np.float32)
        sun = self._sun()
        for block in self.blocks:
            share *= 1 - block.dark * _behind(points, sun, block)
        for crown in self.crowns:
            away = np.array(crown.centre, np.float32) - points
            along = away @ sun
            miss = np.linalg.norm(away - along[..., None] * sun, axis=-1)
            ripple = np.sin(points[..., 0] * 5.1 + points[..., 1] * 2.3) * np.sin(points[..., 1] * 6.7 - points[..., 0])
            inside = np.clip((crown.radius * (1 + 0.12 * ripple) - miss) / 0.5, 0, 1) * (along > 0)
            share *= 1 - inside * (0.82 - 0.25 * (ripple > 0.55))
        return share

    def _sun(self) -> Floats:
        sun = np.array(self.sun_from or (0, 0, 1), np.float32)
        return sun / np.linalg.norm(sun)

    @staticmethod
    def _from_lamp(lamp: Lamp, points: Floats, normal: NDArray[np.floating]) -> Floats:
        away = np.array(lamp.position, np.float32) - points
        square = np.einsum("...i,...i->...", away, away)
        facing = np.clip(away @ np.asarray(normal, np.float32), 0, None) / np.sqrt(square + 1e-3)
        reach = lamp.power * (0.25 + 0.75 * facing) / (square + 1.5)
        return np.asarray(reach[..., None] * np.array(lamp.colour, np.float32), np.float32)


def _blocked(point: Vector, sun: Vector, block: Block) -> bool:
    """The slab test for one point."""
    enter, leave = 1e-3, math.inf
    for axis in range(3):
        step = sun[axis] or 1e-6
        first = (block.low[axis] - point[axis]) / step
        last = (block.high[axis] - point[axis]) / step
        enter, leave = max(enter, min(first, last)), min(leave, max(first, last))
    return leave > enter + 0.01


def _behind(points: Floats, sun: Floats, block: Block) -> Floats:
    """Whether the way to the sun goes through a box: the slab test, with a soft edge left to the lens."""
    enter = np.full(points.shape[:-1], 1e-3, np.float32)
    leave = np.full(points.shape[:-1], np.inf, np.float32)
    for axis in range(3):
        step = float(sun[axis]) or 1e-6
        first = (block.low[axis] - points[..., axis]) / step
        last = (block.high[axis] - points[..., axis]) / step
        enter = np.maximum(enter, np.minimum(first, last))
        leave = np.minimum(leave, np.maximum(first, last))
    return np.asarray(leave > enter + 0.01, np.float32)
