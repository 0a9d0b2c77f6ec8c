"""Clips put end to end as one row of pictures, any of which can be decoded."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from av.video.frame import VideoFrame

from video.clips import load_clip
from video.decoder import PictureDecoder
from video.model import Packet
from video.ring import Entry

#: Memory for decoded pictures kept for stepping back, bytes.
_KEPT_BYTES = 64 * 1024 * 1024

Picture = tuple[VideoFrame, Packet]


class Footage:
    """All pictures of some clips in the order of their time, numbered from 0. One thread at a time."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Load the clips; raises video.views.MediaError."""
        loaded = sorted((load_clip(path) for path in paths), key=lambda one: one[0].start)
        self._entries: list[Entry] = [entry for _, entries in loaded for entry in entries]
        #: Whose pictures these are.
        self.cameras = tuple(sorted({clip.camera for clip, _ in loaded}))
        frames = [frame for clip, _ in loaded for frame in clip.frames]
        # Within a clip, samples are stored in decoding order: number the pictures in the order they are seen.
        clip_of = [number for number, (clip, _) in enumerate(loaded) for _ in clip.frames]
        order = sorted(range(len(frames)), key=lambda i: (clip_of[i], self._entries[i][0].pts))
        self.times = _rising([frames[i].at for i in order])
        self._decode_at = order
        self._number_of = {id(self._entries[i][0]): number for number, i in enumerate(order)}
        self.keys = [number for number, i in enumerate(order) if frames[i].key]
        size = max(clip.width * clip.height * 3 // 2 for clip, _ in loaded)
        self._keep = max(4, min(64, _KEPT_BYTES // max(size, 1)))
        self._kept: OrderedDict[int, Picture] = OrderedDict()
        self._decoder = PictureDecoder()
        self._next = 0

    def __len__(self) -> int:
        """How many pictures there are."""
        return len(self.times)

    def number_at(self, utc: float) -> int:
        """The picture that was up at `utc`: the last not later, or the first."""
        return max(0, bisect_right(self.times, utc) - 1)

    def key_at(self, number: int) -> int:
        """The last key picture not after `number`, which is the cheapest to decode."""
        return self.keys[max(0, bisect_right(self.keys, number) - 1)]

    def picture(self, number: int) -> Picture | None:
        """Decode one picture, going on from the last where that is shorter; None when it is damaged."""
        if number in self._kept:
            return self._kept[number]
        target = self._decode_at[number]
        start = self._group_start(target)
        if not start <= self._next <= target:
            self._decoder.restart()
            self._next = start
        while self._next < len(self._entries):
            packet, info = self._entries[self._next]
            self._next += 1
            for frame, shown in self._decoder.decode(packet, info):
                self._remember(self._number_of[id(shown)], (frame, shown))
            if number in self._kept or (self._next > target and self._at_group_end()):
                break
        return self._kept.get(number)

    def _at_group_end(self) -> bool:
        return self._next >= len(self._entries) or self._entries[self._next][0].key

    def _group_start(self, at: int) -> int:
        while at > 0 and not self._entries[at][0].key:
            at -= 1
        return at

    def _remember(self, number: int, picture: Picture) -> None:
        self._kept[number] = picture
        self._kept.move_to_end(number)
        while len(self._kept) > self._keep:
            self._kept.popitem(last=False)


def _rising(times: list[float]) -> list[float]:
    """Make times that never fall, so that they can be searched, whatever a camera's clock did."""
    highest = float("-inf")
    return [highest := max(highest, time) for time in times]
