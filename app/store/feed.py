"""What other stations did, read from the shared database and merged into this station's own record.

Told by NOTIFY, found by SELECT: LISTEN comes first, then everything behind the marks is read, so nothing falls between;
where no word comes it is looked for every two seconds all the same. What was read is durable here, together with the
mark behind it, before the next is asked for, so a station that starts without the database knows it still.
"""

import logging
import select
import socket
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any, Final

import psycopg
from sqlalchemy import Connection, Engine, Row
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from alarms.hlc import AHEAD_S, reading_at
from alarms.model import Action
from alarms.ports import ChainMark, Clock, ForeignAction, JournalError, Parcel
from app.store import gaps, peers
from app.store.hot_set import standing_rows
from app.store.journal import SqliteJournal
from app.store.outbox import pause_after
from app.store.peers import PeerHead
from app.store.shared import CHANNEL, fault_of, open_shared

#: Rows that are merged in one commit.
BATCH: Final = 500
#: Seconds between looks when nobody says anything.
POLL_S: Final = 2.0
#: Seconds that any one answer may take; silence for longer counts as a lost connection.
PATIENCE_S: Final = 6.0
#: Seconds after which a stretch that was not there is looked for again.
AGAIN_S: Final = 30.0
_MERGE_S: Final = 60.0

_log = logging.getLogger(__name__)

Merge = Callable[[Parcel], "Future[tuple[Action, ...]]"]


@dataclass(frozen=True, slots=True)
class ChainProblem:
    """What is wrong with another's chain.

    ``changed``: a row is not what was sealed; ``cut``: its end is gone; ``ahead``: its times are far in the future.
    """

    chain: str
    station: str
    sequence: int
    reason: str


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """How it stands: `behind` actions are known to be over there and not here yet. `error_code` is as the outbox's."""

    connected: bool = False
    error_code: str = ""
    behind: int = 0
    problems: tuple[ChainProblem, ...] = ()


def feed_engine(url: str, chain: str) -> Engine:
    """The engine of the feed of the station with this chain: one connection of its own, each statement for itself."""
    return open_shared(url, PATIENCE_S, purpose=f"feed {chain}", poolclass=NullPool, isolation_level="AUTOCOMMIT")


class SharedFeed:
    """The thread that reads. `start`, then `stop`; `status` costs nothing and may be asked anywhere."""

    def __init__(self, shared: Engine, journal: SqliteJournal, merge: Merge, clock: Clock) -> None:
        self._shared = shared
        self._journal = journal
        self._clock = clock
        self._merge = merge
        self._marks = {mark.chain: mark for mark in journal.marks()}
        self._looked: dict[tuple[str, int, int], float] = {}
        self._problems: dict[tuple[str, str], ChainProblem] = {}
        self._status = FeedStatus()
        self._stopping = threading.Event()
        self._reader, self._waker = socket.socketpair()
        self._reader.setblocking(False)
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self, timeout: float = 20.0) -> bool:
        """End; what was not read is read after the next start. True when it has ended."""
        self._stopping.set()
        self.hurry()
        if self._thread.ident is not None:
            self._thread.join(timeout)
        self._shared.dispose()
        self._reader.close()
        self._waker.close()
        return not self._thread.is_alive()

    def hurry(self) -> None:
        """Look at once, whatever the pause."""
        self._waker.send(b".")

    def status(self) -> FeedStatus:
        """The state of affairs after the last look."""
        return self._status

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            error = self._session()
            if self._stopping.is_set():
                return
            failures = failures + 1 if not self._status.connected else 1
            self._publish(error)
            self._pause(pause_after(min(failures, 4)))

    def _session(self) -> str:
        """Read for as long as the connection lives; gives the code of what ended it."""
        try:
            with self._shared.connect() as connection:
                wire = _wire(connection)
                wire.execute(f"LISTEN {CHANNEL}")
                while not self._stopping.is_set():
                    more = self._catch_up(connection)
                    self._publish("")
                    if not more and not _told(wire):
                        self._wait(wire)
        except DBAPIError as error:
            return fault_of(error).code
        except psycopg.Error:
            return "unreachable"
        except JournalError as error:
            return f"station_{error.code}"
        except Exception:
            if not self._stopping.is_set():
                _log.exception("reading what other stations did failed")
            return "failed"
        return ""

    def _wait(self, wire: "psycopg.Connection[Any]") -> None:
        """Until somebody says something, at most a while."""
        ready, _, _ = select.select([wire.fileno(), self._reader.fileno()], [], [], POLL_S)
        if self._reader.fileno() in ready:
            self._drain()
        _told(wire)

    def _pause(self, seconds: float) -> None:
        if select.select([self._reader], [], [], seconds)[0]:
            self._drain()

    def _drain(self) -> None:
        try:
            while self._reader.recv(4096):
                pass
        except BlockingIOError:
            return

    def _publish(self, error: str) -> None:
        behind = sum(gaps.count(mark.missing) for mark in self._marks.values())
        told = self._status
        self._status = FeedStatus(not error, error, behind, tuple(self._problems.values()))
        if error != told.error_code:
            _log.warning("other stations: %s", error) if error else _log.info("other stations: read again")

    # What is new.

    def _catch_up(self, connection: Connection) -> bool:
        """Read what is behind the marks, a batch of each chain; whether there is more at once."""
        found = peers.heads(connection)
        ahead = [head for head in found if self._is_ahead(head)]
        if sum(head.sequence - self._mark(head).sequence for head in ahead) > BATCH:
            self._jump(connection, ahead)
            return True
        for head in ahead:
            self._go_on(connection, head)
        return any(self._fill(connection, self._mark(head)) for head in found if head.chain != self._journal.chain)

    def _is_ahead(self, head: PeerHead) -> bool:
        if head.chain == self._journal.chain:
            if head.sequence <= self._journal.length():
                return False
            ended = self._journal.begin_new_chain()
            self._marks[head.chain] = ChainMark(head.chain, head.station, ended)
            _log.warning("the shared database knows more of this station's chain: it goes on in a new one")
            return True
        mark = self._mark(head)
        if head.sequence < mark.sequence:
            self._problem(head, head.sequence, "cut")
        return head.sequence > mark.sequence

    def _mark(self, head: PeerHead) -> ChainMark:
        return self._marks.get(head.chain) or ChainMark(head.chain, head.station, 0)

    def _go_on(self, connection: Connection, head: PeerHead) -> None:
        mark = self._mark(head)
        rows = peers.after(connection, head.chain, mark.sequence, BATCH)
        if not rows:
            return
        new = gaps.between(mark.sequence, [row.sequence for row in rows])
        last = rows[-1].sequence
        self._take(rows, [replace(mark, sequence=last, missing=gaps.joined((*mark.missing, *new)))])

    def _jump(self, connection: Connection, ahead: Sequence[PeerHead]) -> None:
        """Far behind: first all that stands now, then the rest, newest first, so that nothing old is shown as new."""
        chains = {head.chain for head in ahead}
        rows = [row for row in standing_rows(connection, self._clock.now()) if row.chain in chains]
        seen: dict[str, list[int]] = {chain: [] for chain in chains}
        for row in rows:
            seen[row.chain].append(row.sequence)
        marks = []
        for head in ahead:
            mark = self._mark(head)
            end = max([head.sequence, *seen[head.chain]])
            between = gaps.joined((*mark.missing, (mark.sequence + 1, end)))
            marks.append(replace(mark, sequence=end, missing=gaps.without(between, seen[head.chain])))
        self._take(rows, marks)

    def _fill(self, connection: Connection, mark: ChainMark) -> bool:
        """Fetch a part of the newest stretch that is missing; whether there is more at once."""
        now = time.monotonic()
        due = [gap for gap in mark.missing if now - self._looked.get((mark.chain, *gap), -AGAIN_S) >= AGAIN_S]
        if not due:
            return False
        first, last = due[-1]
        rows = peers.within(connection, mark.chain, first, last, BATCH)
        missing = gaps.without(mark.missing, [row.sequence for row in rows])
        if len(rows) < BATCH:
            for gap in missing:
                if first <= gap[0] and gap[1] <= last:
                    self._looked[mark.chain, *gap] = now
        if rows:
            self._take(rows, [replace(mark, missing=missing)])
        return len(rows) == BATCH or len(due) > 1

    def _take(self, rows: Sequence[Row[Any]], marks: Sequence[ChainMark]) -> None:
        """Merge what holds; a row that was changed is told, left out and looked for again."""
        good, changed = peers.sound(rows)
        latest = reading_at(self._clock.now() + AHEAD_S)
        for row in rows:
            if row.clock > latest:
                self._problem(PeerHead(row.chain, row.station, row.sequence), row.sequence, "ahead")
        kept = list(marks)
        for row in changed:
            self._problem(PeerHead(row.chain, row.station, row.sequence), row.sequence, "changed")
            for place, mark in enumerate(kept):
                if mark.chain == row.chain:
                    kept[place] = replace(mark, missing=gaps.joined((*mark.missing, (row.sequence, row.sequence))))
                    self._looked[row.chain, row.sequence, row.sequence] = time.monotonic()
        self._hand_in(good, kept)

    def _hand_in(self, good: Sequence[ForeignAction], marks: Sequence[ChainMark]) -> None:
        self._merge(Parcel(tuple(good), tuple(marks))).result(_MERGE_S)
        self._marks |= {mark.chain: mark for mark in marks}

    def _problem(self, head: PeerHead, sequence: int, reason: str) -> None:
        if (head.chain, reason) not in self._problems:
            _log.error("chain of station %s: %s at %d", head.station, reason, sequence)
        self._problems[head.chain, reason] = ChainProblem(head.chain, head.station, sequence, reason)


def _wire(connection: Connection) -> "psycopg.Connection[Any]":
    wire = connection.connection.driver_connection
    assert isinstance(wire, psycopg.Connection)
    return wire


def _told(wire: "psycopg.Connection[Any]") -> bool:
    """Whether anybody has said anything meanwhile."""
    return bool(list(wire.notifies(timeout=0)))
