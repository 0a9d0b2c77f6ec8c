"""People: jointed figures that walk, stand, sit and climb."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.demo_site.drawing.brush import Brush, paint, paint_shadow
from app.demo_site.drawing.lens import Floats, Lens, Vector
from app.demo_site.drawing.light import Light
from app.demo_site.drawing.marks import Painted

Joints = dict[str, Floats]


@dataclass(frozen=True, slots=True)
class Looks:
    """Clothes and build; colours BGR."""

    shirt: Vector = (120, 84, 60)
    trousers: Vector = (62, 52, 48)
    hair: Vector = (26, 24, 24)
    skin: Vector = (132, 164, 206)
    height: float = 1.7
    bag: Vector | None = None


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a person is: position (x, y, z of the feet), heading in radians (0: +x), phase of the step (radians).

    walk: 0 stands, 1 walks, 1.6 runs; climb: 0..1 arms up and knees bent; sit: 0..1.
    """

    position: Vector
    heading: float = 0.0
    phase: float = 0.0
    walk: float = 1.0
    climb: float = 0.0
    sit: float = 0.0


def joints(pose: Pose, height: float) -> Joints:
    """Return the joints' places for a pose; the gait bends knees and swings arms against legs."""
    forward = np.array([np.cos(pose.heading), np.sin(pose.heading), 0], np.float32)
    right = np.array([forward[1], -forward[0], 0], np.float32)
    up = np.array([0, 0, 1], np.float32)
    base = np.array(pose.position, np.float32)
    h = height
    bounce = 0.02 * pose.walk * np.cos(2 * pose.phase)
    hip_height = h * (0.51 - 0.22 * pose.sit) + bounce
    hip = base + up * hip_height
    neck = hip + up * h * 0.31 + forward * 0.05 * pose.walk
    found: Joints = {"hip": hip, "neck": neck, "head": neck + up * h * 0.105 + forward * 0.02}
    for name, sign in (("l", -1.0), ("r", 1.0)):
        swing = np.sin(pose.phase + (np.pi if sign > 0 else 0)) * 0.48 * min(pose.walk, 1.5)
        bend = max(0.0, float(np.cos(pose.phase + (np.pi if sign > 0 else 0)))) * 0.7 * min(pose.walk, 1.5)
        swing += pose.sit * 1.35 + pose.climb * (0.9 if sign > 0 else 0.25)
        bend += pose.sit * 1.35 + pose.climb * (1.3 if sign > 0 else 0.4)
        side = right * sign * h * 0.055
        knee = hip + side + (forward * np.sin(swing) - up * np.cos(swing)) * h * 0.25
        foot = knee + (forward * np.sin(swing - bend) - up * np.cos(swing - bend)) * h * 0.25
        found |= {f"hip_{name}": hip + side, f"knee_{name}": knee, f"foot_{name}": foot, f"toe_{name}": foot}
        found[f"toe_{name}"] = foot + forward * h * 0.075
        arm = -swing * 0.8 if pose.sit < 0.5 else 0.4
        arm = arm * (1 - pose.climb) + pose.climb * (2.7 if sign > 0 else 2.2)
        shoulder = neck + right * sign * h * 0.105 - up * 0.03
        elbow = shoulder + (forward * np.sin(arm) - up * np.cos(arm)) * h * 0.165
        fold = arm + 0.35 + 0.3 * max(0.0, np.sin(arm)) * (1 - pose.climb)
        hand = elbow + (forward * np.sin(fold) - up * np.cos(fold)) * h * 0.155
        found |= {f"shoulder_{name}": shoulder, f"elbow_{name}": elbow, f"hand_{name}": hand}
    return found


def draw_person(
    picture: np.ndarray, depth: Floats, lens: Lens, light: Light, pose: Pose, looks: Looks
) -> Painted | None:
    """Draw one person with shadow; tell where the person is."""
    figure = joints(pose, looks.height)
    _draw_shadow(picture, depth, lens, light, pose, looks.height)
    reach = np.stack(list(figure.values()))
    body = np.concatenate([reach + np.array([dx, dy, dz], np.float32) for dx, dy, dz in _AROUND])
    return paint(picture, depth, lens, body, light.at(pose.position), lambda brush: _draw(brush, figure, looks, lens))


_AROUND = ((-0.18, 0, -0.1), (0.18, 0, 0.2), (0, -0.18, 0), (0, 0.18, 0.2))


def _draw(brush: Brush, figure: Joints, looks: Looks, lens: Lens) -> None:
    """Draw the far side's limbs, the trunk, then the near side's."""
    far, near = ("l", "r") if _nearer(figure, "r", lens) else ("r", "l")
    h = looks.height
    _leg(brush, figure, far, looks, 0.72)
    _arm(brush, figure, far, looks, 0.72)
    _leg(brush, figure, near, looks, 1.0)
    trunk, chest = figure["hip"], figure["neck"]
    brush.limb(trunk, trunk * 0.25 + chest * 0.75, (0.085 * h, 0.1 * h), looks.shirt)
    brush.limb(figure["shoulder_l"], figure["shoulder_r"], (0.05 * h, 0.05 * h), looks.shirt)
    brush.limb(chest, figure["head"], (0.034 * h, 0.034 * h), looks.skin, 0.8)
    _head(brush, figure, looks, lens)
    if looks.bag is not None:
        brush.limb(figure["elbow_" + near], figure["hand_" + near] - np.array([0, 0, 0.2]), (0.05, 0.11), looks.bag)
    _arm(brush, figure, near, looks, 1.0)


def _head(brush: Brush, figure: Joints, looks: Looks, lens: Lens) -> None:
    h, head = looks.height, figure["head"]
    ahead = figure["toe_r"] - figure["foot_r"]
    ahead = ahead / max(float(np.linalg.norm(ahead)), 1e-3)
    towards = float(ahead @ (lens.position - head)) / max(float(np.linalg.norm(lens.position - head)), 1e-3)
    brush.limb(head + np.array([0, 0, 0.02]), head, (0.06 * h, 0.052 * h), looks.hair)
    face = head + ahead * 0.035 * h - np.array([0, 0, 0.018 * h])
    if towards > -0.35:
        brush.limb(face, face - np.array([0, 0, 0.02 * h]), (0.046 * h, 0.04 * h), looks.skin)


def _leg(brush: Brush, figure: Joints, side: str, looks: Looks, shade: float) -> None:
    h = looks.height
    hip, knee, foot = (figure[f"{part}_{side}"] for part in ("hip", "knee", "foot"))
    brush.limb(hip, knee, (0.058 * h, 0.04 * h), looks.trousers, shade)
    brush.limb(knee, foot, (0.04 * h, 0.028 * h), looks.trousers, shade)
    brush.limb(foot, figure[f"toe_{side}"], (0.026 * h, 0.02 * h), (34, 34, 38), shade)


def _arm(brush: Brush, figure: Joints, side: str, looks: Looks, shade: float) -> None:
    h = looks.height
    shoulder, elbow, hand = (figure[f"{part}_{side}"] for part in ("shoulder", "elbow", "hand"))
    brush.limb(shoulder, elbow, (0.036 * h, 0.028 * h), looks.shirt, shade * 0.92)
    brush.limb(elbow, hand, (0.027 * h, 0.02 * h), looks.shirt, shade * 0.92)
    if brush.detail(hand[None]) > 16:
        brush.ball(hand, 0.024 * h, looks.skin, shade)


def _nearer(figure: Joints, side: str, lens: Lens) -> bool:
    other = "l" if side == "r" else "r"
    here, there = figure[f"shoulder_{side}"], figure[f"shoulder_{other}"]
    return float(np.linalg.norm(here - lens.position)) < float(np.linalg.norm(there - lens.position))


def _draw_shadow(picture: np.ndarray, depth: Floats, lens: Lens, light: Light, pose: Pose, height: float) -> None:
    """A slanted shadow in the sun, a soft blot under the feet elsewhere."""
    x, y, z = pose.position
    around = np.linspace(0, 2 * np.pi, 17)[:-1]
    blot = np.stack([x + 0.24 * np.cos(around), y + 0.24 * np.sin(around), np.zeros(16)], -1).astype(np.float32)
    if light.sun_from is None or light.sun_at((x, y, 0.1)) < 0.4:
        paint_shadow(picture, depth, lens, [blot], 0.42 / (1 + z), 0.1)
        return
    sun = np.array(light.sun_from, np.float32)
    away = -sun[:2] / max(float(sun[2]), 0.2)
    side = np.array([-away[1], away[0]]) / max(float(np.linalg.norm(away)), 1e-3) * 0.16
    outline = []
    for share, width in ((0.0, 0.7), (0.45, 1.1), (0.8, 1.3), (1.0, 0.5)):
        middle = np.array([x, y]) + away * (z + share * height)
        outline.append((middle + side * width, middle - side * width))
    polygon = [(*left, 0.0) for left, _ in outline] + [(*right, 0.0) for _, right in reversed(outline)]
    paint_shadow(picture, depth, lens, [np.array(polygon, np.float32)], 0.5, 0.05)
