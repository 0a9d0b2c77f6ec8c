"""The shift beside whatever page is in front: the quiet bars below the top, the panel at the right, and their keys.

Nothing here covers a picture or takes the keyboard unasked; while somebody signs, the panel gives its width back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.notifier import Notifier
from app.pages.duty import DutyController
from app.pages.more_pages import MorePages
from widgets.duty_bar import ANSWER_KEY, BANNER_KEY, DrillBar, DutyBar
from widgets.duty_panel import DRILL_KEY, HANDOVER_KEY, LOG_KEY, DutyPanel

if TYPE_CHECKING:
    from app.main_window import MainWindow

PERIOD_MS = 1000


class DutyBeside(QObject):
    """Makes them and joins them to the window."""

    def __init__(self, window: MainWindow, notifier: Notifier) -> None:
        super().__init__(window)
        self._window = window
        self.bar, self.banner, self.panel = DutyBar(), DrillBar(), DutyPanel()
        self.bars = QWidget()
        column = QVBoxLayout(self.bars)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        sheets = {"log": self._log, "handover": self._handover, "drills": self._drills}
        self.more = MorePages(window, sheets, self._give_back)
        column.addWidget(self.more.row)
        column.addWidget(self.banner)
        column.addWidget(self.bar)
        self.desk = DutyController(window.station, self.bar, self.banner, self.panel, window.language, self)
        self.desk.notice.connect(window.tell)
        self.desk.authority_wanted.connect(window.signing.ask)
        self.desk.keyboard_free.connect(self._give_back)
        notifier.watch_changed.connect(self.desk.reload)
        notifier.duty_changed.connect(self.desk.update_duty)
        window.desk.called_up.connect(self._make_way)
        window.sign_in.hand_over_wanted.connect(self.desk.open_handover)
        self._others = (window.sign_in, window.case.panel)
        for other in self._others:
            other.installEventFilter(self)
        self._aside = False
        self._timer = QTimer(self, interval=PERIOD_MS)
        self._timer.timeout.connect(self.desk.refresh)
        self._timer.start()
        for key, act in (
            (ANSWER_KEY, self.desk.answer),
            (BANNER_KEY, self.banner.press),
            (LOG_KEY, self.desk.open_log),
            (HANDOVER_KEY, self.desk.open_handover),
            (DRILL_KEY, self.desk.open_drills),
        ):
            shortcut = QShortcut(QKeySequence(key), window)
            shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(act)
        self.desk.reload()

    def release(self) -> None:
        """The window closes."""
        self._timer.stop()
        self._window.desk.called_up.disconnect(self._make_way)
        for other in self._others:
            other.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Two panels are too many on a small screen: while somebody signs or writes a case, this one makes room."""
        if event.type() == QEvent.Type.Show and self.panel.isVisible():
            self._aside = True
            self.panel.hide()
        elif event.type() == QEvent.Type.Hide and self._aside and not any(one.isVisible() for one in self._others):
            self._aside = False
            self.panel.show()
        return super().eventFilter(watched, event)

    def _make_way(self) -> None:
        """An alarm is called up: the row of other pages gives it its height; words being typed go on."""
        focused = QApplication.focusWidget()
        had_keyboard = focused is not None and self.more.row.isAncestorOf(focused)
        self.more.row.hide()
        self.more.button.setChecked(False)
        if had_keyboard:
            self._give_back()

    def _log(self) -> None:
        self.desk.open_log()

    def _handover(self) -> None:
        self.desk.open_handover()

    def _drills(self) -> None:
        self.desk.open_drills()

    def _give_back(self) -> None:
        """The keyboard goes back to the page."""
        page = self._window.pages.currentWidget()
        if page is self._window.live:
            self._window.live.wall.setFocus()
        elif page is not None:
            page.setFocus()
