"""What the list of accounts shows, and what comes out of its form."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account, in words. ``role`` and ``zones`` are codes, ``role_words`` and ``state`` what is read."""

    id: str
    name: str
    label: str
    role: str
    role_words: str
    zones: tuple[str, ...] = ()
    state: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: its code and its words."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class AccountForm:
    """What was typed for an account; the password is in no text form of it. ``id`` is empty for a new one."""

    id: str
    name: str
    label: str
    role: str
    zones: tuple[str, ...]
    password: str = field(default="", repr=False)
