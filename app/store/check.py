"""Is a station's file sound: the file itself, its chains, the tables folded from actions, the outbox, loose rows."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, Table, delete, select, text
from sqlalchemy.exc import DBAPIError

from app.store import incident_index, projections
from app.store.chain import Head, check
from app.store.database import StationDatabase
from app.store.journal import CHAINED
from app.store.schema import (
    RECORDS,
    alarm_action,
    audit,
    chain_mark,
    evidence,
    evidence_access,
    latest_state,
    outbox,
    outbox_refused,
    raw_message,
)

#: Ids that a finding names at most.
_SHOWN: Final = 5
#: A case that goes takes its steps along, which is seen only when it has gone.
_PASSES: Final = 3
_AUDITED: Final = ("id", "station", "chain", "sequence", "at", "actor", "action", "object", "before", "after")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: `part` is file, chain, audit, projection, outbox or loose.

    What is `repairable` can be made anew without losing anything; `named` are a few of the `count` things found.
    """

    part: str
    what: str
    count: int
    named: tuple[str, ...]
    repairable: bool


def check_file(database: StationDatabase) -> list[Finding]:
    """Everything that can be said about the file; an empty list means that it is sound."""
    with database.read.connect() as connection:
        broken = _integrity(connection)
        if broken:
            return broken
        return [
            *_chains(connection),
            *_audit(connection),
            *_projections(connection),
            *_outbox(connection),
            *_loose(connection),
        ]


def repair(database: StationDatabase, now: float) -> None:
    """Make anew what follows from the record and take away what names nothing; the record itself is not touched."""

    def work(connection: Connection) -> None:
        incident_index.rebuild(connection)
        for _ in range(_PASSES):
            found = projections.compare(connection)
            if not any(one.count for one in found):
                break
            projections.rebuild(connection, found, now)
        for table, ids in _names_nothing(connection).items():
            for some in projections.chunks(ids):
                for waiting in (outbox, outbox_refused):
                    gone = (waiting.c.table_name == table) & waiting.c.record.in_(some)
                    connection.execute(delete(waiting).where(gone))
        connection.execute(delete(latest_state).where(latest_state.c.message.not_in(select(raw_message.c.id))))

    database.write(work)


def _finding(part: str, what: str, ids: Sequence[str], *, repairable: bool) -> list[Finding]:
    return [Finding(part, what, len(ids), tuple(ids[:_SHOWN]), repairable)] if ids else []


def _integrity(connection: Connection) -> list[Finding]:
    try:
        said = [str(line) for line in connection.execute(text("PRAGMA integrity_check(100)")).scalars()]
        loose = connection.execute(text("PRAGMA foreign_key_check")).all()
    except (DBAPIError, sqlite3.Error) as error:
        return [Finding("file", "unreadable", 1, (str(getattr(error, "orig", error)),), False)]
    found = [] if said == ["ok"] else _finding("file", "damaged", said, repairable=False)
    return found + _finding("loose", "refers_to_nothing", [f"{row[0]}:{row[1]}" for row in loose], repairable=False)


def _chains(connection: Connection) -> list[Finding]:
    """Every chain link by link; of another station's chain the stretches that are known to be missing may be."""
    marks = {row.chain: row.missing for row in connection.execute(select(chain_mark))}
    heads: dict[str, Head] = {}
    broken: dict[str, str] = {}
    query = select(alarm_action).order_by(alarm_action.c.chain, alarm_action.c.sequence)
    for row in connection.execution_options(yield_per=1000).execute(query):
        if row.chain in broken:
            continue
        head = heads.get(row.chain, Head(row.chain))
        if row.sequence != head.sequence + 1 and _known_gap(marks.get(row.chain), head.sequence + 1, row.sequence - 1):
            head = Head(row.chain, row.sequence - 1, row.previous_hash)
        problem = _link_problem(row, head)
        if problem:
            broken[row.chain] = f"{row.station}/{row.chain}: {problem} at {row.sequence}"
        else:
            heads[row.chain] = Head(row.chain, row.sequence, row.hash)
    return _finding("chain", "broken", list(broken.values()), repairable=False)


def _known_gap(missing: Sequence[Sequence[int]] | None, first: int, last: int) -> bool:
    return any(low <= first and last <= high for low, high in missing or ())


def _link_problem(row: Row[Any], head: Head) -> str:
    if row.sequence != head.sequence + 1:
        return "gap"
    values = row._mapping
    following = head.follow({name: values[name] for name in CHAINED})
    return "" if (row.previous_hash, row.hash) == (head.hash, following.hash) else "changed"


def _audit(connection: Connection) -> list[Finding]:
    query = select(audit).order_by(audit.c.chain, audit.c.sequence)
    found = connection.execution_options(yield_per=1000).execute(query).mappings()
    checked = check(({name: row[name] for name in _AUDITED}, row["previous_hash"], row["hash"]) for row in found)
    said = [f"{one.chain}: {one.reason} at {one.sequence}" for one in checked.breaks]
    return _finding("audit", "broken", said, repairable=False)


def _projections(connection: Connection) -> list[Finding]:
    found = []
    for one in projections.compare(connection):
        for what, ids in (("wrong", one.wrong), ("missing", one.missing), ("without_actions", one.orphans)):
            found += _finding("projection", f"{one.table.name}_{what}", ids, repairable=True)
    return found


def _outbox(connection: Connection) -> list[Finding]:
    found = [f"{table}:{record}" for table, records in _names_nothing(connection).items() for record in records]
    return _finding("outbox", "names_nothing", found, repairable=True)


def _names_nothing(connection: Connection) -> Mapping[str, list[str]]:
    """Per table the records that the outbox names and that are not there."""
    found: dict[str, list[str]] = defaultdict(list)
    for waiting in (outbox, outbox_refused):
        for name in connection.execute(select(waiting.c.table_name).distinct()).scalars().all():
            table: Table | None = RECORDS.tables.get(name)
            query = select(waiting.c.record).where(waiting.c.table_name == name)
            if table is not None:
                query = query.where(waiting.c.record.not_in(select(table.c.id)))
            found[name] += connection.execute(query).scalars()
    return {name: ids for name, ids in found.items() if ids}


def _loose(connection: Connection) -> list[Finding]:
    states = select(latest_state.c.topic).where(latest_state.c.message.not_in(select(raw_message.c.id)))
    looks = select(evidence_access.c.id).where(evidence_access.c.evidence.not_in(select(evidence.c.id)))
    return [
        *_finding("loose", "state_without_message", list(connection.execute(states).scalars()), repairable=True),
        *_finding("loose", "access_without_evidence", list(connection.execute(looks).scalars()), repairable=False),
    ]
