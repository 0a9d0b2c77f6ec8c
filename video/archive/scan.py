"""What a segment's file says of itself, read from its boxes alone: fast, whatever end the file came to.

Boxes as in ISO 14496-12. Pictures are not read, so a month of footage is looked through in minutes.
"""

from __future__ import annotations

import json
import os
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Literal

from video.archive.model import Segment
from video.clips import TIMESCALE
from video.model import StreamKind

#: "closed": ended in order. "cut": the program or the computer ended first; it plays to `whole`. "empty": holds no
#: picture. "damaged": what is there is not what was written.
ScanState = Literal["closed", "cut", "empty", "damaged"]

_TOLD: Final = re.compile(rb'\{"schema":2,[^{}]*\}')
_CODECS: Final = ((b"avc1", "h264"), (b"hvc1", "hevc"), (b"hev1", "hevc"), (b"mp4v", "mjpeg"), (b"jpeg", "mjpeg"))
#: Larger headers are not ours.
_MOST_HEADER: Final = 1 << 20
_DURATION, _SIZE, _FLAGS, _OFFSET = 0x100, 0x200, 0x400, 0x800


@dataclass(frozen=True, slots=True)
class Scan:
    """A file looked through. segment: None where it cannot be told. whole: bytes that are in order from the start."""

    state: ScanState
    whole: int
    size: int
    segment: Segment | None


@dataclass(slots=True)
class _Times:
    frames: int = 0
    end: int = 0
    first: int | None = None


def scan(path: Path) -> Scan:
    """Look through a file; raises OSError."""
    size = path.stat().st_size
    with path.open("rb") as file:
        told, header = _header(file, size)
        if told is None:
            return Scan("empty" if size == 0 or not header else "damaged", 0, size, None)
        times, whole, closed, strange = _fragments(file, size, header)
    if not times.frames:
        return Scan("damaged" if strange else "empty", whole, size, None)
    state: ScanState = "damaged" if strange else "closed" if closed and whole == size else "cut"
    return Scan(state, whole, size, _segment(path, told, times, whole))


def cut_back(path: Path, whole: int) -> None:
    """Take off what is not whole at a file's end; raises OSError."""
    with path.open("rb+") as file:
        file.truncate(whole)
        os.fsync(file.fileno())


def _boxes(file: IO[bytes], at: int, size: int) -> Iterator[tuple[bytes, int, int, bool]]:
    """Give (name, position, length, whole) of each box from `at` on; stops at what is no box."""
    while at + 8 <= size:
        file.seek(at)
        length, name = struct.unpack(">I4s", file.read(8))
        if length == 1:
            length = int.from_bytes(file.read(8), "big")
        if length < 8 or not name.isalnum():
            yield name, at, 0, False
            return
        yield name, at, length, at + length <= size
        at += length


def _header(file: IO[bytes], size: int) -> tuple[dict[str, object] | None, bytes]:
    """Read what the file tells of itself, and the bytes of its header."""
    header = b""
    for name, at, length, whole in _boxes(file, 0, size):
        if not whole or length > _MOST_HEADER or name not in (b"ftyp", b"moov", b"free", b"wide"):
            break
        file.seek(at)
        header += file.read(length)
        if name == b"moov":
            break
    found = _TOLD.search(header)
    try:
        told = json.loads(found.group()) if found else None
    except ValueError:
        return None, header
    return (told if isinstance(told, dict) else None), header


def _fragments(file: IO[bytes], size: int, header: bytes) -> tuple[_Times, int, bool, bool]:
    """Read the fragments' times; gives them, what is whole, whether it ended in order, whether it is strange."""
    times, whole = _Times(), len(header)
    waiting: bytes | None = None
    for name, at, length, complete in _boxes(file, len(header), size):
        if not complete:
            return times, whole, False, not length and any(name)
        if name == b"moof":
            file.seek(at)
            waiting = file.read(length)
        elif name == b"mdat" and waiting is not None:
            file.seek(at + 8)
            if not any(file.read(8)) or not _take(waiting, times):
                return times, whole, False, True
            waiting, whole = None, at + length
        elif name == b"mfra":
            return times, at + length, True, False
        else:
            return times, whole, False, True
    return times, whole, False, False


def _take(moof: bytes, times: _Times) -> bool:
    """Take in one fragment's samples of the first track, the pictures; False where it makes no sense."""
    try:
        for traf in _inside(moof, b"traf"):
            _take_track(traf, times)
    except (struct.error, IndexError):
        return False
    return True


def _inside(data: bytes, wanted: bytes) -> Iterator[bytes]:
    at = 8
    while at + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        if length < 8:
            raise IndexError(at)
        if name == wanted:
            yield data[at : at + length]
        at += length


def _take_track(traf: bytes, times: _Times) -> None:
    tfhd = next(_inside(traf, b"tfhd"))
    flags, track = int.from_bytes(tfhd[9:12], "big"), int.from_bytes(tfhd[12:16], "big")
    if track != 1:
        return
    at = 16 + 8 * bool(flags & 1) + 4 * bool(flags & 2)
    usual = int.from_bytes(tfhd[at : at + 4], "big") if flags & 8 else 0
    tfdt = next(_inside(traf, b"tfdt"))
    decoded = int.from_bytes(tfdt[12:20] if tfdt[8] else tfdt[12:16], "big")
    for trun in _inside(traf, b"trun"):
        decoded = _take_run(trun, decoded, usual, times)


def _take_run(trun: bytes, decoded: int, usual: int, times: _Times) -> int:
    flags, count = int.from_bytes(trun[9:12], "big"), int.from_bytes(trun[12:16], "big")
    at = 16 + 4 * bool(flags & 1) + 4 * bool(flags & 4)
    for _ in range(count):
        duration = usual
        if flags & _DURATION:
            (duration,) = struct.unpack_from(">I", trun, at)
            at += 4
        at += 4 * bool(flags & _SIZE) + 4 * bool(flags & _FLAGS)
        shown = decoded
        if flags & _OFFSET:
            shown += struct.unpack_from(">i", trun, at)[0]
            at += 4
        times.first = shown if times.first is None else min(times.first, shown)
        times.end = max(times.end, shown)
        times.frames += 1
        decoded += duration
    return decoded


def _segment(path: Path, told: dict[str, object], times: _Times, whole: int) -> Segment | None:
    try:
        start = int(str(told["start_us"])) / 1e6
        offset = int(str(told["offset_us"])) / 1e6
        kind, cause = StreamKind(str(told["kind"])), str(told["cause"])
    except (KeyError, ValueError):
        return None
    with path.open("rb") as file:
        header = file.read(min(whole, 1 << 16))
    codec = next((word for mark, word in _CODECS if mark in header), "")
    clocked = bool(told.get("camera_clock"))
    return Segment(
        str(told["camera"]),
        kind,
        path,
        start,
        start + (times.end - (times.first or 0)) / TIMESCALE,
        times.frames,
        whole,
        offset if clocked else None,
        clocked,
        True,
        "motion" if cause == "motion" else "incident" if cause == "incident" else "recording",
        str(told.get("incident", "")),
        codec,
        header.count(b"trak") > 1,
    )
