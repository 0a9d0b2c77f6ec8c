"""What people did about a case beyond answering it: whom they sent, whom they asked for help, what they took back.

And what the cameras saw of an alarm. Plain, frozen values, and how the entries of the record add up to them. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from alarms.model import Action, EscalationStep


class Stage(StrEnum):
    """How far somebody who was sent has come."""

    SENT = "sent"
    ON_SCENE = "on_scene"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Involved:
    """Somebody a case concerns: the id of their entry, which alone holds the name, and what they are in it."""

    person: str
    role: str


@dataclass(frozen=True, slots=True)
class Review:
    """A supervisor's word on a closed case."""

    remark: str
    user: str
    at: float


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Somebody who was sent to a place about a case. Times are UTC seconds.

    ``guard`` is who (an account's or a responder's id), ``name`` what people called them then. ``zone`` and ``point``
    say where to; ``point`` may be empty.
    """

    id: str
    guard: str
    name: str
    zone: str
    point: str
    sent_at: float
    sent_by: str
    arrived_at: float | None = None
    arrived_by: str = ""
    cleared_at: float | None = None
    cleared_by: str = ""

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        if self.cleared_at is not None:
            return Stage.CLEARED
        return Stage.SENT if self.arrived_at is None else Stage.ON_SCENE


@dataclass(frozen=True, slots=True)
class HelpCall:
    """Before whom a person brought a case, who did, when and why (``cause`` may be empty)."""

    step: EscalationStep
    user: str
    station: str
    at: float
    cause: str = ""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An entry that somebody took back, with who did and when. The entry stays in the record."""

    entry: Action
    user: str
    at: float


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one camera saw: of which class, how many at once at most, and when first (UTC seconds)."""

    camera: str
    what: str
    count: int
    at: float


@dataclass(frozen=True, slots=True)
class Look:
    """How many pictures of one camera were looked at for people, and for how long at most none was, seconds."""

    camera: str
    looks: int
    gap: float


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """What a zone's cameras saw around an alarm: those looked at often enough that what was not found was not there,
    what was found, and how often each was looked at. It raises or lowers confidence and hides nothing.
    """

    cameras: tuple[str, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    looks: tuple[Look, ...] = ()

    @property
    def missed(self) -> tuple[str, ...]:
        """The cameras that were not looked at, or too seldom: of them nobody can say that they saw nobody."""
        return tuple(one.camera for one in self.looks if one.camera not in self.cameras)

    @property
    def persons(self) -> int:
        """The most persons at once on one camera."""
        return max((one.count for one in self.sightings if one.what == "person"), default=0)


def sent(dispatches: Sequence[Dispatch], action: Action) -> tuple[Dispatch, ...]:
    """With one more who was sent; the first entry of the same sending counts."""
    data = action.data
    key = str(data.get("dispatch", ""))
    if any(one.id == key for one in dispatches):
        return tuple(dispatches)
    fresh = Dispatch(
        id=key,
        guard=str(data.get("guard", "")),
        name=str(data.get("name", "")),
        zone=str(data.get("zone", "")),
        point=str(data.get("point", "")),
        sent_at=action.at,
        sent_by=action.user,
    )
    return (*dispatches, fresh)


def arrived(dispatches: Sequence[Dispatch], action: Action) -> tuple[Dispatch, ...]:
    """With one of them there; the first entry that says so counts."""
    key = str(action.data.get("dispatch", ""))
    return tuple(
        replace(one, arrived_at=action.at, arrived_by=action.user) if one.id == key and one.arrived_at is None else one
        for one in dispatches
    )


def cleared(dispatches: Sequence[Dispatch], action: Action) -> tuple[Dispatch, ...]:
    """With one of them free again; the first entry that says so counts."""
    key = str(action.data.get("dispatch", ""))
    return tuple(
        replace(one, cleared_at=action.at, cleared_by=action.user) if one.id == key and one.cleared_at is None else one
        for one in dispatches
    )


def first_on_scene(dispatches: Sequence[Dispatch]) -> float | None:
    """When the first who was sent was there, UTC seconds; None while nobody is."""
    return min((one.arrived_at for one in dispatches if one.arrived_at is not None), default=None)


def cross_check_of(data: Mapping[str, Any]) -> CrossCheck:
    """What an entry says that the cameras saw."""
    found = tuple(
        Sighting(
            str(one.get("camera", "")), str(one.get("what", "")), int(one.get("count", 1)), float(one.get("at", 0))
        )
        for one in data.get("seen", ())
    )
    looks = tuple(
        Look(str(one.get("camera", "")), int(one.get("looks", 0)), float(one.get("gap", 0)))
        for one in data.get("looks", ())
    )
    return CrossCheck(tuple(str(one) for one in data.get("cameras", ())), found, looks)


def cross_check_data(check: CrossCheck) -> dict[str, Any]:
    """The same as an entry holds it."""
    seen = [{"camera": one.camera, "what": one.what, "count": one.count, "at": one.at} for one in check.sightings]
    looks = [{"camera": one.camera, "looks": one.looks, "gap": one.gap} for one in check.looks]
    return {"cameras": list(check.cameras), "seen": seen, "looks": looks}
