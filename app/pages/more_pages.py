"""What has no button of its own at the top: a key, and a button, that open a row which names it all with its keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton

from widgets import theme
from widgets.duty_panel import DRILL_KEY, HANDOVER_KEY, LOG_KEY
from widgets.page_row import PageEntry, PageRow

if TYPE_CHECKING:
    from app.main_window import MainWindow

KEY, AUDIT_KEY, REGISTER_KEY = "Ctrl+O", "Ctrl+Shift+A", "Ctrl+Shift+E"
PRIVATE_KEY, RULES_KEY = "Ctrl+Shift+P", "Ctrl+Shift+X"


class MorePages(QObject):
    """``row`` lies above the pages; ``button`` belongs beside those of the pages."""

    def __init__(
        self, window: MainWindow, duty: Mapping[str, Callable[[], None]], give_back: Callable[[], None]
    ) -> None:
        """``duty`` opens the sheets of the shift by their codes; ``give_back`` puts the keyboard on the page again."""
        super().__init__(window)
        self._window, self._give_back = window, give_back
        self.row = PageRow()
        self.button = QPushButton(self.tr("More %1").replace("%1", KEY))
        self.button.setToolTip(self.tr("Log, handover, drills, accounts, audit"))
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.setMinimumHeight(theme.TARGET)
        self.button.setCheckable(True)
        self._acts = {**duty, "case": self._case, "people": self._people, "audit": self._audit, "sign": self._sign}
        self._acts |= {"register": self._register, "private": self._private, "rules": self._rules}
        self.row.set_entries(self._entries())
        self.row.chosen.connect(self._open)
        self.row.left.connect(self.put_away)
        self.button.clicked.connect(lambda _checked=False: self.toggle())
        for key, act in (
            (KEY, self.toggle),
            (AUDIT_KEY, self._audit),
            (REGISTER_KEY, self._register),
            (PRIVATE_KEY, self._private),
            (RULES_KEY, self._rules),
        ):
            shortcut = QShortcut(QKeySequence(key), window)
            shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(act)

    def toggle(self) -> None:
        """Open the row, or put it away."""
        if self.row.isVisible():
            self.put_away()
        else:
            self.row.open()
            self.button.setChecked(True)

    def put_away(self) -> None:
        """Give its height, and the keyboard, back to the page."""
        self.row.hide()
        self.button.setChecked(False)
        self._give_back()

    def _open(self, code: str) -> None:
        self.put_away()
        self._acts[code]()

    def _entries(self) -> tuple[PageEntry, ...]:
        return (
            PageEntry("log", self.tr("Log"), LOG_KEY),
            PageEntry("handover", self.tr("Handover"), HANDOVER_KEY),
            PageEntry("drills", self.tr("Drills"), DRILL_KEY),
            PageEntry("case", self.tr("New incident"), "F2"),
            PageEntry("people", self.tr("Accounts"), "Ctrl+Shift+G"),
            PageEntry("audit", self.tr("Audit"), AUDIT_KEY),
            PageEntry("register", self.tr("Footage handed out"), REGISTER_KEY),
            PageEntry("private", self.tr("Private areas"), PRIVATE_KEY),
            PageEntry("rules", self.tr("Detection rules"), RULES_KEY),
            PageEntry("sign", self.tr("Sign in or out"), "Ctrl+G"),
        )

    def _case(self) -> None:
        self._window.case.toggle()

    def _people(self) -> None:
        self._window.show_page(self._window.people)

    def _audit(self) -> None:
        self._window.people.open_audit()
        self._window.show_page(self._window.people)

    def _register(self) -> None:
        self._window.evidence.open_register()

    def _private(self) -> None:
        self._window.evidence.open_private()

    def _rules(self) -> None:
        self._window.rules.open()

    def _sign(self) -> None:
        self._window.signing.toggle()
