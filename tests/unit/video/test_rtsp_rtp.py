"""RTP and RTCP: fields, counters that wrap, the camera's own time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.rtsp.rtp import (
    CameraTime,
    SenderReport,
    Unwrapper,
    build_receiver_report,
    build_rtp,
    build_sender_report,
    parse_rtcp,
    parse_rtp,
)

NOW = 1_793_628_000.25


@given(st.integers(0, 127), st.booleans(), st.integers(0, 65535), st.integers(0, 2**32 - 1), st.binary(max_size=99))
def test_rtp_goes_there_and_back(kind: int, marker: bool, sequence: int, timestamp: int, payload: bytes) -> None:
    packet = parse_rtp(build_rtp(kind, marker, sequence, timestamp, 77, payload))
    assert packet is not None
    assert (packet.payload_type, packet.marker, packet.sequence) == (kind, marker, sequence)
    assert (packet.timestamp, packet.ssrc, packet.payload) == (timestamp, 77, payload)


def test_sources_extension_and_padding_are_cut_away() -> None:
    data = bytes([0xB1, 96, 0, 1]) + bytes(8) + b"CSRC" + b"\xbe\xde\x00\x01ext!" + b"payload" + b"\x00\x02"
    packet = parse_rtp(data)
    assert packet is not None
    assert packet.payload == b"payload"


@given(st.binary(max_size=120))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    packet = parse_rtp(data)
    assert packet is None or len(packet.payload) <= len(data) - 12
    parse_rtcp(data)
    parse_rtcp(build_sender_report(1, NOW, 5, 1, 1) + data)


def test_sender_report_goes_there_and_back() -> None:
    reports, bye = parse_rtcp(build_sender_report(9, NOW, 2**32 + 5, 3, 400))
    assert not bye
    assert reports == [SenderReport(9, NOW, 5)]


def test_goodbye_and_receiver_report() -> None:
    data = build_receiver_report(1, 2, 70_000, 3) + b"\x81\xcb\x00\x01\x00\x00\x00\x01"
    assert parse_rtcp(data) == ([], True)


def test_ntp_era_1_begins_in_2036() -> None:
    after = 2_085_978_496.0 + 3600
    reports, _ = parse_rtcp(build_sender_report(1, after, 0, 0, 0))
    assert reports[0].utc == after


@pytest.mark.parametrize("utc", [0.0, 86400.0])
def test_a_camera_that_was_never_told_the_time_has_no_clock(utc: float) -> None:
    reports, _ = parse_rtcp(build_sender_report(1, utc, 0, 0, 0))
    time = CameraTime(90_000)
    time.take(reports[0], NOW)
    assert not time.known
    assert time.utc(0) is None


def test_camera_time_over_the_wrap() -> None:
    time = CameraTime(90_000)
    time.take(SenderReport(1, NOW, 2**32 - 45_000), NOW + 1)
    assert time.utc(2**32 - 45_000) == NOW
    assert time.utc(45_000) == NOW + 1.0
    assert time.utc(2**32 - 135_000) == NOW - 1.0


def test_a_clock_off_by_more_than_a_day_is_told_and_not_used() -> None:
    time = CameraTime(90_000)
    time.take(SenderReport(1, NOW - 3600.0, 0), NOW)
    assert (time.known, time.error) == (True, None)
    time.take(SenderReport(1, NOW + 9e8, 0), NOW)
    assert (time.known, time.error) == (False, pytest.approx(9e8))
    time.take(SenderReport(1, NOW, 0), NOW)
    assert (time.known, time.error) == (True, None)
    time.forget()
    assert not time.known


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(-(2**31) + 1, 2**31 - 1), max_size=30))
def test_unwrapping_undoes_wrapping(start: int, steps: list[int]) -> None:
    unwrap, value = Unwrapper(32), start
    assert unwrap(start) == start
    for step in steps:
        value += step
        assert unwrap(value % 2**32) == value
