"""What a site plan is told: plain values. Places are shares of the image, directions degrees clockwise from its top."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from alarms.model import Priority

Kind = Literal["zone", "camera", "point", "door", "gate", "stall", "equipment"]
#: From the ground up: what is drawn first lies lowest.
KINDS: tuple[Kind, ...] = ("zone", "stall", "equipment", "door", "gate", "point", "camera")
State = Literal[
    "normal",
    "live",
    "lost",
    "unknown",
    "shelved",
    "out_of_service",
    "disarmed",
    "open",
    "closed",
    "moving",
    "stuck",
    "taken",
    "free",
]
Spot = tuple[float, float]
Key = tuple[Kind, str]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where something stands. reach: of a camera, a share of the image's width; corners: of a zone."""

    kind: Kind
    id: str
    at: Spot = (0.5, 0.5)
    direction: float = 0.0
    angle: float = 70.0
    reach: float = 0.1
    corners: tuple[Spot, ...] = ()

    @property
    def key(self) -> Key:
        """What it is, on whichever plan."""
        return (self.kind, self.id)

    @property
    def middle(self) -> Spot:
        """Where it is looked for: of a zone, the middle of its outline."""
        if not self.corners:
            return self.at
        xs, ys = zip(*self.corners, strict=True)
        return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


@dataclass(frozen=True, slots=True)
class MapAlarm:
    """The gravest open alarm of something."""

    occurrence: str
    priority: Priority
    unacked: bool
    active: bool = True
    count: int = 1
    drill: bool = False


@dataclass(frozen=True, slots=True)
class MapItem:
    """One thing on a plan as it stands now. icon: which drawing; number: what a guard calls a camera by."""

    placed: Placed
    name: str
    icon: str = "map-point"
    number: int = 0
    state: State = "normal"
    alarm: MapAlarm | None = None

    @property
    def key(self) -> Key:
        """What it is."""
        return self.placed.key


@dataclass(frozen=True, slots=True)
class MapGuard:
    """Somebody who was sent: name, to what, since when (UTC seconds), and when they arrived, None while on the way."""

    id: str
    name: str
    to: Key
    sent_at: float
    arrived_at: float | None = None


@dataclass(frozen=True, slots=True)
class MapPlan:
    """One plan. image: the file, as text; metres_per_pixel of the image, None where nobody said."""

    id: str
    name: str
    image: str = ""
    items: tuple[MapItem, ...] = ()
    guards: tuple[MapGuard, ...] = ()
    metres_per_pixel: float | None = None

    def item(self, key: Key) -> MapItem | None:
        """Give what stands here under a key."""
        return next((one for one in self.items if one.key == key), None)

    @property
    def alarms(self) -> int:
        """How many open alarms are on it."""
        return sum(one.alarm.count for one in self.items if one.alarm is not None)

    @property
    def gravest(self) -> MapAlarm | None:
        """The alarm to look at first."""
        return gravest(one.alarm for one in self.items if one.alarm is not None)


@dataclass(frozen=True, slots=True)
class OffPlan:
    """An alarm, or somebody who was sent, whose place is on no plan."""

    occurrence: str
    text: str
    priority: Priority = Priority.EVENT
    unacked: bool = False


@dataclass(frozen=True, slots=True)
class MapContent:
    """All plans. focus: the occurrence that asks for the guard now, "" for none."""

    plans: tuple[MapPlan, ...] = ()
    off_plan: tuple[OffPlan, ...] = ()
    focus: str = ""

    def where(self, occurrence: str) -> tuple[MapPlan, MapItem] | None:
        """Give the plan and the thing that an occurrence is shown at."""
        for plan in self.plans:
            for item in plan.items:
                if item.alarm is not None and item.alarm.occurrence == occurrence:
                    return plan, item
        return None


def gravest(alarms: Iterable[MapAlarm]) -> MapAlarm | None:
    """Give the one to look at first: a real one before a drill, unacknowledged before acknowledged, by priority."""
    return min(alarms, key=lambda one: (one.drill, not one.unacked, one.priority), default=None)
