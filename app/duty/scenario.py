"""Drill scenarios: TOML files that say what the devices report, when, and what the station is expected to do.

Whatever cannot be read is told with its place; a scenario with a mistake is not played. A step names a point of the
site, or a class and a number: the first fire point, the second of the same zone. So a scenario fits more than one site.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.site_document import Point, SiteDocument

SCHEMA = 1
LONGEST_S = 3600.0
MOST_STEPS = 200


class Expected(StrEnum):
    """What can be expected of a station."""

    ACKNOWLEDGE = "acknowledge"
    VERDICT = "verdict"
    STEP = "step"
    NOTE = "note"
    DISPATCH = "dispatch"


class ScenarioError(Exception):
    """A scenario cannot be played. ``code`` and ``where`` say what is wrong; ``given`` is what was written."""

    def __init__(self, code: str, where: str, given: object = "") -> None:
        super().__init__(f"{code} at {where}: {given}")
        self.code = code
        self.where = where
        self.given = str(given)


@dataclass(frozen=True, slots=True)
class Target:
    """Which point: by id, or the ``number``-th (from 1) of a class, in the zone of that class's first point."""

    point: str = ""
    alarm_class: str = ""
    number: int = 1


@dataclass(frozen=True, slots=True)
class DrillStep:
    """What a device reports ``at_s`` seconds after the beginning."""

    at_s: float
    target: Target
    active: bool = True
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What has to be done within ``within_s`` seconds of the alarm of the target. ``value``: which verdict or step."""

    id: str
    what: Expected
    target: Target
    within_s: float
    value: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario, as written."""

    id: str
    name: str
    name_en: str
    text: str
    text_en: str
    lasts_s: float
    steps: tuple[DrillStep, ...]
    expects: tuple[Expectation, ...]

    def label(self, language: str) -> str:
        """Its name in a language."""
        return self.name if language.startswith("zh") else self.name_en or self.name


@dataclass(frozen=True, slots=True)
class Planned:
    """A scenario on a site: every target found. ``steps`` and ``expects`` beside the points they mean."""

    scenario: Scenario
    steps: tuple[tuple[DrillStep, Point], ...]
    expects: tuple[tuple[Expectation, Point], ...]

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones in which it plays."""
        return tuple(dict.fromkeys(point.zone or "" for _, point in self.steps))


def read_scenario(text: str) -> Scenario:
    """Read a file's text; raises ScenarioError."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError("not_toml", "file", error) from error
    if values.get("schema") != SCHEMA:
        raise ScenarioError("schema_unknown", "schema", values.get("schema", ""))
    steps = _rows(values, "step")
    if not 0 < len(steps) <= MOST_STEPS:
        raise ScenarioError("no_steps", "step", len(steps))
    scenario = Scenario(
        id=_text(values, "id", "file"),
        name=_text(values, "name", "file"),
        name_en=_text(values, "name_en", "file", needed=False),
        text=_text(values, "text", "file", needed=False),
        text_en=_text(values, "text_en", "file", needed=False),
        lasts_s=_seconds(values, "lasts_s", "file", LONGEST_S),
        steps=tuple(sorted((_step(row, f"step {n}") for n, row in enumerate(steps, 1)), key=lambda one: one.at_s)),
        expects=tuple(_expectation(row, f"expect {n}") for n, row in enumerate(_rows(values, "expect"), 1)),
    )
    names = [one.id for one in scenario.expects]
    double = next((name for name in names if names.count(name) > 1), None)
    if double is not None:
        raise ScenarioError("duplicate_id", "expect", double)
    if scenario.steps[-1].at_s >= scenario.lasts_s:
        raise ScenarioError("ends_too_early", "lasts_s", scenario.lasts_s)
    return scenario


def plan(scenario: Scenario, site: SiteDocument) -> Planned:
    """Find every point on a site; raises ScenarioError ``no_such_point`` or ``not_in_drill``."""
    steps = tuple((step, _find(step.target, site, f"step {n}")) for n, step in enumerate(scenario.steps, 1))
    played = {point.id for _, point in steps}
    expects = tuple((one, _find(one.target, site, f"expect {one.id}")) for one in scenario.expects)
    for one, point in expects:
        if point.id not in played:
            raise ScenarioError("not_in_drill", f"expect {one.id}", point.id)
    return Planned(scenario, steps, expects)


def _find(target: Target, site: SiteDocument, where: str) -> Point:
    if target.point:
        found = next((point for point in site.points if point.id == target.point), None)
    else:
        found = _nth(target, site.points, site)
    if found is None:
        raise ScenarioError("no_such_point", where, target.point or f"{target.alarm_class} {target.number}")
    return found


def _nth(target: Target, points: Iterable[Point], site: SiteDocument) -> Point | None:
    own = {device.id for device in site.devices if device.kind == "station"}
    of_class = [one for one in points if one.alarm_class == target.alarm_class and one.device not in own]
    together = [one for one in of_class if one.zone == of_class[0].zone]
    others = [one for one in of_class if one not in together]
    ordered = [*together, *others]
    return ordered[target.number - 1] if len(ordered) >= target.number else None


def _step(row: Mapping[str, Any], where: str) -> DrillStep:
    data = row.get("data", {})
    active = row.get("active", True)
    if not isinstance(data, dict):
        raise ScenarioError("wrong_type", f"{where}, data", data)
    if not isinstance(active, bool):
        raise ScenarioError("wrong_type", f"{where}, active", active)
    return DrillStep(_seconds(row, "at_s", where, LONGEST_S, least=0.0), _target(row, where), active, data)


def _expectation(row: Mapping[str, Any], where: str) -> Expectation:
    what = _text(row, "what", where)
    if what not in {one.value for one in Expected}:
        raise ScenarioError("unknown_expectation", where, what)
    value = _text(row, "value", where, needed=what in (Expected.STEP, Expected.VERDICT))
    within = _seconds(row, "within_s", where, LONGEST_S)
    return Expectation(_text(row, "id", where), Expected(what), _target(row, where), within, value)


def _target(row: Mapping[str, Any], where: str) -> Target:
    number = row.get("number", 1)
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise ScenarioError("wrong_type", f"{where}, number", number)
    point = _text(row, "point", where, needed=False)
    alarm_class = _text(row, "class", where, needed=False)
    if bool(point) == bool(alarm_class):
        raise ScenarioError("point_or_class", where, point)
    return Target(point, alarm_class, number)


def _rows(values: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    rows = values.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ScenarioError("wrong_type", key, rows)
    return rows


def _text(values: Mapping[str, Any], key: str, where: str, *, needed: bool = True) -> str:
    value = values.get(key, "")
    if not isinstance(value, str) or (needed and not value.strip()):
        raise ScenarioError("missing_key" if key not in values else "wrong_type", f"{where}, {key}", value)
    return value.strip()


def _seconds(values: Mapping[str, Any], key: str, where: str, most: float, least: float = 1.0) -> float:
    value = values.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ScenarioError("missing_key" if value is None else "wrong_type", f"{where}, {key}", value)
    if not least <= value <= most:
        raise ScenarioError("out_of_range", f"{where}, {key}", value)
    return float(value)
