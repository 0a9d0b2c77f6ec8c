"""Write an evidence package: copies of clips and records, their hashes, a report, and the station's signature.

Files are copied byte for byte (a clip is a stream copy already; a camera's own signatures survive). The package appears
under its name only when it is complete and synced.
"""

import hashlib
import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from video.evidence_keys import fingerprint, raw_public
from video.evidence_manifest import (
    BLOCK,
    MANIFEST,
    REPORT,
    SIGNATURE,
    Entry,
    ExportInfo,
    Manifest,
    blocks_of,
    canonical,
    safe_name,
    write_manifest,
)
from video.evidence_report import ReportLine, Still, write_report

#: Room for manifest, report and the file system's own needs.
_SPARE_BYTES: Final = 16 * BLOCK
_LARGEST_STILL: Final = 2 * BLOCK
_MOST_STILLS: Final = 24
_PICTURE_KINDS: Final = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}

Progress = Callable[[int, int], None]


class EvidenceError(Exception):
    """A package could not be written; nothing of it is left.

    `code`: ``no_space``, ``exists``, ``source_missing``, ``source_changed`` (the recorded hash no longer fits),
    ``bad_name``, ``cancelled``, ``unwritable``. `detail` names the file.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file to hand out: from a path or from bytes, under `name` inside the package.

    `sha256` is the hash that was recorded when the file was made; a file that no longer fits it is not exported.
    """

    source: Path | bytes
    name: str
    kind: str
    camera: str = ""
    title: str = ""
    start: float | None = None
    end: float | None = None
    clock_offset_ms: float | None = None
    sha256: str = ""

    @property
    def size(self) -> int:
        """Bytes to copy; raises OSError for a file that is not there."""
        return len(self.source) if isinstance(self.source, bytes) else self.source.stat().st_size


@dataclass(frozen=True, slots=True)
class ExportResult:
    """A package that is complete: where it lies and whose signature it bears."""

    path: Path
    package: str
    fingerprint: str
    size: int
    manifest_sha256: str


class _Copier:
    """Copies block by block, hashing on the way, and stops when asked to."""

    def __init__(self, total: int, progress: Progress | None, cancelled: Callable[[], bool] | None) -> None:
        self._total = total
        self._done = 0
        self._progress = progress
        self._cancelled = cancelled

    def copy(self, file: ExportFile, target: Path) -> Entry:
        """Copy one file and return what the manifest says of it; raises EvidenceError."""
        whole, blocks, size = hashlib.sha256(), [], 0
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as out:
            for block in _blocks(file):
                self._step(len(block))
                out.write(block)
                whole.update(block)
                blocks.append(hashlib.sha256(block).hexdigest())
                size += len(block)
            _sync(out)
        if file.sha256 and file.sha256 != whole.hexdigest():
            raise EvidenceError("source_changed", file.name)
        return Entry(
            name=file.name,
            kind=file.kind,
            size=size,
            sha256=whole.hexdigest(),
            blocks=tuple(blocks),
            camera=file.camera,
            title=file.title,
            start=file.start,
            end=file.end,
            clock_offset_ms=file.clock_offset_ms,
        )

    def _step(self, count: int) -> None:
        if self._cancelled is not None and self._cancelled():
            raise EvidenceError("cancelled")
        self._done += count
        if self._progress is not None:
            self._progress(self._done, self._total)


def export_package(
    target: Path,
    files: Sequence[ExportFile],
    info: ExportInfo,
    signer: Ed25519PrivateKey,
    *,
    timeline: Sequence[ReportLine] = (),
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ExportResult:
    """Write the package into the new folder `target`; raises EvidenceError having left nothing behind.

    `progress` is told (bytes done, bytes in all) after each block, `cancelled` is asked before each. `timeline` are the
    lines of the report: what happened and who did what.
    """
    total = _check(target, files)
    draft = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(target.parent).free < total + _SPARE_BYTES:
            raise EvidenceError("no_space", str(target.parent))
        draft.mkdir()
        copier = _Copier(total, progress, cancelled)
        entries = [copier.copy(file, draft / file.name) for file in files]
        result = _seal(draft, target, entries, info, signer, timeline)
        draft.rename(target)
        return result
    except OSError as error:
        raise EvidenceError("unwritable", str(error.filename or target)) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _check(target: Path, files: Sequence[ExportFile]) -> int:
    """Refuse what cannot become a package, before anything is written; returns the bytes to copy."""
    if target.exists():
        raise EvidenceError("exists", str(target))
    names = [MANIFEST, SIGNATURE, REPORT]
    total = 0
    for file in files:
        if not safe_name(file.name) or file.name.casefold() in names:
            raise EvidenceError("bad_name", file.name)
        names.append(file.name.casefold())
        try:
            total += file.size
        except OSError as error:
            raise EvidenceError("source_missing", file.name) from error
    return total


def _seal(
    draft: Path,
    target: Path,
    entries: Sequence[Entry],
    info: ExportInfo,
    signer: Ed25519PrivateKey,
    timeline: Sequence[ReportLine],
) -> ExportResult:
    """Add report, manifest and signature to the copied files."""
    package = str(uuid.uuid4())
    mark = fingerprint(signer.public_key())
    report = write_report(info, package, entries, timeline, mark, list(_stills(draft, entries)))
    data = report.encode("utf-8")
    _write(draft / REPORT, data)
    whole = hashlib.sha256(data).hexdigest()
    sealed = (*entries, Entry(REPORT, "report", len(data), whole, tuple(blocks_of(data))))
    manifest = write_manifest(Manifest(package, info, sealed))
    _write(draft / MANIFEST, manifest)
    _write(draft / SIGNATURE, sign(manifest, signer))
    size = sum(entry.size for entry in sealed) + len(manifest)
    return ExportResult(target, package, mark, size, hashlib.sha256(manifest).hexdigest())


def sign(manifest: bytes, signer: Ed25519PrivateKey) -> bytes:
    """The signature file: over the manifest's bytes, with the manifest's own hashes so that a change can be placed."""
    return canonical(
        {
            "algorithm": "Ed25519",
            "public_key": raw_public(signer.public_key()).hex(),
            "signature": signer.sign(manifest).hex(),
            "manifest_sha256": hashlib.sha256(manifest).hexdigest(),
            "manifest_blocks": blocks_of(manifest),
        }
    )


def _stills(draft: Path, entries: Sequence[Entry]) -> Iterator[Still]:
    shown = 0
    for entry in entries:
        media_type = _PICTURE_KINDS.get(Path(entry.name).suffix.lower())
        if media_type and entry.size <= _LARGEST_STILL and shown < _MOST_STILLS:
            shown += 1
            yield Still(entry.name, media_type, (draft / entry.name).read_bytes())


def _blocks(file: ExportFile) -> Iterator[bytes]:
    if isinstance(file.source, bytes):
        for start in range(0, len(file.source), BLOCK):
            yield file.source[start : start + BLOCK]
        return
    try:
        source = file.source.open("rb")
    except OSError as error:
        raise EvidenceError("source_missing", file.name) from error
    with source:
        while block := source.read(BLOCK):
            yield block


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        _sync(file)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
