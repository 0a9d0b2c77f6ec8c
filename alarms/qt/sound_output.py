"""Keeps the loudspeaker open: opened at the start, watched while it plays, opened again when it fails or comes back.

Sound systems can take seconds to answer, so all of it happens in a thread of its own. An output that no longer asks for
samples is dead, whatever it says: it is closed and opened anew.
"""

from __future__ import annotations

import logging
import threading
from array import array
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from alarms.qt.announcement import Announcer
from alarms.qt.sound_device import SoundDevice, SoundError, louder

_log = logging.getLogger(__name__)

#: How often the stream is looked at, and how often a missing device is looked for, seconds.
LOOK_S, RETRY_S = 2.0, 30.0
_STEP_S = 0.02
#: A sound system that hangs may not keep the program from ending.
_CLOSING_S = 5.0


@dataclass(frozen=True, slots=True)
class SoundState:
    """Whether alarms can be heard.

    code: "ready"; "other_device" (heard, but not on the pinned device ``wanted``); "no_device", "device_failed" or
    "stalled" (the device takes no samples): nothing is heard; "off": not started.
    """

    code: str
    device: str = ""
    detail: str = ""
    wanted: str = ""

    @property
    def heard(self) -> bool:
        """Whether something can be heard."""
        return self.code in ("ready", "other_device")


class SoundOutput(QObject):
    """Owns the device's thread. ``state_changed`` comes from that thread: connect it queued (Qt does so by itself)."""

    state_changed = Signal(object)  # SoundState

    def __init__(
        self,
        device: SoundDevice,
        announcer: Announcer,
        wanted: str = "",
        volume: float = 1.0,
        parent: QObject | None = None,
        *,
        look_s: float = LOOK_S,
        retry_s: float = RETRY_S,
    ) -> None:
        super().__init__(parent)
        self._device = device
        self._announcer = announcer
        self._wanted = wanted
        self._volume = volume
        self._look_s, self._retry_s = look_s, retry_s
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._state = SoundState("off", wanted=wanted)

    @property
    def state(self) -> SoundState:
        """The newest state."""
        return self._state

    def start(self) -> None:
        """Open the device; returns at once."""
        if self._thread is None:
            self._stopping.clear()
            self._thread = threading.Thread(target=self._keep, name="sound", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Let go of the device; waits until it is closed, for some seconds."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(_CLOSING_S)
            self._thread = None

    def _keep(self) -> None:
        try:
            while not self._stopping.is_set():
                self._tell(self._open())
                if not self._state.heard:
                    self._stopping.wait(self._retry_s)
                    continue
                self._watch()
                self._device.close()
        finally:
            self._device.close()
            self._tell(SoundState("off", wanted=self._wanted))

    def _open(self) -> SoundState:
        try:
            opened = self._device.open(self._wanted, self._take)
        except SoundError as error:
            return SoundState(error.code, detail=error.detail, wanted=self._wanted)
        except Exception as error:
            _log.exception("the sound device could not be opened")
            return SoundState("device_failed", detail=type(error).__name__, wanted=self._wanted)
        if not self._runs():
            return SoundState("stalled", opened.name, wanted=self._wanted)
        return SoundState("ready" if opened.pinned else "other_device", opened.name, wanted=self._wanted)

    def _runs(self) -> bool:
        """Whether the opened device really asks for samples: it plays silence until there is an alarm."""
        waited = 0.0
        while self._device.asked() == 0 and waited < self._look_s and not self._stopping.wait(_STEP_S):
            waited += _STEP_S
        return self._device.asked() > 0

    def _watch(self) -> None:
        """Return when the device is to be opened anew: it is dead, or the pinned one is back."""
        before, waited = self._device.asked(), 0.0
        while not self._stopping.wait(self._look_s):
            waited += self._look_s
            asked = self._device.asked()
            if asked == before:
                return
            before = asked
            if self._state.code == "other_device" and waited >= self._retry_s:
                waited = 0.0
                if self._device.present(self._wanted):
                    return

    def _take(self, count: int) -> array[int]:
        samples = self._announcer.take(count)
        return louder(samples, self._volume) if any(samples) else samples

    def _tell(self, state: SoundState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)
