"""Check an evidence package against a key or fingerprint that came by another way.

The order matters: nothing the manifest says is believed, and no file it names is opened, before its signature has been
checked against the trusted key.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from video.evidence_keys import digest, fingerprint
from video.evidence_manifest import (
    BLOCK,
    LARGEST_MANIFEST,
    MANIFEST,
    SIGNATURE,
    Entry,
    Manifest,
    ManifestError,
    blocks_of,
    canonical,
    read_manifest,
)
from video.evidence_open import Package, open_package
from video.evidence_zip import ZipError

_SIGNATURE_FIELDS: Final = {"algorithm", "public_key", "signature", "manifest_sha256", "manifest_blocks"}
_LARGEST_SIGNATURE: Final = 32 * BLOCK


class Status(IntEnum):
    """What a verification found; the value is the command's exit code."""

    VALID = 0
    MALFORMED = 2
    CHANGED = 3
    UNKNOWN_SIGNER = 4


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one file. `kind`: ``changed``, ``missing``, ``extra``, ``link``, ``not_ours``, ``unreadable``,
    or ``container`` for the ZIP file around them.

    `block` counts 1 MiB blocks from 0; None where the whole file is meant. `detail` is for a person who asks further.
    """

    kind: str
    file: str
    block: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class VerifyResult:
    """The verdict, every problem found, who signed (fingerprint, empty where unreadable) and the signed manifest."""

    status: Status
    problems: tuple[Problem, ...] = ()
    signer: str = ""
    manifest: Manifest | None = None


@dataclass(frozen=True, slots=True)
class _Signature:
    key: Ed25519PublicKey
    signature: bytes
    manifest_sha256: str
    manifest_blocks: tuple[str, ...]

    def fits(self, manifest: bytes) -> bool:
        try:
            self.key.verify(self.signature, manifest)
        except InvalidSignature:
            return False
        return True

    def changed_blocks(self, manifest: bytes) -> list[int]:
        return _differences(blocks_of(manifest), self.manifest_blocks)


def verify_package(package: Path, trusted: str) -> VerifyResult:
    """Check a folder or ZIP file; `trusted` is the signer's digest as `evidence_keys.trusted_digest` gives it."""
    try:
        opened = open_package(package)
    except (OSError, ZipError) as error:
        return VerifyResult(Status.MALFORMED, (Problem("unreadable", package.name, detail=str(error)),))
    try:
        return _verify(opened, package.name, trusted)
    finally:
        opened.close()


def _verify(package: Package, name: str, trusted: str) -> VerifyResult:
    package.rename((MANIFEST, SIGNATURE))
    missing = [one for one in (MANIFEST, SIGNATURE) if one not in package.names]
    if missing:
        return VerifyResult(Status.MALFORMED, tuple(Problem("missing", one) for one in missing))
    try:
        manifest = _read(package, MANIFEST, LARGEST_MANIFEST)
        signature = _signature(_read(package, SIGNATURE, _LARGEST_SIGNATURE))
    except (OSError, ManifestError) as error:
        return _not_ours(error)
    if signature is None:
        return _without_signature(manifest)
    signer = fingerprint(signature.key)
    broken = _seal_problems(signature, manifest)
    if broken:
        return VerifyResult(Status.CHANGED, tuple(broken), signer)
    if digest(signature.key) != trusted:
        return VerifyResult(Status.UNKNOWN_SIGNER, signer=signer)
    return _verify_contents(package, name, manifest, signer)


def _verify_contents(package: Package, name: str, manifest: bytes, signer: str) -> VerifyResult:
    """Check the files, now that the manifest is known to come from the trusted signer."""
    try:
        read = read_manifest(manifest)
    except ManifestError as error:
        return _not_ours(error, signer)
    problems = tuple(_content_problems(package, name, read))
    return VerifyResult(Status.CHANGED if problems else Status.VALID, problems, signer, read)


def _not_ours(error: Exception, signer: str = "") -> VerifyResult:
    return VerifyResult(Status.MALFORMED, (Problem("not_ours", MANIFEST, detail=str(error)),), signer)


def _without_signature(manifest: bytes) -> VerifyResult:
    """The signature file cannot be read: changed, if what lies beside it is a manifest of ours."""
    try:
        read_manifest(manifest)
    except ManifestError as error:
        return _not_ours(error)
    return VerifyResult(Status.CHANGED, (Problem("changed", SIGNATURE, 0),))


def _signature(data: bytes) -> _Signature | None:
    try:
        body: Any = json.loads(data)
        if not isinstance(body, dict) or set(body) != _SIGNATURE_FIELDS or canonical(body) != data:
            return None
        key, signature = bytes.fromhex(body["public_key"]), bytes.fromhex(body["signature"])
        if body["algorithm"] != "Ed25519" or [key.hex(), signature.hex()] != [body["public_key"], body["signature"]]:
            return None
        hashes = [body["manifest_sha256"], *body["manifest_blocks"]]
        if not isinstance(body["manifest_blocks"], list) or not all(isinstance(one, str) for one in hashes):
            return None
        return _Signature(Ed25519PublicKey.from_public_bytes(key), signature, hashes[0], tuple(hashes[1:]))
    except (ValueError, TypeError, RecursionError):
        return None


def _seal_problems(signature: _Signature, manifest: bytes) -> list[Problem]:
    """Where manifest and signature contradict each other; the hashes beside the signature tell which was changed."""
    blocks = signature.changed_blocks(manifest)
    if signature.fits(manifest):
        noted = signature.manifest_sha256 == hashlib.sha256(manifest).hexdigest()
        return [] if noted and not blocks else [Problem("changed", SIGNATURE, 0)]
    if blocks:
        return [Problem("changed", MANIFEST, block) for block in blocks]
    return [Problem("changed", SIGNATURE, 0)]


def _content_problems(package: Package, name: str, manifest: Manifest) -> Iterator[Problem]:
    expected = (*(entry.name for entry in manifest.entries), MANIFEST, SIGNATURE)
    package.rename(expected)
    extra = sorted(package.names - set(expected))
    lost = [one for one in expected if one not in package.names | package.odd]
    yield from (Problem("link", one) for one in sorted(package.odd))
    yield from (Problem("extra", one) for one in extra)
    yield from (Problem("missing", one) for one in lost)
    for entry in manifest.entries:
        if entry.name in package.names:
            yield from _file_problems(package, entry)
    if not extra and not lost:
        yield from (Problem("container", name, block) for block in package.container_problems(expected))


def _file_problems(package: Package, entry: Entry) -> Iterator[Problem]:
    whole, blocks = hashlib.sha256(), []
    try:
        for block in package.blocks(entry.name):
            whole.update(block)
            blocks.append(hashlib.sha256(block).hexdigest())
    except OSError as error:
        yield Problem("changed", entry.name, len(blocks), str(error.strerror))
        return
    changed = _differences(blocks, entry.blocks)
    yield from (Problem("changed", entry.name, block) for block in changed)
    if not changed and whole.hexdigest() != entry.sha256:
        yield Problem("changed", entry.name)


def _differences(found: list[str], recorded: tuple[str, ...]) -> list[int]:
    """Numbers of the blocks that differ, are missing or are too many."""
    longest = max(len(found), len(recorded))
    padded = [*found, *[""] * (longest - len(found))], [*recorded, *[""] * (longest - len(recorded))]
    return [number for number, (one, other) in enumerate(zip(*padded, strict=True)) if one != other]


def _read(package: Package, name: str, largest: int) -> bytes:
    read = bytearray()
    for block in package.blocks(name):
        read += block
        if len(read) > largest:
            raise ManifestError("format", "too large")
    return bytes(read)
