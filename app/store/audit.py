"""The audit log: who did what to what, hash-chained so that a changed or missing entry shows.

Entries hold references and keyed digests, never personal data itself, so that a purge leaves the chain valid.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Integer, Table, insert, literal_column, or_, select

from alarms.ports import Clock
from app.store.chain import ChainCheck, Head, check
from app.store.database import StationDatabase
from app.store.identity import chain_of
from app.store.outbox_rows import note
from app.store.schema import audit
from app.store.text import clean, plain

CHAINED: Final = (
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


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What is looked for: entries of one actor, of acts whose name begins so, and of a time (UTC seconds, from below).

    Empty and None leave it open. An act's name followed by "_" is also its refusal and its failure.
    """

    actor: str = ""
    action: str = ""
    since: float | None = None
    until: float | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some entries, the newest first; ``older`` is where the next page begins, None where there is none."""

    entries: tuple[AuditEntry, ...] = ()
    older: int | None = None


#: The order in which entries were written, which SQLite keeps beside the table; it is the order of the chain.
_WRITTEN: Final[ColumnElement[int]] = literal_column("audit.rowid", Integer)


class AuditLog:
    """Adds to the log of one station and checks it."""

    def __init__(self, database: StationDatabase, station: str, clock: Clock) -> None:
        self._database = database
        self._station = station
        self._clock = clock

    def append(self, actor: str, action: str, subject: str, before: Any = None, after: Any = None) -> AuditEntry:
        """Write one entry, durable on return; raises StoreError."""
        content = self._content(actor, action, subject, before, after)
        self._database.write(lambda connection: _link(connection, content), use_reserve=True)
        return AuditEntry(**content)

    def within(
        self, connection: Connection, actor: str, action: str, subject: str, before: Any = None, after: Any = None
    ) -> None:
        """Write one entry in a transaction at hand, so that it stands or falls with what it tells of."""
        _link(connection, self._content(actor, action, subject, before, after))

    def about(self, subject: str, actions: Collection[str], limit: int = 50) -> Sequence[AuditEntry]:
        """This station's newest entries of these kinds about one subject, the last written first."""
        columns = audit.c
        query = select(audit).where(
            columns.object == subject, columns.station == self._station, columns.action.in_(actions)
        )
        with self._database.read.connect() as connection:
            found = connection.execute(query.order_by(columns.sequence.desc()).limit(limit)).mappings().all()
        return [AuditEntry(**{name: row[name] for name in AuditEntry.__slots__}) for row in found]

    def entries(self, subject: str | None = None, limit: int = 200) -> Sequence[AuditEntry]:
        """The newest entries, or the newest about one subject."""
        query = select(audit).order_by(audit.c.at.desc(), audit.c.sequence.desc()).limit(limit)
        if subject is not None:
            query = query.where(audit.c.object == subject)
        with self._database.read.connect() as connection:
            found = connection.execute(query).mappings().all()
        return [AuditEntry(**{name: row[name] for name in AuditEntry.__slots__}) for row in found]

    def page(self, query: AuditQuery, older: int | None = None, limit: int = 100) -> AuditPage:
        """A page of this station's file, the newest entries first; ``older`` as the page before gave it."""
        columns, conditions = audit.c, []
        if query.actor:
            conditions.append(columns.actor == query.actor)
        if query.action:
            conditions.append(
                or_(columns.action == query.action, columns.action.startswith(f"{query.action}_", autoescape=True))
            )
        if query.since is not None:
            conditions.append(columns.at >= query.since)
        if query.until is not None:
            conditions.append(columns.at < query.until)
        if older is not None:
            conditions.append(older > _WRITTEN)
        select_page = select(audit, _WRITTEN.label("written")).where(*conditions)
        with self._database.read.connect() as connection:
            found = connection.execute(select_page.order_by(_WRITTEN.desc()).limit(limit + 1)).mappings().all()
        entries = [AuditEntry(**{name: row[name] for name in AuditEntry.__slots__}) for row in found[:limit]]
        return AuditPage(tuple(entries), found[limit - 1]["written"] if len(found) > limit else None)

    def names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the actors and the acts that there are, to choose from; reads the whole log."""
        with self._database.read.connect() as connection:
            actors = connection.execute(select(audit.c.actor).distinct().order_by(audit.c.actor)).scalars().all()
            actions = connection.execute(select(audit.c.action).distinct().order_by(audit.c.action)).scalars().all()
        return tuple(actors), tuple(actions)

    def verify(self) -> ChainCheck:
        """Follow every chain of the log."""
        query = select(audit).order_by(audit.c.chain, audit.c.sequence)
        with self._database.read.connect() as connection:
            found = connection.execution_options(yield_per=1000).execute(query).mappings()
            return check(({name: row[name] for name in CHAINED}, row["previous_hash"], row["hash"]) for row in found)

    def _content(self, actor: str, action: str, subject: str, before: Any, after: Any) -> dict[str, Any]:
        return {
            "id": str(uuid.uuid4()),
            "station": self._station,
            "at": self._clock.now(),
            "actor": clean(actor),
            "action": clean(action),
            "object": clean(subject),
            "before": plain(before),
            "after": plain(after),
        }


def _link(connection: Connection, content: Mapping[str, Any]) -> None:
    now = float(content["at"])
    head = newest_head(connection, audit, chain_of(connection, now))
    linked: Mapping[str, Any] = {**content, "chain": head.chain, "sequence": head.sequence + 1}
    following = head.follow(linked)
    connection.execute(insert(audit).values(**linked, previous_hash=head.hash, hash=following.hash))
    note(connection, audit, [str(content["id"])], now)


def newest_head(connection: Connection, table: Table, chain: str) -> Head:
    """The end of one chain of a table, as stored."""
    query = select(table.c.sequence, table.c.hash).where(table.c.chain == chain)
    last = connection.execute(query.order_by(table.c.sequence.desc()).limit(1)).first()
    return Head(chain, last.sequence, last.hash) if last else Head(chain)
