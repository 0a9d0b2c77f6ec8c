"""The audit log: who did what to what, hash-chained so that a changed or missing entry shows.

Entries hold references and keyed digests, never personal data itself, so that a purge leaves the chain valid.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from alarms.ports import Clock
from app.store.chain import ChainCheck, Head, check
from app.store.database import StationDatabase
from app.store.identity import chain_of
from app.store.outbox_rows import note
from app.store.schema import audit
from app.store.text import clean, plain

_CHAINED: Final = (
    *("id", "station", "chain", "sequence", "at"),
    *("actor", "action", "object", "before", "after"),
)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the log. `at` is UTC seconds; `before` and `after` are JSON values or None."""

    id: str
    station: str
    at: float
    actor: str
    action: str
    object: str
    before: Any
    after: Any


class AuditLog:
    """Adds to the log of one station and checks it."""

    def __init__(self, database: StationDatabase, station: str, clock: Clock) -> None:
        self._database = database
        self._station = station
        self._clock = clock

    def append(self, actor: str, action: str, subject: str, before: Any = None, after: Any = None) -> AuditEntry:
        """Write one entry, durable on return; raises StoreError."""
        now = self._clock.now()
        content = {
            "id": str(uuid.uuid4()),
            "station": self._station,
            "at": now,
            "actor": clean(actor),
            "action": clean(action),
            "object": clean(subject),
            "before": plain(before),
            "after": plain(after),
        }

        def work(connection: Connection) -> None:
            head = _head(connection, chain_of(connection, now))
            linked: Mapping[str, Any] = content | {"chain": head.chain, "sequence": head.sequence + 1}
            following = head.follow(linked)
            connection.execute(insert(audit).values(**linked, previous_hash=head.hash, hash=following.hash))
            note(connection, audit, [str(content["id"])], now)

        self._database.write(work)
        return AuditEntry(**content)

    def entries(self, subject: str | None = None, limit: int = 200) -> Sequence[AuditEntry]:
        """The newest entries, or the newest about one subject."""
        query = select(audit).order_by(audit.c.at.desc(), audit.c.sequence.desc()).limit(limit)
        if subject is not None:
            query = query.where(audit.c.object == subject)
        with self._database.read.connect() as connection:
            found = connection.execute(query).mappings().all()
        return [AuditEntry(**{name: row[name] for name in AuditEntry.__slots__}) for row in found]

    def verify(self) -> ChainCheck:
        """Follow every chain of the log."""
        query = select(audit).order_by(audit.c.chain, audit.c.sequence)
        with self._database.read.connect() as connection:
            found = connection.execution_options(yield_per=1000).execute(query).mappings()
            return check(({name: row[name] for name in _CHAINED}, row["previous_hash"], row["hash"]) for row in found)


def _head(connection: Connection, chain: str) -> Head:
    query = select(audit.c.sequence, audit.c.hash).where(audit.c.chain == chain)
    last = connection.execute(query.order_by(audit.c.sequence.desc()).limit(1)).first()
    return Head(chain, last.sequence, last.hash) if last else Head(chain)
