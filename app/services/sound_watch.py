"""The loudspeaker that was chosen, or that worked, and is gone: an alarm of priority 4, until it is back.

A station that never had a sound device raises none: its health page says so, and its window flashes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from alarms.model import Occurrence
from alarms.qt.sound_output import SoundState
from video.clock import Clock

SOUND_CLASS, CHANNEL = "sound", "output"
KIND_MUTE, KIND_OTHER = "no_sound", "other_output"

#: Tells (active, cause, kind).
Report = Callable[[bool, str, str], None]


class SoundWatch:
    """Turns states of the sound into the station's own alarm; belongs to the GUI thread."""

    def __init__(self, clock: Clock, station: str, report: Report) -> None:
        self._clock = clock
        self._station = station
        self._report = report
        self._worked = False
        self._standing = ""

    def recall(self, occurrences: Iterable[Occurrence]) -> None:
        """What was raised when the station last ran stands, and may end now."""
        for one in occurrences:
            if one.alarm_class == SOUND_CLASS and one.device == self._station and one.active:
                self._standing = one.kind or KIND_MUTE

    def take(self, state: SoundState) -> None:
        """Take a new state; the station's own end is none of its faults."""
        if state.code == "off":
            return
        kind = "" if state.code == "ready" else KIND_OTHER if state.heard else KIND_MUTE
        if kind and not (self._worked or state.wanted or self._standing):
            return
        self._worked = self._worked or state.heard
        if kind == self._standing:
            return
        named = f"{self._station}@{self._clock.now():.3f}"
        if self._standing:
            self._report(False, f"{named} over", self._standing)
        if kind:
            self._report(True, named, kind)
        self._standing = kind
