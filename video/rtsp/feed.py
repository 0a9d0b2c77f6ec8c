"""What the RTSP server plays: an encoded loop held in memory, its position given by the wall clock."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

from video.model import Codec


@dataclass(frozen=True, slots=True)
class FeedUnit:
    """One access unit of the loop. data: Annex B; key: decoding can start here; pts: seconds from the loop's start."""

    data: bytes
    key: bool
    pts: float


@dataclass(frozen=True, slots=True)
class Feed:
    """An endless loop of access units in decoding order, without B-frames; the first must be a key picture.

    duration: length of the loop in seconds; loop position at UTC t is t mod duration, so two servers, or a server
    killed and started again, show the same picture at the same time.
    """

    codec: Codec
    units: tuple[FeedUnit, ...]
    duration: float
    parameter_sets: bytes = b""
    _starts: tuple[float, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        """Refuse what cannot be played."""
        starts = tuple(unit.pts for unit in self.units)
        if not self.units or not self.units[0].key:
            raise ValueError("a feed starts with a key picture")
        if starts[0] < 0 or starts[-1] >= self.duration or any(a >= b for a, b in pairwise(starts)):
            raise ValueError("a feed's times rise from 0 and stay below its duration")
        object.__setattr__(self, "_starts", starts)

    def index_at(self, now: float) -> int:
        """Give the absolute number of the unit due last at UTC `now`; numbers count on over all loops since 1970."""
        loops = math.floor(now / self.duration)
        return loops * len(self.units) + bisect_right(self._starts, now - loops * self.duration) - 1

    def unit(self, index: int) -> FeedUnit:
        """Give the unit of an absolute number."""
        return self.units[index % len(self.units)]

    def time_of(self, index: int) -> float:
        """Give the UTC at which an absolute number is due."""
        loops, position = divmod(index, len(self.units))
        return loops * self.duration + self._starts[position]

    def key_at_or_before(self, index: int) -> int:
        """Give the number of the key picture that starts the group of pictures of `index`."""
        while not self.unit(index).key:
            index -= 1
        return index
