"""Who an incident concerns: names and telephone numbers, sealed, apart from the record that names them by id only.

Each station writes the rows of its own people; those of others come from the shared database and are read with the site
key. What a station that was shut out has left is looked after by those who remain.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from alarms.ports import Clock
from app.store.database import StationDatabase
from app.store.journal import upsert
from app.store.schema import evidence, incident_person
from app.store.sealing import Seal, Seals
from app.store.shared import put
from app.store.text import clean

#: Days after which the data of people is purged, unless evidence of the incident is held.
KEPT_DAYS: Final = 365
PURGE_EVERY_S: Final = 3600.0
_DAY_S: Final = 86_400.0
#: Rows that are sealed anew in one transaction.
_BATCH: Final = 200
#: What a row that is written again is newer by, at least: the shared database keeps the newest.
_LATER_S: Final = 0.001


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom an incident concerns. ``readable`` is False where this station lacks the key."""

    id: str
    name: str = ""
    phone: str = ""
    station: str = ""
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Left:
    """Whose rows those who remain look after: ``stations`` that were shut out; ``held``: incidents with evidence on
    legal hold at any station, by the shared database."""

    stations: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()


_NOBODY: Final = Left()


class IncidentPeople:
    """Keeps people; every write is durable on return and carried to the shared database, sealed."""

    def __init__(self, database: StationDatabase, station: str, clock: Clock, seals: Seals) -> None:
        self._database = database
        self._station = station
        self._clock = clock
        self._seals = seals
        self._looked_at: float | None = None
        self._closed: set[tuple[str, str]] = set()

    def add(self, incident: str, name: str, phone: str) -> str:
        """Keep somebody; gives the id by which the record names them. Raises StoreError."""
        person, now, seal = str(uuid.uuid4()), self._clock.now(), self._seals.current()
        row: dict[str, Any] = {
            "id": person,
            "incident": clean(incident),
            "sealed": seal.close({"name": clean(name.strip()), "phone": clean(phone.strip())}, person),
            "key": seal.name,
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
        wanted = (columns.id, columns.sealed, columns.key, columns.station)
        query = select(*wanted).where(columns.incident == incident)
        with self._database.read.connect() as connection:
            found = [row for row in connection.execute(query) if row.sealed]  # what was purged is there no more
        return {row.id: self._read(row.id, bytes(row.sealed), row.key, row.station) for row in found}

    def purge_if_due(self, left: Left = _NOBODY) -> int:
        """Purge what is due, once an hour at most; how many there were. Raises StoreError."""
        now = self._clock.monotonic()
        if self._looked_at is not None and now - self._looked_at < PURGE_EVERY_S:
            return 0
        self._looked_at = now
        return self.purge(left)

    def purge(self, left: Left = _NOBODY) -> int:
        """Empty the sealed data of everybody whose time is over, here and in the shared database: of this station's
        people, and of those that stations which were shut out have ``left``.

        The row stays, empty, because stations may delete nothing there; the record goes on naming an id. The other
        stations empty theirs when they next look.
        """
        now, columns = self._clock.now(), incident_person.c
        held = select(evidence.c.incident).where(evidence.c.legal_hold, evidence.c.incident.is_not(None))
        due = select(incident_person).where(
            columns.station.in_([self._station, *left.stations]),
            columns.purge_at <= now,
            columns.sealed != b"",
            columns.incident.not_in(held),
            columns.incident.not_in(sorted(left.held)),
        )

        def work(connection: Connection) -> int:
            rows = [dict(row) for row in connection.execute(due).mappings()]
            upsert(connection, incident_person, [self._anew(row, sealed=b"") for row in rows], now)
            return len(rows)

        with self._database.read.connect() as connection:
            if connection.execute(due.limit(1)).first() is None:
                return 0
        return self._database.write(work)

    def reseal(self, left: Left = _NOBODY) -> int:
        """Seal some of what older keys sealed with the present one; how many. Raises StoreError.

        Only of this station and of those that were shut out, so that no two stations write the same row in turn.
        """
        seal, columns = self._seals.current(), incident_person.c
        old = (columns.station.in_([self._station, *left.stations]), columns.key != seal.name, columns.sealed != b"")
        with self._database.read.connect() as connection:
            found = connection.execute(select(columns.id).where(*old)).scalars().all()
            todo = [person for person in found if (person, seal.name) not in self._closed][:_BATCH]
            rows = connection.execute(select(incident_person).where(columns.id.in_(todo))).mappings().all()
        anew = [made for row in rows if (made := self._resealed(dict(row), seal)) is not None]
        before = {(row["id"], row["updated_at"]) for row in rows}

        def work(connection: Connection) -> int:
            now = connection.execute(select(columns.id, columns.updated_at).where(columns.id.in_(todo)))
            same = {row.id for row in now if (row.id, row.updated_at) in before}  # the others were emptied meanwhile
            upsert(connection, incident_person, [row for row in anew if row["id"] in same], self._clock.now())
            return len(same)

        return self._database.write(work) if anew else 0

    def versions(self, station: str) -> dict[str, float]:
        """When each row of a station was last written, as far as it is here, by id."""
        columns = incident_person.c
        query = select(columns.id, columns.updated_at).where(columns.station == station)
        with self._database.read.connect() as connection:
            return {row.id: row.updated_at for row in connection.execute(query)}

    def take_in(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep rows of the shared database where they are newer than what is here. Raises StoreError."""
        if rows:
            self._database.write(lambda connection: put(connection, incident_person, rows))

    def _anew(self, row: Mapping[str, Any], **changed: object) -> dict[str, Any]:
        return {**row, **changed, "updated_at": max(self._clock.now(), row["updated_at"] + _LATER_S)}

    def _resealed(self, row: Mapping[str, Any], seal: Seal) -> dict[str, Any] | None:
        before = self._seals.named(row["key"])
        opened = None if before is None else before.open(bytes(row["sealed"]), row["id"])
        if opened is None:
            self._closed.add((row["id"], seal.name))
            return None
        return self._anew(row, sealed=seal.close(opened, row["id"]), key=seal.name)

    def _read(self, person: str, sealed: bytes, key: str, station: str) -> Person:
        seal = self._seals.named(key)
        opened = None if seal is None else seal.open(sealed, person)
        if opened is None:
            return Person(person, station=station, readable=False)
        return Person(person, opened.get("name", ""), opened.get("phone", ""), station)
