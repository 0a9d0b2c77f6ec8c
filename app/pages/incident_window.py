"""What of a long list of incidents is held on the page: pages are read away from where one scrolls, and none twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial

from PySide6.QtCore import QObject, Signal

from alarms.model import Handling, Priority, Verdict
from app import texts
from app.operations import Operation
from app.services.incident_search import incident_filter
from app.services.places import Places
from app.store.queries import Cursor, IncidentFilter, IncidentQueries, IncidentSummary, Page
from widgets.incident_filters import FilterChoice
from widgets.incident_list import IncidentList, IncidentRow


class IncidentWindow(QObject):
    """Fills an IncidentList from the record, through one filter at a time; an answer that came too late is dropped."""

    read = Signal()

    def __init__(self, shown: IncidentList, queries: IncidentQueries, places: Places, language: str) -> None:
        super().__init__(shown)
        self._list = shown
        self._queries = queries
        self._places = places
        self._language = language
        self._asked = 0
        self.filter = IncidentFilter()
        shown.more_wanted.connect(self._older)
        shown.newer_wanted.connect(self._newer)

    def choose(self, choice: FilterChoice) -> None:
        """Show what fits, newest first."""
        self.filter = incident_filter(self._places, texts.categories(), **asdict(choice))
        self.refresh()

    def refresh(self) -> None:
        """Read the newest page again."""
        self._ask(partial(self._queries.page, self.filter), self._begin)

    def _older(self) -> None:
        rows = self._list.model.rows()
        if rows:
            self._ask(partial(self._queries.page, self.filter, Cursor(rows[-1].place_in_list)), self._append)

    def _newer(self) -> None:
        rows = self._list.model.rows()
        if rows:
            first = Cursor(rows[0].place_in_list)
            self._ask(partial(self._queries.page, self.filter, before=first), self._prepend)

    def _ask(self, work: Callable[[], Page], take: Callable[[Page], None]) -> None:
        self._asked += 1
        asked = self._asked

        def taken(page: Page) -> None:
            if asked == self._asked:
                take(page)
                self.read.emit()

        Operation(self, work).success(taken).run()

    def _begin(self, page: Page) -> None:
        self._list.set_rows(self._rows(page), page.following is not None)

    def _append(self, page: Page) -> None:
        self._list.add_rows(self._rows(page), page.following is not None)

    def _prepend(self, page: Page) -> None:
        self._list.put_before(self._rows(page), page.preceding is not None)

    def _rows(self, page: Page) -> list[IncidentRow]:
        return [self._row(one) for one in page.incidents]

    def _row(self, one: IncidentSummary) -> IncidentRow:
        return IncidentRow(
            id=one.id,
            number=one.number,
            opened_at=one.opened_at,
            priority=Priority(one.priority),
            place=self._places.zone_name(one.zone, self._language),
            thing=one.title or texts.alarm_class(one.category),
            handling=Handling(one.state),
            verdict=Verdict(one.verdict) if one.verdict else None,
            closed_at=one.closed_at,
            drill=one.drill,
            answered_s=None if one.first_acked_at is None else max(0.0, one.first_acked_at - one.opened_at),
            place_in_list=one.place,
        )
