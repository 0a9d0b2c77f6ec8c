"""Who an incident concerns: names and telephone numbers, sealed, apart from the record that names them by id only."""

import uuid
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from alarms.ports import Clock
from app.store.database import StationDatabase
from app.store.journal import upsert
from app.store.schema import incident_person
from app.store.sealing import Seal
from app.store.text import clean

#: Days after which the data of people may be purged, unless the incident is held.
KEPT_DAYS: Final = 365
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
            return {row.id: self._read(row.id, bytes(row.sealed), row.station) for row in connection.execute(query)}

    def _read(self, person: str, sealed: bytes, station: str) -> Person:
        opened = self._seal.open(sealed, person)
        if opened is None:
            return Person(person, station=station, readable=False)
        return Person(person, opened.get("name", ""), opened.get("phone", ""), station)
