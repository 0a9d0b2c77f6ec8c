"""Write an evidence package: copies of clips and records, their hashes, a report, and the station's signature.

Files are copied byte for byte (a clip is a stream copy already; a camera's own signatures survive). The package appears
under its name only when it is complete and synced.
"""

import errno
import functools
import hashlib
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from video.evidence_draft import Draft, draft_for, room_for
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
from video.evidence_report import ReportLine, ReportTable, Still, write_report

#: Room for manifest, report and the file system's own needs, beside what is copied.
_SPARE_BYTES: Final = 4 * BLOCK
#: Names what packages' numbers are made from.
_PACKAGES: Final = uuid.uuid5(uuid.NAMESPACE_OID, "watchroom-evidence")
_LARGEST_STILL: Final = 2 * BLOCK
_MOST_STILLS: Final = 24
_PICTURE_KINDS: Final = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}

Progress = Callable[[int, int], object]
_TOLD: Final = ("name", "kind", "camera", "title", "start", "end", "clock_offset_ms", "derived_from", "derived")


class EvidenceError(Exception):
    """A package could not be written; nothing of it is left.

    `code`: ``no_space``, ``exists``, ``source_missing``, ``source_changed`` (the recorded hash no longer fits),
    ``source_unreadable``, ``bad_name``, ``cancelled``, ``file_too_large`` (more than the file system takes),
    ``read_only``, ``unwritable``. `detail` names the file.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file to hand out: from a path or from bytes, under `name` inside the package.

    `sha256` is the hash that was recorded when the file was made; a file that no longer fits it is not exported.
    `derived` and `derived_from` are as in the manifest's entries.
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
    derived_from: str = ""
    derived: str = ""

    @property
    def size(self) -> int:
        """Bytes to copy; raises OSError for a file that is not there."""
        return len(self.source) if isinstance(self.source, bytes) else self.source.stat().st_size


@dataclass(frozen=True, slots=True)
class ExportResult:
    """A package that is complete: where it lies and whose signature it bears.

    missing: camera, from when to when (UTC seconds) where it was to show something and no recording does; for whoever
    gathered the files to say.
    """

    path: Path
    package: str
    fingerprint: str
    size: int
    manifest_sha256: str
    missing: tuple[tuple[str, float, float], ...] = ()


class _Copier:
    """Copies block by block, hashing on the way, and stops when asked to."""

    def __init__(
        self, draft: Draft, total: int, progress: Progress | None, cancelled: Callable[[], bool] | None
    ) -> None:
        self._draft = draft
        self._total = total
        self._done = 0
        self._progress = progress
        self._cancelled = cancelled
        self.stills: list[Still] = []

    def copy(self, file: ExportFile, size: int) -> Entry:
        """Copy one file and return what the manifest says of it; raises EvidenceError."""
        media_type = _PICTURE_KINDS.get(Path(file.name).suffix.lower(), "")
        shown: list[bytes] | None = [] if media_type and size <= _LARGEST_STILL else None
        whole, hashes = hashlib.sha256(), list[str]()

        def passing() -> Iterator[bytes]:
            for block in _blocks(file, size):
                self._step(len(block))
                whole.update(block)
                hashes.append(hashlib.sha256(block).hexdigest())
                if shown is not None:
                    shown.append(block)
                yield block

        self._draft.put(file.name, size, passing())
        if file.sha256 and file.sha256 != whole.hexdigest():
            raise EvidenceError("source_changed", file.name)
        if shown is not None and len(self.stills) < _MOST_STILLS:
            self.stills.append(Still(file.name, media_type, b"".join(shown)))
        told = {name: getattr(file, name) for name in _TOLD}
        return Entry(size=size, sha256=whole.hexdigest(), blocks=tuple(hashes), **told)

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
    tables: Sequence[ReportTable] = (),
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ExportResult:
    """Write the package as the new folder `target`, or as one ZIP file where it is named so.

    Raises EvidenceError having left nothing behind. `progress` is told (bytes done, bytes in all) after each block,
    `cancelled` is asked before each. `timeline` are the lines of the report: what happened and who did what; `tables`
    what else it lists.
    """
    sizes = _check(target, files)
    draft: Draft | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(target.parent).free < needed(target, files):
            raise EvidenceError("no_space", str(target.parent))
        draft = draft_for(target)
        copier = _Copier(draft, sum(sizes), progress, cancelled)
        entries = [copier.copy(file, size) for file, size in zip(files, sizes, strict=True)]
        report = functools.partial(write_report, timeline=timeline, tables=tables, stills=copier.stills)
        result = _seal(draft, target, entries, info, signer, report)
        draft.finish()
        return result
    except OSError as error:
        raise EvidenceError(_refusal(error), str(error.filename or target)) from error
    finally:
        if draft is not None:
            draft.discard()


def needed(target: Path, files: Sequence[ExportFile]) -> int:
    """Bytes that the package needs where it is written; raises EvidenceError for a source that is gone."""
    sizes = _check(target, files)
    listed = [(file.name, size) for file, size in zip(files, sizes, strict=True)]
    stills = [size for name, size in listed if Path(name).suffix.lower() in _PICTURE_KINDS and size <= _LARGEST_STILL]
    hashes = sum(size // BLOCK + 4 for size in sizes) * 80
    return room_for(target, listed) + sum(stills[:_MOST_STILLS]) * 4 // 3 + 2 * hashes + _SPARE_BYTES


def _refusal(error: OSError) -> str:
    codes = {errno.EFBIG: "file_too_large", errno.ENOSPC: "no_space", errno.EROFS: "read_only"}
    return codes.get(error.errno or 0, "unwritable")


def _check(target: Path, files: Sequence[ExportFile]) -> list[int]:
    """Refuse what cannot become a package, before anything is written; returns the bytes of each file."""
    if target.exists():
        raise EvidenceError("exists", str(target))
    names = [MANIFEST, SIGNATURE, REPORT]
    sizes: list[int] = []
    for file in files:
        if not safe_name(file.name) or file.name.casefold() in names:
            raise EvidenceError("bad_name", file.name)
        names.append(file.name.casefold())
        try:
            sizes.append(file.size)
        except OSError as error:
            raise EvidenceError("source_missing", file.name) from error
    return sizes


def _seal(
    draft: Draft,
    target: Path,
    entries: Sequence[Entry],
    info: ExportInfo,
    signer: Ed25519PrivateKey,
    report: Callable[..., str],
) -> ExportResult:
    """Add report, manifest and signature to the copied files."""
    # By what is in it: the same export of the same files has the same number, and the same bytes.
    told = canonical({"info": repr(info), "files": [[entry.name, entry.sha256] for entry in entries]})
    package = str(uuid.uuid5(_PACKAGES, hashlib.sha256(told).hexdigest()))
    mark = fingerprint(signer.public_key())
    data = report(info, package, entries, mark=mark).encode("utf-8")
    draft.put(REPORT, len(data), (data,))
    whole = hashlib.sha256(data).hexdigest()
    sealed = (*entries, Entry(REPORT, "report", len(data), whole, tuple(blocks_of(data))))
    manifest = write_manifest(Manifest(package, info, sealed))
    signature = sign(manifest, signer)
    draft.put(MANIFEST, len(manifest), (manifest,))
    draft.put(SIGNATURE, len(signature), (signature,))
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


def _blocks(file: ExportFile, size: int) -> Iterator[bytes]:
    """What `file` held when it was measured: one that grows is cut there, one that shrank is not handed out."""
    if isinstance(file.source, bytes):
        for start in range(0, size, BLOCK):
            yield file.source[start : start + BLOCK]
        return
    try:
        source = file.source.open("rb")
    except OSError as error:
        raise EvidenceError("source_missing", file.name) from error
    left = size
    with source:
        while left:
            try:
                block = source.read(min(BLOCK, left))
            except OSError as error:
                raise EvidenceError("source_unreadable", file.name) from error
            if not block:
                raise EvidenceError("source_changed", file.name)
            left -= len(block)
            yield block
