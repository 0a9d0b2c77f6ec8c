"""Carry what the cores report from their threads to the GUI thread.

The cores know nothing of Qt: they call plain functions from their own threads. Each signal here is emitted in such a
thread and delivered, queued, in the GUI thread, one object per batch. Stream states are coalesced, since a camera in
trouble can report many times a second.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from alarms.ports import AlarmChange
from video.model import BoxSet, StreamKind, StreamState

STREAM_PERIOD_MS = 200


def _ignore(*_: Any) -> None:
    return


@dataclass(frozen=True, slots=True)
class News:
    """Whom a station tells; each is called in the thread in which it happens and must return soon."""

    changed: Callable[[AlarmChange], None] = _ignore
    stream_changed: Callable[[StreamState], None] = _ignore
    boxes_found: Callable[[BoxSet], None] = _ignore
    quality_changed: Callable[[str, str], None] = _ignore
    detector_changed: Callable[[Any], None] = _ignore
    gates_changed: Callable[[Any], None] = _ignore
    parking_changed: Callable[[Any], None] = _ignore
    records_changed: Callable[[str], None] = _ignore
    sound_changed: Callable[[str, str], None] = _ignore
    duty_changed: Callable[[Any], None] = _ignore
    ptz_changed: Callable[[str], None] = _ignore
    ptz_trouble: Callable[[str, str, str, float], None] = _ignore
    watch_changed: Callable[[], None] = _ignore
    voice_changed: Callable[[], None] = _ignore
    rules_changed: Callable[[Any], None] = _ignore


class Notifier(QObject):
    """The station's news as Qt signals; connect with slots of GUI objects only."""

    alarms_changed = Signal(object)  # AlarmChange
    streams_changed = Signal(list)  # list[StreamState], the newest of each stream
    boxes_found = Signal(object)  # BoxSet
    quality_changed = Signal(str, str)  # camera, what is wrong with its picture: a QualityKind, "" for nothing
    detector_changed = Signal(object)  # DetectorState
    gates_changed = Signal(object)  # tuple[GateStatus, ...]
    parking_changed = Signal(object)  # tuple[GroupStatus, ...]
    records_changed = Signal(str)  # incident whose clips or evidence changed
    sound_changed = Signal(str, str)  # camera that is heard, and where its sound stands
    duty_changed = Signal(object)  # Duty: who is signed in now
    ptz_changed = Signal(str)  # a camera that turns is not as it was
    ptz_trouble = Signal(str, str, str, float)  # camera, what was refused, who has it, for how many seconds
    watch_changed = Signal()  # the log, a handover or a drill is not what it was
    rules_changed = Signal(object)  # tuple[Rule, ...]: the detection rules that hold now
    voice_changed = Signal()  # alarms can be called by their names, or no longer

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._states: dict[tuple[str, StreamKind], StreamState] = {}
        self._lock = threading.Lock()
        self._timer = QTimer(self)
        self._timer.setInterval(STREAM_PERIOD_MS)
        self._timer.timeout.connect(self._tell_streams)

    def start(self) -> None:
        """Begin to tell stream states, about five times a second."""
        self._timer.start()

    def stop(self) -> None:
        """Tell no more stream states."""
        self._timer.stop()

    def news(self) -> News:
        """Return what to hand to the station."""
        return News(
            changed=self.alarms_changed.emit,
            stream_changed=self._stream_changed,
            boxes_found=self.boxes_found.emit,
            quality_changed=self.quality_changed.emit,
            detector_changed=self.detector_changed.emit,
            gates_changed=self.gates_changed.emit,
            parking_changed=self.parking_changed.emit,
            records_changed=self.records_changed.emit,
            sound_changed=self.sound_changed.emit,
            duty_changed=self.duty_changed.emit,
            ptz_changed=self.ptz_changed.emit,
            ptz_trouble=self.ptz_trouble.emit,
            watch_changed=self.watch_changed.emit,
            voice_changed=self.voice_changed.emit,
            rules_changed=self.rules_changed.emit,
        )

    def _stream_changed(self, state: StreamState) -> None:
        with self._lock:
            self._states[state.camera, state.kind] = state

    def _tell_streams(self) -> None:
        with self._lock:
            states, self._states = list(self._states.values()), {}
        if states:
            self.streams_changed.emit(states)
