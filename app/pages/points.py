"""The page of zones and points: what is armed, what is put aside, and the way to change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from alarms.model import Occurrence
from alarms.nuisance import PointReport
from alarms.overview import Overview
from app import texts
from app.operations import Operation
from app.pages.nuisance_words import line_of
from app.pages.point_content import point_rows, zone_rows
from app.people.acts import Acts
from app.people.authorised import AuthorityNeeded
from app.services.places import Places
from widgets.point_view import PointView
from widgets.worst_points import WorstPoints


class PointsPage(QWidget):
    """Shows zones and points as the alarm core has them; every change goes through the people's acts.

    ``worst`` gives the points that cried wolf most lately; asked in another thread. ``authority_wanted`` carries an
    AuthorityNeeded, and what takes the future of the act tried again.
    """

    authority_wanted = Signal(object, object)

    def __init__(
        self,
        places: Places,
        acts: Acts,
        language: str,
        now: Callable[[], float],
        worst: Callable[[], Iterable[PointReport]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._places = places
        self._acts = acts
        self._language = language
        self._worst = worst
        self.view = PointView(now)
        self.worst = WorstPoints()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.worst)
        self._connect()

    def show_state(self, overview: Overview, occurrences: Iterable[Occurrence]) -> None:
        """Show how things stand; what is the same stays untouched, and so does what is typed or chosen."""
        site = self._places.site
        self.view.set_zones(zone_rows(site, self._places, overview, self._language))
        self.view.set_points(point_rows(site, self._places, overview, occurrences, self._language))

    def showEvent(self, event: QShowEvent) -> None:
        """Look up the week's worst points each time the page is opened; read from the record, so not in this thread."""
        super().showEvent(event)
        Operation(self, self._worst).success(self._show_worst).run()

    def _show_worst(self, found: Iterable[PointReport]) -> None:
        self.worst.set_lines(tuple(line_of(one, self._places, self._language) for one in found))

    def _connect(self) -> None:
        view, acts = self.view, self._acts
        view.arm_requested.connect(lambda zone: self._do(acts.arm(zone)))
        view.disarm_requested.connect(lambda zone, reason: self._do(acts.arm(zone, armed=False, reason=reason)))
        view.shelve_requested.connect(lambda point, seconds, why: self._do(acts.shelve(point, seconds, why)))
        view.out_of_service_requested.connect(
            lambda point, seconds, why, patrol: self._do(acts.take_out_of_service(point, seconds, patrol, why))
        )
        view.return_requested.connect(self._return)

    def _return(self, point: str, state: str) -> None:
        back = self._acts.return_to_service if state == "out_of_service" else self._acts.unshelve
        self._do(back(point))

    def _do(self, future: Future[Any]) -> None:
        Operation(self, future).success(lambda _done: self.view.clear_reason()).failure(self._refused).run()

    def _refused(self, error: BaseException) -> None:
        """Say beside the keys why it was not done; what only lacks a signature is tried again once it is there."""
        if isinstance(error, AuthorityNeeded):
            self.authority_wanted.emit(error, self._do)
            return
        self.view.show_refusal(texts.refusal(getattr(error, "code", type(error).__name__)))
