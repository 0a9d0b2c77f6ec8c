"""The way to a playing RTSP session that pictures and sound have in common."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from video.model import SourceError, StreamAddress, Transport
from video.rtsp.address import MAX_MOVES, Endpoint, MovedError, moved, parse_address
from video.rtsp.connection import RtspConnection
from video.rtsp.playing import Playing, Way, checked
from video.rtsp.sdp import Description, parse_description

OPEN_TIMEOUT = 10.0
_MOVED = frozenset({301, 302, 303, 305, 307, 308})
_WAYS: dict[Transport, tuple[Way, ...]] = {"tcp": ("tcp",), "udp": ("udp",), "auto": ("tcp", "udp")}
_T = TypeVar("_T")

#: Sets up what is wanted of a description, and plays it.
Begin = Callable[[Playing, Description, Sequence[Way]], Awaitable[_T]]


async def open_playing(
    address: StreamAddress,
    transport: Transport,
    timeout: float,
    begin: Begin[_T],
    headers: Mapping[str, str] = MappingProxyType({}),
) -> _T:
    """Connect, describe and `begin` within `timeout` seconds, following redirects; raises SourceError.

    headers: what DESCRIBE says besides.

    Over TLS all stays inside the connection, whatever `transport` says: beside it, it would go in the clear.
    """
    try:
        async with asyncio.timeout(timeout):
            for _ in range(MAX_MOVES + 1):
                try:
                    return await _open(parse_address(address), transport, begin, headers)
                except MovedError as elsewhere:
                    address = moved(address, elsewhere.location)
    except TimeoutError:
        raise SourceError("timeout", "no answer") from None
    raise SourceError("protocol", "moved too often")


async def _open(endpoint: Endpoint, transport: Transport, begin: Begin[_T], headers: Mapping[str, str]) -> _T:
    ways = _WAYS[transport] if endpoint.trust is None else _WAYS["tcp"]
    playing = Playing(await RtspConnection.open(endpoint), endpoint.url)
    try:
        description = await _describe(playing.connection, endpoint.url, headers)
        playing.url = description.control
        return await begin(playing, description, ways)
    except BaseException:
        await playing.close()
        raise


async def _describe(connection: RtspConnection, url: str, headers: Mapping[str, str]) -> Description:
    answer = await connection.request("DESCRIBE", url, {"Accept": "application/sdp", **headers})
    if answer.status in _MOVED and answer.headers.get("Location"):
        raise MovedError(answer.headers.get("Location"))
    described = checked("DESCRIBE", answer)
    base = described.headers.get("Content-Base") or described.headers.get("Content-Location") or url
    return parse_description(described.body, _safe_base(base, url))


def _safe_base(base: str, url: str) -> str:
    base = base.strip()
    return base if base.lower().startswith(("rtsp://", "rtsps://")) and not re.search(r"[\x00-\x20]", base) else url
