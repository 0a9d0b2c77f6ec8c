"""Read a package, a folder or a ZIP file, for a verifier: nothing is unpacked, no link followed, no name believed."""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

from video.evidence_manifest import BLOCK
from video.evidence_zip import Member, ZipError, members_by_directory, members_by_headers, skeleton


class Package(Protocol):
    """What a verifier needs of a package."""

    @property
    def names(self) -> frozenset[str]:
        """Every plain file in it."""

    @property
    def odd(self) -> frozenset[str]:
        """Everything in it that is neither a plain file nor a folder."""

    def blocks(self, name: str) -> Iterator[bytes]:
        """The bytes of a file in blocks of 1 MiB, the last one shorter; raises OSError."""

    def rename(self, expected: Sequence[str]) -> None:
        """Take a file by its name in `expected` where the container tells two names for it."""

    def container_problems(self, expected: Sequence[str]) -> Iterator[int]:
        """Blocks of the container itself that are not what files of these names, in this order, make them."""

    def close(self) -> None:
        """Let go of it."""


def open_package(path: Path) -> Package:
    """Open what lies at `path`; raises OSError, and ZipError for a file that is no ZIP file of ours."""
    return ZipPackage(path) if path.is_file() else FolderPackage(path)


class FolderPackage:
    """A package as a folder of files."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.names, self.odd = _walk(path)

    def blocks(self, name: str) -> Iterator[bytes]:
        """See Package."""
        with (self._path / name).open("rb") as file:
            while block := file.read(BLOCK):
                yield block

    def rename(self, expected: Sequence[str]) -> None:
        """A folder tells one name."""

    def container_problems(self, expected: Sequence[str]) -> Iterator[int]:
        """A folder has nothing beside its files."""
        yield from ()

    def close(self) -> None:
        """Nothing is held open."""


class ZipPackage:
    """A package in one ZIP file, whose two lists of files (headers and directory) stand in for each other."""

    odd: frozenset[str] = frozenset()

    def __init__(self, path: Path) -> None:
        self._size = path.stat().st_size
        self._file: BinaryIO = path.open("rb")
        try:
            self._listed = _listed(self._file, self._size)
        except BaseException:
            self._file.close()
            raise
        self._crc: dict[str, int] = {}
        self.rename(())

    @property
    def names(self) -> frozenset[str]:
        """See Package."""
        return frozenset(member.name for member in self._members)

    def rename(self, expected: Sequence[str]) -> None:
        """See Package; of two names that are both expected, or neither, the header's is taken."""
        known = frozenset(expected)
        self._members = [
            directory if directory.name in known and header.name not in known else header
            for header, directory in self._listed
        ]
        self._by_name: Mapping[str, Member] = {member.name: member for member in self._members}

    def blocks(self, name: str) -> Iterator[bytes]:
        """See Package."""
        member = self._by_name[name]
        header = next(one for one, _ in self._listed if one.offset == member.offset)
        at, left, crc = header.data, member.size, 0
        while left:
            self._file.seek(at)
            block = self._file.read(min(BLOCK, left))
            if not block:
                return
            crc = zlib.crc32(block, crc)
            at, left = at + len(block), left - len(block)
            yield block
        self._crc[name] = crc

    def container_problems(self, expected: Sequence[str]) -> Iterator[int]:
        """See Package. Files whose bytes changed keep the checksum that most of the container tells."""
        ordered: list[Member] = []
        for name in (*expected, *(one.name for one in self._members if one.name not in set(expected))):
            member = self._by_name.get(name)
            if member is None:
                continue
            crc = self._crc.get(name, member.crc)
            told = [one.crc for pair in self._listed for one in pair if one.offset == member.offset]
            if crc not in told:
                crc = told[0]
            ordered.append(Member(name, member.size, crc, ordered[-1].end if ordered else 0))
        yield from _differing_blocks(self._file, self._size, ordered)

    def close(self) -> None:
        """See Package."""
        self._file.close()


def _listed(file: BinaryIO, size: int) -> list[tuple[Member, Member]]:
    """Each file as its header and as the directory tells it; where one list is unreadable, the other stands for it."""
    found: list[list[Member]] = []
    for read in (members_by_headers, members_by_directory):
        try:
            found.append(read(file, size))
        except ZipError:
            found.append([])
    headers, directory = found
    if not headers and not directory:
        headers = members_by_headers(file, size, broken=True)
    if not headers and not directory:
        raise ZipError("neither headers nor directory can be read")
    if len(headers) != len(directory) or [one.offset for one in headers] != [one.offset for one in directory]:
        better = headers if _fits(file, size, headers) or not directory else directory
        return [(member, member) for member in better]
    return list(zip(headers, directory, strict=True))


def _fits(file: BinaryIO, size: int, members: Sequence[Member]) -> bool:
    """Whether the headers alone would end where a directory of their length ends the file."""
    if not members:
        return False
    end, (at, data) = members[-1].end, list(skeleton(members))[-1]
    return at == end and at + len(data) == size


def _differing_blocks(file: BinaryIO, size: int, members: Sequence[Member]) -> Iterator[int]:
    last, end = -1, 0
    for at, data in skeleton(members):
        file.seek(at)
        found = file.read(len(data))
        end = at + len(data)
        if found == data:
            continue
        for number, byte in enumerate(data):
            block = (at + number) // BLOCK
            if block != last and found[number : number + 1] != bytes((byte,)):
                yield block
                last = block
    if size > end and end // BLOCK != last:
        yield end // BLOCK


def _walk(package: Path) -> tuple[frozenset[str], frozenset[str]]:
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
    return frozenset(present), frozenset(odd)
