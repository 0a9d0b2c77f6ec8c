"""What leaves the station's file once the shared database has it: old messages of devices, and nothing else.

Actions, incidents and the audit log stay, so every chain can be followed from its first entry. A message goes only when
it is older than the site says, was seen in the shared database just now, and no topic's last word. That it went is
signed: how many, of what time, and a digest over them by which the shared database's copies can be checked.
"""

import hashlib
import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, delete, insert, select

from alarms.ports import Clock
from app.store.database import StationDatabase
from app.store.keys import StationKey
from app.store.outbox_rows import note
from app.store.schema import anchor, latest_state, outbox, outbox_refused, raw_message
from app.store.signing import public_hex, sign

KIND: Final = "trimmed"
BATCH: Final = 500
#: Batches of one run: the rest goes with the next one.
MOST: Final = 200
_DAY_S: Final = 86400.0
_GUARD: Final = "keep_raw_message_delete"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Compaction:
    """Takes old messages out of one station's file; `keep_days` is how long they stay in any case."""

    database: StationDatabase
    station: str
    key: StationKey
    clock: Clock
    keep_days: int

    def run(self, shared: Engine) -> int:
        """Take out what may go; gives how many messages went. Raises what the databases raise."""
        before = self.clock.now() - self.keep_days * _DAY_S
        gone, last = 0, ("", 0.0)
        for _ in range(MOST):
            rows = self._old(before, last)
            if not rows:
                break
            last = (rows[-1].id, rows[-1].received_at)
            there = _held(shared, [row.id for row in rows])
            gone += self._take_out([row for row in rows if row.id in there])
        if gone:
            _log.info("%d messages of devices are kept in the shared database only", gone)
        return gone

    def _old(self, before: float, last: tuple[str, float]) -> Sequence[Any]:
        columns = raw_message.c
        behind = (columns.received_at > last[1]) | ((columns.received_at == last[1]) & (columns.id > last[0]))
        waits = [select(one.c.record).where(one.c.table_name == raw_message.name) for one in (outbox, outbox_refused)]
        query = (
            select(columns.id, columns.received_at, columns.payload)
            .where(columns.received_at < before, behind)
            .where(*(columns.id.not_in(one) for one in waits), columns.id.not_in(select(latest_state.c.message)))
        )
        with self.database.read.connect() as connection:
            return connection.execute(query.order_by(columns.received_at, columns.id).limit(BATCH)).all()

    def _take_out(self, rows: Sequence[Any]) -> int:
        if not rows:
            return 0
        now = self.clock.now()
        content = trimmed(rows)

        def work(connection: Connection) -> None:
            guard = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?"
            statement = connection.exec_driver_sql(guard, (_GUARD,)).scalar_one()
            connection.exec_driver_sql(f"DROP TRIGGER {_GUARD}")
            connection.execute(delete(raw_message).where(raw_message.c.id.in_([row.id for row in rows])))
            connection.exec_driver_sql(statement)
            values = {"id": str(uuid.uuid4()), "station": self.station, "at": now, "kind": KIND, "content": content}
            signed = {"fingerprint": public_hex(self.key), "signature": sign(self.key, KIND, content)}
            connection.execute(insert(anchor).values(**values, **signed))
            note(connection, anchor, [str(values["id"])], now)

        self.database.write(work)
        return len(rows)


def trimmed(rows: Sequence[Any]) -> Mapping[str, Any]:
    """What is signed of messages that go: rows with id, received_at and payload, in the order of time and id."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(f"{row.id}\n{hashlib.sha256(bytes(row.payload)).hexdigest()}\n".encode())
    return {
        "table": raw_message.name,
        "count": len(rows),
        "since": rows[0].received_at,
        "until": rows[-1].received_at,
        "ids": [row.id for row in rows],
        "digest": digest.hexdigest(),
    }


def _held(shared: Engine, ids: Sequence[str]) -> set[str]:
    with shared.connect() as connection:
        return set(connection.execute(select(raw_message.c.id).where(raw_message.c.id.in_(ids))).scalars())
