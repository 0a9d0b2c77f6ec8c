"""What the search of what was seen is given to show: plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SeenPlace:
    """A place to look in. id: as its owner calls it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class SeenWish:
    """What somebody typed and chose. kind: "" for anything; place: an id; since, until: as typed; still: also what
    never moved."""

    kind: str
    place: str
    since: str
    until: str
    still: bool


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A hit: what, before which camera, from when to when (UTC seconds)."""

    id: int
    camera: str
    label: str
    first: float
    last: float
