"""A loudspeaker under a test's hand."""

from __future__ import annotations

from array import array

from alarms.qt.sound_device import Opened, SoundError, Take, match
from alarms.qt.tones import SAMPLE_RATE


class FakeDevice:
    """A loudspeaker under the test's hand: it asks for samples when told to, and can be missing, dead or unplugged."""

    def __init__(self, *names: str) -> None:
        self.names = list(names)
        self.dead = False
        self.opened: list[str] = []
        self.take: Take | None = None
        self.closed = 0
        self._asked = 0

    def open(self, wanted: str, take: Take) -> Opened:
        self._asked = 0
        if not self.names:
            raise SoundError("no_device")
        chosen = match(wanted, self.names)
        self.opened.append(chosen or self.names[0])
        self.take = take
        return Opened(self.opened[-1], not wanted or chosen is not None)

    def present(self, wanted: str) -> bool:
        return match(wanted, self.names) is not None

    def asked(self) -> int:
        if not self.dead:
            self._asked += 512
        return self._asked

    def close(self) -> None:
        self.closed += 1

    def hear(self, seconds: float) -> array:
        assert self.take is not None
        return self.take(round(seconds * SAMPLE_RATE))
