"""Public keys of evidence and their printed form."""

import hashlib
import re
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

_SEPARATORS: Final = re.compile(r"[\s:-]+")
_FINGERPRINT: Final = re.compile(r"[0-9a-f]{64}")
#: A key file is a few lines; anything larger was named by mistake.
_LARGEST_KEY_FILE: Final = 65_536


class KeyProblem(ValueError):  # noqa: N818 - says what the given text is not
    """What was given as a key is neither a key file nor a fingerprint. `code`: ``no_file``, ``no_key``."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text


def raw_public(key: Ed25519PublicKey) -> bytes:
    """The 32 bytes of a public key."""
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def digest(key: Ed25519PublicKey) -> str:
    """SHA-256 of the key's 32 bytes, 64 hexadecimal digits."""
    return hashlib.sha256(raw_public(key)).hexdigest()


def fingerprint(key: Ed25519PublicKey) -> str:
    """The printed form: the digest in capitals, in groups of four with dashes."""
    text = digest(key).upper()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def trusted_digest(key: str) -> str:
    """The digest of the signer to trust, from a PEM file's path or a printed fingerprint; raises KeyProblem."""
    packed = _SEPARATORS.sub("", key).lower()
    if _FINGERPRINT.fullmatch(packed):
        return packed
    path = Path(key)
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST_KEY_FILE:
            raise KeyProblem("no_file", key)
        public = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise error if isinstance(error, KeyProblem) else KeyProblem("no_key", key) from error
    if not isinstance(public, Ed25519PublicKey):
        raise KeyProblem("no_key", key)
    return digest(public)
