from typing import Any

import pytest

from alarms.model import ActionKind, ActionRefused, AlarmState, Handling, Priority, Suppression, Verdict
from tests.unit.alarms.world import World


@pytest.fixture
def world() -> World:
    return World()


def refused(code: str) -> Any:
    return pytest.raises(ActionRefused, match=f"^{code}$")


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


# Incidents and numbers.


def test_active_again_is_a_new_occurrence_in_the_same_incident_within_the_window(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    world.event("fence", "perimeter", "Z01", False, occ="a")
    first = world.of("fence-1")
    world.clock.advance(120)
    world.event("fence", "perimeter", "Z01", occ="b")
    second = world.of("fence-1")
    assert second.id != first.id
    assert second.incident == first.incident
    world.event("fence", "perimeter", "Z01", False, occ="b")
    world.clock.advance(301)
    world.event("fence", "perimeter", "Z01", occ="c")
    assert world.of("fence-1").incident != first.incident
    assert len({one.id for one in world.listed()}) == 3, "nothing is hidden by what came after"


def test_a_zone_groups_what_is_alike_and_nothing_else(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    world.event("fence", "perimeter", "Z02", occ="b")
    world.event("fence", "fault", "psu", occ="c", kind="battery")
    world.event("fence", "perimeter", "Z03", occ="d")
    assert world.of("fence-1").incident == world.of("fence-2").incident
    assert len({world.of(one).incident for one in ("fence-1", "psu-1", "fence-3")}) == 3
    assert [world.incident(one).number for one in ("fence-1", "psu-1", "fence-3")] == [
        "20261102-S1-001",
        "20261102-S1-002",
        "20261102-S1-003",
    ]


def test_numbers_go_on_after_a_restart_and_begin_anew_each_day(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    again = World()
    again.engine.load(world.actions)
    again.event("fence", "perimeter", "Z03", occ="d")
    assert again.incident("fence-3").number == "20261102-S1-002"
    again.clock.advance(86400)
    again.event("panel", "fire", "L01-001", occ="x")
    assert again.incident("smoke-1").number == "20261103-S1-001"


def test_handling_goes_forward_and_a_case_is_closed_with_a_verdict(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    case = world.incident("fence-1").id
    respond = world.engine.respond
    with refused("not_acknowledged"):
        respond.close(case, "guard")
    world.acknowledge("fence-1")
    assert world.incident("fence-1").handling is Handling.ACKNOWLEDGED
    respond.handling(case, Handling.DISPATCHED, "guard")
    with refused("verdict_missing"):
        respond.close(case, "guard")
    with refused("cause_missing"):
        respond.verdict(case, Verdict.FALSE, " ", "guard")
    respond.verdict(case, Verdict.FALSE, "cat", "guard")
    world.event("fence", "perimeter", "Z01", False, occ="a")
    respond.close(case, "guard")
    closed = world.incident("fence-1")
    assert (closed.handling, closed.verdict, closed.cause) == (Handling.RESOLVED, Verdict.FALSE, "cat")
    assert world.of("fence-1").state is AlarmState.NORMAL, "closing resets what has returned"
    with refused("already_closed"):
        respond.step(case, "call", "guard")
    respond.handling(case, Handling.REVIEWED, "boss")
    assert world.incident("fence-1").handling is Handling.REVIEWED


def test_closing_hides_no_active_alarm(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    world.acknowledge("fence-1")
    case = world.incident("fence-1").id
    world.engine.respond.verdict(case, Verdict.REAL, "", "guard")
    world.engine.respond.close(case, "guard")
    world.take()
    assert [one.point for one in world.listed()] == ["fence-1"]
    world.event("gas", "gas", "K502", occ="g")
    world.event("fence", "perimeter", "Z01", False, occ="a")
    world.event("fence", "perimeter", "Z01", occ="b")
    assert world.incident("fence-1").id != case, "a closed case takes nothing in"


def test_a_real_incident_asks_for_its_required_steps() -> None:
    world = World()
    world.engine = type(world.engine)(world.engine.site, world.clock, lambda _incident: ["call-119"])
    world.event("help", "panic", "H501", occ="h")
    world.acknowledge("help-1")
    case = world.incident("help-1").id
    respond = world.engine.respond
    respond.verdict(case, Verdict.REAL, "", "guard")
    with pytest.raises(ActionRefused) as refusal:
        respond.close(case, "guard")
    assert (refusal.value.code, refusal.value.parameters) == ("steps_missing", {"steps": ("call-119",)})
    respond.step(case, "call-119", "guard")
    respond.close(case, "guard")
    assert not world.incident("help-1").open


def test_undo_takes_back_the_newest_act_and_keeps_the_record(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    world.acknowledge("fence-1")
    case = world.incident("fence-1").id
    respond = world.engine.respond
    respond.step(case, "look", "guard")
    respond.note(case, "a cat", "guard")
    respond.verdict(case, Verdict.NUISANCE, "cat", "guard")
    respond.close(case, "guard")
    respond.undo(case, "guard")
    assert world.incident("fence-1").open
    respond.undo(case, "guard")
    assert world.incident("fence-1").verdict is None
    respond.undo(case, "guard")
    assert world.incident("fence-1").notes == ()
    respond.undo(case, "guard")
    assert world.incident("fence-1").steps_done == ()
    with refused("nothing_to_undo"):
        respond.undo(case, "guard")
    kinds = [action.kind for action in world.engine.ledger.history(case)]
    assert kinds.count(ActionKind.UNDO) == 4
    assert ActionKind.VERDICT in kinds


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


# Suppression.


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


# Messages that are late, doubled, lost or strange.


def test_an_unlisted_point_raises_all_the_same(world: World) -> None:
    world.event("fence", "perimeter", "Z99", occ="a")
    (found,) = world.listed()
    assert (found.point, found.zone, found.priority) == ("fence/perimeter/Z99", "north", Priority.P2)


def test_the_same_activation_twice_is_one_occurrence(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    assert world.event("fence", "perimeter", "Z01", occ="a") == []
    world.event("fence", "perimeter", "Z01", False, occ="a")
    assert world.event("fence", "perimeter", "Z01", occ="a", replay=True) == []
    assert len(world.listed()) == 1


def test_an_active_state_without_an_occurrence_is_raised_as_recovered(world: World) -> None:
    world.state("fence", "perimeter", "Z01", occ="a")
    assert world.of("fence-1").recovered
    assert world.of("fence-1").state is AlarmState.UNACKED
    assert world.state("fence", "perimeter", "Z01", occ="a") == []
    world.event("fence", "perimeter", "Z01", occ="a")
    assert not world.of("fence-1").recovered, "its edge came after all"
    assert world.of("fence-1").count == 1, "state and edge are one activation"
    assert len(world.listed()) == 1


def test_a_normal_state_ends_what_lost_its_end(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    world.clock.advance(5)
    world.state("fence", "perimeter", "Z01", False)
    assert world.of("fence-1").state is AlarmState.RETURNED_UNACKED


def test_an_old_picture_of_the_state_does_not_raise_again(world: World) -> None:
    raised_at = world.clock.now()
    world.event("fence", "perimeter", "Z01", occ="a")
    world.clock.advance(5)
    world.event("fence", "perimeter", "Z01", False, occ="a")
    assert world.state("fence", "perimeter", "Z01", occ="a", at=raised_at, retained=True) == []
    world.clock.advance(5)
    world.state("fence", "perimeter", "Z01", occ="a")
    assert len(world.listed()) == 2, "a state newer than the return means that it is active again"


def test_an_end_without_its_beginning_is_shown(world: World) -> None:
    world.event("fence", "perimeter", "Z01", False, occ="never-heard")
    assert (world.of("fence-1").state, world.of("fence-1").recovered) == (AlarmState.RETURNED_UNACKED, True)
    world.event("fence", "perimeter", "Z01", True, occ="never-heard", replay=True)
    assert len(world.listed()) == 1


def test_a_replayed_alarm_is_shown_and_makes_no_sound(world: World) -> None:
    world.event("help", "panic", "H501", occ="h", replay=True)
    assert world.of("help-1").annunciated
    assert not world.of("help-1").sounding


def test_a_new_activation_ends_the_one_before_it(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    first = world.of("fence-1").id
    world.event("fence", "perimeter", "Z01", occ="b")
    assert [one.active for one in sorted(world.listed(), key=lambda one: one.id != first)] == [False, True]


def test_no_device_touches_anothers_occurrence_by_naming_it(world: World) -> None:
    world.event("help", "panic", "H501", occ="same")
    world.event("fence", "perimeter", "Z01", False, occ="same")
    assert world.of("help-1").active


def test_an_alarm_that_says_neither_yes_nor_no_is_an_alarm(world: World) -> None:
    world.event("help", "panic", "H501", None, note="pressed")
    assert world.of("help-1").state is AlarmState.RETURNED_UNACKED
    assert world.event("gate1", "passage", "G1", None, plate="x") == []


def test_a_lost_device_is_an_alarm_of_its_own_and_clears_nothing(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    world.send(_status(world, b"offline"))
    assert {one.alarm_class for one in world.listed()} == {"perimeter", "device"}
    assert world.of("fence-1").active
    world.send(_status(world, b"online"))
    assert world.of("fence/device/status").state is AlarmState.RETURNED_UNACKED
    assert world.of("fence-1").state is AlarmState.UNACKED


def _status(world: World, word: bytes) -> Any:
    from alarms.messages import parse_message

    return parse_message("gs/1/demo/fence/status", word, world.clock.now())


def test_doors_and_gates_speak_their_own_words(world: World) -> None:
    world.state("doors", "door", "D01", None, DoorAlarm="DoorOpenTooLong")
    assert (world.of("door-1").kind, world.of("door-1").priority) == ("held_open", Priority.P3)
    world.clock.advance(1)
    world.state("doors", "door", "D01", None, DoorAlarm="DoorForcedOpen")
    assert (world.of("door-1").kind, world.of("door-1").priority) == ("forced", Priority.P2)
    world.clock.advance(1)
    world.state("doors", "door", "D01", None, DoorAlarm="Normal")
    assert not world.of("door-1").active
    world.state("gate1", "gate", "G1", None, position="open", fault=None)
    assert world.engine.ledger.latest_of("gate1/gate/G1") is None


def test_a_site_may_set_a_points_priority_and_the_detector_may_say_more(world: World) -> None:
    from dataclasses import replace

    from alarms.site import make_site

    site = world.engine.site
    points = [replace(one, priority=Priority.P3) for one in site.points.values() if one.id in ("gas-1", "fence-1")]
    world = World(make_site("demo", "S1", points=points, devices=site.devices.values(), zones=site.zones.values()))
    world.event("gas", "gas", "K502", occ="g", level="low")
    world.event("fence", "perimeter", "Z01", occ="a")
    assert (world.of("gas-1").priority, world.of("fence-1").priority) == (Priority.P3, Priority.P3)
    world.event("gas", "gas", "K502", occ="g", level="high")
    assert world.of("gas-1").priority is Priority.P1


def test_fire_is_listed_first(world: World) -> None:
    world.event("help", "panic", "H501", occ="h")
    world.event("panel", "fire", "L01-001", occ="f")
    world.event("fence", "perimeter", "Z01", occ="a")
    assert [one.alarm_class for one in world.listed()] == ["fire", "panic", "perimeter"]


def test_rewinding_makes_it_as_if_nothing_had_been_asked(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    before, due = world.engine.snapshot(), world.engine.next_due()
    world.engine.respond.acknowledge(before.occurrences[0].id, "guard", no_picture=True)
    world.engine.respond.arm("site", "guard", armed=False)
    world.engine.respond.shelve("fence-2", "storm", 3600, "guard")
    world.engine.rewind()
    assert world.engine.snapshot() == before
    assert world.take() == []
    assert world.engine.next_due() == due
    world.event("fence", "perimeter", "Z03", occ="b")
    assert world.of("fence-3").suppression is Suppression.NONE
    assert world.incident("fence-3").number.endswith("-002")


@pytest.mark.parametrize("call", ["acknowledge", "silence", "note", "undo", "close"])
def test_what_is_unknown_is_refused(world: World, call: str) -> None:
    respond = world.engine.respond
    with pytest.raises(ActionRefused, match="unknown"):
        getattr(respond, call)("nobody", *(["text"] if call == "note" else []), "guard")
    with refused("note_empty"):
        respond.note("nobody", " ", "guard")


def test_a_device_that_names_every_activation_alike_is_heard_every_time(world: World) -> None:
    for _ in range(3):
        world.event("help", "panic", "H501", True, occ="button", at=world.clock.now() - 60 * len(world.actions))
        world.event("help", "panic", "H501", False, occ="button")
    assert len(world.listed()) == 3


def test_a_replayed_activation_ends_nothing_that_is_going_on(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="now")
    world.event("fence", "perimeter", "Z01", occ="earlier", replay=True, at=world.clock.now() - 600)
    assert [one.active for one in world.listed()] == [True, True]


def test_settling_one_alarm_touches_no_other(world: World) -> None:
    world.event("help", "panic", "H501", occ="h")
    world.event("fence", "fault", "psu", occ="p", kind="ac_loss")
    world.event("fence", "fault", "psu", False, occ="p")
    made = world.acknowledge("psu-1")
    assert [action.kind for action in made] == [ActionKind.ACKNOWLEDGE, ActionKind.CLOSE]
    assert world.of("help-1").unacked


def test_a_lone_smoke_detector_is_listed_until_it_is_answered(world: World) -> None:
    world.event("panel", "fire", "L01-001", occ="s", kind="smoke")
    world.event("panel", "fire", "L01-001", False, occ="s", kind="smoke")
    assert [one.point for one in world.listed()] == ["smoke-1"]
