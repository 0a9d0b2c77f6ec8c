"""A silence is as long as somebody listened."""

import pytest

from video.silence import ABSENT_FROM, EXCUSED_AT_MOST, Silence


def test_looking_in_time_counts_every_second_and_ordinary_delays_too() -> None:
    silence = Silence(100.0)
    for look in range(1, 6):
        silence.looked(100.0 + look, 100.0 + look + ABSENT_FROM - 0.01)
    assert silence.seconds(106.0) == 6.0
    silence.looked(108.0, 107.0)
    assert silence.seconds(107.0) == 7.0, "woken before it was due"


@pytest.mark.parametrize("absent", [0.5, 5.0, 3600.0])
def test_one_absence_does_not_count_however_long(absent: float) -> None:
    silence = Silence(100.0)
    silence.looked(101.0, 101.0 + absent)
    assert silence.seconds(101.0 + absent) == pytest.approx(1.0)
    assert silence.seconds(104.0 + absent) == pytest.approx(4.0)


def test_absences_again_and_again_are_excused_up_to_a_limit() -> None:
    silence = Silence(0.0)
    for second in range(0, 100, 4):
        silence.looked(second + 1.0, second + 4.0)
    assert silence.seconds(100.0) == 100.0 - 3.0 - EXCUSED_AT_MOST


def test_an_absence_before_something_was_heard_is_no_excuse_for_what_follows() -> None:
    silence = Silence(0.0)
    silence.looked(1.0, 9.0)
    silence.heard(9.0)
    assert silence.seconds(12.0) == 3.0
    silence.looked(5.0, 12.0)  # due before it was heard: only what came after counts
    assert silence.seconds(12.0) == 0.0
