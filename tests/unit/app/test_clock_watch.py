"""Whether this computer's clock is right: it jumps, or most devices agree against it."""

from __future__ import annotations

import pytest

from alarms.messages import DeviceMessage, encode_message, parse_message
from app.services.clock_watch import ClockWatch
from tests.fakes.clock import FakeClock


def spoke(clock: FakeClock, device: str, off: float, *, replay: bool = False, retained: bool = False) -> DeviceMessage:
    body = encode_message({"value": 1} | ({"replay": True} if replay else {}), at=clock.now() + off, message_id="m")
    return parse_message(f"gs/1/s/{device}/state/level/A", body, clock.now(), retained=retained)


def test_a_jump_is_told_for_an_hour(clock: FakeClock) -> None:
    watch = ClockWatch(clock)
    clock.advance(86_400)
    assert watch.status().code == "right"
    clock.step_utc(-40)
    assert (watch.status().code, watch.status().detail["seconds"]) == ("jumped", -40)
    clock.advance(3601)
    assert watch.status().code == "right"


def test_a_clock_that_is_set_right_in_small_steps_jumps_not(clock: FakeClock) -> None:
    watch = ClockWatch(clock)
    for _ in range(10):
        clock.step_utc(0.5)
        assert watch.status().code == "right"


@pytest.mark.parametrize(
    ("offsets", "code"),
    [
        ((30, 31, 29), "devices"),
        ((-30, -31, -29, 0), "devices"),
        ((30, 31), "right"),
        ((30, 31, 29, 0, 0, 0), "right"),
        ((30, -30, 30, -30, 30, -30), "right"),
    ],
)
def test_most_devices_against_the_clock_here_are_believed(
    clock: FakeClock, offsets: tuple[float, ...], code: str
) -> None:
    watch = ClockWatch(clock)
    watch.take(spoke(clock, f"d{n}", off) for n, off in enumerate(offsets))
    assert watch.status().code == code
    clock.advance(901)
    assert watch.status().code == "right", "nobody has spoken for a quarter of an hour"


def test_what_was_kept_or_is_sent_again_says_nothing_of_the_time_now(clock: FakeClock) -> None:
    watch = ClockWatch(clock)
    watch.take(spoke(clock, f"d{n}", -7000, replay=True) for n in range(5))
    watch.take(spoke(clock, f"d{n}", -7000, retained=True) for n in range(5))
    assert watch.status().code == "right"


def test_messages_that_waited_on_their_way_say_nothing_against_the_clock(clock: FakeClock) -> None:
    watch = ClockWatch(clock)
    watch.take(spoke(clock, f"d{n}", -0.2) for n in range(4))
    clock.advance(60)
    watch.take(spoke(clock, f"d{n}", -44.0) for n in range(4))
    assert watch.status().code == "right"
    watch.take(spoke(clock, f"d{n}", -44.0) for n in range(4) for _ in range(20))
    assert watch.status().code == "devices", "nothing else for so long: it is the clock"
