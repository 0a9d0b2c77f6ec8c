"""The loudspeaker: plays what it is given sample by sample, on the device that was pinned, as loud as was set.

A device is pinned by its name, which survives a restart where its number does not. Where the pinned one is gone the
system's default is used and said so. What tells a working output from a dead one is that it goes on asking for samples.
"""

from __future__ import annotations

import logging
from array import array
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, Protocol

import miniaudio

from alarms.qt.tones import SAMPLE_RATE

_log = logging.getLogger(__name__)
#: All but the one that swallows sound: a station must know that it is mute.
AUDIBLE = [backend for backend in miniaudio.Backend if backend is not miniaudio.Backend.NULL]
#: ALSA's own "discard all samples" counts as no device either.
_MUTE_NAMES = ("discard all samples", "null")
BUFFER_MS = 60

#: Gives so many mono 16-bit samples at SAMPLE_RATE; called from the sound thread.
Take = Callable[[int], "array[int]"]


class SoundError(Exception):
    """No sound can be made. `code`: "no_device" (nothing to play on) or "device_failed" (it refused)."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Opened:
    """What was opened. pinned: it is the one that was asked for, or none was asked for."""

    name: str
    pinned: bool = True


class SoundDevice(Protocol):
    """What the annunciator plays on. Called from one thread that may wait."""

    def open(self, wanted: str, take: Take) -> Opened:
        """Open the device of that name, "" for the default, and play what `take` gives; raises SoundError."""
        ...

    def present(self, wanted: str) -> bool:
        """Whether a device of that name is there now."""
        ...

    def asked(self) -> int:
        """How many samples it has asked for since it was opened."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class Speaker:
    """The system's outputs through miniaudio (WASAPI, ALSA, PulseAudio)."""

    def __init__(self) -> None:
        self._device: Any = None
        self._asked = 0

    def open(self, wanted: str, take: Take) -> Opened:
        """Open the wanted output, else the default one; raises SoundError."""
        self.close()
        found = outputs()
        if not found:
            raise SoundError("no_device")
        chosen = match(wanted, [name for name, _ident in found])
        name, ident = next(((n, i) for n, i in found if n == chosen), (found[0][0], None))
        try:
            self._device = _open(ident)
            feed = self._feed(take)
            next(feed)
            self._device.start(feed)
        except miniaudio.MiniaudioError as error:
            self.close()
            raise SoundError("device_failed", str(error)) from error
        _log.info("sound goes to %s", name)
        return Opened(name, not wanted or chosen is not None)

    def present(self, wanted: str) -> bool:
        """Whether a device of that name is there now."""
        try:
            return match(wanted, [name for name, _ident in outputs()]) is not None
        except SoundError:
            return False

    def asked(self) -> int:
        """How many samples the stream has asked for since it was opened."""
        return self._asked

    def close(self) -> None:
        """Stop and let go of the device."""
        device, self._device = self._device, None
        self._asked = 0
        if device is not None:
            device.close()

    def _feed(self, take: Take) -> Generator[array[int], int, None]:
        """Answer miniaudio, which sends how many samples it wants."""
        wanted = yield array("h")
        while True:
            self._asked += wanted
            wanted = yield take(wanted)


def outputs() -> list[tuple[str, Any]]:
    """Name and handle of every output that can be heard, the default one first; raises SoundError."""
    try:
        found = miniaudio.Devices(AUDIBLE).get_playbacks()
    except miniaudio.MiniaudioError as error:
        raise SoundError("no_device", str(error)) from error
    named = [(str(output["name"]), output["id"]) for output in found]
    return [(name, ident) for name, ident in named if not name.lower().startswith(_MUTE_NAMES)]


def match(wanted: str, names: list[str]) -> str | None:
    """Find the name that is meant: the same, else the only one that holds these words; "" means none."""
    if not wanted:
        return None
    folded = wanted.casefold().strip()
    same = [name for name in names if name.casefold().strip() == folded]
    if same:
        return same[0]
    holding = [name for name in names if folded in name.casefold()]
    return holding[0] if len(holding) == 1 else None


def louder(samples: array[int], volume: float) -> array[int]:
    """Scale samples to a volume from 0 to 1; what would be too loud is cut off."""
    if volume == 1.0:
        return samples
    return array("h", (max(-32768, min(32767, round(sample * volume))) for sample in samples))


def _open(ident: Any) -> Any:
    return miniaudio.PlaybackDevice(
        nchannels=1,
        sample_rate=SAMPLE_RATE,
        buffersize_msec=BUFFER_MS,
        device_id=ident,
        backends=AUDIBLE,
        app_name="Watchroom",
    )
