"""Everything the fold knows, with a way back: whatever a commit did not make durable is taken out again.

All values are immutable and every change goes through one door (``_put``), so rewinding is putting the old values back
in reverse. Actions may come in any order (another station's arrive late): one that is not the newest of its occurrence
or incident makes that one fold anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from alarms import incidents, states
from alarms.archive import Archive, HotTable, nothing
from alarms.model import Action, ActionKind, Incident, Occurrence

_MISSING = object()
_Order = tuple[str, str, str]
_NEVER: _Order = ("", "", "")


@dataclass(frozen=True, slots=True)
class Register:
    """A value of which the last writer in the stations' common order wins (a shelf, an arming, a service state)."""

    on: bool = False
    until: float | None = None
    reason: str = ""
    user: str = ""
    order: _Order = _NEVER


OFF = Register()

#: Which register an action writes: its name, the key in ``Action.data`` that names the subject, and on or off.
_REGISTERS = {
    ActionKind.SHELVE: ("shelf", "point", True),
    ActionKind.UNSHELVE: ("shelf", "point", False),
    ActionKind.OUT_OF_SERVICE: ("service", "point", True),
    ActionKind.IN_SERVICE: ("service", "point", False),
    ActionKind.DISARM: ("disarm", "zone", True),
    ActionKind.ARM: ("disarm", "zone", False),
}


class Ledger:
    """The present of all occurrences, incidents, shelves and armed zones, as the actions applied so far make it."""

    def __init__(self, archive: Archive = nothing) -> None:
        self.archive = archive
        self._absent: set[str] = set()
        self.occurrences: dict[str, Occurrence] = HotTable(self._recall)
        self.incidents: dict[str, Incident] = HotTable(self._recall)
        self._history: dict[str, tuple[Action, ...]] = HotTable(self._recall)
        self._seen: dict[str, bool] = {}
        self._registers: dict[tuple[str, str], Register] = {}
        self._numbers: dict[str, int] = {}
        self._active: dict[str, tuple[str, ...]] = {}
        self._latest: dict[str, str] = {}
        self._open_incidents: dict[str, tuple[str, ...]] = {}
        self._open: dict[str, bool] = {}
        self._undo: list[tuple[dict[Any, Any], Any, Any]] = []
        self._touched: dict[tuple[str, str], None] = {}

    # What is known.

    def history(self, entity: str) -> tuple[Action, ...]:
        """All actions of an occurrence or incident, in order."""
        return self._history.get(entity, ())

    def seen(self, action: str) -> bool:
        """Whether an action of this id was applied already."""
        return action in self._seen

    def register(self, name: str, subject: str) -> Register:
        """The shelf or service state of a point, or the disarming of a zone."""
        return self._registers.get((name, subject), OFF)

    def registers(self, name: str) -> Iterator[tuple[str, Register]]:
        """All subjects whose register of this name is on."""
        return ((key[1], value) for key, value in self._registers.items() if key[0] == name and value.on)

    def active_of(self, point: str) -> tuple[Occurrence, ...]:
        """The occurrences of a point whose condition is active, oldest first."""
        return tuple(self.occurrences[one] for one in self._active.get(point, ()))

    def latest_of(self, point: str) -> Occurrence | None:
        """The newest occurrence of a point."""
        return self.occurrences.get(self._latest.get(point, ""))

    def open_occurrences(self) -> tuple[Occurrence, ...]:
        """All that is still on a list, in no particular order."""
        return tuple(self.occurrences[one] for one in self._open)

    def open_incidents_of(self, zone: str) -> tuple[Incident, ...]:
        """The incidents of a zone that nobody closed, oldest first."""
        return tuple(self.incidents[one] for one in self._open_incidents.get(zone, ()))

    def next_number(self, day: str) -> int:
        """The next free sequence number of incidents this station opens on a day."""
        return self._numbers.get(day, 0) + 1

    # What changes it.

    def apply(self, action: Action) -> bool:
        """Take an action in; False where it was there already."""
        for case in (action.occurrence, action.incident):
            if case is not None:
                self._recall(case)
        if action.id in self._seen:
            return False
        self._put(self._seen, action.id, True)
        register = _REGISTERS.get(action.kind)
        if register is not None:
            self._write_register(action, *register)
        if action.occurrence is not None:
            self._apply_occurrence(action, action.occurrence)
        if action.incident is not None:
            self._apply_incident(action, action.incident)
        return True

    def mark(self) -> int:
        """Where a way back begins; see ``rewind`` and ``settle``."""
        return len(self._undo)

    def rewind(self, mark: int) -> None:
        """Put everything back as it was at the mark."""
        while len(self._undo) > mark:
            table, key, old = self._undo.pop()
            if old is _MISSING:
                del table[key]
            else:
                table[key] = old
        if mark == 0:
            self._touched.clear()

    def settle(self) -> None:
        """What was done is durable: there is no way back any more."""
        self._undo.clear()
        self._touched.clear()
        self._absent.clear()

    def forget(self, before: float) -> int:
        """Let go of cases that are over and whose last action is older (UTC seconds); gives how many.

        Only where there is an archive to fetch them from again, and only between ``settle`` and the next action.
        """
        if self.archive is nothing or self._undo:
            return 0
        newest = set(self._latest.values())
        open_cases = {one.incident for one in map(self.occurrences.get, self._open) if one is not None}
        over = [key for key, one in self.occurrences.items() if key not in self._open and key not in newest]
        over += [key for key, one in self.incidents.items() if not one.open and key not in open_cases]
        old = [key for key in over if self._history[key][-1].at < before]
        for key in old:
            for action in self._history.pop(key):
                self._seen.pop(action.id, None)
            self.occurrences.pop(key, None)
            self.incidents.pop(key, None)
        return len(old)

    def _recall(self, case: str) -> None:
        """Fetch a case that is not held from the archive; the present is not changed by what was over long ago."""
        if case in self._absent or dict.__contains__(self._history, case):
            return
        self._absent.add(case)
        actions = sorted(self.archive(case), key=lambda action: action.order)
        if not actions:
            return
        undo, touched, latest = len(self._undo), dict(self._touched), dict(self._latest)
        for action in actions:
            self.apply(action)
        del self._undo[undo:]
        self._touched = touched
        self._latest |= latest

    def touched(self) -> tuple[tuple[Occurrence, ...], tuple[Incident, ...]]:
        """The occurrences and incidents changed since the last ``settle``, in the order they were first changed."""
        occurrences = (self.occurrences.get(key) for table, key in self._touched if table == "occurrence")
        cases = (self.incidents.get(key) for table, key in self._touched if table == "incident")
        return tuple(one for one in occurrences if one), tuple(one for one in cases if one)

    def _put(self, table: dict[Any, Any], key: Any, value: Any) -> None:
        self._undo.append((table, key, dict.get(table, key, _MISSING)))
        table[key] = value

    def _drop(self, table: dict[Any, Any], key: Any) -> None:
        if key in table:
            self._undo.append((table, key, table.pop(key)))

    def _remember(self, entity: str, action: Action) -> bool:
        """Add to a history; whether the action is the newest there."""
        history = self._history.get(entity, ())
        newest = not history or history[-1].order < action.order
        grown = (*history, action) if newest else tuple(sorted((*history, action), key=lambda one: one.order))
        self._put(self._history, entity, grown)
        return newest

    def _apply_occurrence(self, action: Action, key: str) -> None:
        before = self.occurrences.get(key)
        newest = self._remember(key, action)
        after = states.apply(before, action) if before and newest else states.fold(self._history[key])
        if after is None or after == before:
            return
        self._put(self.occurrences, key, after)
        self._touched[("occurrence", key)] = None
        self._index_occurrence(before, after)

    def _index_occurrence(self, before: Occurrence | None, after: Occurrence) -> None:
        active = self._active.get(after.point, ())
        if after.active and after.id not in active:
            self._put(self._active, after.point, (*active, after.id))
        elif not after.active and after.id in active:
            self._put(self._active, after.point, tuple(one for one in active if one != after.id))
        if before is None:
            self._put(self._latest, after.point, after.id)
        if after.open:
            self._put(self._open, after.id, True)
        else:
            self._drop(self._open, after.id)

    def _apply_incident(self, action: Action, key: str) -> None:
        before = self.incidents.get(key)
        newest = self._remember(key, action)
        again = not newest or before is None or action.kind is ActionKind.UNDO
        after = incidents.fold(self._history[key]) if again else incidents.apply(before, action)  # type: ignore[arg-type]
        if action.kind is ActionKind.INCIDENT_OPEN:
            self._count_number(str(action.data.get("number", "")))
        if after is None or after == before:
            return
        self._put(self.incidents, key, after)
        self._touched[("incident", key)] = None
        cases = self._open_incidents.get(after.zone, ())
        if after.open and key not in cases:
            self._put(self._open_incidents, after.zone, (*cases, key))
        elif not after.open and key in cases:
            self._put(self._open_incidents, after.zone, tuple(one for one in cases if one != key))

    def _count_number(self, number: str) -> None:
        day, _, sequence = number.rpartition("-")
        if sequence.isdigit() and int(sequence) > self._numbers.get(day, 0):
            self._put(self._numbers, day, int(sequence))

    def _write_register(self, action: Action, name: str, subject_key: str, on: bool) -> None:
        key = (name, str(action.data.get(subject_key, "")))
        if action.order < self._registers.get(key, OFF).order:
            return
        until, reason = action.data.get("until"), str(action.data.get("reason", ""))
        self._put(self._registers, key, Register(on, until if on else None, reason, action.user, action.order))


def folded(actions: Iterable[Action]) -> Ledger:
    """A ledger of all these actions, settled."""
    ledger = Ledger()
    for action in actions:
        ledger.apply(action)
    ledger.settle()
    return ledger


def as_listed(occurrences: Iterable[Occurrence]) -> tuple[Occurrence, ...]:
    """In the order of a guard's list: fire first, then priority, unacknowledged first, newest first."""
    return tuple(
        sorted(
            occurrences,
            key=lambda one: (one.alarm_class != "fire", one.priority, not one.unacked, -one.raised_at, one.id),
        )
    )
