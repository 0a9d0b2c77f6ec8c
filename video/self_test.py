"""Proves that this build decodes: a few frames are encoded in memory and read back."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import av
import numpy as np

from video.model import Codec

WIDTH: Final = 320
HEIGHT: Final = 192
_FRAMES: Final = 4
_GREY: Final = 160
_TOLERANCE: Final = 6
_ENCODERS: Final = {Codec.H264: "libx264", Codec.HEVC: "libx265", Codec.MJPEG: "mjpeg"}


class DecodeError(Exception):
    """The codec is absent, or what came back is not what went in; the message says which."""


def decode_round_trip(codec: Codec) -> tuple[int, int]:
    """Encode a grey picture and decode it with the decoder that the wall uses; its width and height.

    Raises DecodeError.
    """
    try:
        packets = _encode(_ENCODERS[codec])
        decoder: Any = av.CodecContext.create(codec.value, "r")
        frames = [frame for packet in [*packets, None] for frame in decoder.decode(packet)]
    except (av.FFmpegError, ValueError) as error:
        raise DecodeError(str(error)) from error
    if len(frames) != _FRAMES:
        raise DecodeError(f"{len(frames)} frames of {_FRAMES}")
    brightness = float(np.mean(frames[-1].to_ndarray(format="gray")))
    if abs(brightness - _GREY) > _TOLERANCE:
        raise DecodeError(f"brightness {brightness:.0f} for {_GREY}")
    return frames[-1].width, frames[-1].height


def _encode(encoder: str) -> list[Any]:
    context: Any = av.CodecContext.create(encoder, "w")
    context.width, context.height, context.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    context.time_base, context.framerate = Fraction(1, 25), Fraction(25)
    if encoder == "mjpeg":
        context.pix_fmt = "yuvj420p"
    else:
        context.options = {"preset": "ultrafast", "x265-params": "log-level=none:pools=1"}
    picture = np.full((HEIGHT, WIDTH), _GREY, np.uint8)
    packets: list[Any] = []
    for number in range(_FRAMES):
        frame = av.VideoFrame.from_ndarray(picture, format="gray").reformat(format=context.pix_fmt)
        frame.pts = number
        packets += context.encode(frame)
    return packets + list(context.encode(None))
