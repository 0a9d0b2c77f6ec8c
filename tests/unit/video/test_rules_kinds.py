"""Every other kind of rule on made-up tracks: when it tells, and when it must not."""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from video.detect.model import Hours, Rule, RuleKind
from video.detect.rules import make_rule
from video.detect.scene import Scene, StillThing, crossing
from video.model import Box

YARD = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
HALF = ((0.5, 0.0), (1.0, 0.0), (1.0, 1.0), (0.5, 1.0))
UPRIGHT = ((0.5, 0.1), (0.5, 0.9))
RATES = [15.0, 3.0]


def thing(x: float, y: float, size: tuple[float, float], label: str, track: int = 1, **more: Any) -> Box:
    return Box(x - size[0] / 2, y - size[1], x + size[0] / 2, y, label, 0.9, track, **more)


def person(x: float, y: float = 0.8, track: int = 1) -> Box:
    return thing(x, y, (0.04, 0.2), "person", track)


def car(x: float, speed: float = 0.0, track: int = 1) -> Box:
    return thing(x, 0.6, (0.1, 0.1), "car", track, velocity=(speed, 0.0))


def told(rule: Rule, moments: Iterable[tuple[float, list[Box]]]) -> list[float]:
    one = make_rule(rule)
    return [round(at, 3) for at, boxes in moments if one.update(Scene(at, at, tuple(boxes))) is not None]


def film(seconds: float, rate: float, what: Callable[[float], list[Box]]) -> list[tuple[float, list[Box]]]:
    return [(step / rate, what(step / rate)) for step in range(round(seconds * rate))]


def line(direction: str = "any", **more: Any) -> Rule:
    return Rule("line", RuleKind.LINE_CROSSING, line=UPRIGHT, direction=direction, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("rate", RATES)
def test_whoever_crosses_is_told_once_with_his_direction(rate: float) -> None:
    walk = film(8, rate, lambda at: [person(0.3 + 0.05 * at)])
    back = [(at, [person(0.7 - 0.05 * at)]) for at, _ in walk]
    (at,) = told(line(), walk)
    assert 4.0 <= at <= 4.6
    # Looking along the line, downwards on the picture, the left hand points to the picture's right.
    assert (len(told(line("left"), walk)), told(line("right"), walk)) == (1, [])
    assert (told(line("left"), back), len(told(line("right"), back))) == ([], 1)


def test_swaying_on_the_line_and_passing_beside_its_end_are_no_crossings() -> None:
    sway = film(20, 10, lambda at: [person(0.5 + (0.003 if int(at * 10) % 2 else -0.003))])
    beside = film(8, 10, lambda at: [person(0.3 + 0.05 * at, 0.98)])
    assert told(line(), sway) == told(line(), beside) == []


def test_going_back_at_once_is_a_crossing_too_but_not_over_and_over() -> None:
    there_and_back = film(40, 5, lambda at: [person(0.45 if int(at / 2) % 2 else 0.55)])
    found = told(line(rearm_s=10.0), there_and_back)
    assert 2 <= len(found) <= 20
    assert told(line("left", rearm_s=60.0), there_and_back)[1:] == []


def test_a_line_of_two_parts_is_crossed_at_either() -> None:
    corner = ((0.2, 0.5), (0.5, 0.5), (0.5, 0.9))
    assert crossing((0.3, 0.4), (0.3, 0.6), corner) == "right"
    assert crossing((0.6, 0.7), (0.4, 0.7), corner) == "right"
    assert crossing((0.3, 0.7), (0.3, 0.8), corner) is None


@pytest.mark.parametrize("rate", RATES)
def test_who_stays_about_loiters_even_when_he_steps_out_for_a_moment(rate: float) -> None:
    rule = Rule("l", RuleKind.LOITERING, HALF, on_delay_s=30.0)
    about = film(60, rate, lambda at: [person(0.45 if 10 <= at < 14 else 0.7 + 0.05 * (int(at) % 3))])
    passing = film(25, rate, lambda at: [person(0.7)])
    (at,) = told(rule, about)
    assert 30.0 <= at <= 30.7
    assert told(rule, passing) == []


def test_too_many_are_told_once_until_they_have_gone() -> None:
    rule = Rule("c", RuleKind.CROWD, HALF, count=3, on_delay_s=2.0, rearm_s=5.0)
    four = [person(0.55 + 0.1 * n, track=n) for n in range(4)]
    moments = film(30, 5, lambda at: four[:2] if 10 <= at < 18 else four if int(at * 5) % 7 else four[:3])
    assert told(rule, moments) == [2.2, 20.0]
    assert told(replace(rule, count=4), moments) == []


@pytest.mark.parametrize("rate", RATES)
def test_only_vehicles_that_go_against_the_arrow_go_wrong(rate: float) -> None:
    rule = Rule("w", RuleKind.WRONG_WAY, line=((0.1, 0.5), (0.9, 0.5)), on_delay_s=1.0)
    (at,) = told(rule, film(6, rate, lambda at: [car(0.9 - 0.1 * at, -0.1)]))
    assert 1.0 <= at <= 3.0
    assert told(rule, film(6, rate, lambda at: [car(0.1 + 0.1 * at, 0.1)])) == []
    assert told(rule, film(6, rate, lambda at: [car(0.5, -0.02)])) == []
    across = film(6, rate, lambda at: [thing(0.5, 0.3 + 0.1 * at, (0.1, 0.1), "car", velocity=(0.0, 0.1))])
    assert told(rule, across) == []


@pytest.mark.parametrize("rate", RATES)
def test_a_vehicle_stands_whatever_its_number_and_one_that_creeps_does_not(rate: float) -> None:
    rule = Rule("s", RuleKind.VEHICLE_STOPPED, HALF, on_delay_s=20.0)
    standing = film(60, rate, lambda at: [] if 8 <= at < 12 else [car(0.7 + 0.002 * (int(at) % 2), track=int(at / 7))])
    assert [round(at) for at in told(rule, standing)] == [20]
    assert told(rule, film(60, rate, lambda at: [car(0.55 + 0.006 * at)])) == []
    assert told(rule, film(60, rate, lambda at: [person(0.7)])) == []


def test_a_person_lies_when_broader_than_high_and_whole_in_the_picture() -> None:
    rule = Rule("d", RuleKind.PERSON_DOWN, YARD, on_delay_s=5.0)
    falls = film(20, 5, lambda at: [person(0.5)] if at < 4 else [thing(0.5, 0.8, (0.14, 0.1), "person")])
    assert told(rule, falls) == [9.0]
    assert told(rule, film(20, 5, lambda at: [person(0.5)])) == []
    bends = film(20, 5, lambda at: [thing(0.5, 0.8, (0.14, 0.1), "person")] if 4 < at < 7 else [person(0.5)])
    assert told(rule, bends) == []
    assert told(rule, film(20, 5, lambda at: [thing(0.5, 1.0, (0.3, 0.3), "person")])) == []


def still(kind: str, since: float, *, attended: bool = False, number: int = 1) -> StillThing:
    return StillThing(number, kind, thing(0.7, 0.8, (0.1, 0.1), kind), since, attended)  # type: ignore[arg-type]


def test_what_was_left_is_told_once_when_nobody_has_been_at_it_for_long() -> None:
    one = make_rule(Rule("o", RuleKind.OBJECT_LEFT, HALF, on_delay_s=10.0))
    looks = [
        (5.0, still("left", 0.0)),
        (11.0, still("left", 11.0, attended=True)),
        (20.0, still("left", 11.0)),
        (21.5, still("left", 11.0)),
        (30.0, still("left", 11.0)),
        (90.0, still("taken", 0.0, number=2)),
    ]
    assert [at for at, what in looks if one.update(Scene(at, at, still=(what,)))] == [21.5]
    taken = make_rule(Rule("t", RuleKind.OBJECT_TAKEN, HALF, on_delay_s=10.0))
    assert [at for at, what in looks if taken.update(Scene(at, at, still=(what,)))] == [90.0]


def test_what_is_wrong_with_the_picture_is_told_once_though_it_has_no_boxes() -> None:
    one = make_rule(Rule("q", RuleKind.CAMERA_COVERED))
    bad = frozenset({RuleKind.CAMERA_COVERED})
    looks = [(0.0, frozenset()), (1.0, bad), (2.0, bad), (3.0, frozenset()), (20.0, bad)]
    assert [at for at, faults in looks if one.update(Scene(at, at, faults=faults)) is not None] == [1.0, 20.0]


def test_size_and_class_are_asked_of_every_kind() -> None:
    walk = film(8, 5, lambda at: [person(0.3 + 0.05 * at)])
    assert told(line(min_height=0.3), walk) == told(line(max_height=0.1), walk) == []
    assert told(line(classes=("car",)), walk) == []
    assert len(told(line(classes=("person",), min_height=0.1), walk)) == 1


def test_a_rule_holds_at_its_hours_only_over_midnight_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "localtime", time.gmtime)
    night = Hours(frozenset({4}), 22 * 3600, 6 * 3600)  # Friday into Saturday
    rule = Rule("n", polygon=YARD, hours=(night,), rearm_s=1.0)
    friday = 1_700_784_000.0  # 2023-11-24 00:00 UTC
    moments = {hours: friday + hours * 3600 for hours in (12, 21.9, 22.1, 29.9, 30.1, 46.5)}
    assert [hours for hours, at in moments.items() if told(rule, [(at, [person(0.5)])])] == [22.1, 29.9]


def test_a_line_is_wanted_where_one_is_needed() -> None:
    with pytest.raises(ValueError, match="no line"):
        make_rule(Rule("x", RuleKind.LINE_CROSSING))
