"""The main window: the status bar, the pages, the keys, and one line for notices.

No page and no notice ever covers the wall's call-up: an alarm of priority 1 or 2 brings the live page to the front,
from whichever page, without a dialog and without taking the keyboard from a field that is being typed in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QLayout,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from app import texts
from app.notifier import Notifier
from app.operations import on_unhandled_failure
from app.pages import health_content
from app.pages.alarm_desk import AlarmDesk
from app.pages.alarm_room import AlarmRoom
from app.pages.case_beside import CaseBeside
from app.pages.drafts import is_text_entry
from app.pages.duty_beside import DutyBeside
from app.pages.evidence_ways import EvidenceWays
from app.pages.health import HealthPage
from app.pages.layouts_words import layout_name
from app.pages.left_behind import Left, come_back, leave
from app.pages.live import LivePage
from app.pages.people import PeoplePage
from app.pages.points import PointsPage
from app.pages.replay_ways import KEY as REPLAY_KEY
from app.pages.replay_ways import ReplayWays
from app.pages.review import ReviewPage
from app.pages.rule_ways import RuleWays
from app.pages.sign_in import SignInDesk
from app.pages.site_plan_page import SitePlanPage
from app.pages.site_plan_ways import lead_from_plans
from app.pages.typed_on import TypedOn
from app.pages.wall_window_screens import bring_forward
from app.pages.wall_windows import WallWindows
from app.pages.walls import Walls
from app.pages.window_keys import LAYOUT_KEYS, bind_keys
from app.pages.window_notice import WindowNotice
from app.people.duty import Duty
from app.station import Station
from widgets import theme
from widgets.edge_flash import EdgeFlash
from widgets.fitting_row import FittingRow
from widgets.sign_in import SignInPanel
from widgets.status_bar import StatusBar
from widgets.typing_strip import TypingStrip

HEALTH_PERIOD_MS = 1000
#: In a flood the page of zones is drawn again so often, not with each alarm.
POINTS_WAIT_MS = 250
LAYOUT_KEY_WIDTH = 36


class MainWindow(QMainWindow):
    """One window of a station, in one language; another language is another window over the same station."""

    language_wanted = Signal()
    silence_wanted = Signal()
    sound_test_wanted = Signal()

    def __init__(
        self,
        station: Station,
        notifier: Notifier,
        desk: AlarmDesk,
        walls: Walls,
        windows: WallWindows,
        language: str,
    ) -> None:
        super().__init__()
        self.station = station
        self.language = language
        self.desk = desk
        self.walls = walls
        self._closed = False
        self.live = LivePage(station, notifier, desk, walls, windows, language)
        self.review = ReviewPage(station, language)
        self.case = CaseBeside(self)
        self.health = HealthPage(station.values, station.places, station.clock, language)
        self.points = PointsPage(station.places, station.acts, language, station.clock.now, station.worst_points)
        self.people = PeoplePage(station, language)
        self.plan = SitePlanPage(station, notifier, desk, language)
        self.past = ReplayWays(self)
        self.status = StatusBar(station.clock)
        self.sign_in = SignInPanel()
        self.signing = SignInDesk(station, self.sign_in, self)
        self.evidence = EvidenceWays(self)
        self.rules = RuleWays(self, notifier)
        self.shift = DutyBeside(self, notifier)
        self.room = AlarmRoom(desk, self.live.alarm_list, self.shift.panel, self)
        self.typing = TypingStrip()
        self.typed_on = TypedOn(self.live, self.typing, self._page_name, self)
        self.notice = WindowNotice(self.status, self)
        self.pages = QStackedWidget()
        self._health_timer = QTimer(self, interval=HEALTH_PERIOD_MS)
        self._points_timer = QTimer(self, singleShot=True, interval=POINTS_WAIT_MS)
        self._arrange()
        self._connect(notifier)
        bind_keys(self)
        on_unhandled_failure(self._failed)
        self._show_health()

    def start(self, left: Left | None = None) -> None:
        """Begin to show pictures; called after the window is on screen. `left`: by the window before."""
        self.live.start()
        self.signing.open_first()
        self._health_timer.start()
        if left is not None:
            come_back(self, left)

    def leave(self) -> Left:
        """Return what the next window must not lose."""
        return leave(self)

    def show_page(self, page: QWidget, *, typing: bool = False, keep_focus: bool = False) -> None:
        """Bring a page to the front. `typing`: words are on their way that this page must not take for keys.

        `keep_focus`: the keyboard stays where it is, beside the pages.
        """
        self.pages.setCurrentWidget(page)
        last = page.focusWidget()
        if keep_focus:
            pass
        elif typing:
            page.setFocus()
        elif page is self.live:
            self.live.wall.setFocus()
        elif last is not None:
            last.setFocus()
        if page is self.review:
            self.review.refresh()
        if page is self.points:
            self._show_points()
        if page is self.people:
            self.people.refresh()
        for button in self._page_buttons.buttons():
            button.setChecked(button.property("page") is page)
        self.typed_on.hand_back()

    def tell(self, text: str) -> None:
        """Show a line for some seconds; it covers nothing and waits for nobody."""
        self.notice.tell(text)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the pictures go; the station itself is stopped by whoever started it."""
        if not self._closed:
            self._closed = True
            for timer in (self._health_timer, self._points_timer):
                timer.stop()
            self.notice.end()
            self.walls.changed.disconnect(self._show_layouts)
            self.walls.notice.disconnect(self.tell)
            self.walls.authority_wanted.disconnect(self.signing.ask)
            self.desk.called_up.disconnect(self._called_up)
            self.desk.turning.disconnect(self.typed_on.before_card_turns)
            self.desk.response_changed.disconnect(self.typed_on.hand_back)
            self.desk.overview_changed.disconnect(self._points_due)
            self.desk.alarms_changed.disconnect(self._points_due)
            self.desk.alarms_changed.disconnect(self._show_waiting)
            self.case.release()
            self.shift.release()
            self.room.release()
            for page in (self.live, self.review, self.plan, self.health, self.past.page, *self.evidence.pages):
                page.close_views()
            self.rules.page.close_views()
        super().closeEvent(event)

    def _arrange(self) -> None:
        site = self.station.site.site
        self.setWindowTitle(" · ".join((site.label(self.language), self.tr("Watchroom"))))
        self.status.set_site(site.label(self.language))
        self._show_duty(self.station.people.desk.duty)
        for page in (self.live, self.review, self.points, self.health, self.people, self.plan, self.past.page):
            self.pages.addWidget(page)
        for other in self.evidence.pages:
            self.pages.addWidget(other)
        self.pages.addWidget(self.rules.page)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(2)
        self._add_page_buttons(top)
        self._add_layout_buttons(top)
        top.addWidget(self.status, 1)
        centre = self.edge = EdgeFlash()
        centre.content.addLayout(top)
        centre.content.addWidget(self.shift.bars)
        centre.content.addLayout(self._beside(), 1)
        centre.content.addWidget(self.typing)
        self.setCentralWidget(centre)
        frame = self.layout()
        if frame is not None:  # what is opened takes its room from the pictures, never from beyond the screen
            frame.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.show_page(self.live)

    def _beside(self) -> QHBoxLayout:
        """The pages, and beside them, never over them, the panel in which people sign."""
        row = QHBoxLayout()
        row.setSpacing(2)
        self.pages.setMinimumWidth(480)  # the widest page makes no window too wide
        row.addWidget(self.pages, 1)
        for panel in (self.case.panel, self.shift.panel, self.sign_in):
            row.addWidget(panel)
        return row

    def _add_page_buttons(self, row: QHBoxLayout) -> None:
        self._page_buttons = QButtonGroup(self)
        self._page_buttons.setExclusive(False)  # the page of accounts has no button here
        for text, key, page in (
            (self.tr("Live"), "F1", self.live),
            (self.tr("Incidents"), "F3", self.review),
            (self.tr("Replay"), REPLAY_KEY, self.past.page),
            (self.tr("Zones"), "Ctrl+P", self.points),
            (self.tr("Plan"), "Ctrl+M", self.plan),
            (self.tr("Health"), "F4", self.health),
        ):
            button = self._button(f"{text} {key}", partial(self.show_page, page))
            button.setProperty("page", page)
            button.setCheckable(True)
            self._page_buttons.addButton(button)
            row.addWidget(button)
        row.addWidget(self.shift.more.button)
        self._show_waiting()

    def _show_waiting(self, _occurrences: object = None) -> None:
        """Say on the way to the live page how many alarms nobody took notice of, whatever page is in front."""
        waiting = health_content.waiting_words(self.desk.occurrences())
        self.status.set_alarms(health_content.counts(self.desk.occurrences()))
        text = self.tr("Live")
        self._page_buttons.buttons()[0].setText(f"{text} F1 ({waiting})" if waiting else f"{text} F1")

    def _add_layout_buttons(self, row: QHBoxLayout) -> None:
        self._panel_button = self._button("", self.live.stage.toggle_panel)
        self._panel_button.setCheckable(True)
        row.addWidget(self._panel_button)
        self._layout_buttons = [self._button(str(n + 1), partial(self.choose_layout, n)) for n in range(LAYOUT_KEYS)]
        for button in self._layout_buttons:
            button.setCheckable(True)
        self._layout_row = FittingRow()
        row.addWidget(self._layout_row)
        self._show_layouts()

    def _show_layouts(self) -> None:
        """The layout that stands, by its name and its key."""
        standing = self.walls.main.plan.layout
        name = layout_name(standing, self.language) if standing is not None else ""
        self._panel_button.setText(f"{name}  Ctrl+B")
        self._panel_button.setChecked(self.live.stage.panel_open)
        self._panel_button.setToolTip(self.tr("Cameras, layouts, tours and monitors"))
        offered = []
        for index, button in enumerate(self._layout_buttons):
            layout = self.walls.layout_at(index)
            if layout is not None:
                words = self.tr("Layout %1 (Ctrl+%2)").replace("%1", layout_name(layout, self.language))
                button.setToolTip(words.replace("%2", str(index + 1)))
                button.setAccessibleName(button.toolTip())
                button.setChecked(standing is not None and layout.id == standing.id)
                offered.append(button)
        self._layout_row.set_buttons(offered, theme.current().px(LAYOUT_KEY_WIDTH))

    def _button(self, text: str, action: Callable[[], None]) -> QAbstractButton:
        button = QPushButton(text)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setMinimumHeight(32)
        button.clicked.connect(lambda _checked=False: action())
        return button

    def _connect(self, notifier: Notifier) -> None:
        notifier.streams_changed.connect(self.live.update_stream)
        self.desk.overview_changed.connect(self._points_due)
        self.desk.alarms_changed.connect(self._points_due)
        self.desk.alarms_changed.connect(self._show_waiting)
        notifier.gates_changed.connect(self.live.show_gates)
        notifier.parking_changed.connect(self.live.show_parking)
        notifier.records_changed.connect(self.review.records_changed)
        self.live.notice.connect(self.tell)
        self.review.notice.connect(self.tell)
        self.walls.notice.connect(self.tell)
        self.walls.authority_wanted.connect(self.signing.ask)
        self.walls.changed.connect(self._show_layouts)
        lead_from_plans(self.plan, self.live, self.points, self.desk, self.show_page)
        self.plan.notice.connect(self.tell)
        self.live.stage.panel_toggled.connect(self._show_layouts)
        self.desk.called_up.connect(self._called_up)
        self.desk.turning.connect(self.typed_on.before_card_turns)
        self.desk.response_changed.connect(self.typed_on.hand_back)
        notifier.duty_changed.connect(self._show_duty)
        notifier.duty_changed.connect(self.past.update_duty)
        notifier.sound_changed.connect(self.live.tell_sound)
        self.signing.notice.connect(self.tell)
        self.health.sound.test_wanted.connect(self.sound_test_wanted)
        self.status.duty_activated.connect(self.signing.toggle)
        self.live.leave_beside = self._leave_panel
        self.sign_in.people_wanted.connect(lambda: self.show_page(self.people))
        for page in (self.live, self.review, self.case, self.points, self.people, self.plan, self.past.page):
            page.authority_wanted.connect(self.signing.ask)
        self._health_timer.timeout.connect(self._show_health)
        self._points_timer.timeout.connect(self._show_points)
        self.status.lamp_activated.connect(self._show_part)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, where nothing else was left to leave, closes the panel beside that says so, else leaves full screen."""
        if event.key() == Qt.Key.Key_Escape and self._leave_panel():
            return
        if event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self.full_screen()
        else:
            super().keyPressEvent(event)

    def _leave_panel(self) -> bool:
        """Close the panel that promises to close by Esc, wherever the keyboard is; tells whether one was open."""
        for panel in (self.sign_in, self.shift.panel):
            if panel.isVisible():
                panel.close_panel()
                return True
        return False

    def full_screen(self) -> None:
        """F11: the window the guard works in takes its whole monitor, or gives it back."""
        active = QApplication.activeWindow()
        window = active if active is not None else self
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _called_up(self) -> None:
        """Bring the live page to the front, over other programs too; words being typed go on where they are typed."""
        page, focused = self.pages.currentWidget(), QApplication.focusWidget()
        if page is not None and page is not self.live:
            keep_focus = self.typed_on.before_page_turns(page, focused)
            self.show_page(self.live, typing=is_text_entry(focused), keep_focus=keep_focus)
        bring_forward(self)

    def _page_name(self, page: QWidget) -> str:
        """Call a page by its button; that of accounts has none."""
        named = (one.text() for one in self._page_buttons.buttons() if one.property("page") is page)
        return next(named, self.tr("Accounts"))

    def choose_layout(self, index: int) -> None:
        """Ctrl and a digit: show one of the first layouts on the wall that has the keyboard."""
        layout = self.walls.layout_at(index)
        seat = self.walls.active()
        if layout is not None:
            if seat is self.walls.main:
                self.show_page(self.live)
            seat.choose(layout.id)

    def _show_duty(self, duty: Duty) -> None:
        self.status.set_on_duty(tuple(one.label for one in duty.people))
        self.signing.update_duty(duty)
        self.people.forget()
        self.evidence.page.forget()

    def _points_due(self, _news: object = None) -> None:
        """Draw the page of zones soon; what comes until then is drawn with it."""
        if self.pages.currentWidget() is self.points and not self._points_timer.isActive():
            self._points_timer.start()

    def _show_points(self) -> None:
        if self.pages.currentWidget() is self.points:
            self.points.show_state(self.desk.overview, self.desk.occurrences())

    def _show_health(self) -> None:
        counts = health_content.counts(self.desk.occurrences())
        self.status.set_alarms(counts)
        self.status.set_lamps(self.health.show_parts((*self.station.health(), health_content.alarms(counts))))

    def turn_health(self) -> None:
        """F4: the health page; there already, its other sheet."""
        if self.pages.currentWidget() is self.health:
            self.health.turn()
        else:
            self.show_page(self.health)

    def _show_part(self, part: str) -> None:
        """A lamp was pressed: its line on the health page."""
        self.show_page(self.health)
        self.health.choose(part)

    def _failed(self, error: BaseException) -> None:
        self.tell(texts.refusal(getattr(error, "code", type(error).__name__)))
