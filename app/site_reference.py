"""Writes docs/settings.md from the models, so that the page cannot be wrong: `python -m app.site_reference FILE`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from app.site_archive import CameraArchive
from app.site_document import Camera, Guidance, Phone, SiteDocument, Step
from app.site_fields import Secret
from app.site_plan import LISTS, Plan
from app.site_ptz import Ptz, PtzCallUp, PtzPreset

INTRODUCTION = """\
# The site file

One TOML file describes a community: its places, cameras, devices, alarm points, gates, guidance and the wall's layouts.
`resources/sites/demo.toml` is a complete example. `watchroom check FILE` says everything that is wrong in a file at
once, each with its line, what is wrong and what to write instead; it ends with exit code 2 where there is something.

A mistake costs as little as can be: an unknown key or a bad optional value is left out, a wrong name of something else
is cleared, and only an entry without a required value, or a table that cannot be read, is left out as a whole. The wall
starts with all that is good.

Passwords and the database's URL may be the text itself, `"env:NAME"` (an environment variable) or `"file:PATH"` (a
file's content; a relative path starts at the site file's folder). They are read when they are needed and never shown.

`schema = 1` stands first. Tables in `[one pair]` of brackets stand once, those in `[[two pairs]]` once for each entry.

This page is generated from the program's own models (`python -m app.site_reference docs/settings.md`).
"""
_WORDS = {str: "text", int: "whole number", float: "number", bool: "true or false", Secret: "text, env: or file:"}


def reference() -> str:
    """Return the page."""
    return "\n".join([INTRODUCTION, *_sections()])


def _sections() -> Iterator[str]:
    for name, field in SiteDocument.model_fields.items():
        model, many = _model_of(field.annotation)
        if model is None:
            continue
        key = field.alias or name
        yield from _section(f"[[{key}]]" if many else f"[{key}]", model)
        if model is Camera:
            yield from _section("[camera.archive]", CameraArchive)
            yield from _section("[camera.ptz]", Ptz)
            yield from _section("[[camera.ptz.presets]]", PtzPreset)
            yield from _section("[[camera.ptz.call_ups]]", PtzCallUp)
        if model is Guidance:
            yield from _section("[[guidance.steps]]", Step)
            yield from _section("[[guidance.phones]]", Phone)
        if model is Plan:
            yield from _plan_sections()


def _plan_sections() -> Iterator[str]:
    """One section for each kind of place; those that are told by id and place alone share theirs."""
    headers: dict[type[BaseModel], list[str]] = {}
    for key, name in LISTS.items():
        model, _ = _model_of(Plan.model_fields[name].annotation)
        if model is not None:
            headers.setdefault(model, []).append(f"`[[plan.{key}]]`")
    for model, names in headers.items():
        yield from _section(", ".join(names).strip("`"), model)


def _section(header: str, model: type[BaseModel]) -> Iterator[str]:
    summary = (model.__doc__ or "").strip().splitlines()[0]
    yield f"## `{header}`\n\n{summary}\n\n| key | what it is | value | default |\n|---|---|---|---|"
    for name, field in model.model_fields.items():
        words = (field.description or field.title or "").rstrip(".")
        yield f"| `{field.alias or name}` | {words} | {_value(field)} | {_default(field)} |"
    yield ""


def _value(field: FieldInfo) -> str:
    limits = [f"{sign} {value:g}" for sign, value in _limits(field)]
    return " ".join([_type_word(field.annotation), *limits])


def _limits(field: FieldInfo) -> Iterator[tuple[str, float]]:
    for rule in field.metadata:
        for name, sign in (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<")):
            if getattr(rule, name, None) is not None:
                yield sign, getattr(rule, name)


def _type_word(annotation: Any) -> str:
    if get_origin(annotation) is Annotated:
        return _type_word(get_args(annotation)[0])
    if get_origin(annotation) is Literal:
        return ", ".join(f"`{choice}`" for choice in get_args(annotation))
    if get_origin(annotation) in (Union, UnionType):
        return ", ".join(_type_word(part) for part in get_args(annotation) if part is not NoneType)
    if get_origin(annotation) is tuple:
        return _list_word(get_args(annotation)[0])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "table, see below"
    return _WORDS.get(annotation, "text")


def _list_word(inner: Any) -> str:
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        return "tables, see below"
    if inner is float:
        return "[x, y]"
    plain = get_args(inner)[0] if get_origin(inner) is Annotated else inner
    if plain is int:
        return "list of numbers"
    return "list of [x, y]" if get_origin(plain) is tuple else "list of text"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    value = field.default
    if value is None or value in ("", ()):
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return f"`{list(value)}`".replace("'", '"')
    return f'`"{value}"`' if isinstance(value, str) else f"`{value:g}`"


def _model_of(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    inner = get_args(annotation)[:1]
    if inner and isinstance(inner[0], type) and issubclass(inner[0], BaseModel):
        return inner[0], True
    return None, False


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference(), encoding="utf-8", newline="\n")
