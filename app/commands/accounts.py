"""`watchroom accounts ...`: accounts from the command line, under the same rights as at the window.

The first account needs none; every other change asks for the name and password of somebody who may make it. `recover`
asks for nobody: whoever can read the station's files could as well remove them, and this way it is in the records.
"""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import system
from app.clock import SystemClock
from app.data_folder import DataFolder, data_root
from app.people.accounts import Accounts
from app.people.authorised import Authorised, Authority, AuthorityNeeded
from app.people.book import folded
from app.people.duty import DutyDesk
from app.people.managing import PeopleActs
from app.people.passwords import PasswordRefused
from app.people.refusals import AccountRefused, SignInRefused
from app.people.rights import Action, Answer, Role, judge
from app.settings import load_site
from app.store.audit import AuditLog
from app.store.database import StationDatabase
from app.store.duty import DutyRecords
from app.store.errors import StoreError
from app.store.heads import HeadSigner
from app.store.keys import StationKey, StationKeyError, station_key
from app.store.people import BookState, PeopleRecords
from app.store.signing import public_hex
from app.store.site_keys import KeyRefused

WORDS = {
    "name_or_password": "name or password is not right",
    "wait": "too many wrong passwords; try again in %1 s",
    "disabled": "this account is switched off",
    "must_change": "this password has to be replaced first: sign in at the station's window",
    "no_accounts": "there is no account yet: `watchroom accounts add NAME` makes the first, an installer's",
    "accounts_changed": "the accounts were changed from outside and are not used; see `watchroom audit verify`",
    "name_missing": "a name is needed",
    "name_taken": "this name is taken already",
    "unknown_account": "there is no such account",
    "last_installer": "the last installer's account has to stay",
    "not_first": "there are accounts already: give yours with --as NAME",
    "passwords_differ": "the two passwords differ",
    "no_password": "no password was given",
    "too_short": "too short: at least %1 letters or figures",
    "too_long": "too long: at most %1 letters",
    "too_simple": "too easy to guess",
    "holds_name": "the name must not be part of the password",
    "bad_key": "this is no key: 64 hexadecimal digits are needed",
    Answer.ROLE.value: "this account may not do that",
    Answer.SECOND.value: "this account may do that only with a second person: at the window, or by an installer",
    Answer.REASON.value: "this account may do that only with a second person: at the window, or by an installer",
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A station's accounts and records, without its window."""

    station: str
    database: StationDatabase
    folder: DataFolder
    signing: StationKey
    book: PeopleRecords
    accounts: Accounts
    desk: DutyDesk
    authorised: Authorised
    clock: SystemClock

    @property
    def managing(self) -> PeopleActs:
        """What is done to accounts."""
        return PeopleActs(self.authorised, self.accounts)


class CommandRefused(Exception):  # noqa: N818 - an answer
    """What was typed cannot be done; ``code`` is one of ``WORDS``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked for: 0 done, 1 the records cannot be used, 2 refused."""
    return answered(arguments.site, lambda opened: _ACTIONS[arguments.action](opened, arguments), WORDS)


def answered(site_file: Path | None, work: Callable[[Opened], None], words: Mapping[str, str]) -> int:
    """Open the station and do the work; says in words what was refused. The exit code."""
    try:
        with open_station(site_file) as opened:
            work(opened)
    except (SignInRefused, AccountRefused, PasswordRefused, AuthorityNeeded, KeyRefused, CommandRefused) as refused:
        figure = getattr(refused, "least", 0) or round(getattr(refused, "wait_s", 0.0))
        print(words.get(refused.code, refused.code).replace("%1", str(figure)), file=sys.stderr)
        return 2
    except (StoreError, StationKeyError, OSError) as error:
        print(f"the station's records cannot be used: {error}", file=sys.stderr)
        return 1
    return 0


@contextmanager
def open_station(site_file: Path | None) -> Iterator[Opened]:
    """The station of a site file, beside its running program or without. Raises StoreError and OSError."""
    path = site_file or system.default_site_file()
    if not path.is_file():
        raise OSError(f"no site file at {path}")
    site, clock = load_site(path).site, SystemClock()
    folder = DataFolder(data_root(site, path))
    folder.create()
    station, database = site.station.id, StationDatabase(folder.journal)
    key = station_key(folder.keys)
    audit, book = AuditLog(database, station, clock), PeopleRecords(database, station, key, clock, folder.keys)
    accounts = Accounts(book, audit, clock)
    heads = HeadSigner(database, station, key, clock, folder.keys)
    desk = DutyDesk(accounts, audit, DutyRecords(database, station, clock), heads, clock, lambda _duty: None)
    authorised = Authorised(desk, audit, station, lambda: False)
    try:
        accounts.refresh()
        yield Opened(station, database, folder, key, book, accounts, desk, authorised, clock)
    finally:
        authorised.close()
        database.close()


def ask_password(what: str, *, twice: bool = False) -> str:
    """Ask without showing what is typed; without a terminal, read lines from standard input."""
    if not sys.stdin.isatty():
        given = sys.stdin.readline().rstrip("\n")
        if not given:
            raise CommandRefused("no_password")
        return given
    given = getpass.getpass(f"{what}: ")
    if twice and getpass.getpass(f"{what} again: ") != given:
        raise CommandRefused("passwords_differ")
    return given


def _list(opened: Opened, arguments: argparse.Namespace) -> None:
    everybody = opened.accounts.listed()
    if arguments.json:
        rows = [
            {
                "name": one.name,
                "label": one.label,
                "role": one.role.value,
                "zones": list(one.zones),
                "enabled": one.enabled,
                "must_change": one.must_change,
            }
            for one in everybody
        ]
        print(json.dumps({"state": opened.accounts.state.value, "accounts": rows}, ensure_ascii=False, indent=2))
        return
    _state(opened)
    for one in everybody:
        where = ", ".join(one.zones) or "everywhere"
        print(f"{one.name}  {one.label}  {one.role.value}  {where}{'' if one.enabled else '  switched off'}")


def _state(opened: Opened) -> None:
    trouble = opened.accounts.trouble
    if trouble is not None:
        print(f"the accounts were changed from outside (line {trouble.sequence}: {trouble.what}) and are not used")
    elif opened.accounts.state is BookState.EMPTY:
        print("no accounts yet")
    for one in opened.accounts.strangers:
        print(f"accounts of station {one.station} are not taken ({one.what}); its key: {one.signer}")


def _add(opened: Opened, arguments: argparse.Namespace) -> None:
    name, label = arguments.name, arguments.label
    if opened.accounts.state is BookState.EMPTY and not arguments.actor:
        if arguments.role not in (None, Role.INSTALLER.value):
            raise CommandRefused("no_accounts")
        opened.accounts.add_first(name, label, ask_password("password", twice=True))
    else:
        role = Role(arguments.role or Role.GUARD.value)
        zones = [zone.strip() for zone in arguments.zones.split(",") if zone.strip()]
        held = actor_of(opened, arguments)
        password = ask_password(f"first password of {name}", twice=True)
        finish(opened.managing.add(name, label, role, password, zones), held)
    print(f"{name} has an account.")


def _password(opened: Opened, arguments: argparse.Namespace) -> None:
    held, account = actor_of(opened, arguments), _named(opened, arguments.name)
    password = ask_password(f"new password of {arguments.name}", twice=True)
    finish(opened.managing.reset_password(account, password), held)
    print(f"{arguments.name} has a new password, to be replaced at the next sign-in.")


def _enable(opened: Opened, arguments: argparse.Namespace) -> None:
    on = arguments.action == "enable"
    held = actor_of(opened, arguments)
    finish(opened.managing.set_enabled(_named(opened, arguments.name), on), held)
    print(f"{arguments.name} is switched {'on' if on else 'off'}.")


def _trust(opened: Opened, arguments: argparse.Namespace) -> None:
    key = arguments.key.strip().lower().replace("-", "")
    if len(key) != 64 or any(digit not in "0123456789abcdef" for digit in key):
        raise CommandRefused("bad_key")
    held = actor_of(opened, arguments)
    answer = judge(Action.MANAGE_PEOPLE, held.person)
    if answer is not Answer.GRANTED:
        raise CommandRefused(answer.value)
    opened.accounts.trust_station(held.actor, arguments.station, key)
    print(f"The accounts of {arguments.station} are taken from now on.")


def _key(opened: Opened, _arguments: argparse.Namespace) -> None:
    print(public_hex(opened.signing))


def _recover(opened: Opened, arguments: argparse.Namespace) -> None:
    password = ask_password("password", twice=True)
    opened.accounts.recover(arguments.name, arguments.label, password, arguments.reason)
    print(f"{arguments.name} is the only account now; make the others anew.")


def actor_of(opened: Opened, arguments: argparse.Namespace) -> Authority:
    """Who acts, by the name on the command line and a password that is asked for."""
    if not arguments.actor:
        raise CommandRefused("not_first" if opened.accounts.state is BookState.SOUND else "no_accounts")
    return Authority(opened.desk.vouch(arguments.actor, ask_password(f"password of {arguments.actor}")))


def _named(opened: Opened, name: str) -> str:
    found = next((one.id for one in opened.accounts.listed() if folded(one.name) == folded(name)), None)
    if found is None:
        raise AccountRefused("unknown_account")
    return found


def finish(asked: Future[Any], held: Authority) -> None:
    """The command line has nobody signed in: the act is asked for, then done with who has signed for it."""
    error = asked.exception()
    if not isinstance(error, AuthorityNeeded):
        asked.result()
        return
    error.retry(held).result()


_ACTIONS: dict[str, Callable[[Opened, argparse.Namespace], None]] = {
    "list": _list,
    "add": _add,
    "password": _password,
    "disable": _enable,
    "enable": _enable,
    "trust": _trust,
    "key": _key,
    "recover": _recover,
}
