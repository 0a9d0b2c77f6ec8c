"""Fire and smoke: flames that lick and glare, smoke that rises, drifts and hides what is behind it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.demo_site.drawing.brush import Brush, Picture, cut_of, paint
from app.demo_site.drawing.lens import Floats, Lens, Vector
from app.demo_site.drawing.light import Light
from app.demo_site.drawing.marks import Painted, contrast
from app.demo_site.drawing.opencv import cv2

#: Colour (BGR) and share of the height and width of the layers of a tongue, from the outside in.
_LAYERS: tuple[tuple[Vector, float], ...] = (
    ((20, 86, 250), 1.0),
    ((40, 168, 255), 0.76),
    ((150, 236, 255), 0.5),
    ((235, 252, 255), 0.28),
)
_TONGUES, _PUFFS = 7, 12
#: A tongue's outline: how far aside at which height.
_LEAF = ((-0.5, 0.0), (-0.62, 0.18), (-0.42, 0.48), (-0.12, 0.8), (0.0, 1.0), (0.14, 0.78), (0.44, 0.45), (0.6, 0.16),
         (0.5, 0.0))  # fmt: skip
_SMOKE_SEEN = 0.22


@dataclass(frozen=True, slots=True)
class Blaze:
    """Something that burns at a place on the ground: flames `size` metres high from `base` metres up, 0..1 grown.

    seed: no two fires lick alike.
    """

    x: float
    y: float
    size: float = 0.9
    base: float = 0.0
    grown: float = 1.0
    seed: float = 0.0


def draw_flames(picture: Picture, depth: Floats, lens: Lens, blaze: Blaze, t: float) -> Painted | None:
    """Draw the flames of second t; tell where they are."""
    height = blaze.size * (0.35 + 0.65 * blaze.grown)
    wide = height * 0.75
    foot = np.array([blaze.x, blaze.y, blaze.base], np.float32)
    body = np.stack(
        [foot + lens.right * s * wide + np.array([0, 0, z], np.float32) for s in (-1, 1) for z in (0, height * 1.4)]
    )
    light = np.ones(3, np.float32)
    return paint(picture, depth, lens, body, light, lambda brush: _lick(brush, foot, height, blaze.seed, t))


def _lick(brush: Brush, foot: Floats, height: float, seed: float, t: float) -> None:
    for colour, share in _LAYERS:
        for tongue in range(_TONGUES):
            place = (tongue / (_TONGUES - 1) - 0.5) * 2
            own = seed + tongue * 2.39
            quick = np.sin(t * (15 + 4 * np.sin(own)) + own * 5) + 0.7 * np.sin(t * (26 + 5 * np.cos(own)) + own * 3)
            tall = height * share * (1 - 0.55 * abs(place)) * (0.8 + 0.22 * quick)
            lean = 0.16 * height * np.sin(t * (7 + np.sin(own)) + own)
            wide = height * 0.34 * (0.45 + 0.55 * share)
            middle = brush.lens.right * place * height * 0.34 * (0.5 + 0.5 * share)
            points = [
                foot + middle + brush.lens.right * (x * wide + lean * z * z) + np.array([0, 0, tall * z], np.float32)
                for x, z in _LEAF
            ]
            brush.shape(np.stack(points), colour, lit=False)


def draw_smoke(picture: Picture, depth: Floats, lens: Lens, light: Light, blaze: Blaze, t: float) -> Painted | None:
    """Draw the smoke over a fire, or of something that smoulders; tell where it is thick enough to be seen."""
    rise = 2.2 * blaze.size * (0.4 + 0.6 * blaze.grown) + 0.4
    puffs = [_puff(blaze, rise, number, t) for number in range(_PUFFS)]
    spots = np.array([[x, y, z] for x, y, z, _ in puffs], np.float32)
    widest = max(radius for *_, radius in puffs)
    body = np.concatenate([spots + lens.right * s * widest + np.array([0, 0, s * widest], np.float32) for s in (-1, 1)])
    cut = cut_of(lens, body, picture.shape)
    if cut is None:
        return None
    left, top, right, bottom = cut
    pixels, far = lens.project(spots)
    cloud = np.zeros((bottom - top, right - left), np.float32)
    for (x, y), away, (*_, radius) in zip(pixels, far, puffs, strict=True):
        size = max(1, int(lens.scale_at(float(away)) * radius))
        blot = np.zeros_like(cloud)
        cv2.circle(blot, (int(x) - left, int(y) - top), size, 0.3, -1)
        cloud = 1 - (1 - cloud) * (1 - cv2.GaussianBlur(blot, (0, 0), max(1.0, size * 0.4)))
    cloud *= depth[top:bottom, left:right] > float(far.mean()) - 0.35
    under = picture[top:bottom, left:right]
    grey = np.array([118, 116, 114], np.float32) * np.clip(
        light.at((blaze.x, blaze.y, blaze.base)) * 0.9 + 0.12, 0.1, 1.3
    )
    clouded = (under + (grey - under) * cloud[..., None]).astype(np.uint8)
    mask = cloud > _SMOKE_SEEN
    seen = contrast(under, clouded, mask)
    picture[top:bottom, left:right] = clouded
    return Painted(left, top, mask, int(mask.sum()), sheer=True, contrast=seen) if mask.any() else None


def _puff(blaze: Blaze, rise: float, number: int, t: float) -> tuple[float, float, float, float]:
    """Where a puff is and how large: it rises, grows and is born again at the fire."""
    share = (t * 0.32 + number / _PUFFS + 0.13 * np.sin(blaze.seed + number)) % 1.0
    sway = 0.25 * share * rise * np.sin(1.3 * t + blaze.seed + number * 1.7)
    drift = 0.22 * share * rise * np.cos(blaze.seed)
    up = blaze.base + blaze.size * 0.35 + share * rise
    return (
        blaze.x + float(sway + drift),
        blaze.y + float(0.5 * sway),
        float(up),
        float(blaze.size * (0.16 + 0.4 * share)),
    )
