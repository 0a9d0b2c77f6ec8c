"""A package while it is written: under a name that nobody takes for a package, and gone again unless it is finished."""

from __future__ import annotations

import os
import shutil
import uuid
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from video.evidence_zip import Member, directory, local_header, size_of

ZIP: Final = ".zip"


class Draft(Protocol):
    """What the export writes into."""

    def put(self, name: str, size: int, blocks: Iterable[bytes]) -> None:
        """Write a file of `size` bytes, synced; raises OSError."""

    def finish(self) -> None:
        """Let the package appear under its own name; raises OSError."""

    def discard(self) -> None:
        """Leave nothing of what is not finished."""


def draft_for(target: Path) -> Draft:
    """A draft beside `target`: of a ZIP file where it is named like one, else of a folder."""
    draft = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
    return _ZipDraft(target, draft) if target.suffix.lower() == ZIP else _FolderDraft(target, draft)


def room_for(target: Path, files: Sequence[tuple[str, int]]) -> int:
    """Bytes that files of these names and sizes need as this package; each begins a new cluster in a folder."""
    if target.suffix.lower() == ZIP:
        return size_of(files)
    return sum(-(-size // _CLUSTER) * _CLUSTER + _CLUSTER for _, size in files)


#: The largest cluster of the usual USB stick.
_CLUSTER: Final = 32_768


class _FolderDraft:
    def __init__(self, target: Path, draft: Path) -> None:
        self._target, self._draft = target, draft
        draft.mkdir()

    def put(self, name: str, size: int, blocks: Iterable[bytes]) -> None:
        path = self._draft / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as out:
            for block in blocks:
                out.write(block)
            _sync(out)

    def finish(self) -> None:
        self._draft.rename(self._target)

    def discard(self) -> None:
        shutil.rmtree(self._draft, ignore_errors=True)


class _ZipDraft:
    def __init__(self, target: Path, draft: Path) -> None:
        self._target, self._draft = target, draft
        self._out: BinaryIO = draft.open("xb")
        self._members: list[Member] = []

    def put(self, name: str, size: int, blocks: Iterable[bytes]) -> None:
        start, crc = self._out.tell(), 0
        self._out.write(local_header(name, size, 0))
        for block in blocks:
            self._out.write(block)
            crc = zlib.crc32(block, crc)
        end = self._out.tell()
        self._out.seek(start)
        self._out.write(local_header(name, size, crc))
        self._out.seek(end)
        self._members.append(Member(name, size, crc, start))

    def finish(self) -> None:
        self._out.write(directory(self._members))
        _sync(self._out)
        self._out.close()
        self._draft.rename(self._target)

    def discard(self) -> None:
        self._out.close()
        self._draft.unlink(missing_ok=True)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
