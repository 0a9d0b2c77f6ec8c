"""Two stations in processes of their own, with folders of their own: what A kept of an incident is replayed and handed
out at B, snapshots included; while A is away B says so, and still has what it fetched."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
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


@dataclass
class Posts:
    """Station B as it runs here, A beside it, and what A kept: the incident and a snapshot of it."""

    south: Station
    north: North
    cameras: tuple[str, ...]
    folder: Path
    incident: str = ""
    picture: str = ""

    @property
    def private(self) -> str:
        """The camera with private areas."""
        return self.cameras[0]

    @property
    def watched(self) -> str:
        """The camera with a rule."""
        return self.cameras[1]


def test_an_incident_at_a_is_replayed_and_handed_out_at_b_and_b_says_when_a_is_away(
    postgres: PostgresServer, cameras: RtspProcess, tmp_path: Path
) -> None:
    url = postgres.create_database("footage")
    engine = open_shared(url)
    migrate(engine, Role.SHARED)
    engine.dispose()
    here, there = tmp_path / "south", tmp_path / "north"
    exchange_certificates({"south": here, "north": there})
    (there / "site.toml").write_text(text_of(cameras, url, "north", "south", 1, "127.0.0.1:0"), "utf-8")
    with running(there / "site.toml", there / "data") as north:
        port = int(north.order("door"))
        south = make_station(load(here, text_of(cameras, url, "south", "north", port, "")), here / "data")
        posts = Posts(south, north, tuple(cameras.cameras), tmp_path)
        south.start()
        try:
            wait_until_together(posts)
            keep_an_incident(posts)
            check_what_a_has(posts)
            check_b_alone(posts)
            text = text_of(cameras, url, "north", "south", 1, f"127.0.0.1:{port}")
            (there / "site.toml").write_text(text, "utf-8")
            check_a_comes_back(posts, there, port)
        finally:
            south.stop()
    entered = audit_of(there / "data")
    assert [one for one in entered if one[0] == "station:south"], "A did not enter who fetched"


def exchange_certificates(folders: dict[str, Path]) -> None:
    """Give each station its own certificate and that of the other."""
    for folder in folders.values():
        folder.mkdir(exist_ok=True)
    for name, folder in folders.items():
        certificate = door_identity(folder / "data" / "keys", name).certificate
        for other in folders.values():
            (other / f"{name}.pem").write_text(certificate)


def wait_until_together(posts: Posts) -> None:
    """B knows A, its door and its private areas, and A has pictures."""
    south = posts.south
    until("they are together", lambda: part(south, "stations").code == "together")
    until("A's door answers", lambda: part(south, "archives").code == "all_there")
    until("A's private areas", lambda: south.privacy.areas(posts.private))
    until("A's pictures", lambda: int(posts.north.order("live")) >= len(posts.cameras))


def keep_an_incident(posts: Posts) -> None:
    """A device at A reports an alarm; A takes a snapshot and keeps clips, B none."""
    south, north = posts.south, posts.north
    device = Device(north.broker, "fence1", FENCE_PASSWORD)
    device.event("perimeter", "Z01", occ="one")
    device.close()
    until("the alarm here", lambda: occurrences(south))
    incident = occurrences(south)[0].incident
    assert incident is not None
    posts.incident = incident
    posts.picture = north.order(f"snapshot {posts.private} {incident}")
    wanted = {*posts.cameras[:-1]}
    until("the clips of A", lambda: {one.camera for one in clips(south, incident)} == wanted)
    assert south.clips.of_station(incident) == [], "B recorded a camera that is A's"


def check_what_a_has(posts: Posts) -> None:
    """B replays it and hands it out, with the recording of all day and what A's rules saw."""
    south, watched = posts.south, posts.watched
    check_replay(south, posts.incident, posts.picture)
    check_package(south, posts.incident, posts.folder / "package", len(posts.cameras) - 1, posts.private)
    check_archive(south, posts.private)
    assert posts.north.order(f"seen {watched}") == "climb"
    until("what A saw", lambda: occurrences(south, f"{watched}.seen"))
    assert occurrences(south, f"{watched}.seen")[0].incident == posts.incident
    check_hit(south, posts.incident, posts.folder / "seen")


def check_b_alone(posts: Posts) -> None:
    """A is killed: B says so, and still has what it fetched."""
    south = posts.south
    posts.north.kill()
    until("B says so", lambda: part(south, "archives").code == "away")
    status = part(south, "archives")
    assert status.level is Level.DEGRADED and status.detail["names"] == "north"
    where = south.footage.availability(posts.private)
    assert (where.state, where.station) == ("away", "north") and where.since is not None
    assert [one.station for one in south.clips.missing(posts.incident)] == ["north"]
    check_replay(south, posts.incident, posts.picture)
    check_package(south, posts.incident, posts.folder / "again", len(posts.cameras) - 1, posts.private, 2)
    check_hit(south, posts.incident, posts.folder / "seen again")


def check_a_comes_back(posts: Posts, there: Path, port: int) -> None:
    """B records in A's place until A is there again, at its old address."""
    south = posts.south
    until("B stands in", lambda: recorded(south, posts.private))
    with running(there / "site.toml", there / "data") as again:
        assert int(again.order("door")) == port
        until("A is back", lambda: part(south, "archives").code == "all_there")
        assert south.footage.availability(posts.private).state == "remote"


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
