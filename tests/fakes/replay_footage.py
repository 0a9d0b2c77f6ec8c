"""Recorded footage for tests: fragmented MP4 segments whose pictures tell their number, and a source of them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from video.archive.model import Segment, Stretch
from video.model import StreamKind

RATE = 10
#: Fragments as an archive writes them: playable up to the last one, however the file ends.
_FRAGMENTED = {"movflags": "+frag_keyframe+empty_moov+default_base_moof", "video_track_timescale": "90000"}
_ENCODERS = {"h264": "libx264", "hevc": "libx265"}


def grey_of(number: int) -> int:
    """The ground of picture `number`, by which a test knows it again."""
    return 40 + number * 7 % 160


def write_segment(
    path: Path,
    *,
    start: float,
    pictures: int = 60,
    camera: str = "01",
    codec: str = "h264",
    gop: int = 20,
    b_frames: int = 0,
    size: tuple[int, int] = (320, 180),
    first: int = 0,
    kind: StreamKind = StreamKind.MAIN,
    sound: bool = False,
    rate: int = RATE,
) -> Segment:
    """Write a segment of flat pictures of changing grey and tell of it; pictures are numbered from `first`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w", format="mp4", options=_FRAGMENTED) as container:
        stream: Any = container.add_stream(_ENCODERS[codec], rate=rate)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.codec_context.gop_size, stream.codec_context.max_b_frames = gop, b_frames
        stream.codec_context.thread_count = 1
        if codec == "h264":
            stream.options = {"preset": "ultrafast", "x264-params": f"keyint={gop}:scenecut=0:bframes={b_frames}"}
        else:
            stream.codec_context.codec_tag = "hvc1"
            told = f"log-level=none:keyint={gop}:scenecut=0:bframes={b_frames}:pools=1:open-gop=0"
            stream.options = {"preset": "ultrafast", "x265-params": told}
        audio: Any = container.add_stream("aac", rate=16000, layout="mono") if sound else None
        for number in range(pictures):
            pixels = np.full((size[1], size[0], 3), grey_of(first + number), np.uint8)
            frame = av.VideoFrame.from_ndarray(pixels, "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, rate)
            container.mux(stream.encode(frame))
        if audio is not None:
            _add_sound(container, audio, pictures / rate)
            container.mux(audio.encode(None))
        container.mux(stream.encode(None))
    end = start + (pictures - 1) / rate
    return Segment(camera, kind, path, start, end, pictures, path.stat().st_size, 0.0, True, True, codec=codec)


def _add_sound(container: av.container.OutputContainer, stream: av.AudioStream, seconds: float) -> None:
    wave = (np.sin(np.arange(int(16000 * seconds)) * 0.2) * 8000).astype(np.int16)
    for begin in range(0, len(wave) - 1024, 1024):
        frame = av.AudioFrame.from_ndarray(wave[None, begin : begin + 1024], format="s16", layout="mono")
        # The encoder begins 1024 samples early; before the first picture nothing may lie, for all would be shifted.
        frame.rate, frame.pts, frame.time_base = 16000, begin + 1024, Fraction(1, 16000)
        container.mux(stream.encode(frame))


class FolderFootage:
    """A FootageSource over segments that are known beforehand; `asked` counts the questions."""

    def __init__(self, *segments: Segment) -> None:
        self.all = list(segments)
        self.asked = 0
        self.fetched: list[Path] = []

    def segments(self, camera: str, start: float, end: float, kind: StreamKind | None = None) -> tuple[Segment, ...]:
        """See FootageSource."""
        self.asked += 1
        found = [one for one in self.all if one.camera == camera and one.end >= start and one.start <= end]
        return tuple(sorted((one for one in found if kind in (None, one.kind)), key=lambda one: one.start))

    def stretches(self, camera: str, start: float, end: float) -> tuple[Stretch, ...]:
        """See FootageSource."""
        return tuple(Stretch(one.start, one.end, one.cause) for one in self.segments(camera, start, end))

    def fetch(self, segment: Segment) -> Path:
        """See FootageSource."""
        self.fetched.append(segment.path)
        return segment.path


def moved(segment: Segment, camera: str, offset: float) -> Segment:
    """The same file as that of another camera whose clock is `offset` seconds ahead."""
    return replace(segment, camera=camera, start=segment.start + offset, end=segment.end + offset, clock_offset=offset)
