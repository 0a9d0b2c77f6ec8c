"""The site plans as the guard sees them: in the panel at the left, on their own page, on a monitor of their own.

`site_map` makes the plain widget for any of these places.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.notifier import Notifier
from app.operations import Operation
from app.pages.alarm_desk import AlarmDesk
from app.pages.site_plan_content import MapSource
from app.pages.walls import Walls
from app.station import Station
from video.model import Phase, StreamKind, StreamState
from widgets import site_map_image, theme
from widgets.site_map_content import MapContent, State
from widgets.site_map_image import Drawing
from widgets.site_plans import SitePlans

#: Changes of alarms, streams, gates and stalls within this time are shown as one, ms.
GATHER_MS = 60
_LIVE = (Phase.LIVE, Phase.CONNECTING)


class SitePlanPanel(QWidget):
    """Shows the plans live. `camera_wanted`: its picture; `alarm_wanted`: an occurrence;
    `place_wanted`: a zone, and a point of it or "".
    """

    camera_wanted = Signal(str)
    alarm_wanted = Signal(str)
    place_wanted = Signal(str, str)

    def __init__(
        self, station: Station, notifier: Notifier, desk: AlarmDesk, language: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._station = station
        self._desk = desk
        self._source = MapSource(station.places, language)
        self._reading: set[str] = set()
        self.plans = SitePlans()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plans)
        self.setFocusProxy(self.plans)
        self._gather = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._gather.timeout.connect(self.show_now)
        self._connect(notifier)
        self.reload()

    def reload(self) -> None:
        """Show the plans that hold now: somebody published others."""
        book = self._station.plans
        self._source.set_plans(book.plans, {plan.id: str(book.image(plan)) for plan in book.plans})
        self.plans.forget_drawings()
        self.show_now()

    def show_now(self) -> None:
        """Show how things stand."""
        current = self._desk.current
        self._source.gates = self._station.gates.statuses()
        self._source.stalls = self._station.parking.stalls()
        content = self._source.content(
            self._desk.occurrences(),
            self._desk.incidents(),
            self._desk.overview,
            current.occurrence if current is not None else "",
        )
        self.plans.set_content(content)

    @property
    def content(self) -> MapContent:
        """What is shown."""
        return self.plans.content

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while nobody looked."""
        super().showEvent(event)
        self._take_streams(self._station.stream_states())
        self.show_now()

    def hideEvent(self, event: QHideEvent) -> None:
        """While nobody looks, nothing is worked out."""
        self._gather.stop()
        super().hideEvent(event)

    def _connect(self, notifier: Notifier) -> None:
        self._desk.alarms_changed.connect(self._news)
        self._desk.card_changed.connect(self._news)
        self._desk.response_changed.connect(self._news)
        self._desk.overview_changed.connect(self._news)
        notifier.gates_changed.connect(self._news)
        notifier.parking_changed.connect(self._news)
        notifier.streams_changed.connect(self._streams_changed)
        self.plans.image_wanted.connect(self._read)
        self.plans.opened.connect(self._opened)
        self.plans.alarm_opened.connect(self.alarm_wanted)

    def _news(self, _news: object = None) -> None:
        if self.isVisible() and not self._gather.isActive():
            self._gather.start()

    def _streams_changed(self, states: list[StreamState]) -> None:
        if self._take_streams(states):
            self._news()

    def _take_streams(self, states: list[StreamState]) -> bool:
        before = dict(self._source.cameras)
        for state in states:
            entry = self._station.places.camera(state.camera)
            shown = StreamKind.SUB if entry is None or entry.sub else StreamKind.MAIN
            if state.kind is shown:
                self._source.cameras[state.camera] = _camera_state(state.phase)
        return before != self._source.cameras

    def _read(self, plan: str) -> None:
        """Read a plan's drawing in another thread, once at a time."""
        entry = next((one for one in self._station.plans.plans if one.id == plan), None)
        if entry is None or plan in self._reading:
            return
        self._reading.add(plan)
        file, look = self._station.plans.image(entry), theme.current()

        def done(drawing: Drawing | None) -> None:
            self._reading.discard(plan)
            self.plans.set_drawing(plan, drawing)

        Operation(self, lambda: site_map_image.drawing(file, look)).success(done).failure(lambda _e: done(None)).run()

    def _opened(self, kind: str, name: str) -> None:
        """A camera's picture; of anything in alarm, the alarm; of a gate or door, what its camera sees."""
        plan = self.plans.current
        item = next((one for one in plan.items if one.key == (kind, name)), None) if plan is not None else None
        site = self._station.site
        cameras: tuple[str, ...] = ()
        if kind == "gate":
            cameras = tuple(one.camera for one in site.gates if one.id == name and one.camera)
        elif kind == "door":
            cameras = next((one.cameras for one in site.doors if one.id == name), ())
        if kind == "camera":
            self.camera_wanted.emit(name)
        elif item is not None and item.alarm is not None:
            self.alarm_wanted.emit(item.alarm.occurrence)
        elif cameras:
            self.camera_wanted.emit(cameras[0])
        elif kind == "zone":
            self.place_wanted.emit(name, "")
        elif kind == "point":
            self.place_wanted.emit(self._station.places.point_zone(name), name)


def site_map(
    station: Station,
    notifier: Notifier,
    desk: AlarmDesk,
    walls: Walls,
    language: str,
    parent: QWidget | None = None,
) -> SitePlanPanel:
    """Make the plans for anywhere beside the wall: a camera opens on the main wall, an alarm takes it."""
    panel = SitePlanPanel(station, notifier, desk, language, parent)
    panel.camera_wanted.connect(walls.main.call_camera)
    panel.alarm_wanted.connect(desk.choose)
    return panel


def _camera_state(phase: Phase) -> State:
    if phase is Phase.STOPPED:
        return "unknown"
    return "live" if phase in _LIVE else "lost"
