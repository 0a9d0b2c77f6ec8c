"""Sealed files: AES-256-GCM in blocks of 1 MiB, under a key of this one backup that is wrapped for whoever may open it.

Each file has its own key, derived from the backup's by the file's name, so no block can be put into another file or
another backup. A block's number, and whether it is the last, is its nonce (the STREAM construction of Hoang and others,
2015): blocks that were changed, moved or cut off do not open.

The backup's key is wrapped under Argon2id of a passphrase (RFC 9106, as passwords are), or for a recovery key by X25519
and HKDF-SHA256, or both.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from argon2 import Type
from argon2.low_level import hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.backup.errors import BackupError
from app.backup.recovery import read_private, read_public
from app.people.passwords import Cost

BLOCK: Final = 1 << 20
LEAST_PASSPHRASE: Final = 12
_MAGIC: Final = b"watchroom sealed 1\n"
_TAG: Final = 16
_KEY: Final = 32
#: A manifest may not ask for more than this: it is read before anything of it is known to be true.
_MOST: Final = Cost(memory_kib=1 << 20, passes=20, lanes=16)


@dataclass(frozen=True, slots=True)
class Openers:
    """What a backup is made to be opened with; at least one of the two. `recovery` is the public half."""

    passphrase: str = field(default="", repr=False)
    recovery: str = ""
    cost: Cost = field(default_factory=Cost)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What somebody has to open a backup with; `recovery` is the private half."""

    passphrase: str = field(default="", repr=False)
    recovery: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class BackupKey:
    """The key of one backup."""

    backup: str
    _key: bytes = field(repr=False)

    @classmethod
    def new(cls, backup: str) -> BackupKey:
        """Make one."""
        return cls(backup, os.urandom(_KEY))

    def wrapped(self, openers: Openers) -> list[dict[str, Any]]:
        """The key for each opener, to stand in the manifest. Raises BackupError no_opener, weak_passphrase, bad_key."""
        found: list[dict[str, Any]] = []
        if openers.passphrase:
            found.append(self._for_passphrase(openers.passphrase, openers.cost))
        if openers.recovery:
            found.append(self._for_recovery(read_public(openers.recovery)))
        if not found:
            raise BackupError("no_opener")
        return found

    def of(self, name: str) -> bytes:
        """The key of one file."""
        return _derived(self._key, f"watchroom backup {self.backup} {name}")

    def sum_of(self, content: bytes) -> str:
        """A keyed digest: nobody without the key can make one that fits."""
        return hmac.new(self.of("manifest"), content, hashlib.sha256).hexdigest()

    def _for_passphrase(self, passphrase: str, cost: Cost) -> dict[str, Any]:
        if len(passphrase) < LEAST_PASSPHRASE:
            raise BackupError("weak_passphrase", str(LEAST_PASSPHRASE))
        salt = os.urandom(16)
        told = {"memory_kib": cost.memory_kib, "passes": cost.passes, "lanes": cost.lanes}
        key = _of_passphrase(passphrase, salt, cost)
        return {"kind": "argon2id", **told, "salt": salt.hex(), "wrapped": _wrap(key, self._key, self.backup)}

    def _for_recovery(self, public: X25519PublicKey) -> dict[str, Any]:
        once = X25519PrivateKey.generate()
        key = _of_exchange(once.exchange(public), once.public_key(), public)
        recipient = hashlib.sha256(public.public_bytes_raw()).hexdigest()[:16]
        told = {"kind": "x25519", "recipient": recipient, "once": once.public_key().public_bytes_raw().hex()}
        return {**told, "wrapped": _wrap(key, self._key, self.backup)}


def unwrap(backup: str, wraps: list[Mapping[str, Any]], secrets: Secrets) -> BackupKey:
    """Open the backup's key. Raises BackupError wrong_secret, no_secret, bad_key, damaged."""
    kinds = {str(one.get("kind")) for one in wraps}
    having = {"argon2id": secrets.passphrase, "x25519": secrets.recovery}
    usable = [one for one in wraps if having.get(str(one.get("kind")))]
    if not usable:
        raise BackupError("no_secret", ", ".join(sorted(kinds & having.keys())))
    for one in usable:
        try:
            found = _unwrapped(one, secrets)
            key = AESGCM(found).decrypt(bytes(12), bytes.fromhex(str(one["wrapped"])), backup.encode())
        except (InvalidTag, ValueError, KeyError, TypeError):
            continue
        return BackupKey(backup, key)
    raise BackupError("wrong_secret")


def _unwrapped(one: Mapping[str, Any], secrets: Secrets) -> bytes:
    if one["kind"] == "argon2id":
        cost = Cost(int(one["memory_kib"]), int(one["passes"]), int(one["lanes"]))
        if cost.memory_kib > _MOST.memory_kib or cost.passes > _MOST.passes or cost.lanes > _MOST.lanes:
            raise BackupError("damaged", "manifest.json")
        return _of_passphrase(secrets.passphrase, bytes.fromhex(str(one["salt"])), cost)
    private = read_private(secrets.recovery)
    once = X25519PublicKey.from_public_bytes(bytes.fromhex(str(one["once"])))
    return _of_exchange(private.exchange(once), once, private.public_key())


def _of_passphrase(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    return hash_secret_raw(
        passphrase.encode(),
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=_KEY,
        type=Type.ID,
    )


def _of_exchange(shared: bytes, once: X25519PublicKey, public: X25519PublicKey) -> bytes:
    return _derived(shared, f"watchroom recovery {once.public_bytes_raw().hex()} {public.public_bytes_raw().hex()}")


def _derived(key: bytes, what: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=_KEY, salt=None, info=what.encode()).derive(key)


def _wrap(key: bytes, content: bytes, backup: str) -> str:
    """A key that is made for this one wrapping needs no nonce of its own."""
    return AESGCM(key).encrypt(bytes(12), content, backup.encode()).hex()


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def seal(source: Path, target: Path, key: bytes, pulse: Callable[[], None] = lambda: None) -> tuple[int, int, str]:
    """Seal a file into a new one, synced; gives the plain size, the sealed file's size and SHA-256. Raises OSError.

    ``pulse`` is called at each block and may raise to end it.
    """
    digest, size, cipher = hashlib.sha256(), 0, AESGCM(key)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file, source.open("rb") as plain:
        for part in _sealed(plain, cipher, pulse):
            file.write(part)
            digest.update(part)
            size += len(part)
        file.flush()
        os.fsync(file.fileno())
        return plain.tell(), size, digest.hexdigest()


def _sealed(plain: IO[bytes], cipher: AESGCM, pulse: Callable[[], None]) -> Iterator[bytes]:
    yield _MAGIC
    block, number = plain.read(BLOCK), 0
    while True:
        pulse()
        following = plain.read(BLOCK)
        yield cipher.encrypt(_nonce(number, not following), block, None)
        if not following:
            return
        block, number = following, number + 1


def unseal(source: Path, target: Path, key: bytes, pulse: Callable[[], None] = lambda: None) -> int:
    """Open a sealed file into a new one, synced; gives the plain size.

    Raises BackupError damaged, and OSError; what could not be opened whole is not left behind.
    """
    size = 0
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(handle, "wb") as file, source.open("rb") as sealed:
            for part in _opened(sealed, AESGCM(key), source.name, pulse):
                file.write(part)
                size += len(part)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        with suppress(OSError):
            target.unlink()
        raise
    return size


def _opened(sealed: IO[bytes], cipher: AESGCM, name: str, pulse: Callable[[], None]) -> Iterator[bytes]:
    if sealed.read(len(_MAGIC)) != _MAGIC:
        raise BackupError("damaged", name)
    block, number = sealed.read(BLOCK + _TAG), 0
    while True:
        pulse()
        following = sealed.read(BLOCK + _TAG)
        try:
            yield cipher.decrypt(_nonce(number, not following), block, None)
        except (InvalidTag, ValueError) as error:
            raise BackupError("damaged", name) from error
        if not following:
            return
        block, number = following, number + 1
