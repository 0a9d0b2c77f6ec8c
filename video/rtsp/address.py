"""An RTSP address taken apart: where to connect, what to ask for, who asks, and whom to trust."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from video.model import Credentials, SourceError, StreamAddress, Trust, without_user_info

_PORTS = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443}
_TLS = frozenset({"rtsps", "https"})
MAX_MOVES = 3


@dataclass(frozen=True, slots=True)
class Endpoint:
    """host and port to connect to; url without user information, as requests name it; trust: None without TLS."""

    host: str
    port: int
    url: str
    credentials: Credentials | None
    trust: Trust | None = None


class MovedError(Exception):
    """The server says that the stream is elsewhere; stays between a client and `moved`."""

    def __init__(self, location: str) -> None:
        super().__init__("moved")
        self.location = location


def parse_address(address: StreamAddress, schemes: tuple[str, ...] = ("rtsp", "rtsps")) -> Endpoint:
    """Take an address apart; credentials given beside it win over those inside. Raises SourceError."""
    parts = _split(address.url)
    scheme, url = parts.scheme.lower(), without_user_info(address.url)
    if scheme not in schemes or not parts.hostname or any(ord(letter) <= 0x20 for letter in url):
        raise SourceError("unsupported", f"not an {schemes[0]} address")
    inside = Credentials(unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    trust = address.trust if scheme in _TLS else None
    return Endpoint(parts.hostname, parts.port or _PORTS[scheme], url, address.credentials or inside, trust)


def moved(address: StreamAddress, location: str) -> StreamAddress:
    """Give the address a redirect leads to; raises SourceError.

    From TLS it does not lead out of TLS, and to another host the credentials do not go along.
    """
    old, new = _split(address.url), _split(location)
    scheme, kind = new.scheme.lower(), old.scheme.lower().rstrip("s")
    if scheme not in (kind, kind + "s") or not new.hostname:
        raise SourceError("unsupported", "moved to an address of another kind")
    if old.scheme.lower() in _TLS and scheme not in _TLS:
        raise SourceError("untrusted", "moved from a secure address to an open one")
    url = without_user_info(location)
    if new.hostname.lower() != (old.hostname or "").lower():
        return StreamAddress(url, None, address.trust)
    inside = Credentials(unquote(old.username), unquote(old.password or "")) if old.username else None
    return StreamAddress(url, address.credentials or inside, address.trust)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.hostname, parts.port
    except ValueError:
        raise SourceError("unsupported", "not an address") from None
    return parts
