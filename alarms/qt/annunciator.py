"""What is heard: the tone and the name of each alarm that nobody has acknowledged, again and again until somebody has.

Silence stops the sound of what is there now and acknowledges nothing; the next alarm is heard again. Where no sound can
be made, that is a state of its own with a reason, so that the screen flashes and the health page says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from alarms.model import Occurrence, Priority
from alarms.qt.announcement import Announcer, Call, Samples, rank_of, test_calls, test_seconds
from alarms.qt.sound_device import SoundDevice, Speaker
from alarms.qt.sound_output import SoundOutput, SoundState

#: Gives the words of an alarm's name, ready to be heard, and what the name is; no words where there is no voice.
NameOf = Callable[[Occurrence], tuple[str, tuple[Samples, ...]]]


@dataclass(frozen=True, slots=True)
class SoundSettings:
    """Which output, by its name ("" the system's own choice), and how loud, over 0 to 1."""

    device: str = ""
    volume: float = 1.0


def unnamed(occurrence: Occurrence) -> tuple[str, tuple[Samples, ...]]:
    """Where nothing is spoken every alarm is only its tone."""
    return (occurrence.alarm_class, ())


class Annunciator(QObject):
    """Chooses what is said. Give it every changed occurrence (`apply`) or all (`reset`); call from the GUI thread."""

    state_changed = Signal(object)  # SoundState
    sounding_changed = Signal(object)  # Priority | None
    tested = Signal()

    def __init__(
        self,
        device: SoundDevice | None = None,
        parent: QObject | None = None,
        *,
        settings: SoundSettings | None = None,
        name_of: NameOf = unnamed,
    ) -> None:
        super().__init__(parent)
        settings = settings or SoundSettings()
        self._name_of = name_of
        self._announcer = Announcer()
        self._output = SoundOutput(device or Speaker(), self._announcer, settings.device, settings.volume, self)
        self._output.state_changed.connect(self.state_changed)
        self._open: dict[str, Occurrence] = {}
        self._silenced: set[str] = set()
        self._audible: frozenset[str] | None = None
        self._sounding: Priority | None = None
        self._test: tuple[Call, ...] = ()
        self._test_timer = QTimer(self, singleShot=True)
        self._test_timer.timeout.connect(self._end_test)

    @property
    def state(self) -> SoundState:
        """Whether alarms can be heard."""
        return self._output.state

    @property
    def sounding(self) -> Priority | None:
        """Priority of the tone that is due, None for silence; due also where nothing can be heard."""
        return self._sounding

    def start(self) -> None:
        """Open the sound device, in a thread of its own; a missing one is no failure but a state."""
        self._output.start()

    def stop(self) -> None:
        """Fall silent and let go of the device."""
        self._test_timer.stop()
        self._output.stop()

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

    def silence(self) -> tuple[Occurrence, ...]:
        """Stop the sound of what is there now and return it. No acknowledgement: the next alarm sounds again."""
        stopped = tuple(self._due())
        self._silenced = set(self._open)
        self._end_test()
        return stopped

    def refresh(self) -> None:
        """Name everything anew: the voice is ready, or another language is spoken."""
        self._choose()

    def test(self, phrase: tuple[Samples, ...] = ()) -> bool:
        """Let the tone of each priority be heard and then the phrase; False where an alarm sounds or nothing can."""
        if self._sounding is not None or not self.state.heard:
            return False
        self._test = test_calls(phrase)
        self._announcer.say(self._test)
        self._test_timer.start(round(1000 * test_seconds(phrase)))
        return True

    def _end_test(self) -> None:
        self._test_timer.stop()
        if self._test:
            self._test = ()
            self.tested.emit()
        self._choose()

    def _due(self) -> list[Occurrence]:
        return [
            o
            for o in self._open.values()
            if o.id not in self._silenced and o.priority is not Priority.EVENT and self._heard_here(o)
        ]

    def _choose(self) -> None:
        due = self._due()
        sounding = min((o.priority for o in due), default=None)
        if due or not self._test:
            self._test = ()
            self._announcer.say(self._calls(due))
        if sounding is not self._sounding:
            self._sounding = sounding
            self.sounding_changed.emit(sounding)

    def _calls(self, due: Iterable[Occurrence]) -> list[Call]:
        """One call for all that would be called the same."""
        calls: dict[str, Call] = {}
        for occurrence in sorted(due, key=rank_of):
            name, words = self._name_of(occurrence)
            key = f"{int(occurrence.priority)} {name}"
            calls.setdefault(key, Call(key, rank_of(occurrence), occurrence.priority, words))
        return list(calls.values())

    def _heard_here(self, occurrence: Occurrence) -> bool:
        return self._audible is None or occurrence.id in self._audible
