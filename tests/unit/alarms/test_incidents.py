"""Cases: grouping, numbers, handling, closing, undoing."""

import pytest

from alarms.model import ActionKind, ActionRefused, AlarmState, Handling, Verdict
from tests.unit.alarms.world import World, refused


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
