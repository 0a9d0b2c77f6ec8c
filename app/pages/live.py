"""The live page: the wall, the alarms beside it, gates and parking below it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from alarms.model import Occurrence, Priority, Verdict
from alarms.overview import Overview
from alarms.qt.alarm_model import AlarmModel, AlarmText
from app import texts
from app.operations import Operation
from app.pages.alarm_desk import AlarmDesk
from app.pages.card_content import card_content, facts_of, thing_of
from app.pages.strip_content import gate_views, parking_view
from app.pages.wall_controller import WallController
from app.people.authorised import AuthorityNeeded
from app.services.gates import GateStatus
from app.services.parking import GroupStatus
from app.services.response import ResponseState
from app.services.wall_scene import Scene, WallChoice, call_up_scene, live_key
from app.station import Station
from video.model import BoxSet, Phase, StreamState
from widgets import card_words
from widgets.alarm_card import AlarmCard
from widgets.alarm_list import AlarmList
from widgets.gate_strip import GateStrip
from widgets.parking_view import ParkingPanel
from widgets.tile import AlarmMark
from widgets.wall import Wall

SIDE_WIDTH = 360
CARD_PERIOD_MS = 250
NEEDS_CAUSE = (Verdict.FALSE, Verdict.NUISANCE)
NOT_STATED = "not_stated"


class LivePage(QWidget):
    """What the guard looks at for eight hours."""

    called_up = Signal()
    notice = Signal(str)
    authority_wanted = Signal(object, object)  # AuthorityNeeded, and what takes the future of the act tried again

    def __init__(self, station: Station, desk: AlarmDesk, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self._desk = desk
        self._language = language
        self._choice = station.preferences.wall_choice
        self._live: dict[str, bool] = {}
        self._called: set[tuple[str, Priority]] = set()
        self.wall = Wall(station.clock)
        self.controller = WallController(self.wall, station.video, station.places, station.clock, lambda: language)
        self.card = AlarmCard()
        self.alarm_list = AlarmList()
        self.gate_strip = GateStrip()
        self.parking = ParkingPanel()
        self._model = AlarmModel(self._describe, parent=self)
        self._card_timer = QTimer(self)
        self._card_timer.setInterval(CARD_PERIOD_MS)
        self._card_timer.timeout.connect(self._show_card)
        self._arrange()
        self._connect()

    def start(self) -> None:
        """Show the wall and what the devices last said; called once the window has its size and hears the news."""
        self.update_stream(self._station.stream_states())
        self.show_gates(self._station.gates.statuses())
        self.show_parking(self._station.parking.statuses())
        self._apply(self._desk.state)
        self.wall.setFocus()

    def close_views(self) -> None:
        """Release the pictures before the window goes."""
        self._card_timer.stop()
        self.controller.close()

    def set_size(self, size: int) -> None:
        """Show a grid of 1, 4, 9 or 16; during a call-up the choice is kept for afterwards."""
        self._choose(WallChoice(size=size, first=0))

    def page_cameras(self, step: int) -> None:
        """Go to the next or previous cameras of the grid."""
        size, count = self._choice.size, len(self._cameras())
        first = self._choice.first + step * size
        if 0 <= first < count:
            self._choose(WallChoice(size=size, first=first))

    def call_camera(self, camera: str) -> None:
        """Show one camera over the whole wall."""
        self._choose(WallChoice(self._choice.size, self._choice.first, camera))

    def update_stream(self, states: list[StreamState]) -> None:
        """Take stream states of the video engine."""
        for state in states:
            self._live[state.camera] = state.phase is Phase.LIVE or self._live.get(state.camera, False)
            if state.phase not in (Phase.LIVE, Phase.CONNECTING):
                self._live[state.camera] = False
            self.controller.update_state(state)

    def update_boxes(self, boxes: BoxSet) -> None:
        """Take what detection found on one picture."""
        self.wall.set_boxes(boxes)

    def show_gates(self, statuses: tuple[GateStatus, ...]) -> None:
        """Show the gates as last reported."""
        self.gate_strip.set_gates(gate_views(statuses, self._station.site, self._language))

    def show_parking(self, groups: tuple[GroupStatus, ...]) -> None:
        """Show the free stalls."""
        self.parking.set_view(parking_view(groups, self._station.site, self._language))

    def acknowledge(self) -> None:
        """F5: take notice of the alarm on the card."""
        occurrence = self._current_occurrence()
        if occurrence is None:
            return
        seen = self._desk.picture_seen(occurrence.id, self._picture_available(occurrence))
        self._do(self._station.acts.acknowledge(occurrence.id, seen.since, no_picture=not seen.available))

    def give_verdict(self, verdict: str, cause: str = "") -> None:
        """F6 to F8: say what the incident was; the cause may be added as a note later."""
        current = self._desk.current
        if current is not None:
            cause = cause or self.card.cause(verdict) or (NOT_STATED if verdict in NEEDS_CAUSE else "")
            self._do(self._station.acts.verdict(current.incident, Verdict(verdict), cause))

    def do_next(self) -> None:
        """F9: do what the card calls the next step where a key may; without a card, turn to the alarm that waits."""
        content, queue = self.card.content, self._desk.state.queue
        if self._desk.current is None or content is None:
            if queue:
                self._desk.choose(queue[0].occurrence)
            return
        match card_words.next_action(content):
            case card_words.Next.TICK:
                step = card_words.first_open(content)
                if step is not None:
                    self._tick(step.id, True)
            case card_words.Next.RESET:
                self._reset()
            case card_words.Next.CLOSE:
                self._close_incident()
            case _:
                self.notice.emit(card_words.next_step(content))

    def undo(self) -> None:
        """Ctrl+Z: take back the newest act on the incident of the card."""
        current = self._desk.current
        if current is not None:
            self._do(self._station.acts.undo(current.incident))

    def release_or_back(self) -> None:
        """Esc: back from one camera to the grid, else from the call-up to the wall as it was."""
        if self._desk.current is not None:
            self._desk.release()
        elif self._choice.enlarged is not None:
            self._choose(WallChoice(self._choice.size, self._choice.first))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and page keys; everything else goes to the widgets."""
        match event.key():
            case Qt.Key.Key_Escape:
                self.release_or_back()
            case Qt.Key.Key_PageDown:
                self.page_cameras(1)
            case Qt.Key.Key_PageUp:
                self.page_cameras(-1)
            case _:
                super().keyPressEvent(event)

    def _arrange(self) -> None:
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(2)
        side.addWidget(self.card, 1)
        side.addWidget(self.alarm_list)
        self.side = QWidget()
        self.side.setLayout(side)
        self._fit_side()
        upper = QHBoxLayout()
        upper.setSpacing(2)
        upper.addWidget(self.wall, 1)
        upper.addWidget(self.side)
        lower = QHBoxLayout()
        lower.setSpacing(2)
        lower.addWidget(self.gate_strip, 1)
        lower.addWidget(self.parking)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        whole.addLayout(upper, 1)
        whole.addLayout(lower)

    def _fit_side(self, _folded: bool = False) -> None:
        """A folded alarm list gives its width to the wall, unless the card needs it."""
        wanted = self.alarm_list.wanted_width() if self._desk.current is None else 0
        self.card.setVisible(self._desk.current is not None)
        self.side.setFixedWidth(max(wanted, 0 if self._desk.current is None else SIDE_WIDTH))

    def _connect(self) -> None:
        self.alarm_list.set_model(self._model)
        self.alarm_list.folded_changed.connect(self._fit_side)
        self.alarm_list.unfold_wanted.connect(self._model.unfold)
        self.alarm_list.activated.connect(self._desk.choose)
        self.alarm_list.selected.connect(self._desk.choose)
        self.wall.tile_enlarged.connect(self._tile_enlarged)
        self.wall.number_called.connect(self._number_called)
        self.wall.frame_painted.connect(self._frame_painted)
        self.gate_strip.open_requested.connect(self.open_gate)
        self.card.acknowledge_requested.connect(self.acknowledge)
        self.card.verdict_given.connect(self.give_verdict)
        self.card.step_ticked.connect(self._tick)
        self.card.note_added.connect(self._note)
        self.card.close_requested.connect(self._close_incident)
        self.card.reset_requested.connect(self._reset)
        self._desk.alarms_changed.connect(self._model.apply)
        self._desk.alarms_changed.connect(self._call_guard)
        self._desk.resynced.connect(lambda: self._model.reset(self._desk.occurrences()))
        self._desk.overview_changed.connect(self._show_overview)
        self._desk.response_changed.connect(self._apply)
        self._desk.card_changed.connect(self._show_card)

    def _show_overview(self, overview: Overview) -> None:
        self._model.set_flood(overview.flood.on)
        self.alarm_list.set_flood(overview.flood.on)

    def _describe(self, occurrence: Occurrence) -> AlarmText:
        place = self._station.places.point_name(occurrence.point, self._language)
        facts = facts_of(occurrence, (), self._station.places, self._language)
        return AlarmText(place, thing_of(occurrence), facts[0])

    def _apply(self, state: ResponseState) -> None:
        self._fit_side()
        scene = self._call_up_scene(state)
        self._show_card()
        if state.current is None:
            self._card_timer.stop()
            self._station.prioritise(())
            self.controller.show_scene(self._choice.scene(self._cameras()))
            return
        self._card_timer.start()
        standing = self.controller.scene
        if scene is not None and (standing is None or standing.incident != scene.incident):
            cameras = tuple(dict.fromkeys(tile.camera for tile in scene.tiles))
            for camera in cameras:
                self._station.video.hurry(camera)
            self._station.prioritise(cameras)
            self.controller.show_scene(scene, alarm=state.current)
        self._mark(state)

    def _call_guard(self, occurrences: tuple[Occurrence, ...]) -> None:
        """Only an alarm that is new, or has risen, brings this page to the front; what is answered never does."""
        asking = {
            (one.id, one.priority) for one in occurrences if one.annunciated and one.priority.guarded and one.unacked
        }
        if asking - self._called:
            self._called |= asking
            self.called_up.emit()

    def _mark(self, state: ResponseState) -> None:
        """Let the tiles of the call-up pulse while something of the incident is not acknowledged."""
        call, scene = state.current, self.controller.scene
        if call is None or scene is None or scene.incident != call.incident:
            return
        for camera in {tile.camera for tile in scene.tiles}:
            self.wall.set_alarm(camera, AlarmMark(call.priority, call.unacked))

    def _call_up_scene(self, state: ResponseState) -> Scene | None:
        call = state.current
        if call is None:
            return None
        cameras = self._station.places.cameras_for(call.point, call.zone)
        loop_seconds = self._station.site.recording.loop_s
        return call_up_scene(call.incident, call.occurrence, cameras, call.raised_at, loop_seconds)

    def _show_card(self) -> None:
        occurrence = self._current_occurrence()
        if occurrence is None:
            self.card.set_content(None)
            return
        self.card.set_content(
            card_content(
                occurrence,
                self._desk.incident(occurrence.incident),
                self._desk.siblings(occurrence.incident),
                self._desk.picture_seen(occurrence.id, self._picture_available(occurrence)),
                self._station.places,
                self._language,
                self._station.clock.now(),
                len(self._desk.state.queue),
            )
        )

    def _current_occurrence(self) -> Occurrence | None:
        current = self._desk.current
        return self._desk.occurrence(current.occurrence) if current is not None else None

    def _picture_available(self, occurrence: Occurrence) -> bool:
        cameras = self._station.places.cameras_for(occurrence.point, occurrence.zone)
        return any(self._live.get(camera, False) for camera in cameras)

    def _frame_painted(self, key: str, _sequence: int, _at: float) -> None:
        current = self._desk.current
        if current is None or self.controller.scene is None or self.controller.scene.incident != current.incident:
            return
        cameras = self._station.places.cameras_for(current.point, current.zone)
        if any(key == live_key(camera) for camera in cameras):
            self._desk.picture_painted(current.occurrence)

    def _cameras(self) -> list[str]:
        return self._station.wall_cameras()

    def _choose(self, choice: WallChoice) -> None:
        self._choice = choice
        self._station.preferences.wall_choice = choice
        if self._desk.current is None:
            self.controller.show_scene(choice.scene(self._cameras()))

    def _tile_enlarged(self, key: str) -> None:
        if self._desk.current is not None:
            return
        if self._choice.enlarged is not None:
            self._choose(WallChoice(self._choice.size, self._choice.first))
        elif key.startswith("live:"):
            self.call_camera(key.removeprefix("live:"))

    def _number_called(self, number: int) -> None:
        camera = self._station.places.camera_by_number(number)
        if camera is None:
            self.notice.emit(self.tr("There is no camera %1.").replace("%1", str(number)))
            return
        if self._desk.current is not None:
            text = self.tr("The alarm has the wall. Esc turns it back, F9 brings the alarm again.")
            self.notice.emit(text)
            return
        self.call_camera(camera)

    def open_gate(self, gate: str) -> None:
        """Ask a gate to open; the strip shows what it answers."""
        self._do(self._station.acts.open_gate(gate))

    def _tick(self, step: str, done: bool) -> None:
        current = self._desk.current
        if current is not None:
            self._do(self._station.acts.tick_step(current.incident, step, done=done))

    def _note(self, text: str) -> None:
        current = self._desk.current
        if current is not None:
            self._do(self._station.acts.note(current.incident, text))

    def _close_incident(self) -> None:
        current = self._desk.current
        if current is not None:
            self._do(self._station.acts.close(current.incident))

    def _reset(self) -> None:
        occurrence = self._current_occurrence()
        if occurrence is not None:
            incident = self._desk.incident(occurrence.incident)
            verdict = (incident.verdict if incident is not None else None) or Verdict.REAL
            self._do(self._station.acts.reset(occurrence.id, verdict))

    def _do(self, future: Future[Any], done: Callable[[Any], None] | None = None) -> None:
        operation = Operation(self, future).failure(lambda error: self._refused(error, done))
        if done is not None:
            operation.success(done)
        operation.run()

    def _refused(self, error: BaseException, done: Callable[[Any], None] | None) -> None:
        if isinstance(error, AuthorityNeeded):
            self.authority_wanted.emit(error, lambda again: self._do(again, done))
            return
        self.notice.emit(texts.refusal(getattr(error, "code", type(error).__name__)))
