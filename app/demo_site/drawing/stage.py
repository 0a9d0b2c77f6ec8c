"""Draws what stands still: textured surfaces with depth, light and cast shadows, larger than the picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.demo_site.drawing.lens import Floats, Lens, Vector, View
from app.demo_site.drawing.light import Block, Light
from app.demo_site.drawing.opencv import cv2
from app.demo_site.drawing.plan import Plan
from app.demo_site.drawing.textures import Texture

FAR = 1e6


class Stage:
    """A canvas of float BGR and depth. Surfaces may be drawn in any order: the nearer wins."""

    def __init__(self, view: View, size: tuple[int, int], light: Light) -> None:
        self.light = light
        self.lens = Lens(view, size)
        self.canvas: Floats = np.zeros((size[1], size[0], 3), np.float32)
        self.depth: Floats = np.full((size[1], size[0]), FAR, np.float32)

    def sky(self, zenith: Vector, horizon: Vector) -> None:
        """Fill with sky: a gradient by height above the horizon."""
        rays = self.lens.rays((0, 0, self.lens.width, self.lens.height))
        height = np.clip(rays[..., 2] / np.linalg.norm(rays, axis=-1) * 2.2, 0, 1)[..., None]
        self.canvas[:] = np.array(horizon, np.float32) * (1 - height) + np.array(zenith, np.float32) * height

    def ground(self, plan: Plan, height: float = 0.0) -> None:
        """Lay a plan on the ground."""
        self.surface(
            (plan.left, plan.near, height), (plan.right - plan.left, 0, 0), (0, plan.far - plan.near, 0), plan.picture
        )

    def surface(
        self,
        corner: Vector,
        across: Vector,
        up: Vector,
        texture: Texture,
        solid: NDArray[np.float32] | None = None,
        glow: Texture | None = None,
    ) -> None:
        """Draw a parallelogram: `texture` runs from its corner along `across`, its lowest row at the corner.

        solid: opacity (h, w); glow: light of its own, added to the scene's.
        """
        box = self._bounds(corner, across, up)
        if box is None:
            return
        rays = self.lens.rays(box)
        origin, u, v = (np.array(each, np.float32) for each in (corner, across, up))
        normal = np.cross(u, v)
        normal /= np.linalg.norm(normal)
        if normal @ (self.lens.position - origin) < 0:
            normal = -normal
        slope = rays @ normal
        with np.errstate(divide="ignore", invalid="ignore"):
            distance = float(normal @ (origin - self.lens.position)) / slope
        distance = np.where(np.isfinite(distance), distance, -1)
        points = self.lens.position + rays * distance[..., None]
        a, b = (points - origin) @ (u / (u @ u)), (points - origin) @ (v / (v @ v))
        left, top, right, bottom = box
        depth = self.depth[top:bottom, left:right]
        seen = (a >= 0) & (a <= 1) & (b >= 0) & (b <= 1) & (distance > 0.1) & (distance < depth)
        if not seen.any():
            return
        colour = _sampled(texture, a, b, self._footprint(texture, u, v, distance, slope, normal))
        light = self.light.on(points, normal)
        if glow is not None:
            light = light + _sampled(glow, a, b, None)
        opacity = seen.astype(np.float32)
        if solid is not None:
            opacity *= _sampled(solid, a, b, None)
        canvas = self.canvas[top:bottom, left:right]
        canvas += (colour * light - canvas) * opacity[..., None]
        depth[opacity > 0.5] = distance[opacity > 0.5]

    def box(self, low: Vector, high: Vector, texture: Texture, top: Texture | None = None, casts: bool = True) -> None:
        """Draw an upright box. Boxes that cast shadows must be announced in the light before the ground is drawn."""
        (x0, y0, z0), (x1, y1, z1) = low, high
        up = (0.0, 0.0, z1 - z0)
        self.surface((x0, y0, z0), (x1 - x0, 0, 0), up, texture)
        self.surface((x0, y1, z0), (x1 - x0, 0, 0), up, texture)
        self.surface((x0, y0, z0), (0, y1 - y0, 0), up, texture)
        self.surface((x1, y0, z0), (0, y1 - y0, 0), up, texture)
        self.surface((x0, y0, z1), (x1 - x0, 0, 0), (0, y1 - y0, 0), texture if top is None else top)
        if casts and Block(low, high) not in self.light.blocks:
            self.light.blocks.append(Block(low, high))

    def mist(self, colour: Vector, reach: float) -> None:
        """Fade with distance towards the air's colour; the sky stays."""
        share = np.where(self.depth < FAR, 1 - np.exp(-self.depth / reach), 0)[..., None].astype(np.float32)
        self.canvas += (np.array(colour, np.float32) - self.canvas) * share

    def finish(self, size: tuple[int, int]) -> tuple[NDArray[np.uint8], Floats]:
        """Return the picture and its depth at the final size, with the lens's vignette and a soft shoulder."""
        x = np.linspace(-1, 1, self.lens.width, dtype=np.float32)[None]
        y = np.linspace(-1, 1, self.lens.height, dtype=np.float32)[:, None]
        vignette = 1 - 0.2 * np.clip(x * x + y * y * 0.8, 0, 2) ** 1.5 / 1.6
        picture = np.clip(self.canvas * vignette[..., None], 0, None)
        over = np.clip(picture - 200, 0, None)
        picture = np.minimum(picture, 200) + 55 * (1 - np.exp(-over / 55))
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        depth = cv2.resize(self.depth, size, interpolation=cv2.INTER_NEAREST)
        return np.clip(small, 0, 255).astype(np.uint8), depth

    def _bounds(self, corner: Vector, across: Vector, up: Vector) -> tuple[int, int, int, int] | None:
        """The pixels a parallelogram can touch; everything when part of it is behind the camera."""
        o, u, v = (np.array(each, np.float32) for each in (corner, across, up))
        corners = np.stack([o, o + u, o + v, o + u + v])
        width, height = self.lens.width, self.lens.height
        if not self.lens.in_front(corners):
            ahead = (corners - self.lens.position) @ self.lens.forward
            return (0, 0, width, height) if (ahead > 0).any() else None
        pixels, _ = self.lens.project(corners)
        left, top = np.clip(np.floor(pixels.min(0)) - 1, 0, (width, height)).astype(int)
        right, bottom = np.clip(np.ceil(pixels.max(0)) + 1, 0, (width, height)).astype(int)
        return (left, top, right, bottom) if right > left and bottom > top else None

    def _footprint(
        self, texture: Texture, u: Floats, v: Floats, distance: Floats, slope: Floats, normal: Floats
    ) -> Floats:
        """Texels that one pixel covers, the larger way: what the texture must be blurred by."""
        texel = min(float(np.linalg.norm(u)) / texture.shape[1], float(np.linalg.norm(v)) / texture.shape[0])
        tilt = np.clip(np.abs(slope), 0.08, 1)
        return np.abs(distance) / self.lens.focal / max(texel, 1e-6) / np.sqrt(tilt)


def _sampled(texture: NDArray[np.float32], a: Floats, b: Floats, footprint: Floats | None) -> Floats:
    """Look a texture up at shares (a, b), from coarser copies where a pixel covers many texels."""
    levels = [texture]
    if footprint is not None:
        for _ in range(4):
            if min(levels[-1].shape[:2]) < 8 or footprint.max() < 1.6 * 2 ** len(levels) / 2:
                break
            levels.append(cv2.resize(levels[-1], None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    result: Floats | None = None
    for level, picture in enumerate(levels):
        height, width = picture.shape[:2]
        x = np.clip(a * width - 0.5, -1, width).astype(np.float32)
        y = np.clip((1 - b) * height - 0.5, -1, height).astype(np.float32)
        looked = cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        if result is None or footprint is None:
            result = looked
        else:
            share = np.clip(np.log2(np.maximum(footprint, 1e-3)) - level + 1, 0, 1)[..., None]
            result = result + (looked - result) * share
    assert result is not None
    return result
