"""Cases: grouping, numbers, handling, closing, undoing."""

from dataclasses import replace

import pytest

from alarms import incidents, states
from alarms.model import ActionKind, ActionRefused, AlarmState, Handling, Priority, Verdict
from alarms.site import make_site
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


def test_a_rise_after_its_case_was_closed_opens_another(world: World) -> None:
    world.event("gas", "gas", "K502", occ="g", level="low")
    first = world.incident("gas-1").id
    world.acknowledge("gas-1")
    world.engine.respond.verdict(first, Verdict.FALSE, "cooking", "guard")
    world.engine.respond.close(first, "guard")
    world.take()
    world.event("gas", "gas", "K502", occ="g", level="high")
    assert world.incident("gas-1").id != first
    assert world.incident("gas-1").open


def test_a_tick_counts_once_and_may_be_taken_away(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    case, respond = world.incident("fence-1").id, world.engine.respond
    respond.step(case, "look", "wang")
    respond.step(case, "look", "li")
    world.take()
    assert [(mark.step, mark.user) for mark in world.incident("fence-1").steps_done] == [("look", "wang")]
    respond.step(case, "look", "li", done=False)
    world.take()
    assert world.incident("fence-1").steps_done == ()


def test_handling_is_set_in_its_place_only(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    case, respond = world.incident("fence-1").id, world.engine.respond
    with refused("handling_not_settable"):
        respond.handling(case, Handling.RESOLVED, "guard")
    with refused("not_closed"):
        respond.handling(case, Handling.REVIEWED, "guard")
    world.acknowledge("fence-1")
    respond.verdict(case, Verdict.TEST, "", "guard")
    respond.close(case, "guard")
    with refused("already_closed"):
        respond.handling(case, Handling.DISPATCHED, "guard")


def test_closing_what_closed_itself_by_its_last_reset_is_closed_once(world: World) -> None:
    latching = replace(world.engine.site.points["psu-1"], latching=True)
    site = make_site("demo", "S1", points=[latching], devices=world.engine.site.devices.values())
    other = World(site)
    other.event("fence", "fault", "psu", occ="p")
    other.event("fence", "fault", "psu", False, occ="p")
    other.acknowledge("psu-1")
    case = other.incident("psu-1").id
    other.engine.respond.close(case, "guard")
    assert [one.kind for one in other.take()] == [ActionKind.RESET, ActionKind.CLOSE]
    other.engine.respond.reset(other.of("psu-1").id, Verdict.TEST, "guard")
    other.engine.respond.close(case, "guard")
    assert other.take() == []


def test_an_entry_that_does_not_fit_changes_nothing(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    case = world.incident("fence-1")
    stray = replace(world.actions[-1], id="x", kind=ActionKind.SEVERITY, occurrence=None, data={"priority": 1})
    assert incidents.apply(case, stray) == case
    close = replace(stray, kind=ActionKind.CLOSE, user="wang")
    closed = incidents.apply(case, close)
    assert incidents.apply(closed, replace(close, user="li")) == closed
    fall = states.apply(world.of("fence-1"), replace(stray, data={"priority": 4}))
    assert (fall.severity, fall.priority, fall.rounds) == (Priority.P4, Priority.P2, 0)
    reset = replace(stray, kind=ActionKind.RESET)
    assert states.apply(world.of("fence-1"), reset) == world.of("fence-1")
    returning = replace(stray, kind=ActionKind.RETURNING, data={"due": 5.0})
    waits = states.apply(world.of("fence-1"), returning)
    assert states.apply(waits, replace(returning, data={"due": 9.0})) == waits
    acked = states.apply(waits, replace(stray, kind=ActionKind.ACKNOWLEDGE, user="wang", data={"priority": 2}))
    assert states.apply(acked, replace(stray, kind=ActionKind.ACKNOWLEDGE, user="wang", data={"priority": 2})) == acked


def test_a_nuisance_has_a_cause_and_changes_nothing_else(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    before = world.of("fence-1")
    with refused("cause_missing"):
        world.engine.respond.nuisance(before.id, " ", "guard")
    world.engine.respond.nuisance(before.id, " wind ", "guard")
    world.take()
    assert world.of("fence-1") == replace(before, nuisance="wind", nuisance_by="guard")
