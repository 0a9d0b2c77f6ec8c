"""A station's records and people as the program composes them, whose feeds a test has read when it likes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from app.data_folder import DataFolder
from app.people.key_acts import KeyActs
from app.people.passwords import Hasher
from app.services.health import PartStatus
from app.services.places import Places
from app.settings import load_site
from app.station_people import StationPeople
from app.station_records import StationRecords
from app.store.incident_people import Person
from app.store.outbox import OutboxCarrier
from app.store.shared import open_shared
from app.store.signing import public_hex
from tests.fakes.clock import FakeClock
from tests.fakes.people import CHEAP, PASSWORD
from tests.fakes.small_station import site_text

CASE = "case"


class NamesStation:
    """One station; ``close`` it, and make another over the same folder for a start anew."""

    def __init__(self, folder: Path, clock: FakeClock, station: str, url: str) -> None:
        self.site_file = folder / "site.toml"
        self.station, self.clock, self.url = station, clock, url
        folder.mkdir(exist_ok=True)
        text = site_text(None, database=url).replace('id = "s1"', f'id = "{station}"\ndata_dir = "{folder}"')
        self.site_file.write_text(text, "utf-8")
        site, self.folder = load_site(self.site_file).site, DataFolder(folder)
        self.folder.create()
        self.records = StationRecords(site, self.folder, clock)
        nothing = cast(Any, SimpleNamespace(snapshot=lambda: SimpleNamespace(occurrences=())))
        self.people = StationPeople(
            self.records, nothing, nothing, Places(site), self.folder, clock, lambda _duty: None, Hasher(CHEAP)
        )
        assert self.people._names is not None
        self.feed = self.people._names
        self.keys = self.records.site_keys
        self.people.accounts.refresh()
        listed = self.people.accounts.listed()
        self.installer = listed[0].id if listed else self._first(station)
        self.people.desk.sign_in(f"chief-{station}", PASSWORD)
        self.acts = KeyActs(self.people.authorised, self.keys)

    def _first(self, station: str) -> str:
        return self.people.accounts.add_first(f"chief-{station}", "Chief", PASSWORD).id

    def start(self) -> None:
        """Let it carry and read by itself, as the program does."""
        self.records.start()
        self.people.start()

    def close(self) -> None:
        """End it."""
        self.people.stop()
        self.records.stop()
        self.records.close()

    def trust(self, other: NamesStation) -> None:
        """Confirm another's key."""
        self.people.accounts.trust_station(self.installer, other.station, public_hex(other.records.key))

    def carry(self) -> None:
        """Let everything that waits go over."""
        if not self._waits():
            return
        carrier = OutboxCarrier(self.records.database, open_shared(self.url), self.clock)
        while carrier._attempt() == "" and self._waits():
            pass
        carrier._shared.dispose()

    def _waits(self) -> int:
        with self.records.database.read.connect() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM outbox").scalar() or 0)

    def name(self, said: str, phone: str = "13900001111") -> str:
        """Enter somebody whom the case concerns."""
        return self.records.people.add(CASE, said, phone)

    def read(self, person: str) -> Person | None:
        """What this station can say of them."""
        return self.records.people.of_incident(CASE).get(person)

    def names(self) -> list[str]:
        """Every name of the case that can be read here."""
        return sorted(one.name for one in self.records.people.of_incident(CASE).values() if one.readable)

    def health(self) -> PartStatus:
        """How it judges accounts and names."""
        return self.people.status()


def meet(stations: Sequence[NamesStation], rounds: int = 3) -> None:
    """Let everybody carry and read, as within the next seconds."""
    for _ in range(rounds):
        for one in stations:
            one.carry()
            one.feed.look()
            one.clock.advance(3)
    for one in stations:
        one.carry()


def introduce(stations: Sequence[NamesStation]) -> None:
    """Let each confirm each other's key, and publish its own."""
    for one in stations:
        for other in stations:
            if other is not one:
                one.trust(other)
    meet(stations)
