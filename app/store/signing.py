"""Signatures of the station's Ed25519 key over what the records hold, each kind under a name of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.store.keys import StationKey
from app.store.text import canonical_json


def public_hex(key: StationKey) -> str:
    """The public half as 64 hexadecimal digits: how records name who signed."""
    return key.public.public_bytes_raw().hex()


def sign(key: StationKey, kind: str, content: Mapping[str, Any]) -> str:
    """Sign content as canonical JSON; ``kind`` keeps a signature of one thing from passing as that of another."""
    return key.private.sign(_bytes(kind, content)).hex()


def is_signed(signer: str, signature: str, kind: str, content: Mapping[str, Any]) -> bool:
    """Whether the key named by ``signer`` made this signature; False as well for what is no key or no signature."""
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signer))
        public.verify(bytes.fromhex(signature), _bytes(kind, content))
    except (ValueError, InvalidSignature):
        return False
    return True


def _bytes(kind: str, content: Mapping[str, Any]) -> bytes:
    return f"watchroom {kind}\n{canonical_json(dict(content))}".encode()
