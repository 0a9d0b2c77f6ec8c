"""The page of site plans: as they stand now, and for who may, the sheet on which they are drawn."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app import texts
from app.notifier import Notifier
from app.operations import Operation
from app.pages.alarm_desk import AlarmDesk
from app.pages.site_plan import SitePlanPanel
from app.pages.site_plan_setup import SUBJECT, SitePlanSetup
from app.people.authorised import AuthorityNeeded
from app.people.rights import Action
from app.station import Station

SETUP_KEY = "Ctrl+Shift+M"
#: Entered in the audit log where the sheet is opened; publishing asks for its own reason.
WHY = "to draw"


class SitePlanPage(QWidget):
    """The plans, and behind a button the sheet. `published`: every plan on screen is to be shown anew."""

    published = Signal()
    notice = Signal(str)
    authority_wanted = Signal(object, object)  # AuthorityNeeded, and what takes the future of the act tried again

    def __init__(
        self, station: Station, notifier: Notifier, desk: AlarmDesk, language: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._station = station
        self._language = language
        self.panel = SitePlanPanel(station, notifier, desk, language)
        self.setup: SitePlanSetup | None = None
        self.stack = QStackedWidget()
        self.stack.addWidget(self.panel)
        words = self.tr("Set up")
        self.set_up = QPushButton(f"{words}  {SETUP_KEY}")
        self.set_up.setToolTip(self.tr("Draw the plans: for the installer and the supervisor"))
        self.set_up.clicked.connect(lambda _checked=False: self.open_setup())
        self.panel.plans.add_beside(self.set_up)
        key = QShortcut(QKeySequence(SETUP_KEY), self)
        key.activated.connect(self.open_setup)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self.setFocusProxy(self.stack)

    def open_setup(self) -> None:
        """Ask for the right to change the site, then open the sheet."""
        self._do(self._station.acts.permit(Action.CHANGE_SETTINGS, SUBJECT, reason=WHY))

    def leave_setup(self) -> None:
        """Back to the plans as they hold; the draft stays."""
        self.stack.setCurrentWidget(self.panel)
        self.panel.setFocus()

    def close_views(self) -> None:
        """Keep the draft: the window goes."""
        if self.setup is not None:
            self.setup.close_view()

    def _do(self, future: Future[Any]) -> None:
        Operation(self, future).success(lambda _held: self._open()).failure(self._refused).run()

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, AuthorityNeeded):
            self.authority_wanted.emit(error, self._do)
        else:
            self.notice.emit(texts.refusal(getattr(error, "code", type(error).__name__)))

    def _open(self) -> None:
        if self.setup is None:
            self.setup = SitePlanSetup(self._station, self._language)
            self.setup.left.connect(self.leave_setup)
            self.setup.notice.connect(self.notice)
            self.setup.authority_wanted.connect(self.authority_wanted)
            self.setup.published.connect(self._published)
            self.stack.addWidget(self.setup)
        self.setup.open()
        self.stack.setCurrentWidget(self.setup)
        self.setup.setFocus()

    def _published(self) -> None:
        self.panel.reload()
        self.published.emit()
