"""HTTP/1.1 answers (RFC 9112) and multipart/x-mixed-replace as cameras send it, without any socket.

Fed with whatever comes; what can be neither raises SourceError("protocol"). Nothing is held beyond the limits below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from video.model import SourceError
from video.rtsp.message import Headers

MAX_HEAD = 16 * 1024
MAX_PICTURE = 8 * 1024 * 1024
#: Bytes between two parts that are no part; a camera that sends more of them sends something else.
MAX_BETWEEN = 64 * 1024
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_JPEG_START, _JPEG_END = b"\xff\xd8", b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class Answer:
    """The first lines of an HTTP answer."""

    status: int
    headers: Headers = field(repr=False)


@dataclass(frozen=True, slots=True)
class Part:
    """One picture of a multipart stream. data: JPEG from its first marker to its last; empty when it is not whole."""

    data: bytes
    headers: Headers = field(repr=False)


class AnswerParser:
    """Cuts the head off an answer, then gives the body's bytes, chunks undone."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._chunked = False
        self._left = 0
        self._ended = False
        self.answer: Answer | None = None

    def feed(self, data: bytes) -> bytes:
        """Take in `data`; give what of the body it brings. Raises SourceError."""
        self._buffer += data
        if self.answer is None:
            head = take_head(self._buffer)
            if head is None:
                return b""
            self.answer = _answer(head)
            self._chunked = "chunked" in self.answer.headers.get("Transfer-Encoding").lower()
        if self._chunked:
            return b"".join(self._chunks())
        body = bytes(self._buffer)
        self._buffer.clear()
        return body

    @property
    def ended(self) -> bool:
        """Whether the last chunk has come."""
        return self._ended

    def _chunks(self) -> Iterator[bytes]:
        while not self._ended:
            if self._left:
                piece = bytes(self._buffer[: self._left])
                del self._buffer[: len(piece)]
                self._left -= len(piece)
                yield piece
                if self._left or not self._buffer:
                    return
            line_end = self._buffer.find(b"\n", 2)  # the break that ends the chunk before may stand in front
            if line_end < 0:
                if len(self._buffer) > 1024:
                    raise SourceError("protocol", "a chunk without a size")
                return
            size = bytes(self._buffer[:line_end]).strip().partition(b";")[0]
            if not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", size):
                raise SourceError("protocol", "a chunk without a size")
            del self._buffer[: line_end + 1]
            self._left = int(size, 16)
            self._ended = self._left == 0


def take_head(buffer: bytearray) -> list[str] | None:
    """Take the lines up to the first empty one out of `buffer`; None until it came. Raises SourceError."""
    end = _HEAD_END.search(buffer, 0, MAX_HEAD)
    if end is None:
        if len(buffer) >= MAX_HEAD:
            raise SourceError("protocol", "a header without an end")
        return None
    lines = bytes(buffer[: end.start()]).decode("latin-1").splitlines()
    del buffer[: end.end()]
    return lines


def _answer(lines: list[str]) -> Answer:
    found = re.match(r"HTTP/\d(?:\.\d)? (\d{3})(?: |$)", lines[0] if lines else "")
    if found is None:
        raise SourceError("protocol", "not HTTP")
    return Answer(int(found.group(1)), _headers(lines[1:]))


def _headers(lines: list[str]) -> Headers:
    pairs = (line.partition(":") for line in lines)
    return Headers([(name.strip(), value.strip()) for name, _, value in pairs])


def boundary_of(content_type: str) -> str:
    """Give the boundary of a multipart/x-mixed-replace, "" where it is something else."""
    kind, _, options = content_type.partition(";")
    if kind.strip().lower() != "multipart/x-mixed-replace":
        return ""
    found = re.search(r'boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;]{1,200}))', options, re.IGNORECASE)
    return (found.group(1) or found.group(2)).strip("-\r\n ") if found else ""


class MultipartParser:
    """Cuts a multipart stream into pictures, with or without Content-Length, however many dashes its boundary has."""

    def __init__(self, boundary: str) -> None:
        self._mark = b"--" + boundary.encode("latin-1", "replace")
        self._buffer = bytearray()
        self._headers: Headers | None = None
        self._length: int | None = None
        self._searched = 0

    @property
    def held(self) -> int:
        """Bytes waiting for the rest of their part."""
        return len(self._buffer)

    def feed(self, data: bytes) -> Iterator[Part]:
        """Take in `data` and yield the pictures now complete; parts of another kind are passed over."""
        self._buffer += data
        while True:
            if self._headers is None and not self._begin():
                return
            body = self._body()
            if body is None:
                return
            headers, self._headers = self._headers, None
            assert headers is not None
            kind = headers.get("Content-Type", "image/jpeg").lower()
            if kind.startswith(("image/jpeg", "image/jpg")):
                yield Part(_picture(body), headers)

    def _begin(self) -> bool:
        """Find the next boundary and read the part's head; False until both came."""
        start = self._buffer.find(self._mark)
        if start < 0:
            if len(self._buffer) > MAX_BETWEEN:
                raise SourceError("protocol", "no boundary")
            return False
        if start > MAX_BETWEEN:
            raise SourceError("protocol", "no boundary")
        del self._buffer[:start]
        line_end = self._buffer.find(b"\n")
        if line_end < 0:
            if len(self._buffer) > MAX_HEAD:
                raise SourceError("protocol", "a header without an end")
            return False
        rest = self._buffer[line_end + 1 :]
        lines = take_head(rest)
        if lines is None:
            return False
        self._buffer, self._headers, self._searched = rest, _headers(lines), 0
        length = self._headers.number("Content-Length", -1)
        if length > MAX_PICTURE:
            raise SourceError("protocol", "a picture too large")
        self._length = length if length >= 0 else None
        return True

    def _body(self) -> bytes | None:
        end = self._length
        if end is None:
            end = self._buffer.find(self._mark, self._searched)
            if end < 0:
                self._searched = max(0, len(self._buffer) - len(self._mark))
                if len(self._buffer) > MAX_PICTURE:
                    raise SourceError("protocol", "a picture too large")
                return None
        elif len(self._buffer) < end:
            return None
        body = bytes(self._buffer[:end])
        del self._buffer[:end]
        return body


def _picture(body: bytes) -> bytes:
    start, end = body[:64].find(_JPEG_START), body.rfind(_JPEG_END)
    return body[start : end + 2] if 0 <= start < end else b""
