"""Rules that are drawn and not published, camera by camera, in a small file that outlives the program."""

from __future__ import annotations

import logging
import threading
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


class SheetKeeper:
    """Writes the drafts from any thread: a disk that is slow holds up no wall, and what is older never comes last."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._kept = 0

    def keep(self, sheets: Mapping[str, RuleSheet], step: int) -> None:
        """Keep unpublished work as of a step (steps only grow); writes a small file or removes it. Raises OSError."""
        with self._lock:
            if step < self._kept:
                return
            self._kept = step
            if sheets:
                write_whole(self._file, _SHEETS.dump_json(dict(sheets)))
            else:
                self._file.unlink(missing_ok=True)
