"""Who has knocked and not yet said who it is: few at a time, so that nobody can stand in the door for the others.

Whoever can reach the port may open sockets and say nothing. A device says its name within milliseconds; so when there
are too many who have not, the one that has waited longest goes, first among those of the address that has the most.
"""

from __future__ import annotations

from collections import Counter
from typing import Generic, TypeVar

#: Of one address, and of all together.
PER_ADDRESS = 24
ALTOGETHER = 96

T = TypeVar("T")


class Strangers(Generic[T]):
    """Those at the door, in the order in which they came."""

    def __init__(self, per_address: int = PER_ADDRESS, altogether: int = ALTOGETHER) -> None:
        self._per_address, self._altogether = per_address, altogether
        self._waiting: dict[T, str] = {}
        self._of_address: Counter[str] = Counter()

    def __len__(self) -> int:
        """How many there are."""
        return len(self._waiting)

    def come(self, stranger: T, address: str) -> T | None:
        """Let one more wait; gives who has to go for it, if anybody."""
        gone = None
        if self._of_address[address] >= self._per_address:
            gone = self._oldest(address)
        elif len(self._waiting) >= self._altogether:
            gone = self._oldest(max(self._of_address, key=self._of_address.__getitem__))
        if gone is not None:
            self.leave(gone)
        self._waiting[stranger] = address
        self._of_address[address] += 1
        return gone

    def leave(self, stranger: T) -> None:
        """One has said who it is, or is gone; whoever is not here any more is left alone."""
        address = self._waiting.pop(stranger, None)
        if address is None:
            return
        self._of_address[address] -= 1
        if not self._of_address[address]:
            del self._of_address[address]

    def _oldest(self, address: str) -> T:
        return next(one for one, where in self._waiting.items() if where == address)
