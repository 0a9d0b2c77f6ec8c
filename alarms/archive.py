"""What is not hot is not forgotten: a table of the ledger that fetches a case from the record once it is asked for.

The ledger holds what is open or recent. A message or a person may speak of a case that was over long ago; it is then
judged with that case's whole history, exactly as if the ledger had held it all along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar, overload

from alarms.model import Action

V = TypeVar("V")
D = TypeVar("D")

#: Case -> all its actions in the record, none where it has no such case.
Archive = Callable[[str], Iterable[Action]]


def nothing(_case: str) -> Iterable[Action]:
    """The archive of a ledger that holds everything."""
    return ()


class HotTable(dict[str, V]):
    """A dict that calls ``fetch`` with a key that it lacks, and looks again; walking through it fetches nothing."""

    def __init__(self, fetch: Callable[[str], None]) -> None:
        super().__init__()
        self._fetch = fetch

    def __missing__(self, key: str) -> V:
        self._fetch(key)
        if dict.__contains__(self, key):
            return dict.__getitem__(self, key)
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        if not dict.__contains__(self, key) and isinstance(key, str):
            self._fetch(key)
        return dict.__contains__(self, key)

    @overload
    def get(self, key: str, default: None = None, /) -> V | None: ...
    @overload
    def get(self, key: str, default: V, /) -> V: ...
    @overload
    def get(self, key: str, default: D, /) -> V | D: ...
    def get(self, key: str, default: object = None, /) -> object:
        """As a dict's, with a look into the record."""
        return dict.__getitem__(self, key) if key in self else default
