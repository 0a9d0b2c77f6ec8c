"""What people do on duty, through the table of rights: log, presence, handover, drills. See ``acts``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import Protocol

from app.people.authorised import Asked, Authorised, Authority
from app.people.duty import SignedOff
from app.people.refusals import SignInRefused
from app.people.rights import Action, Answer, judge
from app.services.places import Places
from app.store.duty import DutyRecords, HandoverRecord, LogLine

#: What guards may write into the log themselves; handovers, checks and drills are entered by the program.
KINDS = ("note", "round", "visitor", "fault", "lent", "correction")


class Presence(Protocol):
    """What is told that a person is there."""

    def answer(self, person: str, account: str) -> None:
        """The key was pressed."""

    def written(self) -> None:
        """An entry was written."""


class Handing(Protocol):
    """The handover that is being made."""

    def sign_off(self, password: str) -> SignedOff:
        """The outgoing signs."""

    def take_over(self, name: str, password: str) -> HandoverRecord:
        """The incoming signs, and the duty changes."""


class Drilling(Protocol):
    """What plays drills."""

    def zones(self, scenario: str) -> tuple[str, ...]:
        """Where a scenario plays."""

    def start(self, scenario: str, person: str, account: str, run: str = "") -> str:
        """Begin; gives the drill's id."""

    def stop(self, person: str) -> bool:
        """End; False where none runs."""


class DutyActs:
    """Every method gives a future, failing with AuthorityNeeded, the service's own refusal, or StoreError."""

    def __init__(
        self,
        authorised: Authorised,
        records: DutyRecords,
        places: Places,
        presence: Presence,
        handing: Handing,
        drills: Drilling,
        on_written: Callable[[], None],
    ) -> None:
        self._authorised = authorised
        self._records = records
        self._places = places
        self._presence = presence
        self._handing = handing
        self._drills = drills
        self._on_written = on_written

    def write(self, kind: str, text: str, corrects: str = "") -> Future[LogLine]:
        """Add an entry to the log; ``corrects`` names the entry that it puts right, which stays as it is."""

        def act(held: Authority) -> LogLine:
            account = held.person.account if held.person is not None else ""
            line = self._records.line(held.user, kind, text, corrects=corrects, account=account)
            self._records.keep(line, held.actor)
            self._presence.written()
            self._on_written()
            return line

        return self._authorised.do(Asked(Action.WRITE_LOG, kind, detail={"corrects": corrects}), act)

    def confirm_presence(self) -> Future[None]:
        """Somebody is at the station."""

        def act(held: Authority) -> None:
            self._presence.answer(held.user, held.person.account if held.person is not None else "")

        return self._authorised.do(Asked(Action.CONFIRM_PRESENCE, "presence"), act)

    def sign_off(self, password: str) -> Future[SignedOff]:
        """The outgoing signs the handover with his own password."""
        return self._authorised.do(Asked(Action.HAND_OVER, "outgoing"), lambda _held: self._handing.sign_off(password))

    def take_over(self, name: str, password: str) -> Future[HandoverRecord]:
        """The incoming signs; the right is asked of the one who goes, the password of the one who comes."""

        def act(_held: Authority) -> HandoverRecord:
            record = self._handing.take_over(name, password)
            self._presence.written()
            self._on_written()
            return record

        return self._authorised.do(Asked(Action.HAND_OVER, "incoming"), act)

    def start_drill(self, scenario: str) -> Future[str]:
        """Begin a drill: in every one of its zones it has to be allowed."""

        def act(held: Authority) -> str:
            for lineage in self._lineages(self._drills.zones(scenario)):
                answer = judge(Action.START_DRILL, held.person, lineage=lineage)
                if answer is not Answer.GRANTED:
                    raise SignInRefused(answer.value)
            return self._drills.start(scenario, held.user, held.actor)

        lineages = list(self._lineages(self._drills.zones(scenario)))
        asked = Asked(Action.START_DRILL, scenario, lineages[0] if lineages else ())
        return self._authorised.do(asked, act)

    def stop_drill(self) -> Future[bool]:
        """End a drill, whoever began it: anybody may, at any time."""
        return self._authorised.do(Asked(Action.STOP_DRILL, "drill"), lambda held: self._drills.stop(held.user))

    def _lineages(self, zones: Iterable[str]) -> Iterable[tuple[str, ...]]:
        return (tuple(one.id for one in self._places.zone_chain(zone)) for zone in zones)
