"""A camera's sound over RTP: G.711 (RFC 3551) and AAC (RFC 3640, AAC-hbr)."""

from __future__ import annotations

from collections.abc import Callable

from video.clock import Clock
from video.model import AudioCodec, AudioPacket
from video.rtsp.receiver import TrackReceiver
from video.rtsp.rtp import RtpPacket
from video.rtsp.sdp import AudioTrack
from video.rtsp.timeline import Timeline

#: Samples in an AAC access unit.
AAC_SAMPLES = 1024
MAX_UNIT = 16 * 1024
AudioHandler = Callable[[AudioPacket], None]


class AudioDepacketiser:
    """Gives the pieces of sound of each packet with the samples before them; what makes no sense is left out."""

    def __init__(self, track: AudioTrack) -> None:
        self._track = track
        self._expected: int | None = None
        self._begun = b""
        self._missing = 0
        self.lost_packets = 0

    def restart(self) -> None:
        """Another source sends from now on."""
        self._expected, self._begun = None, b""

    def push(self, packet: RtpPacket) -> list[tuple[bytes, int]]:
        """Give (data, samples after the packet's timestamp) of each piece that `packet` completes."""
        if self._expected is not None and packet.sequence != self._expected:
            missing = (packet.sequence - self._expected) & 0xFFFF
            self.lost_packets += missing if missing < 0x8000 else 0
            self._begun = b""
        self._expected = (packet.sequence + 1) & 0xFFFF
        if self._track.info.codec is not AudioCodec.AAC:
            return [(packet.payload, 0)] if packet.payload else []
        sizes, body = self._headers(packet.payload)
        if len(sizes) == 1 and sizes[0] > len(body):
            return self._fragment(sizes[0], body, packet.marker)
        self._begun = b""
        return _cut(sizes, body)

    def _headers(self, payload: bytes) -> tuple[list[int], bytes]:
        """Read the sizes of the access units in a packet."""
        width = self._track.size_bits + self._track.index_bits
        bits = int.from_bytes(payload[:2], "big")
        start = 2 + (bits + 7) // 8
        if not width or not bits or bits % width or len(payload) < start:
            return [], b""
        value = int.from_bytes(payload[2:start], "big") >> (-bits % 8)
        count = bits // width
        fields = (value >> width * (count - 1 - i) & (1 << width) - 1 for i in range(count))
        return [field >> self._track.index_bits for field in fields], payload[start:]

    def _fragment(self, size: int, body: bytes, last: bool) -> list[tuple[bytes, int]]:
        begun, self._begun = self._begun + body, b""
        if len(begun) == size and last:
            return [(begun, 0)]
        if not last and len(begun) < min(size, MAX_UNIT):
            self._begun = begun
        return []


def _cut(sizes: list[int], body: bytes) -> list[tuple[bytes, int]]:
    found, position = [], 0
    for number, size in enumerate(sizes):
        if not size or position + size > len(body):
            break
        found.append((body[position : position + size], number * AAC_SAMPLES))
        position += size
    return found


class AudioReceiver:
    """Turns one audio track's packets into AudioPackets for `handle`, on the loop."""

    def __init__(self, track: AudioTrack, clock: Clock, handle: AudioHandler) -> None:
        self._info = track.info
        self._clock = clock
        self._handle = handle
        self._depacketiser = AudioDepacketiser(track)
        self._timeline = Timeline(track.info.clock_rate)
        self.track = TrackReceiver(
            track.payload_type, track.info.clock_rate, clock, self._take, self._depacketiser.restart
        )
        self.track.lost_packets = lambda: self._depacketiser.lost_packets

    def _take(self, packet: RtpPacket) -> None:
        received = self._clock.now()
        for data, samples in self._depacketiser.push(packet):
            captured = self.track.camera_time.utc(packet.timestamp)
            later = samples / self._info.clock_rate
            made = AudioPacket(
                data=data,
                info=self._info,
                pts=self._timeline.seconds(packet.timestamp, self._clock.monotonic()) + later,
                captured_at=received if captured is None else captured + later,
                received_at=received,
                camera_clock=captured is not None,
            )
            self._handle(made)
