"""The door: checks a name and a password, counts failures, and lets names wait.

Failures are kept in the audit log, so a restart forgets none and removing one breaks the chain.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from alarms.ports import Clock
from app.people.book import Account
from app.people.lockout import Failures, wait_left
from app.people.passwords import Hasher
from app.people.refusals import SignInRefused
from app.store.audit import AuditLog

SIGNED_IN, REFUSED, HELD_OFF = "sign_in", "sign_in_refused", "sign_in_held_off"
#: What ends a row of failures, beside a sign-in: whoever manages people has let the person start anew.
_FORGIVEN = (SIGNED_IN, "account_password", "account_enabled", "account_added")
#: In place of a name that is no account's. What was typed is not kept: it may have been a password.
UNKNOWN = "unknown"
#: Tries while a name waits are entered together, at most so often.
HELD_OFF_S = 10.0


@dataclass(slots=True)
class _HeldOff:
    tries: int = 0
    entered_at: float = float("-inf")


class Door:
    """One check at a time, whoever asks: a thousand at once cost no less than one after another."""

    def __init__(self, audit: AuditLog, clock: Clock, hasher: Hasher) -> None:
        self._audit = audit
        self._clock = clock
        self._hasher = hasher
        self._lock = threading.Lock()
        self._failed_at: dict[str, float] = {}
        self._held_off: dict[str, _HeldOff] = {}

    def check(self, account: Account | None, password: str) -> Account:
        """Return the account whose password this is; raises SignInRefused, and StoreError where nothing can be kept."""
        subject = account.id if account is not None else UNKNOWN
        with self._lock:
            self._let_wait(subject)
            if not self._fits(account, password):
                self._refuse(subject, "name_or_password", {"counts": True})
            if account is None or not account.enabled:
                self._refuse(subject, "disabled", {})
            self._failed_at.pop(subject, None)
            return account

    def wait_for(self, subject: str) -> float:
        """Seconds until this account (its id, or UNKNOWN) is let try again."""
        failed = self._failed_at.get(subject)
        since = None if failed is None else self._clock.monotonic() - failed
        return wait_left(self._failures(subject), self._clock.now(), since)

    def _fits(self, account: Account | None, password: str) -> bool:
        if account is None:
            self._hasher.waste(password)
            return False
        return self._hasher.fits(account.password, password)

    def _let_wait(self, subject: str) -> None:
        wait = self.wait_for(subject)
        if wait <= 0:
            return
        held = self._held_off.setdefault(subject, _HeldOff())
        held.tries += 1
        now = self._clock.monotonic()
        if now - held.entered_at >= HELD_OFF_S:
            self._audit.append(UNKNOWN, HELD_OFF, subject, after={"tries": held.tries})
            self._held_off[subject] = _HeldOff(0, now)
        raise SignInRefused("wait", wait)

    def _refuse(self, subject: str, code: str, detail: Mapping[str, object]) -> NoReturn:
        self._audit.append(UNKNOWN, REFUSED, subject, after={"why": code, **detail})
        if detail:
            self._failed_at[subject] = self._clock.monotonic()
        raise SignInRefused(code, self.wait_for(subject) if detail else 0.0)

    def _failures(self, subject: str) -> Failures:
        """The failures since the last time that went well, from the log."""
        count, last_at = 0, 0.0
        for entry in self._audit.about(subject, (REFUSED, *_FORGIVEN)):
            if entry.action != REFUSED:
                break
            if entry.after and entry.after.get("counts"):
                count, last_at = count + 1, last_at or entry.at
        return Failures(count, last_at)
