"""One opened file of footage: when each of its pictures is shown and what decodes it. Nothing is read ahead."""

from __future__ import annotations

import contextlib
import struct
from bisect import bisect_right
from pathlib import Path
from typing import BinaryIO, Protocol

from video.clips import load_clip
from video.model import Packet, StreamInfo
from video.replay.commands import Span
from video.replay.fragments import FragmentReader, NotFragmented, Sample
from video.ring import Entry
from video.views import MediaError

#: Seconds between pictures that are taken for usual where a file has only one.
_USUAL = 0.04


class Reel(Protocol):
    """Pictures in the order they are seen, numbered from 0; times are the common clock's, never falling."""

    span: Span
    times: list[float]
    keys: list[int]
    info: StreamInfo

    def entry(self, index: int) -> Entry:
        """Packet number `index` in the order of decoding; raises MediaError."""
        ...

    def decoded_at(self, number: int) -> int:
        """Which packet a picture comes in."""
        ...

    def number_of(self, packet: Packet) -> int:
        """Which picture a packet of `entry` is."""
        ...

    def grow(self) -> bool:
        """Take in what was written since; tells whether there was anything."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


def open_reel(span: Span) -> Reel:
    """Open a file; raises MediaError "missing" or "unreadable"."""
    path = Path(span.path)
    if not path.is_file():
        raise MediaError("missing", span.path)
    try:
        file = path.open("rb")
    except OSError as error:
        raise MediaError("unreadable", f"{path}: {error}") from error
    try:
        return FragmentReel(span, file)
    except NotFragmented:
        file.close()
        return ClipReel(span)
    except (OSError, ValueError, struct.error) as error:
        file.close()
        raise MediaError("unreadable", f"{path}: {error}") from error


def number_at(reel: Reel, at: float) -> int:
    """The picture that was up at `at`, -1 before the first."""
    return bisect_right(reel.times, at) - 1


def key_before(reel: Reel, number: int) -> int:
    """The last key picture not after `number`; the first where none is."""
    return reel.keys[max(0, bisect_right(reel.keys, number) - 1)]


def interval_of(reel: Reel) -> float:
    """How long a picture of the file usually stands, seconds."""
    times = reel.times
    return max((times[-1] - times[0]) / (len(times) - 1), 0.001) if len(times) > 1 else _USUAL


class FragmentReel:
    """A segment of an archive: headers in memory, pictures read when they are wanted."""

    def __init__(self, span: Span, file: BinaryIO) -> None:
        self.span = span
        self._file = file
        self._reader = FragmentReader(file)
        track = self._reader.track
        self.info = StreamInfo(track.codec, track.config)
        self._samples: list[Sample] = []
        self.times: list[float] = []
        self.keys: list[int] = []
        self._order: list[int] = []
        self._numbers: list[int] = []
        self.grow()
        if not self.times:
            raise ValueError("no pictures")

    def grow(self) -> bool:
        """See Reel."""
        with contextlib.suppress(ValueError, struct.error):
            new = self._reader.read()
            if not self._samples:
                new = new[next((i for i, one in enumerate(new) if one.key), len(new)) :]
            if new:
                self._samples += new
                self._lay_out()
                return True
        return False

    def _lay_out(self) -> None:
        samples = self._samples
        begin = self.span.start - samples[0].shown
        self._order = sorted(range(len(samples)), key=lambda index: samples[index].shown)
        self._numbers = [0] * len(samples)
        for number, index in enumerate(self._order):
            self._numbers[index] = number
        self.times = [begin + samples[index].shown for index in self._order]
        self.keys = [number for number, index in enumerate(self._order) if samples[index].key]

    def entry(self, index: int) -> Entry:
        """See Reel."""
        sample = self._samples[index]
        if self._file.closed:
            raise MediaError("closed", self.span.path)
        try:
            self._file.seek(sample.offset)
            data = self._file.read(sample.size)
        except OSError as error:
            raise MediaError("unreadable", f"{self.span.path}: {error}") from error
        at = self.times[self._numbers[index]]
        return Packet(data, sample.key, float(index), at + self.span.shift, at, at), self.info

    def decoded_at(self, number: int) -> int:
        """See Reel."""
        return self._order[number]

    def number_of(self, packet: Packet) -> int:
        """See Reel."""
        return self._numbers[int(packet.pts)]

    def close(self) -> None:
        """See Reel."""
        self._file.close()


class ClipReel:
    """A clip of an incident, or a file of other origin: short, read whole."""

    def __init__(self, span: Span) -> None:
        """Load it; raises MediaError."""
        self.span = span
        clip, entries = load_clip(Path(span.path))
        self._entries = entries
        self.info = entries[0][1]
        self._order = sorted(range(len(entries)), key=lambda index: entries[index][0].pts)
        self._numbers = {id(entries[index][0]): number for number, index in enumerate(self._order)}
        highest = float("-inf")
        self.times = [
            highest := max(highest, frame.at - span.shift) for frame in (clip.frames[index] for index in self._order)
        ]
        self.keys = [number for number, index in enumerate(self._order) if entries[index][0].key] or [0]

    def grow(self) -> bool:
        """A clip is complete from its beginning."""
        return False

    def entry(self, index: int) -> Entry:
        """See Reel."""
        return self._entries[index]

    def decoded_at(self, number: int) -> int:
        """See Reel."""
        return self._order[number]

    def number_of(self, packet: Packet) -> int:
        """See Reel."""
        return self._numbers[id(packet)]

    def close(self) -> None:
        """Nothing is open."""
