"""Shelves, arming by hand, out of service."""

from alarms.model import ActionKind, AlarmState, Priority, Suppression
from alarms.overview import SetAside
from tests.unit.alarms.world import World, refused


def test_a_shelf_hides_the_point_until_it_ends_by_itself(world: World) -> None:
    respond = world.engine.respond
    with refused("reason_missing"):
        respond.shelve("fence-1", "", 3600, "guard")
    with refused("shelf_time"):
        respond.shelve("fence-1", "storm", 599, "guard")
    respond.shelve("fence-1", "storm", 3600, "guard")
    world.event("fence", "perimeter", "Z01", occ="a")
    assert world.of("fence-1").state is AlarmState.SHELVED
    assert world.of("fence-1").incident is None
    assert not world.of("fence-1").sounding
    assert world.engine.next_due() == world.clock.now() + 3600
    world.clock.advance(3600)
    world.engine.tick()
    world.take()
    assert world.of("fence-1").state is AlarmState.UNACKED
    assert world.of("fence-1").incident is not None


def test_what_came_and_went_under_a_shelf_stays_away_and_what_was_there_before_comes_back(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    world.event("fence", "perimeter", "Z01", False, occ="a")
    before = world.of("fence-1").id
    world.engine.respond.shelve("fence-1", "storm", 3600, "guard")
    world.event("fence", "perimeter", "Z01", occ="b")
    world.event("fence", "perimeter", "Z01", False, occ="b")
    world.engine.respond.unshelve("fence-1", "guard")
    world.take()
    assert [(one.id, one.state) for one in world.listed()] == [(before, AlarmState.RETURNED_UNACKED)]


def test_nobody_shelves_p1_and_a_rise_to_p1_breaks_the_shelf(world: World) -> None:
    with refused("priority_one"):
        world.engine.respond.shelve("help-1", "noise", 3600, "guard")
    world.engine.respond.shelve("smoke-1", "cooking", 3600, "guard")
    world.event("panel", "fire", "L01-001", occ="s1", kind="smoke")
    assert world.of("smoke-1").suppression is Suppression.SHELVED
    world.event("panel", "fire", "L01-002", occ="s2", kind="smoke")
    assert world.of("smoke-1").state is AlarmState.UNACKED
    assert world.of("smoke-1").priority is Priority.P1
    assert world.of("smoke-1").incident == world.of("smoke-2").incident


def test_disarming_silences_the_fence_and_never_fire_gas_panic_or_tamper(world: World) -> None:
    world.engine.respond.arm("site", "guard", armed=False)
    world.event("fence", "perimeter", "Z01", occ="a")
    world.event("panel", "fire", "L01-001", occ="f")
    world.event("gas", "gas", "K502", occ="g")
    world.event("help", "panic", "H501", occ="h")
    world.event("fence", "tamper", "box", occ="t")
    states = {one.alarm_class: one.state for one in world.listed()}
    assert states["perimeter"] is AlarmState.SUPPRESSED_BY_DESIGN
    assert {states[one] for one in ("fire", "gas", "panic", "tamper")} == {AlarmState.UNACKED}
    again = World()
    again.engine.load(world.actions)
    again.event("fence", "perimeter", "Z02", occ="b")
    assert again.of("fence-2").suppression is Suppression.BY_DESIGN, "a power cut changes nothing"
    again.engine.respond.arm("site", "guard")
    assert again.of("fence-2").state is AlarmState.UNACKED, "arming with the wire cut is an alarm"


def test_the_device_itself_may_say_that_it_is_disarmed(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a", armed=False)
    assert world.of("fence-1").suppression is Suppression.BY_DESIGN
    world.event("panel", "fire", "L01-001", occ="f", armed=False)
    assert world.of("smoke-1").suppression is Suppression.NONE


def test_out_of_service_needs_a_second_person_a_patrol_and_an_end(world: World) -> None:
    respond = world.engine.respond
    with refused("second_person_missing"):
        respond.take_out_of_service("smoke-1", "repair", 3600, "boss", "boss", "hourly")
    with refused("reason_missing"):
        respond.take_out_of_service("smoke-1", "repair", 3600, "boss", "guard", "")
    with refused("service_time"):
        respond.take_out_of_service("smoke-1", "repair", 1e9, "boss", "guard", "hourly")
    respond.take_out_of_service("smoke-1", "repair", 3600, "boss", "guard", "hourly")
    world.event("panel", "fire", "L01-001", occ="f")
    assert world.of("smoke-1").state is AlarmState.OUT_OF_SERVICE
    respond.return_to_service("smoke-1", "boss")
    assert world.of("smoke-1").state is AlarmState.UNACKED


def test_what_holds_already_is_not_written_again(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    key, respond = world.of("fence-1").id, world.engine.respond
    for _ in range(2):
        respond.silence(key, "guard")
        respond.acknowledge(key, "guard", no_picture=True)
    assert [one.kind for one in world.take()] == [ActionKind.SILENCE, ActionKind.ACKNOWLEDGE]
    respond.unshelve("fence-1", "guard")
    respond.return_to_service("fence-1", "guard")
    respond.arm("north", "guard")
    assert world.take() == []


def test_what_is_put_aside_is_listed_with_all_that_was_said(world: World) -> None:
    world.engine.respond.shelve("fence-1", "storm", 600, "wang")
    world.engine.respond.take_out_of_service("psu-1", "repair", 3600, "chief", "zhao", "every hour")
    world.take()
    overview = world.engine.overview()
    until = world.clock.now()
    assert overview.shelved == (SetAside("fence-1", until + 600, "storm", "wang"),)
    assert overview.out_of_service == (SetAside("psu-1", until + 3600, "repair", "chief", "zhao", "every hour"),)
