"""A station that runs, with alarms arriving, is backed up by another process: nothing acknowledged is missing; and one
that was restored from yesterday's state gets back from the shared database what it wrote since."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from sqlalchemy import func, select

from app.people.rights import Role as PersonRole
from app.services.evidence_order import ExportOrder
from app.settings import load_site
from app.station import Station
from app.store import outbox_rows
from app.store.check import check_file
from app.store.database import StationDatabase
from app.store.migrate import Role, migrate
from app.store.register import FootageRequest, Requester
from app.store.schema import account_event, alarm_action, outbox_refused, raw_message
from app.store.shared import open_shared
from tests.end_to_end.driving import Device, make_station, occurrences, part, until
from tests.fakes.people import PASSWORD
from tests.fakes.postgres import PostgresServer, postgres
from tests.fakes.rtsp_process import ROOT
from tests.fakes.small_station import FENCE_PASSWORD, HELP_PASSWORD, load, site_text
from video.evidence import Status, trusted_digest, verify_package

__all__ = ["postgres"]

PHRASE = "nine horses in the rain"


def settings(folder: Path) -> str:
    (folder / "phrase").write_text(PHRASE)
    (folder / "disk").mkdir()
    return f'[backup]\ntarget = "{folder / "disk"}"\npassphrase = "file:phrase"\n'


def run(*words: object) -> None:
    """A command of the program in a process of its own."""
    command = [sys.executable, "-m", "app", *(str(word) for word in words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def station_of(folder: Path, text: str) -> Station:
    made = make_station(load(folder, text), folder / "data")
    made.start()
    return made


def test_a_station_is_backed_up_while_alarms_arrive(tmp_path: Path) -> None:
    text = site_text(None).replace('id = "s1"', f'id = "s1"\ndata_dir = "{tmp_path / "data"}"') + settings(tmp_path)
    station = station_of(tmp_path, text)
    device = Device(station.devices.port, "fence1", FENCE_PASSWORD)
    sent: list[str] = []
    ending = threading.Event()

    def send() -> None:
        while not ending.wait(0.02):
            sent.append(device.event("perimeter", "Z01", occ=f"occ-{len(sent)}"))

    thread = threading.Thread(target=send)
    thread.start()
    try:
        until("some are acknowledged", lambda: device.acknowledged() > 20)
        before = device.acknowledged()
        run("backup", "--site", tmp_path / "site.toml")
        assert device.acknowledged() > before, "no alarm was taken while it was made"
        until("health says so", lambda: part(station, "backup").code in ("good", "same_disk"))
    finally:
        ending.set()
        thread.join()
        device.close()
        station.stop()
    there = tmp_path / "there"
    phrase = tmp_path / "phrase"
    words = ("--site", there / "site.toml", "--folder", there / "data", "--passphrase-file", phrase)
    run("restore", tmp_path / "disk", *words)
    database = StationDatabase(there / "data" / "station.sqlite")
    try:
        assert check_file(database) == []
        with database.read.connect() as connection:
            held = set(connection.execute(select(raw_message.c.id)).scalars())
            raised = connection.execute(select(func.count()).select_from(alarm_action)).scalar_one()
        assert set(sent[:before]) <= held, "acknowledged, and not in the backup"
        assert raised >= before
    finally:
        database.close()


def test_what_a_restored_station_wrote_since_comes_back_from_the_shared_database(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    url = postgres.create_database("restored")
    engine = open_shared(url)
    migrate(engine, Role.SHARED)
    text = site_text(None, database=url).replace('id = "s1"', f'id = "s1"\ndata_dir = "{tmp_path / "data"}"')
    text += settings(tmp_path)
    station = station_of(tmp_path, text)
    try:
        station.people.accounts.add_first("installer", "Installer", PASSWORD)
        ring(station, "help1", HELP_PASSWORD, "panic", "H1")
        run("backup", "--site", tmp_path / "site.toml")
        ring(station, "fence1", FENCE_PASSWORD, "perimeter", "Z01")
        station.people.accounts.add("set_up", "later", "Later", PersonRole.GUARD, PASSWORD, must_change=False)
        until("it went over", lambda: carried(station))
    finally:
        station.stop()
    phrase = tmp_path / "phrase"
    run("restore", tmp_path / "disk", "--site", tmp_path / "site.toml", "--replace", "--passphrase-file", phrase)
    again = make_station(load(tmp_path, text), tmp_path / "data")
    assert len(again.people.accounts.listed()) <= 1
    again.start()
    try:
        until("both alarms", lambda: points(again) == {"help-h1", "fence-z01"})
        names = {"installer", "later"}
        until("both accounts", lambda: {one.name for one in again.people.accounts.listed()} == names)
        ring(again, "fence1", FENCE_PASSWORD, "perimeter", "Z02", 2)
        again.people.accounts.add("set_up", "newest", "Newest", PersonRole.GUARD, PASSWORD, must_change=False)
        assert again.people.accounts.state.value == "sound"
        until("all went over", lambda: carried(again))
        with again.database.read.connect() as connection:
            assert connection.execute(select(outbox_refused.c.code, outbox_refused.c.message)).all() == []
        with engine.connect() as connection:
            chains = connection.execute(select(alarm_action.c.chain).distinct()).scalars().all()
            accounts = connection.execute(select(account_event.c.chain).distinct()).scalars().all()
        assert (len(chains), len(accounts)) == (2, 2), "what was restored goes on in chains that go on elsewhere"
        assert check_file(again.database) == []
    finally:
        again.stop()
        engine.dispose()


def test_a_station_put_back_on_another_computer_starts_whole(tmp_path: Path) -> None:
    text = site_text(None).replace('id = "s1"', f'id = "s1"\ndata_dir = "{tmp_path / "data"}"') + settings(tmp_path)
    station = station_of(tmp_path, text)
    try:
        station.people.accounts.add_first("installer", "Installer", PASSWORD)
        ring(station, "help1", HELP_PASSWORD, "panic", "H1")
        incident = occurrences(station)[0].incident or ""
        person = station.records.people.add(incident, "欧阳明月", "13900001111")
        entry = station.register.enter(FootageRequest(Requester.COURT, "法官", "区法院", "why", "1", "boss"), "x")
        fingerprint = station.evidence.fingerprint
    finally:
        station.stop()
    run("backup", "--site", tmp_path / "site.toml")
    there = tmp_path / "there"
    words = ("--site", there / "site.toml", "--folder", there / "data", "--passphrase-file", tmp_path / "phrase")
    run("restore", tmp_path / "disk", *words)
    for gone in ("data", "site.toml", "phrase"):
        (tmp_path / gone).rename(tmp_path / f"gone-{gone}")
    (tmp_path / "phrase").write_text("not needed to run")
    again = make_station(load_site(there / "site.toml"), there / "data")
    again.start()
    try:
        assert again.people.desk.sign_in("installer", PASSWORD).role is PersonRole.INSTALLER
        until("its alarm", lambda: points(again) == {"help-h1"})
        assert again.records.people.of_incident(incident)[person].name == "欧阳明月"
        assert again.register.get(entry.id) == entry
        assert again.evidence.fingerprint == fingerprint, "its packages would be an unknown signer's"
        ring(again, "fence1", FENCE_PASSWORD, "perimeter", "Z01")
        number = again.incidents.page().incidents[0].number
        made = again.evidence.export(ExportOrder(tmp_path / "stick", "why", incident=incident, entry=entry.id), "x")
        assert verify_package(made.path, trusted_digest(fingerprint)).status is Status.VALID
        assert number.endswith("-002"), number
        assert again.audit.verify().sound
        assert check_file(again.database) == []
    finally:
        again.stop()
    assert not (tmp_path / "data").exists(), "it went back to where it was"


def ring(station: Station, name: str, password: str, alarm_class: str, channel: str, number: int = 1) -> None:
    """An alarm of a device's, and wait until it stands; number: of its message, which counts once."""
    device = Device(station.devices.port, name, password)
    device._number = number
    try:
        before = points(station)
        device.event(alarm_class, channel, occ=f"{channel}-{number}")
        until("the alarm", lambda: len(points(station)) > len(before))
    finally:
        device.close()


def carried(station: Station) -> bool:
    """Whether nothing waits for the shared database now; what health tells is as of the last round."""
    return outbox_rows.backlog(station.database).depth == 0


def points(station: Station) -> set[str]:
    """The points whose alarms stand."""
    return {one.point for one in occurrences(station)}
