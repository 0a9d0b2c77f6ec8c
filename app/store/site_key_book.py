"""What the rows about the site key say, folded: who has published a key, who is admitted, which keys there are.

The first who admits another founds the circle; afterwards only who is in it can admit, shut out or hand on. A
shutting out names everybody who remains and every key there is, so that nothing the one shut out says of the time
before changes who reads along.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Row = Mapping[str, Any]
PUBLISHED: Final = "published"
ADMITTED: Final = "admitted"
SHUT_OUT: Final = "shut_out"
WRAPPED: Final = "wrapped"
#: What a signature is over, in this order.
SIGNED: Final = ("id", "station", "at", "clock", "kind", "subject", "actor", "content", "signer")
_PUBLIC: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Circle:
    """``published`` and ``members``: station -> public key for wrapping; ``generations``: name of a site key -> number.

    ``wrapped``: which key (by name) is wrapped for which public key. ``out``: who was shut out and is not back.
    """

    published: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, str] = field(default_factory=dict)
    out: frozenset[str] = frozenset()
    generations: Mapping[str, int] = field(default_factory=dict)
    wrapped: frozenset[tuple[str, str]] = frozenset()

    @property
    def newest(self) -> str:
        """The name of the key that new rows are sealed with; of two made at once every station takes the same."""
        return max(self.generations, key=lambda name: (self.generations[name], name), default="")

    @property
    def exposed(self) -> bool:
        """Whether somebody has the newest key who is not in the circle: two shut somebody out at the same time, or a
        station lost its folder and was admitted again with another key."""
        present = set(self.members.values())
        return any(name == self.newest and public not in present for name, public in self.wrapped)

    def waiting(self) -> tuple[str, ...]:
        """Stations whose present key nobody has admitted, and that nobody has shut out."""
        return tuple(
            sorted(one for one, key in self.published.items() if self.members.get(one) != key and one not in self.out)
        )


def order(row: Row) -> tuple[str, str, str]:
    """In which order rows count."""
    return row["clock"], row["station"], row["id"]


def is_whole(row: Row) -> bool:
    """Whether a row says what one of its kind has to say."""
    wanted, content = _SHAPES.get(row["kind"]), row["content"]
    if wanted is None or not isinstance(content, dict):
        return False
    return all(name in content and fits(content[name]) for name, fits in wanted.items())


def fold(rows: Iterable[Row]) -> Circle:
    """The state after all rows, which are whole; whoever was not in the circle at the time has no say."""
    state = _State()
    for row in sorted(rows, key=order):
        if row["kind"] == PUBLISHED:
            state.published[row["station"]] = row["content"]["public"]
        elif row["kind"] == ADMITTED:
            state.admitted(row)
        elif row["station"] in state.members:
            (state.shut_out if row["kind"] == SHUT_OUT else state.wrap)(row)
    return state.circle()


@dataclass(slots=True)
class _State:
    published: dict[str, str] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)
    out: set[str] = field(default_factory=set)
    #: Name of a key -> its number, and who brought it.
    keys: dict[str, tuple[int, str]] = field(default_factory=dict)
    wrapped: list[tuple[str, str, str]] = field(default_factory=list)

    def admitted(self, row: Row) -> None:
        if self.members and row["station"] not in self.members:
            return
        self.members.setdefault(row["station"], row["content"]["by"])
        self.members[row["subject"]] = row["content"]["public"]
        self.out.discard(row["subject"])

    def shut_out(self, row: Row) -> None:
        """Of two who shut somebody out at once neither brings back whom the other put out."""
        one, content = row["subject"], row["content"]
        self.out.add(one)
        self.members = {name: key for name, key in content["members"].items() if name not in self.out}
        self.keys = {name: known for name, known in self.keys.items() if known[1] != one}
        self.keys |= {name: (number, row["station"]) for name, number in content["generations"].items()}

    def wrap(self, row: Row) -> None:
        content = row["content"]
        self.keys.setdefault(content["name"], (content["generation"], row["station"]))
        self.wrapped.append((row["station"], content["name"], content["public"]))

    def circle(self) -> Circle:
        """What one who is out claims to have handed on counts for nothing; those who remain hand it on again."""
        handed = frozenset((name, public) for station, name, public in self.wrapped if station not in self.out)
        numbers = {name: number for name, (number, _station) in self.keys.items()}
        return Circle(self.published, self.members, frozenset(self.out), numbers, handed)


def _is_public(value: object) -> bool:
    return isinstance(value, str) and _PUBLIC.fullmatch(value) is not None


def _are_members(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_public, value.values()))


def _are_numbers(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(one, int) for one in value.values())


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_number(value: object) -> bool:
    return isinstance(value, int)


_SHAPES: Final[Mapping[str, Mapping[str, Callable[[object], bool]]]] = {
    PUBLISHED: {"public": _is_public},
    ADMITTED: {"public": _is_public, "by": _is_public},
    SHUT_OUT: {"members": _are_members, "generations": _are_numbers},
    WRAPPED: {"name": _is_text, "generation": _is_number, "public": _is_public, "wrapped": _is_text},
}
