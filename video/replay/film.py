"""All that is known of one camera's footage about the present position, as one row of pictures over many files.

Files are opened when a picture of them is wanted and a few are kept open. Belongs to one thread.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from dataclasses import dataclass

from video.replay.commands import SetSpans, Span
from video.replay.reel import Reel, interval_of, key_before, number_at, open_reel
from video.views import MediaError

#: So many files are kept open for each camera.
_OPEN = 4
#: A picture stands at most so long, seconds, or so many times as long as usual; then nothing was recorded there.
_STANDS, _TIMES_USUAL = 1.0, 2.5


@dataclass(frozen=True, slots=True)
class Spot:
    """One picture: number `number` of a file, as part of a stretch."""

    span: Span
    reel: Reel
    number: int

    @property
    def time(self) -> float:
        """When it was taken, by the common clock."""
        return self.reel.times[self.number]

    @property
    def key(self) -> tuple[str, int]:
        """What names it."""
        return self.span.path, self.number

    def stands_at(self, at: float) -> bool:
        """Whether it may be shown for that time, or something is missing between the two."""
        return at - self.time <= max(_STANDS, _TIMES_USUAL * interval_of(self.reel))


class Film:
    """See the module. Files that cannot be read are named in `faults` (path: code) and left out until new spans."""

    def __init__(self) -> None:
        self._spans: tuple[Span, ...] = ()
        self._begins: list[float] = []
        self._reels: OrderedDict[str, Reel] = OrderedDict()
        self.known = (float("inf"), float("-inf"))
        self.faults: dict[str, str] = {}
        self.away = ""

    def set_spans(self, news: SetSpans) -> None:
        """Take what there is; files that are open stay so where they are still wanted."""
        self._spans, self.known, self.away = news.spans, (news.known_from, news.known_to), news.away
        self._begins = [span.begin for span in self._spans]
        wanted = {span.path: span for span in self._spans}
        for path in list(self._reels):
            if path not in wanted:
                self._reels.pop(path).close()
        self.faults.clear()  # the disk, the file or the station that has it may be in order by now

    def knows(self, at: float) -> bool:
        """Whether all that there is of this time is known."""
        return self.known[0] <= at <= self.known[1]

    def covered(self, at: float) -> Span | None:
        """The stretch that shows a time, whether its file can be read or not."""
        index = bisect_right(self._begins, at) - 1
        return self._spans[index] if index >= 0 and at <= self._spans[index].end + _STANDS else None

    def locate(self, at: float) -> Spot | None:
        """The picture that was up: the last not later, from a file before where need be."""
        return self._last_before(bisect_right(self._begins, at) - 1, at)

    def first_after(self, at: float) -> Spot | None:
        """The first picture that is later than a time."""
        for span in self._spans[max(0, bisect_right(self._begins, at) - 1) :]:
            reel = self._open(span)
            number = max(0, number_at(reel, max(at, span.begin - 1e-6)) + 1) if reel is not None else 0
            if reel is not None and number < len(reel.times) and reel.times[number] <= span.end:
                return Spot(span, reel, number)
        return None

    def after(self, spot: Spot) -> Spot | None:
        """The next picture."""
        index = self._index_of(spot)
        span = self._spans[index] if index >= 0 else spot.span
        if spot.number + 1 == len(spot.reel.times) and span.growing:
            spot.reel.grow()
        following = spot.number + 1
        if span.path == spot.span.path and following < len(spot.reel.times) and spot.reel.times[following] <= span.end:
            return Spot(span, spot.reel, following)
        return self.first_after(max(spot.time, span.end))

    def before(self, spot: Spot) -> Spot | None:
        """The picture before."""
        if spot.number > 0 and spot.reel.times[spot.number - 1] >= spot.span.begin:
            return Spot(spot.span, spot.reel, spot.number - 1)
        return self._last_before(self._index_of(spot) - 1, spot.time - 1e-6)

    def key_of(self, spot: Spot) -> Spot:
        """The key picture that a picture builds on."""
        return Spot(spot.span, spot.reel, key_before(spot.reel, spot.number))

    def next_key(self, spot: Spot) -> Spot | None:
        """The next key picture."""
        later = bisect_right(spot.reel.keys, spot.number)
        if later < len(spot.reel.keys):
            return Spot(spot.span, spot.reel, spot.reel.keys[later])
        return self.after(Spot(spot.span, spot.reel, len(spot.reel.times) - 1))

    def came(self, path: str, code: str) -> None:
        """A file that was not here was fetched, or could not be."""
        self.faults.pop(path, None)
        if code:
            self.faults[path] = code

    def close(self) -> None:
        """Let go of all files."""
        for reel in self._reels.values():
            reel.close()
        self._reels.clear()

    def _last_before(self, index: int, at: float) -> Spot | None:
        for place in range(index, -1, -1):
            span = self._spans[place]
            reel = self._open(span)
            if reel is None:
                continue
            if span.growing and at > reel.times[-1]:
                reel.grow()
            number = number_at(reel, min(at, span.end))
            if number >= 0 and reel.times[number] >= span.begin - _STANDS:
                return Spot(span, reel, number)
        return None

    def _index_of(self, spot: Spot) -> int:
        return bisect_right(self._begins, max(spot.span.begin, spot.time)) - 1

    def _open(self, span: Span) -> Reel | None:
        known = self._reels.get(span.path)
        if known is not None:
            self._reels.move_to_end(span.path)
            return known
        if span.path in self.faults:
            return None
        try:
            reel = open_reel(span)
        except MediaError as error:
            self.faults[span.path] = error.code
            return None
        self._reels[span.path] = reel
        while len(self._reels) > _OPEN:
            self._reels.popitem(last=False)[1].close()
        return reel
