"""The review page: incidents of the past, their record, their clips, and the evidence to hand out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QPushButton, QSplitter, QVBoxLayout, QWidget

from alarms.model import Action as Entry
from alarms.model import ActionKind, Handling, Priority, Verdict
from app import texts, texts_people
from app.operations import Operation
from app.pages.clip_player import ClipPlayer
from app.people.authorised import Authority, AuthorityNeeded
from app.people.rights import Action
from app.station import Station
from app.store.queries import Cursor, IncidentDetail, IncidentSummary, Page
from app.store.records import Clip
from video.evidence import ExportResult
from widgets.incident_list import IncidentList, IncidentRow

LIST_WIDTH = 720


class ReviewPage(QWidget):
    """Incidents at the left; the chosen one's clips and history at the right."""

    notice = Signal(str)
    exported = Signal(object)  # ExportResult
    authority_wanted = Signal(object, object)  # AuthorityNeeded, and what takes the future of the act tried again

    def __init__(self, station: Station, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self._language = language
        self._following: Cursor | None = None
        self._incident: str | None = None
        self._zone = ""
        self._looking_at: str | None = None
        self.list = IncidentList()
        self.title = QLabel()
        self.player = ClipPlayer(station.video, station.places, station.clock, language)
        self.history = QListWidget()
        self.export_button = QPushButton(self.tr("Export evidence (Ctrl+E)"))
        self._arrange()
        self._connect()

    def refresh(self) -> None:
        """Read the newest page of incidents."""
        Operation(self, self._station.incidents.page).success(self._show_page).run()

    def open_incident(self, incident: str) -> None:
        """Show an incident with its clips, ten seconds before the alarm."""
        self._looking_at = self._looking_at if incident == self._incident else None
        self._incident = incident
        Operation(self, lambda: self._read(incident)).success(self._show_incident).run()

    def records_changed(self, incident: str) -> None:
        """A clip of an incident is complete: show it if that incident is open here."""
        if incident == self._incident:
            self.open_incident(incident)

    def close_views(self) -> None:
        """Release the player before the window goes."""
        self.player.close_view()

    def export(self) -> None:
        """Make the signed package of the incident that is shown."""
        incident = self._incident
        if incident is None:
            return
        self.export_button.setEnabled(False)
        self._export_as(self._station.acts.export(incident, self._zone))

    def _export_as(self, future: Future[ExportResult]) -> None:
        Operation(self, future).success(self._exported).failure(self._export_failed).run()

    def _arrange(self) -> None:
        self.title.setObjectName("heading")
        self.title.setWordWrap(True)
        self.export_button.setShortcut("Ctrl+E")
        self.export_button.setEnabled(False)
        self.export_button.setMinimumHeight(32)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.export_button)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.player, 3)
        column.addWidget(self.history, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.list)
        splitter.addWidget(right)
        splitter.setSizes([2 * LIST_WIDTH, 3 * LIST_WIDTH])
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 3)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)

    def _connect(self) -> None:
        self.list.opened.connect(self.open_incident)
        self.list.more_wanted.connect(self._read_more)
        self.export_button.clicked.connect(self.export)

    def _read_more(self) -> None:
        after = self._following
        if after is not None:
            work = lambda: self._station.incidents.page(after=after)  # noqa: E731
            Operation(self, work).success(self._add_page).run()

    def _show_page(self, page: Page) -> None:
        self._following = page.following
        self.list.set_rows([self._row(one) for one in page.incidents], page.following is not None)

    def _add_page(self, page: Page) -> None:
        self._following = page.following
        self.list.add_rows([self._row(one) for one in page.incidents], page.following is not None)

    def _row(self, one: IncidentSummary) -> IncidentRow:
        return IncidentRow(
            id=one.id,
            number=one.number,
            opened_at=one.opened_at,
            priority=Priority(one.priority),
            place=self._station.places.zone_name(one.zone, self._language),
            thing=texts.alarm_class(one.category),
            handling=Handling(one.state),
            verdict=Verdict(one.verdict) if one.verdict else None,
            closed_at=one.closed_at,
            drill=one.drill,
        )

    def _read(self, incident: str) -> tuple[IncidentDetail | None, list[Clip]]:
        return self._station.incidents.detail(incident), self._station.clips.of_incident(incident)

    def _show_incident(self, found: tuple[IncidentDetail | None, list[Clip]]) -> None:
        detail, clips = found
        if detail is None or detail.summary.id != self._incident:
            return
        one = detail.summary
        place = self._station.places.zone_name(one.zone, self._language)
        self.title.setText(
            f"{one.number} · {place} · {texts.alarm_class(one.category)} · {texts.date_time(one.opened_at)}"
        )
        self.history.clear()
        for action in detail.actions:
            words = filter(
                None, (texts.action(action.kind), self._what(action, one.zone, detail), texts_people.who(action.user))
            )
            self.history.addItem("  ".join((texts.clock_time(action.at), *words)))
        self._zone = one.zone
        self.export_button.setEnabled(True)

        def show() -> None:
            self.player.show_clips(self._chief_first(clips, detail), one.opened_at)

        if self._looking_at == one.id:
            show()
            return
        permitted = self._station.acts.permit(Action.LOOK_AT_RECORDINGS, one.id, one.zone)
        self._look(permitted, one.id, show)

    def _look(self, permitted: Future[Authority], incident: str, show: Callable[[], None]) -> None:
        """Show recordings once it is entered who looks at them; another incident may be open by then."""

        def granted(_held: Authority) -> None:
            if incident == self._incident:
                self._looking_at = incident
                show()

        def refused(error: BaseException) -> None:
            if isinstance(error, AuthorityNeeded):
                self.authority_wanted.emit(error, lambda again: self._look(again, incident, show))
            else:
                self.notice.emit(texts.refusal(getattr(error, "code", type(error).__name__)))

        Operation(self, permitted).success(granted).failure(refused).run()

    def _what(self, action: Entry, zone: str, detail: IncidentDetail) -> str:
        """Say which verdict, which step, which note: the kind of an entry alone answers no question."""
        match action.kind:
            case ActionKind.VERDICT:
                return texts.verdict(Verdict(str(action.data["verdict"])))
            case ActionKind.NOTE:
                return str(action.data.get("text", ""))
            case ActionKind.STEP:
                point = str(detail.alarms[0]["point"]) if detail.alarms else ""
                guidance = self._station.places.guidance_for(point, zone)
                wanted = str(action.data.get("step", ""))
                step = next((s for s in (guidance.steps if guidance else ()) if s.id == wanted), None)
                if step is None:
                    return wanted
                return step.text if self._language.startswith("zh") else step.text_en or step.text
            case _:
                return ""

    def _chief_first(self, clips: list[Clip], detail: IncidentDetail) -> list[Clip]:
        """Return the clips with the alarmed place's best camera first, as the wall showed them."""
        point = str(detail.alarms[0]["point"]) if detail.alarms else ""
        order = {
            camera: place for place, camera in enumerate(self._station.places.cameras_for(point, detail.summary.zone))
        }
        return sorted(clips, key=lambda clip: (order.get(clip.camera, len(order)), clip.start or 0.0))

    def _exported(self, result: ExportResult) -> None:
        self.export_button.setEnabled(True)
        self.notice.emit(self.tr("Evidence is in %1").replace("%1", str(result.path)))
        self.exported.emit(result)

    def _export_failed(self, error: BaseException) -> None:
        self.export_button.setEnabled(True)
        if isinstance(error, AuthorityNeeded):
            self.authority_wanted.emit(error, self._export_as)
            return
        self.notice.emit(texts.refusal(getattr(error, "code", type(error).__name__)))
