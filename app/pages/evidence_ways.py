"""The ways to the page that hands out footage: from an incident, from a stretch of the past, and to the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.pages.evidence_page import EvidencePage
from widgets.replay_content import Selection

if TYPE_CHECKING:
    from app.main_window import MainWindow


class EvidenceWays(QObject):
    """Holds the page of one window. Made once the pages it is reached from are there."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.page = EvidencePage(window.station, window.language)
        window.review.export_wanted.connect(self._incident)
        window.past.page.export_wanted.connect(self._selection)
        self.page.notice.connect(window.tell)
        self.page.authority_wanted.connect(window.signing.ask)

    def open_register(self) -> None:
        """Show what was handed out."""
        self._window.show_page(self.page)
        self.page.open_register()

    def _incident(self, incident: str, number: str, zone: str) -> None:
        self._window.show_page(self.page)
        self.page.hand_out_incident(incident, number, zone)

    def _selection(self, chosen: Selection) -> None:
        self._window.show_page(self.page)
        self.page.export_selection(chosen.start, chosen.end, chosen.cameras)
