"""Clips: what a camera sent, copied without recoding into an MP4 that any player opens.

Format. A plain MP4 with one video track of timescale 90000, sample times being picture times relative to the first. The
exact times are in the file's metadata under the key `watchroom`, a JSON object::

    {"schema": 1, "camera": "07", "kind": "sub", "camera_clock": true,
     "captured_us": [first, step, step, ...], "received_us": [first, step, step, ...]}

captured_us: UTC of each picture by the camera's clock (ours where it tells none), received_us: UTC by ours when its
last byte came; microseconds, the first since the epoch, the others since the one before, in the order of the samples.
So one hash over one file covers pictures and times. `creation_time` holds the first picture's time for others.

Recorded segments (video/archive/muxer.py) tell their times before they have any: schema 2 has `start_us`, the UTC of
the first sample by the camera's clock, and `offset_us`, that clock minus ours; the rest follows from the samples. They
are read as far as they are whole, so one that was cut off, or is being written, is read like any other.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import av
import av.error
from av.container import InputContainer
from av.video.stream import VideoStream

from video.model import Codec, Packet, StreamInfo, StreamKind
from video.ring import Entry
from video.views import ClipResult, MediaError, remove_quietly

KEY = "watchroom"
#: A folder of a clip's name and this holds what has come of it so far, while it is being made.
UNFINISHED = ".unfinished"
TIMESCALE = 90_000
FORMATS = {Codec.H264: "h264", Codec.HEVC: "hevc", Codec.MJPEG: "mjpeg"}
#: Camera clocks further than this from ours are not believed when pictures are put in order of time, seconds.
_BELIEVED = 5.0


@dataclass(frozen=True, slots=True)
class ClipFrame:
    """One picture of a clip: UTC by the camera's clock and by ours; key: decoding can start here."""

    captured_at: float
    received_at: float
    key: bool

    @property
    def at(self) -> float:
        """The picture's UTC: the camera's, unless its clock is plainly wrong."""
        return self.captured_at if abs(self.captured_at - self.received_at) <= _BELIEVED else self.received_at


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip with its packets in memory: `packets[i]` (Annex B or MP4's own framing) is the picture `frames[i]`."""

    path: Path
    camera: str
    kind: StreamKind
    camera_clock: bool
    frames: tuple[ClipFrame, ...]
    width: int
    height: int
    codec: str

    @property
    def start(self) -> float:
        """UTC of the first picture."""
        return self.frames[0].at

    @property
    def end(self) -> float:
        """UTC of the last picture."""
        return self.frames[-1].at


def cut(entries: Sequence[Entry], end: float) -> list[Entry]:
    """Keep what came until `end` and can stand in one track: from the last change of coding on."""
    kept: list[Entry] = []
    for packet, info in entries:
        if packet.received_at > end:
            break
        if kept and packet.key and info != kept[-1][1]:
            kept.clear()
        kept.append((packet, info))
    return kept


def write_clip(path: Path, camera: str, kind: StreamKind, entries: Sequence[Entry]) -> ClipResult:
    """Write entries, the first a key picture, all of one coding; the file appears whole or not at all.

    Raises MediaError "no_pictures" or "write_failed".
    """
    if not entries or not entries[0][0].key:
        raise MediaError("no_pictures", f"camera {camera}")
    packets = [packet for packet, _ in entries]
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(part, camera, kind, packets, entries[0][1])
        _sync(part)
        size = part.stat().st_size
        part.replace(path)
    except (OSError, av.FFmpegError, ValueError) as error:
        remove_quietly(part)
        raise MediaError("write_failed", f"{path}: {error}") from error
    first, last = (ClipFrame(p.captured_at, p.received_at, p.key) for p in (packets[0], packets[-1]))
    return ClipResult(path, camera, kind, first.at, last.at, len(packets), size, entries[0][1].codec.value)


def read_clip(path: Path) -> Clip:
    """Read a clip's description without decoding; raises MediaError "missing" or "unreadable".

    MP4 files of other origin are taken too: their times come from `creation_time` and the samples' times.
    """
    if not path.is_file():
        raise MediaError("missing", str(path))
    try:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            samples = [(at, key) for _, at, key in _whole(container, stream)]
            metadata = dict(container.metadata)
            context = stream.codec_context
            return _describe(path, metadata, samples, (context.width, context.height, context.name))
    except (OSError, av.FFmpegError, ValueError, KeyError, TypeError, IndexError) as error:
        raise MediaError("unreadable", f"{path}: {error}") from error


def load_clip(path: Path) -> tuple[Clip, list[Entry]]:
    """Read a clip with its packets, in decoding order, into memory: for minutes, not for hours. Raises as read_clip."""
    clip = read_clip(path)
    try:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            info = StreamInfo(Codec(stream.codec_context.name), stream.codec_context.extradata or b"", TIMESCALE)
            coded = [(bytes(p), at) for p, at, _ in _whole(container, stream)]
    except (OSError, av.FFmpegError, ValueError) as error:
        raise MediaError("unreadable", f"{path}: {error}") from error
    packets = (
        Packet(data, f.key, pts, f.captured_at, f.received_at, pts, clip.camera_clock)
        # A segment that is being written has grown since.
        for (data, pts), f in zip(coded, clip.frames, strict=False)
    )
    return clip, [(packet, info) for packet in packets]


def _whole(container: InputContainer, stream: VideoStream) -> Iterator[tuple[Any, float, bool]]:
    """Give a file's pictures with their sample times in seconds, up to the first that is not whole."""
    try:
        for packet in container.demux(stream):
            if packet.is_corrupt:
                return
            if packet.pts is not None and packet.size and packet.time_base is not None:
                yield packet, float(packet.pts * packet.time_base), packet.is_keyframe
    except (EOFError, av.error.InvalidDataError):
        return


def _describe(
    path: Path, metadata: dict[str, str], samples: list[tuple[float, bool]], picture: tuple[int, int, str]
) -> Clip:
    if not samples:
        raise ValueError("no pictures")
    told: Any = json.loads(metadata[KEY]) if KEY in metadata else _told_by_others(path, metadata, samples)
    times = _times_of_segment(told, samples) if told.get("schema") == 2 else _times_of_clip(told)
    if not len(times[0]) == len(times[1]) == len(samples):
        raise ValueError("times and pictures do not match")
    frames = tuple(ClipFrame(c, r, key) for c, r, (_, key) in zip(times[0], times[1], samples, strict=True))
    return Clip(path, told["camera"], StreamKind(told["kind"]), bool(told["camera_clock"]), frames, *picture)


def _times_of_clip(told: dict[str, Any]) -> list[list[float]]:
    return [[us / 1e6 for us in accumulate(told[name])] for name in ("captured_us", "received_us")]


def _times_of_segment(told: dict[str, Any], samples: list[tuple[float, bool]]) -> list[list[float]]:
    first = min(at for at, _ in samples)
    captured = [told["start_us"] / 1e6 + at - first for at, _ in samples]
    return [captured, [at - told["offset_us"] / 1e6 for at in captured]]


def _told_by_others(path: Path, metadata: dict[str, str], samples: list[tuple[float, bool]]) -> dict[str, object]:
    created = metadata.get("creation_time", "")
    start = datetime.fromisoformat(created).timestamp() if created else path.stat().st_mtime
    steps = _steps([start + at - samples[0][0] for at, _ in sorted(samples)])
    return {"camera": path.stem, "kind": "main", "camera_clock": False, "captured_us": steps, "received_us": steps}


def _write(path: Path, camera: str, kind: StreamKind, packets: list[Packet], info: StreamInfo) -> None:
    options = {"movflags": "+use_metadata_tags+faststart", "video_track_timescale": str(TIMESCALE)}
    head = io.BytesIO(info.parameter_sets + packets[0].data)
    with (
        av.open(head, format=FORMATS[info.codec]) as probe,
        av.open(str(path), "w", format="mp4", options=options) as container,
    ):
        container.metadata.update(_metadata(camera, kind, packets))
        stream = container.add_stream_from_template(probe.streams.video[0])
        if info.codec is Codec.HEVC:
            stream.codec_tag = "hvc1"
        stream.time_base = Fraction(1, TIMESCALE)
        _mux(container, stream, packets)


def _mux(container: av.container.OutputContainer, stream: VideoStream, packets: list[Packet]) -> None:
    shown = _ticks(packets)
    in_order = sorted(shown)
    # Where pictures are sent in another order than shown, decoding times run ahead by the deepest reordering.
    lead = max(due - tick for due, tick in zip(in_order, shown, strict=True))
    durations = [b - a for a, b in pairwise(in_order)] or [TIMESCALE // 25]
    durations.append(durations[-1])
    for packet, tick, due, duration in zip(packets, shown, in_order, durations, strict=True):
        coded = av.Packet(packet.data)
        coded.stream = stream
        coded.time_base = Fraction(1, TIMESCALE)
        coded.pts, coded.dts = tick, due - lead
        coded.duration = duration
        coded.is_keyframe = packet.key
        container.mux_one(coded)


def _ticks(packets: list[Packet]) -> list[int]:
    """Sample times: as captured, but always rising, whatever a camera's clock did; reordered streams by their own."""
    if any(b.pts < a.pts for a, b in pairwise(packets)) and len({p.pts for p in packets}) == len(packets):
        return [round((packet.pts - packets[0].pts) * TIMESCALE) for packet in packets]
    ticks: list[int] = []
    for packet in packets:
        tick = round((packet.captured_at - packets[0].captured_at) * TIMESCALE)
        ticks.append(tick if not ticks else max(tick, ticks[-1] + 1))
    return ticks


def _metadata(camera: str, kind: StreamKind, packets: list[Packet]) -> dict[str, str]:
    told = {
        "schema": 1,
        "camera": camera,
        "kind": kind.value,
        "camera_clock": all(packet.camera_clock for packet in packets),
        "captured_us": _steps([packet.captured_at for packet in packets]),
        "received_us": _steps([packet.received_at for packet in packets]),
    }
    created = datetime.fromtimestamp(packets[0].captured_at, UTC).isoformat().replace("+00:00", "Z")
    return {KEY: json.dumps(told, separators=(",", ":")), "creation_time": created}


def _steps(times: list[float]) -> list[int]:
    whole = [round(time * 1e6) for time in times]
    return [*whole[:1], *(b - a for a, b in pairwise(whole))]


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
