"""How incidents are found by words and by what they are: terms that both databases index, and what a query asks.

An incident has one text of terms: its facets (zone, category, priority, state, verdict) and the words in it. Chinese,
Japanese and Korean signs are found singly and in pairs, so a word of any length is found anywhere in a sentence;
other words are found by how they begin. Why it is so: docs/decisions/0604-incident-search.md.
"""

import hashlib
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

#: How much of the beginning of a word is a term of its own; longer beginnings are looked at in the text itself.
LONGEST_BEGINNING: Final = 8
#: Facets begin with a sign that no word holds.
_FACET: Final = "\u00b7"
_PLACE_BITS: Final = 20
_LAST_PLACE: Final = (1 << 63) - 1
_MONTH_MS: Final = 30 * 86_400_000


def place_of(opened_at: float, incident: str) -> int:
    """Where an incident stands in the list, for ever: by when it was opened, to the millisecond, then by its id."""
    return min(first_place(opened_at) | (zlib.crc32(incident.encode()) & ((1 << _PLACE_BITS) - 1)), _LAST_PLACE)


def first_place(at: float) -> int:
    """The lowest place of anything opened in this millisecond (UTC seconds)."""
    return min(max(0, int(at * 1000)) << _PLACE_BITS, _LAST_PLACE)


def month_of(place: int) -> int:
    """The number of the 30 days that a place lies in."""
    return (place >> _PLACE_BITS) // _MONTH_MS


def month_term(number: int) -> str:
    """The term of everything opened in those 30 days: it cuts what an index without order has to go through."""
    return f"{_FACET}m{number}"


def normal(text: str) -> str:
    """Text as it is compared: full-width signs as usual ones, in lower case."""
    return unicodedata.normalize("NFKC", text).casefold()


@lru_cache(maxsize=4096)
def facet(kind: str, value: str) -> str:
    """The term of one facet, such as zone "north"."""
    return f"{_FACET}{kind}{hashlib.blake2s(value.encode(), digest_size=4).hexdigest()}"


def terms_of(row: Mapping[str, Any]) -> str:
    """All terms of an incident's row, each once, in order, with one space between."""
    found = {
        facet("zone", row["zone"]),
        facet("category", row["category"]),
        facet("priority", str(row["priority"])),
        facet("handling", row["handling"]),
        facet("verdict", row["verdict"]),
        facet("closed", str(row["closed_at"] is not None)),
        month_term(month_of(first_place(row["opened_at"]))),
    }
    for run, dense in _runs(normal(row["search"])):
        found.update(_dense(run) if dense else _beginnings(run))
    return " ".join(sorted(found))


@dataclass(frozen=True, slots=True)
class Asked:
    """What an index is asked for: an incident has to hold one term set out of each group, whole.

    A group is a list of alternatives, each a set of terms that must all be there.
    """

    groups: tuple[tuple[frozenset[str], ...], ...]


def words_of(text: str) -> tuple[str, ...]:
    """The words a person looks for, as they are compared; what holds no letter and no digit asks for nothing."""
    return tuple(word for word in normal(text).split() if any(True for _ in _runs(word)))


def terms_of_word(word: str) -> frozenset[str]:
    """The terms that everything holds which holds this word."""
    found: set[str] = set()
    for run, dense in _runs(word):
        if dense:
            found.update(map("".join, pairwise(run)) if len(run) > 1 else run)
        else:
            found.add(run[:LONGEST_BEGINNING])
    return frozenset(found)


def is_beginning(term: str) -> bool:
    """Whether a term is the beginning of a word with letters, no facet and no dense sign."""
    return _kind(term[0]) == 1


def asked(facets: Sequence[tuple[str, Iterable[str]]], words: Iterable[Sequence[frozenset[str]]]) -> Asked:
    """Of each facet one of its values; of each word one of the ways in which it may be there."""
    groups = [tuple(frozenset((facet(kind, value),)) for value in values) for kind, values in facets]
    return Asked(tuple(group for group in (*groups, *(tuple(ways) for ways in words)) if group))


def match(what: Asked) -> str:
    """The same in the words of SQLite's FTS5."""
    return " AND ".join(f"({' OR '.join(map(_all_of, group))})" for group in what.groups)


def _all_of(terms: frozenset[str]) -> str:
    return "(" + " AND ".join(f'"{term}"' for term in sorted(terms)) + ")"


def _dense(run: str) -> Iterator[str]:
    yield from run
    yield from map("".join, pairwise(run))


def _beginnings(run: str) -> Iterator[str]:
    return (run[:length] for length in range(1, min(len(run), LONGEST_BEGINNING) + 1))


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """The runs of letters and digits of a text, and whether each is of signs that stand without spaces."""
    start, kind = 0, 0
    for at, sign in enumerate(text):
        now = _kind(sign)
        if now != kind:
            if kind:
                yield text[start:at], kind == _DENSE
            start, kind = at, now
    if kind:
        yield text[start:], kind == _DENSE


_DENSE: Final = 2
#: Scripts without spaces between words: first and last code point.
_DENSE_RANGES: Final = ((0x2E80, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))


@lru_cache(maxsize=16384)
def _kind(sign: str) -> int:
    if not sign.isalnum():
        return 0
    code = ord(sign)
    return _DENSE if any(first <= code <= last for first, last in _DENSE_RANGES) else 1
