"""The station's own Ed25519 key: what it signs evidence with.

The private key lies in one file that only the station's user may read; the public key beside it, and its fingerprint on
paper, are what a verifier needs.
"""

import logging
import os
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from video.evidence_keys import fingerprint

PRIVATE_NAME: Final = "station.key"
PUBLIC_NAME: Final = "station.pub"

_log = logging.getLogger(__name__)


class StationKeyError(Exception):
    """The station's key cannot be used. `code`: ``unreadable`` (no such right, no key in it) or ``unwritable``."""

    def __init__(self, code: str, path: Path) -> None:
        super().__init__(f"{code}: {path}")
        self.code = code
        self.path = path


@dataclass(frozen=True, slots=True)
class StationKey:
    """The key pair of a station; its text form never holds the private half."""

    private: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> Ed25519PublicKey:
        """The half that may be handed out."""
        return self.private.public_key()

    @property
    def fingerprint(self) -> str:
        """What is printed: SHA-256 of the public key in groups of four."""
        return fingerprint(self.public)


def station_key(folder: Path) -> StationKey:
    """The key in `folder`, made on the first call; raises StationKeyError.

    A key that others may read is taken back from them, and the log says so.
    """
    path = folder / PRIVATE_NAME
    try:
        if not path.exists():
            _create(folder, path)
        _close_to_others(path)
        private = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise StationKeyError("unreadable" if path.exists() else "unwritable", path) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise StationKeyError("unreadable", path)
    key = StationKey(private)
    _write_public(folder / PUBLIC_NAME, key)
    return key


def _create(folder: Path, path: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        # A link never replaces: of two that start at once, the second takes the first one's key.
        _link_once(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _link_once(draft: Path, path: Path) -> None:
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return
    except OSError:
        # A file system without links (a FAT stick).
        draft.rename(path)


def _close_to_others(path: Path) -> None:
    if sys.platform == "win32":
        return
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        _log.warning("the station's key could be read by others; the rights were taken back: %s", path)
        path.chmod(0o600)


def _write_public(path: Path, key: StationKey) -> None:
    pem = key.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    try:
        if not path.exists() or path.read_bytes() != pem:
            path.write_bytes(pem)
    except OSError:
        _log.warning("the public key could not be written: %s", path)
