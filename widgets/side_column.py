"""The column beside the wall: the card of an alarm above the list of all. It never makes the window higher."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from widgets import theme

_GAP = 2
_LEAST = 200


@runtime_checkable
class HasRoom(Protocol):
    """Says what it likes and needs."""

    def room(self, width: int) -> tuple[int, int]:
        """Give the height that it would like at this width, and the least."""


@runtime_checkable
class GivesWay(Protocol):
    """Says how low it may be where there is no more room."""

    def lowest(self, width: int) -> int:
        """Give the height at which it still says what must be seen."""


class SideColumn(QWidget):
    """Shares its height: the list has what it wants where the card needs no more, else one row, else its title
    alone, else one line that says how many alarms wait; where even this is too much, the card has it all.

    A child that knows better than its layout what it likes and needs says so by `room`, and how low it may be by
    `lowest`.

    A layout would ask the window to grow on a screen of 768 lines, where the window cannot.
    """

    def __init__(self, card: QWidget, below: QWidget, least: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = card
        self._below = below
        self._title = least
        for child in (card, below):
            child.setParent(self)
            child.installEventFilter(self)

    def minimumSizeHint(self) -> QSize:
        """Ask for little, whatever is in it."""
        return QSize(0, theme.current().px(_LEAST))

    def sizeHint(self) -> QSize:
        """As high as there is room."""
        return QSize(theme.current().px(theme.ALARM_PANEL_WIDTH), theme.current().px(2 * _LEAST))

    def place(self) -> None:
        """Give both their places."""
        width, height = self.width(), self.height()
        if self._card.isHidden():
            self._below.setGeometry(0, 0, width, height)
            return
        gap, title = theme.current().px(_GAP), theme.current().px(self._title)
        (wanted, least), (liked, needed) = _room(self._below, width), _room(self._card, width)
        spare = height - gap - needed
        low = min(max(least, min(wanted, height - gap - liked)), spare) if spare >= title else self._line(spare)
        self._card.setGeometry(0, 0, width, max(0, height - gap - low))
        self._below.setGeometry(0, height - low, width, low)

    def _line(self, spare: int) -> int:
        """What the list has where there is no room for its title. It takes nothing but what scrolls in the card:
        either the card has what it needs all the same, or its buttons have given way for something else already.
        """
        if not isinstance(self._below, GivesWay) or not isinstance(self._card, GivesWay):
            return 0
        width, gap = self.width(), theme.current().px(_GAP)
        line, last = self._below.lowest(width), self._card.lowest(width)
        return line if spare >= line or (spare < 0 and self.height() - gap - last >= line) else 0

    def event(self, event: QEvent) -> bool:
        """Place them anew where one of them needs another height."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.place()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The card comes and goes."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self.place()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place them in the new room."""
        self.place()
        super().resizeEvent(event)


def _room(widget: QWidget, width: int) -> tuple[int, int]:
    """What a widget would like, and what it needs, at this width."""
    if isinstance(widget, HasRoom):
        return widget.room(width)
    return _height(widget, width, hint=True), _height(widget, width, hint=False)


def _height(widget: QWidget, width: int, *, hint: bool) -> int:
    """What a widget needs at this width, with its lines broken there; `hint`: what it would like."""
    layout = widget.layout()
    size = widget.sizeHint() if hint else widget.minimumSizeHint()
    if layout is None or not layout.hasHeightForWidth():
        return size.height()
    return max(size.height(), layout.totalHeightForWidth(width)) if hint else layout.minimumHeightForWidth(width)
