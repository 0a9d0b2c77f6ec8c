"""The book of accounts in the station's file: each line chained to the one before and signed by its station's key.

A hash chain alone would not do: whoever can write the file can also compute hashes. Without the station's key nobody
can add a line, and where the newest line should be is kept beside the key, so that a cut tail is seen at the next start
(at the latest by the signed heads of the audit log and by the other stations' copies). What does not hold is refused:
then nobody signs in, and the alarms go on.
"""

from __future__ import annotations

import json
import logging
import os
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Select, func, insert, select
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from alarms.hlc import HybridClock
from alarms.ports import Clock
from app.people.book import AccountEvent, EventKind
from app.store.chain import Head
from app.store.database import StationDatabase
from app.store.identity import closed_chains
from app.store.keys import StationKey
from app.store.outbox_rows import note
from app.store.schema import account_event
from app.store.signing import is_signed, public_hex, sign
from app.store.text import plain

ANCHOR_NAME: Final = "accounts.head"
SIGNED_AS: Final = "account event"
CHAINED: Final = (
    *("id", "station", "chain", "sequence", "at", "clock"),
    *("kind", "account", "actor", "data", "signer"),
)

Row = Mapping[str, Any]
#: A newer program may write others; what it means by them is not known here.
_KINDS: Final = frozenset(kind.value for kind in EventKind)
_log = logging.getLogger(__name__)


class BookState(StrEnum):
    """Whether accounts can be used: there are none yet, they hold, or they were changed by something else."""

    EMPTY = "empty"
    SOUND = "sound"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class BookTrouble:
    """Where the book does not hold. ``what``: removed, changed, signature, unknown_signer, cut."""

    chain: str
    sequence: int
    what: str
    station: str = ""
    signer: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """What was read: the lines that hold, what is wrong with our own, and what is not taken of other stations."""

    state: BookState
    events: tuple[AccountEvent, ...] = ()
    trouble: BookTrouble | None = None
    strangers: tuple[BookTrouble, ...] = ()


class PeopleRecords:
    """Reads, checks and adds to the book. Not for the GUI thread."""

    def __init__(
        self, database: StationDatabase, station: str, key: StationKey, clock: Clock, keys_folder: Path
    ) -> None:
        self._database = database
        self._station = station
        self._key = key
        self._own = public_hex(key)
        self._clock = clock
        self._hybrid = HybridClock(clock)
        self._anchor = keys_folder / ANCHOR_NAME

    def lines(self) -> int:
        """How many lines there are: cheap, to see whether somebody else wrote."""
        with self._database.read.connect() as connection:
            return connection.execute(select(func.count()).select_from(account_event)).scalar_one()

    def load(self) -> Book:
        """Read the book and check every line; what does not hold is left out, and said."""
        chains = self._chains()
        good, trouble = _follow_all(chains)
        trusted, aside = self._trusted(good)
        events: list[AccountEvent] = []
        own_trouble: list[BookTrouble] = []
        strangers: list[BookTrouble] = []
        for chain, rows in chains.items():
            if chain in aside:
                continue
            wrong = trouble.get(chain) or _stranger(chain, good[chain], trusted)
            if wrong is not None:
                (own_trouble if self._is_ours(rows) else strangers).append(wrong)
            events += [_event(row) for row in good[chain] if row["signer"] in trusted and row["kind"] in _KINDS]
        cut = self._cut(good)
        own_trouble += [cut] if cut is not None else []
        if own_trouble:
            return Book(BookState.BROKEN, (), own_trouble[0], tuple(strangers))
        return Book(BookState.SOUND if events else BookState.EMPTY, tuple(events), None, tuple(strangers))

    def append(
        self,
        kind: EventKind,
        account: str,
        actor: str,
        data: Mapping[str, Any],
        also: Callable[[Connection], None] | None = None,
    ) -> AccountEvent:
        """Add a line, durable on return; ``also`` writes in the same transaction. Raises StoreError."""

        def work(connection: Connection) -> tuple[Row, Head]:
            head = self._head(connection, fresh=kind is EventKind.RESTARTED)
            content = self._content(connection, head, kind, account, actor, data)
            following = head.follow(content)
            row = {**content, "previous_hash": head.hash, "hash": following.hash}
            row["signature"] = sign(self._key, SIGNED_AS, {"hash": following.hash})
            connection.execute(insert(account_event).values(**row))
            note(connection, account_event, [str(row["id"])], self._clock.now())
            if also is not None:
                also(connection)
            return row, following

        row, head = self._database.write(work, use_reserve=True)
        self._keep_anchor(head)
        return _event(row)

    def restart(self, actor: str, reason: str, also: Callable[[Connection], None] | None = None) -> AccountEvent:
        """Begin a new chain that sets aside every one that there is: after damage, or where a key was lost."""
        own = [chain for chain, rows in self._chains().items() if self._is_ours(rows)]
        return self.append(EventKind.RESTARTED, "", actor, {"aside": sorted(own), "reason": reason}, also)

    def closed(self) -> set[str]:
        """The chains that another copy of this file went on with, before this one was restored."""
        with self._database.read.connect() as connection:
            return closed_chains(connection)

    def confirmed(self) -> dict[str, set[str]]:
        """Which keys speak for which station, by what people have confirmed here and at stations trusted here."""
        good = _follow_all(self._chains())[0]
        trusted, aside = self._trusted(good)
        found: dict[str, set[str]] = defaultdict(set, {self._station: {self._own}})
        for chain, rows in good.items():
            for row in rows:
                told = row["kind"] == EventKind.STATION_TRUSTED.value and row["signer"] in trusted
                if told and chain not in aside and row["data"].get("station") != self._station:
                    found[str(row["data"].get("station", ""))].add(str(row["data"].get("key", "")))
        return dict(found)

    def take_in(self, rows: Sequence[Row]) -> tuple[int, tuple[BookTrouble, ...]]:
        """Take other stations' lines from the shared database: only what follows on what is known and is signed.

        In a file that was restored, our own of after the backup too. Returns how many were new, and what was not taken.
        """
        by_chain: dict[str, list[Row]] = defaultdict(list)
        closed = self.closed()
        for row in rows:
            if row["chain"] in closed or (row["station"] != self._station and row["signer"] != self._own):
                by_chain[row["chain"]].append(row)
        trusted, _aside = self._trusted(_follow_all(self._chains())[0])
        taken, refused = 0, []
        for chain, some in by_chain.items():
            known = self._chains(chain).get(chain, [])
            have = {row["sequence"] for row in known}
            new = sorted((row for row in some if row["sequence"] not in have), key=lambda row: int(row["sequence"]))
            good, wrong = _follow(chain, [*known, *new])
            wrong = wrong or _stranger(chain, good, trusted)
            fresh = [row for row in good[len(known) :] if row["signer"] in trusted]
            taken += self._insert(fresh)
            refused += [wrong] if wrong is not None else []
        return taken, tuple(refused)

    def _is_ours(self, rows: Sequence[Row]) -> bool:
        return any(row["station"] == self._station or row["signer"] == self._own for row in rows)

    def _insert(self, rows: Sequence[Row]) -> int:
        if rows:
            names = [column.name for column in account_event.columns]
            values = [{name: row[name] for name in names} for row in rows]
            statement = sqlite_insert(account_event).on_conflict_do_nothing()
            self._database.write(lambda connection: connection.execute(statement, values))
        return len(rows)

    def _chains(self, chain: str | None = None) -> dict[str, list[Row]]:
        query: Select[Any] = select(account_event).order_by(account_event.c.chain, account_event.c.sequence)
        if chain is not None:
            query = query.where(account_event.c.chain == chain)
        found: dict[str, list[Row]] = defaultdict(list)
        with self._database.read.connect() as connection:
            for row in connection.execute(query).mappings():
                found[row["chain"]].append(dict(row))
        return found

    def _trusted(self, good: Mapping[str, Sequence[Row]]) -> tuple[set[str], set[str]]:
        """The keys that may write, beginning with our own, and the chains that were set aside."""
        trusted, aside, before = {self._own}, set[str](), -1
        while before != len(trusted) + len(aside):
            before = len(trusted) + len(aside)
            for chain, rows in good.items():
                for row in rows:
                    if chain in aside or row["signer"] not in trusted:
                        continue
                    if row["kind"] == EventKind.STATION_TRUSTED.value:
                        trusted.add(str(row["data"].get("key", "")))
                    elif row["kind"] == EventKind.RESTARTED.value:
                        aside |= _set_aside(row, good) - {chain}
        return trusted, aside

    def _head(self, connection: Connection, *, fresh: bool) -> Head:
        columns = account_event.c
        query = select(columns.chain, columns.sequence, columns.hash).where(
            columns.station == self._station,
            columns.signer == self._own,
            columns.chain.not_in(closed_chains(connection)),
        )
        last = connection.execute(query.order_by(columns.clock.desc(), columns.sequence.desc()).limit(1)).first()
        return Head(str(uuid.uuid4())) if last is None or fresh else Head(last.chain, last.sequence, last.hash)

    def _content(
        self, connection: Connection, head: Head, kind: EventKind, account: str, actor: str, data: Mapping[str, Any]
    ) -> dict[str, Any]:
        newest = connection.execute(select(func.max(account_event.c.clock))).scalar() or ""
        self._hybrid.observe(newest)
        return {
            "id": str(uuid.uuid4()),
            "station": self._station,
            "chain": head.chain,
            "sequence": head.sequence + 1,
            "at": self._clock.now(),
            "clock": self._hybrid.next(newest),
            "kind": kind.value,
            "account": account,
            "actor": actor,
            "data": plain(dict(data)),
            "signer": self._own,
        }

    def _cut(self, good: Mapping[str, Sequence[Row]]) -> BookTrouble | None:
        """Compare with where the newest line should be."""
        try:
            kept = json.loads(self._anchor.read_text("utf-8"))
            chain, sequence, wanted = str(kept["chain"]), int(kept["sequence"]), str(kept["hash"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            return BookTrouble("", 0, "cut", self._station)
        found = any(row["sequence"] == sequence and row["hash"] == wanted for row in good.get(chain, ()))
        return None if found else BookTrouble(chain, sequence, "cut", self._station)

    def _keep_anchor(self, head: Head) -> None:
        """Said only in the log when it fails: the line itself is written, and an older anchor still holds."""
        draft = self._anchor.with_name(f"{ANCHOR_NAME}.new")
        text = json.dumps({"chain": head.chain, "sequence": head.sequence, "hash": head.hash})
        try:
            with suppress(FileNotFoundError):
                draft.unlink()
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._anchor)
        except OSError as error:
            _log.warning("where the book of accounts ends could not be kept: %s", error)


def _set_aside(restart: Row, good: Mapping[str, Sequence[Row]]) -> set[str]:
    """The chains that a station begins anew without: its own, or such as no longer have a first line that holds."""
    named = {str(one) for one in restart["data"].get("aside", ())}
    return {one for one in named if not good.get(one) or good[one][0]["station"] == restart["station"]}


def _follow_all(chains: Mapping[str, Sequence[Row]]) -> tuple[dict[str, list[Row]], dict[str, BookTrouble]]:
    good: dict[str, list[Row]] = {}
    trouble: dict[str, BookTrouble] = {}
    for chain, rows in chains.items():
        good[chain], wrong = _follow(chain, rows)
        if wrong is not None:
            trouble[chain] = wrong
    return good, trouble


def _follow(chain: str, rows: Iterable[Row]) -> tuple[list[Row], BookTrouble | None]:
    """The lines of a chain up to the first that does not hold, and that one."""
    head, good = Head(chain), list[Row]()
    for row in rows:
        what = _wrong(head, row)
        if what:
            at = head.sequence + 1 if what == "removed" else int(row["sequence"])
            return good, BookTrouble(chain, at, what, row["station"], row["signer"])
        head = head.follow({name: row[name] for name in CHAINED})
        good.append(row)
    return good, None


def _wrong(head: Head, row: Row) -> str:
    if row["sequence"] != head.sequence + 1:
        return "removed"
    following = head.follow({name: row[name] for name in CHAINED})
    if row["previous_hash"] != head.hash or row["hash"] != following.hash:
        return "changed"
    return "" if is_signed_line(row) else "signature"


def is_signed_line(row: Mapping[Any, Any]) -> bool:
    """Whether the key that a line names did sign it; whether that key may, is another question."""
    return is_signed(row["signer"], row["signature"], SIGNED_AS, {"hash": row["hash"]})


def _stranger(chain: str, rows: Sequence[Row], trusted: set[str]) -> BookTrouble | None:
    """The first line of a chain that was signed by a key nobody here trusts."""
    row = next((row for row in rows if row["signer"] not in trusted), None)
    if row is None:
        return None
    return BookTrouble(chain, int(row["sequence"]), "unknown_signer", row["station"], row["signer"])


def _event(row: Row) -> AccountEvent:
    return AccountEvent(
        id=row["id"],
        station=row["station"],
        at=row["at"],
        clock=row["clock"],
        kind=EventKind(row["kind"]),
        account=row["account"],
        actor=row["actor"],
        data=row["data"],
    )
