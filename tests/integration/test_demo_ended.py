"""The demo, asked to end: it stops what it started and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

WITHIN_S = 90.0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to catch")
def test_a_demo_that_is_asked_to_end_clears_up(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "TMPDIR": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "app", "demo", "--headless", "--output", str(tmp_path / "out")]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as demo:
        assert demo.stdout is not None
        while "drawing the demo's cameras" not in (line := demo.stdout.readline()):
            assert line, "ended before it had begun"
        children = psutil.Process(demo.pid).children(recursive=True)
        demo.send_signal(signal.SIGTERM)
        demo.communicate(timeout=WITHIN_S)
    assert demo.returncode == 128 + signal.SIGTERM
    assert not list(tmp_path.glob("watchroom-demo-*"))
    assert not psutil.wait_procs(children, timeout=WITHIN_S)[1]
