"""The bar of a running tour: its name, which step, how long it still stays, and the keys that hold or move it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from widgets import icons, theme
from widgets.labels import ElidedLabel

#: From this width on, in pixels at 100 %, the buttons show their keys.
_ROOMY = 760


class TourBar(QWidget):
    """Shows what it is told; whoever runs the tour holds the time.

    paused tells that the guard holds the tour (True) or lets it go on; step that the guard moves on (1) or back (-1).
    """

    paused = Signal(bool)
    step = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._at, self._steps, self._left, self._held = 0, 0, 0.0, False
        self.setProperty("flat", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.name = ElidedLabel("strong")
        self.stand = QLabel()
        self.stand.setTextFormat(Qt.TextFormat.PlainText)
        self.back, self.hold, self.on = QPushButton(), QPushButton(), QPushButton()
        self._narrow = False
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 4, 0)
        row.setSpacing(4)
        row.addWidget(self.name, 1)
        row.addSpacing(12)
        row.addWidget(self.stand)
        row.addSpacing(8)
        for button in (self.back, self.hold, self.on):
            row.addWidget(button)
        self.back.clicked.connect(lambda _checked=False: self.step.emit(-1))
        self.on.clicked.connect(lambda _checked=False: self.step.emit(1))
        self.hold.clicked.connect(lambda _checked=False: self._toggle())
        self._speak()

    def set_tour(self, name: str, at: int, steps: int) -> None:
        """Show the tour `name` at its step `at`, counted from 0, of `steps`."""
        self._at, self._steps = at, steps
        self.name.setText(name)
        self._show()

    def set_left(self, seconds: float) -> None:
        """Show how long the step still stays."""
        before, self._left = self._left, max(0.0, seconds)
        if round(before) != round(self._left):
            self._show()

    def set_paused(self, held: bool) -> None:
        """Show whether the tour is held."""
        self._held = held
        self._speak()

    def changeEvent(self, event: QEvent) -> None:
        """Dress and speak anew."""
        if event.type() in {QEvent.Type.LanguageChange, QEvent.Type.StyleChange}:
            self._speak()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In little room the keys are told by the buttons' tool tips, so that the tour's name can be read."""
        if (self.width() < theme.current().px(_ROOMY)) is not self._narrow:
            self._narrow = not self._narrow
            self._speak()
        super().resizeEvent(event)

    def _toggle(self) -> None:
        self.set_paused(not self._held)
        self.paused.emit(self._held)

    def _speak(self) -> None:
        look = theme.current()
        hold = self.tr("Go on  Ctrl+T") if self._held else self.tr("Hold  Ctrl+T")
        texts = ((self.back, self.tr("Back  Ctrl+PgUp")), (self.hold, hold), (self.on, self.tr("Next  Ctrl+PgDown")))
        for button, text in texts:
            button.setText(text.partition("  ")[0] if self._narrow else text)
            button.setToolTip(text)
            button.setMinimumWidth(look.px(theme.TARGET))
        self.hold.setIcon(icons.icon("play" if self._held else "pause"))
        self.back.setAccessibleName(self.tr("Previous step of the tour"))
        self.on.setAccessibleName(self.tr("Next step of the tour"))
        self.hold.setAccessibleName(self.tr("Let the tour go on") if self._held else self.tr("Hold the tour"))
        self.name.setMinimumWidth(look.px(96))
        self.setFixedHeight(look.px(theme.TARGET + 8))
        self._show()

    def _show(self) -> None:
        stand = self.tr("%1 of %2").replace("%1", str(self._at + 1)).replace("%2", str(self._steps))
        left = self.tr("next in %1 s").replace("%1", str(round(self._left)))
        held = self.tr("HELD")
        self.stand.setText(f"{stand}   {held if self._held else left}" if self._steps else "")
