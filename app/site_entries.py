"""Turns one table of the document into its model, giving up as little as can be.

An unknown key, a bad optional value or one bad item of an optional list is reported and left out; only a bad or missing
required value costs the entry.
"""

from __future__ import annotations

import copy
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app.site_messages import MESSAGES
from app.site_problems import Parameter, Report
from app.site_toml import Path, TomlText

Model = TypeVar("Model", bound=BaseModel)

Parameters = dict[str, Parameter]

_TYPES = {
    "string_type": "text",
    "int_type": "whole number",
    "int_from_float": "whole number",
    "float_type": "number",
    "bool_type": "yes or no",
    "tuple_type": "list",
    "model_type": "table",
    "dict_type": "table",
}
_BOUNDS = {"greater_than_equal": "ge", "greater_than": "gt", "less_than_equal": "le", "less_than": "lt"}


class EntryReader:
    """Reads entries of one document and reports on them."""

    def __init__(self, text: TomlText, report: Report) -> None:
        self._text = text
        self._report = report
        #: For Secret: relative paths start beside the document, wherever the program was started.
        self._context = {"folder": report.file.absolute().parent}

    def read(self, model: type[Model], given: Any, kind: str, path: Path, index: int | None = None) -> Model | None:
        """Return the model, or None where a required value is missing or wrong; all mistakes are reported."""
        if not isinstance(given, dict):
            self._report.add(self._text.place(path), "wrong_type", kind, "", index, key=kind, expected="table")
            return None
        values = copy.deepcopy(given)
        name = values.get("id", values.get("name", ""))
        who = (kind, name if isinstance(name, str) else "", index)
        while True:
            try:
                return model.model_validate(values, context=self._context)
            except ValidationError as error:
                details = error.errors(include_url=False)
                for detail in details:
                    key = detail["loc"][0] if detail["loc"] else None
                    if key not in given or key in values:  # else it was told when it was left out
                        self._tell(model, detail, path, who)
                if sum(not _left_out(model, values, detail) for detail in _last_first(details)):
                    return None

    def _tell(self, model: type[BaseModel], detail: ErrorDetails, path: Path, who: tuple[str, str, int | None]) -> None:
        location = tuple(detail["loc"])
        key = next((str(part) for part in reversed(location) if isinstance(part, str)), who[0])
        parent = _model_at(model, location[:-1])
        code, parameters = _coded(detail, key, parent)
        at = location[:-1] if code == "missing_key" else location
        self._report.note(self._text.place((*path, *at)), code, who, {"key": key, **parameters})


def _coded(detail: ErrorDetails, key: str, parent: type[BaseModel] | None) -> tuple[str, Parameters]:
    """Turn a pydantic error into one of our codes with its parameters."""
    kind, context, given = detail["type"], detail.get("ctx", {}), detail["input"]
    if kind in MESSAGES:
        return kind, {name: value if isinstance(value, int | float) else str(value) for name, value in context.items()}
    coded: tuple[str, Parameters] = ("wrong_type", {"expected": _TYPES.get(kind, "pair")})
    if kind == "extra_forbidden":
        coded = "unknown_key", {"known_names": keys_of(parent) if parent else ()}
    elif kind == "missing" and isinstance(detail["loc"][-1], str):
        coded = "missing_key", {"about": _about(parent, key)}
    elif kind in _BOUNDS:
        (limit,) = context.values()
        coded = "out_of_range", {"given": str(given), "bound": _BOUNDS[kind], "limit": f"{limit:g}"}
    elif kind == "literal_error" and parent is not None:
        choices = _choices(parent, key)
        coded = "not_one_of", {"given": repr(given), "choices": ", ".join(choices), "known_names": choices}
    elif kind == "string_too_short":
        coded = "too_short", {}
    elif kind == "string_pattern_mismatch":
        coded = "bad_pattern", {"given": str(given)}
    return coded


def keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the keys as they are written in the file."""
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _field(model: type[BaseModel], key: str) -> Any:
    return next((f for name, f in model.model_fields.items() if key in (name, f.alias)), None)


def _about(model: type[BaseModel] | None, key: str) -> str:
    field = _field(model, key) if model else None
    return field.description.rstrip(".") if field and field.description else key


def _choices(model: type[BaseModel], key: str) -> tuple[str, ...]:
    field = _field(model, key)
    if field is None or get_origin(field.annotation) is not Literal:
        return ()
    return tuple(str(choice) for choice in get_args(field.annotation))


def _model_at(model: type[BaseModel], location: Path) -> type[BaseModel] | None:
    """Follow a path through nested tables and lists of tables."""
    current: type[BaseModel] | None = model
    for part in location:
        if current is None:
            return None
        if isinstance(part, str):
            field = _field(current, part)
            inner = field.annotation if field else None
            found = [inner, *get_args(inner)]
            current = next((each for each in found if isinstance(each, type) and issubclass(each, BaseModel)), None)
    return current


def _last_first(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Order so that leaving out a list's item does not move one still to be left out."""
    return sorted(details, key=lambda detail: [-part if isinstance(part, int) else 0 for part in detail["loc"]])


def _left_out(model: type[BaseModel], values: dict[str, Any], detail: ErrorDetails) -> bool:
    """Remove the smallest thing that may be missing; False when the entry cannot do without it."""
    location = detail["loc"]
    key = str(location[0])
    field = _field(model, key)
    if field is not None and (field.is_required() or (field.validate_default and key not in values)):
        return False  # missing, and what stands for it will not do for this entry
    if field is None or len(location) == 1 or field.validate_default:
        values.pop(key, None)
        return True
    items = values.get(key)
    if isinstance(items, list) and isinstance(location[1], int) and location[1] < len(items):
        return _item_left_out(model, items, location, detail)
    inner = _model_at(model, location[:1])
    if isinstance(items, dict) and inner is not None and _left_out(inner, items, {**detail, "loc": location[1:]}):
        return True  # a table inside the entry loses no more than its own mistake
    values.pop(key, None)
    return True


def _item_left_out(model: type[BaseModel], items: list[Any], location: Path, detail: ErrorDetails) -> bool:
    """Shrink or remove one item of an optional list."""
    inner = _model_at(model, location[:2])
    item = items[int(location[1])]
    nested = inner is not None and len(location) > 2 and isinstance(item, dict)
    if nested and inner is not None and _left_out(inner, item, {**detail, "loc": location[2:]}):
        return True
    del items[int(location[1])]
    return True
