"""Our icons can all be drawn, in any colour, and nothing asks for one that is not there."""

import re
from pathlib import Path

import pytest
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from widgets import icons, theme

WIDGETS = Path(icons.__file__).parent


@pytest.mark.parametrize("name", icons.names())
def test_every_icon_is_drawn_in_the_colour_wanted(qapp: QApplication, name: str) -> None:
    assert QSvgRenderer(icons.coloured(name, "#e6e9ed").encode()).isValid()
    image = icons.pixmap(name, "#e6e9ed", 48).toImage()
    inked = [image.pixelColor(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() > 250]
    assert 40 < len(inked) < 48 * 48 // 2
    assert {colour.name() for colour in inked} == {"#e6e9ed"}


def test_every_icon_asked_for_exists() -> None:
    asked = {m for file in WIDGETS.glob("*.py") for m in re.findall(r'icons\.icon\("(\w+)"', file.read_text("utf-8"))}
    assert asked <= set(icons.names())


@pytest.mark.parametrize("palette", [theme.DARK, theme.LIGHT])
def test_the_stylesheets_drawings_exist(palette: theme.Palette) -> None:
    files = re.findall(r'url\("([^"]+)"\)', theme.stylesheet(theme.Theme(palette)))
    assert len(set(files)) == 2
    assert all(QSvgRenderer(file).isValid() for file in files)
