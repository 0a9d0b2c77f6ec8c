"""The plans that the program brings: what to do about each class of alarm where a site has no words of its own."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

import resources
from alarms import guidance
from app.site_document import Guidance

FILE = Path(resources.__file__).parent / "guidance" / "plans.toml"


@lru_cache(maxsize=1)
def usual_plans() -> tuple[guidance.Guidance, ...]:
    """Read them; they are written as in a site document, and are the same for every site."""
    values = tomllib.loads(FILE.read_text("utf-8"))
    return tuple(plan_of(Guidance.model_validate(entry)) for entry in values["guidance"])


def plan_of(entry: Guidance) -> guidance.Guidance:
    """A plan as the document has it, for the core."""
    return guidance.Guidance(
        id=entry.id,
        text=entry.text,
        text_en=entry.text_en,
        steps=tuple(guidance.Step(**step.model_dump()) for step in entry.steps),
        phones=tuple(guidance.Phone(one.name, one.number, one.name_en) for one in entry.phones),
        classes=entry.classes,
        kinds=entry.kinds,
    )
