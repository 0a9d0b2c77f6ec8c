"""What video hands around: addresses, packets, states, boxes. Plain frozen data, no behaviour worth a thread.

Units: seconds everywhere; `*_at` are UTC seconds since the epoch, `*_mono` are seconds of the system-wide monotonic
clock (comparable between processes of one machine), rates are per second, `bit_rate` is bits per second.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

_SECRET_IN_PATH = re.compile(r"(?i)((?:pass(?:word|wd)?|pwd|psw|token|auth|key|user(?:name)?)=)[^&_;/#]*")

#: How pictures travel: inside the RTSP connection, as datagrams, or as the camera will have it, "tcp" first.
Transport = Literal["tcp", "udp", "auto"]
ErrorCode = Literal["unreachable", "unauthorized", "untrusted", "timeout", "protocol", "unsupported", "ended"]


class StreamKind(StrEnum):
    """Which of a camera's two streams: small and always connected, or large and connected while wanted."""

    SUB = "sub"
    MAIN = "main"


class Codec(StrEnum):
    """Video codings that are shown; MJPEG comes over HTTP and from files, the others over RTSP too."""

    H264 = "h264"
    HEVC = "hevc"
    MJPEG = "mjpeg"


class AudioCodec(StrEnum):
    """Audio codings of cameras, by the names FFmpeg has for them."""

    AAC = "aac"
    PCMU = "pcm_mulaw"
    PCMA = "pcm_alaw"


class Phase(StrEnum):
    """Where a camera session stands.

    REFUSED is a wrong user name or password, or a certificate that is not trusted: trying faster will not help.
    """

    CONNECTING = "connecting"
    LIVE = "live"
    STALLED = "stalled"
    LOST = "lost"
    REFUSED = "refused"
    UNSUPPORTED = "unsupported"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user name and a password. Neither repr nor str shows the password, so a log line cannot leak it."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom to believe over TLS. Both empty: the system's authorities.

    ca_file: path of PEM certificates that count instead. fingerprint: SHA-256 of the peer's own certificate in
    hexadecimal digits, colons allowed; then nothing else of the certificate counts, neither its name nor its date.
    """

    ca_file: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class StreamAddress:
    """Where a stream is, who asks, and whom to trust over TLS.

    `url` should carry no user information; when it does, repr leaves it out.
    """

    url: str
    credentials: Credentials | None = None
    trust: Trust = Trust()

    def __repr__(self) -> str:
        """Show the address without anything secret."""
        return f"StreamAddress(url={shown_url(self.url)!r}, credentials={self.credentials!r}, trust={self.trust!r})"


@dataclass(frozen=True, slots=True)
class CameraSource:
    """A camera's id and its streams; a camera with one stream has the other as None. sound: asked for with them."""

    camera: str
    sub: StreamAddress | None
    main: StreamAddress | None
    transport: Transport = "tcp"
    sound: bool = False


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """What a decoder needs before the first packet.

    `parameter_sets` is Annex B (start code 00 00 00 01 before each VPS/SPS/PPS), empty while none was seen;
    `clock_rate` is RTP ticks per second.
    """

    codec: Codec
    parameter_sets: bytes
    clock_rate: int = 90_000


@dataclass(frozen=True, slots=True)
class Packet:
    """One access unit (one coded picture).

    data: Annex B, or a whole JPEG. key: decoding can start here. pts: seconds of the stream's clock, without wrap.
    captured_at: the camera's own UTC when `camera_clock` (from RTCP sender reports), else `received_at`.
    received_at: our UTC when its last byte was read. received_mono: the same instant on the monotonic clock.
    behind: seconds by which it came later than this stream's pictures usually do; 0 where the camera tells no time.
    """

    data: bytes
    key: bool
    pts: float
    captured_at: float
    received_at: float
    received_mono: float
    camera_clock: bool = False
    behind: float = 0.0


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """What an audio decoder needs. clock_rate: samples per second; config: AudioSpecificConfig of AAC, else empty."""

    codec: AudioCodec
    clock_rate: int
    channels: int
    config: bytes = b""


@dataclass(frozen=True, slots=True)
class AudioPacket:
    """A few hundredths of a second of sound as the camera sent it.

    data: one AAC access unit, or G.711 bytes. Times as in Packet; pts of sound and pictures have no common zero, but
    captured_at has where `camera_clock`.
    """

    data: bytes
    info: AudioInfo
    pts: float
    captured_at: float
    received_at: float
    camera_clock: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    """What a source lost or left out since it was opened.

    lost_packets: RTP packets that never came. dropped_pictures: left out because they, or one they build on, did not
    arrive whole. clock_error: camera's clock minus ours in seconds where it is too far off to be used, else None.
    """

    lost_packets: int = 0
    dropped_pictures: int = 0
    clock_error: float | None = None


@dataclass(frozen=True, slots=True)
class StreamState:
    """All that is known about one stream of one camera, for a tile's header, a lamp or a log line.

    reason: a code ("" while all is well), one of ErrorCode's or "stalled" (nothing comes), "damaged" (what comes is
    not whole), "late" (what comes is old), "connecting"; detail: its parameters, never a secret. last_packet_at: when
    the newest packet came or, late, should have. clock_offset: camera's clock minus ours in seconds, None while
    unknown. width, height: 0 until known. key_interval: seconds between key pictures, None until two were seen.
    lost_packets, dropped_pictures: as in Health, of this connection.
    """

    camera: str
    kind: StreamKind
    phase: Phase
    since: float
    reason: str = ""
    detail: Mapping[str, str | float] = field(default_factory=dict)
    next_try_at: float | None = None
    last_packet_at: float | None = None
    frame_rate: float = 0.0
    bit_rate: float = 0.0
    width: int = 0
    height: int = 0
    codec: str = ""
    clock_offset: float | None = None
    attempts: int = 0
    key_interval: float | None = None
    lost_packets: int = 0
    dropped_pictures: int = 0


class SourceError(Exception):
    """The only exception a source raises. `code` says what to do next; `detail` holds no secrets."""

    def __init__(self, code: ErrorCode, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code: ErrorCode = code
        self.detail = detail

    def __str__(self) -> str:
        """Give `code: detail`."""
        return f"{self.code}: {self.detail}" if self.detail else self.code


@dataclass(frozen=True, slots=True)
class Box:
    """A detected object; edges are fractions of the picture, 0..1 from the top left.

    track: its number, from its second sighting on. velocity: of where it stands, in fractions of the picture's width
    and height a second, None until known. moved: whether it has gone at least half its own size since it came.
    """

    left: float
    top: float
    right: float
    bottom: float
    label: str
    confidence: float
    track: int | None = None
    velocity: tuple[float, float] | None = None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class BoxSet:
    """The boxes of one picture of one camera. `engine` names what found them ("motion", a model's id)."""

    camera: str
    captured_at: float
    boxes: tuple[Box, ...]
    engine: str


def shown_url(url: str) -> str:
    """Give `url` fit to be read by anybody: some cameras want the password in the path or behind the question mark."""
    path, question, _ = without_user_info(url).partition("?")
    return _SECRET_IN_PATH.sub(r"\1***", path) + ("?..." if question else "")


def without_user_info(url: str) -> str:
    """Give `url` with `user:password@` cut out of its authority, whatever else is wrong with it."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return url.rpartition("@")[2]
    authority_end = min((i for i in (rest.find(c) for c in "/?#") if i >= 0), default=len(rest))
    # A password with an unescaped "/" or "#" would end the authority early: cut to the last "@" before the first "?".
    user_end = rest.split("?", 1)[0].rfind("@")
    if user_end < 0 or (user_end > authority_end and ":" not in rest[:authority_end]):
        return url
    return f"{scheme}://{rest[user_end + 1 :]}"
