"""Sound out of RTP payloads and descriptions, right, cut short and made of noise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.model import AudioCodec, AudioInfo, SourceError
from video.rtsp.audio import AudioDepacketiser
from video.rtsp.packetise import describe_sound
from video.rtsp.rtp import RtpPacket
from video.rtsp.sdp import AudioTrack, parse_description

AAC = AudioTrack(AudioInfo(AudioCodec.AAC, 16_000, 1, b"\x14\x08"), 97, "")
G711 = AudioTrack(AudioInfo(AudioCodec.PCMU, 8000, 1), 0, "")
VIDEO = b"v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"


def packet(payload: bytes, sequence: int = 1, marker: bool = True) -> RtpPacket:
    return RtpPacket(97, marker, sequence, 0, 1, payload)


def headers(*sizes: int) -> bytes:
    return (16 * len(sizes)).to_bytes(2, "big") + b"".join((size << 3).to_bytes(2, "big") for size in sizes)


@given(st.lists(st.binary(min_size=1, max_size=200), min_size=1, max_size=6))
def test_several_access_units_in_a_packet(units: list[bytes]) -> None:
    payload = headers(*map(len, units)) + b"".join(units)
    assert AudioDepacketiser(AAC).push(packet(payload)) == [(unit, 1024 * i) for i, unit in enumerate(units)]


def test_an_access_unit_in_fragments_and_one_that_lost_its_middle() -> None:
    parts = [headers(9) + b"abc", headers(9) + b"def", headers(9) + b"ghi"]
    whole = AudioDepacketiser(AAC)
    found = [whole.push(packet(part, number, number == 2)) for number, part in enumerate(parts)]
    assert found == [[], [], [(b"abcdefghi", 0)]]
    holed = AudioDepacketiser(AAC)
    assert [holed.push(packet(parts[n], n, n == 2)) for n in (0, 2)] == [[], []]
    assert holed.lost_packets == 1


def test_g711_is_what_is_in_the_packet() -> None:
    assert AudioDepacketiser(G711).push(packet(b"\xff" * 160)) == [(b"\xff" * 160, 0)]
    assert AudioDepacketiser(G711).push(packet(b"")) == []


@given(st.integers(0, 16), st.integers(0, 16), st.lists(st.tuples(st.binary(max_size=60), st.booleans()), max_size=20))
def test_any_payloads_give_pieces_that_were_in_them(size: int, index: int, raw: list[tuple[bytes, bool]]) -> None:
    depacketiser = AudioDepacketiser(AudioTrack(AAC.info, 97, "", size, index))
    for number, (payload, marker) in enumerate(raw):
        for data, later in depacketiser.push(packet(payload, number, marker)):
            assert data
            assert later >= 0


def test_a_fragment_without_end_is_not_kept() -> None:
    depacketiser = AudioDepacketiser(AudioTrack(AAC.info, 97, "", 16, 0))
    for number in range(500):
        depacketiser.push(packet(b"\x00\x10\xff\xff" + bytes(1000), number, False))
        assert len(depacketiser._begun) < 20_000


@pytest.mark.parametrize(
    "info",
    [AAC.info, AudioInfo(AudioCodec.AAC, 48_000, 2, b"\x11\x90"), G711.info, AudioInfo(AudioCodec.PCMA, 16_000, 2)],
)
def test_our_own_description_is_understood(info: AudioInfo) -> None:
    audio = parse_description(VIDEO + describe_sound(info, 97), "rtsp://c/gate/").audio
    assert audio is not None
    assert (audio.info, audio.payload_type, audio.control) == (info, 97, "rtsp://c/gate/track2")


@pytest.mark.parametrize(
    ("lines", "codec"),
    [
        (b"m=audio 0 RTP/AVP 0", AudioCodec.PCMU),
        (b"m=audio 0 RTP/AVP 8", AudioCodec.PCMA),
        (b"m=audio 0 RTP/AVP 98 8\r\na=rtpmap:98 G726-32/8000", AudioCodec.PCMA),
        (b"m=audio 0 RTP/AVP 98\r\na=rtpmap:98 MPEG4-GENERIC/16000", None),
        (b"m=audio 0 RTP/AVP 98\r\na=rtpmap:98 MPEG4-GENERIC/16000\r\na=fmtp:98 mode=AAC-hbr;config=zz", None),
        (b"m=audio 0 RTP/AVP 98\r\na=rtpmap:98 PCMU/0", None),
        (b"m=audio 0 RTP/AVP 999", None),
        (b"m=audio", None),
    ],
)
def test_what_cameras_say(lines: bytes, codec: AudioCodec | None) -> None:
    audio = parse_description(VIDEO + lines + b"\r\n", "rtsp://c/").audio
    assert (audio.info.codec if audio else None) is codec


@given(st.binary(max_size=200))
def test_any_bytes_after_the_video_change_nothing_about_it(noise: bytes) -> None:
    try:
        assert (
            parse_description(VIDEO + b"m=audio 0 RTP/AVP 97\r\na=fmtp:97 " + noise, "rtsp://c/").video.payload_type
            == 96
        )
    except SourceError as error:
        assert error.code in ("protocol", "unsupported")
