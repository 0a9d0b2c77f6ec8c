"""Encodes a camera's loop: drawn pictures or a video file, H.264 or H.265, a key picture every 2 s, no B-frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from numpy.typing import NDArray

from app.demo_site.loops import LOOP_S, LoopOrder, Quality, write_feed
from video.model import Codec
from video.rtsp.feed import Feed, FeedUnit

Picture = NDArray[np.uint8]
Progress = Callable[[], None]


def encode_loop(order: LoopOrder, each_picture: Progress = lambda: None) -> None:
    """Encode an order to its file. `each_picture` is called between pictures and may raise to stop."""
    pictures = _drawn(order) if order.source is None else _from_video(order)
    encoder = Encoder(order.quality)
    for picture in pictures:
        encoder.add(picture)
        each_picture()
    write_feed(order.path, encoder.feed())


class Encoder:
    """Feeds bgr24 pictures to libx264 or libx265 and gathers access units."""

    def __init__(self, quality: Quality) -> None:
        self._quality = quality
        self._codec = _codec(quality)
        self._to_yuv = VideoReformatter()
        self._count = 0
        self._units: list[FeedUnit] = []

    def add(self, picture: Picture) -> None:
        """Take the next picture (h, w, 3), BGR, of the stream's size."""
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgr24")
        frame = self._to_yuv.reformat(
            frame, format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG, threads=1
        )
        frame.pts = self._count
        frame.time_base = Fraction(1, self._quality.rate)
        self._count += 1
        self._take(self._codec.encode(frame))

    def feed(self) -> Feed:
        """Return the loop; it is as long as a whole number of groups of pictures."""
        self._take(self._codec.encode(None))
        return Feed(self._quality.codec, tuple(self._units), self._count / self._quality.rate)

    def _take(self, packets: list[Any]) -> None:
        for packet in packets:
            self._units.append(FeedUnit(bytes(packet), packet.is_keyframe, packet.pts / self._quality.rate))


def _codec(quality: Quality) -> Any:
    name = "libx265" if quality.codec is Codec.HEVC else "libx264"
    codec: Any = av.CodecContext.create(name, "w")
    codec.width, codec.height, codec.pix_fmt = quality.width, quality.height, "yuv420p"
    codec.time_base, codec.framerate = Fraction(1, quality.rate), Fraction(quality.rate)
    codec.bit_rate, codec.gop_size, codec.max_b_frames = quality.bit_rate, quality.group, 0
    codec.thread_count = 1
    codec.options = _options(quality)
    return codec


def _options(quality: Quality) -> dict[str, str]:
    small = quality.width <= 640
    group, rate = quality.group, quality.bit_rate // 1000
    if quality.codec is Codec.HEVC:
        parameters = (
            f"keyint={group}:min-keyint={group}:scenecut=0:open-gop=0:bframes=0:repeat-headers=1:pools=1:"
            f"frame-threads=1:vbv-maxrate={rate * 5 // 4}:vbv-bufsize={rate * 2}:log-level=error:rc-lookahead=0"
        )
        return {"preset": "superfast" if small else "ultrafast", "x265-params": parameters}
    return {
        "preset": "veryfast" if small else "superfast",
        "x264-params": f"keyint={group}:min-keyint={group}:scenecut=0:open-gop=0:rc-lookahead=0:sync-lookahead=0:"
        f"mbtree=0:vbv-maxrate={rate * 5 // 4}:vbv-bufsize={rate * 2}",
    }


def _drawn(order: LoopOrder) -> Iterator[Picture]:
    from app.demo_site.scenes.catalogue import build_scene  # noqa: PLC0415 - videos need no scenes

    quality = order.quality
    scene = build_scene(order.scene, (quality.width, quality.height), night=order.night)
    for index in range(round(LOOP_S * quality.rate)):
        yield scene.picture(index / quality.rate, index)


def _from_video(order: LoopOrder) -> Iterator[Picture]:
    """Play a video's first seconds at our size and rate; its end is cut to whole groups of pictures."""
    quality = order.quality
    count = min(_pictures_in(order), round(LOOP_S * quality.rate))
    count = max(quality.group, count - count % quality.group)
    last: Picture | None = None
    for picture in islice(_resampled(order), count):
        last = picture
        count -= 1
        yield picture
    while count > 0 and last is not None:  # shorter than one group of pictures: hold the last
        count -= 1
        yield last


def _pictures_in(order: LoopOrder) -> int:
    with av.open(str(order.source)) as container:
        stream = container.streams.video[0]
        if stream.duration is not None and stream.time_base is not None:
            return int(stream.duration * stream.time_base * order.quality.rate)
        if container.duration is not None:
            return int(container.duration / av.time_base * order.quality.rate)
    return round(LOOP_S * order.quality.rate)


def _resampled(order: LoopOrder) -> Iterator[Picture]:
    """Decode, hold or skip pictures to our rate, and fit them into our size on black."""
    rate, due, start = order.quality.rate, 0, None
    with av.open(str(order.source)) as container:
        for frame in container.decode(video=0):
            if frame.time is None:
                continue
            start = frame.time if start is None else start
            while (frame.time - start) * rate >= due - 0.5:
                due += 1
                yield _fitted(frame, order.quality)


def _fitted(frame: av.VideoFrame, quality: Quality) -> Picture:
    scale = min(quality.width / frame.width, quality.height / frame.height)
    width, height = round(frame.width * scale) // 2 * 2, round(frame.height * scale) // 2 * 2
    inner = frame.reformat(width=width, height=height, format="bgr24").to_ndarray()
    picture: Picture = np.zeros((quality.height, quality.width, 3), np.uint8)
    top, left = (quality.height - height) // 2, (quality.width - width) // 2
    picture[top : top + height, left : left + width] = inner
    return picture
