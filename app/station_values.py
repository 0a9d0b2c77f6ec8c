"""What a station's devices measure, and which of them are there: live, lately, and for the health page."""

from __future__ import annotations

from collections.abc import Iterable

from alarms.devices import DeviceBoard
from alarms.messages import DeviceMessage
from app.data_folder import DataFolder
from app.services import health
from app.services.clock_watch import ClockWatch
from app.services.device_values import DeviceValues
from app.services.health import Level, PartStatus
from app.services.places import Places
from app.services.value_recorder import ValueRecorder
from video.clock import Clock


class StationValues:
    """Joins the live values, their history and the watch over devices and clock. ``take`` in the alarm thread."""

    def __init__(self, places: Places, board: DeviceBoard, folder: DataFolder, clock: Clock) -> None:
        self._board = board
        self._devices = tuple(one.id for one in places.site.devices if one.kind != "station")
        self._clock_watch = ClockWatch(clock)
        self.history = ValueRecorder(folder.values, clock)
        self.live = DeviceValues(places, self.history.take)

    def start(self) -> None:
        """Begin to write what is measured."""
        self.history.start()

    def stop(self) -> None:
        """Write what is left, and end."""
        self.history.stop()

    def take(self, messages: Iterable[DeviceMessage]) -> None:
        """Take messages that are durable by now."""
        held = tuple(messages)
        self.live.take(held)
        self._clock_watch.take(held)

    def statuses(self, broker: PartStatus) -> tuple[PartStatus, ...]:
        """Judge devices, clock and history; ``broker`` is how the way in for devices stands."""
        views = {view.device: view for view in self._board.devices()}
        return (
            health.devices_status(views, self._devices, broker.level is not Level.FAILED),
            self._clock_watch.status(),
            self.history.status(),
        )
