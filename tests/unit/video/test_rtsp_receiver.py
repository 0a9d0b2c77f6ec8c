"""Who is believed to be the camera, and what a track's receiver makes of the rest."""

from __future__ import annotations

import pytest

from tests.fakes.clock import FakeClock
from video.model import SourceError
from video.rtsp.receiver import TrackReceiver
from video.rtsp.rtp import RtpPacket, build_rtp, build_sender_report, parse_rtcp

OURS, THEIRS = 5, 9


class Bench:
    """A receiver and what it gave."""

    def __init__(self, clock: FakeClock, datagrams: bool) -> None:
        self.clock = clock
        self.taken: list[RtpPacket] = []
        self.restarts = 0
        self.ends: list[SourceError] = []
        self.receiver = TrackReceiver(96, 90_000, clock, self.taken.append, self.restart)
        self.receiver.on_end = self.ends.append
        if datagrams:
            self.receiver.use_datagrams()

    def restart(self) -> None:
        self.restarts += 1

    def send(self, ssrc: int, *sequences: int) -> None:
        for sequence in sequences:
            self.receiver.take_media(build_rtp(96, False, sequence, 0, ssrc, b"x"))

    def numbers(self) -> list[tuple[int, int]]:
        return [(packet.ssrc, packet.sequence) for packet in self.taken]


def test_inside_a_connection_another_source_counts_at_once(clock: FakeClock) -> None:
    bench = Bench(clock, datagrams=False)
    bench.send(OURS, 1, 2)
    bench.send(THEIRS, 70)
    assert bench.numbers() == [(OURS, 1), (OURS, 2), (THEIRS, 70)]
    assert bench.restarts == 1


def test_over_udp_another_source_counts_when_the_one_we_know_is_silent(clock: FakeClock) -> None:
    bench = Bench(clock, datagrams=True)
    bench.send(OURS, 1)
    bench.send(THEIRS, 70)
    clock.advance(0.9)
    bench.send(OURS, 2)
    clock.advance(0.9)
    bench.send(THEIRS, 71)
    assert bench.numbers() == [(OURS, 1), (OURS, 2)]
    clock.advance(0.2)
    bench.send(THEIRS, 72)
    bench.send(OURS, 3)
    assert bench.numbers() == [(OURS, 1), (OURS, 2), (THEIRS, 72)]
    assert bench.restarts == 1


def test_a_strangers_clock_and_goodbye_are_not_believed_over_udp(clock: FakeClock) -> None:
    bench = Bench(clock, datagrams=True)
    bench.send(OURS, 1)
    bench.receiver.take_control(build_sender_report(THEIRS, clock.now() - 3600, 0, 1, 1))
    bench.receiver.take_control(b"\x81\xcb\x00\x01\x00\x00\x00\x05")
    assert not bench.receiver.camera_time.known
    assert bench.ends == []
    bench.receiver.take_control(build_sender_report(OURS, clock.now(), 0, 1, 1))
    assert bench.receiver.camera_time.known


def test_inside_a_connection_goodbye_ends_the_stream(clock: FakeClock) -> None:
    bench = Bench(clock, datagrams=False)
    bench.receiver.take_control(b"\x81\xcb\x00\x01\x00\x00\x00\x05")
    assert [str(error) for error in bench.ends] == ["ended: bye"]


def test_a_flood_of_nonsense_ends_a_connection_and_is_passed_over_as_datagrams(clock: FakeClock) -> None:
    bench = Bench(clock, datagrams=True)
    for _ in range(1000):
        bench.receiver.take_media(b"nonsense")
    bench.send(OURS, 1)
    assert len(bench.taken) == 1
    inside = Bench(clock, datagrams=False)
    with pytest.raises(SourceError, match="protocol"):
        for _ in range(1000):
            inside.receiver.take_media(build_rtp(97, False, 1, 0, OURS, b"another type"))


def test_its_report_names_the_source_and_what_was_lost(clock: FakeClock) -> None:
    bench = Bench(clock, datagrams=True)
    bench.send(OURS, 65_534, 65_535, 0, 1)
    bench.receiver.lost_packets = lambda: 7
    report = bench.receiver.report()
    assert parse_rtcp(report) == ([], False)
    assert int.from_bytes(report[8:12], "big") == OURS
    assert int.from_bytes(report[13:16], "big") == 7
    assert int.from_bytes(report[16:20], "big") == 65_536 + 1
