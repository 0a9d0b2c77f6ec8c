"""Signed heads: where every chain of this station's records ended at a time, under the station's own signature.

Whoever can write the database can also compute hashes and chain everything anew; he cannot sign. A head is signed
daily, whenever somebody signs in or out, and at the end of the program; it goes to the other stations with the other
records, and to a file beside the station's key.
"""

from __future__ import annotations

import json
import logging
import os
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from alarms.ports import Clock
from app.store.audit import newest_head
from app.store.database import StationDatabase
from app.store.identity import chain_of
from app.store.keys import StationKey
from app.store.outbox_rows import note
from app.store.schema import account_event, alarm_action, anchor, audit
from app.store.signing import is_signed, public_hex, sign

KIND: Final = "heads"
FILE_NAME: Final = "heads.jsonl"
DAY_S: Final = 86400.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mark:
    """One chain's end at a time, as somebody vouches for it. ``at`` is UTC seconds."""

    table: str
    chain: str
    sequence: int
    hash: str
    at: float


@dataclass(frozen=True, slots=True)
class SignedHead:
    """All ends together. ``source``: database, file or shared; ``content`` is what was signed."""

    id: str
    content: Mapping[str, Any]
    signer: str
    signature: str
    source: str = "database"

    @property
    def at(self) -> float:
        """When it was signed, UTC seconds."""
        return float(self.content.get("at", 0.0))

    @property
    def holds(self) -> bool:
        """Whether the signature fits; whose it is, is another question."""
        return is_signed(self.signer, self.signature, KIND, self.content)

    def marks(self) -> Iterator[Mark]:
        """The ends that it names."""
        for one in self.content.get("heads", ()):
            yield Mark(str(one["table"]), str(one["chain"]), int(one["sequence"]), str(one["hash"]), self.at)


class HeadSigner:
    """Signs where the chains end. Not for the GUI thread."""

    def __init__(
        self, database: StationDatabase, station: str, key: StationKey, clock: Clock, keys_folder: Path
    ) -> None:
        self._database = database
        self._station = station
        self._key = key
        self._clock = clock
        self._file = keys_folder / FILE_NAME
        self._signed_at: float | None = None

    def sign(self, reason: str) -> SignedHead:
        """Sign now, durable on return; ``reason`` is a code such as ``daily``. Raises StoreError."""

        def work(connection: Connection) -> SignedHead:
            now = self._clock.now()
            content = {"station": self._station, "at": now, "reason": reason, "heads": self._ends(connection, now)}
            head = SignedHead(str(uuid.uuid4()), content, public_hex(self._key), sign(self._key, KIND, content))
            values = {"id": head.id, "station": self._station, "at": now, "kind": KIND, "content": dict(content)}
            signed = {"fingerprint": head.signer, "signature": head.signature}
            connection.execute(insert(anchor).values(**values, **signed))
            note(connection, anchor, [head.id], now)
            return head

        head = self._database.write(work, use_reserve=True)
        self._signed_at = head.at
        self._append(head)
        return head

    def sign_if_due(self) -> SignedHead | None:
        """Sign when the last time is a day ago or lies in the future (a clock that was set back)."""
        if self._signed_at is None:
            newest = next(iter(stored_heads(self._database, self._station, 1)), None)
            self._signed_at = newest.at if newest is not None else -DAY_S
        since = self._clock.now() - self._signed_at
        return None if 0 <= since < DAY_S else self.sign("daily")

    def _ends(self, connection: Connection, now: float) -> list[dict[str, Any]]:
        own = chain_of(connection, now)
        ends = [(table.name, newest_head(connection, table, own)) for table in (audit, alarm_action)]
        chains = select(account_event.c.chain).where(account_event.c.station == self._station).distinct()
        for chain in connection.execute(chains).scalars():
            ends.append((account_event.name, newest_head(connection, account_event, chain)))
        return [
            {"table": table, "chain": head.chain, "sequence": head.sequence, "hash": head.hash}
            for table, head in ends
            if head.sequence
        ]

    def _append(self, head: SignedHead) -> None:
        line = {"id": head.id, "content": head.content, "signer": head.signer, "signature": head.signature}
        try:
            handle = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            _log.warning("a signed head is in the records but not in its file: %s", error)


def stored_heads(database: StationDatabase, station: str, limit: int) -> list[SignedHead]:
    """This station's newest signed heads, the newest first."""
    query = select(anchor).where(anchor.c.kind == KIND, anchor.c.station == station)
    with database.read.connect() as connection:
        found = connection.execute(query.order_by(anchor.c.at.desc()).limit(limit)).mappings().all()
    return [head_of(row, "database") for row in found]


def head_of(row: Mapping[Any, Any], source: str) -> SignedHead:
    """The signed head in a row."""
    return SignedHead(row["id"], row["content"], row["fingerprint"], row["signature"], source)


def filed_heads(keys_folder: Path) -> list[SignedHead]:
    """What the file beside the key holds; a line that was cut off by a crash is left out."""
    try:
        lines = (keys_folder / FILE_NAME).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    found = []
    for line in lines:
        try:
            one = json.loads(line)
            found.append(SignedHead(one["id"], one["content"], one["signer"], one["signature"], "file"))
        except (ValueError, KeyError, TypeError):
            _log.warning("a line of %s cannot be read", FILE_NAME)
    return found
