"""What people do about cases beside answering the alarm, each through the table of rights; pages call this.

Every method gives a future: of what was made, or failing with ``AuthorityNeeded``, ``ActionRefused`` or StoreError.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from typing import Any

from alarms.model import Action as Entry
from alarms.service import AlarmService
from app.people.authorised import Asked, Authorised, Authority
from app.people.rights import Action
from app.services.places import Places
from app.store.incident_people import IncidentPeople, Person

Entries = Future[tuple[Entry, ...]]


class CaseActs:
    """See the module."""

    def __init__(
        self, authorised: Authorised, alarms: AlarmService, people: IncidentPeople, places: Places, station: str
    ) -> None:
        self._authorised = authorised
        self._alarms = alarms
        self._people = people
        self._places = places
        self._station = station

    # Open to whoever stands here: it helps in answering.

    def open(self, cameras: Iterable[str], zone: str = "", **said: Any) -> Future[str]:
        """Open a case, with the cameras on screen and what is ``said`` of it (see ``Handwork.open``); gives its id."""
        shown = tuple(cameras)
        asked = Asked(Action.OPEN_INCIDENT, zone or self._station, detail={"cameras": list(shown)})
        return self._authorised.do(asked, lambda held: self._alarms.open_incident(held.user, shown, zone=zone, **said))

    def describe(self, incident: str, **said: Any) -> Entries:
        """Say what a case is: ``category``, ``title``, and of one opened by hand ``zone`` and ``priority``."""
        asked = Asked(Action.DESCRIBE_INCIDENT, incident)
        return self._authorised.do(asked, lambda held: self._alarms.describe(incident, held.user, **said))

    def did(self, action: Action, subject: str, detail: Mapping[str, Any] | None = None) -> Future[Authority]:
        """Enter what was done already and what nobody is kept from."""
        return self._authorised.do(Asked(action, subject, detail=detail), _already)

    # People: only for those who are known themselves.

    def involve(self, incident: str, name: str, phone: str, role: str) -> Entries:
        """Enter somebody whom a case concerns; the name is sealed and stands in no record of actions and no log."""

        def act(held: Authority) -> Entries:
            return self._alarms.involve(incident, self._people.add(incident, name, phone), role, held.user)

        return self._authorised.do(Asked(Action.INVOLVE_PERSON, incident, detail={"role": role}), act)

    def leave_out(self, incident: str, person: str) -> Entries:
        """Take somebody out again; the record keeps that they were in it."""
        asked = Asked(Action.INVOLVE_PERSON, incident, detail={"person": person, "gone": True})
        return self._authorised.do(asked, lambda held: self._alarms.involve(incident, person, "", held.user, gone=True))

    def people(self, incident: str) -> Future[dict[str, Person]]:
        """Read the names and numbers of a case; that somebody looked is entered first."""
        asked = Asked(Action.LOOK_AT_PERSONAL_DATA, incident)
        return self._authorised.do(asked, lambda _held: self._people.of_incident(incident))

    # The supervisor.

    def review(self, incident: str, remark: str, zone: str = "") -> Entries:
        """Give a supervisor's word on a closed case."""
        asked = Asked(Action.REVIEW, incident, tuple(one.id for one in self._places.zone_chain(zone)))
        return self._authorised.do(asked, lambda held: self._alarms.review(incident, remark, held.user))

    def export_list(self, detail: Mapping[str, Any], *, people: bool = False) -> Future[Authority]:
        """Ask to write the list or a report; with names of people it needs the right to look at those as well."""
        asked = Asked(Action.EXPORT_LIST, self._station, detail={**detail, "people": people})
        if not people:
            return self._authorised.do(asked, lambda held: held)
        looking = Asked(Action.LOOK_AT_PERSONAL_DATA, self._station, detail=dict(detail))
        return self._authorised.do(looking, lambda held: self._authorised.do(asked, lambda again: again, held))


def _already(held: Authority) -> Future[Authority]:
    done: Future[Authority] = Future()
    done.set_result(held)
    return done
