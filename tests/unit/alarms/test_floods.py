"""Chatter, floods, and what stands too long: marked, grouped, less spoken of, never hidden."""

import pytest

from alarms import flood
from alarms.chatter import chatters, quiet
from alarms.model import ActionKind, Priority
from alarms.site import AlarmRules
from tests.unit.alarms.world import World, native

RULES = AlarmRules()


def activate(world: World, n: int, *, point: str = "Z01", drill: bool = False) -> None:
    world.event("fence", "perimeter", point, occ=f"{point}-{n}", drill=drill)
    world.event("fence", "perimeter", point, False, occ=f"{point}-{n}", drill=drill)


def faults(world: World, count: int, *, first: int = 0, drill: bool = False) -> None:
    for n in range(first, first + count):
        world.event("fence", "fault", f"f{n}", occ="x", drill=drill)


# Chatter.


def test_three_activations_within_a_minute_are_chatter() -> None:
    assert not chatters((50.0,), 100.0, RULES)
    assert chatters((50.0, 60.0), 100.0, RULES)
    assert not chatters((40.0, 60.0), 100.0, RULES)


def test_the_third_is_marked_sounds_no_more_and_is_on_the_list(world: World) -> None:
    for n in range(3):
        activate(world, n)
        world.clock.advance(10)
    listed = sorted(world.listed(), key=lambda one: one.raised_at)
    assert [one.chatter for one in listed] == [False, False, True]
    assert [one.sounding for one in listed] == [True, True, False]
    assert len({one.incident for one in listed}) == 1
    assert world.engine.overview().audible == {one.id for one in listed[:2]}


def test_chatter_that_nobody_answers_sounds_when_it_is_escalated(world: World) -> None:
    for n in range(3):
        activate(world, n)
    world.tick(90)
    assert world.of("fence-1").sounding


def test_chatter_joins_the_case_of_what_came_before_whatever_the_window(world: World) -> None:
    activate(world, 0)
    case = world.of("fence-1").incident
    world.clock.advance(20)
    activate(world, 1)
    world.clock.advance(20)
    activate(world, 2)
    assert world.of("fence-1").incident == case


@pytest.mark.parametrize("severity", [Priority.P1, Priority.P2])
def test_a_p1_is_never_quiet(world: World, severity: Priority) -> None:
    activate(world, 0)
    before = world.of("fence-1")
    assert quiet(severity, before, before.raised_at + 10, RULES) is (severity is Priority.P2)
    assert not quiet(severity, None, before.raised_at, RULES)
    assert not quiet(severity, before, before.raised_at + 60, RULES)


def test_a_panic_button_sounds_every_time(world: World) -> None:
    for n in range(4):
        world.event("help", "panic", "H501", occ=f"p{n}")
    assert all(one.sounding for one in world.listed())
    assert world.of("help-1").chatter


def test_what_nobody_could_hear_makes_nothing_quiet(world: World) -> None:
    world.engine.respond.shelve("fence-1", "storm", 600, "guard")
    for n in range(2):
        activate(world, n)
    world.engine.respond.unshelve("fence-1", "guard")
    world.take()
    activate(world, 2)
    assert (world.of("fence-1").chatter, world.of("fence-1").sounding) == (True, True)


def test_the_chatter_of_a_drill_is_its_own(world: World) -> None:
    for n in range(2):
        activate(world, n, drill=True)
    activate(world, 2)
    assert not world.of("fence-1").chatter


# Floods.


@pytest.mark.parametrize(
    ("count", "on", "then"), [(10, False, False), (11, False, True), (5, True, True), (4, True, False)]
)
def test_a_flood_begins_over_ten_and_ends_under_five(count: int, on: bool, then: bool) -> None:
    times = [1000.0 - n for n in range(count)]
    assert flood.judged(times, 1000.0, RULES, on=on) is then


def test_a_flood_of_too_few_alarms_is_over_already() -> None:
    assert flood.ends_at([1.0, 2.0], RULES) == 0.0


def test_a_flood_begins_and_ends_by_itself_and_is_recorded(world: World) -> None:
    faults(world, 10)
    assert not world.engine.overview().flood.on
    faults(world, 1, first=10)
    begun = world.engine.overview().flood
    assert (begun.on, begun.since) == (True, world.clock.now())
    world.restart()
    assert world.engine.overview().flood == begun
    world.tick(599)
    assert world.engine.overview().flood.on
    made = world.tick(1)
    assert made[-1].kind is ActionKind.FLOOD_END
    assert not world.engine.overview().flood.on


def test_alarms_that_go_on_keep_the_flood_on(world: World) -> None:
    faults(world, 11)
    world.clock.advance(500)
    faults(world, 5, first=20)
    world.tick(100)
    assert world.engine.overview().flood.on
    world.tick(499)
    assert world.engine.overview().flood.on
    world.tick(1)
    assert not world.engine.overview().flood.on


def test_a_flood_speaks_only_p1_and_p2_and_hides_nothing(world: World) -> None:
    world.event("help", "panic", "H501", occ="p")
    faults(world, 12)
    assert len(world.listed()) == 13
    assert world.engine.overview().audible == {world.of("help-1").id}


def test_the_flood_of_a_drill_is_its_own(world: World) -> None:
    faults(world, 8)
    faults(world, 12, first=20, drill=True)
    overview = world.engine.overview()
    assert (overview.flood.on, overview.drill_flood.on) == (False, True)
    assert overview.audible == {one.id for one in world.listed() if not one.drill}


def test_what_is_suppressed_or_a_backlog_makes_no_flood(world: World) -> None:
    world.engine.respond.arm("north", "guard", armed=False)
    for n in range(12):
        activate(world, n)
        world.event("gas", "gas", f"G{n}", occ="r", replay=True)
    assert not world.engine.overview().flood.on


def test_a_flood_that_was_not_durable_did_not_begin(world: World) -> None:
    faults(world, 10)
    mark = world.engine.mark()
    assert mark == 0
    world.engine.message(native(world.clock, "fence", "event/fault/f99", True, occ="x"))
    assert world.engine.overview().flood.on
    world.engine.rewind()
    assert not world.engine.overview().flood.on
    faults(world, 1, first=50)
    assert world.engine.overview().flood.on


# Stale.


def test_what_stands_for_a_day_is_stale_until_it_returns(world: World) -> None:
    world.event("fence", "fault", "psu", occ="p")
    world.acknowledge("psu-1")
    assert world.engine.next_due() == world.clock.now() + 86_400
    assert world.tick(86_399) == []
    world.restart()
    (made,) = world.tick(1)
    assert made.kind is ActionKind.STALE
    assert world.of("psu-1").stale
    assert not world.of("psu-1").unacked, "it does not alarm again"
    world.event("fence", "fault", "psu", False, occ="p")
    assert not world.of("psu-1").stale


def test_what_returned_in_time_is_not_stale(world: World) -> None:
    world.event("fence", "fault", "psu", occ="p")
    world.event("fence", "fault", "psu", False, occ="p")
    world.tick(200_000)
    assert not world.of("psu-1").stale
