"""What is heard: the tone of the most urgent alarm that nobody has acknowledged, again and again until somebody has.

Silence stops the sound of what is there now and acknowledges nothing; the next alarm is heard again. Where no sound can
be made, that is a state of its own with a reason, so that the screen flashes and the health page says so.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from alarms.model import Occurrence, Priority
from alarms.qt.sound_device import SoundDevice, SoundError, Speaker
from alarms.qt.tones import phrase

#: A device that was missing is looked for again this often.
_RETRY_MS = 30_000


@dataclass(frozen=True, slots=True)
class SoundState:
    """Whether alarms can be heard. code: "ready", "no_device", "device_failed" or "off" (not started)."""

    code: str
    device: str = ""
    detail: str = ""


class Annunciator(QObject):
    """Chooses the tone. Give it every changed occurrence (`apply`) or all (`reset`); call from the GUI thread."""

    state_changed = Signal(object)  # SoundState
    sounding_changed = Signal(object)  # Priority | None

    def __init__(self, device: SoundDevice | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._device = device if device is not None else Speaker()
        self._open: dict[str, Occurrence] = {}
        self._silenced: set[str] = set()
        self._audible: frozenset[str] | None = None
        self._sounding: Priority | None = None
        self._state = SoundState("off")
        self._retry = QTimer(self, interval=_RETRY_MS)
        self._retry.timeout.connect(self._try_open)

    @property
    def state(self) -> SoundState:
        """Whether alarms can be heard."""
        return self._state

    @property
    def sounding(self) -> Priority | None:
        """Priority of the tone that is due, None for silence; due also where nothing can be heard."""
        return self._sounding

    def start(self) -> SoundState:
        """Open the sound device; a missing one is no failure but a state, and looked for again."""
        self._try_open()
        return self._state

    def stop(self) -> None:
        """Fall silent and let go of the device."""
        self._retry.stop()
        self._device.close()
        self._set_state(SoundState("off"))

    def reset(self, occurrences: Iterable[Occurrence]) -> None:
        """Start from a snapshot."""
        self._open.clear()
        self.apply(occurrences)

    def set_audible(self, audible: frozenset[str] | None) -> None:
        """Sound only these occurrences: what this station answers for now; None is everything, while that is unknown.

        An id that is not known here yet counts from when it is.
        """
        if audible != self._audible:
            self._audible = audible
            self._choose()

    def apply(self, occurrences: Iterable[Occurrence]) -> None:
        """Take changed occurrences."""
        for occurrence in occurrences:
            if occurrence.sounding:
                self._open[occurrence.id] = occurrence
            else:
                self._open.pop(occurrence.id, None)
        self._silenced.intersection_update(self._open)
        self._choose()

    def silence(self) -> None:
        """Stop the sound of what is there now. No acknowledgement: the next alarm sounds again."""
        self._silenced = set(self._open)
        self._choose()

    def _choose(self) -> None:
        due = [
            o.priority
            for o in self._open.values()
            if o.id not in self._silenced and o.priority is not Priority.EVENT and self._heard_here(o)
        ]
        sounding = min(due, default=None)
        if sounding is not self._sounding:
            self._sounding = sounding
            self._play()
            self.sounding_changed.emit(sounding)

    def _heard_here(self, occurrence: Occurrence) -> bool:
        return self._audible is None or occurrence.id in self._audible

    def _play(self) -> None:
        if self._state.code == "ready":
            self._device.play(phrase(self._sounding) if self._sounding is not None else array("h"))

    def _try_open(self) -> None:
        try:
            name = self._device.open()
        except SoundError as error:
            self._set_state(SoundState(error.code, detail=error.detail))
            self._retry.start()
            return
        self._retry.stop()
        self._set_state(SoundState("ready", device=name))
        self._play()

    def _set_state(self, state: SoundState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)
