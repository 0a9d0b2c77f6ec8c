"""Recovery keys: a pair of X25519 keys. The public half lies in the site document, the other one in a safe.

So a station can make backups by itself, at night, with nothing on it that opens them.
"""

from __future__ import annotations

import base64
import binascii
import os
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from app.backup.errors import BackupError

_PUBLIC: Final = "watchroom-backup-public:"
_PRIVATE: Final = "watchroom-backup-private:"
_BYTES: Final = 32


def new_pair() -> tuple[str, str]:
    """Make a pair; gives the public and the private half as lines of text."""
    private = X25519PrivateKey.generate()
    return _public(private), _PRIVATE + _text(private.private_bytes_raw())


def write_private(path: Path, text: str) -> None:
    """Write the private half into a new file that only this user may read. Raises OSError, FileExistsError too."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def is_public_key(text: str) -> bool:
    """Whether the text is a public half."""
    try:
        read_public(text)
    except BackupError:
        return False
    return True


def read_public(text: str) -> X25519PublicKey:
    """The public half; raises BackupError bad_key."""
    return X25519PublicKey.from_public_bytes(_raw(text, _PUBLIC))


def read_private(text: str) -> X25519PrivateKey:
    """The private half; raises BackupError bad_key."""
    return X25519PrivateKey.from_private_bytes(_raw(text, _PRIVATE))


def _public(private: X25519PrivateKey) -> str:
    return _PUBLIC + _text(private.public_key().public_bytes_raw())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _raw(text: str, kind: str) -> bytes:
    line = text.strip()
    try:
        raw = base64.urlsafe_b64decode(line.removeprefix(kind) + "=") if line.startswith(kind) else b""
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != _BYTES:
        raise BackupError("bad_key")
    return raw
