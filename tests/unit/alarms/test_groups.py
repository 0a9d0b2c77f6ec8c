"""Two sensors of a group, two detectors of a zone: alone each is shown, together they are the alarm."""

import pytest

from alarms.model import ActionKind, AlarmPoint, Priority
from alarms.pairing import lowered
from alarms.site import SensorGroup, make_site
from tests.unit.alarms.world import World


def test_one_sensor_alone_is_a_prealarm_that_is_shown(rich: World) -> None:
    rich.event("pair", "intrusion", "P1", occ="a")
    alone = rich.of("pair-1")
    assert (alone.priority, alone.prealarm, alone.annunciated) == (Priority.P3, True, True)
    assert rich.incident("pair-1").priority is Priority.P3


def test_two_within_the_groups_time_are_the_alarm_and_alarm_again(rich: World) -> None:
    rich.event("pair", "intrusion", "P1", occ="a")
    rich.event("pair", "intrusion", "P1", False, occ="a")
    rich.acknowledge("pair-1")
    rich.clock.advance(20)
    rich.event("pair", "intrusion", "P2", occ="b")
    assert [rich.of(one).priority for one in ("pair-1", "pair-2")] == [Priority.P2, Priority.P2]
    assert [rich.of(one).prealarm for one in ("pair-1", "pair-2")] == [False, False]
    assert rich.of("pair-1").unacked
    assert rich.of("pair-1").incident == rich.of("pair-2").incident


def test_too_late_is_another_prealarm(rich: World) -> None:
    rich.event("pair", "intrusion", "P1", occ="a")
    rich.event("pair", "intrusion", "P1", False, occ="a")
    rich.clock.advance(21)
    rich.event("pair", "intrusion", "P2", occ="b")
    assert [rich.of(one).priority for one in ("pair-1", "pair-2")] == [Priority.P3, Priority.P3]


def test_one_that_still_stands_is_a_partner_however_old(rich: World) -> None:
    rich.event("pair", "intrusion", "P1", occ="a")
    rich.clock.advance(600)
    rich.event("pair", "intrusion", "P2", occ="b")
    assert rich.of("pair-1").priority is Priority.P2


def test_saying_the_same_again_makes_no_more_of_a_prealarm(rich: World) -> None:
    rich.event("pair", "intrusion", "P1", occ="a")
    assert rich.event("pair", "intrusion", "P1", occ="a") == []
    assert rich.of("pair-1").prealarm


def test_where_the_other_sensor_cannot_speak_one_is_enough(rich: World) -> None:
    rich.engine.respond.take_out_of_service("pair-2", "broken", 3600, "chief", "second", "hourly")
    rich.take()
    rich.event("pair", "intrusion", "P1", occ="a")
    assert (rich.of("pair-1").priority, rich.of("pair-1").prealarm) == (Priority.P2, False)


@pytest.mark.parametrize("aside", ["shelve", "out_of_service"])
def test_a_prealarm_is_the_alarm_once_no_other_sensor_can_confirm_it(rich: World, aside: str) -> None:
    rich.event("pair", "intrusion", "P1", occ="a")
    respond = rich.engine.respond
    if aside == "shelve":
        respond.shelve("pair-2", "storm", 600, "guard")
    else:
        respond.take_out_of_service("pair-2", "broken", 3600, "chief", "second", "hourly")
    rich.take()
    assert (rich.of("pair-1").priority, rich.of("pair-1").prealarm) == (Priority.P2, False)
    respond.shelve("not in any group", "storm", 600, "guard")
    respond.shelve("fence-1", "storm", 600, "guard")
    assert all(one.kind is ActionKind.SHELVE for one in rich.take())


def test_a_sensor_put_aside_where_another_still_can_speak_leaves_a_prealarm() -> None:
    points = [AlarmPoint(f"w{n}", "w", "intrusion", f"w{n}", "z", group="g") for n in range(3)]
    world = World(make_site("demo", "S1", points=points, devices=[], groups=[SensorGroup("g", 5.0)]))
    world.event("w", "intrusion", "w0", occ="a")
    world.engine.respond.shelve("w1", "storm", 600, "guard")
    world.take()
    assert world.of("w0").prealarm


def test_a_detector_that_is_back_in_service_is_the_second_one_after_all(rich: World) -> None:
    rich.engine.respond.take_out_of_service("smoke-1", "paint", 3600, "chief", "second", "hourly")
    rich.event("panel", "fire", "L01-001", occ="a")
    rich.event("panel", "fire", "L01-002", occ="b")
    rich.tick(3600)
    assert [rich.of(one).priority for one in ("smoke-1", "smoke-2")] == [Priority.P1, Priority.P1]


def test_a_drill_is_no_partner_of_the_real(rich: World) -> None:
    rich.event("pair", "intrusion", "P1", occ="a", drill=True)
    rich.event("pair", "intrusion", "P2", occ="b")
    assert rich.of("pair-2").prealarm


def test_the_second_sensor_waits_for_no_delay_of_its_own() -> None:
    points = [AlarmPoint(f"w{n}", "w", "intrusion", f"w{n}", "z", group="g", on_delay_s=9.0 * n) for n in (0, 1)]
    world = World(make_site("demo", "S1", points=points, devices=[], groups=[SensorGroup("g", 5.0)]))
    world.event("w", "intrusion", "w0", occ="a")
    world.event("w", "intrusion", "w1", occ="b")
    assert [world.of(one).priority for one in ("w0", "w1")] == [Priority.P2, Priority.P2]


def test_the_priority_of_one_alone() -> None:
    assert [lowered(one) for one in (Priority.P1, Priority.P2, Priority.P3, Priority.P4)] == [
        Priority.P1,
        Priority.P3,
        Priority.P4,
        Priority.P4,
    ]


def test_a_group_of_low_sensors_is_p4_alone_and_p3_together() -> None:
    points = [AlarmPoint(f"w{n}", "w", "water", f"w{n}", "z", group="g") for n in (1, 2)]
    world = World(make_site("demo", "S1", points=points, devices=[], groups=[SensorGroup("g", 5.0)]))
    world.event("w", "water", "w1", occ="a")
    assert world.of("w1").priority is Priority.P4
    world.event("w", "water", "w2", occ="b")
    assert [world.of(one).priority for one in ("w1", "w2")] == [Priority.P3, Priority.P3]


def test_two_detectors_of_fire_are_told_once(rich: World) -> None:
    rich.event("panel", "fire", "L01-001", occ="a")
    made = rich.event("panel", "fire", "L01-002", occ="b")
    assert [one.kind for one in made] == [ActionKind.RAISE, ActionKind.SEVERITY]
    rich.acknowledge("smoke-1")
    rich.acknowledge("smoke-2")
    made = rich.event("panel", "fire", "L01-002", occ="b")
    assert made == [], "nothing new is said"
    assert not rich.of("smoke-1").unacked


def test_a_detector_out_of_service_is_no_second_one(rich: World) -> None:
    rich.engine.respond.take_out_of_service("smoke-1", "paint", 3600, "chief", "second", "hourly")
    rich.take()
    rich.event("panel", "fire", "L01-001", occ="a")
    rich.event("panel", "fire", "L01-002", occ="b")
    assert rich.of("smoke-2").priority is Priority.P2
