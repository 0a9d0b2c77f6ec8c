"""A station's keys and names over its own file, without a shared database: a test hands the rows over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from alarms.ports import Clock
from app.store.database import StationDatabase
from app.store.incident_people import IncidentPeople
from app.store.keys import station_key
from app.store.schema import incident_person
from app.store.sealing import station_seal
from app.store.signing import public_hex
from app.store.site_keys import SiteKeys
from app.store.tables_keys import key_event


class KeyStation:
    """See the module."""

    def __init__(
        self, folder: Path, name: str, clock: Clock, book: Callable[[], Mapping[str, set[str]]] | None = None
    ) -> None:
        """``book``: where it stands which keys were confirmed; default: what a test puts into ``confirmed``."""
        self.name = name
        self.database = StationDatabase(folder / "station.sqlite")
        self.key = station_key(folder / "keys")
        self.confirmed: dict[str, set[str]] = {name: {public_hex(self.key)}}
        seal = station_seal(folder / "keys")
        self.keys = SiteKeys(self.database, name, self.key, seal, clock, book or (lambda: self.confirmed))
        self.people = IncidentPeople(self.database, name, clock, self.keys)

    def rows(self) -> list[dict[str, Any]]:
        """What it knows of keys."""
        with self.database.read.connect() as connection:
            return [dict(one) for one in connection.execute(select(key_event)).mappings()]

    def sealed(self) -> list[dict[str, Any]]:
        """The rows of people as they would be carried over."""
        with self.database.read.connect() as connection:
            return [dict(one) for one in connection.execute(select(incident_person)).mappings()]


def meet(one: KeyStation, other: KeyStation) -> None:
    """Let each confirm the other, publish its key, and take what the other knows."""
    for _ in range(2):
        for here, there in ((one, other), (other, one)):
            here.confirmed[there.name] = {public_hex(there.key)}
            here.keys.maintain()
            there.confirmed[here.name] = {public_hex(here.key)}
            there.keys.take_in(here.rows())
