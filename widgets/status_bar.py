"""The thin bar at the top: site, clock, what is not well, who is on duty."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from widgets import theme, times
from widgets.alarm_counts import AlarmCounts, CountView
from widgets.labels import ElidedLabel
from widgets.lamp import Lamp, LampLevel, LampView
from widgets.lamp_row import LampRow

__all__ = ["CountView", "LampLevel", "LampView", "StatusBar"]

#: Where there is little room, the people on duty get so much, in pixels at 100 %.
DUTY_WIDTH = 90


class Clock(Protocol):
    """What tells the time of day."""

    def now(self) -> float:
        """UTC in seconds since the epoch."""
        ...


class StatusBar(QFrame):
    """Shows site, lamps of what is not well, people on duty, date and clock with seconds."""

    #: Key of a part's line on the health page; "" for what has no room, "alarms" for the numbers of alarms.
    lamp_activated = Signal(str)
    duty_activated = Signal()

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self._clock = clock
        self._people: tuple[str, ...] = ()
        self._duty_words = ("", "")
        self._lamps = LampRow()
        self.counts = AlarmCounts()
        self.site = ElidedLabel("strong")
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

        self._fit()

    def set_alarms(self, counts: tuple[CountView, ...]) -> None:
        """Show how many alarms stand, by priority."""
        self.counts.set_counts(counts)
        self._fit()

    def lamps(self) -> list[Lamp]:
        """Give the lamps on show, in order."""
        return self._lamps.lamps()

    @property
    def clock_left(self) -> int:
        """Where the clock begins: what lies over the bar for a moment leaves it in sight."""
        return max(0, self.time.x() - theme.current().px(8))

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
        self.time.setProperty("role", "clock")
        self.date.setProperty("role", "caption")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(12), 0, look.px(12), 0)
        row.setSpacing(look.px(16))
        self.site.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        row.addWidget(self.site)
        row.addWidget(self.counts)
        self.counts.activated.connect(lambda: self.lamp_activated.emit("alarms"))
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
        self._duty_words = (text, names or self.tr("Nobody"))
        self.duty.setToolTip("\n".join((text, self.tr("Sign in or out (Ctrl+G)"))))
        self.duty.setAccessibleName(text)
        self._fit()

    def _fit(self) -> None:
        """Leave out what matters least until the lamps can be told by name: the date, words of duty, the site."""
        look = theme.current()
        row = self.layout()
        if row is None:
            return
        metrics = look.metrics()
        whole, short = self._duty_words[0].replace("&", "&&"), self._short_duty()
        for date, duty, site in (
            (True, whole, True),
            (False, whole, True),
            (False, short, True),
            (False, short, False),
        ):
            self.date.setVisible(date)
            row.setSpacing(look.px(16 if date else 8))
            self.duty.setText(duty)
            name = metrics.horizontalAdvance(self.site.text()) + look.px(8) if site else 0
            self.site.setFixedWidth(name)
            if self._room() >= self._lamps.short_width():
                break
        row.activate()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for the lamps by their names, and for what is never left out."""
        return self._wide(self._lamps.short_width())

    def minimumSizeHint(self) -> QSize:
        """Room for what is never left out.

        Not for what is said just now: that goes by the room that there is, and the two would chase each other.
        """
        return self._wide(self._lamps.minimumSizeHint().width())

    def _wide(self, lamps: int) -> QSize:
        look = theme.current()
        duty = self.duty.sizeHint().width() + self._advance(self._short_duty()) - self._advance(self.duty.text())
        parts = [lamps, duty, *(one.sizeHint().width() for one in (self.counts, self.time) if not one.isHidden())]
        return QSize(sum(parts) + look.px(24) + look.px(8) * len(parts), look.px(theme.BAR_HEIGHT))

    def _advance(self, text: str) -> int:
        return self.duty.fontMetrics().horizontalAdvance(text)

    def _short_duty(self) -> str:
        look = theme.current()
        short = look.metrics().elidedText(self._duty_words[1], Qt.TextElideMode.ElideRight, look.px(DUTY_WIDTH))
        return short.replace("&", "&&")

    def _room(self) -> int:
        """How much is left for the lamps."""
        look = theme.current()
        taken = self.site.maximumWidth()
        shown = [one for one in (self.counts, self.duty, self.date, self.time) if not one.isHidden()]
        taken += sum(one.sizeHint().width() for one in shown)
        return self.width() - taken - look.px(24) - self._gap() * (len(shown) + 1)

    def _gap(self) -> int:
        row = self.layout()
        return 0 if row is None else row.spacing()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self._fit()

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
            self.counts.retranslate()
        super().changeEvent(event)
