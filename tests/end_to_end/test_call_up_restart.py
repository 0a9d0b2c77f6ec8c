"""A station that is killed while alarms wait stands, when it starts again, where it stood."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from app.bootstrap import Desktop
from app.services.call_up import Mode
from tests.end_to_end.driving import Device, Post, until
from tests.fakes.rtsp_process import ROOT, RtspProcess
from tests.fakes.small_station import FENCE_PASSWORD, HELP_PASSWORD, load, site_text


def order(process: subprocess.Popen[str], point: str) -> list[str]:
    """Let the guard there turn to a point's alarm; gives who has the wall and who waits."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(point + "\n")
    process.stdin.flush()
    return process.stdout.readline().split()


def test_killed_and_started_again_the_same_call_up_stands(
    desktop: Desktop, cameras: RtspProcess, tmp_path: Path
) -> None:
    site, folder = tmp_path / "site.toml", tmp_path / "data"
    site.write_text(site_text(cameras), encoding="utf-8")
    command = [sys.executable, "-m", "tests.fakes.desktop_process", str(site), str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            fence, button = Device(port, "fence1", FENCE_PASSWORD), Device(port, "help1", HELP_PASSWORD)
            fence.event("perimeter", "Z01", occ="one")
            until("the fence on the wall", lambda: order(process, "-") == ["fence-z01"])
            button.event("panic", "H1", occ="two")
            until("the help call above it", lambda: order(process, "-") == ["help-h1", "fence-z01"])
            assert order(process, "fence-z01") == ["fence-z01", "help-h1"]
        finally:
            process.kill()
            process.wait(60)
            for device in (fence, button):
                device.close()
    post = Post(desktop, load(tmp_path, site.read_text(encoding="utf-8")), folder)
    try:
        state, current = post.window.desk.state, post.window.desk.current
        assert [call.point for call in state.waiting] == ["fence-z01", "help-h1"]
        assert state.mode is Mode.CHOSEN
        scene = post.window.live.controller.scene
        assert scene is not None
        assert current is not None
        assert (scene.shape, scene.incident) == ("call_up", current.incident)
        assert [(tile.camera, tile.waits) for tile in scene.tiles] == [("c1", 0), ("c1", 0), ("c2", 0), ("c3", 1)]
        until("its live picture", lambda: post.paints("live:c1"))
        until("the picture seen", lambda: post.window.desk.picture_seen(current.occurrence, True).since)
    finally:
        post.stop()
