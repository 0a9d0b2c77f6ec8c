"""Reading other stations' actions in the shared database, chain by chain.

A chain is written by one station, in order and by one transaction after the other, so "how far have I read" is one
number per chain. Nothing that is committed late can be missed: it is a number that is not here yet.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, select, text

from alarms.ports import ForeignAction
from app.store.chain import link
from app.store.journal import CHAINED
from app.store.rows import known_action
from app.store.schema import alarm_action

_HEADS: Final = text(
    """
    WITH RECURSIVE chains(chain) AS (
        SELECT min(chain) FROM alarm_action
        UNION ALL
        SELECT (SELECT min(chain) FROM alarm_action WHERE chain > chains.chain) FROM chains
        WHERE chains.chain IS NOT NULL
    )
    SELECT newest.chain, newest.station, newest.sequence FROM chains
    JOIN alarm_action AS newest ON newest.chain = chains.chain
    AND newest.sequence = (SELECT max(sequence) FROM alarm_action WHERE alarm_action.chain = chains.chain)
    WHERE chains.chain IS NOT NULL
    """
)


@dataclass(frozen=True, slots=True)
class PeerHead:
    """The end of a chain as the shared database has it."""

    chain: str
    station: str
    sequence: int


def heads(connection: Connection) -> list[PeerHead]:
    """The end of every chain; a few index look-ups, however long the chains are."""
    return [PeerHead(row.chain, row.station, row.sequence) for row in connection.execute(_HEADS)]


def after(connection: Connection, chain: str, sequence: int, limit: int) -> list[Row[Any]]:
    """Rows of a chain behind a place, in rising order."""
    columns = alarm_action.c
    query = select(alarm_action).where(columns.chain == chain, columns.sequence > sequence)
    return list(connection.execute(query.order_by(columns.sequence).limit(limit)))


def within(connection: Connection, chain: str, first: int, last: int, limit: int) -> list[Row[Any]]:
    """Rows of a stretch of a chain, the newest first."""
    columns = alarm_action.c
    stretch = select(alarm_action).where(columns.chain == chain, columns.sequence.between(first, last))
    return list(connection.execute(stretch.order_by(columns.sequence.desc()).limit(limit)))


def holds(row: Mapping[str, Any]) -> bool:
    """Whether a row still is what its station sealed: its hash follows from its content and the hash before it."""
    content = {name: row[name] for name in CHAINED}
    return bool(link(row["previous_hash"], content) == row["hash"])


def sound(rows: Iterable[Row[Any]]) -> tuple[list[ForeignAction], list[Row[Any]]]:
    """Those that hold, as the alarm core takes them, and those that were changed since they were sealed."""
    good: list[ForeignAction] = []
    changed: list[Row[Any]] = []
    for row in rows:
        values = dict(row._mapping)
        if holds(values):
            good.append(ForeignAction(values, known_action(row)))
        else:
            changed.append(row)
    return good, changed
