"""Reading the audit log: for those who have the right, and itself an entry of the log each time."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field

from app.people.authorised import Asked, Authorised
from app.people.rights import Action
from app.store.audit import AuditLog, AuditPage, AuditQuery

SUBJECT = "audit"


@dataclass(frozen=True, slots=True)
class Opened:
    """A page, and the actors and acts that there are to choose from where it is the first.

    ``numbers`` are those of the incidents that the page tells of, by their ids.
    """

    page: AuditPage
    actors: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)


class AuditReading:
    """Every method gives a future; see ``acts``."""

    def __init__(self, authorised: Authorised, audit: AuditLog) -> None:
        self._authorised = authorised
        self._audit = audit

    def read(self, query: AuditQuery, older: int | None = None) -> Future[Opened]:
        """Read a page of the log."""
        told = {"actor": query.actor, "action": query.action, "since": query.since, "until": query.until}
        detail = {name: value for name, value in told.items() if value not in ("", None)}
        if older is not None:
            detail["older"] = older
        asked = Asked(Action.READ_AUDIT, SUBJECT, detail=detail)
        return self._authorised.do(asked, lambda _held: self._read(query, older))

    def _read(self, query: AuditQuery, older: int | None) -> Opened:
        page = self._audit.page(query, older)
        numbers = self._audit.numbers({one.object for one in page.entries})
        actors, actions = ((), ()) if older is not None else self._audit.names()
        return Opened(page, actors, actions, numbers)
