"""Things that are due: by the wall clock or by how long they waited, moved, taken back, in any number."""

from alarms.agenda import Agenda
from tests.fakes.clock import FakeClock


def test_things_come_in_the_order_of_their_time(clock: FakeClock) -> None:
    agenda = Agenda(clock)
    assert agenda.next() is None
    for name, after in (("c", 30), ("a", 10), ("b", 20)):
        agenda.note(("x", name), clock.now() + after)
    assert agenda.next() == clock.now() + 10
    clock.advance(25)
    assert [key[1] for key, _ in agenda.take_due()] == ["a", "b"]
    assert agenda.take_due() == []
    assert agenda.next() == clock.now() + 5


def test_a_thing_that_is_noted_again_is_called_once_at_its_new_time(clock: FakeClock) -> None:
    agenda = Agenda(clock)
    for after in (30, 10, 20):
        agenda.note(("x", 1), clock.now() + after)
    clock.advance(15)
    assert agenda.take_due() == []
    clock.advance(20)
    assert len(agenda.take_due()) == 1
    agenda.note(("x", 1), clock.now() + 5)
    agenda.note(("x", 1), None)
    assert agenda.next() is None
    assert not agenda.knows(("x", 1))


def test_noting_the_same_time_again_does_not_begin_the_wait_anew(clock: FakeClock) -> None:
    agenda = Agenda(clock)
    due = clock.now() + 10
    agenda.note(("x", 1), due)
    clock.step_utc(-3600)
    clock.advance(6)
    agenda.note(("x", 1), due)
    clock.advance(4)
    assert agenda.take_due() == [(("x", 1), due)]


def test_a_wait_does_not_care_for_the_wall_clock(clock: FakeClock) -> None:
    agenda = Agenda(clock)
    agenda.note_wait(("x", 1), 10)
    clock.step_utc(3600)
    assert agenda.take_due() == []
    assert agenda.next() == clock.now() + 10
    clock.advance(10)
    assert agenda.take_due() == [(("x", 1), clock.now())]


def test_a_thousand_things_cost_little_each(clock: FakeClock) -> None:
    agenda = Agenda(clock)
    for n in range(1000):
        agenda.note(("x", n), clock.now() + n)
    clock.advance(1000)
    assert [key[1] for key, _ in agenda.take_due()] == list(range(1000))
