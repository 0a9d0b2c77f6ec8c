"""What is not well, side by side: said whole where there is room, else by name, and what has no room is counted."""

from __future__ import annotations

from itertools import pairwise

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
        self._counting: Lamp | None = None
        self._counts = False

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
        return self._counting if self._counts else None

    def sizeHint(self) -> QSize:
        """Ask for all of it to be said whole."""
        gap = self._gap()
        width = sum(lamp.whole_width() + gap for lamp in self._lamps)
        return QSize(width, theme.current().px(theme.TARGET))

    def short_width(self) -> int:
        """How wide it is with every part called by its name alone."""
        return sum(lamp.short_width() + self._gap() for lamp in self._lamps)

    def minimumSizeHint(self) -> QSize:
        """Content with room for a shape and a number."""
        return QSize(theme.current().px(72), theme.current().px(theme.TARGET))

    def _gap(self) -> int:
        return theme.current().px(8)

    def _make(self) -> None:
        held = {lamp.view.key: lamp for lamp in self._lamps}
        self._lamps = [self._said(held.pop(view.key, None), view) for view in self._views]
        for lamp in held.values():
            lamp.hide()
            lamp.deleteLater()
        for first, second in pairwise(self._lamps):
            QWidget.setTabOrder(first, second)
        self.updateGeometry()
        self._fit()

    def _said(self, lamp: Lamp | None, view: LampView) -> Lamp:
        if lamp is None:
            lamp = Lamp(view, self)
            lamp.clicked.connect(lambda _checked=False: self.activated.emit(view.key))
        else:
            lamp.set_view(view)
        return lamp

    def _fit(self) -> None:
        self._counts = False
        for lamp in self._lamps:
            lamp.set_short(False)
        for lamp in reversed(self._lamps):
            if self._wanted(self._lamps) > self.width():
                lamp.set_short(True)
        shown = list(self._lamps)
        while shown and self._wanted(shown) > self.width():
            shown.pop()
            self._count(self._lamps[len(shown) :])
        self._place(shown)

    def _count(self, hidden: list[Lamp]) -> None:
        """Have the last one say how many there are that have no room."""
        names = ", ".join(lamp.view.name or lamp.view.text for lamp in hidden)
        text = self.tr("+%1").replace("%1", str(len(hidden)))
        self._counting = self._said(self._counting, LampView("", text, hidden[0].view.level, names, text))
        self._counts = True

    def _wanted(self, lamps: list[Lamp]) -> int:
        rest = self.rest()
        every = lamps if rest is None else [*lamps, rest]
        return sum(lamp.sizeHint().width() for lamp in every) + self._gap() * (len(every) - 1)

    def _place(self, shown: list[Lamp]) -> None:
        at, rest = 0, self.rest()
        for lamp in shown if rest is None else [*shown, rest]:
            lamp.setGeometry(at, 0, lamp.sizeHint().width(), self.height())
            lamp.show()
            at += lamp.width() + self._gap()
        for lamp in self._lamps:
            lamp.setVisible(lamp in shown)
        if self._counting is not None:
            self._counting.setVisible(self._counts)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self._fit()
