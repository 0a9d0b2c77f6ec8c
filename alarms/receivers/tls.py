"""TLS to a broker: the context with the site's own authority and our certificate, and what a failure means.

A broker that wants a certificate of ours says so only after the handshake (TLS 1.3), when MQTT's library merely sees a
lost connection; so a connection that ends before it was accepted is tried once more by ``diagnose``, for its reason.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from dataclasses import dataclass, field
from typing import Any

TIMEOUT_S = 5.0
ALERT_S = 0.5
#: Verification codes of OpenSSL (x509_vfy.h).
_EXPIRED, _NOT_YET, _HOSTNAME, _ADDRESS = 10, 9, 62, 64
#: OpenSSL's names for what the other side complains of: our certificate lacks, or it does not like it.
_WANTS_OURS = ("CERTIFICATE_REQUIRED", "HANDSHAKE_FAILURE")
_DISLIKES_OURS = ("BAD_CERTIFICATE", "UNKNOWN_CA", "CERTIFICATE_UNKNOWN", "CERTIFICATE_EXPIRED", "CERTIFICATE_REVOKED")
_CONNECT = b"\x10\x0c\x00\x04MQTT\x04\x02\x00\x05\x00\x00"


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where a broker is and how to log in. ``tls`` with ``ca`` empty trusts the system's authorities.

    ``version`` is MQTT's: 4 for 3.1.1, 5 for 5. ``ca``, ``certificate`` and ``key`` are paths of PEM files.
    """

    host: str
    port: int = 1883
    username: str = ""
    password: str = field(default="", repr=False)
    version: int = 4
    tls: bool = False
    ca: str = ""
    certificate: str = ""
    key: str = ""


class TlsFilesError(Exception):
    """A certificate, key or authority cannot be read. ``name`` says which file."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _ClosingContext(ssl.SSLContext):
    """Shakes hands at once and closes what fails; paho would leave such a socket open."""

    def wrap_socket(self, sock: socket.socket, *arguments: Any, **named: Any) -> ssl.SSLSocket:
        wrapped = super().wrap_socket(sock, *arguments, **named)
        try:
            wrapped.settimeout(TIMEOUT_S)
            wrapped.do_handshake()
        except OSError:
            wrapped.close()
            raise
        return wrapped


def client_context(address: BrokerAddress) -> ssl.SSLContext:
    """The context for a broker: its certificate is always verified, its name too. Raises ``TlsFilesError``."""
    context = _ClosingContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        if address.ca:
            context.load_verify_locations(address.ca)
        else:
            context.load_default_certs()
    except (OSError, ssl.SSLError) as error:
        raise TlsFilesError(address.ca) from error
    if address.certificate:
        _load_chain(context, address.certificate, address.key)
    return context


def server_context(certificate: str, key: str, ca: str = "") -> ssl.SSLContext:
    """The context of the built-in broker; with ``ca`` each device has to show a certificate of that authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    _load_chain(context, certificate, key)
    if ca:
        try:
            context.load_verify_locations(ca)
        except (OSError, ssl.SSLError) as error:
            raise TlsFilesError(ca) from error
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def _load_chain(context: ssl.SSLContext, certificate: str, key: str) -> None:
    try:
        # Without a password function OpenSSL would ask on the terminal for that of an encrypted key.
        context.load_cert_chain(certificate, key or None, password=lambda: "")
    except (OSError, ssl.SSLError, ValueError) as error:
        raise TlsFilesError(key or certificate) from error


def fault_of(error: BaseException | None) -> str:
    """What an error of a connection means: a code of ``tls_...``, ``unreachable``, or empty where it says nothing."""
    if isinstance(error, ssl.SSLCertVerificationError):
        code = error.verify_code
        if code in (_EXPIRED, _NOT_YET):
            return "tls_expired"
        return "tls_hostname" if code in (_HOSTNAME, _ADDRESS) else "tls_untrusted"
    if isinstance(error, ssl.SSLError):
        reason = (error.reason or "").upper()
        if any(word in reason for word in _DISLIKES_OURS):
            return "tls_certificate_refused"
        if any(word in reason for word in _WANTS_OURS):
            return "tls_certificate_wanted"
        return "tls_failed"
    return "unreachable" if isinstance(error, OSError) else ""


def diagnose(address: BrokerAddress, timeout: float = TIMEOUT_S) -> str:
    """Connect once by hand, say who we are not, and see how the broker ends it: a code as ``fault_of``'s, or empty."""
    try:
        context = client_context(address)
        with (
            socket.create_connection((address.host, address.port), timeout) as plain,
            context.wrap_socket(plain, server_hostname=address.host) as wire,
        ):
            # First listen: a broker that does not like our certificate says so now, and a write would only fail.
            for said, patience in ((b"", ALERT_S), (_CONNECT, timeout)):
                wire.sendall(said)
                wire.settimeout(patience)
                with contextlib.suppress(TimeoutError):
                    wire.recv(4)
    except TlsFilesError:
        return "tls_files"
    except OSError as error:
        return fault_of(error)
    return ""
