"""Rules that are drawn and not published, camera by camera, in a small file that outlives the program."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from app.services.plan_book import write_whole
from widgets.rule_shapes import DrawnRule

Drawn = tuple[DrawnRule, ...]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RuleSheet:
    """The rules that somebody draws for a camera. begun: those that held when they were begun."""

    rules: Drawn
    begun: Drawn


_SHEETS = TypeAdapter(dict[str, RuleSheet])


def read_sheets(file: Path) -> dict[str, RuleSheet]:
    """What was kept; nothing where there is nothing, or nothing that can be read."""
    try:
        return _SHEETS.validate_json(file.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValidationError) as error:
        _log.warning("drafts of rules cannot be read from %s: %s", file, error)
        return {}


def keep_sheets(file: Path, sheets: Mapping[str, RuleSheet]) -> None:
    """Keep unpublished work; writes a small file, or removes it. Raises OSError."""
    if sheets:
        write_whole(file, _SHEETS.dump_json(dict(sheets)))
    else:
        file.unlink(missing_ok=True)
