"""Who an incident concerns: names and telephone numbers, sealed, apart from the record that names them by id only."""

import uuid
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from alarms.ports import Clock
from app.store.database import StationDatabase
from app.store.journal import upsert
from app.store.schema import evidence, incident_person
from app.store.sealing import Seal
from app.store.text import clean

#: Days after which the data of people is purged, unless evidence of the incident is held.
KEPT_DAYS: Final = 365
PURGE_EVERY_S: Final = 3600.0
_DAY_S: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom an incident concerns. ``readable`` is False where another station sealed it."""

    id: str
    name: str = ""
    phone: str = ""
    station: str = ""
    readable: bool = True


class IncidentPeople:
    """Keeps people; every write is durable on return and carried to the shared database, sealed."""

    def __init__(self, database: StationDatabase, station: str, clock: Clock, seal: Seal) -> None:
        self._database = database
        self._station = station
        self._clock = clock
        self._seal = seal
        self._looked_at: float | None = None

    def add(self, incident: str, name: str, phone: str) -> str:
        """Keep somebody; gives the id by which the record names them. Raises StoreError."""
        person, now = str(uuid.uuid4()), self._clock.now()
        row: dict[str, Any] = {
            "id": person,
            "incident": clean(incident),
            "sealed": self._seal.close({"name": clean(name.strip()), "phone": clean(phone.strip())}, person),
            "key": self._seal.name,
            "station": self._station,
            "recorded_at": now,
            "purge_at": now + KEPT_DAYS * _DAY_S,
            "updated_at": now,
        }
        self._database.write(lambda connection: upsert(connection, incident_person, [row], now))
        return person

    def of_incident(self, incident: str) -> dict[str, Person]:
        """Everybody of an incident by id; who looks has to have the right, and has to be entered."""
        columns = incident_person.c
        query = select(columns.id, columns.sealed, columns.station).where(columns.incident == incident)
        with self._database.read.connect() as connection:
            found = [row for row in connection.execute(query) if row.sealed]  # what was purged is there no more
        return {row.id: self._read(row.id, bytes(row.sealed), row.station) for row in found}

    def purge_if_due(self) -> int:
        """Purge what is due, once an hour at most; how many there were. Raises StoreError."""
        now = self._clock.monotonic()
        if self._looked_at is not None and now - self._looked_at < PURGE_EVERY_S:
            return 0
        self._looked_at = now
        return self.purge()

    def purge(self) -> int:
        """Empty the sealed data of everybody of this station whose time is over, here and in the shared database.

        The row stays, empty, because stations may delete nothing there; the record goes on naming an id.
        """
        now, columns = self._clock.now(), incident_person.c
        held = select(evidence.c.incident).where(evidence.c.legal_hold, evidence.c.incident.is_not(None))
        due = select(incident_person).where(
            columns.station == self._station,
            columns.purge_at <= now,
            columns.sealed != b"",
            columns.incident.not_in(held),
        )

        def work(connection: Connection) -> int:
            rows = [dict(row) for row in connection.execute(due).mappings()]
            upsert(connection, incident_person, [row | {"sealed": b"", "updated_at": now} for row in rows], now)
            return len(rows)

        with self._database.read.connect() as connection:
            if connection.execute(due.limit(1)).first() is None:
                return 0
        return self._database.write(work)

    def _read(self, person: str, sealed: bytes, station: str) -> Person:
        opened = self._seal.open(sealed, person)
        if opened is None:
            return Person(person, station=station, readable=False)
        return Person(person, opened.get("name", ""), opened.get("phone", ""), station)
