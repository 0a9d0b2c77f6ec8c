"""Trees and hedges: clouds of leaves, lit from above, painted once into a stage."""

from __future__ import annotations

import numpy as np

from app.demo_site.drawing.lens import Vector
from app.demo_site.drawing.light import Crown
from app.demo_site.drawing.opencv import cv2
from app.demo_site.drawing.stage import Stage


def add_crown(stage: Stage, x: float, y: float, height: float, radius: float) -> None:
    """Announce a tree to the light, before the ground is drawn, so that it casts its shadow."""
    stage.light.crowns.append(Crown((x, y, height), radius))


def draw_tree(stage: Stage, x: float, y: float, height: float, radius: float, seed: int, green: float = 1.0) -> None:
    """Draw trunk and crown; `height` is the crown's middle."""
    chance = np.random.default_rng(seed)
    _trunk(stage, x, y, height)
    light = stage.light.at((x, y, height))
    near = stage.lens.scale_at(float(np.hypot(x - stage.lens.position[0], y - stage.lens.position[1])))
    count = int(np.clip(1500 * near * radius / 160, 900, 6000))
    spots = chance.normal(0, 0.42, (count, 3)).astype(np.float32)
    spots *= radius / np.maximum(1, np.linalg.norm(spots, axis=1, keepdims=True)) * np.array([1, 1, 0.85], np.float32)
    leaves = spots + np.array([x, y, height], np.float32)
    _leaves(stage, leaves, spots[:, 2] / radius, light, chance, radius, green)


def draw_hedge(stage: Stage, start: tuple[float, float], end: tuple[float, float], height: float, seed: int) -> None:
    """Draw a clipped hedge along a line."""
    chance = np.random.default_rng(seed)
    length = float(np.hypot(end[0] - start[0], end[1] - start[1]))
    count = int(260 * length)
    share = chance.random((count, 1), np.float32)
    spots = np.array(start, np.float32) + (np.array(end, np.float32) - np.array(start, np.float32)) * share
    rise = chance.random((count, 1), np.float32)
    leaves = np.concatenate([spots + chance.normal(0, 0.16, (count, 2)).astype(np.float32), rise * height], 1)
    light = stage.light.at((float(spots[0, 0]), float(spots[0, 1]), height))
    _leaves(stage, leaves.astype(np.float32), rise[:, 0] * 1.4 - 0.8, light, chance, 0.8, 0.95)


def _trunk(stage: Stage, x: float, y: float, height: float) -> None:
    pixels, depth = stage.lens.project([(x, y, 0.0), (x, y, height)])
    if not stage.lens.in_front(np.array([[x, y, 0.0]], np.float32)):
        return
    thick = max(2, round(stage.lens.scale_at(float(depth[0])) * 0.2))
    mask = np.zeros(stage.depth.shape, np.uint8)
    a, b = (tuple(int(v) for v in np.clip(p, -20000, 20000)) for p in pixels)
    cv2.line(mask, a, b, 255, thick, cv2.LINE_AA)
    share = (mask.astype(np.float32) / 255 * (stage.depth > depth[0]))[..., None]
    colour = np.array([52, 66, 78], np.float32) * stage.light.at((x, y, 0.5))
    stage.canvas += (colour - stage.canvas) * share
    stage.depth[share[..., 0] > 0.5] = depth[0]


def _leaves(
    stage: Stage,
    leaves: np.ndarray,
    rise: np.ndarray,
    light: np.ndarray,
    chance: np.random.Generator,
    radius: float,
    green: float,
) -> None:
    """Stamp leaf clusters from far to near; higher ones are brighter."""
    if not stage.lens.in_front(leaves[:1]):
        return
    pixels, depth = stage.lens.project(leaves)
    fine = float(np.sqrt(1500 / max(1500, len(leaves))))
    canvas, mask = stage.canvas, np.zeros(stage.depth.shape, np.float32)
    hidden = canvas.copy()
    for index in np.argsort(-depth):
        size = stage.lens.scale_at(float(depth[index])) * radius * float(chance.uniform(0.045, 0.1)) * fine
        tone = (0.62 + 0.42 * float(rise[index])) * float(chance.uniform(0.72, 1.18)) * green
        colour: Vector = tuple(float(c) for c in np.array([44, 96, 72]) * light * tone)  # type: ignore[assignment]
        x, y = (int(v) for v in np.clip(pixels[index], -9000, 9000))
        axes = (max(1, round(size)), max(1, round(size * float(chance.uniform(0.5, 0.9)))))
        angle = float(chance.uniform(0, 180))
        cv2.ellipse(canvas, (x, y), axes, angle, 0, 360, colour, -1, cv2.LINE_AA)
        cv2.ellipse(mask, (x, y), axes, angle, 0, 360, 1.0, -1)
    near = float(depth.mean())
    behind = stage.depth < near - radius
    canvas[behind] = hidden[behind]
    stage.depth[(mask > 0.5) & ~behind] = near
