"""The file that published detection rules are kept in, beside the site document: `site.toml` has `site.rules.toml`.

Rules are drawn with the mouse, so they have a file that the program writes, as site plans do; where it is, it stands in
the place of every [[rule]] of the site document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from app.site_detection import Rule
from app.site_plan_check import Known
from app.site_plan_file import SCHEMA, toml_value
from app.site_problems import Report
from app.site_rows import Row
from app.site_toml import TomlText

#: Keys of the file that are not rules.
HEAD_KEYS = ("schema", "version", "published_at", "published_by")


def rules_file(document: Path) -> Path:
    """Where the rules of a site document are published."""
    return document.with_name(f"{document.stem}.rules.toml")


def written_rules(rules: Iterable[Rule], head: dict[str, str | int], comment: str = "") -> str:
    """Return rules as TOML; ``head`` are keys that stand before them."""
    lines = [f"# {line}".rstrip() for line in comment.splitlines()]
    lines += ["", *(f"{key} = {toml_value(value)}" for key, value in {"schema": SCHEMA, **head}.items())]
    for rule in rules:
        lines += ["", *_rule(rule)]
    return "\n".join(lines).lstrip("\n") + "\n"


def _rule(rule: Rule) -> Iterator[str]:
    yield "[[rule]]"
    for key, value in rule.model_dump(exclude_defaults=True).items():
        yield f"{key} = {toml_value(value)}"


def checked_rules(rows: list[Row], known: Known, text: TomlText, report: Report) -> tuple[Rule, ...]:
    """Leave out what stands twice or watches a camera that is not there; one without a known point raises its camera's
    own."""

    def tell(code: str, row: Row, at: str, /, **parameters: Any) -> None:
        report.add(text.place((*row.path, at)), code, "rule", row.entry.id, row.index, **parameters)

    first: dict[str, Row] = {}
    for row in rows:
        rule, other = row.entry, first.get(row.entry.id)
        if other is not None:
            tell("duplicate_id", row, "id", given=rule.id, other=text.place(other.path).line)
            continue
        if rule.camera not in known["camera"]:
            names = tuple(sorted(known["camera"]))
            tell(
                "unknown_reference", row, "camera", key="camera", target="camera", given=rule.camera, known_names=names
            )
            continue
        if rule.point is not None and rule.point not in known["point"]:
            names = tuple(sorted(known["point"]))
            tell("unknown_reference", row, "point", key="point", target="point", given=rule.point, known_names=names)
            rule = rule.model_copy(update={"point": None})
        first[rule.id] = Row(rule, row.path, row.index)
    return tuple(row.entry for row in first.values())
