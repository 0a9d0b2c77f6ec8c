"""From a camera's coded sound to 16-bit samples. Pure: no thread, no socket, no sound card."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import av
import av.error

from video.model import AudioInfo, AudioPacket

_log = logging.getLogger(__name__)
_LAYOUTS = {1: "mono", 2: "stereo"}


@dataclass(frozen=True, slots=True)
class Samples:
    """A piece of sound. data: 16-bit little-endian, channels interleaved; rate: per second and channel."""

    data: bytes
    rate: int
    channels: int
    captured_at: float


class AudioDecoder:
    """Decodes one camera's sound; survives damage and a stream that changes its coding. errors counts what it left out.

    More than two channels become two.
    """

    def __init__(self) -> None:
        self.errors = 0
        self._info: AudioInfo | None = None
        self._context: Any = None
        self._resampler: Any = None

    def decode(self, packet: AudioPacket) -> list[Samples]:
        """Give the samples of a packet, none where it cannot be decoded."""
        try:
            if packet.info != self._info:
                self._open(packet.info)
            frames = self._context.decode(av.Packet(packet.data))
            return [self._samples(piece, packet) for frame in frames for piece in self._resampler.resample(frame)]
        except (av.error.FFmpegError, ValueError) as error:
            self.errors += 1
            _log.debug("sound of %d bytes not decoded: %s", len(packet.data), type(error).__name__)
            return []

    def _open(self, info: AudioInfo) -> None:
        context: Any = av.CodecContext.create(info.codec.value, "r")
        context.sample_rate = info.clock_rate
        context.layout = _LAYOUTS.get(info.channels, "stereo")
        if info.config:
            context.extradata = info.config
        self._context, self._info = context, info
        self._resampler = av.AudioResampler(format="s16", layout=_LAYOUTS.get(info.channels, "stereo"))

    @staticmethod
    def _samples(frame: Any, packet: AudioPacket) -> Samples:
        channels = len(frame.layout.channels)
        size = frame.samples * channels * 2
        return Samples(bytes(frame.planes[0])[:size], frame.sample_rate, channels, packet.captured_at)
