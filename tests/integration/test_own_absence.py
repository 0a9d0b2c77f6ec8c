"""A worker without a turn for seconds, as on a computer that swaps: its pictures are old meanwhile, no camera is lost.

The cameras go on, in a process of their own; what they send waits in the worker's sockets.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.fakes.rtsp_process import RtspProcess
from video.clock import SystemClock
from video.engine import VideoEngine
from video.model import CameraSource, Phase, StreamAddress, StreamKind, StreamState
from video.supervisor import RestartPolicy
from widgets import layouts
from widgets.freshness import Face
from widgets.tile import TileContent
from widgets.wall import Wall

if sys.platform == "win32":
    pytest.skip("Windows has no SIGSTOP", allow_module_level=True)

CAMERAS = ("01", "02", "03", "04")
#: Seconds without a turn, twice as long as the silence that is a camera's stall.
AWAY = 4.0
DEADLINE_MS = 30_000


class Watched:
    """Four cameras on one worker that may be silent for long, and all that was told of them."""

    def __init__(self) -> None:
        self.cameras = RtspProcess(CAMERAS)
        self.cameras.start()
        self.states: list[StreamState] = []
        self.engine = VideoEngine(
            SystemClock(), workers=1, on_state=self.states.append, policy=RestartPolicy(beat_timeout=60.0)
        )
        self.engine.start()
        sources = [CameraSource(one, StreamAddress(self.cameras.url(one, "sub")), None) for one in CAMERAS]
        self.engine.set_cameras(sources)
        self.views = {one: self.engine.show(one, one, StreamKind.SUB, 160, 90) for one in CAMERAS}

    @property
    def pid(self) -> int:
        return self.engine.stats()[0].pid or 0

    def live_since(self, utc: float) -> set[str]:
        """The cameras told to be live with a packet from after `utc`."""
        live = [state for state in list(self.states) if state.phase is Phase.LIVE]
        return {state.camera for state in live if (state.last_packet_at or 0.0) > utc}

    def close(self) -> None:
        self.engine.stop()
        self.cameras.kill()


@pytest.fixture
def watched() -> Iterator[Watched]:
    made = Watched()
    yield made
    made.close()


def test_no_camera_is_lost_while_its_worker_had_no_turn(watched: Watched, qtbot: QtBot) -> None:
    wall = Wall(SystemClock())
    qtbot.addWidget(wall)
    wall.set_arrangement(layouts.grid(4))
    wall.set_tiles([TileContent(one, one, 1, one, source=view) for one, view in watched.views.items()])
    wall.resize(640, 400)
    with qtbot.waitExposed(wall):
        wall.show()

    def shown() -> set[Face]:
        return set(wall.faces().values())

    try:
        qtbot.waitUntil(lambda: shown() == {Face.PICTURE}, timeout=DEADLINE_MS)
        qtbot.waitUntil(lambda: watched.live_since(0.0) == set(CAMERAS), timeout=DEADLINE_MS)
        pid, told, stopped = watched.pid, len(watched.states), time.monotonic()
        os.kill(pid, signal.SIGSTOP)
        try:
            qtbot.waitUntil(lambda: shown() <= {Face.STALE, Face.DEAD}, timeout=DEADLINE_MS)
            seen: set[Face] = set()

            def away() -> bool:
                seen.update(shown())
                return time.monotonic() - stopped > AWAY

            qtbot.waitUntil(away, timeout=DEADLINE_MS)
            assert seen <= {Face.STALE, Face.DEAD}, "an old picture says that it is old, whoever is to blame"
        finally:
            resumed = time.time()
            os.kill(pid, signal.SIGCONT)
        qtbot.waitUntil(lambda: shown() == {Face.PICTURE}, timeout=DEADLINE_MS)
        qtbot.waitUntil(lambda: watched.live_since(resumed) == set(CAMERAS), timeout=DEADLINE_MS)
        news = [(state.camera, state.phase, state.reason) for state in watched.states[told:]]
        assert not [one for one in news if one[1] is not Phase.LIVE and one[2] != "late"]
        assert watched.pid == pid
    finally:
        wall.set_tiles([])
        wall.close()
