"""Messages that are late, doubled, lost or strange."""

import json
from typing import Any

import pytest

from alarms.messages import parse_message
from alarms.model import ActionKind, ActionRefused, AlarmState, Priority, Suppression
from tests.unit.alarms.world import World, native, refused


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
        assert not world.engine.ledger.active_of("help-1"), "and its end too"
    assert len(world.listed()) == 3


def test_a_repeated_word_under_a_name_used_before_is_no_new_activation(world: World) -> None:
    world.event("help", "panic", "H501", True, occ="button")
    world.event("help", "panic", "H501", False, occ="button")
    for _ in range(3):
        world.event("help", "panic", "H501", True, occ="button")
    assert len(world.listed()) == 2
    world.event("help", "panic", "H501", False, occ="button", at=world.clock.now() - 60)
    assert world.engine.ledger.active_of("help-1"), "an end from before it began ends nothing"


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


@pytest.mark.parametrize("kind", ["event", "state"])
def test_the_very_same_message_again_and_again_is_raised_no_more(world: World, kind: str) -> None:
    message = native(world.clock, "fence", f"{kind}/perimeter/Z01", True, occ="a", id="m")
    end = native(world.clock, "fence", "event/perimeter/Z01", False, id="e", at=world.clock.now() - 1)
    for _ in range(4):
        world.send(message)
        for occurrence in world.engine.ledger.active_of("fence-1"):
            world.engine._detection._raiser.end(occurrence, end.id, end.device_time)
    assert len(world.listed()) == 2


def test_a_normal_state_from_before_the_alarm_ends_nothing(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a")
    world.state("fence", "perimeter", "Z01", False, at=world.clock.now() - 60)
    assert world.of("fence-1").active


def test_without_a_time_a_live_picture_is_new_and_a_backlog_is_old(world: World) -> None:
    def said(replay: bool) -> bytes:
        return json.dumps({"id": f"r{replay}", "Data": {"active": True, "replay": replay}}).encode()

    topic = "gs/1/demo/fence/state/perimeter/Z01"
    world.event("fence", "perimeter", "Z01")
    world.event("fence", "perimeter", "Z01", False)
    world.send(parse_message(topic, said(True), world.clock.now()))
    assert not world.of("fence-1").active
    world.send(parse_message(topic, said(False), world.clock.now()))
    assert world.of("fence-1").active


def test_an_alarm_keeps_plain_values_only(world: World) -> None:
    world.event("fence", "perimeter", "Z01", occ="a", kv=0.4, nested={"a": 1}, listed=[1])
    assert dict(world.of("fence-1").data) == {"active": True, "occ": "a", "kv": 0.4}


def test_what_is_no_state_and_no_event_means_nothing(world: World) -> None:
    assert world.send(parse_message("gs/1/demo/fence/info", b'{"Data": {"active": true}}', world.clock.now())) == []


def test_a_prealarm_of_a_panel_is_no_second_detector(world: World) -> None:
    world.event("panel", "fire", "L01-001", occ="a", stage="prealarm")
    world.event("panel", "fire", "L01-002", occ="b", kind="smoke")
    assert world.of("smoke-1").kind == "prealarm"
    assert world.of("smoke-2").priority is Priority.P2
