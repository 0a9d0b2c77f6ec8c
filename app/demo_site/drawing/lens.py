"""A pinhole camera. World: x to the right, y forward, z up, in metres; pictures: pixels, y down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Vector = tuple[float, float, float]
NEAR = 0.2


@dataclass(frozen=True, slots=True)
class View:
    """Where a camera hangs and looks, and how wide (horizontal angle in degrees)."""

    position: Vector
    target: Vector
    angle: float = 70.0


class Lens:
    """A view at a picture size: projects points and casts rays."""

    def __init__(self, view: View, size: tuple[int, int]) -> None:
        self.width, self.height = size
        self.position = np.array(view.position, np.float32)
        forward = np.array(view.target, np.float32) - self.position
        forward /= np.linalg.norm(forward)
        right = np.cross(forward, np.array([0, 0, 1], np.float32))
        right /= np.linalg.norm(right)
        self.forward, self.right, self.down = forward, right, np.cross(forward, right)
        self.focal = self.width / 2 / float(np.tan(np.radians(view.angle / 2)))
        self.axes = np.stack([self.right, self.down, self.forward])

    def project(self, points: NDArray[np.floating] | list[Vector]) -> tuple[Floats, Floats]:
        """Return pixel positions (N, 2) and depths (N); what is behind the camera is put just before it."""
        local = (np.asarray(points, np.float32).reshape(-1, 3) - self.position) @ self.axes.T
        depth = np.maximum(local[:, 2], NEAR)
        pixels = local[:, :2] / depth[:, None] * self.focal + np.array([self.width / 2, self.height / 2], np.float32)
        return pixels.astype(np.float32), depth

    def in_front(self, points: NDArray[np.floating]) -> bool:
        """Whether all points lie before the camera."""
        return bool((((points - self.position) @ self.forward) > NEAR).all())

    def rays(self, box: tuple[int, int, int, int]) -> Floats:
        """Return ray directions (h, w, 3) of the pixels of a box (left, top, right, bottom), with unit depth."""
        left, top, right, bottom = box
        x = (np.arange(left, right, dtype=np.float32) + 0.5 - self.width / 2) / self.focal
        y = (np.arange(top, bottom, dtype=np.float32) + 0.5 - self.height / 2) / self.focal
        return self.forward + x[None, :, None] * self.right + y[:, None, None] * self.down

    def scale_at(self, depth: float) -> float:
        """Pixels per metre at a depth."""
        return self.focal / max(depth, NEAR)
