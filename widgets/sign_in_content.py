"""What the sign-in panel shows, and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class SignInMode(StrEnum):
    """What the panel is open for."""

    SIGN_IN = "sign_in"
    FOR_ACT = "for_act"
    SECOND = "second"
    REASON = "reason"
    NEW_PASSWORD = "new_password"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class OnDuty:
    """One person who is signed in: account, shown name, role in words."""

    account: str
    label: str
    role: str


@dataclass(frozen=True, slots=True)
class SignInView:
    """The panel's state. ``act`` is what is to be done, in words; ``message`` what is missing, or was refused."""

    mode: SignInMode = SignInMode.SIGN_IN
    on_duty: tuple[OnDuty, ...] = ()
    names: tuple[str, ...] = ()
    act: str = ""
    message: str = ""
    refused: bool = False
    asks_reason: bool = False
    may_manage: bool = False
    busy: bool = False


@dataclass(frozen=True, slots=True)
class SignInEntry:
    """What was typed; passwords are in no text form of it."""

    mode: SignInMode
    name: str = ""
    label: str = ""
    reason: str = ""
    password: str = field(default="", repr=False)
    new_password: str = field(default="", repr=False)
    repeated: str = field(default="", repr=False)
