"""From packets to the bytes of a fragmented MP4, without recoding and without touching a disk.

Format: docs/decisions/0801-recording.md. Each fragment is half a second or starts at a key picture, whichever comes
first, and is handed out whole, so a file that consists of whole fragments plays to its end wherever it was cut. Sample
times are picture times relative to the first picture; what they are relative to is in the metadata (`video.clips`).
A camera's G.711 sound has no place in MP4, so such files are QuickTime movies, which differ in nothing else.
"""

from __future__ import annotations

import heapq
import io
import json
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import av

from video.archive.model import Cause
from video.clips import FORMATS, KEY, TIMESCALE
from video.model import AudioCodec, AudioInfo, AudioPacket, Codec, Packet, StreamInfo, StreamKind
from video.rtsp.audio import AAC_SAMPLES

FRAGMENT_US = 500_000
_OPTIONS = {
    "movflags": "+frag_keyframe+empty_moov+default_base_moof+use_metadata_tags",
    "frag_duration": str(FRAGMENT_US),
    "video_track_timescale": str(TIMESCALE),
    "max_interleave_delta": str(FRAGMENT_US),
    "flush_packets": "1",
}
#: Sound that is off by more than this from where it should be is put there, seconds.
_SOUND_OFF = 0.2


@dataclass(frozen=True, slots=True)
class SegmentHead:
    """What a segment says of itself at its start. start, offset: seconds; offset is camera's clock minus ours."""

    camera: str
    kind: StreamKind
    start: float
    camera_clock: bool
    offset: float
    cause: Cause = "recording"
    incident: str = ""

    def metadata(self) -> dict[str, str]:
        """Give the container's metadata."""
        told = {
            "schema": 2,
            "camera": self.camera,
            "kind": self.kind.value,
            "camera_clock": self.camera_clock,
            "start_us": round(self.start * 1e6),
            "offset_us": round(self.offset * 1e6),
            "cause": self.cause,
            "incident": self.incident,
        }
        created = datetime.fromtimestamp(self.start, UTC).isoformat().replace("+00:00", "Z")
        return {KEY: json.dumps(told, separators=(",", ":")), "creation_time": created}


class _Sink:
    """What libavformat writes to; it cannot seek, so nothing written is ever changed."""

    def __init__(self) -> None:
        self.data = bytearray()

    def write(self, data: bytes) -> int:
        self.data += data
        return len(data)


def suffix_for(sound: AudioInfo | None) -> str:
    """Give the file name's ending for a segment with this sound."""
    return ".mov" if sound is not None and sound.codec is not AudioCodec.AAC else ".mp4"


class SegmentMuxer:
    """One segment's container in memory. `depth`: by how many pictures the stream is reordered, 0 for most cameras.
    `base`: the stream's time of the first picture.

    `video`, `sound` and `close` give the bytes that are complete by then, often none. Raises av.FFmpegError and
    ValueError for pictures that are none.
    """

    def __init__(self, head: SegmentHead, first: Packet, info: StreamInfo, sound: AudioInfo | None, depth: int) -> None:
        self.head = head
        self._depth = depth
        self.base = first.pts
        self._sink = _Sink()
        self._last = -1
        self._lead = 0
        self._waiting: deque[tuple[Packet, int]] = deque()
        self._due: list[int] = []
        self._sound_info = sound
        self._next_sample = 0
        kind = "mov" if suffix_for(sound) == ".mov" else "mp4"
        self._container = av.open(self._sink, "w", format=kind, options=_OPTIONS)
        self._container.metadata.update(head.metadata())
        with av.open(io.BytesIO(info.parameter_sets + first.data), format=FORMATS[info.codec]) as probe:
            self._video: Any = self._container.add_stream_from_template(probe.streams.video[0])
        if info.codec is Codec.HEVC:
            self._video.codec_tag = "hvc1"
        self._video.time_base = Fraction(1, TIMESCALE)
        self._audio: Any = None if sound is None else self._add_sound(sound)

    def video(self, packet: Packet, at: float) -> bytes:
        """Add a picture whose time is `at` seconds after the first."""
        tick = round((packet.pts - self.base if self._depth else at) * TIMESCALE)
        if not self._depth:
            tick = self._last = max(tick, self._last + 1)
            return self._mux_video(packet, tick, tick)
        self._waiting.append((packet, tick))
        heapq.heappush(self._due, tick)
        return self._emit() if len(self._waiting) > self._depth else b""

    def sound(self, packet: AudioPacket, at: float) -> bytes:
        """Add a piece of sound; what does not fit this segment's sound is left out."""
        if self._audio is None or packet.info != self._sound_info or at < 0:
            return b""
        rate = packet.info.clock_rate
        samples = AAC_SAMPLES if packet.info.codec is AudioCodec.AAC else len(packet.data) // packet.info.channels
        if at * rate > self._next_sample + _SOUND_OFF * rate or not self._next_sample:
            self._next_sample = round(at * rate)
        elif at * rate < self._next_sample - 2 * _SOUND_OFF * rate:
            return b""
        coded = av.Packet(packet.data)
        coded.stream = self._audio
        coded.time_base = Fraction(1, rate)
        coded.pts = coded.dts = self._next_sample + round(self._lead * rate / TIMESCALE)
        coded.duration = samples
        coded.is_keyframe = True
        self._next_sample += samples
        self._container.mux_one(coded)
        return self._taken()

    def close(self) -> bytes:
        """Give the rest: the last fragment and the list of all."""
        while self._waiting:
            self._emit(keep=True)
        self._container.close()
        return self._taken()

    def _add_sound(self, sound: AudioInfo) -> Any:
        stream: Any = self._container.add_stream(sound.codec.value, rate=sound.clock_rate)
        stream.codec_context.layout = "mono" if sound.channels == 1 else "stereo"
        if sound.config:
            stream.codec_context.extradata = sound.config
        stream.time_base = Fraction(1, sound.clock_rate)
        return stream

    def _emit(self, *, keep: bool = False) -> bytes:
        """Write the packet that waited longest: the pictures after it tell when it is to be decoded."""
        packet, tick = self._waiting.popleft()
        due = heapq.heappop(self._due)
        if not self._lead:
            # Decoding runs ahead of showing by the reordering, at the rate at which these pictures come.
            ahead = sorted(self._due)[: self._depth]
            self._lead = max(1, (ahead[-1] - due) if ahead else 1)
        decode = self._last = max(min(due, tick + self._lead), self._last + 1)
        return self._mux_video(packet, max(tick + self._lead, decode), decode, taken=not keep)

    def _mux_video(self, packet: Packet, shown: int, decoded: int, *, taken: bool = True) -> bytes:
        coded = av.Packet(packet.data)
        coded.stream = self._video
        coded.time_base = Fraction(1, TIMESCALE)
        coded.pts, coded.dts = shown, decoded
        coded.is_keyframe = packet.key
        self._container.mux_one(coded)
        return self._taken() if taken else b""

    def _taken(self) -> bytes:
        data, self._sink.data = bytes(self._sink.data), bytearray()
        return data
