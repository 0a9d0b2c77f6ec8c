"""What to do about an alarm: text, steps and phone numbers, by class and kind first, then by place. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeVar

from alarms.kinds import TROUBLES, canonical
from alarms.model import Verdict
from alarms.priorities import family

#: Families of alarms that a plan of a place holds for which names no class; of doors left open, faults and cases that
#: people open themselves it says nothing.
_OF_PLACES = frozenset({"life", "panic", "intrusion"})


#: Said for a cause where somebody chose none.
UNSTATED = frozenset({"", "not_stated"})


class Applies(StrEnum):
    """Whether a step holds: it does, it will be known once somebody says what it was, or it does not any more."""

    YES = "yes"
    LATER = "later"
    NO = "no"


class Does(StrEnum):
    """What doing a step is: anything that is ticked, sending somebody, or a telephone call."""

    TICK = ""
    SEND = "send"
    CALL = "call"


#: ``only_if`` of a step that holds until somebody has said what it was.
UNCLEAR = "unclear"
#: ``only_if`` of a step that holds whatever it was, unless it was a test that somebody had announced.
UNTESTED = "untested"


class StepLike(Protocol):
    """What has to be known of a step to say when its turn is."""

    @property
    def id(self) -> str:
        """Its name in the record."""

    @property
    def required(self) -> bool:
        """Whether a case cannot be closed without it."""

    @property
    def only_if(self) -> str:
        """The verdict under which it holds, ``real`` or ``false``; ``unclear``: before any; ``untested``: unless it was
        a test; empty: always."""

    @property
    def does(self) -> str:
        """What doing it is, as in ``Does``."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do and tick. A required one must be ticked before an incident is closed that it holds for.

    ``only_if`` is ``real`` or ``false`` for a step that holds only then, ``unclear`` for one that holds until somebody
    has said what it was, ``untested`` for one that holds unless it was a test; a required one without it is asked for
    only where it was real. ``does`` is as in ``Does``; ``number`` is what is called; ``people`` how many are sent;
    ``note``: a note does instead of sending; ``there``: it is done by somebody at the place.
    """

    id: str
    text: str
    text_en: str = ""
    required: bool = False
    only_if: str = ""
    does: str = ""
    number: str = ""
    people: int = 1
    note: bool = False
    there: bool = False


AnyStep = TypeVar("AnyStep", bound=StepLike)


def applies(step: StepLike, verdict: Verdict | None) -> Applies:
    """Whether a step holds under what has been said so far; a nuisance is false too, a test is neither."""
    if not step.only_if:
        return Applies.YES
    if step.only_if == UNCLEAR:
        return Applies.YES if verdict is None else Applies.NO
    if step.only_if == UNTESTED:
        return Applies.NO if verdict is Verdict.TEST else Applies.YES
    if verdict is None:
        return Applies.LATER
    said = Verdict.FALSE if verdict is Verdict.NUISANCE else verdict
    return Applies.YES if said == step.only_if else Applies.NO


def asked_for(step: StepLike, verdict: Verdict | None) -> bool:
    """Whether a step is to be done: before a verdict all that hold; after it those of this verdict, and what must be
    done before a real case is closed."""
    if step.only_if:
        may_wait = step.does == Does.CALL and not step.required  # only whoever is there knows: it holds nothing up
        return applies(step, verdict) is Applies.YES and not may_wait
    return verdict is None or (step.required and verdict is Verdict.REAL)


def next_step(steps: Iterable[AnyStep], done: Collection[str], verdict: Verdict | None) -> AnyStep | None:
    """The first step that is asked for and not done, those of the verdict before those that always hold.

    None where none is, or where a verdict has to be given first.
    """
    for step in _in_turn(steps, verdict):
        if step.id in done:
            continue
        if applies(step, verdict) is Applies.LATER:
            return None
        if asked_for(step, verdict):
            return step
    return None


def _in_turn(steps: Iterable[AnyStep], verdict: Verdict | None) -> list[AnyStep]:
    """Once somebody has said what it was, what this asks for comes before what was to be done anyway."""
    return list(steps) if verdict is None else sorted(steps, key=lambda step: step.only_if in ("", UNTESTED))


def explained(verdict: Verdict | None, cause: str, found: Iterable[tuple[str, str]]) -> bool:
    """Whether it is said well enough what it was: that a fire alarm was a test asks for who announced it.

    ``found``: class and kind of each alarm of the case.
    """
    fire = any(one == "fire" and canonical(kind) not in TROUBLES for one, kind in found)
    return verdict is not Verdict.TEST or not fire or cause.strip() not in UNSTATED


def done_by_acts(step: Step, sent: int, noted: bool) -> bool:
    """Whether what was done anyway is the step: so many people were ``sent`` as it asks for, or a note was written
    where a note will do."""
    return step.does == Does.SEND and (sent >= step.people or (step.note and noted))


def required_for(
    steps: Iterable[Step], verdict: Verdict | None, *, sent: int = 0, noted: bool = False
) -> frozenset[str]:
    """The ids of the steps that must be ticked before a case of this verdict is closed.

    ``sent``: how many people were sent about it; ``noted``: something was written about it.
    """
    return frozenset(
        step.id
        for step in steps
        if step.required
        and not done_by_acts(step, sent, noted)
        and (applies(step, verdict) is Applies.YES if step.only_if else verdict is Verdict.REAL)
    )


@dataclass(frozen=True, slots=True)
class Phone:
    """A number to call."""

    name: str
    number: str
    name_en: str = ""

    def label(self, language: str) -> str:
        """Whose it is."""
        return self.name if language.startswith("zh") else self.name_en or self.name


@dataclass(frozen=True, slots=True)
class Guidance:
    """One entry of the emergency plan. ``classes`` and ``kinds`` say of what alarms; empty: of all."""

    id: str
    text: str = ""
    text_en: str = ""
    steps: tuple[Step, ...] = ()
    phones: tuple[Phone, ...] = ()
    classes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def fit(self, alarm_class: str, kind: str) -> int:
        """How well it is meant: 0 not, 1 for any alarm, 2 for the class, 3 for the very kind.

        A plan of a class is for what its detectors find; of their own troubles only one that names the kind is.
        """
        if self.classes and alarm_class not in self.classes:
            return 0
        name = canonical(kind)
        if self.kinds:
            return 3 if name in {canonical(one) for one in self.kinds} else 0
        if self.classes and name in TROUBLES:
            return 0
        return 2 if self.classes else 1


@dataclass(frozen=True, slots=True)
class GuidanceBook:
    """The plans of a site. ``by_point`` and ``by_zone`` name those of a place; ``usual`` hold elsewhere.

    First counts what an alarm is: the nearest plan that names its class, the very kind before the class. Then what its
    point itself names. A plan of a zone that names no class is for fire, gas, help and intrusion. Otherwise the usual
    plan of the class holds, so that nobody reads steps of a fire at a door that was left open.
    """

    entries: Mapping[str, Guidance] = field(default_factory=dict)
    by_point: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_zone: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    usual: tuple[Guidance, ...] = ()

    def effective(self, lineage: Sequence[str], *, point: str = "", alarm_class: str = "", kind: str = "") -> Guidance:
        """What holds here: text and steps of one plan, and every phone number, its own first.

        ``lineage``: the zone, its area, the site; ``alarm_class``: of the alarm, or what a case by hand is filed as.
        """
        own = self._listed(self.by_point.get(point, ()))
        near = [entry for zone in lineage for entry in self._listed(self.by_zone.get(zone, ()))]

        def fits(level: int, among: Iterable[Guidance]) -> list[Guidance]:
            return [one for one in among if one.fit(alarm_class, kind) == level]

        usual = (fits(3, self.usual) or fits(2, self.usual) or fits(1, self.usual))[:1]
        anyway = fits(1, near)
        of_place = family(alarm_class, kind) in _OF_PLACES and canonical(kind) not in TROUBLES
        rest = [*anyway, *usual] if of_place else [*usual, *anyway]
        return _merged(fits(1, own), [*fits(3, (*own, *near)), *fits(2, (*own, *near)), *rest])

    def _listed(self, names: Iterable[str]) -> list[Guidance]:
        return [self.entries[name] for name in names if name in self.entries]


def _merged(own: Sequence[Guidance], others: Sequence[Guidance]) -> Guidance:
    """``own`` is what the point itself names: its words come first, whoever's steps are done."""
    chain = [*own, *others]
    plan = next((one for one in chain if one.steps), Guidance(""))
    worded = next((one for one in (*own, plan, *chain) if one.text or one.text_en), plan)
    phones: dict[str, Phone] = {}
    for one in (plan, *chain):
        for phone in one.phones:
            phones.setdefault(phone.number, phone)
    nearest = chain[0].id if chain else ""
    return Guidance(nearest, worded.text, worded.text_en, plan.steps, tuple(phones.values()))
