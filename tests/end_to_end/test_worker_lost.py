"""A decoding process that dies takes its own cameras away for a moment, and nothing else."""

import os
import signal
import sys
import time
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt

from app.services.health import Level
from tests.end_to_end.driving import Post, live_cameras, part, until
from video.views import WorkerPhase


def _longest(post: Post, camera: str, since: float) -> float:
    """The longest time without a new picture."""
    moments = [since, *(at for at in post.painted[f"live:{camera}"] if at > since)]
    return max(after - earlier for earlier, after in pairwise(moments))


@pytest.mark.skipif(sys.platform == "win32", reason="SIGSEGV is sent to a process on POSIX systems only")
def test_a_worker_killed_by_a_segmentation_fault_comes_back_and_others_never_stop(post: Post) -> None:
    station, window = post.station, post.window
    until("three cameras live", lambda: len(live_cameras(station)) == 3)
    until("the wall painted", lambda: all(post.paints(f"live:{one}") > 5 for one in ("c1", "c2", "c3")))
    assert part(station, "video").level is Level.GOOD
    homes = {camera: share.worker.name for share in station.video._shares for camera in share.cameras}
    victim = station.cameras._workers[homes["c1"]]
    lost = [camera for camera, home in homes.items() if home == victim.worker]
    spared = [camera for camera in homes if camera not in lost]
    assert lost
    assert spared
    said: list[Level] = []
    assert victim.pid is not None
    before = {camera: post.paints(f"live:{camera}") for camera in homes}
    os.kill(victim.pid, signal.SIGSEGV)

    def back() -> bool:
        said.append(part(station, "video").level)
        state = station.cameras._workers[victim.worker]
        painted = all(post.paints(f"live:{camera}") > before[camera] + 15 for camera in lost)
        return state.restarts == 1 and state.phase is WorkerPhase.RUNNING and painted

    struck = time.monotonic()
    took = until("the cameras back", back)
    print(f"cameras back after a SIGSEGV: {took:.1f} s")
    assert Level.DEGRADED in said
    until("health good again", lambda: part(station, "video").level is Level.GOOD)
    away = max(_longest(post, camera, struck) for camera in lost)
    for camera in spared:
        stood = _longest(post, camera, struck)
        assert stood < away, f"{camera} stood still for {stood:.1f} s, the lost ones for {away:.1f} s"
    assert window.isVisible()
    post.press(Qt.Key.Key_F4)
    assert window.pages.currentWidget() is window.health
