"""The main window: the status bar, the pages, the keys, and one line for notices.

No page and no notice ever covers the wall's call-up: an alarm of priority 1 or 2 brings the live page to the front,
from whichever page, without a dialog and without taking the keyboard from a field that is being typed in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from alarms.model import Verdict
from app import texts
from app.notifier import Notifier
from app.operations import on_unhandled_failure
from app.pages.alarm_desk import AlarmDesk
from app.pages.health import HealthPage
from app.pages.live import LivePage
from app.pages.points import PointsPage
from app.pages.review import ReviewPage
from app.pages.sign_in import SignInDesk
from app.people.duty import Duty
from app.services.wall_scene import GRID_SIZES
from app.station import Station
from widgets.sign_in import SignInPanel
from widgets.status_bar import StatusBar

NOTICE_MS = 8000
HEALTH_PERIOD_MS = 1000


class MainWindow(QMainWindow):
    """One window of a station, in one language; another language is another window over the same station."""

    language_wanted = Signal()
    silence_wanted = Signal()

    def __init__(self, station: Station, notifier: Notifier, language: str) -> None:
        super().__init__()
        self.station = station
        self.language = language
        self.desk = AlarmDesk(station.clock, self)
        self.live = LivePage(station, self.desk, language)
        self.review = ReviewPage(station, language)
        self.health = HealthPage(lambda camera: station.places.camera_name(camera, language))
        self.points = PointsPage(station.places, station.acts, language, station.clock.now)
        self.status = StatusBar(station.clock)
        self.sign_in = SignInPanel()
        self.signing = SignInDesk(station, self.sign_in, self)
        self.notice = QLabel()
        self.pages = QStackedWidget()
        self._health_timer = QTimer(self)
        self._health_timer.setInterval(HEALTH_PERIOD_MS)
        self._notice_timer = QTimer(self)
        self._notice_timer.setSingleShot(True)
        self._notice_timer.setInterval(NOTICE_MS)
        self._arrange()
        self._connect(notifier)
        self._bind_keys()
        on_unhandled_failure(self._failed)
        self._show_health()

    def start(self) -> None:
        """Begin to show pictures; called after the window is on screen."""
        self.desk.resync(self.station.alarms.snapshot(), self.station.alarms.overview)
        self.live.start()
        self.signing.open_first()
        self._health_timer.start()

    def show_page(self, page: QWidget) -> None:
        """Bring a page to the front."""
        self.pages.setCurrentWidget(page)
        if page is self.live:
            self.live.wall.setFocus()
        if page is self.review:
            self.review.refresh()
        if page is self.points:
            self._show_points()
        for button in self._page_buttons.buttons():
            button.setChecked(button.property("page") is page)

    def tell(self, text: str) -> None:
        """Show a line for some seconds; it covers nothing and waits for nobody."""
        self.notice.setText(text)
        width = max(self.width() // 2, self.notice.sizeHint().width())
        self.notice.setGeometry((self.width() - width) // 2, 0, width, self.status.height())
        self.notice.show()
        self.notice.raise_()
        self._notice_timer.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Release the pictures; the station itself is stopped by whoever started it."""
        self._health_timer.stop()
        self._notice_timer.stop()
        self.live.close_views()
        self.review.close_views()
        super().closeEvent(event)

    def _arrange(self) -> None:
        site = self.station.site.site
        self.setWindowTitle(f"{site.label(self.language)} · {self.tr('Watchroom')}")
        self.status.set_site(site.label(self.language))
        self._show_duty(self.station.people.desk.duty)
        for page in (self.live, self.review, self.points, self.health):
            self.pages.addWidget(page)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(2)
        self._add_page_buttons(top)
        self._add_grid_buttons(top)
        top.addWidget(self.status, 1)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addLayout(self._beside(), 1)
        centre = QWidget()
        centre.setLayout(column)
        self.setCentralWidget(centre)
        self._arrange_notice(centre)
        self.show_page(self.live)

    def _beside(self) -> QHBoxLayout:
        """The pages, and beside them, never over them, the panel in which people sign."""
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.pages, 1)
        row.addWidget(self.sign_in)
        return row

    def _arrange_notice(self, centre: QWidget) -> None:
        """The notice lies over the top bar: it never moves or covers a picture."""
        self.notice.setParent(centre)
        self.notice.setObjectName("notice")
        self.notice.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.notice.hide()

    def _add_page_buttons(self, row: QHBoxLayout) -> None:
        self._page_buttons = QButtonGroup(self)
        for text, key, page in (
            (self.tr("Live"), "F1", self.live),
            (self.tr("Incidents"), "F3", self.review),
            (self.tr("Zones"), "Ctrl+P", self.points),
            (self.tr("Health"), "F4", self.health),
        ):
            button = self._button(f"{text} {key}", partial(self.show_page, page))
            button.setProperty("page", page)
            button.setCheckable(True)
            self._page_buttons.addButton(button)
            row.addWidget(button)

    def _add_grid_buttons(self, row: QHBoxLayout) -> None:
        for index, size in enumerate(GRID_SIZES):
            button = self._button(str(size), partial(self._set_size, size))
            button.setToolTip(
                self.tr("Show %1 cameras (Ctrl+%2)").replace("%1", str(size)).replace("%2", str(index + 1))
            )
            button.setAccessibleName(self.tr("Show %1 cameras").replace("%1", str(size)))
            button.setFixedWidth(48)
            row.addWidget(button)

    def _button(self, text: str, action: Callable[[], None]) -> QAbstractButton:
        button = QPushButton(text)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setMinimumHeight(32)
        button.clicked.connect(lambda _checked=False: action())
        return button

    def _connect(self, notifier: Notifier) -> None:
        notifier.streams_changed.connect(self.live.update_stream)
        notifier.alarms_changed.connect(self.desk.take)
        self.desk.overview_changed.connect(lambda _overview: self._show_points())
        self.desk.alarms_changed.connect(lambda _occurrences: self._show_points())
        notifier.boxes_found.connect(self.live.update_boxes)
        notifier.gates_changed.connect(self.live.show_gates)
        notifier.parking_changed.connect(self.live.show_parking)
        notifier.records_changed.connect(self.review.records_changed)
        self.live.notice.connect(self.tell)
        self.review.notice.connect(self.tell)
        self.live.called_up.connect(self._called_up)
        notifier.duty_changed.connect(self._show_duty)
        self.signing.notice.connect(self.tell)
        self.status.duty_activated.connect(self.signing.toggle)
        for page in (self.live, self.review, self.points):
            page.authority_wanted.connect(self.signing.ask)
        self._health_timer.timeout.connect(self._show_health)
        self._notice_timer.timeout.connect(self.notice.hide)
        self.status.lamp_activated.connect(lambda _key: self.show_page(self.health))

    def _bind_keys(self) -> None:
        keys: dict[str, Callable[[], None]] = {
            "F1": lambda: self.show_page(self.live),
            "F3": lambda: self.show_page(self.review),
            "F4": lambda: self.show_page(self.health),
            "Ctrl+L": self.language_wanted.emit,
            "Ctrl+P": lambda: self.show_page(self.points),
            "Ctrl+U": self.signing.toggle,
            "F10": self.silence_wanted.emit,
            "F5": self.live.acknowledge,
            "F6": lambda: self.live.give_verdict(Verdict.REAL.value),
            "F7": lambda: self.live.give_verdict(Verdict.FALSE.value),
            "F8": lambda: self.live.give_verdict(Verdict.TEST.value),
            "F9": self.live.do_next,
            "Ctrl+Z": self.live.undo,
        }
        for index, size in enumerate(GRID_SIZES):
            keys[f"Ctrl+{index + 1}"] = partial(self._set_size, size)
        for index, gate in enumerate(self.station.site.gates[:2]):
            keys[f"Ctrl+F{index + 1}"] = partial(self.live.open_gate, gate.id)
        for key, action in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(action)

    def _called_up(self) -> None:
        self.show_page(self.live)
        if self.isMinimized():
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)

    def _set_size(self, size: int) -> None:
        self.show_page(self.live)
        self.live.set_size(size)

    def _show_duty(self, duty: Duty) -> None:
        self.status.set_on_duty(tuple(one.label for one in duty.people))
        self.signing.update_duty(duty)

    def _show_points(self) -> None:
        if self.pages.currentWidget() is self.points:
            self.points.show_state(self.desk.overview, self.desk.occurrences())

    def _show_health(self) -> None:
        parts = self.station.health()
        self.status.set_lamps(self.health.show_parts(parts))

    def _failed(self, error: BaseException) -> None:
        self.tell(texts.refusal(getattr(error, "code", type(error).__name__)))
