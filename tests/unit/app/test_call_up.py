"""Call-up: who has the wall, transition by transition; sequences of any kind are in test_call_up_model."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from alarms.model import Acknowledgement, Handling, Incident, Occurrence, Priority, Suppression
from app.services.call_up import CallUpMachine, Mode
from app.services.places import Places
from app.site_alarms import AlarmNumbers
from app.site_document import SiteDocument, SiteInfo, Zone


def occurrence(number: int, priority: Priority = Priority.P2, alarm_class: str = "perimeter") -> Occurrence:
    return Occurrence(
        id=f"o{number}",
        point=f"p{number}",
        device="d",
        zone=f"z{number}",
        alarm_class=alarm_class,
        kind="",
        priority=priority,
        raised_at=float(number),
        received_at=float(number),
        incident=f"i{number}",
    )


def incident(number: int, handling: Handling = Handling.NEW) -> Incident:
    return Incident(
        id=f"i{number}", number=str(number), zone=f"z{number}", priority=Priority.P2, opened_at=0.0, handling=handling
    )


def standing(machine: CallUpMachine) -> tuple[str, list[str], Mode]:
    """The main place, the queue, and who decided."""
    state = machine.state
    return (state.current.incident if state.current else "", [call.incident for call in state.queue], state.mode)


def acked(one: Occurrence) -> Occurrence:
    return replace(one, acknowledgement=Acknowledgement.ACKED)


FENCE, PANIC, FIRE = occurrence(1), occurrence(2, Priority.P1, "panic"), occurrence(3, Priority.P2, "fire")


def test_nothing_waits_nothing_stands() -> None:
    machine = CallUpMachine()
    machine.update([], [])
    assert standing(machine) == ("", [], Mode.QUIET)
    machine.choose("i1")
    machine.release()
    assert standing(machine) == ("", [], Mode.QUIET)


def test_of_one_priority_an_intruder_takes_the_main_place_from_a_camera_and_never_the_other_way() -> None:
    machine, camera = CallUpMachine(), occurrence(1, alarm_class="camera")
    fence = occurrence(2)
    machine.update([acked(camera)], [])
    machine.update([acked(camera), fence], [])
    assert standing(machine) == ("i2", ["i1"], Mode.CALLED)
    machine.update([acked(camera), acked(fence), occurrence(3, alarm_class="device")], [])
    assert standing(machine) == ("i2", ["i1", "i3"], Mode.CALLED)


def test_fire_takes_the_main_place_from_everything_and_the_rest_queues_by_priority() -> None:
    machine = CallUpMachine()
    machine.update([FENCE], [])
    machine.update([FENCE, PANIC], [])
    assert standing(machine) == ("i2", ["i1"], Mode.CALLED)
    machine.update([FENCE, PANIC, FIRE], [])
    assert standing(machine) == ("i3", ["i2", "i1"], Mode.CALLED)
    machine.update([FENCE, PANIC, FIRE], [incident(3, Handling.RESOLVED)])
    assert standing(machine) == ("i2", ["i1"], Mode.CALLED)


def test_a_drill_never_stands_before_a_real_alarm() -> None:
    machine = CallUpMachine()
    drill = replace(FIRE, drill=True)
    machine.update([drill], [])
    machine.update([drill, FENCE], [])
    assert standing(machine) == ("i1", ["i3"], Mode.CALLED)


def test_an_equal_alarm_never_steals_the_main_place_even_if_it_is_older() -> None:
    """A message that was on its way for long, or a device whose clock is late."""
    machine = CallUpMachine()
    machine.update([occurrence(5)], [])
    machine.update([occurrence(5), occurrence(1)], [])
    assert standing(machine) == ("i5", ["i1"], Mode.CALLED)
    machine.update([occurrence(5), occurrence(1), occurrence(3)], [incident(5, Handling.RESOLVED)])
    assert standing(machine) == ("i1", ["i3"], Mode.CALLED)


def test_acknowledged_it_stands_until_its_verdict() -> None:
    machine = CallUpMachine()
    machine.update([PANIC, FENCE], [])
    machine.update([acked(PANIC), FENCE], [incident(2, Handling.ON_SCENE)])
    assert standing(machine) == ("i2", ["i1"], Mode.CALLED)


def test_within_an_incident_the_next_to_answer_is_shown_and_the_highest_counts() -> None:
    machine = CallUpMachine()
    worse = acked(replace(PANIC, incident="i1"))
    machine.update([FENCE, worse, FIRE], [])
    machine.update([FENCE, worse, replace(occurrence(4, Priority.P1, "panic"))], [])
    call = machine.state.current
    assert call is not None
    assert (call.incident, call.occurrence, call.unacked, call.claim.priority) == ("i1", "o1", True, 1)


def test_what_the_guard_chose_stands_until_something_higher_than_he_knew() -> None:
    machine = CallUpMachine()
    machine.update([PANIC, FENCE], [])
    machine.choose("i1")
    assert standing(machine) == ("i1", ["i2"], Mode.CHOSEN)
    machine.update([PANIC, FENCE, occurrence(4), occurrence(5, Priority.P3)], [])
    assert standing(machine) == ("i1", ["i2", "i4"], Mode.CHOSEN)
    machine.update([PANIC, FENCE, occurrence(4), occurrence(6, Priority.P1)], [])
    assert standing(machine) == ("i2", ["i6", "i1", "i4"], Mode.CALLED)


def test_what_the_guard_passed_over_takes_the_wall_when_it_becomes_worse() -> None:
    machine = CallUpMachine()
    machine.update([occurrence(1, Priority.P2), occurrence(2, Priority.P2, "fire")], [])
    machine.choose("i1")
    machine.update([occurrence(1, Priority.P2), occurrence(2, Priority.P1, "fire")], [])
    assert standing(machine) == ("i2", ["i1"], Mode.CALLED)


def test_a_chosen_one_that_is_answered_gives_the_place_to_the_highest() -> None:
    machine = CallUpMachine()
    machine.update([PANIC, FENCE], [])
    machine.choose("i1")
    machine.update([PANIC, FENCE], [incident(1, Handling.RESOLVED)])
    assert standing(machine) == ("i2", [], Mode.CALLED)


def test_a_released_wall_turns_again_for_what_is_new_or_worse_only() -> None:
    machine = CallUpMachine()
    machine.update([FIRE], [])
    machine.release()
    assert standing(machine) == ("", ["i3"], Mode.RELEASED)
    machine.update([FIRE], [])
    machine.update([acked(replace(FIRE, priority=Priority.P1))], [])
    assert standing(machine) == ("", ["i3"], Mode.RELEASED)
    machine.update([FIRE, FENCE], [])
    assert standing(machine) == ("i1", ["i3"], Mode.CALLED)
    machine.update([FIRE, FENCE], [incident(1, Handling.RESOLVED)])
    assert standing(machine) == ("", ["i3"], Mode.RELEASED)
    machine.update([replace(FIRE, priority=Priority.P1)], [])
    assert standing(machine) == ("i3", [], Mode.CALLED)
    machine.release()
    machine.choose("i3")
    assert standing(machine) == ("i3", [], Mode.CHOSEN)
    machine.update([], [])
    assert standing(machine) == ("", [], Mode.QUIET)


@pytest.mark.parametrize("suppression", [Suppression.SHELVED, Suppression.BY_DESIGN, Suppression.OUT_OF_SERVICE])
def test_what_is_suppressed_never_turns_the_wall(suppression: Suppression) -> None:
    machine = CallUpMachine()
    machine.update([replace(FENCE, suppression=suppression), replace(PANIC, incident=None)], [])
    assert standing(machine) == ("", [], Mode.QUIET)
    machine.update([FENCE], [])
    assert standing(machine)[0] == "i1"


def test_which_priorities_turn_the_wall_is_said_by_the_site_and_by_its_zones() -> None:
    site = SiteDocument(
        site=SiteInfo(id="s", name="S"),
        alarms=AlarmNumbers(call_up=(1, 2, 3)),
        zone=(
            Zone(id="estate", name="S", call_up=()),
            Zone(id="z1", name="1", parent="estate"),
            Zone(id="z2", name="2", parent="estate", call_up=(4,)),
            Zone(id="z3", name="3"),
        ),
    )
    turns = Places(site).turns_wall
    allowed = {zone: [p for p in range(1, 5) if turns(occurrence(zone, Priority(p)))] for zone in (1, 2, 3)}
    assert allowed == {1: [1], 2: [1, 4], 3: [1, 2, 3]}
    machine = CallUpMachine(turns)
    machine.update([occurrence(1), occurrence(2, Priority.P4), occurrence(3, Priority.P3)], [])
    assert standing(machine) == ("i3", ["i2"], Mode.CALLED)
    plain = CallUpMachine()
    plain.update([occurrence(1, Priority.P3), occurrence(2, Priority.P4)], [])
    assert standing(plain) == ("", [], Mode.QUIET)


def restarted(machine: CallUpMachine, *open_alarms: Occurrence) -> CallUpMachine:
    """A new program over the same journal and what was remembered, through its document."""
    again = CallUpMachine()
    again.resume(json.loads(json.dumps(machine.remembered())))
    again.update(open_alarms, [])
    return again


def test_a_restart_keeps_the_main_place_and_the_guards_choice() -> None:
    machine = CallUpMachine()
    machine.update([occurrence(5)], [])
    machine.update([occurrence(5), occurrence(1)], [])
    assert standing(restarted(machine, occurrence(5), occurrence(1))) == standing(machine)
    machine.update([PANIC, occurrence(5), FIRE], [])
    machine.choose("i5")
    again = restarted(machine, PANIC, occurrence(5), FIRE)
    assert standing(again) == standing(machine) == ("i5", ["i3", "i2"], Mode.CHOSEN)
    assert standing(restarted(machine, PANIC, FIRE, occurrence(5), occurrence(6, Priority.P1, "fire")))[0] == "i6"


def test_a_restart_calls_again_what_was_let_go_and_takes_no_broken_document() -> None:
    machine = CallUpMachine()
    machine.update([FENCE], [])
    machine.release()
    assert standing(restarted(machine, FENCE)) == ("i1", [], Mode.CALLED)
    broken = {"incident": "i1", "chosen": True, "passed": {"i2": [1, "x"], "i3": None}}
    documents: tuple[object, ...] = (None, [], {"incident": 3}, {"incident": "gone"}, broken)
    for document in documents:
        again = CallUpMachine()
        again.resume(document)
        again.update([FENCE, PANIC], [])
        assert standing(again)[0] == "i2"
