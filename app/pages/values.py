"""The page of values: looks at what the devices state twice a second while it is seen, and at one day of one value."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.operations import Operation
from app.pages.value_content import ValueNames, trend_of
from app.services.device_values import Value
from app.services.places import Places
from app.station_values import StationValues
from app.store.value_history import MinuteValue, ValueKey
from video.clock import Clock
from widgets.value_trend import DAY_S
from widgets.value_view import ValueView

LOOK_MS = 500
#: Ages go on once a second; the day of the chosen value is read again so often.
TICKS_OF_AGE, TICKS_OF_TREND = 2, 60


class ValuesPage(QWidget):
    """Shows every value of every device by zone. Costs nothing while nobody looks."""

    def __init__(
        self, values: StationValues, places: Places, clock: Clock, language: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._values = values
        self._clock = clock
        self._names = ValueNames(places, language)
        self._version = 0
        self._ticks = 0
        self._held: dict[ValueKey, Value] = {}
        self.view = ValueView(clock.now)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)
        self.view.chosen.connect(lambda _key: self._read())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.view)
        self.setFocusProxy(self.view)

    def close_views(self) -> None:
        """Look no more."""
        self._timer.stop()

    def refresh(self) -> None:
        """Show what changed since the last look."""
        self._version, changes = self._values.live.changes(self._version)
        for key, value in changes.items():
            if value is None:
                self._held.pop(key, None)
            else:
                self._held[key] = value
        self.view.apply({key: None if one is None else self._names.row(one) for key, one in changes.items()})

    def showEvent(self, event: QShowEvent) -> None:
        """Look while it is seen."""
        super().showEvent(event)
        self.refresh()
        self._read()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest: nobody sees it."""
        self._timer.stop()
        super().hideEvent(event)

    def _look(self) -> None:
        self._ticks += 1
        self.refresh()
        if self._ticks % TICKS_OF_AGE == 0:
            self.view.tick()
        if self._ticks % TICKS_OF_TREND == 0:
            self._read()

    def _read(self) -> None:
        """Read the day of the chosen value, beside this thread."""
        value = self._held.get(self.view.key) if self.view.key is not None else None
        if value is None or value.number is None:
            return
        until = self._clock.now()
        history = self._values.history

        def show(minutes: list[MinuteValue]) -> None:
            self.view.show_trend(value.key, trend_of(value, minutes, until))

        Operation(self, lambda: history.read(value.key, until - DAY_S, until)).success(show).failure(
            lambda _error: None  # the history's own line on the health page says what is wrong
        ).run()
