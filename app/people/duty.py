"""Who is on duty at this station, and who of them stands at it now.

Signing in asks for a password every time, also among two who are both on duty: the last who signed in is the one whose
name an act bears. Nobody stays signed in over a restart; the alarms do not wait for anybody to sign in.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from alarms.ports import Clock
from app.people.accounts import Accounts, person_of
from app.people.door import SIGNED_IN
from app.people.refusals import SignInRefused
from app.people.rights import Person, Role
from app.store.audit import AuditLog
from app.store.errors import StoreError
from app.store.heads import HeadSigner
from app.store.records import DutyLog

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


class DutyDesk:
    """Sessions of one station. ``duty`` may be asked from anywhere; all else is not for the GUI thread."""

    def __init__(
        self,
        accounts: Accounts,
        audit: AuditLog,
        lines: DutyLog,
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
        self._audit.append(account.id, SIGNED_IN, account.id, after={"duty": True})
        now = self._clock.monotonic()
        with self._lock:
            self._sessions = [one for one in self._sessions if one.account != account.id]
            self._sessions.append(_Session(account.id, now, now))
        self._changed("sign_in")
        return account.person()

    def vouch(self, name: str, password: str) -> Person:
        """Check somebody for one act only: nobody is taken on duty. Raises as ``sign_in``."""
        account = self._accounts.check(name, password)
        self._audit.append(account.id, SIGNED_IN, account.id, after={"duty": False})
        return account.person()

    def sign_out(self, account: str) -> None:
        """Let a person go; nothing happens where he is not on duty."""
        with self._lock:
            known = any(one.account == account for one in self._sessions)
        if known:
            self._audit.append(account, "sign_out", account)
            self._end({account})
            self._changed("sign_out")

    def hand_over(self, password: str, name: str, on_password: str, note: str, new_password: str = "") -> Person:
        """Change the shift: who stands at the station signs with his password, who comes on with name and password.

        Both are entered; the others on duty stay. Raises as ``sign_in``, with ``not_on_duty`` where nobody is.
        """
        off = self.duty.actor
        if off is None:
            raise SignInRefused("not_on_duty")
        leaving = self._accounts.check(off.name, password)
        coming = self._accounts.check(name, on_password, new_password)
        if coming.id == leaving.id:
            raise SignInRefused("same_person")
        signed = {"off": leaving.id, "on": coming.id, "note": note}
        self._audit.append(coming.id, SIGNED_IN, coming.id, after={"duty": True})
        self._audit.append(coming.id, "handover", leaving.id, after=signed)
        self._lines.add(coming.label, "handover", f"{leaving.label} → {coming.label}\n{note}".strip())
        now = self._clock.monotonic()
        with self._lock:
            self._sessions = [one for one in self._sessions if one.account not in (leaving.id, coming.id)]
            self._sessions.append(_Session(coming.id, now, now))
        self._changed("handover")
        return coming.person()

    def used(self, person: Person) -> None:
        """An act of theirs: the time without one begins anew."""
        with self._lock:
            for one in self._sessions:
                if one.account == person.account:
                    one.used = self._clock.monotonic()

    def expire(self) -> None:
        """Sign out whose time has run out; to be called every now and then."""
        now = self._clock.monotonic()
        with self._lock:
            over = {one.account for one in self._sessions if self._over(one, now)}
        for account in over:
            self._audit.append(account, "sign_out", account, after={"why": "time"})
        if over:
            self._end(over)
            self._changed("sign_out")

    def _over(self, one: _Session, now: float) -> bool:
        person = person_of(self._accounts.get(one.account))
        if person is None:
            return True
        if person.role is Role.GUARD:
            return now - one.begun >= SHIFT_S
        return now - one.used >= IDLE_S

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
