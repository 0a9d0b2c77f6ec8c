"""The live page: the wall, the alarms beside it, gates and parking below it, cameras and layouts when wanted."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from alarms.model import Occurrence
from alarms.overview import Overview
from alarms.qt.alarm_model import AlarmModel, AlarmText
from app import texts, texts_people
from app.notifier import Notifier
from app.operations import Operation
from app.pages.alarm_desk import AlarmDesk
from app.pages.card_content import facts_of, thing_of
from app.pages.card_hand import CardHand
from app.pages.live_wall import LiveWall
from app.pages.second_taker import CameSecond
from app.pages.strip_content import gate_views, parking_view
from app.pages.wall_windows import WallWindows
from app.pages.walls import Walls
from app.people.authorised import AuthorityNeeded
from app.services.call_up import CallUpState
from app.services.gates import GateStatus
from app.services.parking import GroupStatus
from app.station import Station
from video.model import Phase, StreamState
from widgets import theme
from widgets.alarm_card import AlarmCard
from widgets.alarm_list import AlarmList
from widgets.gate_strip import GateStrip
from widgets.parking_view import ParkingPanel
from widgets.side_column import SideColumn

SIDE_WIDTH = 360
#: What is always to be seen of the list: how many alarms wait.
LIST_TITLE = 44


class LivePage(QWidget):
    """What the guard looks at for eight hours."""

    notice = Signal(str)
    authority_wanted = Signal(object, object)  # AuthorityNeeded, and what takes the future of the act tried again

    def __init__(
        self,
        station: Station,
        notifier: Notifier,
        desk: AlarmDesk,
        walls: Walls,
        windows: WallWindows,
        language: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab leads to what can be used
        self._station = station
        self._desk = desk
        self._walls = walls
        self._language = language
        self._live: dict[str, bool] = {}
        self._turning_ear = False
        #: Closes a panel beside the page that says it closes by Esc; tells whether one was open.
        self.leave_beside: Callable[[], bool] = lambda: False
        self.seat = walls.main
        self.wall = self.seat.wall
        self.controller = self.seat.controller
        self.stage = LiveWall(station, notifier, desk, walls, windows, language)
        self.card = AlarmCard()
        self.alarm_list = AlarmList()
        self.gate_strip = GateStrip()
        self.parking = ParkingPanel()
        self._model = AlarmModel(self._describe, parent=self)
        is_live = lambda camera: self._live.get(camera, False)  # noqa: E731
        self.hand = CardHand(station, desk, self.card, self._do, is_live, language, self)
        self.card.foot.choice.home = self.wall
        self._arrange()
        self._connect()

    def start(self) -> None:
        """Show the wall and what the devices last said; called once the window has its size and hears the news."""
        self.update_stream(self._station.stream_states())
        self.show_gates(self._station.gates.statuses())
        self.show_parking(self._station.parking.statuses())
        self._resynced()
        self._show_overview(self._desk.overview)
        self._apply(self._desk.state)
        self.seat.show()
        self.wall.setFocus()
        # Only now: a row that the list marks by itself while the window comes up is no choice of the guard's.
        self.alarm_list.selected.connect(self._desk.choose)

    def close_views(self) -> None:
        """Let the wall go to the next window, its pictures running; alarms are no longer this page's."""
        self.hand.rest()
        self.alarm_list.selected.disconnect(self._desk.choose)
        self._desk.response_changed.disconnect(self._apply)
        self._desk.came_second.disconnect(self._tell_second)
        self.stage.release()

    def update_stream(self, states: list[StreamState]) -> None:
        """Take stream states of the video engine."""
        for state in states:
            self._live[state.camera] = state.phase is Phase.LIVE or self._live.get(state.camera, False)
            if state.phase not in (Phase.LIVE, Phase.CONNECTING):
                self._live[state.camera] = False

    def show_gates(self, statuses: tuple[GateStatus, ...]) -> None:
        """Show the gates as last reported."""
        self.gate_strip.set_gates(gate_views(statuses, self._station.site, self._language))
        self._fit_lower()

    def show_parking(self, groups: tuple[GroupStatus, ...]) -> None:
        """Show the free stalls."""
        self.parking.set_view(parking_view(groups, self._station.site, self._language))
        self._fit_lower()

    def undo(self) -> None:
        """Ctrl+Z: take back the newest act on the incident of the card; without one, the newest change of a layout."""
        if not self.hand.undo():
            self._walls.undo()

    def back(self) -> bool:
        """Esc: leave one thing, a question, a zoom, an enlarged picture; tells whether there was anything to leave.

        The pictures of an alarm without a verdict are nothing that one key takes away: it says which keys do.
        """
        if self.card.foot.choice.open:
            self.card.foot.choice.close_choice()
            return True
        if self.wall.leave_one() or self.stage.leave_editor() or self.seat.back() or self.leave_beside():
            return True
        if self.seat.called:
            self.notice.emit(self.tr("The alarm keeps the wall. Shift+Esc shows your layout, F12 the alarm."))
        return self.seat.called

    def release(self) -> None:
        """Shift+Esc: turn the wall back to the guard's layout while alarms wait; a line says how to come back."""
        if self._desk.current is not None:
            self._desk.release()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and page keys; what no field and no list wanted is the wall's, else the window's.

        Where the page itself has the focus, words are on their way to a field that an alarm has covered: they lead to
        no act.
        """
        match event.key():
            case Qt.Key.Key_Escape if self.back():
                pass
            case Qt.Key.Key_PageDown:
                self.seat.turn_page(1)
            case Qt.Key.Key_PageUp:
                self.seat.turn_page(-1)
            case _ if self.hasFocus() or self.wall.hasFocus():
                super().keyPressEvent(event)
            case _:
                self.wall.keyPressEvent(event)

    def _arrange(self) -> None:
        self.side = SideColumn(self.card, self.alarm_list, LIST_TITLE)
        self._fit_side()
        upper = QHBoxLayout()
        upper.setSpacing(2)
        upper.addWidget(self.stage, 1)
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a panel on a small screen the gates need all of the width: stalls make way for them."""
        super().resizeEvent(event)
        self._fit_lower()

    def _fit_lower(self) -> None:
        needed = self.gate_strip.sizeHint().width() + self.parking.sizeHint().width()
        self.parking.setVisible(self.width() >= needed)

    def _fit_side(self, _folded: bool = False) -> None:
        """A folded alarm list gives its width to the wall, unless the card needs it."""
        wanted = self.alarm_list.wanted_width() if self._desk.current is None else 0
        focused = self.focusWidget()
        if self._desk.current is None and focused is not None and self.card.isAncestorOf(focused):
            self.wall.setFocus()  # else Qt gives it to the list, which would choose its first alarm
        self.card.setVisible(self._desk.current is not None)
        self.alarm_list.set_case_open(self._desk.current is not None)
        self.side.setFixedWidth(max(wanted, 0 if self._desk.current is None else theme.current().px(SIDE_WIDTH)))

    def _connect(self) -> None:
        self.alarm_list.set_model(self._model)
        self.alarm_list.folded_changed.connect(self._fit_side)
        self.alarm_list.unfold_wanted.connect(self._model.unfold)
        self.alarm_list.activated.connect(self._desk.choose)
        self.alarm_list.bulk_wanted.connect(self.hand.taking.acknowledge_many)
        self.hand.notice.connect(self.notice)
        self.gate_strip.open_requested.connect(self.open_gate)
        self.stage.waiting.wanted.connect(self.hand.do_next)
        self._desk.alarms_changed.connect(self._model.apply)
        self._desk.resynced.connect(self._resynced)
        self._desk.overview_changed.connect(self._show_overview)
        self._desk.response_changed.connect(self._apply)
        self._desk.came_second.connect(self._tell_second)

    def _show_overview(self, overview: Overview) -> None:
        self._model.set_flood(overview.flood.on)
        self.alarm_list.set_flood(overview.flood.on)

    def tell_sound(self, camera: str, phase: str) -> None:
        """Say where the sound of the camera stands that is heard."""
        name = self._station.places.camera_name(camera, self._language)
        self.notice.emit(texts.camera_sound(phase).replace("%1", name))

    def _tell_second(self, second: CameSecond) -> None:
        """The guard here answered what another had answered before: say who has it, so that nobody goes on alone."""
        if second.user == self._station.people.user:
            place = self._station.places.zone_name(second.zone, self._language)
            text = self.tr("%1 answered %2 before you and has the case. Agree with each other.")
            self.notice.emit(text.replace("%2", place).replace("%1", texts_people.who(second.first)))

    def _describe(self, occurrence: Occurrence) -> AlarmText:
        place = self._station.places.point_name(occurrence.point, self._language)
        facts = facts_of(occurrence, self._station.places, self._language)  # none of what is the station's own
        return AlarmText(place, thing_of(occurrence), facts[0] if facts else "")

    def _resynced(self) -> None:
        self._model.reset(self._desk.occurrences())

    def _apply(self, state: CallUpState) -> None:
        self._fit_side()
        self.hand.show_card()
        self.stage.called_up(state, lambda point: self._station.places.point_name(point, self._language))

    def open_gate(self, gate: str) -> None:
        """Ask a gate to open; the strip shows what it answers."""
        self._do(self._station.acts.open_gate(gate))

    def hear(self) -> None:
        """Ctrl+H: hear the selected camera, or no longer. A sound device may take seconds: not here."""
        camera = self._walls.active().selected_camera
        if self._turning_ear:
            return
        if self._station.ear.camera:
            self._turn_ear("")
        elif not self._station.site.audio.allowed:
            self.notice.emit(self.tr("The sound of cameras is switched off in the site document."))
        elif camera:
            self._do(self._station.acts.listen(camera), lambda _authority: self._turn_ear(camera))

    def _turn_ear(self, camera: str) -> None:
        ear = self._station.ear
        self._turning_ear = True

        def done(_nothing: object) -> None:
            self._turning_ear = False
            if not camera:
                self.notice.emit(self.tr("The camera is no longer heard."))

        def failed(error: BaseException) -> None:
            self._turning_ear = False
            self._refused(error, None)

        Operation(self, lambda: ear.hear(camera)).success(done).failure(failed).run()

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
