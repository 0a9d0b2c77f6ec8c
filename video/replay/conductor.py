"""What the cameras of a playback have in common: the clock they follow, and that none runs away from the others."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Protocol

from video.clock import Clock
from video.replay.commands import BEATS, Slipped, Stepped, Tempo

#: Cores that decoding may take at high speed; live pictures need the rest.
BUDGET = 0.45 * (os.cpu_count() or 1)


class Follower(Protocol):
    """A camera that follows. load: cores that all its pictures take as fast as they were recorded."""

    camera: str
    load: float

    def wake(self) -> None:
        """Look at the clock again."""
        ...


class Conductor:
    """Any thread."""

    def __init__(self, clock: Clock, tell: Callable[[Stepped | Slipped], None]) -> None:
        self.clock = clock
        self._tell = tell
        self._lock = threading.Lock()
        self._tempo = (0, Tempo(0.0, 0.0))
        self._followers: tuple[Follower, ...] = ()
        self._reached: dict[str, tuple[int, float]] = {}
        self._overrun = -1

    @property
    def tempo(self) -> tuple[int, Tempo]:
        """Its number, and the tempo."""
        return self._tempo

    @property
    def key_only(self) -> bool:
        """Whether all pictures would be too many at this speed, for any of the cameras: then none shows all."""
        number, tempo = self._tempo
        if number == self._overrun:
            return tempo.speed != 0
        return abs(tempo.speed) > 1.0 and sum(one.load for one in self._followers) * abs(tempo.speed) > BUDGET

    def overrun(self, number: int) -> None:
        """A camera falls behind although it was thought to keep up: key pictures until another tempo is wanted."""
        self._overrun = number

    def set_followers(self, followers: tuple[Follower, ...]) -> None:
        """These follow."""
        self._followers = followers

    def go(self, number: int, tempo: Tempo) -> None:
        """Follow another tempo; one older than that known is no matter."""
        with self._lock:
            if number < self._tempo[0]:
                return
            self._tempo = (number, tempo)
        self._wake()

    def rest_at(self, number: int, position: float) -> None:
        """A step came to a picture: all rest there, unless something else was wanted meanwhile."""
        with self._lock:
            if number != self._tempo[0]:
                return
            self._tempo = (number, Tempo(position, self.clock.monotonic()))
        self._tell(Stepped(number, position))
        self._wake()

    def slip(self, number: int, tempo: Tempo, position: float) -> None:
        """A picture came up late: the clock of all stands at it now. So a machine with too much to do plays slower."""
        with self._lock:
            if self._tempo != (number, tempo):
                return
            slipped = Tempo(position, self.clock.monotonic(), tempo.speed)
            self._tempo = (number, slipped)
        self._tell(Slipped(number, slipped))

    def reach(self, camera: str, number: int, position: float) -> None:
        """A camera has the picture of a position ready, or has nothing to show there."""
        self._reached[camera] = (number, position)

    def ahead(self, camera: str, position: float, interval: float) -> bool:
        """Whether a picture of this position would be out of step: another camera is more than a picture behind."""
        number, tempo = self._tempo
        most = max(interval, abs(tempo.speed) / BEATS if abs(tempo.speed) > 1 else 0.0) * 1.05
        for one in self._followers:
            if one.camera != camera:
                got = self._reached.get(one.camera)
                if got is None or got[0] != number or (position - got[1]) * tempo.speed > most * abs(tempo.speed):
                    return True
        return False

    def _wake(self) -> None:
        for one in self._followers:
            one.wake()
