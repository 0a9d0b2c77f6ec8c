"""What is private survives its files; and where all of it is lost nothing kept is shown until it is declared."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from app.services.health import Level
from app.services.privacy import WHOLE, PrivacyBook, private_file
from app.settings import load_site
from app.store.database import StationDatabase
from app.store.errors import StoreError, StoreFault
from app.store.remembered import Remembered
from tests.fakes.clock import FakeClock
from tests.unit.app.test_service_privacy import HALF, SITE, document
from video.masks import Areas

__all__ = ["document"]

QUARTER: Areas = (((0.0, 0.0), (0.5, 0.0), (0.5, 0.5), (0.0, 0.5)),)
TWO_OTHERS = "".join(
    f'[[archive_station]]\nid = "{name}"\naddress = "127.0.0.1:1"\ncertificate = "{name}.pem"\n'
    for name in ("north", "south")
)
#: How a file is lost, and what is left of it.
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _whole: b"",
    "cut after its head": lambda whole: whole[: whole.index(b"schema = 1\n") + 11],
    "cut between entries": lambda whole: whole[: whole.rindex(b"\n[[camera]]")],
    "one corner moved": lambda whole: whole.replace(b"0.50000", b"0.05000", 1),
    "no text": lambda _whole: bytes(range(128, 256)),
    "a newer program's": lambda whole: whole.replace(b"schema = 1", b"schema = 2"),
    "no TOML": lambda whole: whole + b"[[camera",
}


class Place:
    """A station's document, its data and its database; `book` again is another start of the program."""

    def __init__(self, folder: Path, database: StationDatabase) -> None:
        self.document, self.told = folder / "site.toml", folder / "private-elsewhere.json"
        self.document.write_text(SITE, encoding="utf-8")
        self.records = Remembered(database, FakeClock(), "privacy/")

    @property
    def file(self) -> Path:
        return private_file(self.document)

    @property
    def before(self) -> Path:
        return self.file.with_name(f"{self.file.name}.before")

    def book(self, *, recorded: bool = True) -> PrivacyBook:
        loaded = load_site(self.document)
        kept = self.records if recorded else None
        return PrivacyBook(loaded.site, self.document, FakeClock(), self.told, kept, loaded.problems)

    def forget_records(self) -> None:
        self.records.write(dict.fromkeys(self.records.read()))

    def spoil_records(self) -> None:
        """One corner of each record becomes another."""
        spoilt = json.loads(json.dumps(self.records.read()).replace("0.5", "0.25"))
        assert spoilt != self.records.read()
        self.records.write(spoilt)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    database = StationDatabase(tmp_path / "station.sqlite")
    yield Place(tmp_path, database)
    database.close()


def status(book: PrivacyBook) -> tuple[Level, str] | None:
    told = book.status()
    return None if told is None else (told.level, told.code)


def drawn(place: Place) -> None:
    made = place.book()
    made.publish("lobby", HALF, "Installer")
    made.publish("gate", QUARTER, "Installer")


def test_a_new_site_has_no_areas_and_nothing_is_wrong(place: Place) -> None:
    for _start in range(2):
        made = place.book()
        assert (dict(made.all).keys(), made.unsure, made.status()) == ({"gate"}, frozenset(), None)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_changes_nothing_for_the_records_hold(place: Place, damage: str) -> None:
    drawn(place)
    place.file.write_bytes(DAMAGES[damage](place.file.read_bytes()))
    made = place.book()
    assert made.all == {"gate": QUARTER, "lobby": HALF}
    assert made.unsure == frozenset()
    assert status(made) == (Level.DEGRADED, "records_hold")
    made.publish("gate", HALF, "Installer")
    assert status(made) == (Level.GOOD, "well")
    assert status(place.book()) is None
    assert place.book(recorded=False).all == {"gate": HALF, "lobby": HALF}, "the file is not whole again"


def test_both_files_gone_changes_nothing(place: Place) -> None:
    drawn(place)
    place.file.unlink()
    place.before.unlink()
    made = place.book()
    assert made.all == {"gate": QUARTER, "lobby": HALF}
    assert (made.unsure, status(made)) == (frozenset(), (Level.DEGRADED, "records_hold"))


def test_a_damaged_file_never_takes_the_place_of_the_version_before(place: Place) -> None:
    drawn(place)
    good = place.before.read_bytes()
    place.file.write_bytes(b"")
    place.book().publish("gate", HALF, "Installer")
    assert place.before.read_bytes() == good


def test_with_the_records_gone_too_the_version_before_is_black_and_nothing_kept_is_shown(place: Place) -> None:
    drawn(place)
    place.file.write_bytes(b"")
    place.forget_records()
    made = place.book()
    assert made.areas("lobby") == HALF, "the wall shows what was black"
    assert made.unsure == {"gate", "lobby"}, "what was published last is in no version that is left"
    assert status(made) == (Level.FAILED, "lost")


@pytest.mark.parametrize("records", ["gone", "spoilt"])
def test_when_all_is_lost_the_wall_shows_and_nothing_kept_does_until_it_is_declared(place: Place, records: str) -> None:
    drawn(place)
    place.file.write_bytes(b"")
    place.before.write_bytes(b"\x00" * 512)
    place.forget_records() if records == "gone" else place.spoil_records()
    made = place.book()
    assert made.areas("lobby") == (), "a guard must see a fire"
    assert made.areas_of_past("lobby") == WHOLE
    assert made.of_past["gate"] == WHOLE
    assert made.own == {"gate": (((0.0, 0.0), (0.5, 0.0), (0.5, 0.5)),)}, "not even the document's"
    assert status(made) == (Level.FAILED, "lost")

    place.file.unlink()
    place.before.unlink()
    again = place.book()
    assert again.unsure == {"gate", "lobby"}, "throwing the damaged files away opened everything"
    again.publish("lobby", (), "Installer")
    assert (again.withheld("lobby"), again.withheld("gate")) == (False, True)
    for recorded in (True, False):
        later = place.book(recorded=recorded)
        assert later.unsure == {"gate"}, "after the first declaration the other camera was open"
    again.declare({"gate": HALF}, "Installer")
    assert (again.unsure, again.of_past, status(again)) == (frozenset(), {"gate": HALF}, (Level.GOOD, "well"))
    assert (place.book().all, place.book().status()) == ({"gate": HALF}, None)


def test_a_file_put_back_from_a_backup_is_enough(place: Place) -> None:
    drawn(place)
    whole = place.file.read_bytes()
    place.forget_records()
    for file in (place.file, place.before):
        file.write_bytes(b"")
    assert place.book().unsure
    place.file.write_bytes(whole)
    made = place.book()
    assert (made.all, made.unsure, made.status()) == ({"gate": QUARTER, "lobby": HALF}, frozenset(), None)


class FullRecords:
    """Of a disk that takes nothing more."""

    def read(self) -> dict[str, Any]:
        return {}

    def write(self, _documents: Mapping[str, Any]) -> None:
        raise StoreError(StoreFault.DISK_FULL, "full")


def test_records_that_take_nothing_keep_nothing_from_holding_and_it_is_said(document: Path) -> None:
    loaded = load_site(document)
    made = PrivacyBook(loaded.site, document, FakeClock(), kept=FullRecords())
    made.publish("lobby", HALF, "Installer")
    assert made.areas("lobby") == HALF
    assert status(made) == (Level.DEGRADED, "not_recorded")


def others(place: Place) -> PrivacyBook:
    place.document.write_text(SITE + TWO_OTHERS, encoding="utf-8")
    made = place.book()
    made.take("north", {"lobby": HALF})
    made.take("south", {"gate": QUARTER})
    return made


@pytest.mark.parametrize("damage", [b"", b"{", b"{}", b"[]", b'{"north": {}}'])
def test_what_others_told_survives_its_file(place: Place, damage: bytes) -> None:
    before = others(place).all
    place.told.write_bytes(damage)
    made = place.book()
    assert (made.all, made.unsure, made.status()) == (before, frozenset(), None)
    assert place.book(recorded=False).all == before, "the file was not written anew"
    place.told.unlink()
    assert place.book().all == before


def test_what_others_told_and_is_lost_is_awaited_from_each_of_them(place: Place) -> None:
    others(place)
    place.told.write_bytes(b"{")
    place.forget_records()
    made = place.book()
    assert made.unsure == {"gate", "lobby"}
    assert status(made) == (Level.FAILED, "lost")
    made.take("north", {"lobby": HALF})
    assert made.unsure, "south may have told of more"
    again = place.book()
    assert again.unsure, "a restart opened it"
    again.take("south", {}, ["gate"])
    assert again.unsure, "south has lost its own: that is no answer"
    again.take("south", {"gate": QUARTER})
    assert (again.unsure, status(again)) == (frozenset(), (Level.GOOD, "well"))
    assert again.areas("lobby") == HALF
    assert place.book().status() is None


def test_what_others_told_and_is_lost_can_be_declared_here(place: Place) -> None:
    others(place)
    place.told.write_bytes(b"{")
    place.forget_records()
    made = place.book()
    made.declare({"lobby": HALF}, "Installer")
    assert made.unsure == {"gate"}
    assert place.book().unsure == {"gate"}
    made.declare({"gate": ()}, "Installer")
    assert place.book().unsure == frozenset()


WRONG = SITE.replace("[[[0.0, 0.0], [0.5, 0.0], [0.5, 0.5]]]", "[[[0.0, 0.0], [9.5, 0.0], [0.5, 0.5]]]")


def test_an_area_that_is_mistyped_in_the_document_opens_nothing(place: Place) -> None:
    place.document.write_text(WRONG, encoding="utf-8")
    first = place.book()
    assert first.unsure == {"gate"}, "nobody ever knew what is private there"
    first.publish("gate", QUARTER, "Installer")
    assert (place.book().unsure, place.book().areas("gate")) == (frozenset(), QUARTER)


def test_an_area_that_became_mistyped_in_the_document_holds_as_it_was(place: Place) -> None:
    right = place.book().areas("gate")
    assert right
    place.document.write_text(WRONG, encoding="utf-8")
    for _start in range(2):
        made = place.book()
        assert (made.areas("gate"), made.unsure) == (right, frozenset())
    place.document.write_text(SITE.replace("private = ", "#"), encoding="utf-8")
    assert place.book().all == {}, "taken away without a mistake it is gone"
