"""The review page: incidents found by words, time and place; their clips, their case, the evidence to hand out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QPixmap, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app import texts
from app.operations import Operation
from app.pages import case_content
from app.pages.case_content import CaseRecord
from app.pages.case_desk import CaseDesk
from app.pages.case_history import history_lines
from app.pages.clip_player import ClipPlayer
from app.pages.drafts import typed_field
from app.pages.incident_window import IncidentWindow
from app.pages.report_desk import ReportDesk
from app.pages.stills import read_still
from app.people.authorised import Authority, AuthorityNeeded
from app.people.rights import Action
from app.station import Station
from app.store.queries import IncidentDetail
from app.store.records import Clip
from video.masks import Areas
from widgets.case_panel import CasePanel
from widgets.incident_figures import IncidentFigures
from widgets.incident_filters import IncidentFilters
from widgets.incident_list import IncidentList
from widgets.picture_view import PictureView

#: Shares of the page's width: the list needs this much to show five columns whole on a screen of 1366.
LIST_SHARE, RIGHT_SHARE = 560, 800
SNAPSHOT = "snapshot"


class ReviewPage(QWidget):
    """Incidents at the left; the chosen one's clips and history at the right."""

    notice = Signal(str)
    export_wanted = Signal(str, str, str)  # incident, its number, its zone
    authority_wanted = Signal(object, object)  # AuthorityNeeded, and what takes the future of the act tried again

    def __init__(self, station: Station, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self._language = language
        self._incident: str | None = None
        self._zone = ""
        self._looking_at: str | None = None
        self.list = IncidentList()
        self.filters = IncidentFilters(station.clock.now())
        self.filters.set_choices(case_content.categories(), case_content.zones(station.places, language)[1:])
        self.window_of_list = IncidentWindow(self.list, station.incidents, station.places, language)
        self.case = CasePanel(leaves=False)
        self.desk = CaseDesk(station, self.case, language)
        self.figures = IncidentFigures()
        self.reports = ReportDesk(station, self.figures, self.window_of_list, language)
        self.picture = PictureView()
        self._record: CaseRecord | None = None
        self.title = QLabel()
        self.player = ClipPlayer(station.video, station.places, station.clock, language, station.privacy.withheld)
        self.history = QListWidget()
        self.history.setAccessibleName(self.tr("History"))
        self.export_button = QPushButton(self.tr("Export evidence (Ctrl+E)"))
        self.report_button = QPushButton(self.tr("Report (PDF)"))
        self._arrange()
        self._connect()

    @property
    def incident(self) -> str:
        """The one that is open here, "" for none."""
        return self._incident or ""

    def refresh(self) -> None:
        """Read the newest incidents that fit, and the one that is open."""
        self.filters.set_now(self._station.clock.now())
        self.window_of_list.refresh()
        self.desk.refresh()

    def open_incident(self, incident: str) -> None:
        """Show an incident with its clips, ten seconds before the alarm."""
        self._looking_at = self._looking_at if incident == self._incident else None
        self._incident = incident
        self._stack.setCurrentWidget(self.player)
        self.desk.show(incident)

    def records_changed(self, incident: str) -> None:
        """A clip of an incident is complete: show it if that incident is open here."""
        if incident == self._incident:
            self.desk.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Put the keyboard into the list, unless words were being typed on this page."""
        super().showEvent(event)
        typed = typed_field(self.focusWidget())
        if typed is None or not (typed.text() if isinstance(typed, QLineEdit) else typed.toPlainText()):
            self.list.take_keyboard()

    def look_for(self) -> None:
        """Ctrl+F: put the caret into the words to look for."""
        self.filters.text.setFocus()
        self.filters.text.selectAll()

    def close_views(self) -> None:
        """Release the player before the window goes."""
        self.player.close_view()

    def export(self) -> None:
        """Go to where the incident that is shown is handed out."""
        record = self._record
        if record is not None and record.detail.summary.id == self._incident:
            self.export_wanted.emit(self._incident, record.detail.summary.number, self._zone)

    def _arrange(self) -> None:
        self.title.setObjectName("heading")
        self.title.setWordWrap(True)
        self.export_button.setShortcut("Ctrl+E")
        self.export_button.setEnabled(False)
        self.report_button.setEnabled(False)
        for button in (self.export_button, self.report_button):
            button.setMinimumHeight(32)
            button.setAutoDefault(True)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.report_button)
        top.addWidget(self.export_button)
        self._search_key = QShortcut(QKeySequence("Ctrl+F"), self)
        self._search_key.setContext(Qt.ShortcutContext.WindowShortcut)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.player)
        self._stack.addWidget(self.picture)
        recorded = QWidget()
        below = QVBoxLayout(recorded)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self._stack, 3)
        below.addWidget(self.history, 1)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(self.tr("The incident"))
        self.tabs.addTab(recorded, self.tr("Recordings and history"))
        self.tabs.addTab(self.case, self.tr("Case"))
        self.tabs.addTab(self.figures, self.tr("Figures and reports"))
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.tabs, 1)
        left = QWidget()
        beside = QVBoxLayout(left)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(2)
        beside.addWidget(self.filters)
        beside.addWidget(self.list, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([LIST_SHARE, RIGHT_SHARE])
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 3)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)

    def _connect(self) -> None:
        self.list.opened.connect(self.open_incident)
        self.filters.changed.connect(self.window_of_list.choose)
        self.export_button.clicked.connect(self.export)
        self.report_button.clicked.connect(self._report)
        self.tabs.currentChanged.connect(lambda _tab: self._show_figures())
        self.window_of_list.read.connect(self._show_figures)
        self.reports.notice.connect(self.notice)
        self.reports.authority_wanted.connect(self.authority_wanted)
        self.desk.shown.connect(self._show_record)
        self.desk.notice.connect(self.notice)
        self.desk.authority_wanted.connect(self.authority_wanted)
        self.desk.picture_wanted.connect(self.show_picture)
        self._search_key.activated.connect(self.look_for)
        self.picture.left.connect(lambda: self._stack.setCurrentWidget(self.player))

    def _show_figures(self) -> None:
        if self.tabs.currentWidget() is self.figures:
            self.reports.refresh()

    def _report(self) -> None:
        if self._record is not None:
            self.reports.case(self._record, "pdf", people=self.desk.names_shown)

    def show_picture(self, path: str, areas: Areas) -> None:
        """Show a picture that was taken by hand, its private areas black."""
        self.picture.set_picture(QPixmap.fromImage(read_still(path, areas)), path)
        self._stack.setCurrentWidget(self.picture)
        self.tabs.setCurrentIndex(0)
        self.picture.setFocus()

    def _show_record(self, record: CaseRecord) -> None:
        detail, clips = record.detail, [clip for clip in record.clips if clip.kind != SNAPSHOT]
        if detail.summary.id != self._incident:
            return
        self._record = record
        self.report_button.setEnabled(True)
        one = detail.summary
        place = self._station.places.zone_name(one.zone, self._language)
        self.title.setText(
            " · ".join(
                filter(
                    None,
                    (one.number, place, one.title or texts.alarm_class(one.category), texts.date_time(one.opened_at)),
                )
            )
        )
        self.history.clear()
        self.history.addItems(history_lines(record, self._station.places, self._language))
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

    def _chief_first(self, clips: list[Clip], detail: IncidentDetail) -> list[Clip]:
        """Return the clips with the alarmed place's best camera first, as the wall showed them."""
        point = str(detail.alarms[0]["point"]) if detail.alarms else ""
        order = {
            camera: place for place, camera in enumerate(self._station.places.cameras_for(point, detail.summary.zone))
        }
        return sorted(clips, key=lambda clip: (order.get(clip.camera, len(order)), clip.start or 0.0))
