"""What the form for handing out footage and the register show; plain data."""

from __future__ import annotations

from dataclasses import dataclass

#: The fields of a request, in their order; each is a line of the form.
REQUEST_FIELDS = ("name", "unit", "document", "reason", "approver")


@dataclass(frozen=True, slots=True)
class Place:
    """A folder to write a package into, with words that say what it is and how much is free."""

    path: str
    words: str


@dataclass(frozen=True, slots=True)
class HandingContent:
    """What is to be handed out. `private`: names of cameras with private areas; `entries`: (id, words) to choose."""

    title: str
    scope: str
    private: tuple[str, ...] = ()
    entries: tuple[tuple[str, str], ...] = ()
    requesters: tuple[tuple[str, str], ...] = ()
    places: tuple[Place, ...] = ()
    second_approver: bool = False
    register_needed: bool = True


@dataclass(frozen=True, slots=True)
class HandingForm:
    """What was typed."""

    entry: str
    requester: str
    fields: dict[str, str]
    place: str
    packed: bool
    watermark: bool
    unmasked: bool


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line of the register: columns as words, and all of it as (what, words) for the chosen one."""

    id: str
    columns: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    void: bool = False
