"""The RTSP server on a thread of its own, for callers without an asyncio loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

from video.rtsp.server import RtspServer

_T = TypeVar("_T")


class RtspServerThread:
    """Runs `server` on its own loop. Use it as a context manager, or `start` and `stop` it."""

    def __init__(self, server: RtspServer) -> None:
        self.server = server
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._thread: threading.Thread | None = None

    def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Start the thread and listen; returns when the port is open, raises OSError."""
        ready = threading.Event()
        failure: list[OSError] = []

        def main() -> None:
            asyncio.run(self._serve(host, port, ready, failure))

        self._thread = threading.Thread(target=main, name="rtsp-server", daemon=True)
        self._thread.start()
        ready.wait()
        if failure:
            self._thread.join()
            self._thread = None
            raise failure[0]

    def stop(self) -> None:
        """Stop the server and join the thread; may be called again."""
        if self._thread is None or self._loop is None or self._stopping is None:
            return
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()
        self._thread = None

    def call(self, work: Callable[[], _T]) -> _T:
        """Run `work` on the server's loop and give its result: `thread.call(server.reset_connections)`."""
        if self._loop is None or self._thread is None:
            raise RuntimeError("the server is not running")

        async def on_loop() -> _T:
            return work()

        return asyncio.run_coroutine_threadsafe(on_loop(), self._loop).result()

    def __enter__(self) -> RtspServerThread:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    async def _serve(self, host: str, port: int, ready: threading.Event, failure: list[OSError]) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        try:
            await self.server.start(host, port)
        except OSError as error:
            failure.append(error)
            return
        finally:
            ready.set()
        await self._stopping.wait()
        await self.server.stop()
