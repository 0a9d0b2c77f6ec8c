"""The engine over real sockets and real worker processes: pictures, clips, the past, and every way to lose a worker."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import pytest

from tests.fakes.encoded_video import encoded_feed
from video import shared_block
from video.clips import read_clip
from video.clock import SystemClock
from video.commands import KeepPast
from video.engine import VideoEngine
from video.frames import FrameSlot
from video.model import CameraSource, Credentials, Phase, StreamAddress, StreamKind, StreamState
from video.rtsp.server import RtspServer
from video.rtsp.server_thread import RtspServerThread
from video.supervisor import RestartPolicy
from video.views import MediaError, PlaybackState, ViewHandle, WorkerPhase, WorkerState

DEADLINE = 60.0
GUARD = Credentials("guard", "secret")
SUB, MAIN = StreamKind.SUB, StreamKind.MAIN


class Station:
    """A server with cameras, an engine, and all that the engine said."""

    def __init__(self, beat_timeout: float = 20.0) -> None:
        self.server = RtspServer(GUARD)
        for camera in ("01", "02"):
            self.server.add_stream(f"{camera}/sub", encoded_feed())
            self.server.add_stream(f"{camera}/main", encoded_feed(width=640, height=360))
        self.thread = RtspServerThread(self.server)
        self.thread.start()
        self.changed = threading.Condition()
        self.states: list[StreamState] = []
        self.workers: list[WorkerState] = []
        self.engine = VideoEngine(
            SystemClock(),
            workers=2,
            ring_seconds=10,
            on_state=self.hear_state,
            on_worker=self.hear_worker,
            policy=RestartPolicy(beat_timeout=beat_timeout),
        )
        self.engine.start()
        self.engine.set_cameras([self.source(camera) for camera in ("01", "02")])

    def source(self, camera: str) -> CameraSource:
        sub, main = (StreamAddress(self.server.url(f"{camera}/{kind}"), GUARD) for kind in ("sub", "main"))
        return CameraSource(camera, sub, main)

    def hear_state(self, state: StreamState) -> None:
        with self.changed:
            self.states.append(state)
            self.changed.notify_all()

    def hear_worker(self, state: WorkerState) -> None:
        with self.changed:
            self.workers.append(state)
            self.changed.notify_all()

    def until(self, condition: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(condition, DEADLINE), (self.states[-3:], self.workers[-3:])

    def until_live(self, camera: str, kind: StreamKind = SUB) -> None:
        self.until(lambda: self.phase(camera, kind) is Phase.LIVE)

    def phase(self, camera: str, kind: StreamKind = SUB) -> Phase | None:
        return next((s.phase for s in reversed(self.states) if (s.camera, s.kind) == (camera, kind)), None)

    def pid_of(self, camera: str) -> int:
        """The worker of a camera, by the order in which cameras are dealt out."""
        worker = {"01": "video-1", "02": "video-2"}[camera]
        return next(s.pid for s in self.engine.stats() if s.worker == worker) or 0

    def close(self) -> None:
        self.engine.stop()
        self.thread.stop()


@pytest.fixture(scope="module")
def station() -> Iterator[Station]:
    made = Station()
    made.until_live("01")
    made.until_live("02")
    yield made
    made.close()


@pytest.fixture
def own_station() -> Iterator[Station]:
    made = Station(beat_timeout=3.0)
    made.until_live("01")
    made.until_live("02")
    yield made
    made.close()


def until(condition: Callable[[], bool], seconds: float = DEADLINE) -> None:
    """Poll, as the wall's paint tick does."""
    pause, deadline = threading.Event(), time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not come in time"
        pause.wait(0.002)


def until_newer(view: ViewHandle, count: int = 1) -> None:
    sequence = view.sequence
    until(lambda: view.sequence >= sequence + count)


def test_a_view_shows_fresh_pictures_in_its_size_and_shape(station: Station) -> None:
    asked, asked_mono = time.time(), time.monotonic()
    view = station.engine.show("a", "01", SUB, 200, 200)
    until_newer(view, 3)
    frame = view.latest()
    assert frame is not None
    assert (frame.width, frame.height) == (200, 112)
    assert len(frame.pixels) == frame.stride * frame.height
    assert asked - 2.0 < frame.captured_at < time.time() + 0.1
    assert asked_mono - 2.0 < frame.received_mono <= frame.decoded_mono <= time.monotonic()
    assert frame.decoded_mono > asked_mono
    ground = frame.pixels[(frame.width - 1) * 4]  # the bar passes through the left corner, and never comes this far
    assert 36 <= ground <= 76 and not frame.key_only
    station.engine.hide("a")
    assert view.latest() is None


def test_the_first_picture_comes_from_memory_at_once_and_is_not_an_old_one(station: Station) -> None:
    asked = time.time()
    view = station.engine.show("b", "01", SUB, 320, 180)
    until(lambda: view.sequence > 0)
    frame = view.latest()
    assert frame is not None and frame.sequence <= 3 + 15 * (time.time() - asked), "the group was not played through"
    assert frame.captured_at > asked - 1.0  # never the start of the group
    station.engine.hide("b")


def test_a_resized_view_keeps_its_picture_until_the_new_one_is_there(station: Station) -> None:
    view = station.engine.show("c", "01", SUB, 160, 90)
    until_newer(view)
    same = station.engine.show("c", "01", SUB, 320, 180)
    assert same is view and view.latest() is not None
    last = view.sequence
    until(lambda: (frame := view.latest()) is not None and frame.width == 320)
    assert view.sequence > last
    station.engine.hide("c")


def test_switching_to_main_never_leaves_the_view_empty_and_main_goes_when_unwanted(station: Station) -> None:
    view = station.engine.show("d", "02", SUB, 640, 360)
    until_newer(view)
    station.engine.show("d", "02", MAIN, 640, 360)
    shown: set[bool] = set()

    def is_live() -> bool:
        shown.add(view.latest() is not None)
        return station.phase("02", MAIN) is Phase.LIVE

    until(is_live)
    until_newer(view, 5)
    assert shown == {True}
    assert any("02/main" in worker.streams for worker in poll_stats(station, "02/main"))
    station.engine.show("d", "02", SUB, 640, 360)
    station.until(lambda: station.phase("02", MAIN) is Phase.STOPPED)
    until_newer(view, 2)
    station.engine.hide("d")


def poll_stats(station: Station, stream: str) -> tuple[Any, ...]:
    until(lambda: any(stream in worker.streams for worker in station.engine.stats()))
    return station.engine.stats()


def test_another_cameras_picture_is_never_left_under_a_new_name(station: Station) -> None:
    view = station.engine.show("e", "01", SUB, 160, 90)
    until_newer(view)
    view.latest()
    station.engine.show("e", "02", SUB, 160, 90)
    assert view.camera == "02"
    frame = view.latest()
    assert frame is None or frame.sequence > 1 << 19
    until(lambda: view.latest() is not None)
    station.engine.hide("e")


def test_two_views_and_a_tap_share_one_connection(station: Station) -> None:
    first = station.engine.show("f1", "01", SUB, 320, 180)
    second = station.engine.show("f2", "01", SUB, 100, 100)
    tap = FrameSlot.attach(station.engine.tap("01", 128, 128, 5.0))
    until(lambda: station.thread.call(lambda: station.server.players) == 2)
    until(lambda: tap.sequence >= 3)
    until_newer(first, 15)
    frame = tap.latest()
    assert frame is not None and (frame.width, frame.height, tap.pixel_format) == (128, 72, "bgr24")
    assert second.sequence > 0
    assert tap.sequence < first.sequence  # 5 a second of 15
    assert station.thread.call(lambda: station.server.players) == 2
    tap.close()
    station.engine.untap("01")
    station.engine.hide("f1")
    station.engine.hide("f2")


def test_the_latency_of_each_view_is_told(station: Station) -> None:
    view = station.engine.show("late", "01", SUB, 160, 90)
    seen: set[int] = set()

    def taken() -> bool:
        frame = view.latest()
        seen.update([frame.sequence] if frame is not None else [])
        return len(seen) > 20

    until(taken)
    told = {name: one for stats in station.engine.stats() for name, one in stats.latency.items()}
    assert 0 < told["late"].p50 <= told["late"].p99 < DEADLINE and told["late"].pictures >= 20
    assert all(0 <= stats.backlog < DEADLINE for stats in station.engine.stats())
    station.engine.hide("late")
    assert "late" not in {name for stats in station.engine.stats() for name in stats.latency}


def test_key_frames_only_is_said_on_the_picture(station: Station) -> None:
    view = station.engine.show("g", "01", SUB, 160, 90)
    until_newer(view)
    station.engine.key_frames_only("01", SUB, True)
    until(lambda: (frame := view.latest()) is not None and frame.key_only)
    station.engine.key_frames_only("01", SUB, False)
    until(lambda: (frame := view.latest()) is not None and not frame.key_only)
    station.engine.hide("g")


def test_the_past_loops_from_memory(station: Station) -> None:
    now = time.time()
    until(lambda: time.time() > now + 3.0)
    view = station.engine.loop("h", "01", now, now + 1.0, 320, 180)
    times: list[float] = []

    def repeated() -> bool:
        """Over and over, until both ends were looked at: whoever looks too late misses pictures of a round."""
        frame = view.latest()
        if frame is not None and (not times or times[-1] != frame.received_at):
            times.append(frame.received_at)
        again = any(b < a for a, b in pairwise(times))
        return again and min(times) <= now + 0.2 and max(times) > now + 0.7

    until(repeated)
    assert now - 0.01 <= min(times) and max(times) <= now + 1.0
    station.engine.hide("h")


def test_a_loop_that_was_shown_is_there_again_when_the_ring_has_gone_on(station: Station) -> None:
    engine = VideoEngine(SystemClock(), workers=1, ring_seconds=1)
    engine.start()
    try:
        engine.set_cameras([station.source("01")])
        live = engine.show("live", "01", SUB, 160, 90)
        until(lambda: live.latest() is not None)
        now = time.time()
        first = engine.loop("h", "01", now, now + 1.5, 320, 180)
        until(lambda: time.time() > now + 1.7 and first.latest() is not None)
        engine.hide("h")
        until(lambda: time.time() > now + 6.5)
        again = engine.loop("again", "01", now, now + 1.5, 320, 180)
        until(lambda: again.latest() is not None)
        frame = again.latest()
        assert frame is not None
        assert now - 0.1 <= frame.received_at <= now + 1.5
    finally:
        engine.stop()


@pytest.mark.parametrize("kept", [True, False], ids=["kept for later", "of the clip"])
def test_a_loop_that_was_never_shown_is_there_when_the_ring_has_gone_on(
    station: Station, tmp_path: Path, kept: bool
) -> None:
    engine = VideoEngine(SystemClock(), workers=1, ring_seconds=1)
    engine.start()
    try:
        engine.set_cameras([station.source("01")])
        live = engine.show("live", "01", SUB, 160, 90)
        until(lambda: live.latest() is not None)
        now = time.time()
        until(lambda: time.time() > now + 1.0)
        if kept:
            engine.tell(KeepPast("01", now, now + 0.5))
        else:
            engine.save_clip("01", SUB, now, now + 0.6, tmp_path / "01-1.mp4").result(DEADLINE)
        until(lambda: time.time() > now + 6.5)
        view = engine.loop("late", "01", now, now + 0.5, 320, 180, "" if kept else str(tmp_path))
        until(lambda: view.latest() is not None)
        frame = view.latest()
        assert frame is not None and now - 0.1 <= frame.received_at <= now + 0.5
        gone = engine.loop("gone", "01", now - 60.0, now - 50.0, 320, 180, str(tmp_path))
        until(lambda: time.time() > now + 8.0)
        assert gone.latest() is None, "nothing else is passed off for these seconds"
    finally:
        engine.stop()


def test_a_clip_waits_for_its_end_and_keeps_each_pictures_time(station: Station, tmp_path: Path) -> None:
    start = time.time()
    path = tmp_path / "clip.mp4"
    result = station.engine.save_clip("01", SUB, start - 1.0, start + 1.0, path).result(DEADLINE)
    clip = read_clip(path)
    assert (result.frames, result.size) == (len(clip.frames), path.stat().st_size)
    assert (clip.frames[0].key and clip.start <= start - 1.0) or result.start == clip.start
    assert start + 0.8 < clip.end <= start + 1.0
    assert 25 <= len(clip.frames) <= 60
    steps = [b.captured_at - a.captured_at for a, b in pairwise(clip.frames)]
    assert max(steps) < 0.2 and min(steps) > 0
    probe = subprocess.run(["ffprobe", "-v", "warning", str(path)], capture_output=True, text=True, check=True)
    assert probe.stderr == ""


def test_a_still_is_the_newest_picture_in_full_size(station: Station, tmp_path: Path) -> None:
    for name in ("still.jpg", "still.png"):
        asked = time.time()
        result = station.engine.snapshot("02", tmp_path / name).result(DEADLINE)
        assert (result.width, result.height) == (320, 180)
        assert result.captured_at > asked - 2.0
        with av.open(str(tmp_path / name)) as container:
            assert next(container.decode(video=0)).width == 320
    assert sorted(p.name for p in tmp_path.iterdir()) == ["still.jpg", "still.png"]


def test_an_unknown_camera_is_an_error_with_a_code(station: Station, tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="no_camera"):
        station.engine.show("x", "99", SUB, 10, 10)
    future = station.engine.snapshot("99", tmp_path / "x.jpg")
    with pytest.raises(MediaError, match="no_camera"):
        future.result(DEADLINE)


def test_clips_are_played_stepped_and_sought(station: Station, tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    start = time.time()
    station.engine.save_clip("01", SUB, start - 1.0, start + 0.5, path).result(DEADLINE)
    clip = read_clip(path)
    told: list[PlaybackState] = []
    player = station.engine.play("p", [path], 160, 90, told.append)
    until(lambda: bool(told) and player.latest() is not None)
    assert told[-1].frames == len(clip.frames) and not told[-1].playing
    target = clip.frames[10]
    player.seek(target.at + 0.001)
    until(lambda: told[-1].frame == 10)
    until(lambda: shown_at(player) == target.captured_at)
    player.step(-1)
    until(lambda: shown_at(player) == clip.frames[9].captured_at)
    player.step(2)
    until(lambda: shown_at(player) == clip.frames[11].captured_at)
    player.set_speed(4.0)
    player.play()
    until(lambda: told[-1].at_end and not told[-1].playing)
    until(lambda: shown_at(player) == clip.frames[-1].captured_at)
    station.engine.hide("p")


def shown_at(view: ViewHandle) -> float | None:
    frame = view.latest()
    return frame.captured_at if frame is not None else None


def test_a_missing_clip_is_told(station: Station, tmp_path: Path) -> None:
    told: list[PlaybackState] = []
    station.engine.play("q", [tmp_path / "none.mp4"], 16, 9, told.append)
    until(lambda: bool(told))
    assert told[0].error == "missing"
    station.engine.hide("q")


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("blow", [signal.SIGSEGV, signal.SIGSTOP] if sys.platform != "win32" else [])
def test_a_lost_worker_is_back_with_its_views_and_the_other_never_noticed(own_station: Station, blow: int) -> None:
    station = own_station
    mine = station.engine.show("r1", "01", SUB, 160, 90)
    other = station.engine.show("r2", "02", SUB, 160, 90)
    until_newer(mine)
    until_newer(other)
    tap = FrameSlot.attach(station.engine.tap("01", 64, 64, 5.0))
    until(lambda: tap.sequence > 0)
    pid, other_pid = station.pid_of("01"), station.pid_of("02")
    told = len(station.states)
    os.kill(pid, blow)
    last = mine.sequence
    until(lambda: station.pid_of("01") not in (0, pid))
    until(lambda: mine.sequence > last)
    tapped = tap.sequence
    until(lambda: tap.sequence > tapped)
    assert mine.latest() is not None
    assert station.pid_of("02") == other_pid
    lost = [s for s in station.states[told:] if s.phase is Phase.LOST]
    assert {s.camera for s in lost} == {"01"} and lost[0].reason == "worker"
    assert [w.reason for w in station.workers if w.phase is WorkerPhase.WAITING][-1] in ("crash", "hang")
    until_newer(other, 2)
    tap.close()
    station.engine.untap("01")
    station.engine.hide("r1")
    station.engine.hide("r2")


def test_a_stopped_engine_leaves_nothing_and_fails_what_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prefix = f"watchroom-of-{secrets.token_hex(4)}"  # other stations on this machine have blocks too
    monkeypatch.setattr(shared_block, "_PREFIX", prefix)
    one = Station()
    one.until_live("01")
    view = one.engine.show("a", "01", SUB, 160, 90)
    until(lambda: view.sequence > 0)
    shared = Path("/dev/shm")
    assert not shared.is_dir() or list(shared.glob(f"{prefix}-*"))
    waiting = one.engine.save_clip("01", SUB, time.time(), time.time() + 3600, tmp_path / "never.mp4")
    one.close()
    with pytest.raises(MediaError, match="stopped"):
        waiting.result(DEADLINE)
    assert one.workers[-1].phase is WorkerPhase.STOPPED
    assert not list(shared.glob(f"{prefix}-*"))
