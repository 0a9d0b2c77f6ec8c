"""Devices that fall silent and cameras that are lost together: alarms of their own that clear nothing else."""

from alarms.messages import parse_message
from alarms.model import ActionKind, AlarmState, Priority
from tests.unit.alarms.world import World, native

DEVICE, POINT = "heart/device/heartbeat", "pump/device/heartbeat/pump"


def status(world: World, device: str, word: bytes) -> None:
    world.send(parse_message(f"gs/1/demo/{device}/status", word, world.clock.now()))


# Heartbeats.


def test_a_device_that_says_nothing_for_its_time_is_an_alarm_until_it_speaks(rich: World) -> None:
    rich.event("heart", "fault", "x", occ="a")
    rich.tick(29)
    assert [one.point for one in rich.listed()] == ["heart/fault/x"]
    rich.tick(1)
    silent = rich.of(DEVICE)
    assert (silent.kind, silent.zone, silent.priority) == ("silent", "north", Priority.P3)
    assert rich.of("heart/fault/x").active, "it clears nothing"
    rich.tick(600)
    assert len([one for one in rich.listed() if one.point == DEVICE]) == 1
    rich.event("heart", "fault", "y", False)
    assert rich.of(DEVICE).state is AlarmState.RETURNED_UNACKED
    rich.tick(30)
    assert len([one for one in rich.listed() if one.point == DEVICE]) == 2


def test_any_word_of_it_is_a_sign_of_life_and_what_a_broker_kept_is_none(rich: World) -> None:
    rich.clock.advance(20)
    status(rich, "heart", b"online")
    rich.tick(20)
    assert rich.listed() == []
    rich.state("heart", "fault", "x", False, retained=True)
    rich.tick(10)
    assert [one.point for one in rich.listed()] == [DEVICE]


def test_a_point_may_have_a_time_of_its_own(rich: World) -> None:
    for _ in range(3):
        rich.event("heart", "fault", "y", False)
        rich.tick(25)
    assert [one.point for one in rich.listed()] == [POINT]
    rich.event("pump", "equipment", "other", False)
    assert rich.of(POINT).active, "another channel of the device says nothing of this one"
    rich.state("pump", "equipment", "U1", False)
    assert not rich.of(POINT).active


def test_two_stations_name_the_same_silence_alike(rich: World) -> None:
    other = World(rich.engine.site)
    word = native(rich.clock, "heart", "event/fault/y", False, id="last")
    rich.send(word)
    other.clock.advance(3)
    other.send(word)
    rich.tick(30)
    other.tick(30)
    assert rich.of(DEVICE).id == other.of(DEVICE).id


def test_after_a_restart_everybody_has_the_whole_time_again(rich: World) -> None:
    rich.clock.advance(29)
    rich.restart()
    rich.tick(29)
    assert rich.listed() == []
    rich.tick(1)
    assert [one.point for one in rich.listed()] == [DEVICE]
    first = rich.of(DEVICE).id
    rich.restart()
    rich.tick(30)
    assert rich.of(DEVICE).id == first, "what was silent before still is"
    rich.event("heart", "fault", "y", False)
    rich.restart()
    rich.tick(30)
    assert rich.of(DEVICE).id != first


def test_a_wall_clock_that_jumps_makes_nobody_silent(rich: World) -> None:
    rich.clock.step_utc(7200)
    assert rich.tick() == []
    due = rich.engine.next_due()
    assert due is not None
    assert round(due - rich.clock.now(), 3) == 30


def test_silence_that_was_not_durable_is_heard_again(rich: World) -> None:
    rich.clock.advance(30)
    rich.engine.tick()
    rich.engine.rewind()
    assert rich.listed() == []
    rich.tick()
    assert [one.point for one in rich.listed()] == [DEVICE]


def test_while_the_broker_is_away_nobody_is_silent(rich: World) -> None:
    rich.engine.listen(False)
    assert rich.tick(600) == []
    rich.engine.listen(True)
    assert rich.tick(29) == []
    rich.engine.listen(True)
    rich.tick(1)
    assert [one.point for one in rich.listed()] == [DEVICE]


# Cameras.


def camera(world: World, name: str, lost: bool = True, *, drill: bool = False) -> None:
    world.event("S1", "camera", name, lost, kind="no_picture", drill=drill)


SEVERAL = "zone/north/cameras"


def test_one_lost_camera_is_a_p3_and_several_of_a_zone_are_one_p2(rich: World) -> None:
    camera(rich, "cam1")
    assert [one.priority for one in rich.listed()] == [Priority.P3]
    rich.clock.advance(20)
    camera(rich, "cam2")
    camera(rich, "cam3")
    together = [one for one in rich.listed() if one.point == SEVERAL]
    assert [(one.priority, one.zone, one.kind) for one in together] == [(Priority.P2, "north", "several")]
    assert sorted(one.point for one in rich.listed()) == ["cam1", "cam2", "cam3", SEVERAL]
    assert len({one.incident for one in rich.listed()}) == 1


def test_it_is_over_when_fewer_than_two_are_lost(rich: World) -> None:
    for name in ("cam1", "cam2", "cam3"):
        camera(rich, name)
    camera(rich, "cam1", lost=False)
    assert rich.of(SEVERAL).active
    camera(rich, "cam2", lost=False)
    assert rich.of(SEVERAL).state is AlarmState.RETURNED_UNACKED
    assert rich.of("cam3").active
    camera(rich, "cam1")
    assert rich.of(SEVERAL).active, "and again"
    assert len([one for one in rich.listed() if one.point == SEVERAL]) == 2


def test_the_same_camera_lost_again_beside_one_that_still_is(rich: World) -> None:
    camera(rich, "cam1")
    for _ in range(2):
        rich.clock.advance(1)
        camera(rich, "cam2")
        assert rich.of(SEVERAL).active
        rich.clock.advance(1)
        camera(rich, "cam2", lost=False)
    assert len([one for one in rich.listed() if one.point == SEVERAL]) == 2


def test_what_was_undone_before_it_was_judged_is_not_judged(rich: World) -> None:
    other = World(rich.engine.site)
    camera(other, "cam1")
    for action in other.actions:
        rich.engine.ledger.apply(action)
    assert rich.engine.next_due() is not None
    rich.engine.rewind()
    assert rich.tick() == []


def test_cameras_lost_long_after_each_other_are_each_their_own(rich: World) -> None:
    camera(rich, "cam1")
    rich.clock.advance(31)
    camera(rich, "cam2")
    assert sorted(one.point for one in rich.listed()) == ["cam1", "cam2"]


def test_cameras_of_a_drill_are_apart(rich: World) -> None:
    camera(rich, "cam1")
    camera(rich, "cam2", drill=True)
    assert sorted(one.point for one in rich.listed()) == ["cam1", "cam2"]


def test_the_same_losses_make_the_same_alarm_after_a_failed_commit(rich: World) -> None:
    camera(rich, "cam1")
    lost = native(rich.clock, "S1", "event/camera/cam2", True, kind="no_picture")
    rich.engine.message(lost)
    key = rich.of(SEVERAL).id
    rich.engine.rewind()
    rich.send(lost)
    assert rich.of(SEVERAL).id == key
    assert [one.kind for one in rich.actions].count(ActionKind.RAISE) == 3
