"""Follow the records' chains and name the first link that does not hold, with what was done to it.

Three witnesses are asked: the chain itself, the heads that the station signed (in the database and in the file beside
its key), and the shared database's copy. A chain alone proves little, since whoever rewrites a line can rewrite all
that follow; a signed head, or another's copy, is what catches that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Engine, Table, func, inspect, select

from app.store import people
from app.store.chain import Head, link
from app.store.heads import KIND, Mark, SignedHead, head_of
from app.store.schema import account_event, alarm_action, anchor, audit

#: How far a line that was numbered anew is looked for.
_SHIFT: Final = 1000
#: Table -> what its hashes are made of.
CHAINED: Final[Mapping[Table, tuple[str, ...]]] = {
    audit: ("id", "station", "chain", "sequence", "at", "actor", "action", "object", "before", "after"),
    account_event: people.CHAINED,
    alarm_action: (
        *("id", "station", "chain", "sequence", "kind", "occurrence"),
        *("incident", "at", "actor", "clock", "data"),
    ),
}

Row = Mapping[str, Any]


class What(StrEnum):
    """What was done to a link."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    MOVED = "moved"
    CUT = "cut"
    REWRITTEN = "rewritten"
    SIGNATURE = "signature"
    UNKNOWN_SIGNER = "unknown_signer"


@dataclass(frozen=True, slots=True)
class Break:
    """One link that does not hold. ``row`` is the id of the line, where there is one; ``witness`` what showed it.

    ``columns``: which of its columns differ from the other station's copy, where there is one.
    """

    table: str
    chain: str
    sequence: int
    what: What
    row: str = ""
    witness: str = "chain"
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What was found: how many lines were followed, the first break of each chain, and how fresh the witnesses are.

    ``signed_at`` is when the newest signed head was made; lines after it are vouched for by nobody yet (``unsigned``).
    """

    lines: int
    heads: tuple[Head, ...]
    breaks: tuple[Break, ...]
    signed_at: float | None
    unsigned: int

    @property
    def sound(self) -> bool:
        """Whether everything holds."""
        return not self.breaks


@dataclass(frozen=True, slots=True)
class Witness:
    """One chain's line as somebody vouches for it, and who."""

    mark: Mark
    source: str


def verify(
    station: Engine, name: str, heads: Sequence[SignedHead], trusted: str, shared: Engine | None = None
) -> Report:
    """Follow every chain that the station ``name`` wrote, in its own file; other stations verify theirs.

    ``heads`` are those beside the database, ``trusted`` the digest of the key whose signature counts. Raises what the
    databases raise when they cannot be read.
    """
    every = [*heads, *_heads_in(station, name, "database")]
    every += _heads_in(shared, name, "shared") if shared is not None else []
    breaks = [one for one in (_judge(head, trusted) for head in every) if one is not None]
    vouched = [head for head in every if head.holds and _is_by(head, trusted)]
    marks: dict[tuple[str, str], list[Witness]] = {}
    for head in vouched:
        for mark in head.marks():
            marks.setdefault((mark.table, mark.chain), []).append(Witness(mark, head.source))
    lines, unsigned, ends = 0, 0, list[Head]()
    for table in CHAINED:
        for walk in _walks(station, name, table, marks, shared):
            lines += walk.head.sequence
            unsigned += walk.unsigned
            ends.append(walk.head)
            breaks += [walk.broken] if walk.broken is not None else []
    signed_at = max((head.at for head in vouched), default=None)
    return Report(lines, tuple(ends), tuple(breaks), signed_at, unsigned)


@dataclass(frozen=True, slots=True)
class Walk:
    """How far one chain holds."""

    head: Head
    broken: Break | None
    unsigned: int


def follow(
    table: str,
    chain: str,
    columns: Sequence[str],
    rows: Iterable[Mapping[Any, Any]],
    witnesses: Iterable[Witness],
    place_of: Callable[[str], int | None],
) -> Walk:
    """Follow one chain's rows in order. ``place_of`` finds at which sequence a hash stands, None for nowhere."""
    head = Head(chain)
    by_place = _by_place(witnesses)
    signed = 0
    for row in rows:
        content = {name: row[name] for name in columns}
        following = head.follow(content)
        if row["sequence"] != following.sequence or row["hash"] != following.hash or row["previous_hash"] != head.hash:
            what, place = _what(head, row, content, place_of)
            return Walk(head, Break(table, chain, place, what, row["id"] if what is not What.REMOVED else ""), 0)
        if table == account_event.name and not people.is_signed_line(row):
            return Walk(head, Break(table, chain, following.sequence, What.SIGNATURE, row["id"]), 0)
        head = following
        for witness in by_place.pop(head.sequence, ()):
            if witness.mark.hash != head.hash:
                broken = Break(table, chain, signed + 1, What.REWRITTEN, row["id"], witness.source)
                return Walk(head, broken, 0)
            signed = head.sequence
    missing = min((one for some in by_place.values() for one in some), key=lambda w: w.mark.sequence, default=None)
    if missing is not None:
        return Walk(head, Break(table, chain, head.sequence + 1, What.CUT, witness=missing.source), 0)
    return Walk(head, None, head.sequence - signed)


def _by_place(witnesses: Iterable[Witness]) -> dict[int, list[Witness]]:
    found: dict[int, list[Witness]] = {}
    for one in witnesses:
        found.setdefault(one.mark.sequence, []).append(one)
    return found


def _what(head: Head, row: Mapping[Any, Any], content: Row, place_of: Callable[[str], int | None]) -> tuple[What, int]:
    """Say what was most likely done, and at which place of the chain."""
    place, expected = int(row["sequence"]), head.sequence + 1
    if place > expected:
        return What.REMOVED, expected
    if place < expected:
        return What.INSERTED, place
    if row["previous_hash"] == head.hash:
        return What.CHANGED, place
    before = place_of(row["previous_hash"])
    if before is not None and before != expected - 1:
        return (What.MOVED, place) if before > expected - 1 else (What.INSERTED, before + 1)
    shifted = (dict(content) | {"sequence": place + step} for step in range(1, _SHIFT))
    if any(link(row["previous_hash"], one) == row["hash"] for one in shifted):
        return What.REMOVED, expected
    return What.CHANGED, place


def _is_by(head: SignedHead, trusted: str) -> bool:
    return hashlib.sha256(bytes.fromhex(head.signer)).hexdigest() == trusted


def _judge(head: SignedHead, trusted: str) -> Break | None:
    """A head that is not what the station signed is itself a finding."""
    if not head.holds:
        return Break(anchor.name, head.source, 0, What.SIGNATURE, head.id, head.source)
    if not _is_by(head, trusted):
        return Break(anchor.name, head.source, 0, What.UNKNOWN_SIGNER, head.id, head.source)
    return None


def _heads_in(database: Engine, station: str, source: str) -> list[SignedHead]:
    query = select(anchor).where(anchor.c.kind == KIND, anchor.c.station == station)
    with database.connect() as connection:
        if not inspect(connection).has_table(anchor.name):
            return []
        found = connection.execute(query).mappings().all()
    return [head_of(row, source) for row in found]


def _walks(
    station: Engine, name: str, table: Table, marks: Mapping[tuple[str, str], list[Witness]], shared: Engine | None
) -> Iterator[Walk]:
    columns = CHAINED[table]
    with station.connect() as connection:
        if not inspect(connection).has_table(table.name):
            return
        own = select(table.c.chain).where(table.c.station == name).distinct()
        stored = set(connection.execute(own).scalars())
    for chain in sorted(stored | {chain for where, chain in marks if where == table.name}):
        copies = _copies(shared, table, chain) if shared is not None else {}
        witnesses = [*marks.get((table.name, chain), ()), *_copied(table, chain, copies)]
        with station.connect() as connection:
            query = select(table).where(table.c.chain == chain).order_by(table.c.sequence)
            rows = iter(connection.execution_options(yield_per=1000).execute(query).mappings())
            walk = follow(table.name, chain, columns, rows, witnesses, lambda h: _place(station, table, h))
        yield _sharpen(walk, station, shared, table)


def _copies(shared: Engine, table: Table, chain: str) -> dict[int, str]:
    with shared.connect() as connection:
        query = select(table.c.sequence, table.c.hash).where(table.c.chain == chain)
        return {row.sequence: row.hash for row in connection.execute(query)}


def _copied(table: Table, chain: str, copies: Mapping[int, str]) -> Iterator[Witness]:
    """Every line of the other copy is a witness: so the first that differs is found, not only that one does."""
    for sequence, value in copies.items():
        yield Witness(Mark(table.name, chain, sequence, value, 0.0), "shared")


def _place(station: Engine, table: Table, value: str) -> int | None:
    with station.connect() as connection:
        return connection.execute(select(func.max(table.c.sequence)).where(table.c.hash == value)).scalar()


def _sharpen(walk: Walk, station: Engine, shared: Engine | None, table: Table) -> Walk:
    """Name the columns that differ from the other copy."""
    broken = walk.broken
    if broken is None or shared is None or broken.what not in (What.CHANGED, What.REWRITTEN):
        return walk
    where = (table.c.chain == broken.chain) & (table.c.sequence == broken.sequence)
    with station.connect() as here, shared.connect() as there:
        own = here.execute(select(table).where(where)).mappings().first()
        other = there.execute(select(table).where(where)).mappings().first()
    if own is None or other is None:
        return walk
    names = tuple(column.name for column in table.columns if own[column.name] != other[column.name])
    found = Break(broken.table, broken.chain, broken.sequence, broken.what, own["id"], broken.witness, names)
    return Walk(walk.head, found, walk.unsigned)
