"""What a station shows beside its list of alarms: what sounds, what is put aside, what is armed, whether it is flooded.

One frozen value; equal values mean that nothing on screen has to change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from alarms.flood import NO_FLOOD, FloodState
from alarms.model import Pending


@dataclass(frozen=True, slots=True)
class ArmedZone:
    """Whether a zone is armed, since when and by whom.

    ``by_schedule`` is false where a person decided against the schedule, which holds until ``next_change``; None there
    means that no schedule changes it within a week. A zone without a schedule is listed once it was ever disarmed.
    """

    zone: str
    armed: bool
    since: float
    user: str = ""
    by_schedule: bool = False
    next_change: float | None = None
    next_armed: bool = True


@dataclass(frozen=True, slots=True)
class SetAside:
    """A point that is shelved or out of service: until when (UTC seconds), why, by whom; ``second`` and ``patrol`` of
    what is out of service."""

    point: str
    until: float | None
    reason: str
    user: str
    second: str = ""
    patrol: str = ""


@dataclass(frozen=True, slots=True)
class ZoneAnswer:
    """Who answers for a zone now: the stations named, whether one of them is there, and whether this station sounds."""

    zone: str
    stations: tuple[str, ...]
    present: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """See the module. ``audible`` holds the ids of the occurrences that this station sounds now."""

    audible: frozenset[str] = frozenset()
    flood: FloodState = NO_FLOOD
    drill_flood: FloodState = NO_FLOOD
    pending: tuple[Pending, ...] = ()
    armed: tuple[ArmedZone, ...] = ()
    shelved: tuple[SetAside, ...] = ()
    out_of_service: tuple[SetAside, ...] = ()
    answers: Mapping[str, ZoneAnswer] = field(default_factory=dict)
