"""The benchmark's own cameras: drawn streets with sensor noise, encoded once at a camera's bit rates, kept on disk.

Every picture carries its place in the loop as a row of black and white blocks, so that any player's latency can be
read off its pixels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from app.demo_site.loops import cache_folder, read_feed, write_feed
from video.model import Codec
from video.rtsp.feed import Feed, FeedUnit

Plane = NDArray[np.uint8]

#: Shortest loop, seconds; a whole number of groups of pictures.
LOOP_S = 8.0
#: Bits of the picture's number, least first from the left, each a block of a 40th of the picture's width.
CODE_BITS, CODE_BLOCKS = 10, 40
#: Raise it when the drawing or the encoding changes: loops of other versions are not used.
_VERSION = 2


@dataclass(frozen=True, slots=True)
class Coding:
    """How a stream is encoded. rate: pictures a second; bit_rate: bit/s; gop: seconds from key to key picture."""

    width: int
    height: int
    rate: int
    bit_rate: int
    codec: Codec = Codec.H264
    gop: float = 2.0

    @property
    def duration(self) -> float:
        """Length of the loop: whole groups, LOOP_S at least."""
        groups = max(1, -(-LOOP_S // self.gop))
        return groups * self.gop

    @property
    def pictures(self) -> int:
        """Pictures in the loop."""
        return round(self.duration * self.rate)


#: What cameras usually send.
SUB_CODING, MAIN_CODING = Coding(640, 360, 15, 512_000), Coding(1920, 1080, 25, 4_000_000)


def load_loop(coding: Coding, seed: int, folder: Path | None = None) -> Feed:
    """Give the loop of a coding, encoding it where it was not yet; `seed` makes another street."""
    folder = folder or cache_folder().parent / "bench"
    name = f"v{_VERSION}-{coding.width}x{coding.height}-{coding.rate}-{coding.bit_rate}"
    path = folder / f"{name}-{coding.codec}-{coding.gop:g}-{seed}.loop"
    feed = read_feed(path)
    if feed is None:
        feed = encode(coding, seed)
        write_feed(path, feed)
    return feed


def encode(coding: Coding, seed: int) -> Feed:
    """Draw and encode a loop."""
    encoder = _encoder(coding)
    packets = [packet for frame in _frames(coding, seed) for packet in encoder.encode(frame)]
    packets += encoder.encode(None)
    units = tuple(FeedUnit(bytes(p), p.is_keyframe, p.pts / coding.rate) for p in packets)
    return Feed(coding.codec, units, coding.pictures / coding.rate)


def shifted(feed: Feed, phase: float) -> Feed:
    """Give the same loop `phase` seconds later, less than a picture: cameras do not expose in step."""
    units = tuple(FeedUnit(unit.data, unit.key, unit.pts + phase) for unit in feed.units)
    return Feed(feed.codec, units, feed.duration, feed.parameter_sets)


def read_code(luma: Plane) -> int:
    """Read the picture's number off its luma plane, at any size."""
    width = luma.shape[1]
    size = width / CODE_BLOCKS
    row = luma[min(int(size / 2), luma.shape[0] - 1)]
    return sum(1 << bit for bit in range(CODE_BITS) if row[int((bit + 0.5) * size)] > 127)


def _frames(coding: Coding, seed: int) -> Iterator[av.VideoFrame]:
    random = np.random.default_rng(seed)
    width, height = coding.width, coding.height
    ground = _ground(random, width, height)
    noise = [random.normal(0, 2.2, (height, width)).astype(np.int16) for _ in range(4)]
    walkers = [_Walker(random, width, height) for _ in range(6)]
    chroma = [np.full((height // 2, width // 2), level, np.uint8) for level in (120, 134)]
    for number in range(coding.pictures):
        luma = np.clip(ground + noise[number % 4], 16, 235).astype(np.uint8)
        for walker in walkers:
            walker.draw(luma, number / coding.pictures)
        _write_code(luma, number)
        frame = av.VideoFrame.from_ndarray(_yuv(luma, *chroma), format="yuv420p")
        frame.pts, frame.time_base = number, Fraction(1, coding.rate)
        yield frame


def _ground(random: np.random.Generator, width: int, height: int) -> NDArray[np.int16]:
    """Draw texture in three sizes, as asphalt, hedges and walls have."""
    total = np.zeros((height, width))
    for cell, strength in ((120, 40.0), (24, 16.0), (6, 7.0)):
        coarse = random.normal(0, strength, (height // cell + 1, width // cell + 1))
        total += np.kron(coarse, np.ones((cell, cell)))[:height, :width]
    return np.clip(total + 110, 30, 220).astype(np.int16)


class _Walker:
    """A patch with a texture of its own that crosses the picture once or twice in a loop."""

    def __init__(self, random: np.random.Generator, width: int, height: int) -> None:
        self._width = width
        self._patch = random.integers(30, 220, (height // 5 // 4, width // 16 // 4)).astype(np.uint8)
        self._patch = np.kron(self._patch, np.ones((4, 4), np.uint8))
        self._top = int(random.integers(height // 4, height - self._patch.shape[0]))
        self._speed = int(random.choice([-2, -1, 1, 2]))
        self._start = float(random.random())

    def draw(self, luma: Plane, moment: float) -> None:
        rows, columns = self._patch.shape
        left = int((self._start + self._speed * moment) % 1.0 * (self._width - columns))
        luma[self._top : self._top + rows, left : left + columns] = self._patch


def _write_code(luma: Plane, number: int) -> None:
    size = luma.shape[1] // CODE_BLOCKS
    for bit in range(CODE_BITS):
        luma[:size, bit * size : (bit + 1) * size] = 235 if number >> bit & 1 else 16


def _yuv(luma: Plane, u: Plane, v: Plane) -> Plane:
    return np.concatenate([luma.reshape(-1), u.reshape(-1), v.reshape(-1)]).reshape(-1, luma.shape[1])


def _encoder(coding: Coding) -> Any:
    hevc = coding.codec is Codec.HEVC
    codec: Any = av.CodecContext.create("libx265" if hevc else "libx264", "w")
    codec.width, codec.height, codec.pix_fmt = coding.width, coding.height, "yuv420p"
    codec.time_base, codec.framerate = Fraction(1, coding.rate), Fraction(coding.rate)
    group = round(coding.gop * coding.rate)
    codec.bit_rate, codec.gop_size, codec.max_b_frames, codec.thread_count = coding.bit_rate, group, 0, 1
    kbit = coding.bit_rate // 1000
    common = f"keyint={group}:min-keyint={group}:scenecut=0:open-gop=0:bframes=0:vbv-maxrate={kbit * 5 // 4}"
    common += f":vbv-bufsize={kbit * 2}"
    if hevc:
        options = f"{common}:repeat-headers=1:pools=1:frame-threads=1:log-level=error:rc-lookahead=0"
        codec.options = {"preset": "ultrafast", "x265-params": options}
    else:
        codec.options = {"preset": "veryfast", "x264-params": f"{common}:rc-lookahead=0:sync-lookahead=0:mbtree=0"}
    return codec
