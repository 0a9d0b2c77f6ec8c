"""The files of `watchroom evaluate rules`: rules as in a site file, and what really happened."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.site_detection import RuleShape
from video.detect.evaluate_rules import Event
from video.detect.model import DetectError, Rule, RuleKind

_HEALTH = tuple(kind.value for kind in RuleKind if kind.value.startswith("camera_"))


def read_rules(path: Path) -> tuple[Rule, ...]:
    """`[[rule]]` tables as in a site file, without a camera or a point (where there are, they do not matter); and the
    kinds camera_covered, camera_moved, camera_defocused, camera_frozen and camera_looped, which need only an id.

    Raises DetectError("rules_unreadable") with what is wrong.
    """
    try:
        return tuple(_rule(table) for table in _tables(path, "rule"))
    except (ValidationError, ValueError, TypeError) as error:
        first = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise DetectError("rules_unreadable", path=str(path), error=first) from error


def _rule(table: dict[str, Any]) -> Rule:
    kept = {key: value for key, value in table.items() if key not in ("camera", "point")}
    if kept.get("kind") in _HEALTH:
        return Rule(str(kept["id"]), RuleKind(kept["kind"]))
    rule = RuleShape.model_validate(kept).rule()
    if rule.kind in (RuleKind.FIRE, RuleKind.SMOKE):
        raise ValueError(f"rule {rule.id}: fire and smoke are measured by `evaluate fire`")
    return rule


def read_events(path: Path) -> tuple[Event, ...]:
    """`[[event]]` tables: `rule`, `at` and maybe `until`, seconds of the film. DetectError("truth_unreadable")."""
    try:
        tables = _tables(path, "event")
        return tuple(Event(str(one["rule"]), float(one["at"]), _seconds(one.get("until"))) for one in tables)
    except (ValueError, TypeError, KeyError) as error:
        raise DetectError("truth_unreadable", path=str(path), error=str(error)) from error


def _seconds(value: Any) -> float | None:
    return None if value is None else float(value)


def _tables(path: Path, key: str) -> list[dict[str, Any]]:
    found = tomllib.loads(path.read_text("utf-8")).get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ValueError(f"no [[{key}]] tables")
    return found


def events_text(events: Sequence[Event]) -> str:
    """The same as a file."""
    return "\n".join(
        f'[[event]]\nrule = "{event.rule}"\nat = {event.at:g}\n' + (f"until = {event.until:g}\n" if event.until else "")
        for event in events
    )
