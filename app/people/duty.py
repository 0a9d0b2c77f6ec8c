"""Who is on duty at this station, and who of them stands at it now.

Signing in asks for a password every time, also among two who are both on duty: the last who signed in is the one whose
name an act bears. Nobody stays signed in over a restart; the alarms do not wait for anybody to sign in.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection

from alarms.ports import Clock
from app.people.accounts import Accounts, person_of
from app.people.door import SIGNED_IN
from app.people.refusals import SignInRefused
from app.people.rights import Person, Role
from app.store.audit import AuditLog
from app.store.duty import DutyRecords, HandoverRecord, digest_of
from app.store.errors import StoreError
from app.store.heads import HeadSigner

#: A shift is 8 h; whoever is still signed in after this has forgotten to sign out.
SHIFT_S: Final = 12 * 3600.0
#: Those with wider rights are signed out after this long without an act of theirs.
IDLE_S: Final = 15 * 60.0

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Session:
    account: str
    begun: float
    used: float


@dataclass(frozen=True, slots=True)
class Duty:
    """Who is signed in, the last who signed in first; ``actor`` is the one at the station now."""

    people: tuple[Person, ...] = ()

    @property
    def actor(self) -> Person | None:
        """Whose name an act bears now."""
        return self.people[0] if self.people else None


@dataclass(frozen=True, slots=True)
class SignedOff:
    """What the outgoing has signed: who, when (UTC seconds), and the digest of the page as it stood before him."""

    person: Person
    at: float
    seen: str


class DutyDesk:
    """Sessions of one station. ``duty`` may be asked from anywhere; all else is not for the GUI thread."""

    def __init__(
        self,
        accounts: Accounts,
        audit: AuditLog,
        lines: DutyRecords,
        heads: HeadSigner,
        clock: Clock,
        on_changed: Callable[[Duty], None],
    ) -> None:
        self._accounts = accounts
        self._audit = audit
        self._lines = lines
        self._heads = heads
        self._clock = clock
        self._on_changed = on_changed
        self._lock = threading.RLock()
        #: Held while somebody comes or goes, so that two changes never cross; whoever only asks waits for no disk.
        self._changing = threading.RLock()
        self._sessions: list[_Session] = []

    @property
    def duty(self) -> Duty:
        """Who is on duty now: an account that was switched off, or a time that has run out, counts no more."""
        now = self._clock.monotonic()
        with self._lock:
            standing = [one for one in self._sessions if not self._over(one, now)]
        people = (person_of(self._accounts.get(one.account)) for one in reversed(standing))
        return Duty(tuple(person for person in people if person is not None))

    def still(self, person: Person | None) -> Person | None:
        """The person as the account stands now; None for one that was switched off since the password was checked."""
        return person_of(self._accounts.get(person.account)) if person is not None else None

    def sign_in(self, name: str, password: str, new_password: str = "") -> Person:
        """Take a person on duty, or to the station; raises SignInRefused, PasswordRefused or StoreError."""
        account = self._accounts.check(name, password, new_password)
        with self._changing:
            self._audit.append(account.id, SIGNED_IN, account.id, after={"duty": True})
            self._put(account.id, {account.id})
        self._changed("sign_in")
        return account.person()

    def vouch(self, name: str, password: str) -> Person:
        """Check somebody for one act only: nobody is taken on duty. Raises as ``sign_in``."""
        account = self._accounts.check(name, password)
        self._audit.append(account.id, SIGNED_IN, account.id, after={"duty": False})
        return account.person()

    def sign_out(self, account: str) -> None:
        """Let a person go; nothing happens where he is not on duty."""
        with self._changing:
            known = any(one.account == account for one in self._sessions)
            if known:
                self._audit.append(account, "sign_out", account)
                self._end({account})
        if known:
            self._changed("sign_out")

    def sign_off(self, password: str, seen: str) -> SignedOff:
        """The outgoing signs the page with his own password; nothing changes yet. Raises as ``sign_in``.

        ``seen`` is the digest of what was before him; ``not_on_duty`` where nobody is on duty.
        """
        off = self.duty.actor
        if off is None:
            raise SignInRefused("not_on_duty")
        leaving = self._accounts.check(off.name, password)
        after = {"seen": seen, "station": self._lines.station}
        self._audit.append(leaving.id, "handover_signed", leaving.id, after=after)
        return SignedOff(leaving.person(), self._clock.now(), seen)

    def take_over(
        self, off: SignedOff, name: str, password: str, content: Mapping[str, Any], new_password: str = ""
    ) -> HandoverRecord:
        """The incoming signs, and the duty changes: record, log, audit and sign-in in one transaction, or none of it.

        ``content`` is the page as both leave it. Raises as ``sign_in``, with ``outgoing_gone`` where the one who signed
        is no longer the one on duty: then he, or whoever is, has to sign anew.
        """
        coming = self._accounts.check(name, password, new_password)
        if coming.id == off.person.account:
            raise SignInRefused("same_person")
        with self._changing:
            actor = self.duty.actor
            if actor is None or actor.account != off.person.account:
                raise SignInRefused("outgoing_gone")
            record = self._handover(off, coming.person(), content)
            self._lines.together(lambda connection: self._enter_handover(connection, record, content))
            self._put(record.incoming, {record.outgoing, record.incoming})
        self._changed("handover")
        return record

    def _handover(self, off: SignedOff, coming: Person, content: Mapping[str, Any]) -> HandoverRecord:
        at = self._clock.now()
        signatures = {
            "outgoing": {"account": off.person.account, "label": off.person.label, "at": off.at, "seen": off.seen},
            "incoming": {"account": coming.account, "label": coming.label, "at": at},
        }
        whole = {**content, "signatures": signatures}
        bare = HandoverRecord(str(uuid.uuid4()), self._lines.station, at, off.person.account, coming.account, whole)
        return replace(bare, digest=digest_of(bare))

    def _enter_handover(self, connection: Connection, record: HandoverRecord, content: Mapping[str, Any]) -> None:
        signed = record.content["signatures"]
        off, on = signed["outgoing"]["label"], signed["incoming"]["label"]
        words = "\n".join((f"{off} → {on}", *_off_counts(content), str(content.get("remarks", "")))).strip()
        self._audit.within(connection, record.incoming, SIGNED_IN, record.incoming, after={"duty": True})
        after = {"off": record.outgoing, "on": record.incoming, "record": record.id, "sha256": record.digest}
        self._audit.within(connection, record.incoming, "handover", record.outgoing, after=after)
        self._lines.within(connection, record, record.incoming)
        line = self._lines.line(on, "handover", words, account=record.incoming)
        self._lines.within(connection, line, record.incoming)

    def used(self, person: Person) -> None:
        """An act of theirs: the time without one begins anew."""
        with self._lock:
            for one in self._sessions:
                if one.account == person.account:
                    one.used = self._clock.monotonic()

    def expire(self) -> None:
        """Sign out whose time has run out; to be called every now and then."""
        now = self._clock.monotonic()
        with self._changing:
            with self._lock:
                over = {one.account for one in self._sessions if self._over(one, now)}
            for account in over:
                self._audit.append(account, "sign_out", account, after={"why": "time"})
            self._end(over)
        if over:
            self._changed("sign_out")

    def _over(self, one: _Session, now: float) -> bool:
        person = person_of(self._accounts.get(one.account))
        if person is None:
            return True
        if person.role is Role.GUARD:
            return now - one.begun >= SHIFT_S
        return now - one.used >= IDLE_S

    def _put(self, account: str, leaving: set[str]) -> None:
        """Put one at the station in the place of others, in one step for whoever asks."""
        now = self._clock.monotonic()
        with self._lock:
            staying = [one for one in self._sessions if one.account not in leaving]
            self._sessions = [*staying, _Session(account, now, now)]

    def _end(self, accounts: set[str]) -> None:
        with self._lock:
            self._sessions = [one for one in self._sessions if one.account not in accounts]

    def _changed(self, reason: str) -> None:
        """The signed head is a witness, not a condition: a full disk keeps nobody from his shift."""
        try:
            self._heads.sign(reason)
        except StoreError as error:
            log.warning("the heads of the records could not be signed: %s", error)
        self._on_changed(self.duty)


def _off_counts(content: Mapping[str, Any]) -> list[str]:
    """What is missing or too many, and why: a key that is not there stands in the log, not only on the sheet."""
    return [
        f"{one['name']} {one['count']}/{one['expected']}: {one['words']}"
        for one in content.get("counts", ())
        if one["count"] != one["expected"]
    ]
