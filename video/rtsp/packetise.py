"""From access units to RTP payloads: single NAL units and fragments (RFC 6184 FU-A, RFC 7798 FU)."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from video.model import AudioCodec, AudioInfo, Codec
from video.rtsp.nal import KINDS, split_nals

MAX_PAYLOAD = 1400


def payloads(codec: Codec, data: bytes, limit: int = MAX_PAYLOAD) -> list[bytes]:
    """Give the RTP payloads of an Annex B access unit, none longer than `limit` bytes."""
    found: list[bytes] = []
    for nal in split_nals(data):
        if len(nal) <= limit:
            found.append(nal)
        else:
            found.extend(_fragments(codec, nal, limit))
    return found


def _fragments(codec: Codec, nal: bytes, limit: int) -> Iterator[bytes]:
    if codec is Codec.H264:
        indicator, kind, start = bytes((nal[0] & 0xE0 | 28,)), nal[0] & 0x1F, 1
    else:
        indicator, kind, start = bytes((nal[0] & 0x81 | 49 << 1, nal[1])), nal[0] >> 1 & 0x3F, 2
    step = limit - len(indicator) - 1
    for begin in range(start, len(nal), step):
        flags = (0x80 if begin == start else 0) | (0x40 if begin + step >= len(nal) else 0)
        yield indicator + bytes((flags | kind,)) + nal[begin : begin + step]


def describe(codec: Codec, parameter_sets: bytes, payload_type: int, clock_rate: int) -> bytes:
    """Give the session description of one video stream, its control "track1"."""
    name = "H264" if codec is Codec.H264 else "H265"
    lines = [
        "v=0",
        "o=- 0 0 IN IP4 0.0.0.0",
        "s=Watchroom",
        "c=IN IP4 0.0.0.0",
        "t=0 0",
        "a=control:*",
        "a=range:npt=now-",
        f"m=video 0 RTP/AVP {payload_type}",
        f"a=rtpmap:{payload_type} {name}/{clock_rate}",
        f"a=fmtp:{payload_type} {_format(codec, parameter_sets)}",
        "a=control:track1",
    ]
    return ("\r\n".join(lines) + "\r\n").encode("ascii")


def describe_sound(info: AudioInfo, payload_type: int) -> bytes:
    """Give the part of a session description for the sound beside it, its control "track2"."""
    names = {AudioCodec.AAC: "MPEG4-GENERIC", AudioCodec.PCMU: "PCMU", AudioCodec.PCMA: "PCMA"}
    channels = f"/{info.channels}" if info.channels > 1 else ""
    lines = [
        f"m=audio 0 RTP/AVP {payload_type}",
        f"a=rtpmap:{payload_type} {names[info.codec]}/{info.clock_rate}{channels}",
    ]
    if info.codec is AudioCodec.AAC:
        widths = "sizelength=13;indexlength=3;indexdeltalength=3"
        fields = f"streamtype=5;profile-level-id=1;mode=AAC-hbr;{widths};config={info.config.hex().upper()}"
        lines.append(f"a=fmtp:{payload_type} {fields}")
    return ("\r\n".join([*lines, "a=control:track2"]) + "\r\n").encode("ascii")


def _format(codec: Codec, parameter_sets: bytes) -> str:
    kinds = KINDS[codec]
    sets: dict[int, list[str]] = {}
    profile = ""
    for nal in split_nals(parameter_sets):
        sets.setdefault(kinds.kind(nal), []).append(base64.b64encode(nal).decode("ascii"))
        if codec is Codec.H264 and kinds.kind(nal) == kinds.sequence and len(nal) >= 4:
            profile = f"profile-level-id={nal[1:4].hex().upper()};"
    if codec is Codec.H264:
        joined = ",".join(text for kind in sorted(sets) for text in sets[kind])
        return f"packetization-mode=1;{profile}sprop-parameter-sets={joined}"
    names = {32: "sprop-vps", 33: "sprop-sps", 34: "sprop-pps"}
    return ";".join(f"{names[kind]}={','.join(sets[kind])}" for kind in sorted(sets) if kind in names)
