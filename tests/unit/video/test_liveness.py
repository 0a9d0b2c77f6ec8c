"""Ages, stalls and waits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.liveness import BACK_OFF, AgeBand, BackOff, age_band, spread, stall_after


@pytest.mark.parametrize(
    ("age", "band"),
    [(-1, "fresh"), (0, "fresh"), (1.999, "fresh"), (2, "stale"), (9.999, "stale"), (10, "dead"), (1e9, "dead")],
)
def test_age_bands(age: float, band: str) -> None:
    assert age_band(age) is AgeBand(band)


@pytest.mark.parametrize(("interval", "limit"), [(None, 2.0), (0.04, 2.0), (1.0, 2.0), (1.5, 3.0), (10.0, 20.0)])
def test_a_stall_is_two_intervals_and_at_least_two_seconds(interval: float | None, limit: float) -> None:
    assert stall_after(interval) == limit


def test_waits_grow_and_start_again_after_30_healthy_seconds() -> None:
    back_off = BackOff(lambda: 0.5)
    assert [back_off.next_delay() for _ in range(6)] == [*BACK_OFF, BACK_OFF[-1]]
    assert back_off.next_delay(29.9) == 15.0
    assert back_off.next_delay(30.0) == 0.5
    back_off.next_delay()
    back_off.reset()
    assert back_off.next_delay() == 0.5


@given(st.floats(0, 1), st.floats(0, 100))
def test_jitter_stays_within_a_fifth(jitter: float, delay: float) -> None:
    assert delay * 0.8 - 1e-9 <= spread(delay, lambda: jitter) <= delay * 1.2 + 1e-9
