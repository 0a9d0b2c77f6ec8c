"""One word of trouble in the bar at the top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from alarms.model import Priority
from widgets import severity, theme

LampLevel = Literal["good", "note", "warning", "bad"]


@dataclass(frozen=True, slots=True)
class LampView:
    """One part of the system. Only what is not good is shown, in words; reason says why and what happens next.

    ``name`` is the part alone, said where there is no room for ``text``.
    """

    key: str
    text: str
    level: LampLevel = "good"
    reason: str = ""
    name: str = ""


WORST_FIRST: tuple[LampLevel, ...] = ("bad", "warning", "note", "good")
_LIKE: dict[LampLevel, Priority] = {"bad": Priority.P1, "warning": Priority.P3, "note": Priority.P4}


class Lamp(QAbstractButton):
    """A shape and a word; pressing it leads to the part's line on the health page."""

    def __init__(self, view: LampView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_view(view)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding)

    def set_view(self, view: LampView) -> None:
        """Say this; the lamp stays the same, and so does the keyboard's place on it."""
        self.view = view
        self.setText(view.text)
        self.setToolTip("\n".join(filter(None, (view.text, view.reason))))
        self.setAccessibleName(view.text)
        self.setAccessibleDescription(view.reason)
        self.update()

    def set_short(self, short: bool) -> None:
        """Say the name alone, or all."""
        self.setText(self.view.name if short and self.view.name else self.view.text)

    def sizeHint(self) -> QSize:
        """As wide as the words said now."""
        return QSize(_width(self.text()), theme.current().px(theme.TARGET))

    def whole_width(self) -> int:
        """How wide it is when it says all."""
        return _width(self.view.text)

    def short_width(self) -> int:
        """How wide it is when it says its name alone."""
        return _width(self.view.name or self.view.text)

    def minimumSizeHint(self) -> QSize:
        """Room for the shape and the beginning of the word."""
        return QSize(theme.current().px(72), theme.current().px(theme.TARGET))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint shape and word."""
        look = theme.current()
        priority = _LIKE.get(self.view.level, Priority.EVENT)
        painter = QPainter(self)
        if self.hasFocus() or self.underMouse():
            painter.fillRect(self.rect(), look.colour("line"))
        side, pad = look.px(14), look.px(6)
        mark = QRectF(pad, (self.height() - side) / 2, side, side)
        severity.paint_mark(painter, mark, priority, severity.mark_colour(priority, look))
        room = self.rect().adjusted(pad + side + look.px(6), 0, -look.px(2), 0)
        text = look.metrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(look.font())
        painter.setPen(severity.text_colour(priority, look))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def _width(text: str) -> int:
    look = theme.current()
    return look.px(30) + look.metrics().horizontalAdvance(text)
