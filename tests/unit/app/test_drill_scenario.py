"""Scenarios: what is shipped plays on the demo site, and a mistake is told with its place instead of being played."""

from __future__ import annotations

from pathlib import Path

import pytest

import resources
from app.duty.scenario import Expected, Scenario, ScenarioError, Target, plan, read_scenario
from app.settings import load_site
from app.site_document import Device, Point, SiteDocument, SiteInfo

HEAD = 'schema = 1\nid = "x"\nname = "试"\nlasts_s = 60\n'
STEP = '[[step]]\nat_s = 1\npoint = "p"\n'
EXPECT = '[[expect]]\nid = "a"\nwhat = "acknowledge"\npoint = "p"\nwithin_s = 30\n'
SHIPPED = sorted((Path(resources.__file__).parent / "drills").glob("*.toml"))


def site(*points: tuple[str, str, str, str]) -> SiteDocument:
    """Points as (id, device, class, zone); device ``own`` is the station's."""
    return SiteDocument(
        site=SiteInfo(id="s", name="s"),
        device=(
            Device(id="panel", name="p", kind="fire", zone="z0"),
            Device(id="own", name="o", kind="station"),
        ),
        point=tuple(
            Point.model_validate(
                {"id": one, "device": device, "class": kind, "channel": one, "zone": zone or None, "name": one}
            )
            for one, device, kind, zone in points
        ),
    )


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_what_is_shipped_plays_on_the_demo_site(file: Path) -> None:
    scenario = read_scenario(file.read_text("utf-8"))
    planned = plan(scenario, load_site(Path(resources.__file__).parent / "sites" / "demo.toml").site)
    assert len(planned.steps) == len(scenario.steps) >= 2
    assert len(planned.expects) >= 4
    assert scenario.name
    assert scenario.name_en


def test_two_are_shipped() -> None:
    assert [read_scenario(file.read_text("utf-8")).id for file in SHIPPED] == ["fire-lobby", "perimeter-night"]


def test_steps_are_played_in_the_order_of_time() -> None:
    text = HEAD + '[[step]]\nat_s = 9\nclass = "fire"\nactive = false\ndata = { kind = "heat" }\n' + STEP + EXPECT
    scenario = read_scenario(text)
    assert [step.at_s for step in scenario.steps] == [1.0, 9.0]
    assert (scenario.steps[1].active, scenario.steps[1].data) == (False, {"kind": "heat"})
    assert scenario.steps[1].target == Target(alarm_class="fire")
    assert scenario.expects[0].what is Expected.ACKNOWLEDGE
    assert (scenario.label("zh_CN"), scenario.label("en")) == ("试", "试")


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("schema = ", "not_toml", "file"),
        (STEP, "schema_unknown", "schema"),
        (HEAD, "no_steps", "step"),
        (HEAD + "step = 5\n", "wrong_type", "step"),
        (HEAD + "step = [5]\n", "wrong_type", "step"),
        (HEAD.replace("60", "0.5") + STEP, "out_of_range", "file, lasts_s"),
        (HEAD.replace("60", "true") + STEP, "wrong_type", "file, lasts_s"),
        (HEAD.replace("60", "nan") + STEP, "wrong_type", "file, lasts_s"),
        (HEAD.replace("lasts_s = 60", "") + STEP, "missing_key", "file, lasts_s"),
        (HEAD.replace("60", "1") + STEP, "ends_too_early", "lasts_s"),
        (HEAD.replace('"x"', "5") + STEP, "wrong_type", "file, id"),
        (HEAD.replace('name = "试"', "") + STEP, "missing_key", "file, name"),
        (HEAD + STEP + "active = 1\n", "wrong_type", "step 1, active"),
        (HEAD + STEP + "data = 1\n", "wrong_type", "step 1, data"),
        (HEAD + STEP + "number = true\n", "wrong_type", "step 1, number"),
        (HEAD + STEP + "number = 0\n", "wrong_type", "step 1, number"),
        (HEAD + STEP + 'class = "fire"\n', "point_or_class", "step 1"),
        (HEAD + "[[step]]\nat_s = 1\n", "point_or_class", "step 1"),
        (HEAD + STEP + EXPECT.replace("acknowledge", "dance"), "unknown_expectation", "expect 1"),
        (HEAD + STEP + EXPECT.replace("acknowledge", "verdict"), "missing_key", "expect 1, value"),
        (HEAD + STEP + EXPECT + EXPECT, "duplicate_id", "expect"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, code: str, where: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        read_scenario(text)
    assert (raised.value.code, raised.value.where) == (code, where)


def scenario(step: str, expect: str = "") -> Scenario:
    return read_scenario(HEAD + "[[step]]\nat_s = 1\n" + step + expect)


def test_a_class_means_its_first_point_and_then_those_of_the_same_zone() -> None:
    here = site(
        ("own-1", "own", "fire", "a"),
        ("a1", "panel", "fire", "a"),
        ("b1", "panel", "fire", "b"),
        ("a2", "panel", "fire", "a"),
        ("gas", "panel", "gas", ""),
    )
    for number, point in ((1, "a1"), (2, "a2"), (3, "b1")):
        (found,) = plan(scenario(f'class = "fire"\nnumber = {number}\n'), here).steps
        assert found[1].id == point
    planned = plan(scenario('point = "gas"\n', EXPECT.replace('"p"', '"gas"')), here)
    assert planned.zones == ("",)
    assert planned.expects[0][1].id == "gas"


@pytest.mark.parametrize(
    ("step", "expect", "code", "given"),
    [
        ('point = "gone"\n', "", "no_such_point", "gone"),
        ('class = "fire"\nnumber = 2\n', "", "no_such_point", "fire 2"),
        ('class = "flood"\n', "", "no_such_point", "flood 1"),
        ('point = "a1"\n', EXPECT.replace('"p"', '"a0"'), "not_in_drill", "a0"),
    ],
)
def test_a_site_on_which_it_cannot_be_played_says_why(step: str, expect: str, code: str, given: str) -> None:
    here = site(("a1", "panel", "fire", "a"), ("a0", "panel", "gas", "a"))
    with pytest.raises(ScenarioError) as raised:
        plan(scenario(step, expect), here)
    assert (raised.value.code, raised.value.given) == (code, given)
