"""Whatever a device, a rule or the station itself can send has words and a plan of its own, in both languages."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from alarms import guidance
from alarms.kinds import KINDS, LIMIT, TROUBLES, canonical, known, said_as
from alarms.model import Verdict
from alarms.priorities import _BY_CLASS, _BY_KIND
from app import texts
from app.duty.desk import KINDS as DUTY_KINDS
from app.services.places import Places
from app.services.usual_plans import plan_of, usual_plans
from app.settings import load_site
from app.translations import Translations

ROOT = Path(__file__).parents[3]
DEMO = ROOT / "resources" / "sites" / "demo.toml"
EVERY = [(name, kind) for name, kinds in KINDS.items() for kind in ("", LIMIT, *kinds)]


def test_what_the_core_the_station_and_the_demo_send_is_known() -> None:
    assert set(_BY_CLASS) <= set(KINDS)
    assert all(known(*pair) for pair in _BY_KIND)
    assert all(known("duty", kind) for kind in DUTY_KINDS.values())
    named = {kind for kinds in KINDS.values() for kind in kinds} | {LIMIT}
    for file in [*(ROOT / "app" / "demo_site" / "devices").glob("*.py"), ROOT / "alarms" / "signals.py"]:
        for kind in re.findall(r'"kind": "(\w+)"', file.read_text("utf-8")):
            assert canonical(kind) in named, (file.name, kind)
    assert {"held_open", "forced"} <= {canonical(kind) for kind in said_as()}


@pytest.fixture(params=["en", "zh_CN"])
def language(request: pytest.FixtureRequest, qapp: QCoreApplication) -> Iterator[str]:
    translations = Translations(qapp)
    translations.use(request.param)
    yield request.param
    translations.use("en")


def test_every_class_and_kind_has_words(language: str) -> None:
    unheard = texts.alarm_class("never heard"), texts.alarm_kind("never heard")
    assert all(one and "never" not in one for one in unheard)
    for alarm_class, kind in EVERY:
        said = texts.alarm_class(alarm_class)
        assert said not in ("", alarm_class, unheard[0]), alarm_class
        for word in (kind, *(one for one, name in said_as().items() if name == kind)) if kind else ():
            words = texts.alarm_kind(word)
            assert words not in ("", unheard[1]), word
            assert "_" not in words
            assert not language.startswith("zh") or not words.isascii(), word


def test_every_class_and_kind_and_category_has_a_plan_of_its_own() -> None:
    places = Places(load_site(DEMO).site)
    for alarm_class, kind in [*EVERY, *((code, "") for code in texts.categories())]:
        for zone in ("b3-lobby", "east-3", ""):
            plan = places.guidance_for("", zone, alarm_class, kind)
            assert plan.text, (alarm_class, kind)
            assert plan.steps, (alarm_class, kind)
            assert all(step.text and step.text_en for step in plan.steps)
            fire = any(step.number == "119" for step in plan.steps)
            assert fire == (alarm_class in ("fire", "gas", "life") and kind not in TROUBLES), (alarm_class, kind)


def test_a_door_left_open_in_a_zone_of_fire_has_the_doors_steps() -> None:
    site = load_site(DEMO).site
    places, door = Places(site), next(one for one in site.points if one.alarm_class == "door")
    held = places.guidance_for(door.id, places.point_zone(door.id), "door", "door_held")
    assert "shut" in [step.id for step in held.steps]
    by_hand = places.guidance_for("", "b3-lobby", "theft")
    assert [step.id for step in by_hand.steps][:2] == ["ask", "pictures"]


def test_the_first_thing_at_a_real_fire_is_the_call() -> None:
    for plan in (*usual_plans(), *map(plan_of, load_site(DEMO).site.guidance)):
        if "fire" in plan.classes and plan.steps and not plan.kinds:
            first = guidance.next_step(plan.steps, (), Verdict.REAL)
            assert first is not None
            assert (first.id, first.does, first.number) == ("call", "call", "119")
            assert guidance.required_for(plan.steps, Verdict.FALSE) == {"confirm"}, "somebody looks, whatever it was"
            assert guidance.required_for(plan.steps, Verdict.FALSE, noted=True) == frozenset()
        numbers = {step.number for step in plan.steps if step.does == "call"}
        assert numbers <= {one.number for one in plan.phones} | {""} or plan.id.startswith("usual")


def test_an_intruder_asks_for_two_people_the_police_and_a_look_at_the_fence_by_somebody_there() -> None:
    for plan in (*usual_plans(), *map(plan_of, load_site(DEMO).site.guidance)):
        if "perimeter" in plan.classes and plan.steps and not plan.kinds:
            steps = {step.id: step for step in plan.steps}
            assert (steps["two"].people, steps["fence"].there) == (2, True)
            assert steps["police"].number == "110"
            assert {"two", "police", "fence"} <= guidance.required_for(plan.steps, Verdict.REAL, sent=1)


def test_a_step_that_tells_repairs_shows_the_number_that_the_site_has_for_them() -> None:
    site = load_site(DEMO).site
    number = next(one.number for one in site.responders if one.id == "repair")
    camera = Places(site).guidance_for("", "b3-lobby", "camera", "lost")
    assert next(step.number for step in camera.steps if step.id == "repair") == number
    bare = Places(site.model_copy(update={"responders": ()})).guidance_for("", "b3-lobby", "camera", "lost")
    assert not next(step.number for step in bare.steps if step.id == "repair")
