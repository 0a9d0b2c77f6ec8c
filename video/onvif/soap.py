"""SOAP 1.2 messages of ONVIF, and the UsernameToken digest of WS-Security (OASIS 2004, ONVIF Core 5.9.4)."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from datetime import UTC, datetime
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

from video.model import Credentials
from video.onvif.model import OnvifError
from video.onvif.safe_xml import child, local, parse_xml, text

ENVELOPE = "http://www.w3.org/2003/05/soap-envelope"
DEVICE = "http://www.onvif.org/ver10/device/wsdl"
MEDIA = "http://www.onvif.org/ver10/media/wsdl"
MEDIA2 = "http://www.onvif.org/ver20/media/wsdl"
PTZ = "http://www.onvif.org/ver20/ptz/wsdl"
SCHEMA = "http://www.onvif.org/ver10/schema"
_SECURITY = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
_UTILITY = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
_DIGEST = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest"
_BASE64 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary"
_UNAUTHORIZED = frozenset({"NotAuthorized", "FailedAuthentication", "InvalidSecurity", "FailedCheck"})
_UNSUPPORTED = frozenset({"ActionNotSupported", "NoSuchService", "OptionalActionNotImplemented"})


def password_digest(nonce: bytes, created: str, password: str) -> str:
    """Give Base64(SHA-1(nonce + created + password)); all three in the order of the OASIS profile."""
    hashed = hashlib.sha1(nonce + created.encode() + password.encode(), usedforsecurity=False)
    return base64.b64encode(hashed.digest()).decode("ascii")


def username_token(credentials: Credentials, at: float, nonce: bytes = b"") -> str:
    """Give the security header. at: UTC seconds by the camera's clock; nonce: 16 random bytes unless given."""
    nonce = nonce or secrets.token_bytes(16)
    created = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{int(at % 1 * 1000):03d}Z"
    digest = password_digest(nonce, created, credentials.password)
    return (
        f'<wsse:Security s:mustUnderstand="true" xmlns:wsse="{_SECURITY}" xmlns:wsu="{_UTILITY}">'
        f"<wsse:UsernameToken><wsse:Username>{escape(credentials.username)}</wsse:Username>"
        f'<wsse:Password Type="{_DIGEST}">{digest}</wsse:Password>'
        f'<wsse:Nonce EncodingType="{_BASE64}">{base64.b64encode(nonce).decode("ascii")}</wsse:Nonce>'
        f"<wsu:Created>{created}</wsu:Created></wsse:UsernameToken></wsse:Security>"
    )


def envelope(body: str, security: str = "") -> bytes:
    """Wrap a body."""
    header = f"<s:Header>{security}</s:Header>" if security else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="{ENVELOPE}">{header}<s:Body>{body}</s:Body>'
        "</s:Envelope>"
    ).encode()


def request(namespace: str, name: str, inner: str = "") -> str:
    """Give the element of a call; `inner` uses the prefix `tt` for ONVIF's schema."""
    return f'<{name} xmlns="{namespace}" xmlns:tt="{SCHEMA}">{inner}</{name}>'


def element(name: str, value: str) -> str:
    """Give an element with text in it."""
    return f"<{name}>{escape(value)}</{name}>"


def vector(name: str, **values: float) -> str:
    """Give one of the schema's vectors, such as PanTilt, with its numbers as attributes."""
    told = " ".join(f"{key}={quoteattr(f'{value:.5g}')}" for key, value in values.items())
    return f"<tt:{name} {told}/>"


def answer(data: bytes, expected: str) -> Element:
    """Give the element named `expected` out of an answer's body. Raises OnvifError, for a fault too."""
    root = parse_xml(data)
    if local(root) != "Envelope":
        raise OnvifError("protocol", "not SOAP")
    body = child(root, "Body")
    fault = child(body, "Fault")
    if fault is not None:
        raise _fault(fault)
    found = child(body, expected)
    if found is None:
        raise OnvifError("protocol", f"no {expected}")
    return found


def _fault(fault: Element) -> OnvifError:
    """Judge by the innermost subcode; the reason's text is the camera's own and is not handed on."""
    names: list[str] = []
    code = child(fault, "Code")
    while code is not None and len(names) < 5:
        names.append(re.sub(r"[^A-Za-z]", "", text(code, "Value").rpartition(":")[2])[:40])
        code = child(code, "Subcode")
    if _UNAUTHORIZED & set(names):
        return OnvifError("unauthorized", names[-1])
    if _UNSUPPORTED & set(names):
        return OnvifError("unsupported", names[-1])
    return OnvifError("refused", names[-1] if names else "")
