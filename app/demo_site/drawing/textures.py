"""Surfaces painted by arithmetic: (h, w, 3) float32 BGR pictures, 0..255, at `PPM` pixels per metre."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.demo_site.drawing.opencv import cv2

Texture = NDArray[np.float32]
Colour = tuple[float, float, float]
PPM = 32


def noise(shape: tuple[int, int], seed: int, grain: float = 1.0, octaves: int = 4) -> Texture:
    """Cloudy noise (h, w) about 0, roughly -1..1; `grain` is the finest spot in pixels."""
    chance = np.random.default_rng(seed)
    total = np.zeros(shape, np.float32)
    weight, spot = 1.0, float(grain)
    for _ in range(octaves):
        small = (max(2, int(shape[0] / spot)), max(2, int(shape[1] / spot)))
        layer = chance.standard_normal(small, np.float32)
        total += weight * cv2.resize(layer, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
        weight *= 0.75
        spot *= 3.5
    return total / max(float(np.abs(total).max()), 1e-3)


def plain(width: float, height: float, colour: Colour, seed: int = 1, rough: float = 8.0) -> Texture:
    """A painted or cast surface with stains. Sizes in metres."""
    shape = _pixels(width, height)
    return _coloured(shape, colour) + (noise(shape, seed, 2, 5) * rough)[..., None]


def asphalt(width: float, height: float, seed: int = 2, tone: float = 88) -> Texture:
    """Road surface: grain, patches, faint tyre tracks left to the noise."""
    shape = _pixels(width, height)
    grey = tone + noise(shape, seed, 1, 2) * 16 + noise(shape, seed + 1, 40, 3) * 9
    return np.stack([grey * 1.02, grey, grey * 0.98], -1).astype(np.float32)


def grass(width: float, height: float, seed: int = 3) -> Texture:
    """Lawn."""
    shape = _pixels(width, height)
    fine, broad = noise(shape, seed, 1.5, 3), noise(shape, seed + 1, 30, 4)
    base = _coloured(shape, (48, 104, 78))
    return base + fine[..., None] * np.array([16, 30, 22], np.float32) + broad[..., None] * np.array([8, 14, 22])


def pavers(width: float, height: float, stone: tuple[float, float], colour: Colour, seed: int = 4) -> Texture:
    """Slabs in running bond, each a little different, with joints."""
    shape = _pixels(width, height)
    rows, columns = np.indices(shape, dtype=np.float32) / PPM
    course = np.floor(rows / stone[1])
    along = columns / stone[0] + 0.5 * (course % 2)
    tone = np.random.default_rng(seed).normal(0, 7, (997,)).astype(np.float32)
    each = tone[((course * 131 + np.floor(along) * 17) % 997).astype(int)]
    joint = ((rows % stone[1]) < 0.025) | (((along % 1) * stone[0]) < 0.025)
    shade = each + noise(shape, seed, 2, 4) * 9 - joint * 34
    return _coloured(shape, colour) + shade[..., None]


def water(width: float, height: float, seed: int = 5) -> Texture:
    """A pond with long ripples."""
    shape = _pixels(width, height)
    ripples = cv2.resize(noise((shape[0], shape[1] // 6), seed, 3, 3), (shape[1], shape[0]))
    return _coloured(shape, (112, 104, 78)) + (ripples * 22)[..., None]


def facade(width: float, height: float, wall: Colour, seed: int, night: bool = False) -> tuple[Texture, Texture]:
    """A block of flats: windows, balconies, air conditioners. Returns the surface and its own light (0..1.5)."""
    picture = plain(width, height, wall, seed, 7)
    glow = np.zeros(picture.shape, np.float32)
    chance = np.random.default_rng(seed)
    floors, bays = max(1, int(height / 2.9)), max(1, int(width / 3.1))
    for floor in range(floors):
        for bay in range(bays):
            left = int((bay + 0.5) * width / bays * PPM)
            top = int((floor + 0.24) * height / floors * PPM)
            _window(picture, glow, (left, top), balcony=(bay + seed) % 3 == 0, lit=night, chance=chance)
        slab = int(floor * height / floors * PPM)
        picture[slab : slab + 4] *= 0.8
    return picture, glow


def _window(
    picture: Texture, glow: Texture, at: tuple[int, int], balcony: bool, lit: bool, chance: np.random.Generator
) -> None:
    x, y = at
    half, tall = (38, 50) if balcony else (24, 42)
    glass = chance.uniform(46, 92)
    cv2.rectangle(picture, (x - half - 3, y - 3), (x + half + 3, y + tall + 3), (206, 208, 210), -1)
    cv2.rectangle(picture, (x - half, y), (x + half, y + tall), (glass * 1.25, glass * 1.1, glass), -1)
    cv2.rectangle(picture, (x - half, y), (x + half, y + tall // 3), (glass * 1.7, glass * 1.5, glass * 1.3), -1)
    cv2.line(picture, (x, y), (x, y + tall), (190, 192, 194), 2)
    if chance.random() < 0.45:
        shade = chance.uniform(120, 190)
        cv2.rectangle(picture, (x - half, y), (x - half // 3, y + tall), (shade * 0.86, shade * 0.95, shade), -1)
    if lit and chance.random() < 0.32:
        colour = [(0.65, 1.0, 1.3), (1.1, 1.1, 1.1)][int(chance.random() < 0.3)]
        cv2.rectangle(glow, (x - half, y), (x + half, y + tall), colour, -1)
    if balcony:
        cv2.rectangle(picture, (x - half - 8, y + tall - 12), (x + half + 8, y + tall + 12), (176, 182, 186), -1)
        for bar in range(x - half - 6, x + half + 8, 6):
            cv2.line(picture, (bar, y + tall - 10), (bar, y + tall + 8), (120, 124, 128), 1)
    elif chance.random() < 0.5:
        cv2.rectangle(picture, (x + half + 5, y + tall - 18), (x + half + 25, y + tall), (214, 216, 216), -1)
        cv2.circle(picture, (x + half + 13, y + tall - 9), 6, (120, 122, 124), -1)


def railing(width: float, height: float, colour: Colour, gap: float = 0.13) -> tuple[Texture, NDArray[np.float32]]:
    """A steel railing with points: the surface and its opacity (h, w)."""
    ppm = PPM * 2
    shape = (max(2, int(height * ppm)), max(2, int(width * ppm)))
    picture, solid = _coloured(shape, colour), np.zeros(shape, np.float32)
    for x in np.arange(0, width, gap):
        at = int(x * ppm)
        cv2.line(solid, (at, 6), (at, shape[0]), 1.0, 2)
        picture[:, at : at + 1] *= 1.5
    for share in (0.12, 0.86):
        y = int(share * shape[0])
        cv2.line(solid, (0, y), (shape[1], y), 1.0, 4)
    for x in np.arange(0, width, 2.5):
        cv2.line(solid, (int(x * ppm), 0), (int(x * ppm), shape[0]), 1.0, 7)
    return picture, solid


def tiles(width: float, height: float, side: float, colour: Colour, seed: int = 6, gloss: float = 4) -> Texture:
    """Polished floor or wall tiles."""
    shape = _pixels(width, height)
    rows, columns = np.indices(shape, dtype=np.float32) / PPM
    joint = ((rows % side) < 0.03) | ((columns % side) < 0.03)
    veins = np.abs(noise(shape, seed, 6, 4))
    return _coloured(shape, colour) + (veins * gloss * 4 - joint * 22)[..., None]


def brushed(width: float, height: float, tone: float = 168, seed: int = 8) -> Texture:
    """Brushed steel: streaks along the height."""
    shape = _pixels(width, height)
    streaks = np.random.default_rng(seed).normal(0, 7, (1, shape[1])).astype(np.float32)
    sheen = 20 * np.sin(np.linspace(0, 5, shape[1], dtype=np.float32))[None]
    grey = tone + streaks + sheen + noise(shape, seed, 30, 2) * 8
    return np.stack([grey * 1.02, grey, grey * 0.98], -1).astype(np.float32)


def _pixels(width: float, height: float) -> tuple[int, int]:
    return max(2, int(height * PPM)), max(2, int(width * PPM))


def _coloured(shape: tuple[int, int], colour: Colour) -> Texture:
    return np.full((*shape, 3), colour, np.float32)
