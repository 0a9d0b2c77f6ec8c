"""What the alarm card is told: plain values in the language of the screen."""

from __future__ import annotations

from dataclasses import dataclass

from alarms.model import Acknowledgement, Condition, Handling, Priority, Verdict


@dataclass(frozen=True, slots=True)
class CardStep:
    """One step of the guidance, in the words of the site. done_at: UTC seconds."""

    id: str
    text: str
    required: bool = False
    done: bool = False
    done_by: str = ""
    done_at: float | None = None


@dataclass(frozen=True, slots=True)
class CardPhone:
    """A number to call."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class AlarmCardContent:
    """All the card shows. Texts of the site come in the language of the screen; times are UTC seconds.

    picture_on_screen_s: how long the zone's live picture has been seen, None where no camera is live. looked_s and
    answered_s: seconds from the alarm to the picture and to the acknowledgement. acknowledge_blocked: the code of why
    acknowledging is not possible yet ("" when it is; "picture" until the picture has been up for one second). marks:
    what is out of the ordinary, one sentence each; taken_by: who at another station has the case.
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
