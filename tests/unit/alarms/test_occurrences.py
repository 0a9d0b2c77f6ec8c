"""One occurrence from edge to reset: severity, the picture rule, bulk."""

import pytest

from alarms.model import ActionKind, ActionRefused, AlarmPoint, AlarmState, Priority, Verdict
from alarms.site import Device, make_site
from tests.unit.alarms.world import World, refused

# One occurrence from edge to reset.


def test_a_latching_alarm_goes_through_its_whole_life(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a", kind="wire_cut")
    assert (world.of("fence-1").state, world.of("fence-1").priority) == (AlarmState.UNACKED, Priority.P2)
    assert world.of("fence-1").sounding
    world.acknowledge("fence-1")
    assert world.of("fence-1").state is AlarmState.ACKED
    world.event("fence", "perimeter", "Z01", False, occ="a")
    assert world.of("fence-1").state is AlarmState.AWAITING_RESET
    assert world.of("fence-1").open
    world.engine.respond.reset(world.of("fence-1").id, Verdict.FALSE, "guard")
    world.take()
    assert world.of("fence-1").state is AlarmState.NORMAL
    assert not world.of("fence-1").open


def test_a_return_before_the_acknowledgement_stays_on_screen(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    world.event("fence", "perimeter", "Z01", False, occ="a")
    assert world.of("fence-1").state is AlarmState.RETURNED_UNACKED
    assert [one.point for one in world.listed()] == ["fence-1"]
    world.acknowledge("fence-1")
    assert world.of("fence-1").state is AlarmState.AWAITING_RESET


def test_what_does_not_latch_is_over_when_returned_and_acknowledged(world: World) -> None:
    world.event("fence", "fault", "psu", occ="p", kind="ac_loss")
    assert world.of("psu-1").priority is Priority.P3
    world.acknowledge("psu-1")
    world.event("fence", "fault", "psu", False, occ="p")
    assert world.of("psu-1").state is AlarmState.NORMAL
    assert world.incident("psu-1").closed_at is not None, "a settled P3 closes its own incident"
    assert world.incident("psu-1").closed_by == ""


def test_silence_is_sound_only(world: World) -> None:
    world.event("help", "panic", "H501", occ="h")
    world.engine.respond.silence(world.of("help-1").id, "guard")
    world.take()
    assert not world.of("help-1").sounding
    assert world.of("help-1").unacked


def test_a_reset_needs_a_return_and_an_acknowledgement(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    key = world.of("fence-1").id
    with refused("still_active"):
        world.engine.respond.reset(key, Verdict.TEST, "guard")
    world.event("fence", "perimeter", "Z01", False, occ="a")
    with refused("not_acknowledged"):
        world.engine.respond.reset(key, Verdict.TEST, "guard")


# Severity.


def test_a_rise_alarms_again_and_a_fall_never_does(world: World) -> None:
    world.event("gas", "gas", "K502", occ="g", level="low")
    world.acknowledge("gas-1")
    world.event("gas", "gas", "K502", occ="g", level="high")
    assert (world.of("gas-1").priority, world.of("gas-1").unacked) == (Priority.P1, True)
    assert world.incident("gas-1").priority is Priority.P1
    world.acknowledge("gas-1")
    world.event("gas", "gas", "K502", occ="g", level="low")
    assert not world.of("gas-1").unacked
    assert (world.of("gas-1").priority, world.of("gas-1").severity) == (Priority.P1, Priority.P2)
    world.event("gas", "gas", "K502", occ="g", level="high")
    assert world.of("gas-1").unacked, "rising again alarms again"


def test_two_fire_detectors_of_one_zone_make_both_a_p1(world: World) -> None:
    world.event("panel", "fire", "L01-001", occ="s1", kind="smoke")
    world.acknowledge("smoke-1")
    assert world.of("smoke-1").priority is Priority.P2
    made = world.event("panel", "fire", "L01-002", occ="s2", kind="smoke")
    assert [world.of(point).priority for point in ("smoke-1", "smoke-2")] == [Priority.P1, Priority.P1]
    assert world.of("smoke-1").unacked
    assert world.of("smoke-1").incident == world.of("smoke-2").incident
    assert [action.kind for action in made] == [ActionKind.RAISE, ActionKind.SEVERITY]


def test_a_drill_and_a_fault_do_not_count_as_a_second_detector(world: World) -> None:
    world.event("panel", "fire", "L01-001", occ="s1", kind="smoke", drill=True)
    world.event("panel", "fire", "L01-002", occ="s2", kind="smoke")
    assert world.of("smoke-2").priority is Priority.P2
    assert world.of("smoke-1").incident != world.of("smoke-2").incident
    world.event("panel", "fire", "L01-003", occ="s3", kind="fault")
    assert world.of("call-1").priority is Priority.P3
    assert not world.of("call-1").latching


def test_an_acknowledgement_of_less_than_there_is_does_not_count(world: World) -> None:
    """Another station's guard acknowledged a P2 that had become a P1 meanwhile."""
    world.event("gas", "gas", "K502", occ="g", level="low")
    other = World()
    other.engine.load(world.actions)
    other.event("gas", "gas", "K502", occ="g", level="high")
    world.clock.advance(1)
    (late,) = world.acknowledge("gas-1")
    other.engine.load([late])
    assert other.of("gas-1").priority is Priority.P1
    assert other.of("gas-1").unacked


# The picture rule and bulk.


def test_p1_and_p2_need_a_second_of_the_picture(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    key = world.of("fence-1").id
    with refused("picture_not_seen"):
        world.engine.respond.acknowledge(key, "guard")
    seen = world.clock.now()
    world.clock.advance(0.5)
    with pytest.raises(ActionRefused) as refusal:
        world.engine.respond.acknowledge(key, "guard", seen)
    assert refusal.value.parameters == {"wait_s": pytest.approx(0.5, abs=1e-6)}
    world.clock.advance(0.5)
    world.engine.respond.acknowledge(key, "guard", seen)
    assert world.take()[-1].data["picture_at"] == seen
    assert world.of("fence-1").acked_by == "guard"


def test_a_clock_that_was_set_back_does_not_keep_the_guard_from_answering(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    seen = world.clock.now()
    world.clock.step_utc(-3600)
    world.engine.respond.acknowledge(world.of("fence-1").id, "guard", seen)
    assert not world.of("fence-1").unacked


def test_no_picture_is_recorded(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    (action,) = world.acknowledge("fence-1")
    assert action.data["no_picture"] is True


def test_bulk_leaves_p1_and_p2_out_and_writes_one_action_each(world: World) -> None:
    world.event("help", "panic", "H501", occ="h")
    world.event("fence", "perimeter", "Z01", occ="a")
    world.event("fence", "fault", "psu", occ="p", kind="ac_loss")
    world.state("gate1", "gate", "G1", None, fault="stuck")
    world.engine.respond.acknowledge_many([one.id for one in world.listed()] + ["unknown"], "guard")
    made = [one for one in world.take() if one.kind is ActionKind.ACKNOWLEDGE]
    assert len(made) == 2
    assert {one.point for one in world.listed() if one.unacked} == {"help-1", "fence-1"}


# Limits that the site gives a point.


@pytest.fixture
def measured() -> World:
    point = AlarmPoint("lift-1", "lifts", "equipment", "L1", "house", low=2.0, high=8.0)
    return World(make_site("demo", "S1", points=[point], devices=[Device("lifts", "house")]))


@pytest.mark.parametrize("kind", ["event", "state"])
@pytest.mark.parametrize("beyond", [1.9, 8.5, "9"])
def test_a_value_that_leaves_the_limits_of_its_point_is_an_alarm_until_it_is_back(
    measured: World, kind: str, beyond: object
) -> None:
    say = measured.event if kind == "event" else measured.state
    say("lifts", "equipment", "L1", None, value=8.0, unit="m/s")
    assert measured.listed() == []
    for value in (beyond, beyond):
        say("lifts", "equipment", "L1", None, value=value, unit="m/s")
    (alarm,) = measured.listed()
    assert (alarm.point, alarm.active, alarm.kind, alarm.data["value"]) == ("lift-1", True, "limit", beyond)
    assert not alarm.recovered
    say("lifts", "equipment", "L1", None, value=5, unit="m/s")
    assert not measured.of("lift-1").active


def test_limits_of_the_site_and_the_word_of_the_device_both_count(measured: World) -> None:
    measured.event("lifts", "equipment", "L1", False, value=9)
    assert measured.of("lift-1").active
    measured.event("lifts", "equipment", "L1", False, value=5)
    assert not measured.of("lift-1").active
    measured.event("lifts", "equipment", "L1", True, value=5, kind="stuck")
    assert measured.of("lift-1").kind == "stuck"
    measured.event("lifts", "equipment", "L1", False, value=5)
    measured.event("lifts", "equipment", "L1", None, value=5, limits={"high": 4})
    assert measured.of("lift-1").active
    assert measured.event("lifts", "equipment", "L9", None, value=99) == [], "a point that nobody listed has no limits"
