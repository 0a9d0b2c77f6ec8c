"""The way to the page on which detection rules are drawn: from any page, on the camera of the selected picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.notifier import Notifier
from app.pages.rules_page import RulesPage

if TYPE_CHECKING:
    from app.main_window import MainWindow


class RuleWays(QObject):
    """Holds the page of one window."""

    def __init__(self, window: MainWindow, notifier: Notifier) -> None:
        super().__init__(window)
        self._window = window
        self.page = RulesPage(window.station, notifier, window.language)
        self.page.notice.connect(window.tell)
        self.page.authority_wanted.connect(window.signing.ask)

    def open(self) -> None:
        """Show the page; from the wall, with the camera of the selected picture."""
        window = self._window
        if window.pages.currentWidget() is window.live:
            seat = window.walls.main
            self.page.choose(seat.controller.camera_of(seat.wall.selected))
        window.show_page(self.page)
        self.page.setFocus()
