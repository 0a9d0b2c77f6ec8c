"""Seals personal data before it is written: names and telephone numbers of people whom an incident concerns.

The station's own key lies beside its signing key and never leaves it. A station alone seals with it; stations that
share a database seal with the site key (see `site_keys`), once somebody has admitted them. Whoever lacks the key of a
row is told so instead of being shown nothing.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.store.keys import StationKeyError

NAME: Final = "personal.key"
_NONCE: Final = 12
_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Seal:
    """AES-256-GCM under one key; `name` says which, without telling anything about it."""

    _key: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """The first signs of the key's digest."""
        return hashlib.sha256(b"watchroom personal" + self._key).hexdigest()[:16]

    def close(self, values: Mapping[str, str], belongs_to: str) -> bytes:
        """Seal values so that they can be opened only together with the id that they belong to."""
        nonce = os.urandom(_NONCE)
        plain = json.dumps(dict(values), ensure_ascii=False).encode()
        return nonce + AESGCM(self._key).encrypt(nonce, plain, belongs_to.encode())

    def open(self, sealed: bytes, belongs_to: str) -> dict[str, str] | None:
        """The values, or None where they were sealed with another key or changed since."""
        try:
            plain = AESGCM(self._key).decrypt(sealed[:_NONCE], sealed[_NONCE:], belongs_to.encode())
        except (InvalidTag, ValueError):
            return None
        return {str(name): str(value) for name, value in json.loads(plain).items()}

    def derived(self, purpose: bytes) -> bytes:
        """32 bytes for another purpose, from which nobody finds the way back to the key."""
        return HKDF(SHA256(), _BYTES, salt=None, info=purpose).derive(self._key)

    def current(self) -> "Seal":
        """The key for new rows: this one."""
        return self

    def named(self, name: str) -> "Seal | None":
        """The key of that name, where it is this one."""
        return self if name == self.name else None


class Seals(Protocol):
    """The keys that a station has: one of its own alone, or those of the site as well."""

    def current(self) -> Seal:
        """The key that new rows are sealed with."""

    def named(self, name: str) -> Seal | None:
        """The key that a row names, where this station has it."""


def new_key() -> bytes:
    """A key for `Seal`."""
    return os.urandom(_BYTES)


def station_seal(folder: Path) -> Seal:
    """The station's key in `folder`, made on the first call; raises StationKeyError."""
    path = folder / NAME
    try:
        if not path.exists():
            _create(folder, path)
        key = path.read_bytes()
    except OSError as error:
        raise StationKeyError("unreadable" if path.exists() else "unwritable", path) from error
    if len(key) != _BYTES:
        raise StationKeyError("unreadable", path)
    return Seal(key)


def _create(folder: Path, path: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(new_key())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
