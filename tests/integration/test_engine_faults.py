"""Whatever befalls a video worker: only its own cameras stop, for 3 s at most, and no shared memory is left behind."""

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

import pytest

from tests.fakes.encoded_video import encoded_feed
from tests.fakes.failing_worker import GROW, HANG, FailingSessions
from video import shared_block
from video.clock import SystemClock
from video.engine import POLICY, VideoEngine
from video.model import CameraSource, StreamAddress, StreamKind
from video.quality_state import QualityKind, QualityState
from video.rtsp.server import RtspServer
from video.rtsp.server_thread import RtspServerThread
from video.supervisor import RestartPolicy
from video.views import ViewHandle, WorkerPhase, WorkerState

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals, /dev/shm and /proc")

DEADLINE = 60.0
LOST_AT_MOST = 3.0
SHARED = Path("/dev/shm")
CAMERAS = ("01", "02")


def until(condition: Callable[[], bool]) -> None:
    pause, deadline = threading.Event(), time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline
        pause.wait(0.01)


class Pictures:
    """Notes when each view's pictures come, as a wall would paint them."""

    def __init__(self, views: dict[str, ViewHandle]) -> None:
        self._views = views
        self.times: dict[str, list[float]] = {camera: [] for camera in views}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        seen = dict.fromkeys(self._views, 0)
        while not self._ended.wait(0.01):
            for camera, view in self._views.items():
                if view.sequence != seen[camera] and view.latest() is not None:
                    seen[camera] = view.sequence
                    self.times[camera].append(time.monotonic())

    def longest(self, camera: str, since: float) -> float:
        """The longest time without a new picture, from `since` (monotonic) on."""
        kept = [since, *(at for at in self.times[camera] if at >= since)]
        return max((b - a for a, b in pairwise(kept)), default=0.0)

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()


class Station:
    """Two cameras on two workers, both shown."""

    def __init__(self, folder: Path, policy: RestartPolicy) -> None:
        self.fault = folder / "fault"
        self.server = RtspServer()
        for camera in CAMERAS:
            self.server.add_stream(f"{camera}/sub", encoded_feed())
        self.thread = RtspServerThread(self.server)
        self.thread.start()
        self.workers: list[WorkerState] = []
        self.found: list[QualityState] = []
        sessions = FailingSessions(self.fault, "01")
        self.engine = VideoEngine(
            SystemClock(),
            on_worker=self.workers.append,
            on_quality=self.found.append,
            sessions=sessions,
            policy=policy,
        )
        self.engine.start()
        sources = [CameraSource(camera, StreamAddress(self.server.url(f"{camera}/sub")), None) for camera in CAMERAS]
        self.engine.set_cameras(sources)
        self.views = {camera: self.engine.show(camera, camera, StreamKind.SUB, 160, 90) for camera in CAMERAS}
        until(lambda: all(view.sequence > 5 for view in self.views.values()))
        self.pictures = Pictures(self.views)

    @property
    def victim(self) -> int:
        """The worker of camera 01."""
        return next(stats.pid for stats in self.engine.stats() if stats.worker == "video-1") or 0

    def close(self) -> None:
        self.pictures.stop()
        self.engine.stop()
        self.thread.stop()


@pytest.fixture
def prefix(monkeypatch: pytest.MonkeyPatch) -> str:
    """A name for this test's own shared blocks: other stations on this machine have some too."""
    name = f"watchroom-of-{secrets.token_hex(4)}"
    monkeypatch.setattr(shared_block, "_PREFIX", name)
    return name


@pytest.fixture
def station(tmp_path: Path, prefix: str) -> Iterator[Station]:
    policy = RestartPolicy(beat_timeout=POLICY.beat_timeout, memory_limit=400 * 1024**2)
    made = Station(tmp_path, policy)
    yield made
    made.close()
    assert list(SHARED.glob(f"{prefix}-*")) == []


class Slowness:
    """Seconds by which other work on this machine delays the start of a worker, while one is started and after it."""

    def __enter__(self) -> Slowness:
        self.seconds = 0.0
        self._thread = threading.Thread(target=self._measure)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join()
        self._measure()

    def _measure(self) -> None:
        began = time.monotonic()
        subprocess.run([sys.executable, "-c", "import video.worker, video.session"], check=True)
        self.seconds = max(self.seconds, 3.0 * (time.monotonic() - began - 0.3))


BLOWS = {
    "a segmentation fault": ("crash", "SIGSEGV"),
    "a process that stands still": ("hang", "SIGSTOP"),
    "a codec that never returns": ("hang", HANG),
    "memory without end": ("memory", GROW),
}


@pytest.mark.parametrize("blow", list(BLOWS))
def test_a_lost_worker_costs_its_own_cameras_three_seconds_at_most(station: Station, blow: str, prefix: str) -> None:
    reason, means = BLOWS[blow]
    pid, before = station.victim, len(list(SHARED.glob(f"{prefix}-*")))
    struck = time.monotonic()
    if means in (HANG, GROW):
        station.fault.write_text(means, encoding="ascii")
    else:
        os.kill(pid, getattr(signal, means))
    with Slowness() as slowness:
        until(lambda: any(state.phase is WorkerPhase.WAITING for state in station.workers))
        until(lambda: station.victim not in (0, pid))
        resumed = len(station.pictures.times["01"])
        until(lambda: len(station.pictures.times["01"]) > resumed + 15)
    away = station.pictures.longest("01", struck)
    assert away < LOST_AT_MOST + slowness.seconds
    assert station.pictures.longest("02", struck) < max(1.0, away) + slowness.seconds
    waiting = [state for state in station.workers if state.phase is WorkerPhase.WAITING]
    assert [(state.worker, state.reason) for state in waiting] == [("video-1", reason)]
    assert len(list(SHARED.glob(f"{prefix}-*"))) == before == 2


def test_the_default_limits_catch_two_gigabytes_and_a_hang_in_time() -> None:
    assert POLICY.memory_limit < 2 * 1024**3
    assert POLICY.beat_timeout + 1.0 < LOST_AT_MOST
    assert POLICY.delays[0] == 0.0


PROGRAM = """
import sys, threading
from tests.integration.test_engine_faults import Station, POLICY
from pathlib import Path
from video import shared_block
if __name__ == "__main__":
    shared_block._PREFIX = sys.argv[1]
    station = Station(Path(sys.argv[2]), POLICY)
    print(*(stats.pid for stats in station.engine.stats()), flush=True)
    threading.Event().wait(60)
"""


@pytest.mark.parametrize("blow", ["SIGTERM", "SIGKILL"])
def test_a_program_that_is_killed_leaves_no_shared_memory_and_no_workers(
    blow: str, tmp_path: Path, prefix: str
) -> None:
    script = tmp_path / "program.py"
    script.write_text(PROGRAM, encoding="utf-8")
    program = subprocess.Popen(
        [sys.executable, str(script), prefix, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )
    try:
        assert program.stdout is not None
        pids = [int(word) for word in program.stdout.readline().split()]
        assert len(pids) == 2 and len(list(SHARED.glob(f"{prefix}-*"))) == 2
        program.send_signal(getattr(signal, blow))
        program.wait(DEADLINE)
        until(lambda: not list(SHARED.glob(f"{prefix}-*")))
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids))
    finally:
        program.kill()
        program.wait()
        if program.stdout is not None:
            program.stdout.close()


def test_a_loop_is_told_by_the_engine_and_ends_with_its_camera(station: Station) -> None:
    """The cameras here are loops of two key pictures: too few to be one. Others are."""
    station.server.add_stream("03/sub", encoded_feed(gop=5))
    source = CameraSource("03", StreamAddress(station.server.url("03/sub")), None)
    station.engine.set_cameras([source])
    until(lambda: any(state.camera == "03" and state.active for state in station.found))
    first = next(state for state in station.found if state.camera == "03")
    assert (first.kind, first.value) == (QualityKind.LOOPED, pytest.approx(2.0, abs=0.2))
    station.engine.set_cameras([])
    until(lambda: station.found[-1].camera == "03" and not station.found[-1].active)
