"""A video file as a feed for the RTSP server: stream copy, nothing is encoded again."""

from __future__ import annotations

from pathlib import Path

import av
import av.error
from av.bitstream import BitStreamFilterContext

from video.model import Codec
from video.rtsp.feed import Feed, FeedUnit
from video.rtsp.nal import is_random_access, parameter_sets_of

_FILTERS = {"h264": (Codec.H264, "h264_mp4toannexb"), "hevc": (Codec.HEVC, "hevc_mp4toannexb")}


def load_feed(path: Path) -> Feed:
    """Read an H.264 or H.265 file whole; it plays in a loop from its first key picture.

    Pictures go out in decoding order at even steps, so B-frames need no reordering by the clock. Raises ValueError
    for a file without such a video (encode it first), OSError for one that cannot be read.
    """
    try:
        codec, units, rate = _read(path)
    except av.error.InvalidDataError as error:
        raise ValueError(f"{path.name}: not a video") from error
    first = next((i for i, unit in enumerate(units) if is_random_access(codec, unit)), None)
    if first is None:
        raise ValueError(f"{path.name}: no key picture")
    units = units[first:]
    step = 1.0 / rate
    made = tuple(FeedUnit(data, is_random_access(codec, data), i * step) for i, data in enumerate(units))
    return Feed(codec, made, len(made) * step, parameter_sets_of(codec, units[0]))


def _read(path: Path) -> tuple[Codec, list[bytes], float]:
    with av.open(str(path)) as container:
        stream = next(iter(container.streams.video), None)
        known = _FILTERS.get(stream.codec_context.name) if stream is not None else None
        if stream is None or known is None:
            raise ValueError(f"{path.name}: no H.264 or H.265 video")
        rate = float(stream.average_rate or stream.guessed_rate or 25)
        convert = BitStreamFilterContext(known[1], stream)
        units = [bytes(out) for packet in container.demux(stream) if packet.size for out in convert.filter(packet)]
        return known[0], units, rate
