"""Cameras in a process of their own, to be killed and brought back on the same port.

Run as ``python -m tests.fakes.rtsp_process PORT CAMERA...``: each camera has a ``sub`` and a ``main`` stream.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]


class RtspProcess:
    """The process and its port; the port stays the same over kill and start."""

    def __init__(self, cameras: Sequence[str]) -> None:
        self.cameras = tuple(cameras)
        self.port = 0
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start and wait until it listens."""
        command = [sys.executable, "-m", "tests.fakes.rtsp_process", str(self.port), *self.cameras]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the RTSP server did not start"
        self.port = int(line)

    @property
    def pid(self) -> int:
        """The process, to be stopped and let go on."""
        assert self._process is not None
        return self._process.pid

    def url(self, camera: str, kind: str) -> str:
        """A stream's address."""
        return f"rtsp://127.0.0.1:{self.port}/{camera}/{kind}"

    def kill(self) -> None:
        """Kill it without a word."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.kill()
        process.wait(60)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def main(port: int, cameras: Sequence[str]) -> None:
    """Serve until the parent lets go of our standard input."""
    from tests.fakes.encoded_video import encoded_feed
    from video.rtsp.server import RtspServer
    from video.rtsp.server_thread import RtspServerThread

    server = RtspServer()
    for camera in cameras:
        server.add_stream(f"{camera}/sub", encoded_feed())
        server.add_stream(f"{camera}/main", encoded_feed(width=640, height=360))
    thread = RtspServerThread(server)
    thread.start("127.0.0.1", port)
    try:
        print(server.port, flush=True)
        sys.stdin.read()
    finally:
        thread.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
