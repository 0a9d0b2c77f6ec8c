"""The thin bar at the top: site, clock, what is not well, who is on duty."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from widgets import theme, times
from widgets.lamp import Lamp, LampLevel, LampView
from widgets.lamp_row import LampRow

__all__ = ["LampLevel", "LampView", "StatusBar"]


class Clock(Protocol):
    """What tells the time of day."""

    def now(self) -> float:
        """UTC in seconds since the epoch."""
        ...


class StatusBar(QFrame):
    """Shows site, lamps of what is not well, people on duty, date and clock with seconds."""

    lamp_activated = Signal(str)
    duty_activated = Signal()

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self._clock = clock
        self._people: tuple[str, ...] = ()
        self._lamps = LampRow()
        self.site = QLabel()
        self.duty = QPushButton()
        self.date = QLabel()
        self.time = QLabel()
        self._second = QTimer(self, timerType=Qt.TimerType.PreciseTimer, singleShot=True)
        self._second.timeout.connect(self.tick)
        self._arrange()

    def set_site(self, name: str) -> None:
        """Name the site."""
        self.site.setText(name)

    def set_on_duty(self, people: tuple[str, ...]) -> None:
        """Name who is on duty."""
        self._people = people
        self._say_duty()

    def set_lamps(self, lamps: tuple[LampView, ...]) -> None:
        """Show the lamps that are not good, worst first."""
        self._lamps.set_lamps(lamps)

    def lamps(self) -> list[Lamp]:
        """Give the lamps on show, in order."""
        return self._lamps.lamps()

    def tick(self) -> None:
        """Show the time, and wake again when the next second begins."""
        now = self._clock.now()
        self.date.setText(times.date(now))
        self.time.setText(times.clock(now))
        if self.isVisible():
            self._second.start(max(1, 1000 - int(now % 1 * 1000)))

    def _arrange(self) -> None:
        look = theme.current()
        self.setFixedHeight(look.px(theme.BAR_HEIGHT))
        self.site.setProperty("role", "strong")
        self.time.setProperty("role", "clock")
        self.date.setProperty("role", "caption")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(12), 0, look.px(12), 0)
        row.setSpacing(look.px(16))
        row.addWidget(self.site)
        self._lamps.activated.connect(self.lamp_activated)
        row.addWidget(self._lamps, 1)
        self.duty.setProperty("flat", True)
        self.duty.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.duty.clicked.connect(self.duty_activated)
        row.addWidget(self.duty)
        for label in (self.date, self.time):
            label.setTextFormat(Qt.TextFormat.PlainText)
            row.addWidget(label)

    def _say_duty(self) -> None:
        names = self.tr(", ").join(self._people)
        text = self.tr("On duty: %1").replace("%1", names) if names else self.tr("Nobody signed in")
        self.duty.setText(text.replace("&", "&&"))
        self.duty.setToolTip(self.tr("Sign in or out (Ctrl+G)"))

    def showEvent(self, event: QShowEvent) -> None:
        """Let the clock run."""
        super().showEvent(event)
        self.tick()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest: nobody sees it."""
        self._second.stop()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._say_duty()
        super().changeEvent(event)
