"""By how much a picture is late, told by two clocks of the camera of which one may be wrong."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from video.lateness import Lateness
from video.model import Packet

RATE = 15


def packet(received: float, sent: float, *, clock: float = 0.0, stamps: float = 0.0) -> Packet:
    """One picture; clock, stamps: seconds by which the camera's clock and its time stamps are ahead."""
    return Packet(b"", False, sent + stamps, sent + clock, received, received, camera_clock=True)


def behind(lateness: Lateness, packets: Iterable[Packet]) -> list[float]:
    return [round(lateness.behind(each), 3) for each in packets]


def steady(start: float, seconds: float, late: float = 0.0, clock: float = 0.0, stamps: float = 0.0) -> list[Packet]:
    times = [start + n / RATE for n in range(int(seconds * RATE))]
    return [packet(at + late, at, clock=clock, stamps=stamps) for at in times]


def test_a_stream_on_time_is_never_late() -> None:
    assert set(behind(Lateness(), steady(10, 60, late=0.3, clock=-7.0, stamps=4000.0))) == {0.0}


def test_what_waited_is_as_late_as_it_waited_and_stays_so_for_as_long_as_it_lasts() -> None:
    lateness = Lateness()
    behind(lateness, steady(10, 10))
    late = behind(lateness, steady(20, 600, late=3.6))
    assert max(late) == pytest.approx(3.6, abs=0.01)
    assert min(late) > 3.2, "only as much as clocks may drift apart is taken for drift"


def test_what_comes_in_one_rush_after_a_pause_is_late_by_its_age() -> None:
    lateness = Lateness()
    behind(lateness, steady(3, 2))
    late = behind(lateness, [packet(8.0, 5 + n / RATE) for n in range(46)])
    assert late == pytest.approx([3 - n / RATE for n in range(46)], abs=0.01)


def test_a_camera_whose_clock_was_set_is_not_late() -> None:
    for step in (-3600.0, -5.0, 5.0, 3600.0):
        lateness = Lateness()
        behind(lateness, steady(10, 10))
        assert set(behind(lateness, steady(20, 10, clock=step))) == {0.0}
        assert behind(lateness, steady(30, 10, clock=step, late=4.0))[-1] == pytest.approx(4.0, abs=0.01)


def test_a_camera_whose_stamps_run_slow_or_fast_is_not_late() -> None:
    for rate in (0.98, 0.999, 1.001, 1.02):
        lateness = Lateness()
        times = [n / RATE for n in range(60_000)]
        packets = [Packet(b"", False, at * rate, at, at, at, camera_clock=True) for at in times]
        assert max(lateness.behind(each) for each in packets) < 0.01


def test_a_camera_whose_clock_drifts_as_clocks_do_is_not_late() -> None:
    lateness = Lateness()
    times = [n / RATE for n in range(60_000)]
    packets = [Packet(b"", False, at * 0.9996, at * 0.9996, at, at, camera_clock=True) for at in times]
    assert max(lateness.behind(each) for each in packets) < 0.01


def test_a_delay_that_grows_slowly_is_not_explained_away() -> None:
    """Sender reports that are 50 ms off, each in another direction, while 4 s build up over ten minutes."""
    lateness = Lateness()
    behind(lateness, steady(10, 10))
    found = 0.0
    for n in range(600 * RATE):
        at = 20 + n / RATE
        wrong = 0.05 if int(at / 5) % 2 else -0.05
        found = lateness.behind(packet(at + 4.0 * n / (600 * RATE), at, clock=wrong))
    assert found > 3.5


def test_the_usual_delay_outlives_the_connection_though_the_stamps_begin_anew() -> None:
    lateness = Lateness()
    behind(lateness, steady(10, 10))
    lateness.connected()
    assert behind(lateness, steady(25, 5, late=3.0, stamps=-777.0))[0] == pytest.approx(3.0, abs=0.01)
    assert behind(lateness, steady(30, 5, stamps=-777.0))[-1] == 0.0


def test_without_a_clock_of_the_camera_nothing_is_said() -> None:
    lateness = Lateness()
    assert lateness.behind(Packet(b"", False, 0, 0, 99, 99)) == 0.0
