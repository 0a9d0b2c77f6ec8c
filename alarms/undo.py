"""Tables with a way back: every change is noted with the old value, so that rewinding is putting the old values back.

Tables hold immutable values. A watched table also says which of its keys changed, in whatever direction.
"""

from __future__ import annotations

from typing import Any

_MISSING = object()

Key = tuple[str, Any]


class UndoLog:
    """Changes tables and can take the changes back until ``settle``."""

    def __init__(self) -> None:
        self._log: list[tuple[dict[Any, Any], Any, Any]] = []
        self._names: dict[int, str] = {}
        self.changed: dict[Key, None] = {}

    def watch(self, name: str, table: dict[Any, Any]) -> None:
        """Note changes of a table in ``changed`` as (name, key). The table must live as long as this log."""
        self._names[id(table)] = name

    def put(self, table: dict[Any, Any], key: Any, value: Any) -> None:
        """Set a value."""
        self._log.append((table, key, dict.get(table, key, _MISSING)))
        table[key] = value
        self._note(table, key)

    def drop(self, table: dict[Any, Any], key: Any) -> None:
        """Remove a key, if it is there."""
        if dict.__contains__(table, key):
            self._log.append((table, key, table.pop(key)))
            self._note(table, key)

    def mark(self) -> int:
        """Where ``rewind`` may go back to; zero after ``settle``."""
        return len(self._log)

    def rewind(self, mark: int) -> None:
        """Put everything back as it was at the mark."""
        while len(self._log) > mark:
            table, key, old = self._log.pop()
            if old is _MISSING:
                del table[key]
            else:
                table[key] = old
            self._note(table, key)

    def settle(self) -> None:
        """There is no way back any more."""
        self._log.clear()

    def keep(self, mark: int) -> None:
        """What was done since the mark stays, whatever is rewound."""
        del self._log[mark:]

    def drain(self) -> tuple[Key, ...]:
        """What changed in the watched tables since the last drain, in the order it first did."""
        changed, self.changed = tuple(self.changed), {}
        return changed

    def _note(self, table: dict[Any, Any], key: Any) -> None:
        name = self._names.get(id(table))
        if name is not None:
            self.changed[name, key] = None
