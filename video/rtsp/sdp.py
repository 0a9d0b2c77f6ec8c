"""The few lines of a session description (RFC 4566) that a client of cameras needs."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from video.model import AudioCodec, AudioInfo, Codec, SourceError
from video.rtsp.nal import join_nals

_CODECS = {"H264": Codec.H264, "H265": Codec.HEVC}
_PARAMETER_FIELDS = {Codec.H264: ("sprop-parameter-sets",), Codec.HEVC: ("sprop-vps", "sprop-sps", "sprop-pps")}
_MAX_LINES = 4096
_AUDIO_CODECS = {"MPEG4-GENERIC": AudioCodec.AAC, "PCMU": AudioCodec.PCMU, "PCMA": AudioCodec.PCMA}
#: Payload types that need no rtpmap (RFC 3551).
_STATIC_AUDIO = {"0": "PCMU/8000", "8": "PCMA/8000"}


@dataclass(frozen=True, slots=True)
class VideoTrack:
    """The video medium we play. control: absolute address for SETUP; don: RFC 7798 packets carry a DONL field."""

    codec: Codec
    payload_type: int
    clock_rate: int
    control: str
    parameter_sets: bytes
    don: bool = False


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """The audio medium we play. size_bits, index_bits: widths of RFC 3640's fields before each AAC access unit."""

    info: AudioInfo
    payload_type: int
    control: str
    size_bits: int = 13
    index_bits: int = 3


@dataclass(frozen=True, slots=True)
class Description:
    """A session: where PLAY goes, its first video we can play, and its first audio, None where there is none."""

    control: str
    video: VideoTrack
    audio: AudioTrack | None = None


@dataclass(slots=True)
class _Medium:
    kind: str
    payload_types: list[str]
    attributes: list[tuple[str, str]] = field(default_factory=list)

    def first(self, name: str) -> str:
        """Give the first value of an attribute."""
        return next((value for key, value in self.attributes if key == name), "")

    def of_type(self, name: str, payload_type: str) -> str:
        """Give what an attribute says of one payload type."""
        for key, value in self.attributes:
            number, _, rest = value.partition(" ")
            if key == name and number == payload_type:
                return rest.strip()
        return ""


def parse_description(body: bytes, base_url: str) -> Description:
    """Read an SDP; raises SourceError: "unsupported" when no video in it is H.264 or H.265, else "protocol"."""
    session, media = _split(body)
    videos = [medium for medium in media if medium.kind == "video"]
    if not media and not session.attributes:
        raise SourceError("protocol", "not a session description")
    control = resolve_control(base_url, session.first("control"))
    for medium in videos:
        for payload_type in medium.payload_types:
            track = _track(medium, payload_type, base_url)
            if track is not None:
                return Description(control, track, _first_audio(media, base_url))
    raise SourceError("unsupported", "no H.264 or H.265 video" if videos else "no video")


def _split(body: bytes) -> tuple[_Medium, list[_Medium]]:
    session = _Medium("", [])
    media: list[_Medium] = []
    for line in body.decode("utf-8", "replace").splitlines()[:_MAX_LINES]:
        key, separator, value = line.strip().partition("=")
        if not separator:
            continue
        if key == "m":
            words = value.split()
            media.append(_Medium(words[0] if words else "", words[3:]))
        elif key == "a":
            name, _, rest = value.partition(":")
            (media[-1] if media else session).attributes.append((name, rest.strip()))
    return session, media


def _track(medium: _Medium, payload_type: str, base_url: str) -> VideoTrack | None:
    encoding, _, rate = medium.of_type("rtpmap", payload_type).partition("/")
    codec = _CODECS.get(encoding.strip().upper())
    if codec is None or not _is_number(payload_type, 127):
        return None
    rate = rate.partition("/")[0].strip()
    fields = _format_fields(medium.of_type("fmtp", payload_type))
    return VideoTrack(
        codec=codec,
        payload_type=int(payload_type),
        clock_rate=int(rate) if _is_number(rate, 1_000_000) and int(rate) else 90_000,
        control=resolve_control(base_url, medium.first("control")),
        parameter_sets=_parameter_sets(codec, fields),
        don=fields.get("sprop-max-don-diff", "0") not in ("", "0"),
    )


def _first_audio(media: list[_Medium], base_url: str) -> AudioTrack | None:
    sounds = (medium for medium in media if medium.kind == "audio")
    tracks = (_audio(medium, number, base_url) for medium in sounds for number in medium.payload_types)
    return next((track for track in tracks if track is not None), None)


def _audio(medium: _Medium, payload_type: str, base_url: str) -> AudioTrack | None:
    if not _is_number(payload_type, 127):
        return None
    told = medium.of_type("rtpmap", payload_type) or _STATIC_AUDIO.get(payload_type, "")
    name, _, rest = told.partition("/")
    rate, _, channels = rest.partition("/")
    codec = _AUDIO_CODECS.get(name.strip().upper())
    if codec is None or not _is_number(rate.strip(), 192_000) or not int(rate):
        return None
    count = int(channels) if _is_number(channels.strip(), 8) and int(channels) else 1
    fields = _format_fields(medium.of_type("fmtp", payload_type))
    control = resolve_control(base_url, medium.first("control"))
    if codec is not AudioCodec.AAC:
        return AudioTrack(AudioInfo(codec, int(rate), count), int(payload_type), control)
    if fields.get("mode", "").lower() != "aac-hbr" or not re.fullmatch(
        r"(?:[0-9A-Fa-f]{2}){2,64}", fields.get("config", "")
    ):
        return None
    info = AudioInfo(codec, int(rate), count, bytes.fromhex(fields["config"]))
    size, index = (fields.get(key, "") for key in ("sizelength", "indexlength"))
    widths = (int(size) if _is_number(size, 16) else 13, int(index) if _is_number(index, 16) else 3)
    return AudioTrack(info, int(payload_type), control, *widths)


def _is_number(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9 and int(text) <= most


def _format_fields(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _parameter_sets(codec: Codec, fields: dict[str, str]) -> bytes:
    nals: list[bytes] = []
    for name in _PARAMETER_FIELDS[codec]:
        for text in fields.get(name, "").split(","):
            try:
                nals.append(base64.b64decode(text, validate=False))
            except (binascii.Error, ValueError):  # the stream will bring them in band
                continue
    return join_nals([nal for nal in nals if nal])


def resolve_control(base_url: str, control: str) -> str:
    """Give the address a control attribute means, as cameras understand it: appended, not resolved as a link.

    "rtsp://c/live" and "trackID=1" make "rtsp://c/live/trackID=1", though RFC 3986 would drop "live".
    """
    if control in ("", "*"):
        return base_url
    if control.lower().startswith(("rtsp://", "rtspu://", "rtsps://")):
        return control
    if control.startswith("/") and urlsplit(base_url).path not in ("", "/"):
        return urljoin(base_url, control)
    return base_url + control.lstrip("/") if base_url.endswith("/") else f"{base_url}/{control.lstrip('/')}"
