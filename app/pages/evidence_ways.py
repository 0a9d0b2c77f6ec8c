"""The ways to the page that hands out footage: from an incident, from the past, to the register; to private areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.pages.evidence_page import EvidencePage
from app.pages.privacy_page import PrivacyPage
from widgets.replay_content import Selection

if TYPE_CHECKING:
    from app.main_window import MainWindow


class EvidenceWays(QObject):
    """Holds the page of one window. Made once the pages it is reached from are there."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.page = EvidencePage(window.station, window.language)
        self.private = PrivacyPage(window.station, window.language)
        self.pages: tuple[EvidencePage | PrivacyPage, ...] = (self.page, self.private)
        window.review.export_wanted.connect(self._incident)
        window.past.page.export_wanted.connect(self._selection)
        for page in self.pages:
            page.notice.connect(window.tell)
            page.authority_wanted.connect(window.signing.ask)

    def open_register(self) -> None:
        """Show what was handed out."""
        self._window.show_page(self.page)
        self.page.open_register()

    def open_private(self) -> None:
        """Show where private areas are drawn."""
        self._window.show_page(self.private)

    def _incident(self, incident: str, number: str, zone: str) -> None:
        self._window.show_page(self.page)
        self.page.hand_out_incident(incident, number, zone)

    def _selection(self, chosen: Selection) -> None:
        self._window.show_page(self.page)
        self.page.export_selection(chosen.start, chosen.end, chosen.cameras)
