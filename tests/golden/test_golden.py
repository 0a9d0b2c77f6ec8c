"""Every widget of the gallery looks as it did when a person last looked at it.

    WATCHROOM_AUDIT_GOLDEN=1 pytest tests/golden

writes each candidate to golden-output/, with a .diff.png beside it where it differs. Look at them; to accept them, copy
the candidates over tests/golden/images/.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QFontDatabase, QImage
from PySide6.QtWidgets import QApplication

from app.translations import Translations
from tests.golden.compare import compare, write_audit
from widgets import theme
from widgets.gallery import Exhibit, exhibits, site_zone

IMAGES = Path(__file__).parent / "images"
OUTPUT = Path(__file__).resolve().parents[2] / "golden-output"
FONT = "Noto Sans CJK SC"
LOOKS = {"": theme.Theme(family=FONT), ".light": theme.Theme(theme.LIGHT, family=FONT)}
#: Also golden in the look for day offices: one of each kind of ground.
IN_LIGHT = {
    *("alarm_card_handling", "alarm_list", "gate_strip_trouble", "status_bar"),
    *("wall_worked", "wall_empty", "camera_tree", "layout_editor", "site_plans"),
}

CASES = [
    pytest.param(exhibit, language, look, id=f"{exhibit.name}.{language}{look}")
    for exhibit in exhibits()
    for look in LOOKS
    for language in ("en", "zh_CN")
    if not look or (exhibit.name in IN_LIGHT and language == "zh_CN")
]


@pytest.fixture
def dressed(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[str]:
    """The program in the case's look and language; gives the language."""
    if FONT not in QFontDatabase.families():
        pytest.skip(f"golden pictures need the font {FONT} (Debian: fonts-noto-cjk)")
    language, look = request.param
    translations = Translations(qapp)
    theme.apply(qapp, LOOKS[look])
    translations.use(language)
    with site_zone():
        yield language
    translations.clear()
    qapp.setStyleSheet("")


def drawn(exhibit: Exhibit, language: str) -> QImage:
    """Draw it as it stands at its first moment, nothing focused, nothing pulsing."""
    widget = exhibit.build(language)
    widget.show()
    QApplication.processEvents()
    for timer in widget.findChildren(QTimer):
        timer.stop()
    if (focused := QApplication.focusWidget()) is not None:
        focused.clearFocus()
    QApplication.processEvents()
    image = widget.grab().toImage()
    widget.close()
    widget.deleteLater()
    return image


@pytest.mark.parametrize(
    ("exhibit", "dressed", "name"),
    [pytest.param(c.values[0], (c.values[1], c.values[2]), c.id, id=c.id) for c in CASES],
    indirect=["dressed"],
)
def test_it_looks_as_it_did(exhibit: Exhibit, dressed: str, name: str) -> None:
    candidate = drawn(exhibit, dressed)
    golden = QImage(str(IMAGES / f"{name}.png"))
    comparison = None if golden.isNull() else compare(candidate, golden)
    if os.environ.get("WATCHROOM_AUDIT_GOLDEN"):
        write_audit(OUTPUT, name, candidate, comparison)
    assert comparison is not None, f"{name} has no golden picture; see the head of this file"
    assert comparison.same, f"{comparison.share:.1%} of {name} looks otherwise; see the head of this file"


def test_every_golden_picture_has_its_exhibit() -> None:
    assert {file.stem for file in IMAGES.glob("*.png")} == {case.id for case in CASES}


def test_a_moved_line_and_a_changed_colour_are_seen_and_a_fonts_edge_is_not() -> None:
    def picture(left: int, ink: str, ground: str = "#171B20") -> QImage:
        made = QImage(200, 100, QImage.Format.Format_RGB32)
        made.fill(QColor(ground))
        for y in range(40, 48):
            for x in range(left, left + 80):
                made.setPixelColor(x, y, QColor(ink))
        return made

    golden = picture(20, "#E6E9ED")
    assert compare(picture(20, "#E6E9ED", "#181C21"), golden).same
    assert not compare(picture(36, "#E6E9ED"), golden).same
    assert not compare(picture(20, "#F0930F"), golden).same
    assert not compare(QImage(200, 101, QImage.Format.Format_RGB32), golden).same
