"""Small encoded loops for tests: a bar that moves over a flat ground, really encoded, so that decoders take it."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import av
import numpy as np

from video.clips import read_clip
from video.model import Codec
from video.rtsp.feed import Feed, FeedUnit
from video.rtsp.nal import parameter_sets_of

_ENCODERS = {Codec.H264: "libx264", Codec.HEVC: "libx265", Codec.MJPEG: "mjpeg"}
#: What travels over RTP.
RTP_CODECS = (Codec.H264, Codec.HEVC)


@lru_cache(maxsize=16)
def encoded_feed(
    codec: Codec = Codec.H264,
    *,
    width: int = 320,
    height: int = 180,
    rate: int = 15,
    gop: int = 15,
    pictures: int = 30,
    bit_rate: int = 400_000,
) -> Feed:
    """Encode a loop of `pictures` with a key picture each `gop`, no B-frames."""
    encoder: Any = av.CodecContext.create(_ENCODERS[codec], "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, rate), Fraction(rate, 1)
    encoder.gop_size, encoder.max_b_frames, encoder.bit_rate = gop, 0, bit_rate
    encoder.thread_count = 1
    if codec is Codec.MJPEG:
        encoder.pix_fmt = "yuvj420p"
    else:
        encoder.options = {"preset": "ultrafast", "tune": "zerolatency"}
    if codec is Codec.HEVC:
        encoder.options |= {
            "x265-params": f"log-level=none:bframes=0:repeat-headers=1:scenecut=0:keyint={gop}:pools=1:frame-threads=1"
        }
    noise = np.random.default_rng(1).integers(0, 255, (height, 24, 3), np.uint8)
    packets = [p for i in range(pictures) for p in encoder.encode(_picture(i, width, height, noise))]
    packets += encoder.encode(None)
    units = tuple(FeedUnit(bytes(p), bool(p.is_keyframe), i / rate) for i, p in enumerate(packets))
    return Feed(codec, units, len(units) / rate, parameter_sets_of(codec, units[0].data))


def _picture(index: int, width: int, height: int, noise: np.ndarray) -> av.VideoFrame:
    pixels = np.full((height, width, 3), 40 + index % 100, np.uint8)
    left = index * 8 % (width - noise.shape[1])
    pixels[:, left : left + noise.shape[1]] = noise
    frame = av.VideoFrame.from_ndarray(pixels, "rgb24")
    frame.pts = index
    return frame


def write_clip(feed: Feed, path: Path) -> None:
    """Write a feed's loop once into a container chosen by the file's ending."""
    step = feed.duration / len(feed.units)
    with av.open(str(path), "w") as container:
        stream = container.add_mux_stream(feed.codec.value, rate=round(1 / step), width=320, height=180)
        for index, unit in enumerate(feed.units):
            packet = av.Packet(unit.data)
            packet.stream, packet.time_base = stream, Fraction(1, round(1 / step))
            packet.pts = packet.dts = index
            packet.is_keyframe = unit.key
            container.mux(packet)


def seconds_off(path: Path) -> list[float]:
    """How far the time that a file tells of each picture is from the one that is drawn into it.

    Of what a server played of a feed of 30 pictures at 15 a second: the ground tells a picture's number in the loop,
    which is played by the hour.
    """
    with av.open(str(path)) as container:
        pictures = [picture.to_ndarray(format="gray") for picture in container.decode(video=0)]
    off = []
    for picture, frame in zip(pictures, read_clip(path).frames, strict=True):
        shown, told = (float(picture[2, -10]) - 40) % 30, frame.captured_at * 15 % 30
        off.append(((shown - told + 15) % 30 - 15) / 15)
    return off
