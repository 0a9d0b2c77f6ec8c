"""Contrast AA for every pair of text and ground, and severities told apart without colour vision."""

import itertools
import math

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from alarms.model import Priority
from widgets import severity, theme
from widgets.theme import DARK, LIGHT, Palette

PALETTES = pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
TEXT_ON = [
    *((ink, ground) for ink in ("text", "caption") for ground in ("ground", "panel", "raised", "line")),
    *((f"{p}_text", ground) for p in ("p1", "p2", "p3", "p4", "drill") for ground in ("ground", "panel", "raised")),
    ("on_p1", "p1"),
    *(("on_severity", p) for p in ("p2", "p3", "p4")),
    ("on_drill", "drill"),
    ("on_accent", "accent"),
]
#: Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
BLINDNESS = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}


def linear(colour: str) -> list[float]:
    parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: list[float]) -> tuple[float, float, float]:
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    xyz = [sum(m * c for m, c in zip(row, rgb, strict=True)) for row in to_xyz]
    x, y, z = (
        (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116)
        for v in (c / white for c, white in zip(xyz, (0.9505, 1.0, 1.089), strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one: str, other: str, eye: str) -> float:
    """CIE 1976 distance of two colours as that eye sees them."""

    def seen(colour: str) -> tuple[float, float, float]:
        rgb = linear(colour)
        if eye in BLINDNESS:
            rgb = [min(1.0, max(0.0, sum(m * c for m, c in zip(row, rgb, strict=True)))) for row in BLINDNESS[eye]]
        return lab(rgb)

    return math.dist(seen(one), seen(other))


@PALETTES
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON)
def test_text_meets_contrast_aa(palette: Palette, ink: str, ground: str) -> None:
    found = contrast(getattr(palette, ink), getattr(palette, ground))
    assert found >= 4.5, f"{ink} on {ground}: {found:.2f}"


@PALETTES
@pytest.mark.parametrize("ground", ["ground", "panel", "raised"])
def test_controls_are_outlined_with_three_to_one(palette: Palette, ground: str) -> None:
    assert contrast(palette.control_line, getattr(palette, ground)) >= 3.0


@pytest.mark.parametrize("eye", ["normal", "protan", "deutan"])
@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(["p1", "p2", "p3", "p4"], 2)))
def test_severities_are_told_apart_by_every_eye(eye: str, one: str, other: str) -> None:
    assert difference(getattr(DARK, one), getattr(DARK, other), eye) > 20


def test_severities_are_told_apart_by_shape_and_word_alone() -> None:
    rect = QRectF(0, 0, 40, 40)
    shapes = {p: severity.shape(p, rect) for p in Priority}
    assert len({tuple((round(e.x), round(e.y)) for e in elements(path)) for path in shapes.values()}) == len(Priority)
    areas = sorted(area(path) for path in shapes.values())
    assert all(b > a for a, b in itertools.pairwise(areas))
    assert len({severity.word(p) for p in Priority}) == len(Priority)


def elements(path: object) -> list:
    return [path.elementAt(i) for i in range(path.elementCount())]  # type: ignore[attr-defined]


def area(path: object) -> int:
    from PySide6.QtCore import QPointF

    return sum(path.contains(QPointF(x, y)) for x in range(40) for y in range(40))  # type: ignore[attr-defined]


@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
def test_every_size_follows_the_one_scale(qapp: QApplication, scale: float) -> None:
    look = theme.Theme(scale=scale)
    assert look.px(theme.TARGET) == round(32 * scale)
    assert look.font(theme.CAPTION).pixelSize() == round(13 * scale)
    assert f"min-height: {round(32 * scale)}px" in theme.stylesheet(look)
    rules = theme.stylesheet(look).split("*/", 1)[1]
    assert "$" not in rules


def test_nothing_is_smaller_than_thirteen_pixels() -> None:
    import re

    sizes = [int(n) for n in re.findall(r"font-size: (\d+)px", theme.stylesheet(theme.Theme()))]
    assert min([*sizes, theme.TEXT, theme.CAPTION]) == 13


def test_figures_keep_their_column(qapp: QApplication) -> None:
    metrics = theme.current().metrics(theme.STEP, bold=True)
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1
