"""What to do about an alarm: text, steps and phone numbers, inherited along site > area > zone > point. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeVar

from alarms.model import Verdict
from alarms.site import Site


class Applies(StrEnum):
    """Whether a step holds: it does, it will be known once somebody says what it was, or it does not any more."""

    YES = "yes"
    LATER = "later"
    NO = "no"


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
        """The verdict under which it holds, ``real`` or ``false``; empty: always."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do and tick. A required one must be ticked before an incident is closed that it holds for.

    ``only_if`` is ``real`` or ``false`` for a step that holds only then; a required one without it is asked for only
    where it was real.
    """

    id: str
    text: str
    text_en: str = ""
    required: bool = False
    only_if: str = ""


AnyStep = TypeVar("AnyStep", bound=StepLike)


def applies(step: StepLike, verdict: Verdict | None) -> Applies:
    """Whether a step holds under what has been said so far; a nuisance is false too, a test is neither."""
    if not step.only_if:
        return Applies.YES
    if verdict is None:
        return Applies.LATER
    said = Verdict.FALSE if verdict is Verdict.NUISANCE else verdict
    return Applies.YES if said == step.only_if else Applies.NO


def asked_for(step: StepLike, verdict: Verdict | None) -> bool:
    """Whether a step is to be done: before a verdict all that hold; after it those of this verdict, and what must be
    done before a real case is closed."""
    if step.only_if:
        return applies(step, verdict) is Applies.YES
    return verdict is None or (step.required and verdict is Verdict.REAL)


def next_step(steps: Iterable[AnyStep], done: Collection[str], verdict: Verdict | None) -> AnyStep | None:
    """The first step that is asked for and not done; None where none is, or where a verdict has to be given first."""
    for step in steps:
        if step.id in done:
            continue
        if applies(step, verdict) is Applies.LATER:
            return None
        if asked_for(step, verdict):
            return step
    return None


def required_for(steps: Iterable[StepLike], verdict: Verdict | None) -> frozenset[str]:
    """The ids of the steps that must be ticked before a case of this verdict is closed."""
    return frozenset(
        step.id
        for step in steps
        if step.required and (applies(step, verdict) is Applies.YES if step.only_if else verdict is Verdict.REAL)
    )


@dataclass(frozen=True, slots=True)
class Phone:
    """A number to call."""

    name: str
    number: str
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Guidance:
    """One entry of the emergency plan."""

    id: str
    text: str = ""
    text_en: str = ""
    steps: tuple[Step, ...] = ()
    phones: tuple[Phone, ...] = ()


@dataclass(frozen=True, slots=True)
class GuidanceBook:
    """The plan of a site. ``by_point`` and ``by_class`` name entries; each zone names its own."""

    entries: Mapping[str, Guidance] = field(default_factory=dict)
    by_point: Mapping[str, str] = field(default_factory=dict)
    by_class: Mapping[str, str] = field(default_factory=dict)

    def effective(self, site: Site, zone: str, *, point: str = "", alarm_class: str = "") -> Guidance:
        """What holds here: the nearest text and the nearest steps, and every phone number, the nearest first."""
        chain = self._chain(site, zone, point, alarm_class)
        text = next((one for one in chain if one.text or one.text_en), Guidance(""))
        steps = next((one.steps for one in chain if one.steps), ())
        phones: dict[str, Phone] = {}
        for one in chain:
            for phone in one.phones:
                phones.setdefault(phone.number, phone)
        nearest = chain[0].id if chain else ""
        return Guidance(nearest, text.text, text.text_en, steps, tuple(phones.values()))

    def required_steps(
        self, site: Site, zone: str, *, point: str = "", alarm_class: str = "", verdict: Verdict = Verdict.REAL
    ) -> frozenset[str]:
        """The ids of the steps that have to be ticked before a case of this verdict is closed."""
        return required_for(self.effective(site, zone, point=point, alarm_class=alarm_class).steps, verdict)

    def _chain(self, site: Site, zone: str, point: str, alarm_class: str) -> list[Guidance]:
        names = [self.by_point.get(point), self.by_class.get(alarm_class)]
        names += [site.zones[one].guidance for one in site.lineage(zone)]
        return [self.entries[name] for name in names if name is not None and name in self.entries]
