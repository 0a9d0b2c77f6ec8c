"""Other stations' footage here: fetched once, found while they are away, bounded, and never half."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.archive_door.client import DoorClient
from app.clock import SystemClock
from app.services.footage import FootageDesk
from app.services.footage_remote import Doors, RemoteFootage
from app.services.footage_remote_cache import IN_USE_S, FetchCache
from app.services.footage_remote_clips import ClipsEverywhere
from app.services.leases import LeaseStatus, Peer
from app.services.recorders import OVERLAP_S, Recorders
from app.settings import load_site
from app.site_document import SiteDocument
from app.store.audit import AuditLog
from app.store.database import StationDatabase
from app.store.records import Clip
from tests.fakes.clock import FakeClock
from tests.fakes.footage import FewFiles, Post, until
from video.archive.model import FootageError
from video.model import StreamKind
from video.replay.engine import away_of

START = 1_700_000_000.0
SITE = """
schema = 1
[site]
id = "small"
name = "小区"
[station]
id = "{station}"
[[camera]]
id = "gate"
name = "大门"
sub = "rtsp://127.0.0.1/gate"
recorder = "north"
stand_in = "east"
[[camera]]
id = "yard"
name = "院子"
sub = "rtsp://127.0.0.1/yard"
"""


def site(folder: Path, station: str) -> SiteDocument:
    (folder / f"{station}.toml").write_text(SITE.format(station=station), "utf-8")
    loaded = load_site(folder / f"{station}.toml")
    assert loaded.problems == ()
    return loaded.site


@dataclass
class South:
    """The station that looks: its desk, and what lies under it."""

    doors: Doors
    cache: FetchCache
    remote: RemoteFootage
    desk: FootageDesk
    own: FewFiles


@pytest.fixture
def north(tmp_path: Path) -> Post:
    post = Post.make(tmp_path, "north")
    for minute in range(3):
        post.footage.add(tmp_path / "north" / f"{minute}.mp4", "gate", START + 60 * minute, 1_000_000 + minute)
    return post


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


def looking(tmp_path: Path, stack: ExitStack, *others: Post, most: float = 1e9) -> South:
    """Let every other open its door for south, and give south."""
    south = Post.make(tmp_path, "south")
    for other in others:
        stack.enter_context(other.open(south))
    doors = Doors([DoorClient(other.as_peer(), south.identity, 3.0, 0) for other in others], SystemClock(), 0.1)
    cache = FetchCache(tmp_path / "fetched", most, 7, SystemClock())
    own = FewFiles()
    recorders = Recorders(site(tmp_path, "south"), SystemClock(), LeaseStatus)
    remote = RemoteFootage(own, recorders, doors, cache, lambda: "王班长")
    stack.callback(remote.close)
    desk = FootageDesk(own)
    desk.add(remote)
    return South(doors, cache, remote, desk, own)


def test_footage_of_another_is_listed_fetched_once_and_said_to_be_remote(
    tmp_path: Path, north: Post, stack: ExitStack
) -> None:
    south = looking(tmp_path, stack, north)
    found = south.desk.segments("gate", START + 70, START + 130)
    assert [(one.start, one.frames, one.clock_offset) for one in found] == [
        (START + 60, 1500, 0.25),
        (START + 120, 1500, 0.25),
    ]
    assert not found[0].path.exists(), "fetched before anybody asked"
    assert south.desk.fetch(found[0]).read_bytes() == north.footage.held[1].path.read_bytes()
    assert south.desk.fetch(found[0]) == found[0].path
    assert len(north.fetched) == 1 and north.fetched[0].person == "王班长"
    assert south.desk.availability("gate").state == "remote"
    assert [one.cause for one in south.desk.stretches("gate", START, START + 180)] == ["recording"] * 3
    assert south.desk.segments("yard", START, START + 60) == ()
    assert south.desk.availability("yard").state == "here"


def test_a_station_that_lost_what_is_private_gives_none_of_it_and_is_not_away(
    tmp_path: Path, north: Post, stack: ExitStack
) -> None:
    north.unsure.add("gate")
    south = looking(tmp_path, stack, north)
    segment = south.desk.segments("gate", START, START + 1)[0]
    for _try in range(3):
        south.doors.answered("north", FootageError("away"))
        with pytest.raises(FootageError) as raised:
            south.desk.fetch(segment)
        assert raised.value.code == "undeclared"
    assert south.desk.availability("gate").state == "remote", "one camera's refusal made the station be away"
    north.unsure.clear()
    assert south.desk.fetch(segment).is_file()


def test_two_who_ask_at_once_fetch_it_once(tmp_path: Path, north: Post, stack: ExitStack) -> None:
    south = looking(tmp_path, stack, north)
    segment = south.desk.segments("gate", START, START + 1)[0]
    with ThreadPoolExecutor(4) as pool:
        assert len({path.read_bytes() for path in pool.map(south.desk.fetch, [segment] * 4)}) == 1
    assert len(north.fetched) == 1


def test_while_the_owner_is_away_what_was_fetched_plays_and_the_rest_is_a_gap_that_says_so(
    tmp_path: Path, north: Post, stack: ExitStack
) -> None:
    south = looking(tmp_path, stack, north)
    south.doors.start()
    stack.callback(south.doors.stop)
    until("the door answers", lambda: south.desk.availability("gate").state == "remote")
    segments = south.desk.segments("gate", START, START + 180)
    south.desk.fetch(segments[1])
    assert north.door is not None
    north.door.stop()
    until("it is noticed", lambda: south.desk.availability("gate").state == "away")
    here = south.desk.availability("gate")
    assert here.station == "north" and here.since is not None and abs(here.since - SystemClock().now()) < 30
    found = south.desk.segments("gate", START, START + 180)
    assert [one.start for one in found] == [START + 60]
    assert south.desk.fetch(found[0]).read_bytes() == north.footage.held[1].path.read_bytes()
    stretches = south.desk.stretches("gate", START, START + 180)
    assert [(one.start - START, one.end - START, one.cause, one.reason) for one in stretches] == [
        (0, 60, "gap", "owner_away"),
        (60, 120, "recording", ""),
        (120, 180, "gap", "owner_away"),
    ]
    assert (away_of(stretches), away_of(stretches[1:2])) == ("away", "")
    with pytest.raises(FootageError, match="away"):
        south.desk.fetch(segments[2])
    assert not list((tmp_path / "fetched").glob("*.part"))


def test_what_its_stand_in_recorded_is_played_with_it(tmp_path: Path, north: Post, stack: ExitStack) -> None:
    east = Post.make(tmp_path, "east")
    east.footage.add(tmp_path / "east" / "3.mp4", "gate", START + 180, 5000)
    south = looking(tmp_path, stack, north, east)
    south.own.add(tmp_path / "own" / "4.mp4", "gate", START + 240, 5000)
    found = south.desk.segments("gate", START, START + 300)
    assert [one.start - START for one in found] == [0, 60, 120, 180, 240]
    assert [south.desk.fetch(one).stat().st_size for one in found] == [1_000_000, 1_000_001, 1_000_002, 5000, 5000]


def test_what_is_still_written_is_fetched_again_as_it_grows(tmp_path: Path, north: Post, stack: ExitStack) -> None:
    south = looking(tmp_path, stack, north)
    grows = north.footage.add(tmp_path / "north" / "open.mp4", "gate", START + 500, 4000, closed=False)
    first = south.desk.fetch(south.desk.segments("gate", START + 500, START + 501)[0])
    grows.path.write_bytes(grows.path.read_bytes() + b"more")
    north.footage.held[-1] = replace(grows, size=4004)
    second = south.desk.fetch(south.desk.segments("gate", START + 500, START + 501)[0])
    assert (first.stat().st_size, second.stat().st_size) == (4000, 4004)


def test_what_another_tells_is_not_believed_to_have_a_shape(
    tmp_path: Path, north: Post, stack: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    south = looking(tmp_path, stack, north)
    for told in ({}, {"segments": 5}, {"segments": [{"kind": "evil"}]}, {"segments": [{"kind": "sub", "start": None}]}):
        monkeypatch.setattr(DoorClient, "ask", lambda *_args, told=told, **_query: told)
        assert south.desk.segments("gate", START, START + 60) == ()
        assert south.desk.stretches("gate", START, START + 60) == ()


def test_the_cache_keeps_to_its_size_and_its_age_the_least_used_first(tmp_path: Path) -> None:
    clock = FakeClock()
    cache = FetchCache(tmp_path / "fetched", 2500, 1, clock)
    paths = [cache.path("north", str(number)) for number in range(4)]
    for number, path in enumerate(paths[:2]):
        cache.take(path, {"number": number}, lambda draft: draft.write_bytes(b"x" * 1000))
        clock.advance(10)
    clock.advance(IN_USE_S)
    assert cache.have(paths[0])
    clock.advance(IN_USE_S - 1)
    cache.take(paths[2], {}, lambda draft: draft.write_bytes(b"x" * 1000))
    assert [path.exists() for path in paths] == [True, False, True, False]
    assert {path for path, _ in cache.notes()} == {paths[0], paths[2]}
    clock.advance(86401)
    assert cache.trim() == 0
    assert list((tmp_path / "fetched").iterdir()) == []


def test_what_a_kill_left_is_cleared_and_nothing_half_has_a_name(tmp_path: Path) -> None:
    cache = FetchCache(tmp_path / "fetched", 1e6, 1, SystemClock())
    path = cache.path("north", "a")

    def breaks(draft: Path) -> None:
        draft.write_bytes(b"half")
        raise FootageError("away")

    with pytest.raises(FootageError):
        cache.take(path, {}, breaks)
    assert not path.exists()
    FetchCache(tmp_path / "fetched", 1e6, 1, SystemClock())
    assert list((tmp_path / "fetched").glob("*.part")) == []


def test_clips_and_snapshots_of_an_incident_are_one_list(tmp_path: Path, north: Post, stack: ExitStack) -> None:
    south = looking(tmp_path, stack, north)
    database = StationDatabase(tmp_path / "south.sqlite")
    stack.callback(database.close)
    audit = AuditLog(database, "south", SystemClock())
    clips = ClipsEverywhere(database, "south", SystemClock())
    clips.join(south.doors, south.remote, south.cache, audit)
    for name, kind in (("gate.mp4", "clip"), ("look.jpg", "snapshot")):
        content = name.encode() * 500
        (tmp_path / name).write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        north.clips.append(
            Clip(f"i:{name}", str(tmp_path / name), digest, len(content), "gate", START, START + 9, "i", kind, "north")
        )
    clips.put(Clip("own", "/own.mp4", "0" * 64, 1, "yard", START, START + 9, "i"))
    found = clips.of_incident("i")
    assert [(one.kind, one.camera, one.station) for one in found] == [
        ("clip", "gate", "north"),
        ("snapshot", "gate", "north"),
        ("clip", "yard", "south"),
    ]
    assert [Path(one.path).suffix for one in found[:2]] == [".mp4", ".jpg"]
    assert all(Path(one.path).stat().st_size == one.size for one in found[:2])
    assert clips.missing("i") == []
    clips.accessed(found[0].id, "export", "王", "police", "package")
    clips.accessed("own", "export", "王", "police", "package")
    assert [one.object for one in audit.entries()] == ["i:gate.mp4"]
    assert north.door is not None
    north.door.stop()
    assert [one.station for one in clips.of_incident("i")] == ["north", "north", "south"], "what is here is forgotten"
    assert [one.station for one in clips.missing("i")] == ["north"]
    north.clips[0] = replace(north.clips[0], sha256="1" * 64)


def test_a_clip_that_is_not_what_its_record_says_is_not_taken(tmp_path: Path, north: Post, stack: ExitStack) -> None:
    south = looking(tmp_path, stack, north)
    database = StationDatabase(tmp_path / "south.sqlite")
    stack.callback(database.close)
    clips = ClipsEverywhere(database, "south", SystemClock())
    clips.join(south.doors, south.remote, south.cache, AuditLog(database, "south", SystemClock()))
    (tmp_path / "clip.mp4").write_bytes(b"another one")
    north.clips.append(
        Clip("i:c", str(tmp_path / "clip.mp4"), "0" * 64, 11, "gate", START, START, "i", "clip", "north")
    )
    assert clips.of_incident("i") == []
    assert [one.code for one in clips.missing("i")] == []
    assert not list((tmp_path / "fetched").glob("*.mp4"))


def test_the_picture_that_raised_an_alarm_elsewhere_is_fetched_by_its_name_and_digest(
    tmp_path: Path, north: Post, stack: ExitStack
) -> None:
    north.seen = tmp_path / "seen"
    north.seen.mkdir()
    (tmp_path / "secret.jpg").write_bytes(b"nobody's business")
    name, content = "001700000000000_gate_climb.jpg", b"a picture" * 99
    (north.seen / name).write_bytes(content)
    (north.seen / "001700000000000_gate_2_climb.jpg").write_bytes(content)
    south = looking(tmp_path, stack, north)
    database = StationDatabase(tmp_path / "south.sqlite")
    stack.callback(database.close)
    clips = ClipsEverywhere(database, "south", SystemClock())
    digest = hashlib.sha256(content).hexdigest()
    with pytest.raises(FootageError, match="missing"):
        clips.seen_picture("north", "gate", name, digest)  # nobody was joined
    clips.join(south.doors, south.remote, south.cache, AuditLog(database, "south", SystemClock()))
    found = clips.seen_picture("north", "gate", name, digest)
    assert found.read_bytes() == content
    assert [(one.station, one.camera, one.what) for one in north.fetched] == [("south", "gate", f"seen {name}")]
    for camera, asked, sha256, code in (
        ("gate", "../secret.jpg", digest, "missing"),
        ("gate", "001700000000001_gate_climb.jpg", digest, "missing"),
        ("yard", name, digest[::-1], "missing"),
        ("gate", name, "0" * 64, "damaged"),
        ("gate", name, "", "missing"),
    ):
        with pytest.raises(FootageError) as raised:
            clips.seen_picture("north", camera, asked, sha256)
        assert raised.value.code == code, (camera, asked)
    north.unsure.add("gate_2")
    with pytest.raises(FootageError, match="undeclared"):  # though it says that the camera is another
        clips.seen_picture("north", "gate", "001700000000000_gate_2_climb.jpg", digest)
    assert north.door is not None
    north.door.stop()
    assert clips.seen_picture("north", "gate", name, digest) == found
    with pytest.raises(FootageError, match="away"):
        clips.seen_picture("north", "gate", "001700000000002_gate_climb.jpg", digest)


class Seen:
    """What the leases know of the others."""

    def __init__(self) -> None:
        self.ages: dict[str, float] = {}
        self.connected = True

    def status(self) -> LeaseStatus:
        return LeaseStatus(self.connected, "", tuple(Peer(name, age, 0.0) for name, age in self.ages.items()))


@pytest.mark.parametrize(("station", "expected"), [("north", True), ("east", False), ("south", False)])
def test_the_recorder_records_and_no_other(tmp_path: Path, station: str, expected: bool) -> None:
    clock, seen = FakeClock(), Seen()
    recorders = Recorders(site(tmp_path, station), clock, seen.status)
    seen.ages = {"north": 1.0, "east": 1.0, "south": 1.0}
    assert recorders.records_here("gate") is expected
    assert recorders.records_here("yard"), "a camera without a recorder is everybody's own"


def test_the_stand_in_records_while_the_recorder_is_away_and_a_little_longer(tmp_path: Path) -> None:
    clock, seen = FakeClock(), Seen()
    recorders = Recorders(site(tmp_path, "east"), clock, seen.status)
    said = []
    for step in (
        lambda: seen.ages.update(north=2.0),
        lambda: clock.advance(60),
        lambda: seen.ages.update(north=29.0),
        lambda: seen.ages.update(north=31.0),
        lambda: clock.advance(600),
        lambda: seen.ages.update(north=0.5),
        lambda: clock.advance(OVERLAP_S - 1),
        lambda: clock.advance(2),
    ):
        step()
        if seen.ages["north"] == 31.0:
            seen.connected = False  # whether or not the database is reached
        if seen.ages["north"] == 0.5:
            seen.connected = True
        said.append(recorders.records_here("gate"))
    assert said == [False, False, False, False, True, True, True, False]
    south = Recorders(site(tmp_path, "south"), clock, seen.status)
    seen.ages["north"] = 9999.0
    clock.advance(9999)
    assert not south.records_here("gate"), "one who is nobody's stand-in records"


def test_a_recorder_that_was_never_seen_is_stood_in_for_after_a_while(tmp_path: Path) -> None:
    clock, seen = FakeClock(), Seen()
    seen.connected = False
    recorders = Recorders(site(tmp_path, "east"), clock, seen.status)
    assert not recorders.records_here("gate")
    clock.advance(31)
    assert recorders.records_here("gate")
    assert recorders.seen("north").at is None


def test_no_thread_is_left(tmp_path: Path, north: Post, stack: ExitStack) -> None:
    south = looking(tmp_path, stack, north)
    south.doors.start()
    south.desk.segments("gate", START, START + 1, StreamKind.SUB)
    stack.close()
    south.doors.stop()
    assert not [one for one in threading.enumerate() if one.name.startswith("archive")]
