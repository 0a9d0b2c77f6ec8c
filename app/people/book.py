"""Accounts as a fold over what was done to them: nothing is overwritten, so every change has its author and its time.

Several stations write; the order is that of the hybrid clock, as with alarms, so all of them come to the same accounts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from app.people.rights import Person, Role


class EventKind(StrEnum):
    """What can be done to an account or to the book as a whole."""

    ADDED = "added"
    PASSWORD = "password"
    ROLE = "role"
    DISABLED = "disabled"
    ENABLED = "enabled"
    STATION_TRUSTED = "station_trusted"
    RESTARTED = "restarted"


@dataclass(frozen=True, slots=True)
class AccountEvent:
    """One line of the book. ``actor`` is the account that did it, "installer" for the first; ``at`` UTC seconds."""

    id: str
    station: str
    at: float
    clock: str
    kind: EventKind
    account: str
    actor: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Account:
    """One person's account as it stands. ``must_change``: the password was set by somebody else."""

    id: str
    name: str
    label: str
    role: Role
    zones: tuple[str, ...] = ()
    enabled: bool = True
    must_change: bool = False
    added_at: float = 0.0
    changed_at: float = 0.0
    password: str = field(default="", repr=False)

    def person(self) -> Person:
        """Who this is, for the rights."""
        return Person(self.id, self.name, self.label, self.role, self.zones)


def folded(name: str) -> str:
    """How names are compared: without case and without spaces around."""
    return " ".join(name.split()).casefold()


def fold(events: Iterable[AccountEvent]) -> dict[str, Account]:
    """The accounts by id. Of two that took the same name apart from each other, the first in the order keeps it."""
    accounts: dict[str, Account] = {}
    for event in sorted(events, key=lambda one: (one.clock, one.station, one.id)):
        if event.kind is EventKind.ADDED:
            accounts.setdefault(event.account, _added(event, {folded(one.name) for one in accounts.values()}))
            continue
        known = accounts.get(event.account)
        if known is not None:
            accounts[event.account] = _changed(known, event)
    return accounts


def _added(event: AccountEvent, taken: set[str]) -> Account:
    data = event.data
    wanted = name = str(data["name"])
    number = 2
    while folded(name) in taken:
        name, number = f"{wanted}{number}", number + 1
    return Account(
        id=event.account,
        name=name,
        label=str(data.get("label") or name),
        role=Role(data["role"]),
        zones=_zones(data),
        must_change=bool(data.get("must_change")),
        added_at=event.at,
        changed_at=event.at,
        password=str(data["password"]),
    )


def _changed(account: Account, event: AccountEvent) -> Account:
    account = replace(account, changed_at=event.at)
    match event.kind:
        case EventKind.PASSWORD:
            must_change = bool(event.data.get("must_change"))
            return replace(account, password=str(event.data["password"]), must_change=must_change)
        case EventKind.ROLE:
            return replace(account, role=Role(event.data["role"]), zones=_zones(event.data))
        case EventKind.DISABLED:
            return replace(account, enabled=False)
        case EventKind.ENABLED:
            return replace(account, enabled=True)
        case _:
            return account


def _zones(data: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(zone) for zone in data.get("zones") or ())
