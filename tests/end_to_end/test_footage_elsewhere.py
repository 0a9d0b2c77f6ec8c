"""Two stations in processes of their own, with folders of their own: what A kept of an incident is replayed and handed
out at B, snapshots included; while A is away B says so, and still has what it fetched."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.archive_door.identity import door_identity
from app.services.evidence_order import ExportOrder
from app.services.health import Level
from app.station import Station
from app.store.migrate import Role, migrate
from app.store.records import Clip
from app.store.shared import open_shared
from tests.end_to_end.driving import Device, make_station, occurrences, part, until
from tests.fakes.postgres import PostgresServer, postgres
from tests.fakes.rtsp_process import ROOT, RtspProcess
from tests.fakes.small_station import FENCE_PASSWORD, load, site_text
from video.clips import read_clip
from video.evidence import Status, trusted_digest, verify_package
from video.footage import Footage

__all__ = ["postgres"]


class North:
    """Station A in its process."""

    def __init__(self, site: Path, folder: Path) -> None:
        command = [sys.executable, "-m", "tests.fakes.station_process", str(site), str(folder)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.broker = int(self.process.stdout.readline())

    def order(self, line: str) -> str:
        """Let it do something; gives what it says."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        """End it without a word."""
        self.process.kill()
        self.process.wait(60)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()


@contextmanager
def running(site: Path, folder: Path) -> Iterator[North]:
    north = North(site, folder)
    try:
        yield north
    finally:
        north.kill()


def text_of(server: RtspProcess, url: str, station: str, other: str, port: int, listen: str) -> str:
    """A station's site file: north records every camera, and each knows the other's certificate."""
    text = site_text(server, database=url).replace('id = "s1"', f'id = "{station}"')
    text = text.replace("[[camera]]\n", '[[camera]]\nrecorder = "north"\nstand_in = "south"\n')
    text = text.replace("[recording]\n", '[recording]\nmode = "always"\nleave_free_gb = 0\n')
    if station == "north":  # drawn at A alone, and black at B as well
        first = f'id = "{server.cameras[0]}"\n'
        assert text.count(first) == 1
        text = text.replace(first, f"{first}private = [[[0.1, 0.1], [0.5, 0.1], [0.5, 0.5]]]\n")
    text += "[evidence]\nregister = false\n"
    text += f'[[rule]]\nid = "climb"\ncamera = "{server.cameras[1]}"\nkind = "intrusion"\n'
    text += "polygon = [[0, 0], [1, 0], [1, 1]]\n"
    text += "[archive]\nstand_in_after_s = 10\n" + (f'listen = "{listen}"\n' if listen else "")
    return text + f'[[archive_station]]\nid = "{other}"\naddress = "127.0.0.1:{port}"\ncertificate = "{other}.pem"\n'


def test_an_incident_at_a_is_replayed_and_handed_out_at_b_and_b_says_when_a_is_away(
    postgres: PostgresServer, cameras: RtspProcess, tmp_path: Path
) -> None:
    url = postgres.create_database("footage")
    engine = open_shared(url)
    migrate(engine, Role.SHARED)
    engine.dispose()
    folders = {name: tmp_path / name for name in ("north", "south")}
    for name, folder in folders.items():
        folder.mkdir(exist_ok=True)
        certificate = door_identity(folder / "data" / "keys", name).certificate
        for other in folders.values():
            other.mkdir(exist_ok=True)
            (other / f"{name}.pem").write_text(certificate)
    here, there = folders["south"], folders["north"]
    (there / "site.toml").write_text(text_of(cameras, url, "north", "south", 1, "127.0.0.1:0"), "utf-8")
    with running(there / "site.toml", there / "data") as north:
        port = int(north.order("door"))
        south = make_station(load(here, text_of(cameras, url, "south", "north", port, "")), here / "data")
        south.start()
        try:
            until("they are together", lambda: part(south, "stations").code == "together")
            until("A's door answers", lambda: part(south, "archives").code == "all_there")
            private = cameras.cameras[0]
            until("A's private areas", lambda: south.privacy.areas(private))
            until("A's pictures", lambda: int(north.order("live")) >= len(cameras.cameras))
            device = Device(north.broker, "fence1", FENCE_PASSWORD)
            device.event("perimeter", "Z01", occ="one")
            device.close()
            until("the alarm here", lambda: occurrences(south))
            incident = occurrences(south)[0].incident
            assert incident is not None
            picture = north.order(f"snapshot {cameras.cameras[0]} {incident}")
            wanted = {*cameras.cameras[:-1]}
            until("the clips of A", lambda: {one.camera for one in clips(south, incident)} == wanted)
            assert south.clips.of_station(incident) == [], "B recorded a camera that is A's"
            check_replay(south, incident, picture)
            check_package(south, incident, tmp_path / "package", len(wanted), private)
            check_archive(south, cameras.cameras[0])
            assert north.order(f"seen {cameras.cameras[1]}") == "climb"
            until("what A saw", lambda: occurrences(south, f"{cameras.cameras[1]}.seen"))
            seen = occurrences(south, f"{cameras.cameras[1]}.seen")[0].incident
            assert seen == incident
            check_hit(south, seen, tmp_path / "seen")
            north.kill()
            until("B says so", lambda: part(south, "archives").code == "away")
            status = part(south, "archives")
            assert status.level is Level.DEGRADED and status.detail["names"] == "north"
            where = south.footage.availability(cameras.cameras[0])
            assert (where.state, where.station) == ("away", "north") and where.since is not None
            assert [one.station for one in south.clips.missing(incident)] == ["north"]
            check_replay(south, incident, picture)
            check_package(south, incident, tmp_path / "again", len(wanted), private, 2)
            check_hit(south, seen, tmp_path / "seen again")
            text = text_of(cameras, url, "north", "south", 1, f"127.0.0.1:{port}")
            (there / "site.toml").write_text(text, "utf-8")
            until("B stands in", lambda: recorded(south, cameras.cameras[0]))
            with running(there / "site.toml", there / "data") as again:
                assert int(again.order("door")) == port
                until("A is back", lambda: part(south, "archives").code == "all_there")
                assert south.footage.availability(cameras.cameras[0]).state == "remote"
        finally:
            south.stop()
    entered = audit_of(there / "data")
    assert [one for one in entered if one[0] == "station:south"], "A did not enter who fetched"


def clips(station: Station, incident: str) -> list[Clip]:
    return [one for one in station.clips.of_incident(incident) if one.kind == "clip"]


def check_replay(station: Station, incident: str, picture: str) -> None:
    """Every clip has pictures that can be decoded, and the snapshot is a picture."""
    found = station.clips.of_incident(incident)
    for camera in {one.camera for one in found if one.kind == "clip"}:
        footage = Footage([Path(one.path) for one in found if one.camera == camera and one.kind == "clip"])
        assert len(footage) > 20
        assert footage.picture(len(footage) - 1) is not None
    (snapshot,) = [one for one in found if one.kind == "snapshot"]
    assert Path(snapshot.path).read_bytes()[:2] == b"\xff\xd8" and picture.endswith(".jpg")


def check_archive(station: Station, camera: str) -> None:
    """The recording of all day is played as ours is, and none of it is ours."""
    now = station.clock.now()
    until("A's recording", lambda: station.footage.segments(camera, now - 60, now + 60))
    segment = station.footage.segments(camera, now - 60, now + 60)[0]
    clip = read_clip(station.footage.fetch(segment))
    assert clip.camera == camera and abs(clip.start - segment.start) < 0.1
    assert not recorded(station, camera)


def recorded(station: Station, camera: str) -> bool:
    """Whether this station recorded the camera itself."""
    now = station.clock.now()
    return bool(station.recording.index.segments(camera, now - 600, now))


def check_package(station: Station, incident: str, folder: Path, cameras: int, private: str, pictures: int = 1) -> None:
    """The package holds them all, what is private at A blackened, and verifies with B's key."""
    made = station.evidence.export(ExportOrder(folder, "police", incident=incident), "guard")
    listed = json.loads((made.path / "manifest.json").read_text("utf-8"))
    kinds = [one["kind"] for one in listed["files"]]
    assert kinds.count("clip") >= cameras and kinds.count("snapshot") == pictures
    shown = [one for one in listed["files"] if one["camera"] == private]
    assert shown and all(one["derived"] == "masked" for one in shown)
    away = "north" in {one.station for one in station.clips.missing(incident)}
    assert ("record/not-included.json" in {one["name"] for one in listed["files"]}) is away
    assert verify_package(made.path, trusted_digest(station.evidence.fingerprint)).status is Status.VALID


def check_hit(station: Station, incident: str, folder: Path) -> None:
    """The package of what a rule saw at A holds its picture."""
    made = station.evidence.export(ExportOrder(folder, "police", incident=incident), "guard")
    (picture,) = (made.path / "snapshots").glob("seen-*_climb.jpg")
    assert picture.read_bytes()[:2] == b"\xff\xd8"
    assert verify_package(made.path, trusted_digest(station.evidence.fingerprint)).status is Status.VALID


def audit_of(folder: Path) -> list[tuple[str, str]]:
    """Who did what, by the audit log of a station that has ended."""
    from app.clock import SystemClock
    from app.data_folder import DataFolder
    from app.store.audit import AuditLog
    from app.store.database import StationDatabase

    database = StationDatabase(DataFolder(folder).journal)
    try:
        return [(one.actor, one.action) for one in AuditLog(database, "north", SystemClock()).entries(limit=500)]
    finally:
        database.close()
