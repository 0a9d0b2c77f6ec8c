"""The system's loudspeaker for the sound of a camera, through miniaudio; the alarms have a device of their own."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import miniaudio

from alarms.qt.sound_device import AUDIBLE

#: Milliseconds the device itself holds back.
BUFFER_MS = 60


def open_loudspeaker(rate: int, channels: int, take: Callable[[int], bytes]) -> Any:
    """Open the default output for 16-bit samples; it asks ``take`` for bytes until closed. Raises OSError."""
    frame = channels * 2

    def feed() -> Generator[bytes, int, None]:
        wanted = yield b""
        while True:
            wanted = yield take(wanted * frame)

    try:
        device: Any = miniaudio.PlaybackDevice(
            output_format=miniaudio.SampleFormat.SIGNED16,
            nchannels=channels,
            sample_rate=rate,
            buffersize_msec=BUFFER_MS,
            backends=AUDIBLE,
            app_name="Watchroom",
        )
        samples = feed()
        next(samples)
        device.start(samples)
    except miniaudio.MiniaudioError as error:
        raise OSError(f"no loudspeaker: {error}") from error
    return device
