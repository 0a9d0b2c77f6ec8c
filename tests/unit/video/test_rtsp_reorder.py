"""The reorder buffer and the timeline, in injected time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.rtsp.reorder import ReorderBuffer
from video.rtsp.rtp import RtpPacket
from video.rtsp.timeline import Timeline


def packet(sequence: int) -> RtpPacket:
    return RtpPacket(96, False, sequence % 65536, 0, 1, b"")


def push(buffer: ReorderBuffer, sequence: int, now: float = 0.0) -> list[int]:
    return [one.sequence for one in buffer.push(packet(sequence), now)]


@given(st.integers(0, 65535), st.lists(st.integers(0, 4), min_size=1, max_size=80))
def test_packets_mixed_up_by_a_few_places_come_out_in_order_over_the_wrap(start: int, delays: list[int]) -> None:
    order = sorted(range(len(delays)), key=lambda i: (i + delays[i], i))
    if order[0] != 0:  # nothing tells that something came before the very first
        order.remove(0)
        order.insert(0, 0)
    buffer = ReorderBuffer()
    found = [sequence for i in order for sequence in push(buffer, start + i)]
    assert found == [(start + i) % 65536 for i in range(len(delays))]
    assert buffer.deadline is None


def test_what_is_missing_is_waited_for_until_the_limit_and_no_longer() -> None:
    buffer = ReorderBuffer(hold=0.1)
    assert push(buffer, 1, 5.0) == [1]
    assert push(buffer, 3, 5.0) == []
    assert push(buffer, 4, 5.05) == []
    assert buffer.deadline == pytest.approx(5.1)
    assert buffer.expire(5.09) == []
    assert [one.sequence for one in buffer.expire(5.1)] == [3, 4]
    assert buffer.deadline is None
    assert push(buffer, 2, 5.2) == [], "too late"
    assert push(buffer, 5, 5.2) == [5]


def test_a_packet_that_comes_while_others_wait_ends_their_wait_in_time() -> None:
    buffer = ReorderBuffer(hold=0.1)
    push(buffer, 1, 0.0)
    push(buffer, 3, 0.0)
    assert push(buffer, 5, 0.5) == [3], "3 has waited, 5 has not"
    assert buffer.waiting == 1


def test_double_packets_are_left_out() -> None:
    buffer = ReorderBuffer()
    assert [push(buffer, sequence) for sequence in (7, 7, 9, 9, 8, 8, 10)] == [[7], [], [], [], [8, 9], [], [10]]


def test_memory_is_bounded() -> None:
    buffer = ReorderBuffer(most=20)
    push(buffer, 0)
    found = [sequence for n in range(2, 500, 2) for sequence in push(buffer, n)]
    assert buffer.waiting < 20
    assert all(a < b for a, b in pairwise(found))


def test_one_wild_number_changes_nothing_and_two_in_a_row_begin_another_numbering() -> None:
    buffer = ReorderBuffer()
    push(buffer, 100)
    assert [push(buffer, sequence) for sequence in (30_000, 101, 40_000, 40_001, 40_002)] == [
        [],
        [101],
        [],
        [40_001],
        [40_002],
    ]
    buffer.reset()
    assert push(buffer, 9) == [9]


@given(st.lists(st.integers(0, 65535), max_size=200), st.floats(0, 1))
def test_any_numbers_come_out_at_most_once_and_none_stays_for_ever(numbers: list[int], step: float) -> None:
    buffer = ReorderBuffer()
    found = [sequence for i, number in enumerate(numbers) for sequence in push(buffer, number, i * step)]
    found += [one.sequence for one in buffer.expire(1e9)]
    assert buffer.waiting == 0
    assert len(found) <= len(numbers)


def test_time_goes_on_over_the_wrap_and_over_jumps_both_ways() -> None:
    line = Timeline(90_000)
    at = 2**32 - 90_000
    told = [line.seconds((at + i * 9000) % 2**32, 50.0 + i * 0.1) for i in range(20)]
    jumps = [
        line.seconds(2**30, 52.0),
        line.seconds(2**30 + 9000, 52.1),
        line.seconds(2**31, 52.2),
        line.seconds(2**31 + 9000, 52.3),
    ]
    told += jumps
    assert [b - a for a, b in pairwise(told)] == pytest.approx([0.1] * 23)


def test_bursts_and_silences_are_the_networks_not_the_streams() -> None:
    line = Timeline(90_000)
    told = [line.seconds(i * 9000, 50.0) for i in range(200)]
    told.append(line.seconds(200 * 9000, 90.0))
    assert [b - a for a, b in pairwise(told)] == pytest.approx([0.1] * 200)
    assert line.seconds(199 * 9000, 90.0) == pytest.approx(told[199]), "pictures out of order step back"
    assert line.seconds((200 + 400) * 9000, 130.0) == pytest.approx(told[200] + 40.0), "a gap that both clocks saw"
