"""RTSP 1.0 on the wire (RFC 2326): requests, responses and interleaved frames, without any socket.

The parser is fed whatever the peer sends and holds at most one message: bytes that can be none of the three raise
SourceError("protocol"), and so does a message larger than the limits below.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from video.model import SourceError

MAX_HEAD = 16 * 1024
MAX_BODY = 256 * 1024
_FRAME_HEAD = 4
_DOLLAR = 0x24
_BLANK = b"\r\n"
_VERSION = "RTSP/1.0"


class Headers:
    """Header fields by name, whatever the case; a field may come more than once (WWW-Authenticate does)."""

    __slots__ = ("_fields",)

    def __init__(self, fields: list[tuple[str, str]] | None = None) -> None:
        self._fields = fields or []

    def get(self, name: str, default: str = "") -> str:
        """Give the first value of `name`."""
        return next(iter(self.all(name)), default)

    def all(self, name: str) -> list[str]:
        """Give every value of `name` in the order sent."""
        wanted = name.lower()
        return [value for key, value in self._fields if key.lower() == wanted]

    def number(self, name: str, default: int) -> int:
        """Give a field that must be a decimal number; raises SourceError."""
        text = self.get(name)
        if not text:
            return default
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            raise SourceError("protocol", f"{name} is not a number")
        return int(text)


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asks. Its repr leaves the headers out: they may carry an Authorization."""

    method: str
    url: str = field(repr=False)
    headers: Headers = field(repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answers."""

    status: int
    headers: Headers = field(repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Frame:
    """An interleaved RTP or RTCP packet (RFC 2326, 10.12)."""

    channel: int
    payload: bytes


Message = Request | Response | Frame


def frame_bytes(channel: int, payload: bytes) -> bytes:
    """Give `payload` as an interleaved frame; at most 65535 bytes."""
    return b"$" + bytes((channel,)) + len(payload).to_bytes(2, "big") + payload


def request_bytes(method: str, url: str, headers: Mapping[str, str]) -> bytes:
    """Give a request without a body."""
    return _head(f"{method} {url} {_VERSION}", headers.items())


def response_bytes(status: int, reason: str, fields: Iterable[tuple[str, str]], body: bytes = b"") -> bytes:
    """Give a response; Content-Length is added where there is a body."""
    length = [("Content-Length", str(len(body)))] if body else []
    return _head(f"{_VERSION} {status} {reason}", [*fields, *length]) + body


def _head(first: str, fields: Iterable[tuple[str, str]]) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in fields)]
    if any("\r" in line or "\n" in line for line in lines):
        raise SourceError("protocol", "a line break inside a header")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "replace")


class MessageParser:
    """Cuts a byte stream into messages. Feed it, then take what is complete; it keeps the rest."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._head: Request | Response | None = None
        self._body_length = 0

    @property
    def held(self) -> int:
        """Bytes waiting for the rest of their message."""
        return len(self._buffer)

    def between_messages(self, data: bytes) -> bytes:
        """Give `data` behind what is held, no longer held, unless a message's body is awaited: then `data` as it is."""
        if self._head is not None or not self._buffer:
            return data
        held = bytes(self._buffer)
        self._buffer.clear()
        return held + data

    def feed(self, data: bytes) -> Iterator[Message]:
        """Take in `data` and yield the messages now complete; raises SourceError("protocol")."""
        self._buffer += data
        position = 0
        try:
            while True:
                position, message = self._next(position)
                if message is None:
                    return
                yield message
        finally:
            del self._buffer[:position]

    def _next(self, position: int) -> tuple[int, Message | None]:
        if self._head is not None:
            return self._take_body(position)
        buffer = self._buffer
        while position < len(buffer) and buffer[position] in _BLANK:
            position += 1
        if position >= len(buffer):
            return position, None
        if buffer[position] == _DOLLAR:
            return self._take_frame(position)
        return self._take_head(position)

    def _take_frame(self, position: int) -> tuple[int, Frame | None]:
        buffer = self._buffer
        if len(buffer) < position + _FRAME_HEAD:
            return position, None
        end = position + _FRAME_HEAD + (buffer[position + 2] << 8 | buffer[position + 3])
        if len(buffer) < end:
            return position, None
        return end, Frame(buffer[position + 1], bytes(buffer[position + _FRAME_HEAD : end]))

    def _take_head(self, position: int) -> tuple[int, Message | None]:
        first = self._buffer[position]
        if not (0x41 <= first <= 0x5A):  # every method and "RTSP/" start with a capital letter
            raise SourceError("protocol", "neither a message nor a frame")
        end = self._buffer.find(b"\r\n\r\n", position, position + MAX_HEAD)
        if end < 0:
            if len(self._buffer) - position >= MAX_HEAD:
                raise SourceError("protocol", "a header without an end")
            return position, None
        self._head = parse_head(bytes(self._buffer[position:end]))
        self._body_length = self._head.headers.number("Content-Length", 0)
        if self._body_length > MAX_BODY:
            raise SourceError("protocol", "a body too large")
        return self._take_body(end + 4)

    def _take_body(self, position: int) -> tuple[int, Message | None]:
        head, end = self._head, position + self._body_length
        if head is None or len(self._buffer) < end:
            return position, None
        body, self._head = bytes(self._buffer[position:end]), None
        if isinstance(head, Response):
            return end, Response(head.status, head.headers, body)
        return end, Request(head.method, head.url, head.headers, body)


def parse_head(data: bytes) -> Request | Response:
    """Read the first line and the header fields of a message; raises SourceError("protocol")."""
    lines = data.decode("utf-8", "replace").split("\r\n")
    headers = Headers(list(_fields(lines[1:])))
    words = lines[0].split(" ", 2)
    if len(words) < 2:
        raise SourceError("protocol", "a message without a first line")
    if words[0].startswith("RTSP/"):
        if not (words[1].isascii() and words[1].isdigit() and len(words[1]) == 3):
            raise SourceError("protocol", "a status that is no number")
        return Response(int(words[1]), headers)
    if len(words) == 3 and words[2].startswith("RTSP/"):
        return Request(words[0], words[1], headers)
    raise SourceError("protocol", "not RTSP")


def _fields(lines: list[str]) -> Iterator[tuple[str, str]]:
    name, value = "", ""
    for line in lines:
        if line[:1] in (" ", "\t") and name:  # a folded line continues the one before
            value = f"{value} {line.strip()}"
            continue
        if name:
            yield name, value
        name, _, value = line.partition(":")
        name, value = name.strip(), value.strip()
    if name:
        yield name, value
