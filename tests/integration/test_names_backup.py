"""Names of people after a backup was put back: read as before, by the keys that were in it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from app.backup.make import Maker
from app.backup.restore import Restorer, find
from app.backup.sealing import Openers, Secrets
from app.clock import SystemClock
from app.data_folder import DataFolder
from app.people.passwords import Cost
from app.people.rights import Role
from app.store.database import StationDatabase
from app.store.incident_people import IncidentPeople
from app.store.keys import station_key
from app.store.people import PeopleRecords
from app.store.sealing import station_seal
from app.store.signing import public_hex
from app.store.site_keys import SiteKeys
from tests.fakes.clock import FakeClock
from tests.fakes.key_station import KeyStation
from tests.fakes.people import People
from tests.fakes.small_records import make_records

PHRASE = "nine horses in the rain"
OPENERS = Openers(PHRASE, cost=Cost(memory_kib=64, passes=1, lanes=1))


def test_a_station_that_was_put_back_reads_its_own_names_and_those_of_others(tmp_path: Path, clock: FakeClock) -> None:
    records = make_records(tmp_path / "here", SystemClock())
    house, other = People(records.folder.root, clock), KeyStation(tmp_path / "elsewhere", "s2", clock)
    here = KeyStation(records.folder.root, "s1", clock, house.records.confirmed)
    with closing(house.database), closing(other.database), closing(here.database):
        first = house.everybody()[Role.INSTALLER]
        house.accounts.trust_station(first, "s2", public_hex(other.key))
        other.confirmed["s1"] = {public_hex(house.key)}
        other.keys.maintain()
        here.keys.take_in(other.rows())
        here.keys.admit("s2", first)
        other.keys.take_in(here.rows())
        other.people.add("case", "from s2", "2")
        here.people.add("case", "own", "1")
        here.people.take_in(other.sealed())
    (tmp_path / "disk").mkdir()
    Maker(records.loaded, records.folder, tmp_path / "disk", OPENERS, 5, records.clock).run()
    document, there = tmp_path / "there" / "site.toml", DataFolder(tmp_path / "there" / "data")
    Restorer(find(tmp_path / "disk"), Secrets(passphrase=PHRASE), SystemClock()).run(document, None, replace=False)
    assert names_in(there, clock) == {"own", "from s2"}
    (there.keys / "personal.key").unlink()
    assert names_in(there, clock) == set(), "the keys folder is what opens them"


def names_in(folder: DataFolder, clock: FakeClock) -> set[str]:
    """Who can be read there by what lies there alone."""
    database, key = StationDatabase(folder.journal), station_key(folder.keys)
    with closing(database):
        book = PeopleRecords(database, "s1", key, clock, folder.keys)
        keys = SiteKeys(database, "s1", key, station_seal(folder.keys), clock, book.confirmed)
        found = IncidentPeople(database, "s1", clock, keys).of_incident("case")
    assert len(found) == 2
    return {one.name for one in found.values() if one.readable}
