"""SHA-256 of a model, whether it is one file or an exported folder."""

from __future__ import annotations

import hashlib
from pathlib import Path


def fingerprint(path: Path) -> str:
    """Hex SHA-256 of a file; of a folder, that of its files' names and hashes in order. OSError when missing."""
    if not path.is_dir():
        return _file_hash(path)
    lines = (f"{_file_hash(file)}  {file.relative_to(path).as_posix()}\n" for file in _files(path))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted((file for file in folder.rglob("*") if file.is_file()), key=lambda file: file.as_posix())


def _file_hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
