"""What is left after the kills, counted from the outside: the stations' files and the shared database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

#: Tables that must be in the shared database as they are in the stations' files.
CARRIED = ("raw_message", "alarm_action", "alarm", "incident")


class Proof:
    """Reads one station's file; it may be running."""

    def __init__(self, journal: Path) -> None:
        self._journal = journal

    def heard(self, device: str) -> bool:
        """Whether a device's state is in the journal, and with it where its numbers stood."""
        query = "SELECT COUNT(*) FROM raw_message WHERE device = ? AND topic LIKE '%/state/%'"
        return bool(self._read(query, (device,))[0][0])

    def arrived(self, device: str, since: int = 0) -> int:
        """How many different numbers above ``since`` of a device are in the journal."""
        query = f"SELECT COUNT(DISTINCT seq) FROM raw_message WHERE device = ? AND seq > ? AND {_EVENT}"
        return int(self._read(query, (device, since))[0][0])

    def lost(self, device: str, boot: str, published: int) -> list[int]:
        """Numbers that the device has published and the journal has not."""
        rows = self._read(f"SELECT seq FROM raw_message WHERE device = ? AND boot = ? AND {_EVENT}", (device, boot))
        return sorted(set(range(1, published + 1)) - {int(seq) for (seq,) in rows})

    def duplicated(self) -> int:
        """Messages, alarms and acknowledgements that are there more than once."""
        messages = f"SELECT COUNT(*) - COUNT(DISTINCT device || boot || seq) FROM raw_message WHERE {_EVENT}"
        activations = f"SELECT COUNT(*) FROM raw_message WHERE seq % 2 = 1 AND {_EVENT}"
        acted = "FROM alarm_action WHERE kind = ? AND occurrence IN (SELECT id FROM alarm WHERE alarm_class = 'fault')"
        raised = int(self._read(f"SELECT COUNT(*) {acted}", ("raise",))[0][0])
        twice = sum(
            int(self._read(f"SELECT COUNT(*) - COUNT(DISTINCT occurrence) {acted}", (kind,))[0][0])
            for kind in ("raise", "acknowledge")
        )
        return int(self._read(messages)[0][0]) + twice + max(0, raised - int(self._read(activations)[0][0]))

    def acknowledged(self) -> set[str]:
        """Occurrences whose acknowledgement is in the record."""
        return {str(row[0]) for row in self._read("SELECT occurrence FROM alarm_action WHERE kind = 'acknowledge'")}

    def waiting(self) -> int:
        """How much has not gone to the shared database yet."""
        return int(self._read("SELECT COUNT(*) FROM outbox")[0][0])

    def ids(self, table: str) -> set[str]:
        """The ids of a table."""
        return {str(row[0]) for row in self._read(f"SELECT id FROM {table}")}

    def sound(self) -> bool:
        """Whether SQLite finds its file whole."""
        return bool(self._read("PRAGMA integrity_check")[0][0] == "ok")

    def _read(self, query: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"{self._journal.as_uri()}?mode=ro", uri=True, timeout=10)) as connection:
            return connection.execute(query, parameters).fetchall()


_EVENT = "topic LIKE '%/event/%' AND seq IS NOT NULL"


def shared_missing(url: str, proofs: Iterable[Proof]) -> int:
    """Records that the stations have and the shared database has not."""
    import psycopg  # noqa: PLC0415 - only where there is a shared database

    missing = 0
    with psycopg.connect(url) as connection:
        for table in CARRIED:
            query = psycopg.sql.SQL("SELECT id FROM {}").format(psycopg.sql.Identifier(table))
            shared = {str(row[0]) for row in connection.execute(query)}
            missing += sum(len(proof.ids(table) - shared) for proof in proofs)
    return missing
