"""The entries of a site document while they are checked, each with its place in the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.site_toml import Path


@dataclass(frozen=True, slots=True)
class Row:
    """An entry, its place in the file's values, and its index among its kind."""

    entry: Any
    path: Path
    index: int


Tables = dict[str, list[Row]]
