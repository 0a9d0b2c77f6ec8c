"""What the bar and the panel of the shift show, in words that are ready to read, and what comes out of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from alarms.model import Priority


@dataclass(frozen=True, slots=True)
class DutyBarView:
    """The quiet bar. ``ask`` is "presence", "log" or "" for nothing; ``late``: it was missed and an alarm stands."""

    ask: str = ""
    late: bool = False
    left_s: float = 0.0


@dataclass(frozen=True, slots=True)
class DrillBarView:
    """The banner of a drill: while it runs, and for a while after it ended. ``aborted`` is said loudly."""

    name: str = ""
    left_s: float = 0.0
    running: bool = False
    aborted: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class LogRow:
    """One entry of the log: when, who, at which station, what kind (in words), what; ``mended`` by a later one."""

    id: str
    at: str
    person: str
    station: str
    kind: str
    text: str
    mended: bool = False
    corrects: str = ""


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of the handover's list; ``priority`` gives it a shape, ``drill`` its hatching."""

    text: str
    note: str = ""
    priority: Priority | None = None
    drill: bool = False
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A group of lines under its name; ``empty`` is what stands there where there are none."""

    title: str
    rows: tuple[ListRow, ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One counted thing."""

    id: str
    name: str
    expected: int
    count: int
    counted: bool = False
    words: str = ""

    @property
    def off(self) -> bool:
        """Whether there are more or fewer than there have to be."""
        return self.count != self.expected


class HandoverStage(StrEnum):
    """What has to be done next."""

    NOBODY = "nobody"
    COUNT = "count"
    OUTGOING = "outgoing"
    INCOMING = "incoming"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class HandoverView:
    """The whole page. ``outgoing`` is who is on duty; ``signed`` says that he signed, and when;
    ``called`` is by what name people call each of ``names``."""

    stage: HandoverStage = HandoverStage.COUNT
    sections: tuple[Section, ...] = ()
    items: tuple[ItemRow, ...] = ()
    remarks: str = ""
    outgoing: str = ""
    signed: str = ""
    names: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    busy: bool = False
    message: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class DrillOffer:
    """One scenario to choose; ``problem`` says in words why it cannot be played here, ``plan`` what will happen."""

    id: str
    name: str
    text: str = ""
    problem: str = ""
    plan: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DrillResultRow:
    """What was expected and what became of it; ``mark`` is met, late, missed or open."""

    text: str
    mark: str
    time: str


@dataclass(frozen=True, slots=True)
class DrillView:
    """The page of drills: what can be played, what runs, what came of the last."""

    offers: tuple[DrillOffer, ...] = ()
    running: bool = False
    title: str = ""
    score: str = ""
    results: tuple[DrillResultRow, ...] = ()
    earlier: tuple[str, ...] = field(default_factory=tuple)
    message: str = ""
