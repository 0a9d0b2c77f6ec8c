"""A station's people seen from outside: its health, a file changed by hand, the demo's people."""

from __future__ import annotations

import logging
import sqlite3
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.demo_site.people import CAST, DemoPeople
from app.pages import health_content
from app.people.rights import Role
from app.services.health import Level
from app.station import Station
from tests.end_to_end.driving import Device, make_station, occurrences, part, until
from tests.fakes.people import PASSWORD
from tests.fakes.small_station import FENCE_PASSWORD, load, site_text


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    made = make_station(load(tmp_path, site_text(None)), tmp_path / "data")
    made.start()
    yield made
    made.stop()


def test_a_station_without_accounts_says_so_and_takes_alarms(station: Station) -> None:
    told = part(station, "people")
    assert (told.level, told.code) == (Level.DEGRADED, "no_accounts")
    assert all(health_content.words(told))
    fence = Device(station.devices.port, "fence1", FENCE_PASSWORD)
    fence.event("perimeter", "Z01", occ="one")
    until("the alarm", lambda: occurrences(station, "fence-z01"))
    alarm = occurrences(station, "fence-z01")[0]
    station.acts.acknowledge(alarm.id, no_picture=True).result(60)
    assert occurrences(station, "fence-z01")[0].acked_by == "nobody@s1"
    fence.close()


def test_accounts_changed_by_hand_are_refused_at_the_start_and_alarms_go_on(tmp_path: Path) -> None:
    loaded, folder = load(tmp_path, site_text(None)), tmp_path / "data"
    station = make_station(loaded, folder)
    station.start()
    station.people.accounts.add_first("zhou", "Zhou", PASSWORD)
    assert part(station, "people").level is Level.GOOD
    station.stop()
    connection = sqlite3.connect(folder / "station.sqlite")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("UPDATE account_event SET data = replace(data, 'Zhou', 'Eve')")
    connection.commit()
    connection.close()
    again = make_station(loaded, folder)
    again.start()
    told = part(again, "people")
    assert (told.level, told.code, told.detail) == (Level.FAILED, "changed", {"line": 1, "what": "changed"})
    assert "line 1 (changed)" in health_content.words(told)[0]
    fence = Device(again.devices.port, "fence1", FENCE_PASSWORD)
    fence.event("perimeter", "Z01", occ="one")
    until("the alarm", lambda: occurrences(again, "fence-z01"))
    again.acts.acknowledge(occurrences(again, "fence-z01")[0].id, no_picture=True).result(60)
    fence.close()
    again.stop()


def test_the_heads_are_signed_at_the_end_and_nobody_is_signed_in_at_the_next_start(tmp_path: Path) -> None:
    loaded, folder = load(tmp_path, site_text(None)), tmp_path / "data"
    station = make_station(loaded, folder)
    station.start()
    station.people.accounts.add_first("zhou", "Zhou", PASSWORD)
    station.people.desk.sign_in("zhou", PASSWORD)
    assert station.user == "Zhou"
    station.stop()
    assert '"reason": "stop"' in (folder / "keys" / "heads.jsonl").read_text("utf-8").splitlines()[-1]
    again = make_station(loaded, folder)
    again.start()
    assert again.user == "nobody@s1"
    again.stop()


def test_the_demos_passwords_are_in_one_closed_file_and_in_no_log(
    station: Station, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        people = DemoPeople(station.people, tmp_path)
        people.move_in()
    if sys.platform != "win32":
        assert stat.S_IMODE(people.file.stat().st_mode) == 0o600
    text = people.file.read_text("utf-8")
    passwords = [people.password(name) for name in CAST]
    assert len(set(passwords)) == len(CAST)
    assert all(password in text and password not in caplog.text for password in passwords)
    assert {one.role for one in station.people.accounts.listed()} == set(Role)
    assert [one.role for one in station.people.desk.duty.people] == [Role.GUARD]
