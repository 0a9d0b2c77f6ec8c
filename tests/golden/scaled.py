"""Draw a wall, or the page of values, as on a sharp or a huge screen; run by test_scaled in a process of its own.

QT_SCALE_FACTOR=2 python -m tests.golden.scaled FOLDER NAME LANGUAGE WIDTH HEIGHT
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QWidget

from app.translations import Translations
from tests.golden.test_golden import FONT
from widgets import theme, tile_header
from widgets.gallery import site_zone
from widgets.gallery_live import worked_wall
from widgets.gallery_maps import site_plans
from widgets.gallery_ptz import turning_page
from widgets.gallery_values import values


def main(folder: str, name: str, language: str, width: int, height: int) -> int:
    """Save FOLDER/NAME.png; 3 where the font is missing."""
    app = QApplication(sys.argv[:1])
    if FONT not in QFontDatabase.families():
        return 3
    theme.apply(app, theme.Theme(family=FONT))
    translations = Translations(app)
    translations.use(language)
    ratio = app.primaryScreen().devicePixelRatio()
    tile = (round((width // 4 - 2) * ratio), round((height // 4 - tile_header.HEIGHT - 2) * ratio))
    with site_zone():
        wall = _made(name, language, tile)
        wall.resize(width, height)
        wall.show()
        app.processEvents()
        for timer in wall.findChildren(QTimer):
            timer.stop()
        if (focused := QApplication.focusWidget()) is not None:
            focused.clearFocus()
        wall.grab().save(str(Path(folder) / f"{name}.png"))
        wall.close()
    return 0


def _made(name: str, language: str, tile: tuple[int, int]) -> QWidget:
    if name.startswith("values"):
        return values(language)
    if name.startswith("turning"):
        return turning_page(language)
    return site_plans(language) if name.startswith("plans") else worked_wall(language, tile)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])))
