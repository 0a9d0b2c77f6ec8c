"""Where each picture lies in a fragmented MP4, read from its headers alone: a minute's file is known in a millisecond.

libavformat can only find a place in such a file by reading all that comes before it, unless an index follows at the
end, which a file that is still being written, or was cut, does not have. So the boxes (ISO/IEC 14496-12) are read here:
`moov` for what decodes the pictures, then each `moof` for sizes and times. A file cut anywhere gives all pictures that
are whole.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from video.model import Codec

_CODECS = {b"avc1": Codec.H264, b"avc3": Codec.H264, b"hvc1": Codec.HEVC, b"hev1": Codec.HEVC}
_CONFIGS = (b"avcC", b"hvcC")
#: Fixed fields of a visual sample entry before its boxes, and of its `stsd` before the entries.
_VISUAL_ENTRY, _STSD_HEAD = 78, 8
_NOT_SYNC = 0x10000
#: Headers beyond this are not those of a recording.
_LONGEST_HEADER = 16 << 20


class NotFragmented(ValueError):  # noqa: N818 - it says what the file is, not that something failed
    """The file is no fragmented MP4 of a coding known here: it has to be read in another way."""


@dataclass(frozen=True, slots=True)
class Track:
    """What decodes the pictures. time_scale: units of time in a second; config: the decoder's parameter sets."""

    number: int
    codec: Codec
    config: bytes
    width: int
    height: int
    time_scale: int
    defaults: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Sample:
    """One coded picture, in the order of decoding: where its bytes lie, when it is shown (seconds), if it is key."""

    offset: int
    size: int
    shown: float
    key: bool


class FragmentReader:
    """Reads a file's headers, and later on those that were added since."""

    def __init__(self, file: BinaryIO) -> None:
        """Read the head; raises NotFragmented, and ValueError or struct.error where the file makes no sense."""
        self._file = file
        self._at = self._given = 0
        self.track = self._head()

    def read(self) -> list[Sample]:
        """Give the pictures that were added since the last call and are whole."""
        size = os.fstat(self._file.fileno()).st_size
        found: list[Sample] = []
        while (box := _header(self._file, self._at, size)) is not None:
            kind, body, end = box
            if end > size and kind != b"mdat":
                break
            if kind == b"moof":
                whole = [one for one in self._fragment(body, end) if one.offset + one.size <= size]
                found += whole[self._given :]
                following = _header(self._file, end, size)
                if following is None or following[2] > size:
                    self._given = len(whole)  # the rest is not there yet, or never will be
                    break
                self._given = 0
            self._at = end
        return found

    def _head(self) -> Track:
        size = os.fstat(self._file.fileno()).st_size
        while (box := _header(self._file, self._at, size)) is not None:
            kind, body, end = box
            if kind == b"moov" and end <= size and end - body <= _LONGEST_HEADER:
                self._file.seek(body)
                moov = self._file.read(end - body)
                self._at = end
                return _track(moov)
            self._at = end
        raise NotFragmented("no head")

    def _fragment(self, body: int, end: int) -> Iterator[Sample]:
        if end - body > _LONGEST_HEADER:
            raise ValueError("a header is too long")
        self._file.seek(body)
        data = self._file.read(end - body)
        for kind, start, stop in _boxes(data, 0, len(data)):
            if kind == b"traf":
                yield from self._run(data[start:stop], body - 8)

    def _run(self, traf: bytes, moof_at: int) -> Iterator[Sample]:
        base, decoded = moof_at, 0
        duration, size, flags = self.track.defaults
        for kind, start, stop in _boxes(traf, 0, len(traf)):
            part = traf[start:stop]
            if kind == b"tfhd":
                if struct.unpack_from(">I", part, 4)[0] != self.track.number:
                    return
                base, (duration, size, flags) = _fragment_defaults(part, moof_at, (duration, size, flags))
            elif kind == b"tfdt":
                decoded = int(struct.unpack_from(">Q" if part[0] else ">I", part, 4)[0])
            elif kind == b"trun":
                samples, decoded, base = _samples(part, (base, moof_at), decoded, (duration, size, flags))
                for offset, length, shown, key in samples:
                    yield Sample(offset, length, shown / self.track.time_scale, key)


def _fragment_defaults(part: bytes, moof_at: int, defaults: tuple[int, int, int]) -> tuple[int, tuple[int, int, int]]:
    flags = int.from_bytes(part[1:4], "big")
    at, base, values = 8, moof_at, list(defaults)
    if flags & 0x1:
        base, at = int(struct.unpack_from(">Q", part, at)[0]), at + 8
    if flags & 0x2:
        at += 4
    for index, bit in enumerate((0x8, 0x10, 0x20)):
        if flags & bit:
            values[index], at = int(struct.unpack_from(">I", part, at)[0]), at + 4
    return base, (values[0], values[1], values[2])


def _samples(
    part: bytes, bases: tuple[int, int], decoded: int, defaults: tuple[int, int, int]
) -> tuple[list[tuple[int, int, int, bool]], int, int]:
    """Give (offset, size, shown, key) of each, the next one's decoding time, and where its bytes begin.

    bases: where they begin unless the box says so, and what that is counted from.
    """
    base, moof_at = bases
    found: list[tuple[int, int, int, bool]] = []
    head, count = struct.unpack_from(">II", part, 0)
    version, flags, at = head >> 24, head & 0xFFFFFF, 8
    if flags & 0x1:
        base, at = moof_at + struct.unpack_from(">i", part, at)[0], at + 4
    first_flags = None
    if flags & 0x4:
        first_flags, at = struct.unpack_from(">I", part, at)[0], at + 4
    fields = [bit for bit in (0x100, 0x200, 0x400, 0x800) if flags & bit]
    row = struct.Struct(">" + "".join("i" if bit == 0x800 and version else "I" for bit in fields))
    for number in range(count):
        given = dict(zip(fields, row.unpack_from(part, at), strict=True))
        at += row.size
        duration, size = given.get(0x100, defaults[0]), given.get(0x200, defaults[1])
        default_flags = first_flags if number == 0 and first_flags is not None else defaults[2]
        key = not given.get(0x400, default_flags) & _NOT_SYNC
        found.append((base, size, decoded + given.get(0x800, 0), key))
        decoded, base = decoded + duration, base + size
    return found, decoded, base


def _track(moov: bytes) -> Track:
    defaults: dict[int, tuple[int, int, int]] = {}
    tracks: list[Track] = []
    for kind, start, stop in _boxes(moov, 0, len(moov)):
        if kind == b"mvex":
            for inner, begin, _ in _boxes(moov, start, stop):
                if inner == b"trex":
                    number, _entry, *rest = struct.unpack_from(">5I", moov, begin + 4)
                    defaults[number] = (rest[0], rest[1], rest[2])
        elif kind == b"trak" and (found := _video(moov, start, stop)) is not None:
            tracks.append(found)
    if not defaults or not tracks:
        raise NotFragmented("no fragments of pictures")
    one = tracks[0]
    given = defaults.get(one.number, (0, 0, 0))
    return Track(one.number, one.codec, one.config, one.width, one.height, one.time_scale, given)


def _video(data: bytes, start: int, stop: int) -> Track | None:
    number = scale = 0
    handler, entry = b"", (0, 0)
    for path, begin, end in _walk(data, start, stop):
        if path == b"tkhd":
            number = struct.unpack_from(">I", data, begin + (20 if data[begin] else 12))[0]
        elif path == b"mdhd":
            scale = struct.unpack_from(">I", data, begin + (20 if data[begin] else 12))[0]
        elif path == b"hdlr":
            handler = data[begin + 8 : begin + 12]
        elif path == b"stsd":
            entry = (begin + _STSD_HEAD, end)
    if handler != b"vide" or not scale:
        return None
    for kind, begin, end in _boxes(data, *entry):
        if kind in _CODECS:
            width, height = struct.unpack_from(">HH", data, begin + 24)
            config = next((data[a:b] for k, a, b in _boxes(data, begin + _VISUAL_ENTRY, end) if k in _CONFIGS), b"")
            return Track(number, _CODECS[kind], config, width, height, scale, (0, 0, 0))
    return None


def _walk(data: bytes, start: int, stop: int) -> Iterator[tuple[bytes, int, int]]:
    for kind, begin, end in _boxes(data, start, stop):
        if kind in (b"mdia", b"minf", b"stbl"):
            yield from _walk(data, begin, end)
        else:
            yield kind, begin, end


def _boxes(data: bytes, start: int, stop: int) -> Iterator[tuple[bytes, int, int]]:
    """Give kind, beginning and end of each box's content."""
    while start + 8 <= stop:
        size, kind = struct.unpack_from(">I4s", data, start)
        head = 8
        if size == 1 and start + 16 <= stop:
            size, head = struct.unpack_from(">Q", data, start + 8)[0], 16
        end = stop if size == 0 else start + size
        if (size != 0 and size < head) or end > stop:
            return
        yield kind, start + head, end
        start = end


def _header(file: BinaryIO, at: int, size: int) -> tuple[bytes, int, int] | None:
    """Kind, beginning of the content and end of the box at `at`; None where there is no whole header."""
    if at + 8 > size:
        return None
    file.seek(at)
    head = file.read(16)
    if len(head) < 8:
        return None
    length, kind = struct.unpack_from(">I4s", head)
    begin = at + 8
    if length == 1 and len(head) == 16:
        length, begin = struct.unpack_from(">Q", head, 8)[0], at + 16
    if length == 0:
        return kind, begin, size
    if length < 8 or not kind.strip(b"\0"):
        return None  # what a lost power left: nothing, or no sense
    return kind, begin, at + int(length)
