"""What is not well, side by side: said whole where there is room, else by name, and what has no room is counted."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import theme
from widgets.lamp import WORST_FIRST, Lamp, LampView


class LampRow(QWidget):
    """Lamps, worst first. The worst is the last to be shortened and the last to be counted instead of shown.

    ``activated`` gives the key of the lamp pressed, "" for the one that counts the rest.
    """

    activated = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._views: tuple[LampView, ...] = ()
        self._lamps: list[Lamp] = []
        self._rest: Lamp | None = None

    def set_lamps(self, lamps: tuple[LampView, ...]) -> None:
        """Show those that are not good."""
        shown = tuple(
            sorted((one for one in lamps if one.level != "good"), key=lambda one: WORST_FIRST.index(one.level))
        )
        if shown != self._views:
            self._views = shown
            self._make()

    def lamps(self) -> list[Lamp]:
        """Give all lamps, in order, also those that have no room."""
        return list(self._lamps)

    def rest(self) -> Lamp | None:
        """Give the lamp that counts what has no room, None where all have."""
        return self._rest

    def sizeHint(self) -> QSize:
        """Ask for all of it to be said whole."""
        gap = self._gap()
        width = sum(lamp.whole_width() + gap for lamp in self._lamps)
        return QSize(width, theme.current().px(theme.TARGET))

    def minimumSizeHint(self) -> QSize:
        """Content with room for a shape and a number."""
        return QSize(theme.current().px(72), theme.current().px(theme.TARGET))

    def _gap(self) -> int:
        return theme.current().px(8)

    def _make(self) -> None:
        for lamp in self._lamps:
            lamp.hide()
            lamp.deleteLater()
        self._lamps = [self._lamp(view) for view in self._views]
        self.updateGeometry()
        self._fit()

    def _lamp(self, view: LampView) -> Lamp:
        lamp = Lamp(view, self)
        lamp.clicked.connect(lambda _checked=False: self.activated.emit(view.key))
        return lamp

    def _fit(self) -> None:
        if self._rest is not None:
            self._rest.hide()
            self._rest.deleteLater()
            self._rest = None
        for lamp in self._lamps:
            lamp.set_short(False)
        for lamp in reversed(self._lamps):
            if self._wanted(self._lamps) > self.width():
                lamp.set_short(True)
        shown = list(self._lamps)
        while shown and self._wanted(shown) > self.width():
            shown.pop()
            if self._rest is not None:
                self._rest.hide()
                self._rest.deleteLater()
            self._rest = self._counting(self._lamps[len(shown) :])
        self._place(shown)

    def _counting(self, hidden: list[Lamp]) -> Lamp:
        names = ", ".join(lamp.view.name or lamp.view.text for lamp in hidden)
        text = self.tr("+%1").replace("%1", str(len(hidden)))
        return self._lamp(LampView("", text, hidden[0].view.level, names, text))

    def _wanted(self, lamps: list[Lamp]) -> int:
        every = [*lamps, self._rest] if self._rest is not None else lamps
        return sum(lamp.sizeHint().width() for lamp in every) + self._gap() * (len(every) - 1)

    def _place(self, shown: list[Lamp]) -> None:
        at = 0
        for lamp in [*shown, self._rest] if self._rest is not None else shown:
            lamp.setGeometry(at, 0, lamp.sizeHint().width(), self.height())
            lamp.show()
            at += lamp.width() + self._gap()
        for lamp in self._lamps:
            lamp.setVisible(lamp in shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self._fit()
