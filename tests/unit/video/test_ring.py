"""The ring of packets: whole groups, bounded in seconds and bytes, found by time."""

from __future__ import annotations

import pytest

from video.model import Codec, Packet, StreamInfo
from video.ring import PacketRing

INFO = StreamInfo(Codec.H264, b"")


def packet(at: float, key: bool = False, size: int = 10) -> Packet:
    return Packet(b"x" * size, key, at, at, 1_000 + at, at)


def filled(seconds: float = 10.0, max_bytes: int = 10_000, until: int = 20, gop: int = 4) -> PacketRing:
    ring = PacketRing(seconds, max_bytes)
    for at in range(until):
        ring.append(packet(at, at % gop == 0), INFO)
    return ring


def times(ring: PacketRing, start: float) -> list[float]:
    return [p.pts for p, _ in ring.since(start)]


def test_what_comes_before_the_first_key_picture_is_not_kept() -> None:
    ring = PacketRing(10, 1000)
    ring.append(packet(0), INFO)
    assert (ring.size, ring.start, ring.latest_group(), ring.since(0)) == (0, None, [], [])
    ring.append(packet(1, key=True), INFO)
    assert (ring.size, ring.start) == (10, 1001)


def test_it_keeps_at_least_its_seconds_in_whole_groups() -> None:
    ring = filled(seconds=10)
    assert ring.start == 1008  # the group of 19 - 10 = 9
    assert times(ring, 0) == list(range(8, 20))
    assert all(group_start % 4 == 0 for group_start in times(ring, 0)[::4])


@pytest.mark.parametrize(("start", "first"), [(1012.0, 12), (1015.9, 12), (1016.0, 16), (5000.0, 16), (0.0, 8)])
def test_a_time_finds_the_key_picture_at_or_before_it(start: float, first: int) -> None:
    assert times(filled(), start) == list(range(first, 20))


def test_the_latest_group_is_what_shows_the_present() -> None:
    assert [p.pts for p, _ in filled(until=19).latest_group()] == [16, 17, 18]


def test_bytes_bound_it_too() -> None:
    ring = filled(seconds=1000, max_bytes=95)
    assert ring.size <= 95
    assert times(ring, 0) == list(range(12, 20))


def test_a_group_larger_than_the_ring_is_let_go_and_the_next_key_picture_starts_afresh() -> None:
    ring = PacketRing(10, 100)
    ring.append(packet(0, key=True, size=60), INFO)
    ring.append(packet(1, size=60), INFO)
    ring.append(packet(2, size=60), INFO)
    assert (ring.size, ring.since(0)) == (0, [])
    ring.append(packet(3, key=True, size=60), INFO)
    assert times(ring, 0) == [3]


def test_clearing_forgets_all() -> None:
    ring = filled()
    ring.clear()
    assert (ring.size, ring.start, ring.since(0)) == (0, None, [])
