"""Carry the station's records to the shared database, in the background, for as long as it takes.

The station's file is the truth; what is in the outbox has not gone over yet. A row leaves the outbox only after the
shared database has committed it, and every write there may be repeated, so a crash of either side at any instant loses
nothing and doubles nothing.
"""

import logging
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, text
from sqlalchemy.exc import DBAPIError

from alarms.ports import Clock
from app.store import outbox_rows
from app.store.database import StationDatabase
from app.store.errors import StoreError, StoreFault
from app.store.errors import fault_of as station_fault
from app.store.identity import chain_of
from app.store.migrate import Role, migrate
from app.store.outbox_rows import Backlog, Pending
from app.store.schema import RECORDS, alarm_action
from app.store.shared import SharedFault, fault_of, put, tell_others

#: Rows of the outbox that go over in one transaction.
BATCH: Final = 500
#: Seconds between looks when there is nothing to carry; also how soon a lost connection is noticed.
IDLE_S: Final = 2.0
#: Seconds between the times that what is done when all is carried is done.
QUIET_S: Final = 3600.0
_PAUSES_S: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 15.0)

_log = logging.getLogger(__name__)


def pause_after(failures: int) -> float:
    """Seconds to wait after so many failures in a row (at least one)."""
    return _PAUSES_S[min(failures, len(_PAUSES_S)) - 1]


@dataclass(frozen=True, slots=True)
class OutboxStatus:
    """What the status bar shows.

    `depth` records wait, the oldest for `oldest_age` seconds; `refused` are set aside, the newest of them for the
    reason `refused_why` (the database's own word, without values). `error_code` is empty while all
    is well, else one of ``unreachable``, ``unauthorized``, ``no_tls``, ``certificate``, ``no_database``, ``rights``,
    ``schema``, ``newer``, ``disk_full``, ``overloaded``, ``read_only``, ``busy``, ``failed``, or ``station_`` and a
    code of `StoreFault`.
    """

    depth: int = 0
    oldest_age: float = 0.0
    connected: bool = False
    error_code: str = ""
    refused: int = 0
    refused_why: str = ""


@dataclass(frozen=True, slots=True)
class _Refusal:
    row: Pending
    code: str
    message: str


class OutboxCarrier:
    """The thread that empties the outbox. `start`, then `stop`; `status` costs nothing and may be asked anywhere."""

    def __init__(
        self,
        database: StationDatabase,
        shared: Engine,
        clock: Clock,
        when_quiet: Callable[[Engine], object] | None = None,
    ) -> None:
        """`when_quiet` is called with the shared database, from this thread, hourly when all has been carried."""
        self._when_quiet = when_quiet
        self._quiet_at = float("-inf")
        self._database = database
        self._shared = shared
        self._clock = clock
        self.wake = threading.Event()
        self._hurry = threading.Event()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._backlog = Backlog(0, None, 0, "")
        self._connected = False
        self._error = ""
        self._prepared = False
        self._chain = database.write(lambda connection: chain_of(connection, clock.now()))
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)

    def start(self) -> None:
        """Begin to carry."""
        self._thread.start()

    def stop(self, timeout: float = 20.0) -> bool:
        """Finish the batch at hand and end; what is left is carried after the next start. True when it has ended."""
        self._stopping.set()
        self.wake.set()
        self._hurry.set()
        if self._thread.ident is not None:
            self._thread.join(timeout)
        self._shared.dispose()
        return not self._thread.is_alive()

    def hurry(self) -> None:
        """Try again at once, whatever the pause."""
        self._hurry.set()
        self.wake.set()

    def status(self) -> OutboxStatus:
        """The state of affairs after the last round."""
        with self._lock:
            backlog, connected, error = self._backlog, self._connected, self._error
        age = 0.0 if backlog.oldest_at is None else max(0.0, self._clock.now() - backlog.oldest_at)
        return OutboxStatus(backlog.depth, age, connected, error, backlog.refused, backlog.refused_why)

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            self.wake.clear()
            error = self._attempt()
            self._publish(error)
            if error:
                failures += 1
                self._hurry.wait(pause_after(failures))
                self._hurry.clear()
            else:
                failures = 0
                if not self._backlog.depth:
                    self.wake.wait(IDLE_S)

    def _attempt(self) -> str:
        """One round; returns an empty text or the code of what went wrong."""
        try:
            self._round()
        except DBAPIError as error:
            if isinstance(error.orig, sqlite3.Error):
                return f"station_{station_fault(error).value}"
            fault = fault_of(error)
            # A schema that has gone (a database restored, or set up anew) is made again in the next round.
            self._prepared = self._prepared and fault.code != "schema"
            return fault.code
        except StoreError as error:
            return error.code.value if error.code is StoreFault.NEWER else f"station_{error.code.value}"
        return ""

    def _publish(self, error: str) -> None:
        try:
            backlog = outbox_rows.backlog(self._database)
        except DBAPIError:
            backlog = self._backlog
        with self._lock:
            told = self._error
            self._backlog, self._connected, self._error = backlog, not error, error
        if error != told:
            _log.warning("shared database: %s", error) if error else _log.info("shared database: reached again")

    def _round(self) -> None:
        if not self._prepared:
            migrate(self._shared, Role.SHARED)
            self._prepared = True
        rows = outbox_rows.pending(self._database, BATCH)
        if not rows:
            with self._shared.connect() as connection:
                connection.execute(text("SELECT 1"))
            self._tidy()
            return
        refusals = self._carry(rows)
        self._strike_off(rows, refusals)

    def _tidy(self) -> None:
        now = self._clock.monotonic()
        if self._when_quiet is not None and now - self._quiet_at >= QUIET_S:
            self._quiet_at = now
            self._when_quiet(self._shared)

    def _carry(self, rows: Sequence[Pending]) -> list[_Refusal]:
        """Write the rows in one transaction; where a row is to blame, again with each row for itself."""
        try:
            with self._shared.connect() as connection, connection.begin():
                self._each_table(rows, lambda table, records, _by_id: put(connection, table, records))
                self._tell(connection, rows)
                return []
        except DBAPIError as error:
            if not fault_of(error).of_row:
                raise
        with self._shared.connect() as connection, connection.begin():
            refusals: list[_Refusal] = []
            self._each_table(
                rows,
                lambda table, records, by_id: refusals.extend(_singly(connection, table, records, by_id)),
            )
            self._tell(connection, rows)
            return refusals

    def _tell(self, connection: Connection, rows: Sequence[Pending]) -> None:
        if any(row.table == alarm_action.name for row in rows):
            tell_others(connection, self._chain)

    def _each_table(
        self,
        rows: Sequence[Pending],
        write: Callable[[Table, list[Mapping[str, Any]], Mapping[str, Pending]], None],
    ) -> None:
        """Call `write` for each table at hand, those that others refer to first."""
        by_table: dict[str, dict[str, Pending]] = defaultdict(dict)
        for row in rows:
            by_table[row.table][row.record] = row
        for table in RECORDS.sorted_tables:
            by_id = by_table.get(table.name)
            if by_id:
                write(table, outbox_rows.records(self._database, table, list(by_id)), by_id)

    def _strike_off(self, rows: Sequence[Pending], refusals: Sequence[_Refusal]) -> None:
        aside = {refusal.row.sequence for refusal in refusals}
        now = self._clock.now()

        def work(connection: Connection) -> None:
            outbox_rows.done(connection, [row.sequence for row in rows if row.sequence not in aside])
            for refusal in refusals:
                outbox_rows.set_aside(connection, refusal.row, refusal.code, refusal.message, now)

        self._database.write(work)
        if refusals:
            _log.error("shared database: %d records refused, the first as %s", len(refusals), refusals[0].code)


def _singly(
    connection: Connection, table: Table, records: Sequence[Mapping[str, Any]], by_id: Mapping[str, Pending]
) -> list[_Refusal]:
    refusals = []
    for record in records:
        try:
            with connection.begin_nested():
                put(connection, table, [record])
        except DBAPIError as error:
            fault: SharedFault = fault_of(error)
            if not fault.of_row:
                raise
            refusals.append(_Refusal(by_id[str(record["id"])], fault.code, str(error.orig).split("\n", 1)[0]))
    return refusals
