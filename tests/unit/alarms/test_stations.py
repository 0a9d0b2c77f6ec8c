"""Stations that were apart: the same thing once, the more careful reading of it, and one who has the case."""

from dataclasses import replace
from typing import Any

import pytest

from alarms import states
from alarms.ledger import folded
from alarms.model import Action, ActionKind, AlarmPoint, Priority, Suppression, Verdict
from alarms.site import make_site
from tests.unit.alarms.world import World, native, refused, rich_site


@pytest.fixture
def one() -> World:
    return World(rich_site("S1"))


@pytest.fixture
def two(one: World) -> World:
    world = World(rich_site("S2"))
    world.clock.step_utc(120)
    return world


def hear(world: World, other: World) -> None:
    """Take in all that another station has, newest first, and what follows from it."""
    for action in reversed(list(other.actions)):
        if world.engine.merge(action):
            world.actions.append(action)
    world.take()


def meet(one: World, two: World) -> None:
    for _ in range(3):
        hear(one, two)
        hear(two, one)
    assert one.engine.ledger.occurrences == two.engine.ledger.occurrences
    assert one.engine.ledger.incidents == two.engine.ledger.incidents


def both(one: World, two: World, device: str, rest: str, active: bool = True, **data: object) -> None:
    """Both stations hear the same message, each by its own clock."""
    key = f"{rest}{data}{active}"
    for world in (one, two):
        world.send(native(world.clock, device, rest, active, id=key, **data))


def test_the_same_message_is_one_alarm_and_one_case(one: World, two: World) -> None:
    both(one, two, "fence", "event/perimeter/Z01", occ="a")
    meet(one, two)
    assert len(one.listed()) == 1
    assert len(one.engine.ledger.incidents) == 1
    assert one.of("fence-1").raised_at == one.clock.now(), "the first in the common order says when"


def test_two_detectors_that_spoke_to_one_station_each_are_a_fire(one: World, two: World) -> None:
    one.event("panel", "fire", "L01-001", occ="a")
    one.acknowledge("smoke-1")
    two.event("panel", "fire", "L01-002", occ="b")
    assert {world.listed()[0].priority for world in (one, two)} == {Priority.P2}
    meet(one, two)
    assert [one.of(point).priority for point in ("smoke-1", "smoke-2")] == [Priority.P1, Priority.P1]
    assert one.of("smoke-1").unacked


def test_the_more_severe_reading_of_the_same_activation_counts(one: World, two: World) -> None:
    two.event("panel", "fire", "L01-001", occ="a")
    both(one, two, "panel", "event/fire/L01-002", occ="b")
    assert (one.of("smoke-2").priority, two.of("smoke-2").priority) == (Priority.P2, Priority.P1)
    one.acknowledge("smoke-2")
    meet(one, two)
    assert (one.of("smoke-2").priority, one.of("smoke-2").unacked) == (Priority.P1, True)
    assert one.incident("smoke-2").priority is Priority.P1


def test_a_shelf_that_one_did_not_know_of_does_not_unmake_an_alarm(one: World, two: World) -> None:
    one.engine.respond.shelve("fence-1", "storm", 600, "guard")
    one.take()
    both(one, two, "fence", "event/perimeter/Z01", occ="a")
    assert one.of("fence-1").suppression is Suppression.SHELVED
    meet(one, two)
    found = one.of("fence-1")
    assert (found.raised_suppressed, found.suppression) == (False, Suppression.SHELVED)
    for world in (one, two):
        world.tick(600)
    assert one.of("fence-1").annunciated


def test_nobody_shelves_a_p1_by_not_knowing_of_it(one: World, two: World) -> None:
    both(one, two, "gas", "event/gas/K502", occ="g", level="low")
    meet(one, two)
    one.event("gas", "gas", "K502", occ="g", level="high")
    two.clock.advance(5)
    two.engine.respond.shelve("gas-1", "test", 600, "guard")
    two.take()
    assert two.of("gas-1").suppression is Suppression.SHELVED
    meet(one, two)
    assert (two.of("gas-1").priority, two.of("gas-1").suppression) == (Priority.P1, Suppression.NONE)


def test_of_two_who_took_a_case_the_first_has_it_and_the_other_is_told(one: World, two: World) -> None:
    both(one, two, "fence", "event/perimeter/Z01", occ="a")
    two.engine.respond.acknowledge(two.of("fence-1").id, "li", no_picture=True)
    two.take()
    one.engine.respond.acknowledge(one.of("fence-1").id, "wang", no_picture=True)
    one.take()
    assert two.incident("fence-1").taken is not None
    meet(one, two)
    for world in (one, two):
        case, alarm = world.incident("fence-1"), world.of("fence-1")
        assert case.taken is not None
        assert (case.taken.user, case.taken.station) == ("wang", "S1")
        assert (alarm.acked_by, alarm.also_acked_by) == ("wang", ("li",))
        lost = case.lost_by("li")
        assert lost == case.taken
        assert case.lost_by("wang") is None


def test_who_helps_with_another_alarm_of_the_case_lost_nothing(one: World) -> None:
    one.event("fence", "perimeter", "Z01", occ="a")
    one.event("fence", "perimeter", "Z02", occ="b")
    one.engine.respond.acknowledge(one.of("fence-1").id, "wang", no_picture=True)
    one.engine.respond.acknowledge(one.of("fence-2").id, "li", no_picture=True)
    one.take()
    case = one.incident("fence-1")
    assert case.taken is not None
    assert (case.taken.user, case.also_taken) == ("wang", ())


def test_a_case_is_taken_over_by_name_only(one: World) -> None:
    one.event("fence", "perimeter", "Z01", occ="a")
    case, respond = one.incident("fence-1").id, one.engine.respond
    respond.take(case, "wang")
    assert one.take()[0].kind is ActionKind.TAKE
    respond.take(case, "wang")
    assert one.take() == []
    with refused("already_taken"):
        respond.take(case, "li")
    with refused("already_taken"):
        respond.take(case, "li", instead_of="zhao")
    respond.take(case, "li", instead_of="wang")
    one.take()
    taken = one.incident("fence-1")
    assert taken.taken is not None
    assert (taken.taken.user, taken.also_taken) == ("li", ())
    one.acknowledge("fence-1")
    respond.verdict(case, Verdict.FALSE, "cat", "li")
    respond.close(case, "li")
    with refused("already_closed"):
        respond.take(case, "wang", instead_of="li")


def test_two_who_take_over_from_the_same_person_at_once(one: World, two: World) -> None:
    both(one, two, "fence", "event/perimeter/Z01", occ="a")
    one.engine.respond.take(one.incident("fence-1").id, "wang")
    one.take()
    meet(one, two)
    case = one.incident("fence-1").id
    two.engine.respond.take(case, "li", instead_of="wang")
    one.engine.respond.take(case, "zhao", instead_of="wang")
    one.take()
    two.take()
    meet(one, two)
    taken = one.incident("fence-1")
    assert taken.taken is not None
    assert (taken.taken.user, [other.user for other in taken.also_taken]) == ("zhao", ["li"])
    assert one.engine.ledger.incidents[case].lost_by("li") == taken.taken


def test_two_cases_of_the_same_alarms_become_one(one: World, two: World) -> None:
    """One station heard of the fence twice, the other of its second place only."""
    one.event("fence", "perimeter", "Z02", occ="b")
    both(one, two, "fence", "event/perimeter/Z01", occ="a")
    two.engine.respond.note(two.incident("fence-1").id, "seen by li", "li")
    two.take()
    other = two.incident("fence-1").id
    assert other != one.incident("fence-1").id
    meet(one, two)
    closed = one.engine.ledger.incidents[other]
    assert (closed.open, closed.merged_into) == (False, one.incident("fence-1").id)
    assert [note.text for note in closed.notes] == ["seen by li"]
    assert [case.open for case in one.engine.snapshot().incidents] == [True, False]


def test_a_settled_case_is_closed_though_no_station_saw_all_of_it(one: World, two: World) -> None:
    both(one, two, "fence", "event/fault/psu", occ="p")
    one.acknowledge("psu-1")
    two.event("fence", "fault", "psu", False, occ="p")
    assert one.incident("psu-1").open
    meet(one, two)
    assert not one.incident("psu-1").open


def test_arming_that_is_heard_of_later_holds_for_what_is_open(one: World, two: World) -> None:
    both(one, two, "fence", "event/perimeter/Z01", occ="a")
    two.engine.respond.arm("north", "guard", armed=False)
    two.take()
    hear(one, two)
    assert one.of("fence-1").suppression is Suppression.BY_DESIGN
    two.engine.respond.arm("north", "guard")
    two.take()
    meet(one, two)
    assert one.of("fence-1").suppression is Suppression.NONE


def test_what_one_withdrew_and_the_other_raised_is_an_alarm_that_is_over(one: World, two: World) -> None:
    both(one, two, "slow", "event/perimeter/D1", occ="a")
    two.event("slow", "perimeter", "D1", False, occ="a")
    one.tick(5)
    meet(one, two)
    for world in (one, two):
        assert (world.of("slow-1").active, world.of("slow-1").unacked) == (False, True)
        assert world.engine.ledger.all_pending() == ()


def test_an_off_delay_that_ran_out_where_its_end_was_not_heard_hides_nothing(one: World, two: World) -> None:
    both(one, two, "slow", "event/perimeter/D2", occ="a")
    one.event("slow", "perimeter", "D2", False, occ="a")
    hear(two, one)
    one.clock.advance(5)
    one.event("slow", "perimeter", "D2", occ="b")
    two.tick(20)
    assert not two.of("slow-2").active
    meet(one, two)
    assert one.of("slow-2").active
    assert two.of("slow-2").active


def test_cameras_lost_to_two_stations_are_one_alarm_of_the_zone(one: World, two: World) -> None:
    two.clock.step_utc(-100)
    one.event("S1", "camera", "cam1", kind="no_picture")
    for action in one.actions:
        two.engine.merge(action)
    two.take()
    two.event("S2", "camera", "cam2", kind="no_picture")
    meet(one, two)
    assert sum(found.point == "zone/north/cameras" for found in one.listed()) == 1


def test_merging_one_by_one_keeps_what_was_made_before_a_failure(one: World, two: World) -> None:
    one.event("panel", "fire", "L01-001", occ="a")
    two.event("panel", "fire", "L01-002", occ="b")
    for action in two.actions:
        one.engine.merge(action)
    mark = one.engine.mark()
    one.engine.respond.arm("north", "guard", armed=False)
    one.engine.rewind(mark)
    made = one.engine.take()
    assert {action.kind for action in made} == {ActionKind.SEVERITY}
    assert not one.engine.ledger.register("disarm", "north").on


def test_an_action_is_taken_in_once_from_each_station(one: World, two: World) -> None:
    both(one, two, "fence", "event/perimeter/Z01", occ="a")
    raises = [action for action in two.actions if action.kind is ActionKind.RAISE]
    assert [one.engine.merge(action) for action in raises * 2] == [True, False]
    ledger = folded([*one.actions, *raises, *raises])
    assert ledger.occurrences == one.engine.ledger.occurrences


def test_two_detectors_whose_delays_run_at_one_station_each_are_a_fire(one: World, two: World) -> None:
    one.event("slow", "fire", "D4", occ="a")
    two.event("slow", "perimeter", "D1", occ="x")
    two.event("slow", "fire", "D7", occ="b")
    hear(one, two)
    assert {found.point: found.priority for found in one.listed()} == {
        "slow-smoke": Priority.P1,
        "slow-smoke-3": Priority.P1,
    }
    meet(one, two)
    assert [pending.point for pending in one.engine.ledger.all_pending()] == ["slow-1"]


def test_a_point_that_only_the_other_station_lists_waits_for_its_delay_here_too(one: World) -> None:
    other = World(rich_site("S2"))
    other.event("slow", "fire", "D4", occ="a")
    bare = World(make_site("demo", "S3"))
    hear(bare, other)
    assert [pending.point for pending in bare.engine.ledger.all_pending()] == ["slow-smoke"]
    bare.tick(10)
    assert bare.of("slow-smoke").active


def test_what_follows_from_the_same_cause_is_written_once(one: World) -> None:
    recorder = one.engine._recorder
    for _ in range(2):
        recorder.record(ActionKind.DISARM, cause="the same", data={"zone": "north"})
    assert len(one.take()) == 1


def test_what_is_gone_when_its_time_comes_is_not_raised(one: World) -> None:
    one.engine._time._attend["pending"]("gone", one.clock.now())
    assert one.take() == []


def heard(**data: object) -> Action:
    """A raise as one station wrote it down."""
    at = float(data.pop("at", 0.0))  # type: ignore[arg-type]
    station, case = str(data.pop("station", "S1")), str(data.pop("case", "c1"))
    values = {"point": "p", "priority": 2, "suppression": "none", "replay": False, "quiet": False, **data}
    return Action("r", ActionKind.RAISE, "o", case, at, "", station, f"{at:012.0f}.000000", values)


def test_of_one_raise_in_several_words_the_most_careful_reading_counts() -> None:
    first = heard(suppression="shelved", priority=2, replay=True, quiet=True, recovered=True, case="c0")
    second = heard(station="S2", at=5.0, priority=2, case="c2")
    found = states.fold([second, first])
    assert found is not None
    assert (found.raised_at, found.suppression, found.incident) == (0.0, Suppression.NONE, "c2")
    assert (found.raised_suppressed, found.replay, found.quiet, found.recovered) == (False, False, False, False)
    urgent = states.fold([first, heard(station="S2", at=5.0, priority=1, suppression="shelved")])
    assert urgent is not None
    assert (urgent.priority, urgent.severity, urgent.suppression) == (Priority.P1, Priority.P1, Suppression.NONE)
    alone = states.fold([first])
    assert alone is not None
    assert (alone.suppression, alone.quiet) == (Suppression.SHELVED, True)


def test_of_entries_with_one_id_the_first_in_order_counts() -> None:
    base = heard()
    update = Action("u", ActionKind.UPDATE, "o", None, 1.0, "", "S1", "000000000001.000000", {"data": {"kv": 1}})
    same = replace(update, station="S2", at=2.0, clock="000000000002.000000", data={"data": {"kv": 2}})
    found = states.fold([same, base, update])
    assert found is not None
    assert (found.count, found.data["kv"]) == (2, 1)


def test_no_entry_of_another_station_puts_a_p1_aside(one: World, two: World) -> None:
    both(one, two, "gas", "event/gas/K502", occ="g", level="low")
    one.event("gas", "gas", "K502", occ="g", level="high")
    two.clock.advance(5)
    two.engine.respond.shelve("gas-1", "test", 600, "guard")
    two.engine.respond.arm("house", "guard", armed=False)
    for action in two.engine.take():
        if action.kind is ActionKind.SUPPRESS:
            one.engine.merge(action)
            assert one.of("gas-1").annunciated


def lose(world: World, camera: str, occ: str, **data: Any) -> None:
    """The station itself finds a camera lost and names that by its own look."""
    station = world.engine.site.station
    world.event(station, "camera", camera, kind="no_picture", occ=occ, **data)


def test_a_camera_that_two_stations_lost_while_apart_is_one_alarm_and_one_case(one: World, two: World) -> None:
    lose(one, "cam1", "by one")
    two.clock.advance(3)
    lose(two, "cam1", "by two")
    two.acknowledge("cam1")
    case = two.incident("cam1").id
    meet(one, two)
    (alarm,) = one.listed()
    assert (alarm.point, alarm.active, alarm.unacked) == ("cam1", True, True), "the first, which nobody answered yet"
    assert one.engine.ledger.incidents[case].merged_into == alarm.incident
    assert [incident.open for incident in one.engine.snapshot().incidents] == [True, False]
    one.event("S1", "camera", "cam1", False, kind="no_picture")
    one.engine.respond.acknowledge(alarm.id, "wang", no_picture=True)
    one.take()
    meet(one, two)
    assert two.listed() == []
    two.restart()
    assert two.listed() == []


def test_a_loss_that_is_over_at_one_station_only_hides_nothing_until_it_is_at_both(one: World, two: World) -> None:
    lose(one, "cam1", "by one", seen_at=1000.0)
    lose(two, "cam1", "by two", seen_at=1002.5)
    two.event("S2", "camera", "cam1", False, kind="no_picture")
    meet(one, two)
    assert sorted(alarm.active for alarm in one.listed()) == [False, True]
    one.event("S1", "camera", "cam1", False, kind="no_picture")
    meet(one, two)
    assert len(one.listed()) == 1


def test_losses_at_two_times_stay_two(one: World, two: World) -> None:
    for world, at in ((one, 1000.0), (two, 1020.0)):
        lose(world, "cam1", f"{at}", seen_at=at)
        world.event(world.engine.site.station, "camera", "cam1", False, kind="no_picture")
    meet(one, two)
    assert len(one.listed()) == 2


@pytest.mark.parametrize(("apart", "alarms"), [(0.4, 1), (60.0, 2)])
def test_hits_of_a_rule_on_two_sides_of_a_boundary_are_one(one: World, two: World, apart: float, alarms: int) -> None:
    for world, seen_at in ((one, 1799.9), (two, 1799.9 + apart)):
        station, occ = world.engine.site.station, f"rule@{int(seen_at // 10)}"
        for active in (True, False):
            world.event(station, "intrusion", "R1", active, occ=occ, kind="intrusion", seen_at=seen_at)
    meet(one, two)
    found = one.listed()
    assert len(found) == alarms
    assert len([case for case in one.engine.snapshot().incidents if case.open]) == alarms


def test_hits_that_one_station_told_apart_stay_apart(one: World, two: World) -> None:
    for occ, seen_at in (("rule@1", 19.5), ("rule@2", 20.5)):
        for active in (True, False):
            one.event("S1", "intrusion", "R1", active, occ=occ, kind="intrusion", seen_at=seen_at)
    meet(one, two)
    assert len(two.listed()) == 2


def test_the_more_urgent_of_two_that_are_one_counts(one: World, two: World) -> None:
    points = [point for key, point in rich_site("S1").points.items() if key != "rule-1"]
    low = World(
        make_site(
            "demo", "S1", points=[*points, AlarmPoint("rule-1", "S1", "intrusion", "R1", "south", priority=Priority.P3)]
        )
    )
    for world, occ in ((low, "rule@1"), (two, "rule@2")):
        world.event(world.engine.site.station, "intrusion", "R1", occ=occ, kind="intrusion", seen_at=20.0)
    low.acknowledge("rule-1")
    hear(low, two)
    (alarm,) = low.listed()
    assert (alarm.priority, alarm.unacked) == (Priority.P2, True)
