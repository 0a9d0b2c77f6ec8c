"""Decoded pictures kept in the size in which they are shown, for steps back and for running backwards."""

from __future__ import annotations

from dataclasses import dataclass

from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, Interpolation, VideoReformatter

from video.scaler import fitted

_HD_HEIGHT, _UNSPECIFIED = 720, 2
_PLANAR = frozenset({"yuv420p", "yuvj420p"})
_COLUMNS, _ROWS, _LEAST_WIDTH = 8, 2, 128
_BILINEAR = int(Interpolation.BILINEAR)
_WHOLE = int(Interpolation.BILINEAR | Interpolation.ACCURATE_RND)


@dataclass(frozen=True, slots=True)
class Small:
    """A picture as it is shown: yuv420p, `width` x `height`; at: common clock; captured_at: the camera's own."""

    picture: VideoFrame
    at: float
    captured_at: float
    key: tuple[str, int]


class Shrinker:
    """Makes pictures as small as they are shown, keeping their shape (see video.scaler), then ready to be painted."""

    def __init__(self, limit: tuple[int, int]) -> None:
        self._limit = limit
        self._shrink, self._convert = VideoReformatter(), VideoReformatter()

    def shrink(self, frame: VideoFrame) -> VideoFrame:
        """A yuv420p copy that fits the limit."""
        width, height = fitted(frame.width, frame.height, *self._limit)
        if width >= _LEAST_WIDTH:
            width = width // _COLUMNS * _COLUMNS
        width, height = max(_ROWS, width // _ROWS * _ROWS), max(_ROWS, height // _ROWS * _ROWS)
        hd = frame.height >= _HD_HEIGHT and frame.colorspace == _UNSPECIFIED
        target = frame.format.name if frame.format.name in _PLANAR else "yuv420p"
        small = self._shrink.reformat(frame, width, height, target, interpolation=_BILINEAR, threads=1)
        if small is frame:
            # The codec's own picture: it would be kept from being used again, and private areas are drawn in place.
            small = VideoFrame.from_ndarray(frame.to_ndarray(), target)
            small.color_range = frame.color_range
        small.colorspace = int(Colorspace.ITU709) if hd else frame.colorspace
        return small

    def paintable(self, small: VideoFrame, wanted: str = "bgra") -> VideoFrame:
        """The same picture in the pixels that are painted."""
        fast = small.width % _COLUMNS == 0
        return self._convert.reformat(
            small, small.width, small.height, wanted, interpolation=_BILINEAR if fast else _WHOLE, threads=1
        )


class KeptPictures:
    """At most so many bytes of pictures, those nearest to the present position; what lies behind the way goes first."""

    def __init__(self, most_bytes: int = 16 * 1024 * 1024) -> None:
        self.most_bytes = most_bytes
        self._size = 0
        self._pictures: dict[tuple[str, int], Small] = {}
        self.at, self.backwards = 0.0, True

    @property
    def room(self) -> int:
        """How many pictures of the present size are kept, at least 8."""
        one = next(iter(self._pictures.values()), None)
        return max(8, self.most_bytes // _bytes_of(one)) if one is not None else 32

    @property
    def size(self) -> int:
        """Bytes held."""
        return self._size

    def get(self, key: tuple[str, int]) -> Small | None:
        """A picture, if it is kept."""
        return self._pictures.get(key)

    def put(self, small: Small) -> None:
        """Keep one, and let go of the farthest where that is too much."""
        if small.key in self._pictures:
            return
        self._pictures[small.key] = small
        self._size += _bytes_of(small)
        while self._size > self.most_bytes and len(self._pictures) > 8:
            farthest = max(self._pictures.values(), key=self._distance)
            self._size -= _bytes_of(self._pictures.pop(farthest.key))

    def clear(self) -> None:
        """Forget all: they are wanted in another size."""
        self._pictures.clear()
        self._size = 0

    def _distance(self, small: Small) -> float:
        ahead = self.at - small.at if self.backwards else small.at - self.at
        return ahead if ahead >= 0 else -3.0 * ahead


def _bytes_of(small: Small) -> int:
    return small.picture.width * small.picture.height * 3 // 2
