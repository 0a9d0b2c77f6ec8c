"""What the demo's cameras with a microphone hear: wind, and now and then an engine that passes. G.711, as usual."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from video.model import AudioCodec, AudioInfo
from video.rtsp.served_audio import AudioFeed

#: Cameras with a microphone; the others have none, as most cameras.
HEARING = frozenset({"cam01", "cam02", "cam08"})
_RATE, _SECONDS, _PACKET = 8000, 12, 160
_CLIP = 32_635


@lru_cache(maxsize=1)
def ambience() -> AudioFeed:
    """Make the loop; its end goes over into its beginning."""
    rng = np.random.default_rng(5)
    count = _RATE * _SECONDS
    # Shaped in the frequency domain, so that the loop has no seam.
    spectrum = np.fft.rfft(rng.standard_normal(count)) / np.maximum(1.0, np.fft.rfftfreq(count, 1 / _RATE) / 120.0)
    wind = np.fft.irfft(spectrum, count)
    time = np.arange(count) / _RATE
    nearness = np.exp(-(((time - _SECONDS / 2) / 1.5) ** 2))
    engine = sum(np.sin(2 * np.pi * 48 * part * time) / part for part in (1, 2, 3, 5))
    sound = 0.06 * wind / np.max(np.abs(wind)) + 0.12 * nearness * engine
    coded = a_law((sound * 32_767).astype(np.int32))
    packets = tuple(coded[i : i + _PACKET] for i in range(0, count, _PACKET))
    return AudioFeed(AudioInfo(AudioCodec.PCMA, _RATE, 1), packets, _PACKET)


def a_law(samples: npt.NDArray[np.int32]) -> bytes:
    """Code 16-bit samples as ITU-T G.711 A-law."""
    positive = samples >= 0
    size = np.minimum(np.where(positive, samples, -samples - 1), _CLIP)
    exponent = np.where(size >= 256, np.floor(np.log2(np.maximum(size, 1))).astype(np.int32) - 7, 0)
    mantissa = np.where(exponent > 0, size >> (exponent + 3), size >> 4) & 0x0F
    coded = (exponent << 4 | mantissa) ^ np.where(positive, 0xD5, 0x55)
    return bytes(coded.astype(np.uint8))
