"""As much of HTTP/1.1 (RFC 9110, 9112) as the door speaks: one GET or HEAD on each connection, one byte range."""

from __future__ import annotations

import base64
import json
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from video.clock import Clock

MAX_HEAD: Final = 8192
MAX_BODY: Final = 8 << 20
_RANGE: Final = re.compile(r"bytes=(\d{1,18})-(\d{1,18})?")
_DIGEST: Final = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")
#: The digest of the whole file, also where a part of it is sent (RFC 9530).
DIGEST: Final = "Repr-Digest"
_TOKEN: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}")


class BadRequestError(Exception):
    """What came is not answered as asked; `status` is what is said instead."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `query`: each name once; header names in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]

    def text(self, name: str, longest: int = 64) -> str:
        """A value of the query; raises BadRequestError where there is none, or one that is too long."""
        value = self.query.get(name, "")
        if not 0 < len(value) <= longest:
            raise BadRequestError(HTTPStatus.BAD_REQUEST)
        return value

    def number(self, name: str) -> float:
        """A time of the query, UTC seconds."""
        try:
            value = float(self.text(name))
        except ValueError:
            raise BadRequestError(HTTPStatus.BAD_REQUEST) from None
        if not 0 <= value <= 1e11:
            raise BadRequestError(HTTPStatus.BAD_REQUEST)
        return value


@dataclass(frozen=True, slots=True)
class FileBody:
    """A file's first `size` bytes, of which `first` to `last` are sent; `sha256` is of all of them."""

    path: Path
    size: int
    sha256: str
    first: int = 0
    last: int = -1


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back: a body of bytes, or of a file."""

    status: HTTPStatus
    body: bytes | FileBody = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def json_answer(value: Any) -> Answer:
    """An answer in JSON; raises BadRequestError where it would be too long for any client of ours."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    if len(body) > MAX_BODY:
        raise BadRequestError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return Answer(HTTPStatus.OK, body, {"Content-Type": "application/json"})


def digest_field(sha256: str) -> str:
    """The digest (hexadecimal) as the field of RFC 9530 has it."""
    return f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode('ascii')}:"


def read_digest(field_text: str) -> str:
    """The hexadecimal digest of such a field, "" where it is none."""
    found = _DIGEST.fullmatch(field_text.strip())
    return base64.b64decode(found.group(1)).hex() if found else ""


def file_answer(request: Request, body: FileBody) -> Answer:
    """A file, or the part of it that was asked for; raises BadRequestError for a part that is not there."""
    headers = {"Content-Type": "application/octet-stream", "Accept-Ranges": "bytes"}
    headers[DIGEST] = digest_field(body.sha256)
    wanted = request.headers.get("range", "")
    if not wanted:
        return Answer(HTTPStatus.OK, FileBody(body.path, body.size, body.sha256, 0, body.size - 1), headers)
    found = _RANGE.fullmatch(wanted.strip())
    if found is None:
        raise BadRequestError(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
    first = int(found.group(1))
    last = min(int(found.group(2)) if found.group(2) else body.size - 1, body.size - 1)
    if first > last:
        raise BadRequestError(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
    headers["Content-Range"] = f"bytes {first}-{last}/{body.size}"
    return Answer(HTTPStatus.PARTIAL_CONTENT, FileBody(body.path, body.size, body.sha256, first, last), headers)


def read_request(connection: socket.socket, clock: Clock, within_s: float) -> Request:
    """Read one request's head within so many seconds, however slowly it drips. Raises BadRequestError, OSError."""
    ends, data = clock.monotonic() + within_s, b""
    while b"\r\n\r\n" not in data:
        left = ends - clock.monotonic()
        if left <= 0:
            raise BadRequestError(HTTPStatus.REQUEST_TIMEOUT)
        if len(data) >= MAX_HEAD:
            raise BadRequestError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        connection.settimeout(left)
        part = connection.recv(MAX_HEAD - len(data))
        if not part:
            raise BadRequestError(HTTPStatus.BAD_REQUEST)
        data += part
    return parse_request(data.partition(b"\r\n\r\n")[0])


def parse_request(head: bytes) -> Request:
    """Understand a request's head; raises BadRequestError for whatever is not plainly one."""
    try:
        first, *lines = head.decode("ascii").split("\r\n")
        method, target, protocol = first.split(" ")
        parts = urlsplit(target)
        query = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query), max_num_fields=8)
        headers = dict(_field(line) for line in lines)
    except (UnicodeDecodeError, ValueError):
        raise BadRequestError(HTTPStatus.BAD_REQUEST) from None
    if not protocol.startswith("HTTP/1.") or not target.startswith("/") or len(dict(query)) != len(query):
        raise BadRequestError(HTTPStatus.BAD_REQUEST)
    if method not in ("GET", "HEAD"):
        raise BadRequestError(HTTPStatus.METHOD_NOT_ALLOWED)
    if int(headers.get("content-length", "0") or 0) or "transfer-encoding" in headers:
        raise BadRequestError(HTTPStatus.BAD_REQUEST)
    return Request(method, parts.path, dict(query), headers)


def _field(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not _TOKEN.fullmatch(name):
        raise ValueError(line)
    return name.lower(), value.strip()


def head_bytes(status: HTTPStatus, length: int, headers: Mapping[str, str]) -> bytes:
    """The head of an answer."""
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", f"Content-Length: {length}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join([*lines, "Cache-Control: no-store", "", ""])).encode("ascii")
