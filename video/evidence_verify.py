"""Check an evidence package against a key or fingerprint that came by another way.

The order matters: nothing the manifest says is believed, and no file it names is opened, before its signature has been
checked against the trusted key.
"""

import hashlib
import json
import os
import stat
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
    """What is wrong with one file. `kind`: ``changed``, ``missing``, ``extra``, ``link``, ``not_ours``.

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
    """Check the folder `package`; `trusted` is the signer's digest as `evidence_keys.trusted_digest` gives it."""
    missing = [name for name in (MANIFEST, SIGNATURE) if not _is_plain_file(package / name)]
    if missing:
        return VerifyResult(Status.MALFORMED, tuple(Problem("missing", name) for name in missing))
    try:
        manifest = _read(package / MANIFEST, LARGEST_MANIFEST)
        signature = _signature(_read(package / SIGNATURE, _LARGEST_SIGNATURE))
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
    return _verify_contents(package, manifest, signer)


def _verify_contents(package: Path, manifest: bytes, signer: str) -> VerifyResult:
    """Check the files, now that the manifest is known to come from the trusted signer."""
    try:
        read = read_manifest(manifest)
    except ManifestError as error:
        return _not_ours(error, signer)
    problems = tuple(_content_problems(package, read))
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
        blocks = tuple(str(block) for block in body["manifest_blocks"])
        return _Signature(Ed25519PublicKey.from_public_bytes(key), signature, str(body["manifest_sha256"]), blocks)
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


def _content_problems(package: Path, manifest: Manifest) -> Iterator[Problem]:
    named = {entry.name for entry in manifest.entries} | {MANIFEST, SIGNATURE}
    present, links = _walk(package)
    yield from (Problem("link", name) for name in sorted(links))
    yield from (Problem("extra", name) for name in sorted(present - named))
    for entry in manifest.entries:
        if entry.name in present:
            yield from _file_problems(package / entry.name, entry)
        elif entry.name not in links:
            yield Problem("missing", entry.name)


def _walk(package: Path) -> tuple[set[str], set[str]]:
    """Every file below the package, and apart from them everything that is neither a plain file nor a folder."""
    present: set[str] = set()
    odd: set[str] = set()
    for folder, folders, files in os.walk(package, followlinks=False):
        for name in (*folders, *files):
            path = Path(folder) / name
            mode = path.lstat().st_mode
            inside = path.relative_to(package).as_posix()
            if stat.S_ISREG(mode):
                present.add(inside)
            elif not stat.S_ISDIR(mode):
                odd.add(inside)
    return present, odd


def _file_problems(path: Path, entry: Entry) -> Iterator[Problem]:
    whole, blocks = hashlib.sha256(), []
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
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


def _is_plain_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _read(path: Path, largest: int) -> bytes:
    if path.stat().st_size > largest:
        raise ManifestError("format", "too large")
    return path.read_bytes()
