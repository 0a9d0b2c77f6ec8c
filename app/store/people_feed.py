"""Other stations' accounts, read from the shared database every few seconds: a person has one account everywhere.

Nothing that comes is believed: each line has to follow on the ones known and bear the signature of a station whose key
somebody has confirmed here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Engine, func, select

from app.store.feed_thread import FeedThread
from app.store.people import BookTrouble, PeopleRecords
from app.store.schema import account_event

_log = logging.getLogger(__name__)


class PeopleFeed(FeedThread):
    """The thread that reads. ``on_taken`` is called from it when there are new lines."""

    def __init__(self, shared: Engine, records: PeopleRecords, station: str, on_taken: Callable[[], object]) -> None:
        super().__init__(shared, "people-feed", "other stations' accounts")
        self._records = records
        self._station = station
        self._on_taken = on_taken
        self._seen = -1
        self._refused: tuple[BookTrouble, ...] = ()

    @property
    def refused(self) -> tuple[BookTrouble, ...]:
        """What was not taken the last time, such as the lines of a station whose key nobody has confirmed here."""
        return self._refused

    def look(self) -> int:
        """Read once; how many lines were new. Raises DBAPIError and StoreError."""
        rows = self._read()
        if rows is None:
            return 0
        taken, refused = self._records.take_in(rows)
        self._seen = len(rows) if not refused else -1
        for one in refused:
            if one not in self._refused:
                _log.warning("accounts of station %s are not taken: %s at %d", one.station, one.what, one.sequence)
        self._refused = refused
        if taken:
            self._on_taken()
        return taken

    def _read(self) -> list[Mapping[str, Any]] | None:
        """Every line of the others, and of our own chains that end elsewhere; None where there are no more."""
        elsewhere = self._records.closed()
        others = (account_event.c.station != self._station) | account_event.c.chain.in_(elsewhere)
        with self._shared.connect() as connection:
            count = connection.execute(select(func.count()).select_from(account_event).where(others)).scalar_one()
            if count == self._seen:
                return None
            return [dict(row) for row in connection.execute(select(account_event).where(others)).mappings()]
