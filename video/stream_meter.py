"""What a running stream is like: rates, size, and how far the camera's clock is off."""

from __future__ import annotations

from collections import deque

from video.model import Codec, Packet, StreamInfo
from video.rtsp.picture_size import jpeg_size, picture_size

_PICTURES = 75


class StreamMeter:
    """Measures over the last 75 pictures (3 to 5 s), by the stream's own times: a burst at the start does not lie."""

    def __init__(self) -> None:
        self._pictures: deque[tuple[float, int, float | None]] = deque(maxlen=_PICTURES)
        self._arrivals: deque[float] = deque(maxlen=_PICTURES)
        self._keys: deque[float] = deque(maxlen=3)
        self._info: StreamInfo | None = None
        self.width = 0
        self.height = 0

    def take(self, packet: Packet, info: StreamInfo) -> None:
        """Take in a packet."""
        if info is not self._info:
            self._info = info
            self.width, self.height = picture_size(info.codec, info.parameter_sets)
        if info.codec is Codec.MJPEG:
            self.width, self.height = jpeg_size(packet.data)
        offset = packet.captured_at - packet.received_at if packet.camera_clock else None
        self._pictures.append((packet.pts, len(packet.data), offset))
        self._arrivals.append(packet.received_mono)
        if packet.key:
            self._keys.append(packet.pts)

    @property
    def codec(self) -> str:
        """The coding's name, "" while unknown."""
        return "" if self._info is None else self._info.codec.value

    @property
    def frame_rate(self) -> float:
        """Pictures per second, 0 while unknown."""
        span = self._span()
        return (len(self._pictures) - 1) / span if span > 0 else 0.0

    @property
    def frame_interval(self) -> float | None:
        """Seconds between pictures, None while unknown.

        By the stream's times or by ours, whichever is shorter: a camera that counts wrong does not make a stall wait.
        """
        rate, steps = self.frame_rate, len(self._arrivals) - 1
        if rate <= 0 or steps < 1:
            return None
        return min(1.0 / rate, (self._arrivals[-1] - self._arrivals[0]) / steps)

    @property
    def key_interval(self) -> float | None:
        """Seconds between the last two key pictures, None while unknown."""
        keys = self._keys
        return abs(keys[-1] - keys[-2]) if len(keys) > 1 else None

    @property
    def bit_rate(self) -> float:
        """Bits per second, 0 while unknown."""
        span = self._span()
        return 8.0 * sum(size for _, size, _ in list(self._pictures)[1:]) / span if span > 0 else 0.0

    @property
    def clock_offset(self) -> float | None:
        """The camera's clock minus ours in seconds, None while unknown.

        Delay on the way only ever makes it look smaller, so the largest of the window is the best guess.
        """
        return max((offset for _, _, offset in self._pictures if offset is not None), default=None)

    def _span(self) -> float:
        times = [pts for pts, _, _ in self._pictures]
        return max(times) - min(times) if len(times) > 1 else 0.0
