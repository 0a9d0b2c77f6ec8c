"""An RTSP address taken apart: where to connect, what to ask for, and who asks."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from video.model import Credentials, SourceError, StreamAddress, without_user_info

DEFAULT_PORT = 554


@dataclass(frozen=True, slots=True)
class Endpoint:
    """host and port to connect to; url without user information, as requests name it."""

    host: str
    port: int
    url: str
    credentials: Credentials | None


def parse_address(address: StreamAddress) -> Endpoint:
    """Take an rtsp:// address apart; credentials given beside it win over those inside. Raises SourceError."""
    try:
        parts = urlsplit(address.url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise SourceError("unsupported", "not an address") from None
    url = without_user_info(address.url)
    if parts.scheme.lower() != "rtsp" or not host or any(ord(letter) <= 0x20 for letter in url):
        raise SourceError("unsupported", "not an rtsp address")
    inside = Credentials(unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return Endpoint(host, port or DEFAULT_PORT, url, address.credentials or inside)
