"""The ZIP form of an evidence package: files stored as they are, and not one byte that does not follow from them.

Layout, after PKWARE's APPNOTE 6.3.10: for each file a local header and its bytes, in the manifest's order, manifest and
signature last; then the central directory and the end record. Nothing is compressed, no comment, no gap; every header
carries the first day of the format as its time. So the same files give the same bytes on every computer, and a verifier
can tell each byte of the container from what it must be. ZIP64 fields appear where a number needs them, and only there.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

LOCAL: Final = b"PK\x03\x04"
CENTRAL: Final = b"PK\x01\x02"
END: Final = b"PK\x05\x06"
END_64: Final = b"PK\x06\x06"
LOCATOR_64: Final = b"PK\x06\x07"
#: From these on a number goes into a ZIP64 field, and this stands in its place.
NUMBER_32: Final = 0xFFFF_FFFF
NUMBER_16: Final = 0xFFFF
#: Names are UTF-8.
_FLAGS: Final = 0x0800
_PLAIN, _WITH_64 = 20, 45
#: 1980-01-01 00:00: the first moment that the format knows.
_TIME, _DATE = 0, 0x21
_LOCAL_HEAD: Final = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL_HEAD: Final = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END_HEAD: Final = struct.Struct("<4sHHHHIIH")
_EXTRA_64: Final = 1
#: The ZIP64 end record and its locator.
_END_64_SIZE: Final = 76


class ZipError(ValueError):
    """These bytes are not of this form."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file in the container: its name, size, CRC-32, and where its local header stands."""

    name: str
    size: int
    crc: int
    offset: int

    @property
    def data(self) -> int:
        """Where its bytes begin."""
        return self.offset + len(local_header(self.name, self.size, self.crc))

    @property
    def end(self) -> int:
        """Where the next thing begins."""
        return self.data + self.size


def local_header(name: str, size: int, crc: int) -> bytes:
    """What stands before a file's bytes."""
    encoded = name.encode("utf-8")
    large = size >= NUMBER_32
    extra = struct.pack("<HHQQ", _EXTRA_64, 16, size, size) if large else b""
    shown = NUMBER_32 if large else size
    version = _WITH_64 if large else _PLAIN
    head = (LOCAL, version, _FLAGS, 0, _TIME, _DATE, crc, shown, shown, len(encoded), len(extra))
    return _LOCAL_HEAD.pack(*head) + encoded + extra


def directory(members: Sequence[Member]) -> bytes:
    """The central directory and the end record; it stands right behind the last member."""
    start = members[-1].end if members else 0
    entries = b"".join(_central_header(member) for member in members)
    return entries + _end(len(members), len(entries), start)


def size_of(files: Sequence[tuple[str, int]]) -> int:
    """Bytes of the whole container for files of these names and sizes."""
    members: list[Member] = []
    for name, size in files:
        members.append(Member(name, size, 0, members[-1].end if members else 0))
    return (members[-1].end if members else 0) + len(directory(members))


def _central_header(member: Member) -> bytes:
    encoded = member.name.encode("utf-8")
    large, far = member.size >= NUMBER_32, member.offset >= NUMBER_32
    numbers = [member.size, member.size] * large + [member.offset] * far
    extra = struct.pack(f"<HH{len(numbers)}Q", _EXTRA_64, 8 * len(numbers), *numbers) if numbers else b""
    version = _WITH_64 if numbers else _PLAIN
    shown = NUMBER_32 if large else member.size
    head = (CENTRAL, version, version, _FLAGS, 0, _TIME, _DATE, member.crc, shown, shown)
    rest = (len(encoded), len(extra), 0, 0, 0, 0, NUMBER_32 if far else member.offset)
    return _CENTRAL_HEAD.pack(*head, *rest) + encoded + extra


def _end(count: int, size: int, start: int) -> bytes:
    large = count >= NUMBER_16 or size >= NUMBER_32 or start >= NUMBER_32
    record = b""
    if large:
        at = start + size
        record = struct.pack("<4sQHHIIQQQQ", END_64, 44, _WITH_64, _WITH_64, 0, 0, count, count, size, start)
        record += struct.pack("<4sIQI", LOCATOR_64, 0, at, 1)
    shown = (min(count, NUMBER_16), min(count, NUMBER_16), min(size, NUMBER_32), min(start, NUMBER_32))
    return record + _END_HEAD.pack(END, 0, 0, *shown, 0)


def members_by_headers(file: BinaryIO, size: int, *, broken: bool = False) -> list[Member]:
    """Walk from local header to local header up to the central directory; raises ZipError.

    broken: take what can be read of a container that breaks off.
    """
    found: list[Member] = []
    at = 0
    while True:
        file.seek(at)
        head = file.read(_LOCAL_HEAD.size)
        if head[:4] != LOCAL:
            break
        try:
            member = _local_member(file, head, at, size)
        except ZipError:
            if not broken:
                raise
            return found
        found.append(member)
        at = member.end
    if head[:4] != CENTRAL and not broken and (not found or at + len(directory(found)) != size):
        raise ZipError("no central directory behind the last file")
    return found


def _local_member(file: BinaryIO, head: bytes, at: int, most: int) -> Member:
    if len(head) < _LOCAL_HEAD.size:
        raise ZipError("cut short")
    *_, crc, shown, _same, name_size, extra_size = _LOCAL_HEAD.unpack(head)
    name = _name(file.read(name_size))
    extra = file.read(extra_size)
    size = struct.unpack_from("<Q", extra, 4)[0] if shown == NUMBER_32 and len(extra) >= 12 else shown
    member = Member(name, size, crc, at)
    if len(local_header(name, size, crc)) != _LOCAL_HEAD.size + name_size + extra_size:
        raise ZipError("a header of another length")
    if member.end > most:
        raise ZipError("a file is longer than its container")
    return member


def members_by_directory(file: BinaryIO, size: int) -> list[Member]:
    """Read the central directory from the container's end; raises ZipError.

    Where bytes were put in or taken out before it, it stands elsewhere than the end record says, and so does each file
    behind that place.
    """
    start, length, count, moved = _find_directory(file, size)
    file.seek(start)
    data = file.read(length)
    found: list[Member] = []
    at = 0
    for _ in range(count):
        if len(data) - at < _CENTRAL_HEAD.size or data[at : at + 4] != CENTRAL:
            raise ZipError("the central directory breaks off")
        member, used = _central_member(data, at)
        found.append(_placed(file, member, moved) if moved else member)
        if found[-1].end > start:
            raise ZipError("a file reaches into the directory")
        at += used
    return found


def _placed(file: BinaryIO, member: Member, moved: int) -> Member:
    """Where the member's header really stands: where it was written, or moved as the directory was."""
    for at in (member.offset, member.offset + moved):
        file.seek(max(0, at))
        head = file.read(_LOCAL_HEAD.size)
        if at >= 0 and head[:4] == LOCAL and file.read(len(member.name.encode("utf-8"))) == member.name.encode("utf-8"):
            return Member(member.name, member.size, member.crc, at)
    return member


def _find_directory(file: BinaryIO, size: int) -> tuple[int, int, int, int]:
    """Where it stands, its bytes and entries, and how far that is from where the end record says."""
    file.seek(max(0, size - _END_HEAD.size))
    tail = file.read()
    if len(tail) != _END_HEAD.size or tail[:4] != END:
        raise ZipError("no end record")
    _, _, _, count, _, length, start, _ = _END_HEAD.unpack(tail)
    behind = _END_HEAD.size
    if count == NUMBER_16 or NUMBER_32 in (length, start):
        behind += _END_64_SIZE
        file.seek(max(0, size - behind))
        record = file.read(56)
        if record[:4] != END_64:
            raise ZipError("no ZIP64 end record")
        count, length, start = struct.unpack_from("<QQQ", record, 32)
    stands = size - behind - length
    if stands < 0 or count * _CENTRAL_HEAD.size > length:
        raise ZipError("the directory lies outside")
    return stands, length, count, stands - start


def _central_member(data: bytes, at: int) -> tuple[Member, int]:
    head = _CENTRAL_HEAD.unpack_from(data, at)
    crc, shown, name_size, extra_size, offset = head[7], head[8], head[10], head[11], head[16]
    name_at = at + _CENTRAL_HEAD.size
    extra_at = name_at + name_size
    used = _CENTRAL_HEAD.size + name_size + extra_size
    extra = data[extra_at : extra_at + extra_size]
    numbers = list(struct.unpack_from(f"<{max(0, len(extra) - 4) // 8}Q", extra, 4)) if len(extra) >= 4 else []
    size = shown
    if shown == NUMBER_32 and len(numbers) >= 2:
        size, numbers = numbers[0], numbers[2:]
    if offset == NUMBER_32 and numbers:
        offset = numbers[0]
    return Member(_name(data[name_at:extra_at]), size, crc, offset), used


def _name(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ZipError("a name that is no text") from error


def skeleton(members: Sequence[Member]) -> Iterator[tuple[int, bytes]]:
    """Every stretch of the container that is not a file's bytes: where it must stand, and what it must be."""
    for member in members:
        yield member.offset, local_header(member.name, member.size, member.crc)
    yield (members[-1].end if members else 0), directory(members)
