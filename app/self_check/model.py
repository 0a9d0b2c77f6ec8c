"""What the self-check finds, as codes; words.py turns them into sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.services.health import Level


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: its name, how it stands against what the station needs, and why ("" where nothing is to be said)."""

    part: str
    level: Level
    code: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)


def good(part: str, code: str, **detail: str) -> Finding:
    """The part works."""
    return Finding(part, Level.GOOD, code, detail)


def absent(part: str, code: str, **detail: str) -> Finding:
    """The part is not there, and this station's settings do not ask for it."""
    return Finding(part, Level.ABSENT, code, detail)


def degraded(part: str, code: str, **detail: str) -> Finding:
    """The station runs, with less than its settings ask for."""
    return Finding(part, Level.DEGRADED, code, detail)


def failed(part: str, code: str, **detail: str) -> Finding:
    """The station cannot do what its settings ask for."""
    return Finding(part, Level.FAILED, code, detail)
