"""Who a station is at the door: a key of its own for TLS, and a certificate that the others pin.

Not the key that signs evidence: that one signs nothing else. The certificate vouches for nobody; what counts is that it
is the very one that was carried from this station to the other.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import ssl
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAME: Final = "door.pem"
_YEARS: Final = 30
#: OpenSSL's X509_V_FLAG_PARTIAL_CHAIN: a certificate that is trusted itself needs no authority above it.
_PINNED: Final = ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
_BEGIN, _END = b"-----BEGIN CERTIFICATE-----", b"-----END CERTIFICATE-----"


class DoorKeyError(Exception):
    """A key or certificate cannot be used. `code`: unreadable or unwritable; `path` which."""

    def __init__(self, code: str, path: Path) -> None:
        super().__init__(f"{code}: {path}")
        self.code = code
        self.path = path


@dataclass(frozen=True, slots=True)
class Peer:
    """Another station as it is known here: its id, where it listens, and its certificate (PEM)."""

    station: str
    address: str
    certificate: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, as it is compared on the telephone."""
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(self.certificate)).hexdigest()

    @property
    def host(self) -> str:
        """Without brackets."""
        return self.address.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.address.rpartition(":")[2])


@dataclass(frozen=True, slots=True)
class DoorIdentity:
    """This station's key and certificate, in one file that only its user may read."""

    path: Path

    @property
    def certificate(self) -> str:
        """The half that is carried to the other stations, PEM. Raises DoorKeyError."""
        return certificate_in(self.path)

    def server_context(self, peers: tuple[Peer, ...]) -> ssl.SSLContext:
        """TLS for the door: 1.3 only, and only for clients who show the certificate of one of the peers."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.verify_mode = ssl.CERT_REQUIRED
        context.num_tickets = 0  # nothing is taken up again: each visitor shows its certificate anew
        return self._filled(context, peers)

    def client_context(self, peer: Peer) -> ssl.SSLContext:
        """TLS to one station: nobody else's certificate is taken for its, whoever signed it."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        return self._filled(context, (peer,))

    def _filled(self, context: ssl.SSLContext, peers: tuple[Peer, ...]) -> ssl.SSLContext:
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.verify_flags |= _PINNED
        try:
            context.load_cert_chain(self.path)
            if peers:
                context.load_verify_locations(cadata="\n".join(peer.certificate for peer in peers))
        except (OSError, ValueError) as error:
            raise DoorKeyError("unreadable", self.path) from error
        return context


def door_identity(keys: Path, station: str) -> DoorIdentity:
    """The identity in the folder of keys, made on the first call. Raises DoorKeyError."""
    path = keys / NAME
    try:
        if not path.exists():
            _create(path, station)
        if os.name == "posix" and path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise DoorKeyError("unwritable", path) from error
    found = DoorIdentity(path)
    assert found.certificate
    return found


def certificate_in(path: Path) -> str:
    """The certificate of a PEM file, without a key that may stand beside it. Raises DoorKeyError."""
    try:
        content = path.read_bytes()
        first = content.index(_BEGIN)
        text = content[first : content.index(_END, first) + len(_END)].decode("ascii") + "\n"
        x509.load_pem_x509_certificate(text.encode())
    except (OSError, ValueError) as error:
        raise DoorKeyError("unreadable", path) from error
    return text


def _create(path: Path, station: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"watchroom {station}")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # A clock that is wrong on one of the two computers must not part them.
        .not_valid_before(now - datetime.timedelta(days=3650))
        .not_valid_after(now + datetime.timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(made.public_bytes(pem) + plain)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
