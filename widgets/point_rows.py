"""What the page of zones and points shows: plain rows, and the words for their states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication

from alarms.model import Priority
from widgets import times

PointState = Literal["normal", "alarm", "shelved", "disarmed", "out_of_service"]
ArmedBy = Literal["", "schedule", "hand"]


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """A zone; `depth` is how far it lies below the site, `until` when its arming changes next (UTC seconds)."""

    zone: str
    name: str
    depth: int = 0
    armed: bool = True
    armed_by: ArmedBy = ""
    until: float | None = None
    answered_by: str = ""
    aside: int = 0


@dataclass(frozen=True, slots=True)
class PointRow:
    """An alarm point; `until`, `by` and `reason` say how it was set aside; `note` marks chatter, a lost device...

    `priority` is that of the alarm it is in.
    """

    point: str
    name: str
    zone: str
    zone_name: str
    kind: str
    state: PointState = "normal"
    until: float | None = None
    by: str = ""
    reason: str = ""
    note: str = ""
    can_shelve: bool = True
    priority: Priority = Priority.P1

    @property
    def mark(self) -> tuple[Priority, bool]:
        """Which shape it bears, and whether hollow; in alarm that of the alarm itself."""
        return (self.priority, False) if self.state == "alarm" else _MARKS[self.state]


#: Which mark a state carries: the shapes of priorities are known, hollow says that nothing is announced.
_MARKS: dict[PointState, tuple[Priority, bool]] = {
    "normal": (Priority.EVENT, False),
    "shelved": (Priority.P3, True),
    "disarmed": (Priority.P4, True),
    "out_of_service": (Priority.P2, True),
}


def state_word(state: PointState) -> str:
    """Say a point's state."""
    translate = QCoreApplication.translate
    return {
        "normal": translate("PointView", "watching"),
        "alarm": translate("PointView", "in alarm"),
        "shelved": translate("PointView", "put aside"),
        "disarmed": translate("PointView", "disarmed"),
        "out_of_service": translate("PointView", "out of service"),
    }[state]


def arming_words(row: ZoneRow, now: float) -> str:
    """Say whether a zone is armed, by what, and until when."""
    translate = QCoreApplication.translate
    word = translate("PointView", "armed") if row.armed else translate("PointView", "disarmed")
    if row.armed_by == "hand":
        word = translate("PointView", "%1, by hand").replace("%1", word)
    elif row.armed_by == "schedule":
        word = translate("PointView", "%1, by schedule").replace("%1", word)
    if row.until is not None:
        until = translate("PointView", "until %1").replace("%1", times.day_and_clock(row.until, now))
        word = f"{word} · {until}"
    return word
