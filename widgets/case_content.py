"""What the panel of one incident is told: plain values in the language of the screen, times in UTC seconds."""

from __future__ import annotations

from dataclasses import dataclass

from alarms.model import Handling, Priority, Verdict


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """Something that can be chosen: its code, its words, how deep it lies below others."""

    code: str
    words: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class CasePerson:
    """Somebody whom the case concerns. ``name``: empty while nobody asked to see it; ``secret``: why it stays so."""

    id: str
    role: str
    name: str = ""
    phone: str = ""
    secret: str = ""


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One step of the guidance; `applies` is False for one that holds only where it was something else."""

    id: str
    text: str
    required: bool = False
    done: bool = False
    by: str = ""
    applies: bool = True


@dataclass(frozen=True, slots=True)
class CaseNote:
    """One line that somebody wrote."""

    text: str
    by: str
    at: float


@dataclass(frozen=True, slots=True)
class CasePicture:
    """A picture taken by hand: its file here ("" where it lies at another station), and what it shows."""

    id: str
    path: str
    camera: str
    at: float


@dataclass(frozen=True, slots=True)
class CaseReview:
    """A supervisor's word."""

    remark: str
    by: str
    at: float


@dataclass(frozen=True, slots=True)
class CaseContent:
    """All that the panel shows. ``by_hand``: opened by a person; only then zone and priority can be said anew.

    ``draft``: nothing of it is on record yet, and it has no number. ``out`` names those who were sent and are not back.
    """

    id: str
    number: str
    opened_at: float
    category: str = ""
    title: str = ""
    zone: str = ""
    place: str = ""
    priority: Priority = Priority.P3
    by_hand: bool = False
    opened_by: str = ""
    open: bool = True
    handling: Handling = Handling.NEW
    verdict: Verdict | None = None
    cause: str = ""
    cameras: tuple[str, ...] = ()
    people: tuple[CasePerson, ...] = ()
    steps: tuple[CaseStep, ...] = ()
    notes: tuple[CaseNote, ...] = ()
    pictures: tuple[CasePicture, ...] = ()
    review: CaseReview | None = None
    drill: bool = False
    draft: bool = False
    out: str = ""
