"""The audit log: who did what to what, hash-chained so that a changed or missing entry shows.

Entries hold references and keyed digests, never personal data itself, so that a purge leaves the chain valid.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Integer, Table, func, insert, literal_column, select, text

from alarms.ports import Clock
from app.store.chain import ChainCheck, Head, check
from app.store.database import StationDatabase
from app.store.identity import chain_of
from app.store.outbox_rows import note
from app.store.schema import audit, incident
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
        """A page of this station's file, the newest entries first; ``older`` as the page before gave it.

        Found by the index of what is asked for, a name of an act at a time, each in the order of writing.
        """
        columns, conditions = audit.c, []
        if query.actor:
            conditions.append(columns.actor == query.actor)
        if older is not None:
            conditions.append(older > _WRITTEN)
        with self._database.read.connect() as connection:
            bounds = _written_in(connection, query)
            if bounds is None:
                return AuditPage()
            conditions += [columns.at >= query.since] if query.since is not None else []
            conditions += [columns.at < query.until] if query.until is not None else []
            conditions += [_WRITTEN.between(*bounds)] if bounds else []
            written: list[int] = []
            for narrowed in _by_act(connection, query.action):
                found = (
                    select(_WRITTEN)
                    .select_from(audit)
                    .where(*conditions, *narrowed)
                    .order_by(_WRITTEN.desc())
                    .limit(limit + 1)
                )
                written += connection.execute(found).scalars()
            page = sorted(written, reverse=True)[: limit + 1]
            rows = select(audit).where(_WRITTEN.in_(page[:limit])).order_by(_WRITTEN.desc())
            entries = [
                AuditEntry(**{name: row[name] for name in AuditEntry.__slots__})
                for row in connection.execute(rows).mappings()
            ]
        return AuditPage(tuple(entries), page[limit - 1] if len(page) > limit else None)

    def names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the actors and the acts that there are, to choose from."""
        with self._database.read.connect() as connection:
            return _distinct(connection, "actor"), _distinct(connection, "action")

    def numbers(self, ids: Collection[str]) -> dict[str, str]:
        """The numbers by which people call those of the ids that are incidents."""
        query = select(incident.c.id, incident.c.number).where(incident.c.id.in_(list(ids)))
        with self._database.read.connect() as connection:
            return {row.id: row.number for row in connection.execute(query)}

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


def _written_in(connection: Connection, query: AuditQuery) -> tuple[int, int] | tuple[()] | None:
    """The first and the last entry written in the time asked for; empty: any, None: there is none."""
    if query.since is None and query.until is None:
        return ()
    conditions = [audit.c.at >= query.since] if query.since is not None else []
    conditions += [audit.c.at < query.until] if query.until is not None else []
    first, last = connection.execute(
        select(func.min(_WRITTEN), func.max(_WRITTEN)).select_from(audit).where(*conditions)
    ).one()
    return None if first is None else (first, last)


def _by_act(connection: Connection, action: str) -> list[list[ColumnElement[bool]]]:
    """What to add for each name of an act with its refusal and failure; nothing to add where any act will do."""
    if not action:
        return [[]]
    names = _distinct(connection, "action")
    return [[audit.c.action == name] for name in names if name == action or name.startswith(f"{action}_")]


def _distinct(connection: Connection, column: str) -> tuple[str, ...]:
    """The values of an indexed column, each found by one step in its index, however many rows bear it."""
    query = f"""
        WITH RECURSIVE found(one) AS (
            SELECT min({column}) FROM audit
            UNION ALL SELECT (SELECT min({column}) FROM audit WHERE {column} > found.one) FROM found
            WHERE found.one IS NOT NULL)
        SELECT one FROM found WHERE one IS NOT NULL"""
    return tuple(connection.execute(text(query)).scalars())


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
