"""How many alarms stand, by priority, in the bar at the top: shape, colour and number; nothing where none stands."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from alarms.model import Priority
from widgets import severity, theme, tile_words

PRIORITIES = (Priority.P1, Priority.P2, Priority.P3, Priority.P4)


@dataclass(frozen=True, slots=True)
class CountView:
    """Alarms of one priority: how many stand, and how many of them nobody took notice of; and how many of a drill."""

    priority: Priority
    count: int = 0
    unacked: int = 0
    drill: int = 0


class CountLamp(QAbstractButton):
    """A shape and a number; bold and in the priority's colour while somebody has to take notice."""

    def __init__(self, priority: Priority, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = CountView(priority)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.hide()

    def set_view(self, view: CountView) -> None:
        """Show this many."""
        if view == self.view:
            return
        self.view = view
        self.setVisible(view.count > 0)
        self.say()
        self.updateGeometry()
        self.update()

    def say(self) -> None:
        """Say it in words, for tool tip and screen reader."""
        text = QCoreApplication.translate("StatusBar", "%1: %2 alarms, %3 not acknowledged")
        text = text.replace("%1", severity.word(self.view.priority)).replace("%2", str(self.view.count))
        text = text.replace("%3", str(self.view.unacked))
        self.setAccessibleName(text)
        self.setToolTip(text)

    def sizeHint(self) -> QSize:
        """Room for the shape and the number."""
        look = theme.current()
        width = look.metrics(bold=True).horizontalAdvance(str(self.view.count))
        return QSize(width + look.px(30), look.px(theme.TARGET))

    def minimumSizeHint(self) -> QSize:
        """Never cut off."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint shape and number."""
        look, priority = theme.current(), self.view.priority
        painter = QPainter(self)
        if self.hasFocus() or self.underMouse():
            painter.fillRect(self.rect(), look.colour("line"))
        side, pad = look.px(14), look.px(4)
        mark = QRectF(pad, (self.height() - side) / 2, side, side)
        severity.paint_mark(painter, mark, priority, severity.mark_colour(priority, look))
        waits = self.view.unacked > 0
        painter.setFont(look.font(bold=waits))
        painter.setPen(severity.text_colour(priority, look) if waits else look.colour("text"))
        room = self.rect().adjusted(pad + side + look.px(6), 0, 0, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, str(self.view.count))


class DrillLamp(QAbstractButton):
    """How many alarms stand that belong to a drill: word and number on the drill's hatching, apart from the real."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.hide()

    def set_count(self, count: int) -> None:
        """Show this many."""
        if count != self.count:
            self.count = count
            self.setVisible(count > 0)
            self.say()

    def say(self) -> None:
        """Say it in words, for tool tip and screen reader."""
        text = QCoreApplication.translate("StatusBar", "%1 alarms of the drill").replace("%1", str(self.count))
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.updateGeometry()
        self.update()

    def _words(self) -> str:
        return f"{tile_words.drill()} {self.count}"

    def sizeHint(self) -> QSize:
        """Room for word and number."""
        look = theme.current()
        return QSize(look.metrics(bold=True).horizontalAdvance(self._words()) + look.px(16), look.px(theme.TARGET))

    def minimumSizeHint(self) -> QSize:
        """Never cut off."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the word over a line of hatching."""
        look, painter = theme.current(), QPainter(self)
        if self.hasFocus() or self.underMouse():
            painter.fillRect(self.rect(), look.colour("line"))
        hatched = QRect(0, self.height() - look.px(6), self.width(), look.px(6))
        painter.fillRect(hatched, QBrush(look.colour("drill"), Qt.BrushStyle.BDiagPattern))
        painter.setFont(look.font(bold=True))
        painter.setPen(look.colour("drill_text"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._words())


class AlarmCounts(QWidget):
    """The four numbers, most urgent first, and the drill's. ``activated`` where one is pressed."""

    activated = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lamps = {priority: CountLamp(priority, self) for priority in PRIORITIES}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().px(4))
        self.drill = DrillLamp(self)
        for lamp in (*self._lamps.values(), self.drill):
            lamp.clicked.connect(lambda _checked=False: self.activated.emit())
            row.addWidget(lamp)
        self.setVisible(False)

    def set_counts(self, views: tuple[CountView, ...]) -> None:
        """Show what stands."""
        for view in views:
            if view.priority in self._lamps:
                self._lamps[view.priority].set_view(view)
        self.drill.set_count(sum(view.drill for view in views))
        self.setVisible(any(view.count or view.drill for view in views))

    def shown(self) -> list[CountLamp]:
        """Give the numbers on show, in order."""
        return [lamp for lamp in self._lamps.values() if lamp.view.count]

    def retranslate(self) -> None:
        """Speak another language."""
        for lamp in self._lamps.values():
            lamp.say()
        self.drill.say()
