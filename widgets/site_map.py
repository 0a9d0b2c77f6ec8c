"""A plan as it stands now: alarms pulse in their own place, a click or Enter opens what it is at."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QWidget

from widgets import site_map_marks, theme
from widgets.focus_line import FocusLine
from widgets.site_map_canvas import MapCanvas
from widgets.site_map_content import MapItem, MapPlan
from widgets.site_map_image import Drawing

HALF_PULSE_MS = 500
#: How near an alarm is shown, times as large as when the whole plan is seen.
NEAR = 2.0


class SiteMap(MapCanvas):
    """Shows one plan live. `opened` carries kind and id of what the guard wants to see."""

    opened = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lit = True
        FocusLine(self)
        self._pulse = QTimer(self, interval=HALF_PULSE_MS)
        self._pulse.timeout.connect(self._beat)

    def show_plan(self, plan: MapPlan, drawing: Drawing | None) -> None:
        """Show a plan, pulsing while something on it is not acknowledged."""
        super().show_plan(plan, drawing)
        self._run_pulse()

    def unacked(self) -> list[MapItem]:
        """What pulses."""
        return [item for item in self.plan.items if item.alarm is not None and item.alarm.unacked]

    def paint_over(self, painter: QPainter) -> None:
        """The bright half of the pulse, and the corners round what is chosen."""
        look = theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.lit:
            for item in self.unacked():
                assert item.alarm is not None
                at = self.view.to_screen(item.placed.middle)
                site_map_marks.paint_pulse(painter, at, item.alarm.priority, look)
        super().paint_over(painter)

    def clicked_at(self, point: QPointF) -> None:
        """Open what was clicked."""
        super().clicked_at(point)
        self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; the rest is the sheet's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen is not None:
            self._open()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Pulse only while it can be seen."""
        super().showEvent(event)
        self._run_pulse()

    def hideEvent(self, event: QHideEvent) -> None:
        """Pulse only while it can be seen."""
        self._pulse.stop()
        super().hideEvent(event)

    def _open(self) -> None:
        if self.chosen is not None:
            self.opened.emit(*self.chosen)

    def _run_pulse(self) -> None:
        if self.unacked() and self.isVisible():
            if not self._pulse.isActive():
                self.lit = True
                self._pulse.start()
        else:
            self._pulse.stop()
            self.lit = True

    def _beat(self) -> None:
        """Turn the pulse over, each in its own place; nothing else is painted anew."""
        self.lit = not self.lit
        look = theme.current()
        for item in self.unacked():
            self.update(site_map_marks.pulse_rect(self.view.to_screen(item.placed.middle), look).toAlignedRect())
