"""Names of people at several stations: read where somebody has admitted the station, and nowhere else."""

from __future__ import annotations

import io
import json
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import DBAPIError

from app import cli
from app.people import accounts
from app.people.authorised import Authority, AuthorityNeeded
from app.people.passwords import Hasher
from app.people.rights import Role as Rank
from app.store.incident_people import KEPT_DAYS
from app.store.migrate import Role, migrate
from app.store.schema import evidence, incident_person
from app.store.sealing import Seal, new_key
from app.store.shared import grant_station_rights, open_shared, put
from app.store.site_keys import KeyRefused, SiteKeys
from app.store.wrapping import wrap_key
from tests.fakes.clock import FakeClock
from tests.fakes.names_station import CASE, NamesStation, introduce, meet
from tests.fakes.people import CHEAP, PASSWORD
from tests.fakes.postgres import PostgresServer, postgres

__all__ = ["postgres"]
NAME, PHONE = "欧阳明月", "13912345678"
DAY = 86_400.0
_NUMBERS = count()
Make = Callable[[str], NamesStation]


@pytest.fixture(scope="module")
def role(postgres: PostgresServer) -> str:
    postgres.execute("CREATE ROLE posts LOGIN PASSWORD 'guard'")
    return "posts"


@pytest.fixture
def url(postgres: PostgresServer, role: str) -> str:
    """A shared database as stations see it, with their role's rights only."""
    name = f"names{next(_NUMBERS)}"
    owner = open_shared(postgres.create_database(name))
    migrate(owner, Role.SHARED)
    grant_station_rights(owner, role)
    owner.dispose()
    return postgres.url(name, role, "guard")


@pytest.fixture
def make(tmp_path: Path, clock: FakeClock, url: str) -> Iterator[Make]:
    made: list[NamesStation] = []

    def station(name: str) -> NamesStation:
        made.append(NamesStation(tmp_path / name, clock, name, url))
        return made[-1]

    yield station
    for one in made:
        one.close()


def everything(url: str) -> str:
    """All that stands in the shared database, as text; bytes as hexadecimal digits."""
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        rows = [connection.execute(f'SELECT t::text FROM "{name}" t').fetchall() for (name,) in tables]
    return json.dumps(rows, ensure_ascii=False)


def forms(secret: bytes) -> tuple[bytes, ...]:
    """How somebody might have written it down."""
    return secret, secret.hex().encode(), b64encode(secret).rstrip(b"=")


def test_a_name_is_read_at_another_station_once_somebody_admitted_it(make: Make, url: str) -> None:
    one, other = make("a"), make("b")
    introduce([one, other])
    before = one.name(NAME, PHONE)
    meet([one, other])
    read = other.read(before)
    assert read is not None
    assert (read.readable, read.name, read.station) == (False, "", "a")
    assert other.health().code == "sound", "nobody shares names here yet"
    one.acts.admit("b").result(60)
    later = one.name("later")
    meet([one, other])
    for person, name in ((before, NAME), (later, "later")):
        read = other.read(person)
        assert read is not None
        assert read.name == name
    back = other.name("from b")
    meet([one, other])
    assert one.read(back) is not None
    assert one.names() == other.names() == sorted([NAME, "from b", "later"])
    stolen = everything(url)
    for secret in (NAME, PHONE, "later", "from b"):
        assert secret not in stolen
        assert secret.encode().hex() not in stolen
    entries = {(entry.action, entry.object, entry.actor) for entry in one.records.audit.entries()}
    assert ("admit_station", "b", one.installer) in entries


def test_a_stolen_database_opens_no_name_and_no_key_lies_in_the_clear(
    make: Make, url: str, tmp_path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    one, other = make("a"), make("b")
    introduce([one, other])
    one.acts.admit("b").result(60)
    person = one.name(NAME, PHONE)
    meet([one, other])
    assert other.names() == [NAME]
    secrets = [Seal(key) for key in one.keys._keys.values()]
    assert len(secrets) == 1
    stolen = everything(url).encode()
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    for form in forms(secrets[0]._key):
        assert form not in stolen
        assert not any(form in file for file in files), "the site key stands in a file"
        assert form.decode("latin-1") not in caplog.text
    for form in forms((one.folder.keys / "personal.key").read_bytes()):
        assert form not in stolen
    assert secrets[0]._key.hex() not in repr(one.keys._keys.values()) + repr(secrets)
    thief = SiteKeys(one.records.database, "a", one.records.key, Seal(new_key()), clock, one.records.book.confirmed)
    thief.refresh()
    assert thief.held() == 0
    assert thief.named(secrets[0].name) is None
    assert one.read(person) is not None


def test_a_station_whose_key_nobody_confirmed_is_not_heard(make: Make) -> None:
    one, other = make("a"), make("b")
    meet([one, other])
    assert {(told.station, told.what) for told in one.feed.refused} == {("b", "unknown_signer")}
    with pytest.raises(KeyRefused, match="not_published"):
        one.acts.admit("b").result(60)
    assert [entry.action for entry in one.records.audit.entries()][:2] == ["admit_station_failed", "admit_station"]
    one.trust(other)
    meet([one, other])
    one.acts.admit("b").result(60)
    meet([one, other])
    assert not other.keys.is_member, "nor does it take a key from one that it has not confirmed"
    other.trust(one)
    meet([one, other])
    assert other.keys.is_member


def test_what_cannot_be_is_refused_and_who_may_not_is_asked(make: Make) -> None:
    one, other = make("a"), make("b")
    introduce([one, other])
    with pytest.raises(KeyRefused, match="own_station"):
        one.acts.admit("a").result(60)
    with pytest.raises(KeyRefused, match="not_member"):
        one.acts.shut_out("b").result(60)
    one.acts.admit("b").result(60)
    for act, code in ((one.acts.admit, "already_admitted"), (one.acts.shut_out, "own_station")):
        with pytest.raises(KeyRefused, match=code):
            act("b" if code == "already_admitted" else "a").result(60)
    with pytest.raises(KeyRefused, match="not_admitted"):
        one.acts.shut_out("z").result(60)
    third = make("c")
    introduce([one, other, third])
    assert third.health().code == "names_not_admitted"
    assert (one.health().code, dict(one.health().detail)) == ("names_waiting", {"station": "c"})
    with pytest.raises(KeyRefused, match="not_member"):
        third.acts.shut_out("b").result(60)
    one.people.desk.sign_out(one.installer)
    with pytest.raises(AuthorityNeeded) as raised:
        one.acts.admit("c").result(60)
    assert not one.keys.circle.members.get("c")
    one.people.accounts.add(one.installer, "guard", "Guard", Rank.GUARD, PASSWORD, must_change=False)
    with pytest.raises(AuthorityNeeded, match="role_lacks_right"):
        raised.value.retry(Authority(one.people.desk.vouch("guard", PASSWORD))).result(60)


def test_a_station_that_is_shut_out_reads_no_new_name(make: Make) -> None:
    one, other, third = (make(name) for name in ("a", "b", "c"))
    everybody = [one, other, third]
    introduce(everybody)
    one.acts.admit("b").result(60)
    meet(everybody)
    other.acts.admit("c").result(60)
    old, own = third.name("old"), other.name("b before")
    meet(everybody)
    assert one.names() == other.names() == third.names() == ["b before", "old"]
    one.acts.shut_out("b").result(60)
    one.name(NAME)
    meet(everybody)
    third.name("from c")
    meet(everybody)
    assert third.names() == one.names() == sorted([NAME, "b before", "from c", "old"])
    assert NAME not in other.names()
    assert "from c" not in other.names()
    assert other.health().code == "names_shut_out"
    kept = other.read(own)
    assert kept is not None
    assert kept.readable, "the others sealed it anew; what this station wrote itself it goes on reading"
    assert one.records.people.of_incident(CASE)[old].readable
    later = other.name("from b")
    meet(everybody)
    read = one.read(later)
    assert read is not None
    assert not read.readable, "what it seals, it seals with a key of its own"
    one.acts.admit("b").result(60)
    meet(everybody)
    assert one.names() == other.names() == third.names() == sorted([NAME, "b before", "from b", "from c", "old"])
    assert one.health().code == "sound"


def test_of_two_who_shut_somebody_out_at_once_neither_brings_one_back(make: Make) -> None:
    one, other, third, fourth = (make(name) for name in ("a", "b", "c", "d"))
    everybody = [one, other, third, fourth]
    introduce(everybody)
    for name in ("b", "c", "d"):
        one.acts.admit(name).result(60)
    meet(everybody)
    one.acts.shut_out("c").result(60)
    other.acts.shut_out("d").result(60)
    meet(everybody, 4)
    assert set(one.keys.circle.members) == set(other.keys.circle.members) == {"a", "b"}
    assert one.keys.circle.newest == other.keys.circle.newest
    one.name(NAME)
    meet(everybody)
    assert other.names() == [NAME]
    assert third.names() == fourth.names() == []


def test_without_the_shared_database_names_are_read_and_stations_admitted(
    make: Make, postgres: PostgresServer, url: str
) -> None:
    one, other = make("a"), make("b")
    introduce([one, other])
    one.acts.admit("b").result(60)
    one.name(NAME)
    meet([one, other])
    third = make("c")
    introduce([one, other, third])
    database = url.rpartition("/")[2]
    postgres.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS false")
    try:
        with pytest.raises(DBAPIError):
            other.feed.look()
        assert other.names() == [NAME]
        person = other.name("written alone")
        other.acts.admit("c").result(60)
    finally:
        postgres.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS true")
    meet([one, other, third])
    read = third.read(person)
    assert read is not None
    assert read.name == "written alone"
    assert third.names() == one.names()


def test_names_go_everywhere_when_their_time_is_over(make: Make, clock: FakeClock, url: str) -> None:
    one, other, third = (make(name) for name in ("a", "b", "c"))
    everybody = [one, other, third]
    introduce(everybody)
    one.acts.admit("b").result(60)
    one.acts.admit("c").result(60)
    person, left = one.name(NAME), other.name("left behind")
    held = other.records.people.add("held", "held elsewhere", "")
    evidence_on_hold(third, "held")
    meet(everybody)
    assert third.read(person) is not None
    one.acts.shut_out("b").result(60)
    meet(everybody)
    clock.advance((KEPT_DAYS + 1) * DAY)
    one.people.tick()
    assert one.read(person) is None
    assert one.read(left) is None, "nobody else looks after the rows of a station that is out"
    meet(everybody)
    assert third.read(person) is third.read(left) is None
    assert "held elsewhere" in {one.name for one in third.records.people.of_incident("held").values()}
    assert third.records.people.of_incident("held")[held].readable
    assert one.records.audit.entries()[0].action == "people_purged"
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT id, length(sealed) FROM incident_person").fetchall()
    rows: dict[str, int] = dict(found)
    assert (rows[person], rows[left]) == (0, 0)
    assert rows[held] > 0


def evidence_on_hold(station: NamesStation, incident: str) -> None:
    """A recording on legal hold, known to the shared database."""
    blank = {str: "x", int: 0, float: 0.0, bool: False}
    row = {one.name: blank[one.type.python_type] for one in evidence.columns if not one.nullable}
    engine = open_shared(station.url)
    with engine.begin() as connection:
        connection.execute(insert(evidence).values(**row | {"id": "e", "incident": incident, "legal_hold": True}))
    engine.dispose()


def test_a_station_that_starts_anew_reads_as_before(make: Make, tmp_path: Path, clock: FakeClock, url: str) -> None:
    one, other = make("a"), make("b")
    introduce([one, other])
    one.acts.admit("b").result(60)
    one.name(NAME)
    meet([one, other])
    again = make("b")
    assert again.names() == [NAME]
    assert again.keys.is_member
    assert (
        wrap_key(Seal((again.folder.keys / "personal.key").read_bytes())).public in again.keys.circle.members.values()
    )


def test_rows_that_an_older_copy_of_the_file_lacks_come_back(make: Make) -> None:
    one = make("a")
    person = one.name(NAME)
    gone = one.name("emptied here since")
    meet([one])
    newer = one.records.people._anew(row_of(one, gone), sealed=b"")
    one.records.database.write(lambda connection: put(connection, incident_person, [newer]))
    one.records.database.write(
        lambda connection: connection.execute(delete(incident_person).where(incident_person.c.id == person))
    )
    assert make("a").feed.look() == 1
    assert one.names() == [NAME], "and what stands here is the truth of this station's rows"


def row_of(station: NamesStation, person: str) -> dict[str, Any]:
    with station.records.database.read.connect() as connection:
        query = select(incident_person).where(incident_person.c.id == person)
        return dict(connection.execute(query).mappings().one())


def test_a_station_that_lost_its_keys_is_admitted_anew_and_the_lost_ones_open_nothing_new(make: Make) -> None:
    one, other = make("a"), make("b")
    introduce([one, other])
    one.acts.admit("b").result(60)
    meet([one, other])
    lost = wrap_key(Seal((other.folder.keys / "personal.key").read_bytes()))
    (other.folder.keys / "personal.key").unlink()
    again = make("b")
    meet([one, again])
    assert one.health().code == "names_waiting"
    first = one.keys.circle.newest
    one.acts.admit("b").result(60)
    meet([one, again])
    assert one.keys.circle.newest != first
    assert (one.keys.circle.newest, lost.public) not in one.keys.circle.wrapped
    one.name(NAME)
    meet([one, again])
    assert again.names() == [NAME]


def test_stations_that_run_meet_by_themselves_and_the_command_admits_beside_them(
    make: Make, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    one, other = make("a"), make("b")
    one.trust(other)
    other.trust(one)
    one.start()
    other.start()
    person = one.name(NAME)
    until("the other's key", lambda: "b" in one.keys.circle.published)
    monkeypatch.setattr(accounts, "Hasher", lambda: Hasher(CHEAP))
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
    assert cli.run(["keys", "admit", "b", "--site", str(one.site_file), "--as", "chief-a"]) == 0
    until("the name", lambda: other.names() == [NAME])
    assert other.read(person) is not None
    assert one.health().code == other.health().code == "sound"
    assert NAME not in caplog.text


def until(what: str, condition: Callable[[], object], seconds: float = 90.0) -> None:
    begun, pause = time.monotonic(), threading.Event()
    while not condition():
        assert time.monotonic() - begun < seconds, what
        pause.wait(0.05)
