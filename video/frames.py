"""The latest picture of a view, handed from a decode thread to another process: no queue, no signal, no lock.

A slot holds three pictures. The reader marks the one it shows, the writer fills one that is neither marked nor the
newest, and publishes it with a single 8-byte store. So the writer never waits, the reader never waits, and a picture
that is being shown is never written to. One writer at a time and one reader; a writer that dies in the middle of a
picture leaves the last whole one in place, and its successor attaches and goes on with the same slot.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Literal

from video.shared_block import SharedBlock

PixelFormat = Literal["bgra", "bgr24"]

BYTES_PER_PIXEL: dict[str, int] = {"bgra": 4, "bgr24": 3}
_FORMATS: tuple[PixelFormat, ...] = ("bgra", "bgr24")
_MARK = 0x57524652_00000001
_BUFFERS = 3
_PAGE = 4096
#: Rows are padded by libswscale; a row never needs more than this.
_ROW_ALIGN = 128
_MAX_TRIES = 256

# Words of the header.
_W_MARK, _W_FORMAT, _W_CAPACITY, _W_WIDTH, _W_HEIGHT, _W_LATEST, _W_HELD, _W_BASE = range(8)
# Words of a picture's description, at _META + index * _META_WORDS.
_META, _META_WORDS = 16, 16
_M_SEQUENCE, _M_WIDTH, _M_HEIGHT, _M_STRIDE, _M_KEY_ONLY, _M_DROPPED = range(6)
_M_CAPTURED, _M_RECEIVED, _M_DECODED_MONO, _M_RECEIVED_MONO, _M_WRITTEN_MONO, _M_BEHIND = range(8, 14)


@dataclass(frozen=True, slots=True)
class FrameStamp:
    """What travels with a picture.

    captured_at, received_at: UTC seconds (the camera's own clock when it tells it; ours). received_mono, decoded_mono:
    monotonic seconds when its packet was complete and when it was decoded. key_only: only key pictures of this stream
    are being decoded. dropped: pictures of this stream left out so far, to keep up. behind: as in Packet.
    """

    captured_at: float
    received_at: float
    received_mono: float
    decoded_mono: float
    key_only: bool = False
    dropped: int = 0
    behind: float = 0.0


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture in shared memory: `height` rows of `stride` bytes, valid until the slot's next `latest()`.

    sequence grows by one with each picture written; written_mono is when it was published. The rest is FrameStamp's.
    """

    pixels: memoryview
    width: int
    height: int
    stride: int
    sequence: int
    captured_at: float
    received_at: float
    received_mono: float
    decoded_mono: float
    written_mono: float
    key_only: bool
    dropped: int
    behind: float = 0.0


def row_bytes(width: int, pixel_format: PixelFormat) -> int:
    """The longest row a slot takes for pictures of `width`, padding included."""
    return -(-width * BYTES_PER_PIXEL[pixel_format] // _ROW_ALIGN) * _ROW_ALIGN


class FrameSlot:
    """One view's latest picture in shared memory. The creator unlinks; both sides close."""

    def __init__(self, block: SharedBlock) -> None:
        view = block.view
        self._block = block
        self._bytes = view
        self._words = view[:_PAGE].cast("q")
        self._floats = view[:_PAGE].cast("d")
        self._fence = threading.Lock()
        self._writing = -1
        self._size = (0, 0, 0)

    @classmethod
    def create(cls, max_width: int, max_height: int, pixel_format: PixelFormat, base: int = 0) -> FrameSlot:
        """Reserve a slot for pictures up to `max_width` x `max_height`; raises OSError when memory is short.

        Sequences count from `base`, so that a view keeps counting when it moves to another slot.
        """
        capacity = -(-row_bytes(max_width, pixel_format) * max_height // _PAGE) * _PAGE
        slot = cls(SharedBlock.create(_PAGE + _BUFFERS * capacity))
        words = slot._words
        words[_W_FORMAT] = _FORMATS.index(pixel_format)
        words[_W_CAPACITY], words[_W_WIDTH], words[_W_HEIGHT] = capacity, max_width, max_height
        words[_W_BASE] = base
        words[_W_MARK] = _MARK
        return slot

    @classmethod
    def attach(cls, name: str) -> FrameSlot:
        """Open another process's slot, to write or to read; raises FileNotFoundError when it is gone."""
        block = SharedBlock.attach(name)
        slot = cls(block)
        if slot._words[_W_MARK] != _MARK:
            slot.close()
            raise FileNotFoundError(f"no frame slot is called {name!r}")
        return slot

    @property
    def name(self) -> str:
        """What `attach` takes."""
        return self._block.name

    @property
    def pixel_format(self) -> PixelFormat:
        """How pixels are laid out."""
        return _FORMATS[self._words[_W_FORMAT]]

    @property
    def max_size(self) -> tuple[int, int]:
        """The largest width and height."""
        return self._words[_W_WIDTH], self._words[_W_HEIGHT]

    @property
    def sequence(self) -> int:
        """The newest picture's sequence; a cheap peek, `base` (0 unless told) while there is none."""
        return self._words[_W_BASE] + (self._words[_W_LATEST] >> 2)

    @property
    def has_picture(self) -> bool:
        """Whether anything was written yet."""
        return self._words[_W_LATEST] != 0

    def begin(self, width: int, height: int, stride: int) -> memoryview:
        """Give the writer `height` rows of `stride` bytes to fill; nothing is seen before `commit`.

        Raises ValueError when such a picture does not fit.
        """
        capacity = self._words[_W_CAPACITY]
        if width <= 0 or height <= 0 or stride * height > capacity:
            raise ValueError(f"{width}x{height} in rows of {stride} bytes does not fit {self.max_size}")
        self._writing = self._free_buffer()
        self._size = (width, height, stride)
        start = _PAGE + self._writing * capacity
        return self._bytes[start : start + stride * height]

    def commit(self, stamp: FrameStamp) -> int:
        """Publish what `begin` gave; returns its sequence."""
        index, (width, height, stride) = self._writing, self._size
        if index < 0:
            raise ValueError("commit without begin")
        self._writing = -1
        count = (self._words[_W_LATEST] >> 2) + 1
        sequence = self._words[_W_BASE] + count
        at = _META + index * _META_WORDS
        words, floats = self._words, self._floats
        words[at + _M_SEQUENCE], words[at + _M_WIDTH], words[at + _M_HEIGHT] = sequence, width, height
        words[at + _M_STRIDE], words[at + _M_KEY_ONLY], words[at + _M_DROPPED] = stride, stamp.key_only, stamp.dropped
        floats[at + _M_CAPTURED], floats[at + _M_RECEIVED] = stamp.captured_at, stamp.received_at
        floats[at + _M_RECEIVED_MONO], floats[at + _M_DECODED_MONO] = stamp.received_mono, stamp.decoded_mono
        floats[at + _M_WRITTEN_MONO], floats[at + _M_BEHIND] = time.monotonic(), stamp.behind
        with self._fence:  # a full memory barrier: the picture before its publication
            words[_W_LATEST] = count << 2 | index
        return sequence

    def write(self, picture: memoryview, width: int, height: int, stride: int, stamp: FrameStamp) -> int:
        """Copy a finished picture in and publish it; returns its sequence."""
        target = self.begin(width, height, stride)
        target[:] = picture[: len(target)]
        return self.commit(stamp)

    def latest(self) -> Frame | None:
        """Give the newest picture, the same one again when nothing came, or None while there is none.

        The picture stays untouched until the next call of `latest` (one reader). None also in the case, not seen in
        practice, that the writer published throughout every one of many attempts.
        """
        words = self._words
        for _ in range(_MAX_TRIES):
            latest = words[_W_LATEST]
            if latest == 0:
                return None
            words[_W_HELD] = (latest & 3) + 1
            with self._fence:  # a full memory barrier: our mark before the second look
                pass
            if words[_W_LATEST] == latest:
                return self._frame(latest & 3)
        return None

    def close(self) -> None:
        """Let go of the memory; a Frame still held keeps its bytes."""
        self._words.release()
        self._floats.release()
        self._bytes.release()
        self._block.close()

    def unlink(self) -> None:
        """Take the name away (creator)."""
        self._block.unlink()

    def _free_buffer(self) -> int:
        latest, held = self._words[_W_LATEST], self._words[_W_HELD] - 1
        newest = latest & 3 if latest else -1
        return next(i for i in range(_BUFFERS) if i not in (newest, held))

    def _frame(self, index: int) -> Frame:
        at, words, floats = _META + index * _META_WORDS, self._words, self._floats
        height, stride = words[at + _M_HEIGHT], words[at + _M_STRIDE]
        start = _PAGE + index * words[_W_CAPACITY]
        return Frame(
            pixels=self._bytes[start : start + stride * height],
            width=words[at + _M_WIDTH],
            height=height,
            stride=stride,
            sequence=words[at + _M_SEQUENCE],
            captured_at=floats[at + _M_CAPTURED],
            received_at=floats[at + _M_RECEIVED],
            received_mono=floats[at + _M_RECEIVED_MONO],
            decoded_mono=floats[at + _M_DECODED_MONO],
            written_mono=floats[at + _M_WRITTEN_MONO],
            key_only=bool(words[at + _M_KEY_ONLY]),
            dropped=words[at + _M_DROPPED],
            behind=floats[at + _M_BEHIND],
        )
