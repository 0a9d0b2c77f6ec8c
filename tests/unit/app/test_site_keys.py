"""Who reads names of people: the rows folded, whatever a station that was shut out says; and `watchroom keys`."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app import cli
from app.pages import case_content
from app.people import accounts
from app.people.passwords import Hasher
from app.people.rights import Role
from app.store.audit import AuditLog
from app.store.database import StationDatabase
from app.store.incident_people import Person
from app.store.keys import station_key
from app.store.people import PeopleRecords
from app.store.sealing import Seal, new_key, station_seal
from app.store.signing import public_hex, sign
from app.store.site_key_book import ADMITTED, PUBLISHED, SHUT_OUT, SIGNED, WRAPPED, Circle, Row, fold, is_whole
from app.store.site_keys import SIGNED_AS, KeyRefused, SiteKeys
from app.store.wrapping import wrap, wrap_key
from app.translations import Translations
from tests.fakes.clock import FakeClock
from tests.fakes.key_station import KeyStation, meet
from tests.fakes.people import CHEAP, PASSWORD, people
from tests.fakes.small_station import site_text

_NUMBERS = count()


def public(name: str) -> str:
    return name.encode().hex().ljust(64, "0")


def row(at: int, station: str, kind: str, subject: str = "", **content: Any) -> dict[str, Any]:
    return {
        "id": f"{next(_NUMBERS):06}",
        "station": station,
        "clock": f"{at:06}",
        "kind": kind,
        "subject": subject,
        "content": content,
    }


def admitted(at: int, by: str, whom: str) -> Row:
    return row(at, by, ADMITTED, whom, public=public(whom), by=public(by))


def wrapped(at: int, by: str, whom: str, name: str, number: int = 1) -> Row:
    return row(at, by, WRAPPED, whom, name=name, generation=number, public=public(whom), wrapped="00")


def out(at: int, by: str, whom: str, members: str, **keys: int) -> Row:
    return row(at, by, SHUT_OUT, whom, members={one: public(one) for one in members}, generations=keys)


FOUNDED = (admitted(1, "a", "b"), wrapped(2, "a", "a", "k1"), wrapped(3, "a", "b", "k1"), admitted(4, "a", "c"))
SHUT = (out(10, "a", "b", "ac", k1=1), wrapped(11, "a", "a", "k2", 2), wrapped(12, "a", "c", "k2", 2))


def members(circle: Circle) -> str:
    return "".join(sorted(circle.members))


def test_only_who_is_in_the_circle_lets_others_in() -> None:
    assert members(fold(FOUNDED)) == "abc"
    assert members(fold((*FOUNDED, admitted(5, "x", "y"), admitted(6, "c", "d")))) == "abcd"
    assert fold((*FOUNDED, wrapped(5, "x", "x", "k9", 9))).newest == "k1"
    waits = (row(0, "d", PUBLISHED, public=public("d")), row(0, "b", PUBLISHED, public=public("b")))
    assert fold((*FOUNDED, *waits)).waiting() == ("d",)


@pytest.mark.parametrize(
    "claimed",
    [
        [admitted(5, "b", "x")],
        [wrapped(5, "b", "x", "k9", 9), wrapped(5, "b", "a", "k9", 9)],
        [wrapped(0, "b", "a", "k1", 99), wrapped(5, "b", "c", "k1", 99)],
        [admitted(20, "b", "x"), wrapped(21, "b", "a", "k9", 9), out(22, "b", "a", "b")],
        [wrapped(5, "b", "b", "k2", 50)],
    ],
    ids=["lets in", "brings a key", "renumbers a key", "afterwards", "claims the new key"],
)
def test_one_that_was_shut_out_changes_nothing_whatever_time_it_claims(claimed: list[Row]) -> None:
    circle = fold((*claimed, *FOUNDED, *SHUT))
    assert (members(circle), circle.newest, circle.out) == ("ac", "k2", {"b"})
    assert not circle.exposed
    assert ("k2", public("b")) not in circle.wrapped


def test_the_newest_key_in_strange_hands_is_seen() -> None:
    assert fold((*FOUNDED, *SHUT, wrapped(13, "a", "b", "k2", 2))).exposed
    back = fold((*FOUNDED, *SHUT, admitted(13, "c", "b"), wrapped(14, "c", "b", "k2", 2)))
    assert (members(back), back.out, back.exposed) == ("abc", frozenset(), False)


@pytest.mark.parametrize(
    "broken",
    [
        row(1, "a", "other"),
        row(1, "a", PUBLISHED),
        row(1, "a", PUBLISHED, public="AB" * 32),
        row(1, "a", ADMITTED, "b", public=public("b")),
        row(1, "a", WRAPPED, "b", name="k", generation="1", public=public("b"), wrapped=""),
        row(1, "a", SHUT_OUT, "b", members={"a": 1}, generations={}),
        row(1, "a", SHUT_OUT, "b", members=[], generations={}),
        row(1, "a", SHUT_OUT, "b", members={}, generations={"k": "1"}),
        {**row(1, "a", PUBLISHED), "content": None},
    ],
)
def test_a_row_that_says_nothing_is_none(broken: Row) -> None:
    assert not is_whole(broken)


def test_every_kind_of_row_is_known() -> None:
    assert all(map(is_whole, (*FOUNDED, *SHUT, row(0, "d", PUBLISHED, public=public("d")))))


# Wrapping.


def test_a_key_comes_out_of_its_wrap_only_for_whom_it_is_and_as_what_it_is() -> None:
    mine, other, key = wrap_key(Seal(new_key())), wrap_key(Seal(new_key())), new_key()
    about = {"name": "k", "generation": 1}
    made = wrap(key, mine.public, about)
    assert mine.unwrap(made, about) == key
    assert wrap(key, mine.public, about) != made
    assert other.unwrap(made, about) is None
    assert mine.unwrap(made, {**about, "generation": 2}) is None
    assert mine.unwrap(made[:-2] + ("00" if made[-2:] != "00" else "01"), about) is None
    assert mine.unwrap("no digits", about) is None
    assert mine.unwrap("", about) is None
    assert key.hex() not in made
    assert key.hex() not in repr(mine) + repr(Seal(key))


# Two stations' own files.


@pytest.fixture
def two(tmp_path: Path, clock: FakeClock) -> Iterator[tuple[KeyStation, KeyStation]]:
    made = tuple(KeyStation(tmp_path / name, name, clock) for name in ("s1", "s2"))
    yield made[0], made[1]
    for one in made:
        one.database.close()


def test_a_row_that_was_changed_or_signed_by_a_stranger_is_not_taken(two: tuple[KeyStation, KeyStation]) -> None:
    one, other = two
    one.keys.maintain()
    (published,) = one.rows()
    assert [told.what for told in other.keys.take_in([published])[1]] == ["unknown_signer"]
    other.confirmed["s1"] = {public_hex(one.key)}
    changed = {**published, "content": {"public": public("thief")}}
    assert [told.what for told in other.keys.take_in([changed])[1]] == ["signature"]
    assert other.keys.take_in([published]) == (1, ())
    assert other.keys.circle.waiting() == ("s1",)


def test_a_row_that_was_here_before_its_station_was_confirmed_counts_afterwards(
    two: tuple[KeyStation, KeyStation],
) -> None:
    one, other = two
    meet(one, other)
    rows = one.rows()
    other.confirmed.pop("s1")
    again = SiteKeys(other.database, "s2", other.key, Seal(new_key()), FakeClock(), lambda: other.confirmed)
    assert not any(known in again.known() for known in (row["id"] for row in rows if row["station"] == "s1"))
    other.confirmed["s1"] = {public_hex(one.key)}
    again.take_in(rows)
    assert "s1" in again.circle.published


def test_of_one_that_is_out_nothing_is_taken_but_its_public_key(two: tuple[KeyStation, KeyStation]) -> None:
    one, other = two
    meet(one, other)
    one.keys.admit("s2", "x")
    meet(one, other)
    assert other.keys.is_member
    one.keys.shut_out("s2", "x")
    newest = one.keys.circle.newest
    mine = {"name": "k9", "generation": 9, "public": one.keys._wrapping.public, "wrapped": ""}
    claimed = [signed(other, WRAPPED, mine), signed(other, PUBLISHED, {"public": public("new")}, "ffffffffffff.000000")]
    assert one.keys.take_in(claimed) == (1, ())
    assert one.keys.circle.newest == newest
    assert one.keys.circle.published["s2"] == public("new")


def signed(station: KeyStation, kind: str, content: Mapping[str, Any], clock: str = "") -> dict[str, Any]:
    """A row that a station signs with a time of its choice; default: long before all others."""
    more = {"at": 1.0, "actor": "x", "signer": public_hex(station.key), "clock": clock}
    made = {**row(1, station.name, kind, "s1", **content), **more}
    return {**made, "signature": sign(station.key, SIGNED_AS, {name: made[name] for name in SIGNED})}


def test_a_public_key_that_is_none_keeps_the_others_from_nothing(two: tuple[KeyStation, KeyStation]) -> None:
    one, other = two
    meet(one, other)
    one.keys._write([(PUBLISHED, "", {"public": "00" * 32})], "x")
    other.keys.take_in(one.rows())
    other.keys.admit("s1", "x")
    other.keys.maintain()
    assert other.keys.is_member
    assert other.keys.held() == 1


def test_names_of_before_are_sealed_anew_once_and_what_was_emptied_stays_empty(
    two: tuple[KeyStation, KeyStation],
) -> None:
    one, other = two
    first = one.people.add("case", "Wang", "1")
    assert one.people.reseal() == 0
    meet(one, other)
    one.keys.admit("s2", "x")
    assert one.people.reseal() == 1
    assert one.people.reseal() == 0
    assert one.people.of_incident("case")[first].name == "Wang"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_page_says_whose_key_is_missing(language: str, qapp: QApplication) -> None:
    translations = Translations(qapp)
    translations.use(language)
    try:
        sealed = case_content._person("p", "caller", {"p": Person("p", station="post-b", readable=False)})
        gone = case_content._person("q", "caller", {})
        assert (sealed.name, gone.name) == ("", "")
        assert "post-b" in sealed.secret
        assert gone.secret
        assert language == "en" or "加密" in sealed.secret
    finally:
        translations.use("en")


# The command.


@pytest.fixture
def site(tmp_path: Path) -> Path:
    path = tmp_path / "site.toml"
    path.write_text(site_text(None).replace('id = "s1"', f'id = "s1"\ndata_dir = "{tmp_path / "data"}"'), "utf-8")
    return path


Run = Callable[..., int]


@pytest.fixture
def run(site: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `watchroom keys ...` or `accounts ...` with these lines on standard input."""
    monkeypatch.setattr(accounts, "Hasher", lambda: Hasher(CHEAP))

    def call(command: str, *arguments: str, typed: str = "") -> int:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        return cli.run([command, arguments[0], "--site", str(site), *arguments[1:]])

    return call


@pytest.fixture
def elsewhere(tmp_path: Path, clock: FakeClock) -> Iterator[KeyStation]:
    """Another station, which has published its key."""
    other = KeyStation(tmp_path / "elsewhere", "s2", clock)
    other.keys.maintain()
    yield other
    other.database.close()


def listed(run: Run, capsys: pytest.CaptureFixture[str]) -> Mapping[str, Any]:
    capsys.readouterr()
    assert run("keys", "list", "--json") == 0
    told: Mapping[str, Any] = json.loads(capsys.readouterr().out)
    return told


def take_over(data: Path, other: KeyStation, clock: FakeClock) -> SiteKeys:
    """What the running station would have read from the shared database; gives its keys."""
    database, key = StationDatabase(data / "station.sqlite"), station_key(data / "keys")
    book = PeopleRecords(database, "s1", key, clock, data / "keys")
    keys = SiteKeys(database, "s1", key, station_seal(data / "keys"), clock, book.confirmed)
    keys.take_in(other.rows())
    database.close()
    return keys


def test_the_command_admits_and_shuts_out_by_name_and_password(
    run: Run, elsewhere: KeyStation, tmp_path: Path, clock: FakeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("accounts", "add", "zhou", typed=f"{PASSWORD}\n") == 0
    assert run("accounts", "add", "wu", "--role", "supervisor", "--as", "zhou", typed=f"{PASSWORD}\n{PASSWORD}\n") == 0
    assert run("keys", "admit", "s2", "--as", "zhou", typed=f"{PASSWORD}\n") == 2
    assert "confirmed here first" in capsys.readouterr().err
    assert run("accounts", "trust", "s2", public_hex(elsewhere.key), "--as", "zhou", typed=f"{PASSWORD}\n") == 0
    take_over(tmp_path / "data", elsewhere, clock)
    assert listed(run, capsys)["stations"] == {"s1": "unknown", "s2": "waiting"}
    assert run("keys", "admit", "s2") == 2
    assert run("keys", "admit", "s2", "--as", "zhou", typed="not-his-password\n") == 2
    assert run("keys", "admit", "s2", "--as", "zhou", typed=f"{PASSWORD}\n") == 0
    told = listed(run, capsys)
    assert told == {"station": "s1", "stations": {"s1": "admitted", "s2": "admitted"}, "keys": 1, "here": 1}
    assert run("keys", "admit", "s2", "--as", "zhou", typed=f"{PASSWORD}\n") == 2
    assert run("keys", "shut-out", "s2", "--as", "zhou", "--reason", "sold", typed=f"{PASSWORD}\n") == 0
    assert run("keys", "list") == 0
    shown = capsys.readouterr().out
    assert "s2  shut out" in shown
    assert "site keys: 2; this station has 2 of them" in shown
    database = StationDatabase(tmp_path / "data" / "station.sqlite")
    entries = [
        (one.action, one.object, (one.after or {}).get("reason")) for one in AuditLog(database, "s1", clock).entries()
    ]
    database.close()
    assert ("shut_out_station", "s2", "sold") in entries
    assert ("admit_station", "s2", None) in entries
    assert ("admit_station_failed", "s2", None) in entries


def test_a_supervisor_says_why_and_a_guard_may_not(
    run: Run, elsewhere: KeyStation, tmp_path: Path, clock: FakeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").mkdir()
    with people(tmp_path / "data", clock) as house:
        ids = house.everybody()
        house.accounts.trust_station(ids[Role.INSTALLER], "s2", public_hex(elsewhere.key))
    take_over(tmp_path / "data", elsewhere, clock)
    assert run("keys", "admit", "s2", "--as", "supervisor", typed=f"{PASSWORD}\n") == 2
    assert "has to say why" in capsys.readouterr().err
    assert run("keys", "admit", "s2", "--as", "guard", "--reason", "why", typed=f"{PASSWORD}\n") == 2
    assert "may not do that" in capsys.readouterr().err
    assert listed(run, capsys)["keys"] == 0
    assert run("keys", "admit", "s2", "--as", "supervisor", "--reason", "gate house", typed=f"{PASSWORD}\n") == 0
    assert listed(run, capsys)["keys"] == 1


def test_no_key_is_shown_nor_written_in_the_clear(
    run: Run, elsewhere: KeyStation, tmp_path: Path, clock: FakeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    run("accounts", "add", "zhou", typed=f"{PASSWORD}\n")
    run("accounts", "trust", "s2", public_hex(elsewhere.key), "--as", "zhou", typed=f"{PASSWORD}\n")
    take_over(tmp_path / "data", elsewhere, clock)
    run("keys", "admit", "s2", "--as", "zhou", typed=f"{PASSWORD}\n")
    run("keys", "list")
    run("keys", "list", "--json")
    keys = take_over(tmp_path / "data", elsewhere, clock)
    (key,) = keys._keys.values()
    assert key.hex() not in "".join(capsys.readouterr())
    for path in (tmp_path / "data").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert key not in content, path
            assert key.hex().encode() not in content, path


def test_refusals_have_codes(two: tuple[KeyStation, KeyStation]) -> None:
    one, other = two
    meet(one, other)
    with pytest.raises(KeyRefused) as raised:
        one.keys.shut_out("s1", "x")
    assert raised.value.code == "own_station"
