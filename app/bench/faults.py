"""What the benchmark's cameras can be made to do: lose their connection, fall silent, be gone and come back."""

from __future__ import annotations

from enum import StrEnum

from video.rtsp.feed import Feed
from video.rtsp.live_feed import LiveFeed
from video.rtsp.served_recording import ServedRecording
from video.rtsp.served_stream import Faults, ServedStream
from video.rtsp.server import RtspServer


class Fault(StrEnum):
    """RESET: the connection is cut, once. STALLED: it stays open and nothing comes. GONE: cut, and asked for anew the
    stream is not found.
    """

    RESET = "reset"
    STALLED = "stalled"
    GONE = "gone"


class FaultyServer(RtspServer):
    """A server whose streams fail one by one. `fail` and `mend` belong to its own loop."""

    def __init__(self, *, replay_gop: bool = True) -> None:
        super().__init__(replay_gop=replay_gop)
        self._gone: set[str] = set()
        self._known: dict[str, Faults] = {}

    def add_stream(self, path: str, feed: Feed | LiveFeed) -> Faults:
        """Serve `feed` at `path`."""
        self._known[path] = super().add_stream(path, feed)
        return self._known[path]

    def served(self, path: str) -> ServedStream | ServedRecording | None:
        """Find a stream that is not gone."""
        return None if path in self._gone else super().served(path)

    def fail(self, path: str, fault: Fault) -> None:
        """Begin a fault of one stream."""
        if fault is Fault.STALLED:
            self._known[path].stalled = True
            return
        stream = super().served(path)
        if fault is Fault.GONE:
            self._gone.add(path)
        for connection in [each for each in self._connections if each.stream is stream]:
            if fault is Fault.RESET:
                connection.reset()
            else:
                connection.close()

    def mend(self, path: str) -> None:
        """End the faults of one stream."""
        self._known[path].stalled = False
        self._gone.discard(path)
