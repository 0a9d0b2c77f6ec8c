"""One client of the RTSP server: its requests, its session, and a limit to how far it may fall behind."""

from __future__ import annotations

import asyncio
import secrets
import socket
import struct
import sys
from collections.abc import Callable, Sequence
from typing import Protocol
from urllib.parse import unquote, urlsplit

from video.model import SourceError
from video.rtsp.auth import Guard
from video.rtsp.datagrams import DatagramPair
from video.rtsp.message import Frame, MessageParser, Request, Response, response_bytes
from video.rtsp.nal import parameter_sets_of
from video.rtsp.packetise import describe, describe_sound
from video.rtsp.playing import Way
from video.rtsp.served_audio import ServedAudio
from video.rtsp.served_recording import ServedRecording
from video.rtsp.served_stream import CLOCK_RATE, PAYLOAD_TYPE, ServedStream
from video.rtsp.track_player import TrackPlayer

MAX_UNSENT = 4 * 1024 * 1024
SESSION_TIMEOUT = 60
#: So many messages may come while an answer waits; who sends more is cut off.
MAX_HELD = 32
_METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, TEARDOWN, GET_PARAMETER, SET_PARAMETER"
_REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    454: "Session Not Found",
    461: "Unsupported Transport",
    503: "Service Unavailable",
    551: "Option not supported",
}


class Host(Protocol):
    """What a connection needs of its server."""

    @property
    def ways(self) -> Sequence[Way]:
        """How tracks may be sent."""
        ...

    @property
    def datagrams(self) -> DatagramPair | None:
        """The sockets of all that goes over UDP."""
        ...

    def served(self, path: str) -> ServedStream | ServedRecording | None:
        """Find a live stream, or a recorder's past, by its path without slashes at the ends."""
        ...

    def sound(self, path: str) -> ServedAudio | None:
        """Find the sound beside a stream."""
        ...

    def patience(self, path: str) -> float:
        """How long to wait for a stream that is still to come, in seconds; 0 where none is."""
        ...

    def guard(self) -> Guard | None:
        """Make the guard of a new connection, None where everyone may look."""
        ...

    def opened(self, connection: ServerConnection) -> bool:
        """Note a connection; False when there are too many."""
        ...

    def closed(self, connection: ServerConnection) -> None:
        """Forget a connection."""
        ...


class ServerConnection(asyncio.Protocol):
    """Answers in the order asked; whatever is not RTSP closes the connection."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._guard = host.guard()
        self._parser = MessageParser()
        self._transport: asyncio.Transport | None = None
        self._tracks: list[tuple[ServedStream | ServedRecording | ServedAudio, TrackPlayer]] = []
        self._stream: ServedStream | ServedRecording | None = None
        self._query = ""
        self._waiting: Request | None = None
        self._patience: asyncio.TimerHandle | None = None
        self._held: list[Frame | Request | Response] = []
        self._session = ""
        self._skipping = False
        self.peer = ""
        self.heard = False
        self.datagrams_heard = 0

    @property
    def players(self) -> tuple[TrackPlayer, ...]:
        """The tracks set up, pictures or sound, in the order asked for."""
        return tuple(player for _, player in self._tracks)

    @property
    def stream(self) -> ServedStream | ServedRecording | None:
        """The stream set up, if any."""
        return self._stream

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the client in."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        name = transport.get_extra_info("peername")
        self.peer = str(name[0]) if name else ""
        if not self._host.opened(self):
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Free what the client used."""
        if self._patience is not None:
            self._patience.cancel()
        self._waiting, self._held = None, []
        self._leave()
        self._host.closed(self)

    def data_received(self, data: bytes) -> None:
        """Answer what is asked."""
        self.heard = True
        try:
            for message in self._parser.feed(data):
                self._dispatch(message)
        except SourceError:
            self.close()

    def offer(self, data: bytes, key: bool) -> None:
        """Send frames, unless the client is too far behind: then nothing until a key picture fits again."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if transport.get_write_buffer_size() > MAX_UNSENT:
            self._skipping = True
        elif key:
            self._skipping = False
        if not self._skipping:
            transport.write(data)

    def heard_from(self, address: tuple[str, int]) -> None:
        """Note a datagram that this client may have sent."""
        ports = {port for player in self.players if player.channels is None for port in player.client_ports}
        if address[0] == self.peer and address[1] in ports:
            self.heard = True
            self.datagrams_heard += 1

    def look_again(self) -> None:
        """A stream has come, or comes no more: whoever waited for it is answered."""
        waiting = self._waiting
        if waiting is not None:
            path = _path(waiting.url)
            if self._host.served(path) is not None or not self._host.patience(path):
                self._go_on()

    def write_raw(self, data: bytes) -> None:
        """Send any bytes (a fault)."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def close(self) -> None:
        """Close at once."""
        if self._transport is not None:
            self._transport.abort()

    def reset(self) -> None:
        """Close with a TCP reset instead of an orderly end (a fault)."""
        if self._transport is None:
            return
        sock = self._transport.get_extra_info("socket")
        if sock is not None:
            linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._transport.abort()

    def _leave(self) -> None:
        self._stop()
        self._tracks, self._stream = [], None

    def _stop(self) -> None:
        for served, player in self._tracks:
            served.detach(player)

    def _dispatch(self, message: Frame | Request | Response) -> None:
        if self._waiting is not None:
            self._held.append(message)
            if len(self._held) > MAX_HELD:
                self.close()
            return
        if not isinstance(message, Request):
            return  # receiver reports; heard is all they are for
        handler = self._handlers().get(message.method)
        if handler is None:
            self._answer(message, 405, {"Allow": _METHODS})
        elif message.method != "OPTIONS" and not self._allowed(message):
            self._refuse(message)
        else:
            handler(message)

    def _handlers(self) -> dict[str, Callable[[Request], None]]:
        return {
            "OPTIONS": lambda request: self._answer(request, 200, {"Public": _METHODS}),
            "DESCRIBE": self._describe,
            "SETUP": self._set_up,
            "PLAY": self._play,
            "PAUSE": self._pause,
            "TEARDOWN": self._tear_down,
            "GET_PARAMETER": self._keep,
            "SET_PARAMETER": self._keep,
        }

    def _allowed(self, request: Request) -> bool:
        return self._guard is None or self._guard.allows(request.headers.get("Authorization"), request.method)

    def _refuse(self, request: Request) -> None:
        challenges = self._guard.challenges() if self._guard is not None else []
        self._answer(request, 401, {}, extra=[("WWW-Authenticate", value) for value in challenges])

    def _answer(
        self,
        request: Request,
        status: int,
        headers: dict[str, str] | None = None,
        body: bytes = b"",
        extra: list[tuple[str, str]] | None = None,
    ) -> None:
        fields = [("CSeq", request.headers.get("CSeq", "0")), *(headers or {}).items(), *(extra or [])]
        if self._session and status == 200:
            fields.append(("Session", f"{self._session};timeout={SESSION_TIMEOUT}"))
        self.write_raw(response_bytes(status, _REASONS[status], fields, body))

    def _describe(self, request: Request) -> None:
        stream = self._host.served(_path(request.url))
        if stream is None:
            self._wait(request)
            return
        if request.headers.get("Require") and not (isinstance(stream, ServedRecording) and stream.onvif):
            self._answer(request, 551)
            return
        self._query = request.url.partition("?")[2]
        feed = stream.feed
        sets = feed.parameter_sets or parameter_sets_of(feed.codec, feed.units[0].data)
        sound = self._host.sound(_path(request.url))
        body = describe(feed.codec, sets, PAYLOAD_TYPE, CLOCK_RATE)
        body += describe_sound(sound.feed.info, sound.feed.payload_type) if sound is not None else b""
        base = request.url.split("?", 1)[0].rstrip("/") + "/"
        self._answer(request, 200, {"Content-Base": base, "Content-Type": "application/sdp"}, body)

    def _wait(self, request: Request) -> None:
        """Answer once the stream is there: "not found" would say that it never comes."""
        patience = self._host.patience(_path(request.url))
        if not patience:
            self._answer(request, 404)
            return
        self._waiting = request
        self._patience = asyncio.get_running_loop().call_later(patience, self._go_on)

    def _go_on(self) -> None:
        request, held = self._waiting, self._held
        self._waiting, self._held = None, []
        if self._patience is not None:
            self._patience.cancel()
        if request is None:
            return
        path = _path(request.url)
        if self._host.served(path) is None and self._host.patience(path):
            self._answer(request, 503)
        else:
            self._describe(request)
        for message in held:
            self._dispatch(message)

    def _set_up(self, request: Request) -> None:
        path, sounds = _path(request.url), request.url.endswith("/track2")
        stream = self._host.served(path)
        served = self._host.sound(path) if sounds else stream
        player = TrackPlayer.agree(request.headers.get("Transport"), self._host.ways, self._host.datagrams, self)
        if stream is None or served is None:
            self._answer(request, 404)
        elif player is None:
            self._answer(request, 461)
        else:
            if self._stream not in (None, stream) or any(known is served for known, _ in self._tracks):
                self._leave()
            self._stream = stream
            self._tracks.append((served, player))
            self._session = self._session or secrets.token_hex(8)
            self._answer(request, 200, {"Transport": player.transport})

    def _play(self, request: Request) -> None:
        if not self._tracks:
            self._answer(request, 454)
            return
        told = "npt=now-"
        for served, player in self._tracks:
            if isinstance(served, ServedRecording):
                told = served.aim(player, request.headers.get("Range"), self._query)
        self._answer(request, 200, {"Range": told})
        self._stop()
        for served, player in self._tracks:
            served.attach(player)

    def _pause(self, request: Request) -> None:
        self._stop()
        self._answer(request, 200 if self._tracks else 454)

    def _tear_down(self, request: Request) -> None:
        self._leave()
        self._answer(request, 200)
        self._session = ""

    def _keep(self, request: Request) -> None:
        self._answer(request, 200)


def _path(url: str) -> str:
    try:
        path = unquote(urlsplit(url).path).strip("/")
    except ValueError:
        return ""
    return path.removesuffix("track1").removesuffix("track2").rstrip("/")
