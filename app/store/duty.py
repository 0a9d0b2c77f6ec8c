"""The duty log, handovers, presence checks and drills: rows that are added and never changed.

Each is durable on return, carried to the shared database, and named in the audit log in the same transaction together
with its digest, so a row that was changed, or is missing, shows against the chain.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from alarms.ports import Clock
from app.store.audit import AuditLog
from app.store.database import StationDatabase
from app.store.outbox_rows import note
from app.store.schema import drill, duty_log, footage_request, handover, presence_check
from app.store.text import canonical_json, plain

#: What other stations read of one another.
SHARED_TABLES: tuple[Table, ...] = (duty_log, handover, presence_check, drill, footage_request)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry of the log. ``corrects`` is the id of the entry that this one puts right; times are UTC seconds."""

    id: str
    station: str
    at: float
    person: str
    kind: str
    text: str
    corrects: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class PresenceRecord:
    """One presence check: asked ``at``, over at ``ended_at``. ``outcome``: answered, handled, suspended or missed.

    ``misses`` is how many in a row were missed by then, this one included.
    """

    id: str
    station: str
    at: float
    ended_at: float
    outcome: str
    person: str = ""
    account: str = ""
    misses: int = 0

    @property
    def seconds(self) -> float:
        """How long the answer took, or how long it was waited for."""
        return self.ended_at - self.at


@dataclass(frozen=True, slots=True)
class HandoverRecord:
    """One change of shift that both signed. ``digest`` is the SHA-256 of everything above it."""

    id: str
    station: str
    at: float
    outgoing: str
    incoming: str
    content: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""


@dataclass(frozen=True, slots=True)
class DrillRecord:
    """One drill with its score. ``outcome``: complete, aborted, stopped or failed."""

    id: str
    station: str
    at: float
    ended_at: float
    scenario: str
    person: str
    outcome: str
    content: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""


Record = LogLine | PresenceRecord | HandoverRecord | DrillRecord
_Any = TypeVar("_Any", LogLine, PresenceRecord, HandoverRecord, DrillRecord)
_TABLES: Mapping[type, Table] = {
    LogLine: duty_log,
    PresenceRecord: presence_check,
    HandoverRecord: handover,
    DrillRecord: drill,
}


def digest_of(record: Record) -> str:
    """SHA-256 over all that a row says but its own digest, as canonical JSON."""
    values = {name: value for name, value in asdict(record).items() if name != "digest"}
    return hashlib.sha256(canonical_json(plain(values)).encode()).hexdigest()


class DutyRecords:
    """Writes and reads them. Not for the GUI thread; every write raises StoreError where it cannot be kept."""

    def __init__(self, database: StationDatabase, station: str, clock: Clock) -> None:
        self._database = database
        self.station = station
        self._clock = clock
        self._audit = AuditLog(database, station, clock)

    def line(self, person: str, kind: str, text: str, *, corrects: str = "", account: str = "") -> LogLine:
        """Make an entry of now, not written yet."""
        at = self._clock.now()
        return LogLine(str(uuid.uuid4()), self.station, at, person, kind, text.strip(), corrects, account)

    def add(self, person: str, kind: str, text: str, *, corrects: str = "", account: str = "") -> str:
        """Write an entry and name it in the audit log; returns its id."""
        line = self.line(person, kind, text, corrects=corrects, account=account)
        self.keep(line, account or person)
        return line.id

    def keep(self, record: Record, actor: str) -> None:
        """Write one record; a second time it changes nothing."""
        self._database.write(lambda connection: self.within(connection, record, actor), use_reserve=True)

    def together(self, work: Callable[[Connection], None]) -> None:
        """Do several writes in one transaction: all of them are kept, or none."""
        self._database.write(work, use_reserve=True)

    def within(self, connection: Connection, record: Record, actor: str) -> None:
        """Write one record in a transaction at hand, together with its entry of the audit log."""
        table = _TABLES[type(record)]
        values = plain(asdict(record))
        written = connection.execute(
            sqlite_insert(table).values(values).on_conflict_do_nothing(index_elements=["id"])
        ).rowcount
        if written:
            note(connection, table, [record.id], self._clock.now())
            self._audit.within(connection, actor, f"{table.name}_kept", record.id, after={"sha256": digest_of(record)})

    def lines(self, limit: int = 200) -> list[Mapping[str, Any]]:
        """The newest entries as mappings; see ``entries``."""
        return [asdict(line) for line in self.entries(limit)]

    def entries(self, limit: int = 200) -> list[LogLine]:
        """The newest entries of all stations, the newest first."""
        return self._newest(LogLine, limit)

    def checks(self, limit: int = 200) -> list[PresenceRecord]:
        """The newest presence checks of all stations."""
        return self._newest(PresenceRecord, limit)

    def handovers(self, limit: int = 50) -> list[HandoverRecord]:
        """The newest changes of shift of all stations."""
        return self._newest(HandoverRecord, limit)

    def drills(self, limit: int = 50) -> list[DrillRecord]:
        """The newest drills of all stations."""
        return self._newest(DrillRecord, limit)

    def misses(self) -> int:
        """How many presence checks in a row were missed at this station when the program last ran."""
        query = select(presence_check.c.misses).where(presence_check.c.station == self.station)
        with self._database.read.connect() as connection:
            found = connection.execute(query.order_by(presence_check.c.ended_at.desc()).limit(1)).scalar()
        return int(found or 0)

    def last_line_at(self) -> float | None:
        """When this station's log was last written, by its clock of then."""
        query = select(duty_log.c.at).where(duty_log.c.station == self.station).order_by(duty_log.c.at.desc())
        with self._database.read.connect() as connection:
            return connection.execute(query.limit(1)).scalar()

    def take_in(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
        """Keep other stations' rows here too; how many were new. They are not carried back."""
        others = [dict(row) for row in rows if row["station"] != self.station]
        if not others:
            return 0
        names = [column.name for column in table.columns]
        values = [{name: row[name] for name in names} for row in others]
        statement = sqlite_insert(table).on_conflict_do_nothing(index_elements=["id"])
        before = self.known(table, [str(row["id"]) for row in values])
        self._database.write(lambda connection: connection.execute(statement, values))
        return len(values) - len(before)

    def known(self, table: Table, ids: Iterable[str]) -> frozenset[str]:
        """Which of these rows are here."""
        with self._database.read.connect() as connection:
            return frozenset(connection.execute(select(table.c.id).where(table.c.id.in_(list(ids)))).scalars())

    def _newest(self, kind: type[_Any], limit: int) -> list[_Any]:
        table = _TABLES[kind]
        query = select(table).order_by(table.c.at.desc(), table.c.id.desc()).limit(limit)
        with self._database.read.connect() as connection:
            found = connection.execute(query).mappings().all()
        return [kind(**{name: row[name] for name in kind.__slots__}) for row in found]
