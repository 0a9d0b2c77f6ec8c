"""The file that published plans are kept in, beside the site document: `site.toml` has `site.plans.toml`.

The site document is a person's own file, with comments and an order of its own: the program never writes it. Plans are
drawn with the mouse, so they have a file that the program writes; where it is, it stands in the place of every [[plan]]
of the site document.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from app.site_plan import PLACED, Plan

SCHEMA = 1
#: Keys of the file that are not plans.
HEAD_KEYS = ("schema", "version", "published_at", "published_by", "base")
_DIGITS = 5


def plans_file(document: Path) -> Path:
    """Where the plans of a site document are published."""
    return document.with_name(f"{document.stem}.plans.toml")


def written(plans: Iterable[Plan], head: dict[str, str | int], comment: str = "") -> str:
    """Return plans as TOML; ``head`` are keys that stand before them."""
    lines = [f"# {line}".rstrip() for line in comment.splitlines()]
    lines += ["", *(f"{key} = {toml_value(value)}" for key, value in {"schema": SCHEMA, **head}.items())]
    for plan in plans:
        lines += ["", *_plan(plan)]
    return "\n".join(lines).lstrip("\n") + "\n"


def _plan(plan: Plan) -> Iterator[str]:
    values = plan.model_dump(by_alias=True, exclude_defaults=True)
    yield "[[plan]]"
    for key, value in values.items():
        if key not in PLACED:
            yield f"{key} = {toml_value(value)}"
    for key in PLACED:
        for entry in values.get(key, ()):
            yield ""
            yield f"[[plan.{key}]]"
            yield from (f"{name} = {toml_value(value)}" for name, value in entry.items())


def toml_value(value: Any) -> str:
    """Write one value as TOML; numbers with five digits."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, tuple | list):
        return f"[{', '.join(toml_value(one) for one in value)}]"
    if isinstance(value, float):
        text = f"{round(value, _DIGITS):.{_DIGITS}f}".rstrip("0")
        return f"{text}0" if text.endswith(".") else text
    return str(value)
