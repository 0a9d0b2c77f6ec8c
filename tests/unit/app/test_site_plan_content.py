"""What the plans show of the station: every alarm at its place or in words, and how everything stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alarms.case_marks import Dispatch
from alarms.model import Incident, Occurrence, Priority
from alarms.overview import ArmedZone, Overview, SetAside
from app.demo_site.site import DOCUMENT
from app.pages.site_plan_content import MapSource
from app.services.gates import GateStatus
from app.services.places import Places
from app.settings import load_site
from widgets.gallery_samples import occurrence
from widgets.site_map_content import Key, MapContent, MapItem

SITE = load_site(DOCUMENT).site
PLACES = Places(SITE)


def alarm(point: str, zone: str, priority: Priority = Priority.P2, at: float = 5.0, **changes: object) -> Occurrence:
    raised = replace(
        occurrence(point, "perimeter", priority, at), point=point, zone=zone, id=f"{point}@{at:g}", raised_at=at
    )
    return replace(raised, **changes)  # type: ignore[arg-type]


@pytest.fixture
def source() -> MapSource:
    made = MapSource(PLACES, "en")
    made.set_plans(SITE.plans, {plan.id: plan.image for plan in SITE.plans})
    return made


def shown(source: MapSource, *alarms: Occurrence, current: str = "", overview: Overview | None = None) -> MapContent:
    return source.content(alarms, (), overview or Overview(), current)


def item(content: MapContent, key: Key) -> MapItem:
    found = next((one for plan in content.plans for one in plan.items if one.key == key), None)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("point", "zone", "place"),
    [
        ("fence-z03", "east-3", ("point", "fence-z03")),
        ("cam06", "east-3", ("camera", "cam06")),
        ("cam06.picture", "east-3", ("camera", "cam06")),
        ("gas/silent", "b5", ("equipment", "gas")),
        ("zone/b5", "b5", ("zone", "b5")),
        ("not-listed", "b5-501", ("zone", "b5-501")),
        ("firepanel/x", "all", ("equipment", "firepanel")),
    ],
)
def test_an_alarm_is_shown_at_the_nearest_thing_that_is_placed(
    source: MapSource, point: str, zone: str, place: Key
) -> None:
    one = alarm(point, zone)
    content = shown(source, one)
    assert content.off_plan == ()
    found = item(content, place).alarm
    assert found is not None
    assert (found.occurrence, found.priority, found.unacked) == (one.id, Priority.P2, True)
    assert content.focus == one.id


def test_a_doors_alarm_is_at_the_door_where_its_point_is_not_placed() -> None:
    made = MapSource(PLACES, "en")
    grounds = next(plan for plan in SITE.plans if plan.id == "grounds")
    made.set_plans((grounds.model_copy(update={"points": ()}),), {})
    assert made.key_of("door-d01", "b3-lobby") == ("door", "d01")


def test_an_alarm_whose_place_is_on_no_plan_is_told_in_words(source: MapSource) -> None:
    made = MapSource(PLACES, "en")
    made.set_plans((), {})
    content = shown(made, alarm("fence-z03", "east-3"), alarm("fire-001", "b3-lobby", Priority.P1))
    assert [row.text for row in content.off_plan] == [
        "Building 3 lobby · Building 3 lobby, smoke detector",
        "East fence 3 · East fence 3, electronic fence",
    ]
    assert shown(source, alarm("nobody-knows", "nowhere")).off_plan[0].unacked


def test_no_alarm_is_lost_whatever_it_is(source: MapSource) -> None:
    alarms = [alarm(point.id, PLACES.point_zone(point.id)) for point in SITE.points]
    alarms += [alarm(camera.id, camera.zone or "") for camera in SITE.cameras]
    alarms += [alarm("x/y", zone.id) for zone in SITE.zones]
    content = shown(source, *alarms)
    assert sum(plan.alarms for plan in content.plans) + len(content.off_plan) == len(alarms)


def test_the_gravest_of_several_stands_for_them_and_the_rest_are_counted(source: MapSource) -> None:
    acked = alarm("fence-z03", "east-3", Priority.P1, 1.0)
    acked = replace(acked, acknowledgement=type(acked.acknowledgement).ACKED)
    found = item(shown(source, acked, alarm("fence-z03", "east-3", Priority.P3, 2.0)), ("point", "fence-z03")).alarm
    assert found is not None
    assert (found.priority, found.unacked, found.count) == (Priority.P3, True, 2)


def test_what_has_the_wall_asks_for_the_guard_else_the_newest(source: MapSource) -> None:
    first, second = alarm("fence-z01", "east-1", at=1.0), alarm("fence-z02", "east-2", at=2.0)
    assert shown(source, first, second, current=first.id).focus == first.id
    assert shown(source, first, second).focus == second.id
    assert shown(source).focus == ""


def test_states_of_everything(source: MapSource) -> None:
    source.cameras = {"cam07": "lost", "cam01": "live"}
    source.gates = (
        GateStatus("g1", position="open", connected=True, reported_at=1.0),
        GateStatus("g2", position="closed", connected=False, reported_at=1.0),
    )
    source.stalls = {"p001": True, "p002": False}
    overview = Overview(
        armed=(ArmedZone("east-1", False, 0.0),),
        shelved=(SetAside("fence-z02", 9.0, "wind", "zhang"),),
        out_of_service=(SetAside("gas-502", None, "broken", "li", "zhang", "each hour"),),
    )
    content = shown(source, overview=overview)
    states: dict[Key, str] = {
        ("camera", "cam07"): "lost",
        ("camera", "cam01"): "live",
        ("gate", "g1"): "open",
        ("gate", "g2"): "unknown",
        ("stall", "p001"): "taken",
        ("stall", "p002"): "free",
        ("stall", "p003"): "unknown",
        ("zone", "east-1"): "disarmed",
        ("point", "fence-z01"): "disarmed",
        ("point", "fence-z02"): "shelved",
        ("point", "gas-502"): "out_of_service",
        ("point", "fire-001"): "normal",
    }
    assert {key: item(content, key).state for key in states} == states


def test_whoever_was_sent_stands_where_they_were_sent_until_they_are_free(source: MapSource) -> None:
    sent = Dispatch("d1", "li", "Li Mei", "east-3", "fence-z03", 10.0, "zhang")
    there = Dispatch("d2", "wu", "Wu Gang", "b5", "", 11.0, "zhang", arrived_at=20.0)
    free = replace(sent, id="d3", cleared_at=30.0)
    lost = replace(sent, id="d4", name="Ma Li", zone="nowhere", point="")
    incident = Incident("i", "1", "east-3", Priority.P2, 1.0, dispatches=(sent, there, free, lost))
    content = source.content((), (incident,), Overview(), "")
    guards = [guard for plan in content.plans for guard in plan.guards]
    assert [(guard.name, guard.to, guard.sent_at, guard.arrived_at) for guard in guards] == [
        ("Li Mei", ("point", "fence-z03"), 10.0, None),
        ("Wu Gang", ("zone", "b5"), 11.0, 20.0),
    ]
    assert [row.text for row in content.off_plan] == ["Ma Li · nowhere"]
