"""Whom a client believes over TLS: the system's authorities, an authority of the site's own, or one certificate."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ssl
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from video.model import SourceError, Trust

_P = TypeVar("_P", bound=asyncio.BaseProtocol)


async def connect(make: Callable[[], _P], host: str, port: int, trust: Trust | None) -> tuple[asyncio.Transport, _P]:
    """Connect, over TLS where `trust` is given; nothing is sent to a peer that is not trusted.

    Raises SourceError: "unreachable", "untrusted", or "protocol" where the peer does not speak TLS as we do.
    """
    loop = asyncio.get_running_loop()
    context = context_for(trust) if trust is not None else None
    try:
        transport, protocol = await loop.create_connection(make, host, port, ssl=context)
    except ssl.SSLCertVerificationError as error:
        raise SourceError("untrusted", error.verify_message) from None
    except ssl.SSLError as error:
        raise SourceError("protocol", f"TLS: {error.reason or 'no handshake'}") from None
    except (OSError, UnicodeError) as error:
        raise SourceError("unreachable", type(error).__name__) from None
    if trust is not None and trust.fingerprint and not _pinned(trust, transport):
        transport.abort()
        raise SourceError("untrusted", "another certificate than the one agreed on")
    return transport, protocol


def context_for(trust: Trust) -> ssl.SSLContext:
    """Make a client's context; one for each trust is kept. Raises SourceError("untrusted") for an unreadable file."""
    try:
        changed = Path(trust.ca_file).stat().st_mtime_ns if trust.ca_file else 0
        return _context(trust.ca_file, changed, bool(trust.fingerprint))
    except (OSError, ValueError):  # ssl.SSLError is an OSError
        raise SourceError("untrusted", "the authority's file cannot be read") from None


@lru_cache(maxsize=32)
def _context(ca_file: str, changed: int, pinned: bool) -> ssl.SSLContext:
    if pinned:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # the fingerprint says more, and is compared before a byte is sent
        return context
    return ssl.create_default_context(cafile=ca_file or None)


def _pinned(trust: Trust, transport: asyncio.BaseTransport) -> bool:
    shown = transport.get_extra_info("ssl_object").getpeercert(binary_form=True) or b""
    wanted = trust.fingerprint.replace(":", "").lower()
    return hmac.compare_digest(hashlib.sha256(shown).hexdigest().encode(), wanted.encode())
