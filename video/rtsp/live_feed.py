"""What the RTSP server plays of a picture that is made now: the newest groups of pictures, as they come.

It stands where a Feed does; units are numbered on without end. It belongs to the server's asyncio loop.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from video.clock import Clock
from video.model import Codec
from video.rtsp.feed import FeedUnit

#: Units kept: some four seconds, so that there is always a whole group of pictures to begin with.
KEPT = 90
#: Seconds after which it is looked again whether a late picture has come.
LATE_S = 0.005


@dataclass(frozen=True, slots=True)
class _Timed:
    unit: FeedUnit
    at: float


class LiveFeed:
    """Units as they are pushed, each with the UTC second of its picture. rate: about how many come in a second."""

    def __init__(self, codec: Codec, parameter_sets: bytes, rate: float, clock: Clock) -> None:
        self.codec = codec
        self.parameter_sets = parameter_sets
        self._rate = rate
        self._clock = clock
        self._units: OrderedDict[int, _Timed] = OrderedDict()
        self._newest = -1

    @property
    def units(self) -> tuple[FeedUnit, ...]:
        """The units that are kept, the oldest first."""
        return tuple(timed.unit for timed in self._units.values())

    def push(self, data: bytes, key: bool, at: float) -> None:
        """Take the next picture; it is due at once."""
        self._newest += 1
        self._units[self._newest] = _Timed(FeedUnit(data, key, 0.0), at)
        while len(self._units) > KEPT:
            self._units.popitem(last=False)

    def forget(self) -> None:
        """Keep nothing: nobody looks, and what comes next begins anew with a key picture."""
        self._units.clear()

    def index_at(self, now: float) -> int:
        """Give the number of the newest unit."""
        return self._newest

    def unit(self, index: int) -> FeedUnit:
        """Give the unit of a number; raises KeyError for one that is kept no longer, or not there yet."""
        return self._units[index].unit

    def time_of(self, index: int) -> float:
        """Give the UTC of a unit's picture; of one that is still to come, when to look again."""
        timed = self._units.get(index)
        if timed is not None:
            return timed.at
        last = self._units.get(self._newest)
        now = self._clock.now()
        return max(now + LATE_S, last.at + 1 / self._rate if last is not None else now + 1 / self._rate)

    def key_at_or_before(self, index: int) -> int:
        """Give the number of the key picture of a unit's group; the next number where none is kept."""
        at = index
        while at in self._units:
            if self._units[at].unit.key:
                return at
            at -= 1
        return index + 1
