"""Session descriptions as cameras really write them, and as nobody should."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.encoded_video import RTP_CODECS
from video.model import Codec, SourceError
from video.rtsp.nal import split_nals
from video.rtsp.packetise import describe
from video.rtsp.sdp import parse_description, resolve_control

URL = "rtsp://10.0.0.9:554/Streaming/Channels/101/"
HIKVISION = b"""v=0\r
o=- 1600000000000000 1600000000000000 IN IP4 10.0.0.9\r
s=Media Presentation\r
e=NONE\r
b=AS:5050\r
t=0 0\r
a=control:rtsp://10.0.0.9:554/Streaming/Channels/101/\r
m=video 0 RTP/AVP 96\r
c=IN IP4 0.0.0.0\r
b=AS:5000\r
a=recvonly\r
a=x-dimensions:1920,1080\r
a=control:rtsp://10.0.0.9:554/Streaming/Channels/101/trackID=1\r
a=rtpmap:96 H264/90000\r
a=fmtp:96 profile-level-id=420029; packetization-mode=1; \
sprop-parameter-sets=Z00AKY2NQDwBE/LgLcBAQFAAAD6AAAw1DoYACYFAABfXgu8uNDAATAoAAL68F3lwoA==,aO44gA==\r
m=audio 0 RTP/AVP 8\r
a=control:rtsp://10.0.0.9:554/Streaming/Channels/101/trackID=2\r
a=rtpmap:8 PCMA/8000\r
"""
HEVC = b"""v=0
s=RTSP
a=control:*
m=audio 0 RTP/AVP 0
a=control:track2
m=video 0 RTP/AVP 98
a=rtpmap:98 h265/90000
a=fmtp:98 sprop-vps=QAEMAf//AWAAAAMAkAAAAwAAAwA/ugJA;\
sprop-sps=QgEBAWAAAAMAkAAAAwAAAwA/oAUCAXHy5bpKTC5oCAAAAwAIAAADAHhA;sprop-pps=RAHAcYMS
a=control:track1
"""


def test_hikvision() -> None:
    description = parse_description(HIKVISION, URL)
    assert description.control == "rtsp://10.0.0.9:554/Streaming/Channels/101/"
    track = description.video
    assert (track.codec, track.payload_type, track.clock_rate) == (Codec.H264, 96, 90_000)
    assert track.control.endswith("/101/trackID=1")
    assert [nal[0] & 0x1F for nal in split_nals(track.parameter_sets)] == [7, 8]


def test_hevc_with_bare_line_feeds() -> None:
    description = parse_description(HEVC, "rtsp://c/live")
    assert description.control == "rtsp://c/live"
    assert description.video.control == "rtsp://c/live/track1"
    assert [nal[0] >> 1 for nal in split_nals(description.video.parameter_sets)] == [32, 33, 34]


@pytest.mark.parametrize("codec", RTP_CODECS)
def test_our_own_description_is_understood(codec: Codec) -> None:
    sets = parse_description(HIKVISION if codec is Codec.H264 else HEVC, URL).video.parameter_sets
    track = parse_description(describe(codec, sets, 96, 90_000), "rtsp://c/gate/").video
    assert (track.codec, track.parameter_sets, track.control) == (codec, sets, "rtsp://c/gate/track1")


@pytest.mark.parametrize(
    ("base", "control", "wanted"),
    [
        ("rtsp://c/live", "trackID=1", "rtsp://c/live/trackID=1"),
        ("rtsp://c/live/", "trackID=1", "rtsp://c/live/trackID=1"),
        ("rtsp://c/live?x=1&y=2", "*", "rtsp://c/live?x=1&y=2"),
        ("rtsp://c/live", "", "rtsp://c/live"),
        ("rtsp://c/live", "RTSP://c/other", "RTSP://c/other"),
        ("rtsp://c", "/track", "rtsp://c/track"),
        ("rtsp://c/live/main", "/live/main/track1", "rtsp://c/live/main/track1"),
    ],
)
def test_control_addresses(base: str, control: str, wanted: str) -> None:
    assert resolve_control(base, control) == wanted


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "protocol"),
        (b"<html>", "protocol"),
        (b"v=0\nm=audio 0 RTP/AVP 0\n", "unsupported"),
        (b"v=0\nm=video 0 RTP/AVP 26\na=rtpmap:26 JPEG/90000\n", "unsupported"),
        (b"v=0\nm=video\n", "unsupported"),
    ],
)
def test_no_video_for_us(body: bytes, code: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse_description(body, URL)
    assert caught.value.code == code


@given(st.binary(max_size=400), st.integers(0, len(HIKVISION)))
def test_any_bytes_are_a_description_or_a_source_error(noise: bytes, at: int) -> None:
    for body in (noise, HIKVISION[:at] + noise + HIKVISION[at:], HIKVISION[:at] + noise):
        try:
            assert parse_description(body, URL).video.codec is Codec.H264
        except SourceError as error:
            assert error.code in ("protocol", "unsupported")
