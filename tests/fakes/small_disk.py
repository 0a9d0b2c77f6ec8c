"""A disk of 32 MiB that may be filled: a mount of its own, skipped where none can be made."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of 32 MiB of its own (see docs/decisions/0404-disk.md)."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs Linux and root")
    folder = Path(tempfile.mkdtemp(prefix="watchroom-disk-"))
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(folder)], check=False, capture_output=True
    )
    try:
        if mounted.returncode:
            pytest.skip("this machine does not let a small disk be mounted")
        yield folder
    finally:
        if not mounted.returncode:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        shutil.rmtree(folder)


def fill_disk(folder: Path) -> Path:
    """Someone's recordings take every byte that is left; gives their file."""
    path = folder / "recordings"
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue
    return path
