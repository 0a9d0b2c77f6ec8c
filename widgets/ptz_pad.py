"""The pad that turns a camera: eight directions, zoom, presets by number, home, and who has the camera for how long.

Everything here is also on a key of the wall's tile and with the mouse on its picture; the pad shows which.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from widgets import theme
from widgets.labels import ElidedLabel, caption, wrapped
from widgets.wall_steering import KEY_SPEED, ZOOM_SPEED

WIDTH = 256
#: Row by row: sign, pan, tilt; the middle is home.
_DIRECTIONS = (
    (("↖", -1, 1), ("↑", 0, 1), ("↗", 1, 1)),
    (("←", -1, 0), None, ("→", 1, 0)),
    (("↙", -1, -1), ("↓", 0, -1), ("↘", 1, -1)),
)


@dataclass(frozen=True, slots=True)
class PtzPadContent:
    """What the pad shows. presets: number and name. holder: who has the camera, in words; urgent: it is not free.

    ready: whether it can be turned at all.
    """

    camera: str
    presets: tuple[tuple[int, str], ...] = ()
    holder: str = ""
    urgent: bool = False
    ready: bool = True
    zoom: bool = True


class PtzPad(QWidget):
    """See the module. steered tells pan, tilt and zoom while a button is held, and all 0 when it is let go."""

    steered = Signal(float, float, float)
    preset_called = Signal(int)
    home_called = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("flat", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._content = PtzPadContent("")
        self.title = ElidedLabel("strong")
        self.holder = wrapped()
        self.home = self._button("")
        self.leave = self._button("")
        self.presets: list[QPushButton] = []
        self._moves: list[tuple[QPushButton, tuple[float, float, float]]] = []
        self._arrange()
        self.home.clicked.connect(lambda _checked=False: self.home_called.emit())
        self.leave.clicked.connect(lambda _checked=False: self.left.emit())
        self._speak()

    def set_content(self, content: PtzPadContent) -> None:
        """Show a camera."""
        before, self._content = self._content, content
        if content.presets != before.presets:
            self._fill(content.presets)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Dress and speak anew."""
        if event.type() in {QEvent.Type.LanguageChange, QEvent.Type.StyleChange}:
            self._speak()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """A button that cannot be seen is not held."""
        self.steered.emit(0.0, 0.0, 0.0)
        super().hideEvent(event)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        self.heading = caption()
        column.addWidget(self.heading)
        column.addWidget(self.title)
        column.addWidget(self.holder)
        self.presets_heading = caption()
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(6)
        inner.addLayout(self._rose())
        inner.addLayout(self._zoom())
        inner.addWidget(self.presets_heading)
        inner.addLayout(self._list)
        inner.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(holder)
        column.addWidget(self.area, 1)
        column.addWidget(self.leave)

    def _rose(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(4)
        for row, line in enumerate(_DIRECTIONS):
            for at, direction in enumerate(line):
                if direction is None:
                    grid.addWidget(self.home, row, at)
                    continue
                sign, pan, tilt = direction
                grid.addWidget(self._mover(sign, (pan * KEY_SPEED, tilt * KEY_SPEED, 0.0)), row, at)
        return grid

    def _zoom(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        for sign, zoom in (("−", -ZOOM_SPEED), ("+", ZOOM_SPEED)):
            row.addWidget(self._mover(sign, (0.0, 0.0, zoom)))
        return row

    def _mover(self, sign: str, motion: tuple[float, float, float]) -> QPushButton:
        button = self._button(sign)
        button.pressed.connect(partial(self.steered.emit, *motion))
        button.released.connect(partial(self.steered.emit, 0.0, 0.0, 0.0))
        self._moves.append((button, motion))
        return button

    @staticmethod
    def _button(text: str) -> QPushButton:
        """The mouse leaves the keyboard with the wall, where arrows turn the camera; Tab still comes here."""
        button = QPushButton(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return button

    def _fill(self, presets: Sequence[tuple[int, str]]) -> None:
        for old in self.presets:
            self._list.removeWidget(old)
            old.deleteLater()
        self.presets = []
        for number, name in presets:
            button = self._button(f"{number}  {name}")
            button.setProperty("align", "left")
            button.setToolTip(name)
            button.clicked.connect(_calling(self.preset_called.emit, number))
            self._list.addWidget(button)
            self.presets.append(button)

    def _show(self) -> None:
        content = self._content
        self.title.setText(content.camera)
        self.holder.setText(content.holder)
        self.holder.setVisible(bool(content.holder))
        role = "strong" if content.urgent else "caption"
        if self.holder.property("role") != role:
            self.holder.setProperty("role", role)
            self.holder.style().polish(self.holder)
        for button, motion in self._moves:
            button.setEnabled(content.ready and (content.zoom or not motion[2]))
        for button in (self.home, *self.presets):
            button.setEnabled(content.ready)
        self.presets_heading.setVisible(bool(content.presets))
        self._name_presets()

    def _name_presets(self) -> None:
        for button, (number, name) in zip(self.presets, self._content.presets, strict=False):
            named = self.tr("Preset %1: %2").replace("%1", str(number)).replace("%2", name)
            button.setAccessibleName(named)

    def _speak(self) -> None:
        look = theme.current()
        self.heading.setText(self.tr("Turn camera  C"))
        self.presets_heading.setText(self.tr("Presets  1–9"))
        self.home.setText(self.tr("Home"))
        self.leave.setText(self.tr("Leave  Esc"))
        self.home.setAccessibleName(self.tr("Turn home"))
        names = {
            (-1, 0): self.tr("Turn left"),
            (1, 0): self.tr("Turn right"),
            (0, 1): self.tr("Turn up"),
            (0, -1): self.tr("Turn down"),
            (-1, 1): self.tr("Turn up and left"),
            (1, 1): self.tr("Turn up and right"),
            (-1, -1): self.tr("Turn down and left"),
            (1, -1): self.tr("Turn down and right"),
        }
        closer, wider = self.tr("Zoom in"), self.tr("Zoom out")
        for button, (pan, tilt, zoom) in self._moves:
            name = (closer if zoom > 0 else wider) if zoom else names[_sign(pan), _sign(tilt)]
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.setMinimumHeight(look.px(theme.TARGET + 8))
        self.home.setMinimumHeight(look.px(theme.TARGET + 8))
        self.setFixedWidth(look.px(WIDTH))
        self.setAccessibleName(self.tr("Turn camera"))
        self._show()


def _calling(emit: Callable[[int], None], number: int) -> Callable[[bool], None]:
    return lambda _checked: emit(number)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
