"""Accounts: who may sign in, made and changed by adding lines to the book. Not for the GUI thread, save ``listed``."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection

from alarms.ports import Clock
from app.people.book import Account, EventKind, fold, folded
from app.people.door import Door
from app.people.passwords import Hasher, check_password
from app.people.refusals import AccountRefused, SignInRefused
from app.people.rights import Person, Role
from app.store.audit import AuditLog
from app.store.people import Book, BookState, BookTrouble, PeopleRecords

#: Who makes the first account: whoever sets the station up, and can read its files.
FIRST: Final = "set_up"
_ENTRIES: Final[Mapping[EventKind, str]] = {
    EventKind.ADDED: "account_added",
    EventKind.PASSWORD: "account_password",
    EventKind.ROLE: "account_role",
    EventKind.DISABLED: "account_disabled",
    EventKind.ENABLED: "account_enabled",
    EventKind.STATION_TRUSTED: "station_trusted",
    EventKind.RESTARTED: "accounts_restarted",
}


class Accounts:
    """The accounts as they stand, and all that is done to them. Rights are asked about before, in ``acts``."""

    def __init__(self, records: PeopleRecords, audit: AuditLog, clock: Clock, hasher: Hasher | None = None) -> None:
        self._records = records
        self._audit = audit
        self._hasher = hasher or Hasher()
        self._door = Door(audit, clock, self._hasher)
        self._lock = threading.RLock()
        self._lines = -1
        self._book = Book(BookState.EMPTY)
        self._accounts: dict[str, Account] = {}

    # What is known; may be asked from anywhere.

    @property
    def state(self) -> BookState:
        """Whether there are accounts, and whether they hold, as last read."""
        return self._book.state

    @property
    def trouble(self) -> BookTrouble | None:
        """What does not hold of this station's own book."""
        return self._book.trouble

    @property
    def strangers(self) -> tuple[BookTrouble, ...]:
        """What was not taken of other stations, such as those whose key nobody here has confirmed yet."""
        return self._book.strangers

    def listed(self) -> tuple[Account, ...]:
        """Every account by its label, those that are switched off last."""
        return tuple(sorted(self._accounts.values(), key=lambda one: (not one.enabled, one.label, one.id)))

    def get(self, account: str) -> Account | None:
        """One account as it stands."""
        return self._accounts.get(account)

    # Reading and signing in.

    def refresh(self) -> BookState:
        """Read the book again if another program or station has added to it."""
        with self._lock:
            lines = self._records.lines()
            if lines != self._lines:
                self._book = self._records.load()
                self._accounts = fold(self._book.events)
                self._lines = lines
            return self._book.state

    def check(self, name: str, password: str, new_password: str = "") -> Account:
        """Return the account of a name and its password; raises SignInRefused, PasswordRefused or StoreError.

        ``new_password`` takes the place of one that somebody else has set.
        """
        match self.refresh():
            case BookState.EMPTY:
                raise SignInRefused("no_accounts")
            case BookState.BROKEN:
                raise SignInRefused("accounts_changed")
        account = self._door.check(self._named(name), password)
        if account.must_change and not new_password:
            raise SignInRefused("must_change")
        if new_password:
            return self._own_password(account, password, new_password)
        if self._hasher.outdated(account.password):
            return self._put(EventKind.PASSWORD, account.id, account.id, {"password": self._hasher.make(password)})
        return account

    # Changes. Each raises AccountRefused, PasswordRefused or StoreError.

    def add_first(self, name: str, label: str, password: str) -> Account:
        """Make the first account, an installer's: only where there has never been one."""
        with self._lock:
            if self.refresh() is not BookState.EMPTY:
                raise AccountRefused("not_first")
            return self.add(FIRST, name, label, Role.INSTALLER, password, must_change=False)

    def recover(self, name: str, label: str, password: str, reason: str) -> Account:
        """Begin a new book with one installer, all other accounts void: after damage, or with all passwords lost.

        Only for the command line, where whoever asks can read the station's files anyhow; the audit log keeps it.
        """
        check_password(password, Role.INSTALLER, name, label)
        with self._lock:
            also = lambda c: self._audit.within(c, FIRST, "accounts_restarted", "", after={"reason": reason})  # noqa: E731
            self._records.restart(FIRST, reason, also)
            self._lines = -1
            self.refresh()
            return self.add(FIRST, name, label, Role.INSTALLER, password, must_change=False)

    def add(
        self,
        actor: str,
        name: str,
        label: str,
        role: Role,
        password: str,
        zones: Sequence[str] = (),
        *,
        must_change: bool = True,
    ) -> Account:
        """Make an account. ``actor`` is the account of whoever does it."""
        name, label = " ".join(name.split()), " ".join(label.split()) or name.strip()
        if not name:
            raise AccountRefused("name_missing")
        check_password(password, role, name, label)
        hashed = self._hasher.make(password)
        with self._lock:
            self.refresh()
            if self._named(name) is not None:
                raise AccountRefused("name_taken")
            data = {"name": name, "label": label, "role": role.value, "zones": list(zones), "must_change": must_change}
            return self._put(EventKind.ADDED, str(uuid.uuid4()), actor, data | {"password": hashed})

    def reset_password(self, actor: str, account: str, password: str) -> Account:
        """Set somebody else's password; he has to replace it when he signs in. Ends his waiting."""
        known = self._known(account)
        check_password(password, known.role, known.name, known.label)
        data = {"password": self._hasher.make(password), "must_change": actor != account}
        return self._put(EventKind.PASSWORD, account, actor, data)

    def change_password(self, account: Account, old: str, new: str) -> Account:
        """Change one's own password; the old one is asked for, and counted as a guess where it is wrong."""
        return self._own_password(self._door.check(self._known(account.id), old), old, new)

    def set_role(self, actor: str, account: str, role: Role, zones: Sequence[str]) -> Account:
        """Give another role or other zones."""
        with self._lock:
            if role is not Role.INSTALLER:
                self._keep_an_installer(account)
            data = {"role": role.value, "zones": list(zones)}
            return self._put(EventKind.ROLE, self._known(account).id, actor, data)

    def disable(self, actor: str, account: str) -> Account:
        """Switch an account off; what it did stays."""
        with self._lock:
            self._keep_an_installer(account)
            return self._put(EventKind.DISABLED, self._known(account).id, actor, {})

    def enable(self, actor: str, account: str) -> Account:
        """Switch an account on again, and end its waiting."""
        return self._put(EventKind.ENABLED, self._known(account).id, actor, {})

    def trust_station(self, actor: str, station: str, key: str) -> None:
        """Take another station's accounts from now on; ``key`` is its public key in hexadecimal."""
        data = {"station": station, "key": key}
        with self._lock:
            entry = _ENTRIES[EventKind.STATION_TRUSTED]
            also = lambda c: self._audit.within(c, actor, entry, station, after={"key": key})  # noqa: E731
            self._records.append(EventKind.STATION_TRUSTED, "", actor, data, also)
            self._lines = -1
            self.refresh()

    def _own_password(self, account: Account, old: str, new: str) -> Account:
        check_password(new, account.role, account.name, account.label)
        if new == old:
            raise AccountRefused("password_same")
        data = {"password": self._hasher.make(new), "must_change": False}
        return self._put(EventKind.PASSWORD, account.id, account.id, data)

    def _put(self, kind: EventKind, account: str, actor: str, data: Mapping[str, Any]) -> Account:
        """Add a line with its entry in the audit log, in one transaction; the log never holds a hash."""
        told = {key: value for key, value in data.items() if key != "password"}

        def also(connection: Connection) -> None:
            self._audit.within(connection, actor, _ENTRIES[kind], account, after=told)

        with self._lock:
            self._records.append(kind, account, actor, data, also)
            self._lines = -1
            self.refresh()
            return self._known(account)

    def _named(self, name: str) -> Account | None:
        wanted = folded(name)
        return next((one for one in self._accounts.values() if folded(one.name) == wanted), None)

    def _known(self, account: str) -> Account:
        self.refresh()
        found = self._accounts.get(account)
        if found is None:
            raise AccountRefused("unknown_account")
        return found

    def _keep_an_installer(self, account: str) -> None:
        """Somebody has to be left who may make accounts."""
        others = (one for one in self._accounts.values() if one.id != account)
        if self._known(account).role is Role.INSTALLER and not any(
            one.enabled and one.role is Role.INSTALLER for one in others
        ):
            raise AccountRefused("last_installer")


def person_of(account: Account | None) -> Person | None:
    """Who an account is now, or None for one that is switched off or gone."""
    return account.person() if account is not None and account.enabled else None
