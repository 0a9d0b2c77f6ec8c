"""A tone for tests, really encoded."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import av
import numpy as np

from video.model import AudioCodec, AudioInfo
from video.rtsp.served_audio import AudioFeed

TONE = 440.0


@lru_cache(maxsize=8)
def encoded_tone(codec: AudioCodec, rate: int = 8000, channels: int = 1) -> AudioFeed:
    """Encode a second of a tone at half of full scale, in packets of 160 samples (AAC: 1024)."""
    encoder: Any = av.CodecContext.create(codec.value, "w")
    encoder.sample_rate, encoder.layout = rate, "stereo" if channels == 2 else "mono"
    encoder.format = "fltp" if codec is AudioCodec.AAC else "s16"
    size = 1024 if codec is AudioCodec.AAC else 160
    packets: list[bytes] = []
    for first in range(0, rate, size):
        wave = 0.5 * np.sin(2 * np.pi * TONE * np.arange(first, first + size) / rate)
        if codec is AudioCodec.AAC:
            frame = av.AudioFrame.from_ndarray(
                np.tile(wave.astype(np.float32), (channels, 1)), format="fltp", layout=encoder.layout.name
            )
        else:
            samples = np.repeat((wave * 32767).astype(np.int16), channels)[None, :]
            frame = av.AudioFrame.from_ndarray(samples, format="s16", layout=encoder.layout.name)
        frame.sample_rate, frame.pts = rate, first
        packets += [bytes(packet) for packet in encoder.encode(frame)]
    config = bytes(encoder.extradata or b"") if codec is AudioCodec.AAC else b""
    return AudioFeed(AudioInfo(codec, rate, channels, config), tuple(packets), size)
