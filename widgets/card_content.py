"""What the alarm card is told: plain values in the language of the screen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from alarms.case_marks import Stage
from alarms.model import Acknowledgement, Condition, Handling, Priority, Verdict


@dataclass(frozen=True, slots=True)
class CardStep:
    """One step of the guidance, in the words of the site. only_if: "real", "false", "unclear" or ""; does, number,
    people, note, there: as in the guidance; done_at: UTC seconds."""

    id: str
    text: str
    required: bool = False
    only_if: str = ""
    done: bool = False
    done_by: str = ""
    done_at: float | None = None
    does: str = ""
    number: str = ""
    people: int = 1
    note: bool = False
    there: bool = False


@dataclass(frozen=True, slots=True)
class CardPhone:
    """A number to call."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class CardCause:
    """A cause to choose with a digit. when: the verdict it is offered after, or "escalate"."""

    when: str
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class CardGuard:
    """Somebody who can be sent, or was. since: UTC seconds of the stage; elsewhere: what is known of them about
    another case; alone: nobody is at the desk while they are out."""

    id: str
    name: str
    number: str = ""
    stage: Stage | None = None
    dispatch: str = ""
    since: float | None = None
    place: str = ""
    elsewhere: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class CardPlace:
    """Where somebody can be sent: a zone, or a point of it."""

    zone: str
    point: str
    name: str


@dataclass(frozen=True, slots=True)
class CardTrend:
    """What the detector measured in the last minutes: (UTC seconds, value), oldest first, and its limits."""

    values: tuple[tuple[float, float], ...] = ()
    unit: str = ""
    low: float | None = None
    high: float | None = None
    until: float = 0.0


class Seen(StrEnum):
    """What the cameras' look at the place means for the alarm."""

    NOTHING_KNOWN = ""
    SOMEBODY = "somebody"
    NOBODY = "nobody"
    NOT_LOOKED = "not_looked"


@dataclass(frozen=True, slots=True)
class CardNeighbour:
    """Another detector near by. priority: of its alarm, None where it has none; state: in words."""

    name: str
    state: str
    priority: Priority | None = None
    unacked: bool = False


@dataclass(frozen=True, slots=True)
class AlarmCardContent:
    """All the card shows. Texts of the site come in the language of the screen; times are UTC seconds.

    picture_on_screen_s: how long the zone's live picture has been seen, None where no camera is live. looked_s and
    answered_s: seconds from the alarm to the picture and to the acknowledgement. acknowledge_blocked: the code of why
    acknowledging is not possible yet ("" when it is; "picture" until the picture has been up for one second). marks:
    what is out of the ordinary, one sentence each; taken_by: who has the case, had_by: who at which other station;
    aside: why nothing is to be done about it; alarms: all of the case, where it has several; guards: who can be
    sent, and who was; help: before whom the case was brought; why_missing: it was a test that
    nobody has explained yet; address: what is told to the fire brigade; taken_back: what was undone, one line each.
    """

    incident: str
    number: str
    occurrence: str
    priority: Priority
    place: str
    thing: str
    raised_at: float
    condition: Condition = Condition.ACTIVE
    acknowledgement: Acknowledgement = Acknowledgement.UNACKED
    handling: Handling = Handling.NEW
    verdict: Verdict | None = None
    guidance: str = ""
    steps: tuple[CardStep, ...] = ()
    phones: tuple[CardPhone, ...] = ()
    facts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    awaiting_reset: bool = False
    acknowledge_blocked: str = ""
    picture_on_screen_s: float | None = None
    looked_s: float | None = None
    answered_s: float | None = None
    acked_by: str = ""
    count: int = 1
    more: int = 0
    drill: bool = False
    marks: tuple[str, ...] = ()
    taken_by: str = ""
    had_by: str = ""
    aside: str = ""
    alarms: tuple[CardNeighbour, ...] = ()
    causes: tuple[CardCause, ...] = ()
    guards: tuple[CardGuard, ...] = ()
    places: tuple[CardPlace, ...] = ()
    sent: tuple[CardGuard, ...] = ()
    on_scene_s: float | None = None
    help: str = ""
    trend: CardTrend | None = None
    value: str = ""
    seen: Seen = Seen.NOTHING_KNOWN
    seen_text: str = ""
    neighbours: tuple[CardNeighbour, ...] = ()
    why_missing: bool = False
    address: str = ""
    taken_back: tuple[str, ...] = ()
