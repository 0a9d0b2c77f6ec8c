"""Our own line icons: one stroke colour each, taken from the palette, sharp at every scale.

resources/icons/*.svg are drawn in black on a 24 px grid; black is replaced by the colour wanted before QtSvg draws
them.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from widgets.theme import current

_BLACK = "#000000"


def names() -> tuple[str, ...]:
    """Name all icons."""
    folder = resources.files("resources") / "icons"
    return tuple(sorted(file.name.removesuffix(".svg") for file in folder.iterdir() if file.name.endswith(".svg")))


def icon(name: str, token: str = "text", size: int = 20) -> QIcon:
    """Give an icon in a palette colour, `size` px at 100 %, greyed where its button is disabled."""
    look = current()
    made = QIcon(pixmap(name, look.colour(token).name(), look.px(size)))
    made.addPixmap(pixmap(name, look.colour("caption").name(), look.px(size)), QIcon.Mode.Disabled)
    return made


@lru_cache(maxsize=128)
def pixmap(name: str, colour: str, side: int) -> QPixmap:
    """Draw an icon in `colour` (#rrggbb), `side` device pixels wide; raises FileNotFoundError for an unknown one."""
    renderer = QSvgRenderer(QByteArray(coloured(name, colour).encode()))
    drawn = QPixmap(side, side)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    return drawn


def coloured(name: str, colour: str) -> str:
    """Give the SVG's text in `colour`."""
    file = resources.files("resources") / "icons" / f"{name}.svg"
    return file.read_text(encoding="utf-8").replace(_BLACK, colour)
