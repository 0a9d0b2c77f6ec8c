"""The look, in tokens: colours, type sizes and distances, for a dim room and for a day office.

What is normal is grey and still; colour means "act". Every size is given at 100 % and multiplied by one scale.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib import resources
from string import Template

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

#: The first of these that is installed is the program's family; each has Chinese and tabular figures.
FAMILIES = ("Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei UI", "Microsoft YaHei", "PingFang SC")
#: Read where none of them is: Chinese may then come out as boxes, which the self-check tells.
LAST_RESORT = "sans-serif"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as #RRGGBB. `on_*` is the text that is read on that colour; tests hold each pair to contrast AA.

    Orange and yellow lie further apart than is usual: with red-green blindness the usual ones are 11 (CIE 1976) from
    each other, these 22, as tests demand of every pair of severities.
    """

    dark: bool
    ground: str
    panel: str
    raised: str
    line: str
    control_line: str
    text: str
    caption: str
    accent: str
    on_accent: str
    picture_ground: str
    p1: str
    p2: str
    p3: str
    p4: str
    on_p1: str
    on_severity: str
    p1_text: str
    p2_text: str
    p3_text: str
    p4_text: str
    drill: str
    drill_text: str
    on_drill: str


DARK = Palette(
    dark=True,
    ground="#101316",
    panel="#171B20",
    raised="#20262D",
    line="#2A3038",
    control_line="#6B7682",
    text="#E6E9ED",
    caption="#9AA4AF",
    accent="#E6E9ED",
    on_accent="#101316",
    picture_ground="#000000",
    p1="#E5484D",
    p2="#F0930F",
    p3="#EFE06A",
    p4="#5B9DFF",
    on_p1="#101316",
    on_severity="#101316",
    p1_text="#FF7378",
    p2_text="#F0930F",
    p3_text="#EFE06A",
    p4_text="#7DB2FF",
    drill="#A070F0",
    drill_text="#C0A0FF",
    on_drill="#101316",
)

LIGHT = Palette(
    dark=False,
    ground="#E9ECEF",
    panel="#F7F8FA",
    raised="#FFFFFF",
    line="#CBD1D8",
    control_line="#7C8793",
    text="#15191E",
    caption="#4F5964",
    accent="#15191E",
    on_accent="#FFFFFF",
    picture_ground="#000000",
    p1="#E5484D",
    p2="#F0930F",
    p3="#EFE06A",
    p4="#5B9DFF",
    on_p1="#101316",
    on_severity="#101316",
    p1_text="#B4232A",
    p2_text="#8A5300",
    p3_text="#6B5E00",
    p4_text="#1D5FC4",
    drill="#A070F0",
    drill_text="#6B35C9",
    on_drill="#101316",
)

#: Type sizes in pixels at 100 %.
TEXT, CAPTION, STEP, FIGURE, CALL_NUMBER = 15, 13, 20, 28, 96
#: Distances and targets in pixels at 100 %.
GRID, TILE_GAP, TARGET, TARGET_LARGE = 4, 2, 32, 48
ALARM_PANEL_WIDTH, FOLDED_WIDTH, STRIP_HEIGHT, BAR_HEIGHT = 360, 48, 64, 36


@dataclass(frozen=True, slots=True)
class Theme:
    """A palette at a scale: what a widget asks for colours, sizes and fonts."""

    palette: Palette = DARK
    scale: float = 1.0
    family: str = ""

    def px(self, size: float) -> int:
        """Scale a distance; never less than one pixel."""
        return max(1, round(size * self.scale))

    def colour(self, token: str) -> QColor:
        """Give a palette colour by the name of its token."""
        return _colour(getattr(self.palette, token))

    def font(self, size: int = TEXT, bold: bool = False) -> QFont:
        """Give the family at `size` (px at 100 %) with figures that keep their column."""
        return _font(self.family or family(), self.px(size), bold)

    def metrics(self, size: int = TEXT, bold: bool = False) -> QFontMetrics:
        """Measure text in that font."""
        return QFontMetrics(self.font(size, bold))


class _Current(QObject):
    """Holds the theme in use, as QApplication holds its palette."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.theme = Theme()


_CURRENT = _Current()


def current() -> Theme:
    """Give the theme in use."""
    return _CURRENT.theme


def apply(app: QApplication, theme: Theme) -> None:
    """Dress the whole program; widgets that paint themselves hear of it as a StyleChange event."""
    # Qt would cut every picture into strips for a pool of threads: a fifth more CPU for painting, nothing sooner.
    os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
    _CURRENT.theme = theme
    app.setStyle("Fusion")
    app.setPalette(qt_palette(theme))
    app.setFont(theme.font())
    app.setStyleSheet(stylesheet(theme))
    _CURRENT.changed.emit()


@lru_cache(maxsize=1)
def family() -> str:
    """Name the first installed family that has good Chinese."""
    installed = set(QFontDatabase.families())
    return next((name for name in FAMILIES if name in installed), LAST_RESORT)


def stylesheet(theme: Theme) -> str:
    """Fill resources/styles/watchroom.qss with the theme's colours and its sizes in pixels."""
    text = (resources.files("resources") / "styles" / "watchroom.qss").read_text(encoding="utf-8")
    values: dict[str, str] = {f.name: str(getattr(theme.palette, f.name)) for f in fields(Palette)}
    values |= {f"px{n}": f"{theme.px(n)}px" for n in (1, 2, 3, 4, 6, 8, 10, 12, 13, 14, 15, 16, 18, 20, 24, 28, 32, 48)}
    # The keyboard's mark is wider than the border it takes the place of: nothing may move or be cut by it.
    wider = theme.px(2) - 1
    values |= {"focus_padding": f"{theme.px(12) - wider}px", "focus_height": f"{theme.px(32) - 2 * wider}px"}
    values["focus_height_large"] = f"{theme.px(48) - 2 * wider}px"
    kind = "dark" if theme.palette.dark else "light"
    for drawing in ("tick", "chevron"):
        file = resources.files("resources") / "styles" / f"{drawing}-{kind}.svg"
        values[f"{drawing}_file"] = str(file).replace("\\", "/")
    return Template(text).substitute(values)


def qt_palette(theme: Theme) -> QPalette:
    """Give the same colours to what the stylesheet does not reach."""
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: "ground",
        QPalette.ColorRole.Base: "panel",
        QPalette.ColorRole.AlternateBase: "raised",
        QPalette.ColorRole.Button: "raised",
        QPalette.ColorRole.ToolTipBase: "raised",
        QPalette.ColorRole.WindowText: "text",
        QPalette.ColorRole.Text: "text",
        QPalette.ColorRole.ButtonText: "text",
        QPalette.ColorRole.ToolTipText: "text",
        QPalette.ColorRole.PlaceholderText: "caption",
        QPalette.ColorRole.Highlight: "accent",
        QPalette.ColorRole.HighlightedText: "on_accent",
        QPalette.ColorRole.Mid: "line",
    }
    for role, token in roles.items():
        palette.setColor(role, theme.colour(token))
    return palette


@lru_cache(maxsize=256)
def _colour(name: str) -> QColor:
    return QColor(name)


@lru_cache(maxsize=64)
def _font(family_name: str, pixels: int, bold: bool) -> QFont:
    font = QFont(family_name)
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    if tag := QFont.Tag.fromString("tnum"):
        font.setFeature(tag, 1)
    return font
