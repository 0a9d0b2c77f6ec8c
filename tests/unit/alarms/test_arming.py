"""Zones armed by the week, by hand against it, over power cuts and on several stations."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from alarms.arming import Arming
from alarms.model import ActionKind, Suppression
from alarms.schedule import Schedule, read_window
from alarms.site import ArmingPlan, Site
from tests.fakes.clock import FakeClock
from tests.unit.alarms.world import World, small_site

ZONE = ZoneInfo("Asia/Shanghai")
EVENING = datetime(2026, 11, 2, 21, 0, tzinfo=ZONE).timestamp()
HOUR = 3600.0


def planned(*times: str, name: str = "night") -> Site:
    schedule = Schedule(tuple(map(read_window, times or ("daily 22:00-06:00",))), ZONE)
    return small_site(timezone=ZONE, arming=[ArmingPlan(name, ("north",), schedule)])


@pytest.fixture
def fenced() -> World:
    """A fence that is armed from ten in the evening; it is nine."""
    world = World(planned(), FakeClock(EVENING))
    world.tick()
    return world


def armed(world: World) -> bool:
    return not world.engine.ledger.register("disarm", "north").on


def test_a_schedule_arms_and_disarms(fenced: World) -> None:
    assert not armed(fenced)
    fenced.event("fence", "perimeter", "Z01", occ="a")
    assert fenced.of("fence-1").suppression is Suppression.BY_DESIGN
    assert fenced.engine.next_due() == EVENING + HOUR
    (made, lifted, *_) = fenced.tick(HOUR)
    assert (made.kind, made.user, made.data["scheduled"]) == (ActionKind.ARM, "", True)
    assert lifted.kind is ActionKind.INCIDENT_OPEN, "what still stands is an alarm now"
    assert fenced.of("fence-1").suppression is Suppression.NONE
    fenced.tick(8 * HOUR)
    assert not armed(fenced)


def test_a_person_overrules_it_until_its_next_change(fenced: World) -> None:
    fenced.tick(HOUR)
    fenced.engine.respond.arm("north", "guard", armed=False)
    fenced.take()
    (zone,) = fenced.engine.overview().armed
    assert (zone.armed, zone.by_schedule, zone.user) == (False, False, "guard")
    assert (zone.next_change, zone.next_armed) == (EVENING + 9 * HOUR, False)
    fenced.tick(4 * HOUR)
    assert not armed(fenced)
    fenced.tick(20 * HOUR)
    assert armed(fenced)
    assert fenced.engine.overview().armed[0].by_schedule


def test_a_power_cut_keeps_the_armed_state_and_what_a_person_decided(fenced: World) -> None:
    fenced.tick(HOUR)
    fenced.engine.respond.arm("north", "guard", armed=False)
    fenced.take()
    before = fenced.engine.overview().armed
    fenced.restart()
    assert fenced.tick(60) == []
    assert fenced.engine.overview().armed == before


def test_only_the_newest_of_what_overwrites_each_other_is_needed(fenced: World) -> None:
    """A record that lets go of older entries of the same zone still knows what a person decided."""
    fenced.tick(HOUR)
    fenced.engine.respond.arm("north", "guard", armed=False)
    fenced.take()
    fenced.actions = fenced.actions[-1:]
    fenced.restart()
    fenced.tick(60)
    assert not armed(fenced)


def test_a_change_that_fell_into_a_power_cut_is_made_up_for(fenced: World) -> None:
    fenced.clock.advance(2 * HOUR)
    fenced.restart()
    fenced.tick()
    assert armed(fenced)


def test_a_failed_commit_does_not_lose_the_change(fenced: World) -> None:
    fenced.clock.advance(HOUR)
    fenced.engine.tick()
    fenced.engine.rewind()
    assert not armed(fenced)
    fenced.tick()
    assert armed(fenced)


def test_another_schedule_holds_at_once(fenced: World) -> None:
    fenced.engine.site = planned("daily 20:00-06:00")
    fenced.restart()
    fenced.tick()
    assert armed(fenced)


def test_what_always_holds_is_armed_and_looked_at_every_day() -> None:
    world = World(planned("daily 00:00-24:00"), FakeClock(EVENING))
    world.tick()
    assert armed(world)
    (zone,) = world.engine.overview().armed
    assert (zone.next_change, zone.next_armed) == (None, True)
    assert world.engine.next_due() == EVENING + 24 * HOUR
    assert world.tick(24 * HOUR) == []


def test_a_zone_of_two_schedules_is_armed_while_one_of_them_holds() -> None:
    plans = [
        ArmingPlan(name, ("north",), Schedule((read_window(times),), ZONE))
        for name, times in (("a", "daily 20:00-21:30"), ("b", "daily 21:15-23:00"))
    ]
    world = World(small_site(timezone=ZONE, arming=plans), FakeClock(EVENING))
    states = []
    for _ in range(10):
        world.tick(900)
        states.append(armed(world))
    assert states == [True] * 7 + [False] * 3


def test_panic_fire_gas_tamper_and_the_equipments_own_troubles_ignore_it(fenced: World) -> None:
    fenced.event("fence", "tamper", "box", occ="t")
    fenced.event("fence", "fault", "psu", occ="p")
    fenced.event("fence", "perimeter", "Z01", occ="a")
    assert [one.point for one in fenced.listed() if one.annunciated] == ["fence/tamper/box", "psu-1"]


def test_two_stations_write_the_same_change_once(fenced: World) -> None:
    other = World(planned(), FakeClock(EVENING + 120))
    for action in fenced.actions:
        other.engine.merge(action)
    other.take()
    assert other.tick() == []
    other.tick(HOUR)
    fenced.tick(HOUR)
    arms = [next(one for one in world.actions if one.kind is ActionKind.ARM) for world in (fenced, other)]
    assert arms[0].id == arms[1].id


def test_a_zone_without_a_schedule_is_shown_once_it_was_disarmed(fenced: World) -> None:
    fenced.engine.respond.arm("south", "guard", armed=False)
    fenced.take()
    shown = {zone.zone: (zone.armed, zone.next_change) for zone in fenced.engine.overview().armed}
    assert shown == {"north": (False, EVENING + HOUR), "south": (False, None)}


def test_a_schedule_that_is_never_done_keeps_nothing_waiting(fenced: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Arming, "due", lambda _self, _zone, at: at)
    fenced.event("fence", "perimeter", "Z01", occ="a")
    fenced.engine.respond.arm("north", "guard")
    fenced.tick()
    assert fenced.of("fence-1").annunciated


def test_what_is_shown_is_worked_out_once_until_it_changes(fenced: World) -> None:
    first, second = fenced.engine.overview().armed, fenced.engine.overview().armed
    assert first[0] is second[0]
    fenced.tick(HOUR)
    assert fenced.engine.overview().armed != first
