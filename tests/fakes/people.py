"""Accounts for tests: hashes that cost nothing, and a desk with everybody at hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.people.accounts import Accounts
from app.people.duty import DutyDesk
from app.people.passwords import Cost, Hasher
from app.people.rights import Role
from app.store.audit import AuditLog
from app.store.database import StationDatabase
from app.store.duty import DutyRecords
from app.store.heads import HeadSigner
from app.store.keys import station_key
from app.store.people import PeopleRecords
from tests.fakes.clock import FakeClock

CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
#: Long enough for every role, and no name in it.
PASSWORD = "harbour-lantern-42"


class People:
    """One station's accounts and desk over real files; `open` again stands for a restart of the program."""

    def __init__(self, folder: Path, clock: FakeClock, station: str = "s1", hasher: Hasher | None = None) -> None:
        self.folder = folder
        self.clock = clock
        self.station = station
        self.database = StationDatabase(folder / "station.sqlite")
        self.key = station_key(folder / "keys")
        self.audit = AuditLog(self.database, station, clock)
        self.records = PeopleRecords(self.database, station, self.key, clock, folder / "keys")
        self.heads = HeadSigner(self.database, station, self.key, clock, folder / "keys")
        self.accounts = Accounts(self.records, self.audit, clock, hasher or Hasher(CHEAP))
        self.changes: list[object] = []
        self.duty = DutyRecords(self.database, station, clock)
        self.desk = DutyDesk(self.accounts, self.audit, self.duty, self.heads, clock, self.changes.append)

    def everybody(self) -> dict[Role, str]:
        """Make one account of each role, named as the role; gives their ids."""
        first = self.accounts.add_first("installer", "Installer", PASSWORD)
        ids = {Role.INSTALLER: first.id}
        for role in (Role.GUARD, Role.SUPERVISOR, Role.AUDITOR):
            made = self.accounts.add(first.id, role.value, role.value.title(), role, PASSWORD, must_change=False)
            ids[role] = made.id
        return ids

    def close(self) -> None:
        self.database.close()


@contextmanager
def people(folder: Path, clock: FakeClock, station: str = "s1", hasher: Hasher | None = None) -> Iterator[People]:
    """Open them, and close them again."""
    made = People(folder, clock, station, hasher)
    try:
        yield made
    finally:
        made.close()
