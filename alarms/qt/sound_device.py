"""The loudspeaker: plays one phrase over and over until told otherwise."""

from __future__ import annotations

import logging
import threading
from array import array
from collections.abc import Generator
from typing import Any, Protocol

import miniaudio

from alarms.qt.tones import SAMPLE_RATE

_log = logging.getLogger(__name__)
#: All but the one that swallows sound: a station must know that it is mute.
AUDIBLE = [backend for backend in miniaudio.Backend if backend is not miniaudio.Backend.NULL]
#: ALSA's own "discard all samples" counts as no device either.
_MUTE_NAMES = ("discard all samples", "null")


class SoundError(Exception):
    """No sound can be made. `code`: "no_device" (nothing to play on) or "device_failed" (it refused)."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class SoundDevice(Protocol):
    """What the annunciator plays on."""

    def open(self) -> str:
        """Open it and give its name; raises SoundError."""
        ...

    def play(self, phrase: array[int]) -> None:
        """Repeat this phrase from its beginning; an empty one is silence."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class Speaker:
    """The system's default output through miniaudio (WASAPI, ALSA, PulseAudio)."""

    def __init__(self) -> None:
        self._device: Any = None
        self._loop = _Loop()

    def open(self) -> str:
        """Open the default output and give its name; raises SoundError."""
        name = _default_output()
        try:
            self._device = miniaudio.PlaybackDevice(
                nchannels=1, sample_rate=SAMPLE_RATE, buffersize_msec=60, backends=AUDIBLE, app_name="Watchroom"
            )
            feed = self._loop.feed()
            next(feed)
            self._device.start(feed)
        except miniaudio.MiniaudioError as error:
            self.close()
            raise SoundError("device_failed", str(error)) from error
        _log.info("sound goes to %s", name)
        return name

    def play(self, phrase: array[int]) -> None:
        """Repeat this phrase; takes effect within the device's buffer."""
        self._loop.set(phrase)

    def close(self) -> None:
        """Stop and let go of the device."""
        device, self._device = self._device, None
        if device is not None:
            device.close()


class _Loop:
    """Samples asked for by the sound thread, set by the GUI thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._phrase: array[int] = array("h")
        self._at = 0

    def set(self, phrase: array[int]) -> None:
        with self._lock:
            self._phrase, self._at = phrase, 0

    def take(self, count: int) -> array[int]:
        """Give the next `count` samples, round and round."""
        with self._lock:
            if not self._phrase:
                return array("h", bytes(2 * count))
            out: array[int] = array("h")
            while len(out) < count:
                part = self._phrase[self._at : self._at + count - len(out)]
                out.extend(part)
                self._at = (self._at + len(part)) % len(self._phrase)
            return out

    def feed(self) -> Generator[array[int], int, None]:
        """Answer miniaudio, which sends how many samples it wants."""
        wanted = yield array("h")
        while True:
            wanted = yield self.take(wanted)


def _default_output() -> str:
    try:
        outputs = miniaudio.Devices(AUDIBLE).get_playbacks()
    except miniaudio.MiniaudioError as error:
        raise SoundError("no_device", str(error)) from error
    names = [str(output["name"]) for output in outputs]
    heard = [name for name in names if not name.lower().startswith(_MUTE_NAMES)]
    if not heard:
        raise SoundError("no_device")
    return heard[0]
