"""Who is sent, whom a case is brought before, what was taken back, what the cameras saw, and whose turn a step is."""

from dataclasses import replace

import pytest

from alarms import case_marks, guidance, incidents
from alarms.case_marks import CrossCheck, Look, Sighting, Stage, first_on_scene
from alarms.guidance import Applies, Step
from alarms.model import ActionKind, EscalationStep, Handling, Incident, Verdict
from tests.unit.alarms.world import World, refused, rich_site


def alarmed(world: World) -> str:
    """An acknowledged perimeter alarm; gives its case."""
    world.event("fence", "perimeter", "Z01", occ="a")
    world.acknowledge("fence-1")
    return world.incident("fence-1").id


def case(world: World) -> Incident:
    world.take()
    return world.incident("fence-1")


def test_two_are_sent_at_once_arrive_and_are_free_again(world: World) -> None:
    key, sending = alarmed(world), world.engine.respond.dispatching
    sending.send(key, "li", "wang", name="Li Mei", point="fence-1")
    world.clock.advance(5)
    sending.send(key, "zhao", "wang", zone="south")
    first, second = case(world).dispatches
    assert (first.guard, first.name, first.zone, first.point, first.sent_by) == (
        "li",
        "Li Mei",
        "north",
        "fence-1",
        "wang",
    )
    assert (second.name, second.zone, second.sent_at - first.sent_at) == ("zhao", "south", 5.0)
    assert case(world).handling is Handling.DISPATCHED
    assert first_on_scene(case(world).dispatches) is None
    world.clock.advance(60)
    sending.arrived(key, second.id, "wang")
    world.clock.advance(60)
    sending.arrived(key, first.id, "wang")
    sending.cleared(key, first.id, "wang")
    first, second = case(world).dispatches
    assert (first.stage, second.stage) == (Stage.CLEARED, Stage.ON_SCENE)
    assert case(world).handling is Handling.ON_SCENE
    assert first_on_scene(case(world).dispatches) == second.sent_at + 60
    assert (second.arrived_by, first.cleared_by) == ("wang", "wang")


def test_saying_it_twice_is_recorded_once(world: World) -> None:
    key, sending = alarmed(world), world.engine.respond.dispatching
    sending.send(key, "li", "wang")
    (one,) = case(world).dispatches
    sending.send(key, "li", "wang")
    sending.arrived(key, one.id, "wang")
    sending.arrived(key, one.id, "wang")
    sending.cleared(key, one.id, "wang")
    sending.arrived(key, one.id, "wang")
    sending.cleared(key, one.id, "wang")
    assert [one.kind for one in world.take()] == [ActionKind.ARRIVE, ActionKind.CLEAR]
    sending.send(key, "li", "wang")
    assert [one.stage for one in case(world).dispatches] == [Stage.CLEARED, Stage.SENT], "sent a second time"


def test_a_sending_that_makes_no_sense_is_refused(world: World) -> None:
    key, sending = alarmed(world), world.engine.respond.dispatching
    with refused("guard_missing"):
        sending.send(key, " ", "wang")
    with refused("unknown_incident"):
        sending.send("nothing", "li", "wang")
    with refused("unknown_dispatch"):
        sending.arrived(key, "nobody", "wang")
    sending.send(key, "li", "wang")
    world.engine.respond.verdict(key, Verdict.TEST, "", "wang")
    world.engine.respond.close(key, "wang")
    with refused("already_closed"):
        sending.send(key, "zhao", "wang")
    (one,) = case(world).dispatches
    sending.arrived(key, one.id, "wang")
    assert case(world).dispatches[0].stage is Stage.ON_SCENE, "people report late"
    assert case(world).handling is Handling.RESOLVED


def test_a_sending_is_taken_back_and_stays_in_sight(world: World) -> None:
    key, respond = alarmed(world), world.engine.respond
    respond.dispatching.send(key, "li", "wang")
    (one,) = case(world).dispatches
    respond.dispatching.arrived(key, one.id, "wang")
    respond.undo(key, "zhang")
    assert case(world).dispatches[0].stage is Stage.SENT
    respond.undo(key, "zhang")
    assert case(world).dispatches == ()
    assert case(world).handling is Handling.ACKNOWLEDGED
    back = case(world).taken_back
    assert [(one.entry.kind, one.entry.user, one.user) for one in back] == [
        (ActionKind.ARRIVE, "wang", "zhang"),
        (ActionKind.DISPATCH, "wang", "zhang"),
    ]
    respond.dispatching.send(key, "li", "wang")
    (again,) = case(world).dispatches
    assert again.id != one.id, "what was said of the first is not said of the second"
    world.restart()
    assert world.incident("fence-1").dispatches == (again,)


def test_stations_that_were_apart_and_send_the_same_person_mean_the_same(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    other = World(rich_site("S2"), world.clock)
    other.engine.load(world.actions)
    key = world.incident("fence-1").id
    world.engine.respond.dispatching.send(key, "li", "wang")
    world.clock.advance(3)
    other.engine.respond.dispatching.send(key, "li", "zhang")
    other.engine.respond.dispatching.send(key, "zhao", "zhang")
    (one,) = case(world).dispatches
    other.engine.respond.dispatching.arrived(key, one.id, "zhang")
    mine, theirs = world.actions, other.take()
    for action in reversed(theirs):
        world.engine.merge(action)
    for action in mine:
        other.engine.merge(action)
    world.take()
    other.take()
    merged = world.incident("fence-1")
    assert merged == other.incident("fence-1")
    assert [(one.guard, one.sent_by, one.stage) for one in merged.dispatches] == [
        ("li", "wang", Stage.ON_SCENE),
        ("zhao", "zhang", Stage.SENT),
    ]


def test_both_take_back_the_same_sending(world: World) -> None:
    key = alarmed(world)
    world.engine.respond.dispatching.send(key, "li", "wang")
    world.engine.respond.undo(key, "wang")
    made = world.take()
    again = replace(made[-1], id="other", station="S2", user="zhang", clock=made[-1].clock + "z")
    assert world.engine.merge(again)
    assert [one.user for one in case(world).taken_back] == ["wang"]
    stray = replace(again, id="stray", data={"undoes": "nothing we know"})
    assert world.engine.merge(stray)
    assert len(case(world).taken_back) == 1


# Help.


def test_help_is_called_step_by_step_with_a_reason(world: World) -> None:
    key, respond = alarmed(world), world.engine.respond
    respond.escalate(key, "wang")
    respond.escalate(key, "wang", "armed", step=EscalationStep.OTHER_STATIONS)
    call = case(world).help
    assert call is not None
    assert (call.step, call.cause, call.user) == (EscalationStep.OTHER_STATIONS, "armed", "wang")
    for step in (EscalationStep.SUPERVISOR, EscalationStep.CALL_OUT):
        respond.escalate(key, "li")
        assert (one := case(world).help) is not None
        assert one.step is step
    with refused("nobody_left_to_call"):
        respond.escalate(key, "li")
    respond.escalate(key, "li", "late", step=EscalationStep.OTHER_STATIONS)
    assert (one := case(world).help) is not None
    assert (one.step, one.cause) == (EscalationStep.CALL_OUT, "")
    respond.undo(key, "li")
    respond.undo(key, "li")
    assert (one := case(world).help) is not None
    assert one.step is EscalationStep.SUPERVISOR
    respond.verdict(key, Verdict.TEST, "", "li")
    respond.close(key, "li")
    with refused("already_closed"):
        respond.escalate(key, "li")


def test_help_with_what_nobody_answered_sounds_elsewhere_at_once(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    world.event("fence", "perimeter", "Z02", occ="b")
    world.acknowledge("fence-2")
    world.engine.respond.escalate(world.incident("fence-1").id, "wang")
    world.take()
    assert world.of("fence-1").escalation is EscalationStep.OTHER_STATIONS
    assert world.of("fence-2").escalation is EscalationStep.NONE
    world.tick(100)
    world.engine.respond.escalate(world.incident("fence-1").id, "wang")
    world.take()
    assert world.of("fence-1").escalation is EscalationStep.SUPERVISOR, "the clock had taken the first step already"


# What the cameras saw.


def test_what_the_cameras_saw_is_noted_once(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    found, at = world.of("fence-1"), world.clock.now()
    seen = (Sighting("c1", "person", 2, at), Sighting("c1", "car", 1, at))
    check = CrossCheck(("c1", "c2"), seen, (Look("c1", 70, 0.3), Look("c2", 69, 0.4), Look("c3", 2, 9.0)))
    world.engine.respond.cross_check(found.id, check)
    world.engine.respond.cross_check(found.id, CrossCheck(("c1",)))
    assert [one.kind for one in world.take()] == [ActionKind.CROSS_CHECK]
    assert world.of("fence-1").cross_check == check
    assert (check.persons, CrossCheck().persons) == (2, 0)
    assert check.missed == ("c3",)
    with refused("unknown_occurrence"):
        world.engine.respond.cross_check("nothing", check)


def test_when_it_was_looked_at_is_kept(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    called = world.clock.now()
    world.clock.advance(3)
    world.engine.respond.acknowledge(world.of("fence-1").id, "wang", called + 1, called_at=called)
    world.take()
    found = world.of("fence-1")
    assert (found.called_at, found.looked_at, found.acked_at) == (called, called + 1, called + 3)


# Steps.

CONFIRM, CALL, LOG = (
    Step("confirm", "", required=True),
    Step("call", "", required=True, only_if="real"),
    Step("log", ""),
)
CAUSE = Step("cause", "", required=True, only_if="false")
STEPS = (CONFIRM, CALL, CAUSE, LOG)


@pytest.mark.parametrize(
    ("done", "verdict", "following"),
    [
        ((), None, CONFIRM),
        (("confirm",), None, None),
        ((), Verdict.REAL, CALL),
        (("call",), Verdict.REAL, CONFIRM),
        (("confirm",), Verdict.REAL, CALL),
        (("confirm", "call"), Verdict.REAL, None),
        (("confirm",), Verdict.FALSE, CAUSE),
        ((), Verdict.FALSE, CAUSE),
        (("confirm",), Verdict.NUISANCE, CAUSE),
        (("confirm",), Verdict.TEST, None),
    ],
)
def test_the_next_step_is_the_first_that_holds(done: tuple[str, ...], verdict: Verdict | None, following: Step) -> None:
    assert guidance.next_step(STEPS, done, verdict) is following
    assert guidance.next_step((CONFIRM, LOG), ("confirm",), None) is LOG


def test_a_step_holds_always_or_after_one_verdict() -> None:
    assert [guidance.applies(step, None) for step in STEPS] == [Applies.YES, Applies.LATER, Applies.LATER, Applies.YES]
    assert guidance.applies(CALL, Verdict.FALSE) is Applies.NO
    assert guidance.required_for(STEPS, Verdict.REAL) == {"confirm", "call"}
    assert guidance.required_for(STEPS, Verdict.NUISANCE) == {"cause"}
    assert guidance.required_for(STEPS, None) == guidance.required_for(STEPS, Verdict.TEST) == frozenset()


def test_a_false_alarm_is_not_closed_without_the_steps_that_hold_for_it() -> None:
    world = World()
    steps = lambda found: guidance.required_for(STEPS, found.verdict)  # noqa: E731
    world.engine = type(world.engine)(world.engine.site, world.clock, steps)
    key = alarmed(world)
    world.engine.respond.verdict(key, Verdict.FALSE, "cat", "wang")
    with refused("steps_missing"):
        world.engine.respond.close(key, "wang")
    world.engine.respond.step(key, "cause", "wang")
    world.engine.respond.close(key, "wang")
    assert not case(world).open


def test_an_entry_about_nobody_we_know_changes_nothing(world: World) -> None:
    alarmed(world)
    before = case(world)
    stray = replace(world.actions[-1], id="x", kind=ActionKind.ARRIVE, data={"dispatch": "nobody"})
    assert incidents.apply(before, stray) == before
    assert case_marks.cleared((), stray) == ()
