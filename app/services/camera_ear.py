"""Hear the camera the guard chose: its samples on their way from the worker to the loudspeaker.

Late sound is worse than a gap, so what waits is bounded and the oldest is left out. While an alarm sounds the camera is
silent: nothing may cover the tone that calls for help.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from video.audio_session import AudioPhase
from video.sound import Heard

#: Seconds of sound that may wait; more would be heard too long after the picture.
LONGEST_WAIT_S = 0.4
BYTES_PER_SAMPLE = 2


class Output(Protocol):
    """An open loudspeaker that asks for bytes by itself."""

    def close(self) -> None:
        """Let go of it."""


#: Opens a loudspeaker for (samples a second, channels) that asks the function given for so many bytes; raises OSError.
OpenOutput = Callable[[int, int, Callable[[int], bytes]], Output]


class Waiting:
    """Samples between two threads; asked for more than there are it gives silence."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._data = bytearray()
        self._most = 0
        self._hushed = False

    def begin(self, bytes_per_second: int) -> None:
        """Start anew with sound of this size."""
        with self._lock:
            self._data.clear()
            self._most = int(bytes_per_second * LONGEST_WAIT_S) // 4 * 4

    def hush(self, on: bool) -> None:
        """Give silence, and keep nothing for afterwards."""
        with self._lock:
            self._hushed = on
            self._data.clear()

    def put(self, data: bytes) -> None:
        """Add samples; the oldest go where too many wait."""
        with self._lock:
            if self._hushed:
                return
            self._data += data
            if len(self._data) > self._most:
                del self._data[: len(self._data) - self._most]

    def take(self, count: int) -> bytes:
        """Give `count` bytes."""
        with self._lock:
            given = bytes(self._data[:count])
            del self._data[:count]
        return given + bytes(count - len(given))


class CameraEar:
    """Listens to one camera at a time. ``on_phase`` hears (camera, phase) from an engine thread.

    ``listen`` is the engine's: it is given a camera, "" for none, and what takes the news.
    """

    def __init__(
        self,
        listen: Callable[[str, Callable[[Heard], None]], None],
        open_output: OpenOutput,
        on_phase: Callable[[str, str], None],
    ) -> None:
        self._listen = listen
        self._open_output = open_output
        self._on_phase = on_phase
        self._lock = threading.RLock()
        self._waiting = Waiting()
        self._output: Output | None = None
        self._form = (0, 0)
        self.camera = ""

    def hear(self, camera: str) -> None:
        """Turn to a camera, "" for silence."""
        with self._lock:
            self.camera = camera
            self._close_output()
        self._listen(camera, self._take)

    def hush(self, on: bool) -> None:
        """Be silent while an alarm sounds, and be heard again afterwards."""
        self._waiting.hush(on)

    def stop(self) -> None:
        """Hear nothing more."""
        self.hear("")

    def _take(self, heard: Heard) -> None:
        if heard.camera != self.camera:
            return
        if heard.phase is not None:
            self._on_phase(heard.camera, heard.phase.value)
            if heard.phase is not AudioPhase.PLAYING:
                self._waiting.begin(self._form[0] * self._form[1] * BYTES_PER_SAMPLE)
        if heard.samples is not None and self._opened(heard.samples.rate, heard.samples.channels):
            self._waiting.put(heard.samples.data)

    def _opened(self, rate: int, channels: int) -> bool:
        """Whether a loudspeaker of this form is open; one that cannot be opened is told once."""
        with self._lock:
            if self._form == (rate, channels):
                return self._output is not None
            self._close_output()
            self._form = (rate, channels)
            self._waiting.begin(rate * channels * BYTES_PER_SAMPLE)
            try:
                self._output = self._open_output(rate, channels, self._waiting.take)
            except OSError:
                self._on_phase(self.camera, "no_output")
            return self._output is not None

    def _close_output(self) -> None:
        output, self._output = self._output, None
        self._form = (0, 0)
        if output is not None:
            output.close()
