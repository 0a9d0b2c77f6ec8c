"""The plans that the program brings: what to do about each class of alarm where a site has no words of its own."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

import resources
from alarms import guidance
from app.site_document import Guidance, Step
from app.site_response import Responder

FILE = Path(resources.__file__).parent / "guidance" / "plans.toml"


@lru_cache(maxsize=4)
def usual_plans(responders: tuple[Responder, ...] = ()) -> tuple[guidance.Guidance, ...]:
    """Read them; they are written as in a site document, and are the same for every site but for its responders."""
    values = tomllib.loads(FILE.read_text("utf-8"))
    return tuple(plan_of(Guidance.model_validate(entry), responders) for entry in values["guidance"])


def _step(entry: Step, responders: tuple[Responder, ...]) -> guidance.Step:
    """A step that names a responder shows the number that the site has for it."""
    number = next((one.number for one in responders if entry.responder and one.id == entry.responder), "")
    values = entry.model_dump(exclude={"responder"})
    return guidance.Step(**{**values, "number": entry.number or number})


def plan_of(entry: Guidance, responders: tuple[Responder, ...] = ()) -> guidance.Guidance:
    """A plan as the document has it, for the core."""
    return guidance.Guidance(
        id=entry.id,
        text=entry.text,
        text_en=entry.text_en,
        steps=tuple(_step(step, responders) for step in entry.steps),
        phones=tuple(guidance.Phone(one.name, one.number, one.name_en) for one in entry.phones),
        classes=entry.classes,
        kinds=entry.kinds,
    )
