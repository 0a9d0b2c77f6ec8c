"""Presence checks: when they are asked, how they end, and that none is ever lost or asked of a guard at work."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from app.duty.presence import Ended, Moment, Outcome, PresenceCheck, PresenceRules

UTC = 1_000_000.0


@dataclass
class Night:
    """A check over a night that lasts from 100 s to 100,000 s."""

    now: float = 100.0
    misses: int = 0
    limit: int = 2
    most: float = 3000.0

    def __post_init__(self) -> None:
        rules = PresenceRules(lambda utc: 100 <= utc - UTC < 100_000, 2000.0, self.most, 120.0, self.limit)
        self.drawn: list[tuple[float, float]] = []
        self.check = PresenceCheck(rules, self.draw, self.misses)

    def draw(self, least: float, most: float) -> float:
        self.drawn.append((least, most))
        return (least + most) / 2

    @property
    def moment(self) -> Moment:
        return Moment(self.now, UTC + self.now)

    def after(self, seconds: float, *, on_duty: bool = True, busy: bool = False) -> Ended | None:
        self.now += seconds
        return self.check.attend(self.moment, on_duty=on_duty, busy=busy)


def asked() -> Night:
    night = Night()
    night.after(0)
    assert night.after(2499) is None
    assert not night.check.asked
    assert night.after(1) is None
    assert night.check.asked
    return night


def test_a_check_comes_at_a_drawn_time_and_is_answered_by_a_key() -> None:
    night = asked()
    assert night.drawn == [(2000.0, 3000.0)]
    assert night.check.left(night.now + 20) == 100.0
    night.now += 7
    assert night.check.answer(night.moment) == Ended(Outcome.ANSWERED, UTC + 2600, UTC + 2607, 0)
    assert not night.check.asked
    assert night.check.left(night.now) == 0.0
    assert night.check.answer(night.moment) is None, "the key means nothing where nothing is asked"


def test_set_intervals_are_as_many_as_the_fewest() -> None:
    night = Night(most=5.0)
    night.after(0)
    assert night.drawn == [(2000.0, 2000.0)]


def test_missed_twice_is_an_alarm_and_asks_on_until_the_key() -> None:
    night = asked()
    assert night.after(119.9) is None
    first = night.after(0.1)
    assert first is not None
    assert (first.outcome, first.misses, night.check.alarm) == (Outcome.MISSED, 1, False)
    assert night.check.asked, "asked again at once"
    second = night.after(120)
    assert second is not None
    assert (second.outcome, second.misses, night.check.alarm) == (Outcome.MISSED, 2, True)
    assert night.after(5000, busy=True) is None
    assert (night.check.asked, night.check.left(night.now)) == (True, 0.0)
    late = night.check.answer(night.moment)
    assert late is not None
    assert (late.outcome, late.misses, night.check.alarm) == (Outcome.ANSWERED, 0, False)


def test_a_guard_at_work_on_an_alarm_is_not_asked_and_his_acts_count() -> None:
    night = asked()
    ended = night.after(10, busy=True)
    assert ended is not None
    assert (ended.outcome, ended.misses) == (Outcome.SUSPENDED, 0)
    assert night.after(99_000 - night.now, busy=True) is None
    assert not night.check.asked
    again = asked()
    done = again.check.acted(again.moment)
    assert done is not None
    assert done.outcome is Outcome.HANDLED
    assert again.check.acted(again.moment) is None


def test_an_act_begins_the_pause_anew() -> None:
    night = Night()
    night.after(0)
    night.after(2400)
    assert night.check.acted(night.moment) is None
    night.after(200)
    assert not night.check.asked
    night.after(2500)
    assert night.check.asked


def test_by_day_and_with_nobody_on_duty_nobody_is_asked() -> None:
    night = Night()
    night.after(0, on_duty=False)
    night.after(50_000, on_duty=False)
    assert not night.check.asked
    night.after(50_000)
    night.after(50_000)
    assert not night.check.asked
    assert night.drawn == []


def test_what_was_missed_before_a_restart_still_counts() -> None:
    night = Night(misses=2)
    assert night.check.alarm
    assert night.after(0) is None
    assert night.check.asked
    assert Night(misses=1).check.asked is False


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["wait", "answer", "act"]), st.floats(0, 4000, allow_nan=False), st.booleans(), st.booleans()
    ),
    max_size=60,
)


@given(STEPS)
def test_every_check_that_was_asked_ends_once_and_misses_are_told_in_turn(
    steps: list[tuple[str, float, bool, bool]],
) -> None:
    """Whatever happens, each question has one end, misses count up by one, and an alarm asks until it is answered."""
    night, ended, expected = Night(), list[Ended](), 0
    for what, seconds, on_duty, busy in steps:
        was_asked, was_alarm = night.check.asked, night.check.alarm
        if what == "wait":
            found = night.after(seconds, on_duty=on_duty, busy=busy)
        else:
            found = night.check.answer(night.moment) if what == "answer" else night.check.acted(night.moment)
        if found is None:
            expected = night.check.misses
            assert what == "wait" or not was_asked
            continue
        assert was_asked
        ended.append(found)
        if found.outcome is Outcome.MISSED:
            assert not was_alarm
            assert found.misses == expected + 1
        expected = found.misses
        assert night.check.misses == expected
    assert night.check.misses <= 2
    assert not night.check.alarm or night.check.asked
    assert all(one.ended_at >= one.asked_at for one in ended)
