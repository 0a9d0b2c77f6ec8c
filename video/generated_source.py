"""A test picture that needs no camera and no network: a clock, a moving bar, really encoded.

Address: test://640x360@15/anything; size and rate may be left out.
"""

from __future__ import annotations

import asyncio
import re
import time
from fractions import Fraction
from typing import Any, Self

import av
import av.error
import numpy as np
import numpy.typing as npt

from video.clock import Clock
from video.model import Codec, Health, Packet, SourceError, StreamInfo
from video.rtsp.nal import parameter_sets_of

_ADDRESS = re.compile(r"test:(?://)?+(?:(\d{2,4})x(\d{2,4}))?(?:@(\d{1,2}))?(?:/.*|[A-Za-z].*)?", re.DOTALL)
_DEFAULT = (640, 360, 15)
_DARK, _GROUND, _LIGHT = 30, 90, 225
#: Which of the seven segments (top, upper left, upper right, middle, lower left, lower right, bottom) a digit lights.
_SEGMENTS = {
    "0": "1110111",
    "1": "0010010",
    "2": "1011101",
    "3": "1011011",
    "4": "0111010",
    "5": "1101011",
    "6": "1101111",
    "7": "1010010",
    "8": "1111111",
    "9": "1111011",
}
_Plane = npt.NDArray[np.uint8]


class GeneratedSource:
    """Makes each picture when it is due; drawing and encoding run beside the loop."""

    def __init__(self, size: tuple[int, int], rate: int, clock: Clock) -> None:
        self._width, self._height = size
        self._rate = rate
        self._clock = clock
        self._encoder = _open_encoder(size, rate)
        self._info = StreamInfo(Codec.H264, b"")
        self._number = 0
        self._start = clock.monotonic()
        self._closed = False

    @property
    def info(self) -> StreamInfo:
        """What a decoder needs."""
        return self._info

    @property
    def health(self) -> Health:
        """Nothing is ever lost."""
        return Health()

    def __aiter__(self) -> Self:
        """Give itself."""
        return self

    async def __anext__(self) -> Packet:
        """Wait until the next picture is due, and make it; raises SourceError once closed."""
        due = self._start + self._number / self._rate
        late = self._clock.monotonic() - due
        if late > 1.0:  # the machine slept
            self._start += late
        await asyncio.sleep(max(0.0, -late))
        if self._closed:
            raise SourceError("ended")
        number, self._number = self._number, self._number + 1
        captured = self._clock.now()
        data, key = await asyncio.to_thread(self._encode, number, captured)
        if key and not self._info.parameter_sets:
            self._info = StreamInfo(Codec.H264, parameter_sets_of(Codec.H264, data))
        return Packet(data, key, number / self._rate, captured, self._clock.now(), self._clock.monotonic())

    async def close(self) -> None:
        """Make no more; may be called again."""
        self._closed = True

    def _encode(self, number: int, now: float) -> tuple[bytes, bool]:
        pixels = draw(self._width, self._height, now)
        frame = av.VideoFrame.from_ndarray(pixels, format="yuv420p")
        frame.pts = number
        packets = self._encoder.encode(frame)
        return b"".join(bytes(packet) for packet in packets), any(packet.is_keyframe for packet in packets)


def draw(width: int, height: int, now: float) -> _Plane:
    """Draw the picture of UTC `now`, its clock in local time to the tenth; gives yuv420p planes below each other."""
    pixels = np.full((height * 3 // 2, width), 128, np.uint8)
    luma = pixels[:height]
    luma[:] = _GROUND
    left = int(now % 4.0 / 4.0 * width)
    luma[-max(2, height // 12) :, left : left + max(2, width // 16)] = _LIGHT
    text = time.strftime("%H%M%S", time.localtime(now)) + str(int(now * 10 % 10))
    cell = max(6, min(width // 10, height // 3))
    for place, digit in enumerate(text):
        _draw_digit(luma, digit, (place * 13 + 3 * (place // 2)) * cell // 12 + cell // 2, height // 4, cell)
    return pixels


def _draw_digit(luma: _Plane, digit: str, x: int, y: int, cell: int) -> None:
    wide, tall, line = cell * 3 // 4, cell * 3 // 2, max(1, cell // 7)
    half = tall // 2
    luma[y - line : y + tall + line, x - line : x + wide + line] = _DARK
    places = (
        (0, line, 0, wide),
        (0, half, 0, line),
        (0, half, wide - line, wide),
        (half - line // 2, half - line // 2 + line, 0, wide),
        (half, tall, 0, line),
        (half, tall, wide - line, wide),
        (tall - line, tall, 0, wide),
    )
    for lit, (top, bottom, first, last) in zip(_SEGMENTS[digit], places, strict=True):
        if lit == "1":
            luma[y + top : y + bottom, x + first : x + last] = _LIGHT


def _open_encoder(size: tuple[int, int], rate: int) -> Any:
    try:
        encoder: Any = av.CodecContext.create("libx264", "w")
    except (av.error.FFmpegError, ValueError) as error:
        raise SourceError("unsupported", "no encoder for the test picture") from error
    encoder.width, encoder.height, encoder.pix_fmt = *size, "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, rate), Fraction(rate, 1)
    encoder.gop_size, encoder.max_b_frames, encoder.thread_count = rate, 0, 1
    encoder.options = {"preset": "ultrafast", "tune": "zerolatency", "crf": "28"}
    return encoder


def open_generated(url: str, clock: Clock) -> GeneratedSource:
    """Open a test:// address; raises SourceError."""
    found = _ADDRESS.fullmatch(url)
    if found is None:
        raise SourceError("unsupported", "not a test address")
    width, height, rate = (
        int(given) if given else usual for given, usual in zip(found.groups(), _DEFAULT, strict=True)
    )
    if not (64 <= width <= 3840 and 64 <= height <= 2160 and rate):
        raise SourceError("unsupported", "no such test picture")
    return GeneratedSource((width // 2 * 2, height // 2 * 2), rate, clock)
