"""The demo's people: made as any station's are, with random passwords that nobody has to type.

The passwords lie in one file in the demo's scratch folder that only its user may read; it goes with the folder.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from app.people.rights import Role
from app.station_people import StationPeople

FILE_NAME = "demo-passwords.txt"
#: Login name -> (shown name, role).
CAST = {
    "installer": ("周工", Role.INSTALLER),
    "zhang": ("张建国", Role.GUARD),
    "li": ("李梅", Role.GUARD),
    "wang": ("王主管", Role.SUPERVISOR),
    "chen": ("陈审计", Role.AUDITOR),
}
GUARD, SUPERVISOR = "zhang", "wang"


class DemoPeople:
    """Makes the accounts and signs the guard in, by the same way as a person at the panel."""

    def __init__(self, people: StationPeople, folder: Path) -> None:
        self._people = people
        self.file = folder / FILE_NAME
        self._passwords = {name: secrets.token_urlsafe(12) for name in CAST}

    def move_in(self) -> None:
        """Make everybody's account, write the passwords down, take the guard on duty."""
        self._write()
        first, *others = CAST.items()
        chief = self._people.accounts.add_first(first[0], first[1][0], self._passwords[first[0]])
        for name, (label, role) in others:
            self._people.accounts.add(chief.id, name, label, role, self._passwords[name], must_change=False)
        self._people.desk.sign_in(GUARD, self._passwords[GUARD])

    def password(self, name: str) -> str:
        """What this person types."""
        return self._passwords[name]

    def _write(self) -> None:
        lines = [f"{name}\t{label}\t{role.value}\t{self._passwords[name]}" for name, (label, role) in CAST.items()]
        handle = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
