"""Other stations' accounts, read from the shared database every few seconds: a person has one account everywhere.

Nothing that comes is believed: each line has to follow on the ones known and bear the signature of a station whose key
somebody has confirmed here.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError

from app.store.errors import StoreError
from app.store.people import BookTrouble, PeopleRecords
from app.store.schema import account_event
from app.store.shared import fault_of

PERIOD_S: Final = 3.0
_log = logging.getLogger(__name__)


class PeopleFeed:
    """The thread that reads. ``on_taken`` is called from it when there are new lines."""

    def __init__(self, shared: Engine, records: PeopleRecords, station: str, on_taken: Callable[[], object]) -> None:
        self._shared = shared
        self._records = records
        self._station = station
        self._on_taken = on_taken
        self._seen = -1
        self._error = ""
        self._refused: tuple[BookTrouble, ...] = ()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="people-feed", daemon=True)

    @property
    def refused(self) -> tuple[BookTrouble, ...]:
        """What was not taken the last time, such as the lines of a station whose key nobody has confirmed here."""
        return self._refused

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(20)
        self._shared.dispose()

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

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.look()
                error = ""
            except DBAPIError as problem:
                error = fault_of(problem).code
            except StoreError as problem:
                error = f"station_{problem.code.value}"
            if error and error != self._error:
                _log.warning("other stations' accounts: %s", error)
            self._error = error
            self._stopping.wait(PERIOD_S)
