"""The window's edge, for a station that cannot be heard: while an alarm ought to sound, it flashes in its colour.

It lies in a margin of its own that is there as long as there is no sound, so that an alarm neither covers nor moves
anything. What the alarm is stands on the list and on the card, with shape and words.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QRegion, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from alarms.model import Priority
from widgets import severity, theme

#: Half of a flash: once a second, and never over three (WCAG 2.3.1).
HALF_FLASH_MS = 500
EDGE = 8


class EdgeFlash(QWidget):
    """Holds the window's content; `set_heard` says whether there is sound, `set_sounding` what ought to sound."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heard = True
        self._sounding: Priority | None = None
        self._lit = False
        self._beat = QTimer(self, interval=HALF_FLASH_MS)
        self._beat.timeout.connect(self._turn)
        self.content = QVBoxLayout(self)
        self.content.setSpacing(2)
        self._fit()

    @property
    def flashing(self) -> bool:
        """Whether it flashes now."""
        return self._beat.isActive()

    @property
    def lit(self) -> Priority | None:
        """The priority whose colour the edge has at this moment."""
        return self._sounding if self._lit else None

    def set_heard(self, heard: bool) -> None:
        """Say whether alarms can be heard; where they cannot, the edge gets its room."""
        if heard != self._heard:
            self._heard = heard
            self._fit()
            self._follow()

    def set_sounding(self, priority: Priority | None) -> None:
        """Say what ought to be heard now; None for nothing."""
        if priority is not self._sounding:
            self._sounding = priority
            self._follow()

    def edge(self) -> QRegion:
        """Give the margin, which is all that it paints."""
        width = self.content.contentsMargins().left()
        inner: QRect = self.rect().adjusted(width, width, -width, -width)
        return QRegion(self.rect()).subtracted(QRegion(inner))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Fill the margin in the lit half of a flash."""
        if not self._lit or self._sounding is None:
            return
        painter = QPainter(self)
        painter.setClipRegion(self.edge())
        painter.fillRect(self.rect(), severity.colour(self._sounding, theme.current()))

    def showEvent(self, event: QShowEvent) -> None:
        """Flash again."""
        super().showEvent(event)
        self._follow()

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave no timer running behind a hidden window."""
        super().hideEvent(event)
        self._beat.stop()

    def _fit(self) -> None:
        width = 0 if self._heard else theme.current().px(EDGE)
        self.content.setContentsMargins(width, width, width, width)

    def _follow(self) -> None:
        wanted = not self._heard and self._sounding is not None and self.isVisible()
        if wanted and not self._beat.isActive():
            self._lit = True
            self._beat.start()
        elif not wanted:
            self._beat.stop()
            self._lit = False
        self.update(self.edge())

    def _turn(self) -> None:
        self._lit = not self._lit
        self.update(self.edge())
