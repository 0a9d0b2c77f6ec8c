"""Recording by real workers from real connections: one connection, sound with it, nothing lost when a worker is."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from unittest.mock import Mock

import av
import pytest

from app.data_folder import DataFolder
from app.settings import load_site
from app.station import Station as StationProgram
from tests.fakes.encoded_audio import encoded_tone
from tests.fakes.encoded_video import encoded_feed, seconds_off
from tests.fakes.small_disk import fill_disk, small_disk
from video.archive.model import RecorderState, RecordingPlan, Segment
from video.archive.scan import scan
from video.clips import read_clip
from video.clock import SystemClock
from video.engine import VideoEngine
from video.model import AudioCodec, CameraSource, Credentials, StreamAddress, StreamKind
from video.rtsp.server import RtspServer
from video.rtsp.server_thread import RtspServerThread
from video.supervisor import RestartPolicy

__all__ = ["small_disk"]
GUARD = Credentials("guard", "secret")
SUB, MAIN = StreamKind.SUB, StreamKind.MAIN
DEADLINE = 60.0


@dataclass
class Station:
    """A server with a camera that has sound, and an engine that records it."""

    segments: dict[Path, Segment] = field(default_factory=dict)
    states: list[RecorderState] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.changed = threading.Condition()
        self.server = RtspServer(GUARD)
        self.server.add_stream("07/sub", encoded_feed())
        self.server.add_sound("07/sub", encoded_tone(AudioCodec.PCMA))
        self.server.add_stream("07/main", encoded_feed(width=640, height=360))
        self.thread = RtspServerThread(self.server)
        self.thread.start()
        policy = RestartPolicy(beat_timeout=20.0)
        self.engine = VideoEngine(SystemClock(), workers=1, ring_seconds=20, policy=policy)
        self.engine.recording.on_segment = self.hear
        self.engine.recording.on_state = self.hear_state
        self.engine.start()
        sub, main = (StreamAddress(self.server.url(f"07/{kind}"), GUARD) for kind in (SUB, MAIN))
        self.source = CameraSource("07", sub, main, sound=True)
        self.engine.set_cameras([self.source])

    def hear(self, segment: Segment) -> None:
        with self.changed:
            self.segments[segment.path] = segment
            self.changed.notify_all()

    def hear_state(self, state: RecorderState) -> None:
        with self.changed:
            self.states.append(state)
            self.changed.notify_all()

    def wait(self, what: Callable[[], object], seconds: float = DEADLINE) -> None:
        with self.changed:
            assert self.changed.wait_for(what, seconds), (self.segments, self.states)

    def seconds(self, kind: StreamKind = SUB) -> float:
        return sum(one.end - one.start for one in self.segments.values() if one.kind is kind)

    def close(self) -> None:
        self.engine.stop()
        self.thread.stop()


@pytest.fixture
def station() -> Iterator[Station]:
    made = Station()
    yield made
    made.close()


def test_pictures_and_sound_of_the_one_connection_become_segments(station: Station, tmp_path: Path) -> None:
    plan = RecordingPlan(tmp_path, frozenset({SUB}), segment_s=2.0, pre_roll=10.0)
    station.engine.recording.record("07", plan)
    station.wait(lambda: sum(one.closed for one in station.segments.values()) >= 2)
    assert station.server.clients == 1  # sound and all: no second connection
    station.engine.recording.record("07", RecordingPlan(tmp_path))
    station.wait(lambda: all(one.closed for one in station.segments.values()))
    found = sorted(station.segments.values(), key=lambda one: one.start)
    assert all(scan(one.path).state == "closed" for one in found)
    assert any(one.audio for one in found)
    loud = next(one for one in found if one.audio)
    with av.open(str(loud.path)) as container:
        assert sum(p.duration or 0 for p in container.demux(audio=0)) / 8000 > 0.5
    frames = [frame for one in found for frame in read_clip(one.path).frames]
    steps = [b.captured_at - a.captured_at for a, b in pairwise(frames)]
    assert all(abs(step - 1 / 15) < 0.03 for step in steps)  # without a gap from segment to segment


def test_the_main_stream_is_recorded_as_long_as_it_is_wanted(station: Station, tmp_path: Path) -> None:
    both = RecordingPlan(tmp_path, frozenset({SUB, MAIN}), cause="incident", incident="i1", segment_s=60.0)
    station.engine.recording.record("07", both)
    station.wait(lambda: station.seconds(MAIN) > 1)
    station.engine.recording.record("07", RecordingPlan(tmp_path, frozenset({SUB})))
    station.wait(lambda: any(one.closed and one.kind is MAIN for one in station.segments.values()))
    main = next(one for one in station.segments.values() if one.kind is MAIN)
    assert (main.incident, main.cause, read_clip(main.path).width) == ("i1", "incident", 640)
    station.wait(lambda: any(one.cause == "recording" for one in station.segments.values()))


def test_a_worker_that_is_killed_leaves_files_in_order_and_goes_on(station: Station, tmp_path: Path) -> None:
    station.engine.recording.record("07", RecordingPlan(tmp_path, frozenset({SUB}), segment_s=60.0))
    view = station.engine.show("tile", "07", SUB, 320, 180)
    station.wait(lambda: station.seconds() > 2)
    pid, newest = station.engine.stats()[0].pid, view.latest()
    assert pid is not None and newest is not None
    os.kill(pid, signal.SIGKILL)
    station.wait(lambda: len(station.segments) == 2)
    first = min(station.segments.values(), key=lambda one: one.start)
    looked = scan(first.path)
    assert looked.state in ("cut", "closed") and looked.segment is not None
    assert newest.captured_at - looked.segment.end < 1.5  # half a second, and what a busy machine adds
    assert read_clip(first.path).frames[-1].captured_at == pytest.approx(looked.segment.end, abs=0.01)


def test_a_camera_that_is_taken_out_of_the_site_has_its_file_closed(station: Station, tmp_path: Path) -> None:
    station.engine.recording.record("07", RecordingPlan(tmp_path, frozenset({SUB}), segment_s=60.0))
    station.wait(lambda: station.seconds() > 1)
    station.engine.set_cameras([])
    station.wait(lambda: all(one.closed for one in station.segments.values()))


def test_stopping_closes_what_is_being_written(tmp_path: Path) -> None:
    station = Station()
    try:
        station.engine.recording.record("07", RecordingPlan(tmp_path, frozenset({SUB}), segment_s=60.0))
        station.wait(lambda: station.seconds() > 1)
    finally:
        station.close()
    [path] = station.segments
    assert scan(path).state == "closed"


def test_the_live_view_goes_on_while_the_disk_is_full_and_recording_resumes_by_itself(
    station: Station, small_disk: Path
) -> None:
    view = station.engine.show("tile", "07", SUB, 320, 180)
    station.engine.recording.record("07", RecordingPlan(small_disk, frozenset({SUB}), segment_s=60.0))
    station.wait(lambda: station.seconds() > 1)
    filler = fill_disk(small_disk)
    station.wait(lambda: station.states and station.states[-1].fault == "full")
    seen: set[float] = set()
    clock, moment = SystemClock(), threading.Event()
    deadline = clock.monotonic() + DEADLINE
    while len(seen) < 20 and clock.monotonic() < deadline:
        frame = view.latest()
        if frame is not None:
            seen.add(frame.captured_at)
        moment.wait(0.02)
    assert len(seen) >= 20 and station.states[-1].fault == "full"
    filler.unlink()
    station.wait(lambda: station.states[-1].phase == "recording" and len(station.segments) >= 2)
    begun = sorted(station.segments.values(), key=lambda one: one.start)
    assert begun[-1].start - begun[-2].end < 1.0  # what was in memory was written once there was room


def test_recorded_times_are_those_of_the_pictures_to_a_tenth_of_a_second(station: Station, tmp_path: Path) -> None:
    station.engine.recording.record("07", RecordingPlan(tmp_path, frozenset({SUB}), segment_s=2.0))
    station.wait(lambda: sum(one.closed for one in station.segments.values()) >= 2)
    closed = [one.path for one in station.segments.values() if one.closed]
    off = [one for path in closed for one in seconds_off(path)]
    assert len(off) >= 45 and max(map(abs, off)) < 0.1, sorted(off)
    now = SystemClock().now()
    clip = station.engine.save_clip("07", SUB, now - 3.0, now, tmp_path / "incident.mp4").result(DEADLINE)
    off = seconds_off(clip.path)
    assert len(off) >= 25 and max(map(abs, off)) < 0.1, sorted(off)


def test_a_station_records_enters_and_finds_what_it_recorded(tmp_path: Path) -> None:
    """The whole way: site document, plan, worker, file, index; and an incident's clip that a stop cut short."""
    server = RtspServer()
    server.add_stream("sub", encoded_feed())
    thread = RtspServerThread(server)
    thread.start()
    document = tmp_path / "site.toml"
    document.write_text(
        f'schema = 1\n[site]\nid = "s"\nname = "s"\n[station]\ndata_dir = "{(tmp_path / "data").as_posix()}"\n'
        '[broker]\nlisten = "127.0.0.1:0"\n[detection]\nenabled = false\n[sound]\nvoice = false\n'
        '[recording]\nmode = "always"\nleave_free_gb = 0.0\n'
        '[[zone]]\nid = "z"\nname = "z"\ncameras = ["07"]\n'
        f'[[camera]]\nid = "07"\nname = "x"\nzone = "z"\nsub = "{server.url("sub")}"\n',
        encoding="utf-8",
    )
    loaded = load_site(document)
    clock = SystemClock()
    station = StationProgram(loaded, DataFolder(tmp_path / "data"), clock, Mock())
    try:
        station.start()
        began, moment = clock.now(), threading.Event()
        while clock.now() - began < DEADLINE:
            found = station.footage.segments("07", began - 60, clock.now() + 60)
            if found and found[0].end - found[0].start > 2:
                break
            moment.wait(0.2)
        assert found and not found[0].closed
        assert station.footage.availability("07").state == "here"
        station.media._order("i1", "07", clock.now())
        unfinished = tmp_path / "data" / "clips" / "i1"
        while not list(unfinished.rglob("*.mp4")) and clock.now() - began < 2 * DEADLINE:
            moment.wait(0.2)
    finally:
        station.stop()
        thread.stop()
    again = StationProgram(loaded, DataFolder(tmp_path / "data"), clock, Mock())
    try:
        [segment] = again.recording.index.all()
        assert segment.closed and scan(segment.path).state == "closed"
        again.media.recover()
        [clip] = again.clips.of_incident("i1")
        assert clip.camera == "07" and read_clip(Path(clip.path)).frames
    finally:
        again.records.close()
