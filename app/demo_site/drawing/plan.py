"""A ground plan that is painted from above and then laid on the ground."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from app.demo_site.drawing.captions import lettering
from app.demo_site.drawing.opencv import cv2
from app.demo_site.drawing.textures import PPM, Colour, Texture

Spot = tuple[float, float]


class Plan:
    """The ground from (left, near) to (right, far), metres, painted at PPM pixels per metre; far is at the top."""

    def __init__(self, left: float, near: float, right: float, far: float, base: Texture) -> None:
        self.left, self.near, self.right, self.far = left, near, right, far
        self.picture = _repeated(base, (int((far - near) * PPM), int((right - left) * PPM)))

    def area(self, corners: Iterable[Spot], texture: Texture) -> None:
        """Fill a polygon with a texture."""
        pixels = self._pixels(corners)
        window = self._window(pixels)
        share = self._mask(pixels, window)
        under = self.picture[window]
        self.picture[window] += (_repeated(texture, under.shape[:2]) - under) * share

    def box(self, left: float, near: float, right: float, far: float, texture: Texture) -> None:
        """Fill a rectangle with a texture."""
        self.area([(left, near), (right, near), (right, far), (left, far)], texture)

    def line(self, start: Spot, end: Spot, colour: Colour, width: float = 0.12, worn: float = 0.15) -> None:
        """Paint a straight mark; `worn` is how much of the ground shows through."""
        across = np.array([-(end[1] - start[1]), end[0] - start[0]], np.float32)
        across *= width / 2 / max(float(np.linalg.norm(across)), 1e-6)
        corners = [
            (start[0] + across[0], start[1] + across[1]),
            (end[0] + across[0], end[1] + across[1]),
            (end[0] - across[0], end[1] - across[1]),
            (start[0] - across[0], start[1] - across[1]),
        ]
        self.shape(corners, colour, worn)

    def shape(self, corners: Iterable[Spot], colour: Colour, worn: float = 0.15) -> None:
        """Paint a polygon in one colour."""
        pixels = self._pixels(corners)
        window = self._window(pixels)
        share = self._mask(pixels, window) * (1 - worn)
        self.picture[window] += (np.array(colour, np.float32) - self.picture[window]) * share

    def dashes(self, start: Spot, end: Spot, colour: Colour, on: float, off: float, width: float = 0.12) -> None:
        """Paint a broken line."""
        a, b = np.array(start), np.array(end)
        length = float(np.linalg.norm(b - a))
        for at in np.arange(0, length, on + off):
            p, q = a + (b - a) * at / length, a + (b - a) * min(length, at + on) / length
            self.line((p[0], p[1]), (q[0], q[1]), colour, width)

    def kerb(self, start: Spot, end: Spot) -> None:
        """Paint a kerb: a light edge and its dark foot."""
        self.line(start, end, (150, 152, 154), 0.18, 0.1)
        self.line((start[0] + 0.12, start[1]), (end[0] + 0.12, end[1]), (52, 52, 52), 0.06, 0.3)

    def arrow(self, at: Spot, forward: bool, colour: Colour = (206, 208, 210)) -> None:
        """Paint a direction arrow of 3 m."""
        s = 1.0 if forward else -1.0
        x, y = at
        self.line((x, y - 1.5 * s), (x, y + 0.5 * s), colour, 0.18, 0.25)
        self.shape([(x - 0.4, y + 0.4 * s), (x + 0.4, y + 0.4 * s), (x, y + 1.6 * s)], colour, 0.25)

    def hatched(self, left: float, near: float, right: float, far: float, colour: Colour, gap: float = 0.9) -> None:
        """Paint a no-stopping box: frame and diagonals."""
        for start, end in (
            ((left, near), (right, near)),
            ((right, near), (right, far)),
            ((right, far), (left, far)),
            ((left, far), (left, near)),
        ):
            self.line(start, end, colour)
        for at in np.arange(left - (far - near), right, gap):
            a, b = max(at, left), min(at + far - near, right)
            if a < b:
                self.line((a, near + a - at), (b, near + b - at), colour, 0.1)

    def letters(self, text: str, near_left: Spot, height: float, colour: Colour, stretch: float = 1.6) -> None:
        """Paint letters to be read by someone who looks along +y; long, as road letters are."""
        letters = lettering(text, 64)[..., 3].astype(np.float32) / 255
        tall = int(height * PPM)
        wide = int(letters.shape[1] * tall / letters.shape[0] / stretch)
        share = cv2.resize(letters, (wide, tall), interpolation=cv2.INTER_AREA)[..., None] * 0.8
        left = int((near_left[0] - self.left) * PPM)
        bottom = int((self.far - near_left[1]) * PPM)
        under = self.picture[bottom - tall : bottom, left : left + wide]
        share = share[: under.shape[0], : under.shape[1]]
        under += (np.array(colour, np.float32) - under) * share

    def _pixels(self, corners: Iterable[Spot]) -> np.ndarray:
        return np.array(
            [[round((x - self.left) * PPM), round((self.far - y) * PPM)] for x, y in corners], np.int32
        ).reshape(-1, 1, 2)

    def _window(self, pixels: np.ndarray) -> tuple[slice, slice]:
        """The part of the plan that a polygon touches."""
        left, top = np.maximum(pixels.reshape(-1, 2).min(0) - 1, 0)
        right, bottom = np.maximum(pixels.reshape(-1, 2).max(0) + 2, 1)
        return slice(int(top), int(bottom)), slice(int(left), int(right))

    def _mask(self, pixels: np.ndarray, window: tuple[slice, slice]) -> Texture:
        mask = np.zeros(self.picture[window].shape[:2], np.uint8)
        moved = pixels - np.array([window[1].start, window[0].start], np.int32)
        cv2.fillPoly(mask, [moved], 255, cv2.LINE_AA)
        return (mask.astype(np.float32) / np.float32(255))[..., None]


def _repeated(texture: Texture, shape: tuple[int, ...]) -> Texture:
    """Cover (rows, columns) with a texture, turned over at its edges so that no seam is seen."""
    covered = texture
    while covered.shape[0] < shape[0] or covered.shape[1] < shape[1]:
        down = min(max(0, shape[0] - covered.shape[0]), covered.shape[0])
        right = min(max(0, shape[1] - covered.shape[1]), covered.shape[1])
        covered = cv2.copyMakeBorder(covered, 0, down, 0, right, cv2.BORDER_REFLECT)
    return np.ascontiguousarray(covered[: shape[0], : shape[1]], np.float32)
