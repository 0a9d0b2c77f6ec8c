"""A handover while it is being made: what is counted, what is said, who has signed. Pure.

The outgoing counts, says why a count is off, and signs; then the incoming signs. Whatever is changed after the first
signature undoes it. A signature is never kept over a restart; everything else is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MOST = 999
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing to count: its id and how many there have to be."""

    id: str
    expected: int


class Stage(StrEnum):
    """What has to be done next."""

    COUNT = "count"
    OUTGOING = "outgoing"
    INCOMING = "incoming"


@dataclass(frozen=True, slots=True)
class Missing:
    """Why it cannot be signed yet: ``not_counted`` or ``words_missing``, of which item."""

    item: str
    code: str


class HandoverDraft:
    """See the module. ``signed`` is what the outgoing has signed: the digest of the page that was before him."""

    def __init__(self, items: Iterable[Counted]) -> None:
        self.items = tuple(items)
        self._expected = {item.id: item.expected for item in self.items}
        self._counts = dict(self._expected)
        self._counted: set[str] = set()
        self._words: dict[str, str] = {}
        self.remarks = ""
        self.signed = ""

    @property
    def stage(self) -> Stage:
        """What comes next."""
        if self.signed:
            return Stage.INCOMING
        return Stage.COUNT if self.missing() else Stage.OUTGOING

    def count(self, item: str) -> int:
        """How many there are, as counted so far; what has to be there where nobody has counted."""
        return self._counts[item]

    def counted(self, item: str) -> bool:
        """Whether somebody has said how many there are."""
        return item in self._counted

    def deviation(self, item: str) -> int:
        """How many too many, or (negative) too few."""
        return self._counts[item] - self._expected[item]

    def words(self, item: str) -> str:
        """Why the count is off."""
        return self._words.get(item, "")

    def change(self, item: str, step: int) -> None:
        """One more, or one fewer."""
        self._counts[item] = min(MOST, max(0, self._counts[item] + step))
        self._counted.add(item)
        self.signed = ""

    def confirm(self, item: str) -> None:
        """It is counted, and there are as many as shown."""
        if item not in self._counted:
            self._counted.add(item)
            self.signed = ""

    def explain(self, item: str, words: str) -> None:
        """Say why the count is off."""
        if words.strip() != self.words(item):
            self._words[item] = words.strip()[:LONGEST]
            self.signed = ""

    def remark(self, words: str) -> None:
        """What else the next shift has to know."""
        if words.strip() != self.remarks:
            self.remarks = words.strip()[:LONGEST]
            self.signed = ""

    def missing(self) -> tuple[Missing, ...]:
        """What has to be done before it can be signed, in the order of the items."""
        found = [Missing(item.id, self._wrong(item.id)) for item in self.items]
        return tuple(one for one in found if one.code)

    def sign(self, seen: str) -> bool:
        """The outgoing has signed the page with this digest; False where something is missing still."""
        if self.missing() or not seen:
            return False
        self.signed = seen
        return True

    def unsign(self) -> None:
        """The outgoing's signature is worth nothing any more."""
        self.signed = ""

    def counts(self) -> list[dict[str, Any]]:
        """The counts as the record keeps them."""
        return [
            {"item": one.id, "expected": one.expected, "count": self._counts[one.id], "words": self.words(one.id)}
            for one in self.items
        ]

    def kept(self) -> dict[str, Any]:
        """What is kept of a draft, as JSON; never a signature."""
        return {
            "counts": {item: self._counts[item] for item in sorted(self._counted)},
            "words": {item: words for item, words in sorted(self._words.items()) if words},
            "remarks": self.remarks,
        }

    def recall(self, kept: object) -> None:
        """Take up a draft again; what is not understood, or is of an item that is no more, is left out."""
        if not isinstance(kept, Mapping):
            return
        for item, count in _pairs(kept.get("counts")):
            if item in self._expected and isinstance(count, int) and not isinstance(count, bool):
                self._counts[item] = min(MOST, max(0, count))
                self._counted.add(item)
        for item, words in _pairs(kept.get("words")):
            if item in self._expected and isinstance(words, str):
                self._words[item] = words[:LONGEST]
        remarks = kept.get("remarks")
        self.remarks = remarks[:LONGEST] if isinstance(remarks, str) else ""
        self.signed = ""

    def _wrong(self, item: str) -> str:
        if item not in self._counted:
            return "not_counted"
        return "words_missing" if self.deviation(item) and not self.words(item) else ""


def _pairs(value: object) -> Iterable[tuple[Any, Any]]:
    return tuple(value.items()) if isinstance(value, Mapping) else ()
