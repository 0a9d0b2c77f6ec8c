"""Decodes a file from a key picture on, packet by packet, so that it can be left and taken up at any time."""

from __future__ import annotations

from collections.abc import Callable

from av.video.frame import VideoFrame

from video.decoder import PictureDecoder
from video.replay.film import Spot
from video.replay.reel import Reel, key_before

#: Takes number, picture and the camera's time of each picture that is wanted.
Take = Callable[[Spot, VideoFrame, float], None]


class Unroller:
    """One decoder and where it stands. One thread."""

    def __init__(self) -> None:
        self._decoder = PictureDecoder()
        self._spot: Spot | None = None
        self._reached, self._drained = -1, False
        self._target = self._next = self._last = self._from = 0
        self.done = True
        self.decoded = 0

    @property
    def errors(self) -> int:
        """Packets that could not be decoded so far."""
        return self._decoder.errors

    def aim(self, spot: Spot, keep_from: int) -> None:
        """Make ready to decode up to `spot`, telling of pictures from number `keep_from` on.

        Goes on from where it stands when that is on the way, else begins at the key picture before.
        """
        reel, target = spot.reel, spot.reel.decoded_at(spot.number)
        start = spot.reel.decoded_at(key_before(reel, spot.number))
        same = self._spot is not None and self._spot.reel is reel and not self._drained
        # What the codec still holds was sent to it before: by the numbers given it is judged what comes yet.
        if not same or start > self._next or spot.number <= self._reached:
            self._decoder.rewind()
            self._next, self._reached, self._drained = start, -1, False
        self._spot, self._target, self._from = spot, target, keep_from
        self._last = len(reel.times)
        self.done = False

    def advance(self, take: Take) -> None:
        """Decode one packet; `done` tells when the picture aimed at was given, or will never be.

        Raises video.views.MediaError where the file cannot be read.
        """
        spot = self._spot
        if spot is None:
            self.done = True
            return
        reel = spot.reel
        if self._next >= self._last:
            self._flush(reel, take)
            self.done = True
            return
        packet, info = reel.entry(self._next)
        if self._next > self._target and packet.key:
            self._flush(reel, take)
            self.done = True
            return
        self._next += 1
        for frame, shown in self._decoder.decode(packet, info):
            self._give(reel, frame, reel.number_of(shown), shown.captured_at, take)
        if self._next >= self._last and not self.done:
            self._flush(reel, take)
            self.done = True

    def _flush(self, reel: Reel, take: Take) -> None:
        """Get the pictures that the codec still holds: the stream shows them in another order than it sends them."""
        for frame, shown in self._decoder.flush():
            self._give(reel, frame, reel.number_of(shown), shown.captured_at, take)
        self._next, self._drained = self._last, True

    def _give(self, reel: Reel, frame: VideoFrame, number: int, captured_at: float, take: Take) -> None:
        spot = self._spot
        assert spot is not None
        self.decoded += 1
        self._reached = max(self._reached, number)
        if number >= self._from:
            take(Spot(spot.span, reel, number), frame, captured_at)
        if number == spot.number:
            self.done = True
