"""On-delay, off-delay, count within a window: what is no alarm yet is kept, and comes when it is due."""

import pytest

from alarms.delays import AT_ONCE, Wait, wait_of
from alarms.model import ActionKind, AlarmPoint, AlarmState, Priority
from tests.unit.alarms.world import World, native

SLOW = AlarmPoint("p", "d", "perimeter", "c", "z", on_delay_s=5.0)
COUNTED = AlarmPoint("p", "d", "perimeter", "c", "z", count=3, window_s=30.0)


@pytest.mark.parametrize(
    ("point", "severity", "earlier", "momentary", "wait"),
    [
        (SLOW, Priority.P2, (), False, Wait(5.0, "on_delay")),
        (SLOW, Priority.P1, (), False, AT_ONCE),
        (SLOW, Priority.P2, (), True, AT_ONCE),
        (COUNTED, Priority.P2, (), False, Wait(30.0, "count")),
        (COUNTED, Priority.P2, (75.0,), False, Wait(30.0, "count")),
        (COUNTED, Priority.P2, (60.0, 75.0), False, Wait(30.0, "count")),
        (COUNTED, Priority.P2, (71.0, 75.0), False, AT_ONCE),
        (COUNTED, Priority.P1, (), False, AT_ONCE),
        (AlarmPoint("p", "d", "x", "c", "z"), Priority.P2, (), False, AT_ONCE),
    ],
)
def test_what_an_activation_waits(
    point: AlarmPoint, severity: Priority, earlier: tuple[float, ...], momentary: bool, wait: Wait
) -> None:
    assert wait_of(point, severity, earlier, 100.0, momentary=momentary) == wait


def test_an_alarm_comes_when_it_has_stood_for_its_delay(rich: World) -> None:
    (made,) = rich.event("slow", "perimeter", "D1", occ="a")
    assert made.kind is ActionKind.PENDING
    (pending,) = rich.engine.overview().pending
    assert (pending.point, pending.reason, pending.due) == ("slow-1", "on_delay", rich.clock.now() + 5)
    assert rich.engine.next_due() == pending.due
    assert rich.tick(4.9) == []
    rich.tick(0.1)
    assert rich.of("slow-1").state is AlarmState.UNACKED
    assert rich.incident("slow-1").occurrences == (rich.of("slow-1").id,)
    assert rich.engine.overview().pending == ()


def test_what_ends_within_its_delay_is_recorded_and_no_alarm(rich: World) -> None:
    rich.event("slow", "perimeter", "D1", occ="a")
    rich.clock.advance(2)
    (made,) = rich.event("slow", "perimeter", "D1", False, occ="a")
    assert made.kind is ActionKind.WITHDRAW
    assert rich.event("slow", "perimeter", "D1", False, occ="a") == []
    assert rich.tick(20) == []
    assert rich.listed() == []
    rich.event("slow", "perimeter", "D1", occ="a")  # the same name again is a new activation
    rich.tick(5)
    assert [one.point for one in rich.listed()] == ["slow-1"]


def test_a_repeated_word_does_not_begin_the_delay_anew(rich: World) -> None:
    rich.event("slow", "perimeter", "D1")
    rich.clock.advance(3)
    assert rich.event("slow", "perimeter", "D1") == []
    assert rich.state("slow", "perimeter", "D1") == []
    rich.tick(2)
    assert rich.of("slow-1").active


def test_a_name_that_was_used_before_does_not_begin_the_delay_anew(rich: World) -> None:
    rich.event("slow", "perimeter", "D1", occ="always")
    rich.event("slow", "perimeter", "D1", False, occ="always")
    for _ in range(3):
        rich.event("slow", "perimeter", "D1", occ="always")
        rich.state("slow", "perimeter", "D1", occ="always")
        rich.tick(2)
    assert rich.of("slow-1").active
    assert not rich.of("slow-1").recovered
    rich.event("slow", "perimeter", "D1", False, occ="always")
    assert not rich.of("slow-1").active


def test_another_activation_ends_the_one_that_still_waits(rich: World) -> None:
    rich.event("slow", "perimeter", "D1", occ="a")
    made = rich.event("slow", "perimeter", "D1", occ="b")
    assert [one.kind for one in made] == [ActionKind.WITHDRAW, ActionKind.PENDING]


def test_a_normal_state_ends_what_waits(rich: World) -> None:
    rich.event("slow", "perimeter", "D1", occ="a")
    rich.state("slow", "perimeter", "D1", False)
    assert rich.tick(10) == []


def test_what_stands_already_when_the_station_connects_waits_for_nothing(rich: World) -> None:
    rich.state("slow", "perimeter", "D1", retained=True)
    assert rich.of("slow-1").recovered


def test_a_backlog_waits_for_nothing(rich: World) -> None:
    rich.event("slow", "perimeter", "D1", occ="a", replay=True)
    rich.event("slow", "perimeter", "D1", False, occ="a", replay=True)
    assert rich.of("slow-1").state is AlarmState.RETURNED_UNACKED


def test_no_delay_is_for_a_p1(rich: World) -> None:
    rich.event("slow", "panic", "D6", occ="a")
    assert (rich.of("slow-panic").priority, rich.of("slow-panic").prealarm) == (Priority.P1, False)


def test_what_becomes_more_severe_while_it_waits_is_an_alarm_at_once(rich: World) -> None:
    rich.event("slow", "fire", "D4", occ="a")
    assert rich.listed() == []
    rich.event("slow", "fire", "D4", occ="a", kind="manual")
    assert rich.of("slow-smoke").priority is Priority.P1


def test_a_second_fire_detector_ends_the_first_ones_delay(rich: World) -> None:
    rich.event("slow", "fire", "D4", occ="a", kind="smoke")
    rich.event("slow", "fire", "D5", occ="b", kind="smoke")
    assert {one.point: one.priority for one in rich.listed()} == {
        "slow-smoke": Priority.P1,
        "slow-smoke-2": Priority.P1,
    }


def test_the_third_activation_within_the_window_is_the_alarm(rich: World) -> None:
    for occ in ("a", "b"):
        rich.event("slow", "perimeter", "D3", occ=occ)
        rich.event("slow", "perimeter", "D3", False, occ=occ)
        rich.clock.advance(10)
    assert rich.listed() == []
    rich.event("slow", "perimeter", "D3", occ="c")
    assert rich.of("slow-3").count == 3
    rich.event("slow", "perimeter", "D3", False, occ="c")
    rich.event("slow", "perimeter", "D3", occ="d")
    assert len(rich.listed()) == 2, "what comes after it within the window is one too"


def test_standing_for_the_whole_window_is_an_alarm_as_well(rich: World) -> None:
    rich.event("slow", "perimeter", "D3", occ="a")
    assert rich.tick(29) == []
    rich.tick(1)
    assert rich.of("slow-3").active


def test_what_has_no_end_of_its_own_is_counted_and_over(rich: World) -> None:
    for _ in range(2):
        made = rich.send(native(rich.clock, "slow", "event/perimeter/D3", None, armed=True))
        assert [one.kind for one in made] == [ActionKind.PENDING, ActionKind.WITHDRAW]
    rich.send(native(rich.clock, "slow", "event/perimeter/D3", None, armed=True))
    assert rich.of("slow-3").state is AlarmState.RETURNED_UNACKED


def test_an_alarm_is_over_when_it_was_gone_for_its_off_delay(rich: World) -> None:
    rich.event("slow", "perimeter", "D2", occ="a")
    (made,) = rich.event("slow", "perimeter", "D2", False, occ="a")
    assert (made.kind, made.data["due"]) == (ActionKind.RETURNING, rich.clock.now() + 20)
    assert rich.event("slow", "perimeter", "D2", False, occ="a") == []
    assert rich.tick(19) == []
    assert rich.of("slow-2").active
    rich.tick(1)
    assert rich.of("slow-2").state is AlarmState.RETURNED_UNACKED


def test_speaking_again_within_the_off_delay_is_the_same_alarm(rich: World) -> None:
    rich.event("slow", "perimeter", "D2", occ="a")
    first = rich.of("slow-2")
    rich.event("slow", "perimeter", "D2", False, occ="a")
    rich.clock.advance(10)
    rich.event("slow", "perimeter", "D2", occ="b")
    again = rich.of("slow-2")
    assert (again.id, again.count, again.returning_due) == (first.id, 2, None)
    rich.tick(30)
    assert rich.of("slow-2").active
    rich.event("slow", "perimeter", "D2", False, occ="b")
    rich.tick(20)
    assert not rich.of("slow-2").active, "its end is heard under its newest name"


def test_the_end_of_a_name_that_it_has_left_ends_nothing(rich: World) -> None:
    rich.event("slow", "perimeter", "D2", occ="a")
    rich.event("slow", "perimeter", "D2", False, occ="a")
    rich.event("slow", "perimeter", "D2", occ="b")
    rich.event("slow", "perimeter", "D2", False, occ="a", replay=True)
    assert rich.of("slow-2").active
    rich.event("slow", "perimeter", "D2", False, occ="b", replay=True)
    assert not rich.of("slow-2").active


def test_the_same_name_within_the_off_delay_is_the_same_alarm(rich: World) -> None:
    for active in (True, False, True):
        rich.event("slow", "perimeter", "D2", active, occ="a")
    assert (len(rich.listed()), rich.of("slow-2").count, rich.of("slow-2").returning_due) == (1, 2, None)


def test_a_backlogs_end_is_the_end(rich: World) -> None:
    rich.event("slow", "perimeter", "D2", occ="a", replay=True)
    rich.event("slow", "perimeter", "D2", False, occ="a", replay=True)
    assert not rich.of("slow-2").active


def test_a_device_without_names_speaks_again_within_its_off_delay(rich: World) -> None:
    rich.event("slow", "perimeter", "D2")
    rich.event("slow", "perimeter", "D2", False)
    rich.event("slow", "perimeter", "D2")
    assert (len(rich.listed()), rich.of("slow-2").count) == (1, 2)


def test_a_clock_that_is_set_back_delays_nothing(rich: World) -> None:
    rich.event("slow", "perimeter", "D1", occ="a")
    rich.event("slow", "perimeter", "D2", occ="b")
    rich.event("slow", "perimeter", "D2", False, occ="b")
    rich.clock.step_utc(-3600)
    due = rich.engine.next_due()
    assert due is not None
    assert due - rich.clock.now() <= 5
    rich.tick(5)
    assert rich.of("slow-1").active
    rich.tick(15)
    assert not rich.of("slow-2").active


def test_delays_go_on_after_a_restart_as_they_were(rich: World) -> None:
    rich.event("slow", "perimeter", "D1", occ="a")
    rich.event("slow", "perimeter", "D2", occ="b")
    rich.event("slow", "perimeter", "D2", False, occ="b")
    rich.clock.advance(4)
    due = rich.engine.next_due()
    rich.restart()
    assert rich.engine.next_due() == due
    rich.tick(1)
    assert rich.of("slow-1").active
    rich.restart()
    rich.tick(15)
    assert not rich.of("slow-2").active


def test_what_came_due_while_the_power_was_off_is_an_alarm_afterwards(rich: World) -> None:
    rich.event("slow", "perimeter", "D1", occ="a")
    rich.clock.advance(3600)
    rich.restart()
    rich.tick()
    assert rich.of("slow-1").active


def test_a_failed_commit_leaves_the_delay_as_it_was(rich: World) -> None:
    rich.event("slow", "perimeter", "D1", occ="a")
    due = rich.engine.next_due()
    rich.clock.advance(5)
    rich.engine.tick()
    rich.engine.rewind()
    assert rich.listed() == []
    assert rich.engine.next_due() == due
    rich.tick()
    assert rich.of("slow-1").active
