"""A small RTSP server for the demo and the tests: encoded loops in phase with the wall clock, and faults."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence

from video.clock import Clock, SystemClock
from video.model import Credentials
from video.rtsp.auth import Guard
from video.rtsp.close_listener import close_listener
from video.rtsp.datagrams import DatagramPair, open_pair
from video.rtsp.feed import Feed
from video.rtsp.live_feed import LiveFeed
from video.rtsp.playing import Way
from video.rtsp.served_audio import AudioFeed, ServedAudio
from video.rtsp.served_recording import ServedRecording
from video.rtsp.served_stream import Faults, ServedStream
from video.rtsp.server_connection import SESSION_TIMEOUT, ServerConnection

MAX_CONNECTIONS = 512
#: So long DESCRIBE waits for a stream that is still to come, in seconds: less than clients wait for an answer.
PATIENCE = 8.0


class RtspServer:
    """RTSP 1.0, interleaved or over UDP; a way that is not among `ways` is answered 461.

    credentials: who may look, None for everyone; may be changed at any time and holds for new connections. digest:
    Digest with `algorithms`, else Basic. replay_gop: PLAY sends the running group of pictures at once. All but
    construction, `add_stream` before the start, and setting faults belongs to the asyncio loop that `start`ed it.
    """

    def __init__(
        self,
        credentials: Credentials | None = None,
        realm: str = "Watchroom",
        digest: bool = True,
        *,
        algorithms: Sequence[str] = ("MD5",),
        replay_gop: bool = True,
        ways: Sequence[Way] = ("tcp", "udp"),
        clock: Clock | None = None,
    ) -> None:
        self.credentials = credentials
        self.ways = tuple(ways)
        self.replay_gop = replay_gop
        self._realm = realm
        self._digest = digest
        self._algorithms = tuple(algorithms)
        self._clock: Clock = clock or SystemClock()
        self._streams: dict[str, ServedStream] = {}
        self._to_come: dict[str, float] = {}
        self._sounds: dict[str, ServedAudio] = {}
        self._recordings: dict[str, ServedRecording] = {}
        self._connections: set[ServerConnection] = set()
        self._server: asyncio.Server | None = None
        self._sweeper: asyncio.Task[None] | None = None
        self._datagrams: DatagramPair | None = None
        self._address = ("127.0.0.1", 0)
        self._scheme = "rtsp"

    def add_stream(self, path: str, feed: Feed | LiveFeed) -> Faults:
        """Serve `feed` at `path` ("gate1/sub"); gives the stream's faults, to be set by tests.

        A path served already plays the new feed from now on; where its coding differs its clients are cut off, as a
        camera does that is set to another coding.
        """
        path = path.strip("/")
        stream = self._streams.get(path)
        if stream is None:
            stream = self._streams[path] = ServedStream(feed, self._clock, replay_gop=self.replay_gop)
            self.expect_no_more(path)
        elif stream.feed.codec is feed.codec:
            stream.replace(feed)
        else:
            self._close_all([connection for connection in self._connections if connection.stream is stream])
            stream.replace(feed)
        return stream.faults

    def expect(self, path: str, patience: float = PATIENCE) -> None:
        """Say that a stream is still to come: who asks for it waits so many seconds, and then hears 503, not 404."""
        self._to_come[path.strip("/")] = patience

    def expect_no_more(self, path: str) -> None:
        """The stream is there, or comes never."""
        if self._to_come.pop(path.strip("/"), None) is not None and self._sweeper is not None:
            loop = self._sweeper.get_loop()
            for connection in self._connections:
                loop.call_soon(connection.look_again)  # its sound may be added with it

    def patience(self, path: str) -> float:
        """How long to wait for a stream that is still to come, in seconds; 0 where none is."""
        return self._to_come.get(path, 0.0)

    def add_sound(self, path: str, feed: AudioFeed) -> None:
        """Serve sound beside the stream at `path`; raises KeyError where there is none yet."""
        path = path.strip("/")
        self._sounds[path] = ServedAudio(feed, self._clock, self._streams[path].faults)

    def add_recording(
        self, path: str, feed: Feed, stretches: Sequence[tuple[float, float]], *, onvif: bool = True
    ) -> ServedRecording:
        """Serve at `path` what `feed` showed during these stretches of time (UTC seconds), as a recorder does."""
        made = self._recordings[path.strip("/")] = ServedRecording(feed, stretches, onvif=onvif)
        return made

    def sound(self, path: str) -> ServedAudio | None:
        """Find the sound beside a stream."""
        return self._sounds.get(path)

    def faults(self, path: str) -> Faults:
        """Give the faults of a stream; raises KeyError."""
        return self._streams[path.strip("/")].faults

    @property
    def port(self) -> int:
        """The port it listens on; 0 before the start."""
        return self._address[1]

    @property
    def clients(self) -> int:
        """How many connections are open."""
        return len(self._connections)

    @property
    def connections(self) -> tuple[ServerConnection, ...]:
        """Those who are connected."""
        return tuple(self._connections)

    @property
    def players(self) -> int:
        """How many clients play."""
        return sum(stream.players for stream in self._streams.values())

    def url(self, path: str) -> str:
        """Give the address of a stream, without credentials."""
        return f"{self._scheme}://{self._address[0]}:{self._address[1]}/{path.strip('/')}"

    async def start(self, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        """Listen, with `tls` as RTSPS; raises OSError."""
        loop = asyncio.get_running_loop()
        if "udp" in self.ways:
            self._datagrams = await open_pair(host, self._heard, self._heard)
        try:
            self._server = await loop.create_server(lambda: ServerConnection(self), host, port, ssl=tls)
        except BaseException:
            await self._close_datagrams()
            raise
        self._scheme = "rtsp" if tls is None else "rtsps"
        self._address = (host, self._server.sockets[0].getsockname()[1])
        self._sweeper = loop.create_task(self._sweep())

    async def stop(self) -> None:
        """Close every connection and free the port; may be called again."""
        if self._server is None or self._sweeper is None:
            return
        self._sweeper.cancel()
        await close_listener(self._server)
        self._close_all(list(self._connections))
        await asyncio.gather(self._sweeper, return_exceptions=True)
        await self._server.wait_closed()
        while self._connections:
            await asyncio.sleep(0)
        await self._close_datagrams()
        self._server = None

    async def _close_datagrams(self) -> None:
        pair, self._datagrams = self._datagrams, None
        if pair is not None:
            pair.close()
            await pair.closed()

    def _heard(self, data: bytes, address: tuple[str, int]) -> None:
        """A receiver report or a hole made into a firewall: whoever sent it lives."""
        for connection in self._connections:
            connection.heard_from(address)

    def reset_connections(self) -> None:
        """Cut every connection with a TCP reset."""
        for connection in list(self._connections):
            connection.reset()

    def send_garbage(self, data: bytes) -> None:
        """Write `data` into every connection, between two messages."""
        for connection in list(self._connections):
            connection.write_raw(data)

    def renumber(self, path: str) -> None:
        """Go on as another RTP source, as a camera does whose encoder starts anew (a fault)."""
        self._streams[path.strip("/")].renumber()

    def stream(self, path: str) -> ServedStream | None:
        """Find a live stream by its path without slashes at the ends."""
        return self._streams.get(path)

    def served(self, path: str) -> ServedStream | ServedRecording | None:
        """Find a live stream, or a recorder's past, by its path without slashes at the ends."""
        return self._recordings.get(path) or self._streams.get(path)

    @property
    def datagrams(self) -> DatagramPair | None:
        """The sockets of all that goes over UDP; None where it is not offered."""
        return self._datagrams

    def guard(self) -> Guard | None:
        """Make the guard of a new connection."""
        if self.credentials is None:
            return None
        return Guard(self.credentials, self._realm, digest=self._digest, algorithms=self._algorithms)

    def opened(self, connection: ServerConnection) -> bool:
        """Note a connection; False when there are too many."""
        self._connections.add(connection)
        return len(self._connections) <= MAX_CONNECTIONS

    def closed(self, connection: ServerConnection) -> None:
        """Forget a connection."""
        self._connections.discard(connection)

    def _close_all(self, connections: list[ServerConnection]) -> None:
        for connection in connections:
            connection.close()

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SESSION_TIMEOUT * 1.5)
            silent = [connection for connection in self._connections if not connection.heard]
            self._close_all(silent)
            for connection in self._connections:
                connection.heard = False
