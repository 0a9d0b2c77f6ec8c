"""Small documents that a station keeps for itself, by key: how its walls are set up, and the like.

They are never shared with other stations; what several stations must agree on has tables of its own.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from alarms.ports import Clock
from app.store.database import StationDatabase
from app.store.schema import setting
from app.store.text import plain


class Remembered:
    """Documents whose keys begin with `prefix`; keys are given and returned without it."""

    def __init__(self, database: StationDatabase, clock: Clock, prefix: str) -> None:
        self._database = database
        self._clock = clock
        self._prefix = prefix

    def read(self) -> dict[str, Any]:
        """Return all documents as JSON values."""
        query = select(setting.c.key, setting.c.value).where(setting.c.key.startswith(self._prefix, autoescape=True))
        with self._database.read.connect() as connection:
            return {row.key[len(self._prefix) :]: row.value for row in connection.execute(query)}

    def write(self, documents: Mapping[str, Any]) -> None:
        """Keep documents, all or none, durable on return; None takes one away. Raises StoreError."""
        now = self._clock.now()
        kept = [
            {"key": self._prefix + key, "value": plain(value), "updated_at": now}
            for key, value in documents.items()
            if value is not None
        ]
        gone = [self._prefix + key for key, value in documents.items() if value is None]
        statement = insert(setting)
        changed = {"value": statement.excluded.value, "updated_at": statement.excluded.updated_at}
        statement = statement.on_conflict_do_update(index_elements=["key"], set_=changed)

        def work(connection: Any) -> None:
            if kept:
                connection.execute(statement, kept)
            if gone:
                connection.execute(delete(setting).where(setting.c.key.in_(gone)))

        self._database.write(work)
