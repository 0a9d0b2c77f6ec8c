"""Wraps a key for one station: only who has that station's private half can take it out again.

X25519 with a key made for the occasion, HKDF-SHA256, AES-256-GCM (the construction of RFC 9180's base mode, with what
the key is about bound to it). The private half is derived from the station's own sealing key, so there is one secret
to keep, and to put back from a backup.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.store.sealing import Seal
from app.store.text import canonical_json

_PUBLIC: Final = 32
_NONCE: Final = 12


@dataclass(frozen=True, slots=True)
class WrapKey:
    """The station's key pair for wrapping; its text form never holds the private half."""

    _private: X25519PrivateKey = field(repr=False)

    @property
    def public(self) -> str:
        """The public half as 64 hexadecimal digits."""
        return self._private.public_key().public_bytes_raw().hex()

    def unwrap(self, wrapped: str, about: Mapping[str, Any]) -> bytes | None:
        """The key that was wrapped for us, or None for what was not, or was changed, or is about something else."""
        try:
            data = bytes.fromhex(wrapped)
            made = data[:_PUBLIC]
            secret = self._private.exchange(X25519PublicKey.from_public_bytes(made))
            key = _derived(secret, made + bytes.fromhex(self.public))
            nonce, sealed = data[_PUBLIC : _PUBLIC + _NONCE], data[_PUBLIC + _NONCE :]
            return AESGCM(key).decrypt(nonce, sealed, canonical_json(dict(about)).encode())
        except (InvalidTag, ValueError):
            return None


def wrap_key(seal: Seal) -> WrapKey:
    """The pair that belongs to a station's sealing key."""
    return WrapKey(X25519PrivateKey.from_private_bytes(seal.derived(b"watchroom wrapping")))


def wrap(key: bytes, public: str, about: Mapping[str, Any]) -> str:
    """Wrap a key for the holder of ``public``; raises ValueError where that is no public key."""
    target = bytes.fromhex(public)
    once = X25519PrivateKey.generate()
    made, nonce = once.public_key().public_bytes_raw(), os.urandom(_NONCE)
    secret = once.exchange(X25519PublicKey.from_public_bytes(target))
    sealed = AESGCM(_derived(secret, made + target)).encrypt(nonce, key, canonical_json(dict(about)).encode())
    return (made + nonce + sealed).hex()


def _derived(secret: bytes, context: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=context, info=b"watchroom site key").derive(secret)
