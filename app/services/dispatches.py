"""Who is out now: those who were sent about cases that go on, and the people who can be sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from alarms.case_marks import Dispatch, Stage
from alarms.model import Incident
from app.people.book import Account
from app.people.duty import Duty
from app.people.rights import Person, Role
from app.site_document import SiteDocument

#: Who goes where an alarm is.
GOES = (Role.GUARD, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class PresentDispatch:
    """Somebody who is on the way or on scene. Times are UTC seconds; ``point`` may be empty."""

    dispatch: str
    incident: str
    guard: str
    name: str
    zone: str
    point: str
    stage: Stage
    sent_at: float
    arrived_at: float | None = None
    drill: bool = False


def present_dispatches(incidents: Iterable[Incident]) -> tuple[PresentDispatch, ...]:
    """Return those who were sent and are not free again, in the order in which they were sent.

    A closed case has nobody out; one that turned out to be another has as long as that one goes on.
    """
    known = {one.id: one for one in incidents}
    found = [_out(case, one) for case in known.values() if _goes_on(case, known) for one in case.dispatches]
    out = (one for one in found if one.stage is not Stage.CLEARED)
    return tuple(sorted(out, key=lambda one: (one.sent_at, one.dispatch)))


def _out(case: Incident, one: Dispatch) -> PresentDispatch:
    return PresentDispatch(
        dispatch=one.id,
        incident=case.id,
        guard=one.guard,
        name=one.name,
        zone=one.zone,
        point=one.point,
        stage=one.stage,
        sent_at=one.sent_at,
        arrived_at=one.arrived_at,
        drill=case.drill,
    )


def _goes_on(case: Incident, known: dict[str, Incident]) -> bool:
    if case.open:
        return True
    into = known.get(case.merged_into)
    return into is not None and into.open


@dataclass(frozen=True, slots=True)
class Sendable:
    """Somebody who can be sent: an id for the record, names in both languages, a phone or radio number; ``alone``: who
    leaves nobody at the desk."""

    id: str
    name: str
    name_en: str = ""
    number: str = ""
    alone: bool = False

    def label(self, language: str) -> str:
        """Return the name for a language code such as "zh_CN" or "en"."""
        return self.name if language.startswith("zh") else self.name_en or self.name


class Roster:
    """Who can be sent, in an order that digits can rely on: the site's responders, then people, on duty first."""

    def __init__(
        self, site: SiteDocument, duty: Callable[[], Duty], accounts: Callable[[], tuple[Account, ...]]
    ) -> None:
        self._responders = tuple(Sendable(one.id, one.name, one.name_en, one.number) for one in site.responders)
        self._duty = duty
        self._accounts = accounts

    def people(self) -> tuple[Sendable, ...]:
        """Return them all; in memory, for the GUI thread. Who is alone on duty is one of them where nobody else is."""
        on_duty = [one for one in self._duty().people if one.role in GOES]
        known = {one.account for one in on_duty}
        accounts = (one.person() for one in self._accounts() if one.enabled and one.role in GOES)
        others = [one for one in accounts if one.account not in known]
        free = () if len(on_duty) == 1 else on_duty
        found = (*self._responders, *(_sendable(one) for one in (*free, *others)))
        return found or tuple(replace(_sendable(one), alone=True) for one in on_duty)


def _sendable(person: Person) -> Sendable:
    return Sendable(person.account, person.label)
