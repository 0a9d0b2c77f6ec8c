"""Passwords: Argon2id hashes (RFC 9106, second recommended option), and which ones are too easy to guess.

No rules about kinds of letters and no forced change (NIST SP 800-63B): length counts, and what everybody tries first is
refused. There is no PIN beside the password; docs/decisions/0501-people.md says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from app.people.rights import Role

LEAST: Final[Mapping[Role, int]] = {Role.GUARD: 8, Role.SUPERVISOR: 12, Role.INSTALLER: 12, Role.AUDITOR: 12}
MOST: Final = 128
_FIRST_TRIED: Final = (
    *("password", "passw0rd", "qwertyui", "qwertyuiop", "asdfghjkl", "1q2w3e4r", "1qaz2wsx", "iloveyou", "letmein"),
    *("administrator", "admin", "watchroom", "welcome", "woaini", "zhibantai", "baoan", "abc", "a", "aa"),
)
_ROWS: Final = (
    "01234567890123456789",
    "09876543210987654321",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
)


@dataclass(frozen=True, slots=True)
class Cost:
    """How much one guess costs: memory in KiB, passes over it, lanes."""

    memory_kib: int = 65536
    passes: int = 3
    lanes: int = 4


class PasswordRefused(Exception):  # noqa: N818 - an answer to whoever chooses it
    """A password that will not do. ``code``: too_short, too_long, too_simple, holds_name; ``least`` letters."""

    def __init__(self, code: str, least: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.least = least


class Hasher:
    """Makes and checks hashes; takes about 0.1 s of CPU and 64 MiB, so never in the GUI thread."""

    def __init__(self, cost: Cost = Cost()) -> None:
        self._hasher = PasswordHasher(
            time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes, type=Type.ID
        )
        self._of_nobody = ""

    def make(self, password: str) -> str:
        """The hash with its salt and cost, as text."""
        return self._hasher.hash(password)

    def fits(self, stored: str, password: str) -> bool:
        """Whether this is the password of a hash; a hash that cannot be read fits nothing."""
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    def waste(self, password: str) -> None:
        """Take as long as a check does, for a name that does not exist: how long it took tells nobody which exist."""
        if not self._of_nobody:
            self._of_nobody = self.make("")
        self.fits(self._of_nobody, password)

    def outdated(self, stored: str) -> bool:
        """Whether a hash was made at another cost than today's."""
        return self._hasher.check_needs_rehash(stored)


def check_password(password: str, role: Role, *names: str) -> None:
    """Raise PasswordRefused where a password is too easy for the rights that it opens; ``names`` are the person's."""
    if len(password) < LEAST[role]:
        raise PasswordRefused("too_short", LEAST[role])
    if len(password) > MOST:
        raise PasswordRefused("too_long", MOST)
    folded = password.casefold()
    if any(len(name) > 2 and name.casefold() in folded for name in names):
        raise PasswordRefused("holds_name")
    if _simple(folded):
        raise PasswordRefused("too_simple")


def _simple(folded: str) -> bool:
    """One or two letters over and over, a row of the keyboard, or a word that everybody tries, with figures behind."""
    if len(set(folded)) < 4 or any(folded in row for row in _ROWS):
        return True
    period = next((n for n in (2, 3, 4) if folded == (folded[:n] * len(folded))[: len(folded)]), 0)
    return bool(period) or folded.rstrip("0123456789!.") in _FIRST_TRIED
