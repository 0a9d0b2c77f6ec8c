"""Everything the fold knows, with a way back: whatever a commit did not make durable is taken out again.

All values are immutable and every change goes through the undo log. Actions may come in any order (another station's
arrive late), and the same one may come from several stations, each in its own words: one that is not the newest of its
occurrence or incident, or not the only one of its id, makes that one fold anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from alarms import incidents, states
from alarms.archive import Archive, HotTable, nothing
from alarms.model import Action, ActionKind, Incident, Occurrence, Pending
from alarms.undo import UndoLog

_Order = tuple[str, str, str]
_NEVER: _Order = ("", "", "")

#: How many activations of a point, and alarms of the station, are kept for judging chatter and floods.
RECENT = 64


@dataclass(frozen=True, slots=True)
class Register:
    """A value of which the last writer in the stations' common order wins (a shelf, an arming, a flood)."""

    on: bool = False
    until: float | None = None
    reason: str = ""
    user: str = ""
    order: _Order = _NEVER
    at: float = 0.0
    data: Mapping[str, Any] = field(default_factory=dict)


OFF = Register()

#: Which register an action writes: its name, the key in ``Action.data`` that names the subject, and on or off.
_REGISTERS = {
    ActionKind.SHELVE: ("shelf", "point", True),
    ActionKind.UNSHELVE: ("shelf", "point", False),
    ActionKind.OUT_OF_SERVICE: ("service", "point", True),
    ActionKind.IN_SERVICE: ("service", "point", False),
    ActionKind.DISARM: ("disarm", "zone", True),
    ActionKind.ARM: ("disarm", "zone", False),
    ActionKind.FLOOD: ("flood", "scope", True),
    ActionKind.FLOOD_END: ("flood", "scope", False),
}

_Moments = tuple[tuple[float, str], ...]


class Ledger:
    """The present of all occurrences, incidents, shelves and armed zones, as the actions applied so far make it."""

    def __init__(self, archive: Archive = nothing) -> None:
        self.archive = archive
        self._absent: set[str] = set()
        self.occurrences: dict[str, Occurrence] = HotTable(self._recall)
        self.incidents: dict[str, Incident] = HotTable(self._recall)
        self._history: dict[str, tuple[Action, ...]] = HotTable(self._recall)
        self._seen: dict[str, tuple[str, ...]] = {}
        self._registers: dict[tuple[str, str], Register] = {}
        self._numbers: dict[str, int] = {}
        self._active: dict[tuple[str, bool], tuple[str, ...]] = {}
        self._latest: dict[tuple[str, bool | None], str] = {}
        self._open_incidents: dict[str, tuple[str, ...]] = {}
        self._open: dict[str, bool] = {}
        self._open_in: dict[str, dict[str, bool]] = {}
        self._pending: dict[str, Pending] = {}
        self._pending_of: dict[tuple[str, bool], tuple[str, ...]] = {}
        self._aliases: dict[str, str] = {}
        self._edges: dict[tuple[str, bool], _Moments] = {}
        self._recent: dict[bool, _Moments] = {}
        self._touched: dict[tuple[str, str], None] = {}
        self._undo = UndoLog()
        self._undo.watch("occurrence", self.occurrences)
        self._undo.watch("pending", self._pending)
        self._undo.watch("recent", self._recent)
        self._undo.watch("register", self._registers)

    # What is known.

    def history(self, entity: str) -> tuple[Action, ...]:
        """All actions of an occurrence or incident, in order."""
        return self._history.get(entity, ())

    def seen(self, action: str) -> bool:
        """Whether an action of this id was applied already, whichever station recorded it."""
        return action in self._seen

    def newest(self, kind: ActionKind, occurrence: str | None, incident: str | None, data: Mapping[str, Any]) -> str:
        """The newest reading in anything that an action is about to say something of; empty where it is the first."""
        found = [self.history(case)[-1].clock for case in (occurrence, incident) if case and self.history(case)]
        if kind in _REGISTERS:
            name, subject_key, _on = _REGISTERS[kind]
            found.append(self.register(name, str(data.get(subject_key, ""))).order[0])
        return max(found, default="")

    def register(self, name: str, subject: str) -> Register:
        """The shelf or service state of a point, the disarming of a zone, the flood of a station."""
        return self._registers.get((name, subject), OFF)

    def registers(self, name: str) -> Iterator[tuple[str, Register]]:
        """All subjects whose register of this name is on."""
        return ((subject, value) for subject, value in self.written(name) if value.on)

    def written(self, name: str) -> Iterator[tuple[str, Register]]:
        """All subjects whose register of this name was ever written."""
        return ((key[1], value) for key, value in self._registers.items() if key[0] == name)

    def active_of(self, point: str, *, drill: bool = False) -> tuple[Occurrence, ...]:
        """The real occurrences of a point (or those of drills) whose condition is active, oldest first."""
        return tuple(self.occurrences[one] for one in self._active.get((point, drill), ()))

    def latest_of(self, point: str, *, drill: bool | None = None) -> Occurrence | None:
        """The newest occurrence of a point: of all, of the real ones, or of those of drills."""
        key = self._latest.get((point, drill))
        return None if key is None else self.occurrences[key]

    def open_occurrences(self) -> tuple[Occurrence, ...]:
        """All that is still on a list, in no particular order."""
        return tuple(self.occurrences[one] for one in self._open)

    def open_in(self, zone: str) -> tuple[Occurrence, ...]:
        """Those of one zone, without the zones below it."""
        return tuple(self.occurrences[one] for one in self._open_in.get(zone, ()))

    def pending(self, occurrence: str) -> Pending | None:
        """The activation of this id that is no alarm yet."""
        return self._pending.get(occurrence)

    def pending_of(self, point: str, *, drill: bool = False) -> tuple[Pending, ...]:
        """The activations of a point that are no alarm yet, oldest first."""
        return tuple(self._pending[one] for one in self._pending_of.get((point, drill), ()))

    def all_pending(self) -> tuple[Pending, ...]:
        """Every activation that is no alarm yet, by when it becomes one."""
        return tuple(sorted(self._pending.values(), key=lambda one: (one.due, one.occurrence)))

    def alias(self, occurrence: str) -> str:
        """The occurrence that an activation of this id was made part of; itself where it was not."""
        return self._aliases.get(occurrence, occurrence)

    def edges(self, point: str, *, drill: bool = False) -> tuple[float, ...]:
        """When the point's newest activations were, oldest first (UTC seconds), alarms or not."""
        return tuple(at for at, _ in self._edges.get((point, drill), ()))

    def activations(self, point: str, *, drill: bool = False) -> tuple[str, ...]:
        """The point's newest activations, oldest first, alarms or not."""
        return tuple(key for _, key in self._edges.get((point, drill), ()))

    def recent(self, *, drill: bool = False) -> tuple[float, ...]:
        """When the newest alarms of all points were raised, oldest first (UTC seconds)."""
        return tuple(at for at, _ in self._recent.get(drill, ()))

    def open_incidents_of(self, zone: str) -> tuple[Incident, ...]:
        """The incidents of a zone that nobody closed, oldest first."""
        return tuple(self.incidents[one] for one in self._open_incidents.get(zone, ()))

    def next_number(self, day: str) -> int:
        """The next free sequence number of incidents this station opens on a day."""
        return self._numbers.get(day, 0) + 1

    # What changes it.

    def apply(self, action: Action) -> bool:
        """Take an action in; False where this station's entry of it was there already."""
        for case in (action.occurrence, action.incident):
            if case is not None:
                self._recall(case)
        stations = self._seen.get(action.id, ())
        if action.station in stations:
            return False
        self._undo.put(self._seen, action.id, (*stations, action.station))
        register = _REGISTERS.get(action.kind)
        if register is not None:
            self._write_register(action, *register)
        if action.occurrence is not None:
            self._apply_occurrence(action, action.occurrence, alone=not stations)
        if action.incident is not None:
            self._apply_incident(action, action.incident)
        return True

    def mark(self) -> int:
        """Where a way back begins; see ``rewind`` and ``settle``."""
        return self._undo.mark()

    def rewind(self, mark: int) -> None:
        """Put everything back as it was at the mark."""
        self._undo.rewind(mark)
        if mark == 0:
            self._touched.clear()

    def settle(self) -> None:
        """What was done is durable: there is no way back any more."""
        self._undo.settle()
        self._touched.clear()
        self._absent.clear()

    def forget(self, before: float) -> int:
        """Let go of cases that are over and whose last action is older (UTC seconds); gives how many.

        Only where there is an archive to fetch them from again, and only between ``settle`` and the next action.
        """
        if self.archive is nothing or self._undo.mark():
            return 0
        newest = set(self._latest.values())
        open_cases = {one.incident for one in map(self.occurrences.get, self._open) if one is not None}
        over = [key for key in self._history if not (key in self._open or key in newest or key in self._pending)]
        over = [key for key in over if not self._stands(key, open_cases)]
        old = [key for key in over if self._history[key][-1].at < before]
        for key in old:
            for action in self._history.pop(key):
                self._seen.pop(action.id, None)
            self.occurrences.pop(key, None)
            self.incidents.pop(key, None)
        return len(old)

    def _stands(self, case: str, open_cases: set[str | None]) -> bool:
        incident = dict.get(self.incidents, case)
        return incident is not None and (incident.open or case in open_cases)

    def _recall(self, case: str) -> None:
        """Fetch a case that is not held from the archive; the present is not changed by what was over long ago."""
        if case in self._absent or dict.__contains__(self._history, case):
            return
        self._absent.add(case)
        actions = sorted(self.archive(case), key=lambda action: action.order)
        if not actions:
            return
        undo, touched, latest = self._undo.mark(), dict(self._touched), dict(self._latest)
        for action in actions:
            self.apply(action)
        self._undo.keep(undo)
        self._touched = touched
        self._latest |= latest

    def touched(self) -> tuple[tuple[Occurrence, ...], tuple[Incident, ...]]:
        """The occurrences and incidents changed since the last ``settle``, in the order they were first changed."""
        occurrences = (self.occurrences.get(key) for table, key in self._touched if table == "occurrence")
        cases = (self.incidents.get(key) for table, key in self._touched if table == "incident")
        return tuple(one for one in occurrences if one), tuple(one for one in cases if one)

    def drain(self) -> tuple[tuple[str, Any], ...]:
        """What changed since the last drain, either way, in order: (occurrence | pending | register | recent, key)."""
        return self._undo.drain()

    def _remember(self, entity: str, action: Action) -> bool:
        """Add to a history; whether the action is the newest there."""
        history = self._history.get(entity, ())
        newest = not history or history[-1].order < action.order
        grown = (*history, action) if newest else tuple(sorted((*history, action), key=lambda one: one.order))
        self._undo.put(self._history, entity, grown)
        return newest

    def _apply_occurrence(self, action: Action, key: str, *, alone: bool) -> None:
        before = dict.get(self.occurrences, key)
        newest = self._remember(key, action)
        history = self._history[key]
        after = states.apply(before, action) if before and newest and alone else states.fold(history)
        self._note_moment(action, key)
        if before is None:
            self._keep_pending(key, None if after else states.pending(history))
        if after is None or after == before:
            return
        self._undo.put(self.occurrences, key, after)
        self._touched[("occurrence", key)] = None
        self._index(before, after)

    def _note_moment(self, action: Action, key: str) -> None:
        if action.kind is ActionKind.UPDATE and "alias" in action.data:
            self._undo.put(self._aliases, str(action.data["alias"]), key)
        elif action.kind is ActionKind.RAISE or action.kind is ActionKind.PENDING:
            data = action.data if action.kind is ActionKind.RAISE else action.data.get("values", {})
            subject = (str(data.get("point", "")), bool(data.get("drill", False)))
            self._undo.put(self._edges, subject, _with(self._edges.get(subject, ()), action.at, key))

    def _keep_pending(self, key: str, found: Pending | None) -> None:
        known = self._pending.get(key)
        if found == known:
            return
        one = found or known
        assert one is not None
        subject = (one.point, one.drill)
        others = tuple(other for other in self._pending_of.get(subject, ()) if other != key)
        if found is None:
            self._undo.drop(self._pending, key)
            self._undo.put(self._pending_of, subject, others)
        else:
            self._undo.put(self._pending, key, found)
            self._undo.put(self._pending_of, subject, (*others, key))

    def _index(self, before: Occurrence | None, after: Occurrence) -> None:
        subject = (after.point, after.drill)
        active = self._active.get(subject, ())
        if after.active and after.id not in active:
            self._undo.put(self._active, subject, (*active, after.id))
        elif not after.active and after.id in active:
            self._undo.put(self._active, subject, tuple(one for one in active if one != after.id))
        if before is None:
            self._index_new(after)
        zone = self._open_in.setdefault(after.zone, {})
        for table in (self._open, zone):
            if not after.open:
                self._undo.drop(table, after.id)
            elif after.id not in table:
                self._undo.put(table, after.id, True)

    def _index_new(self, occurrence: Occurrence) -> None:
        for drill in (None, occurrence.drill):
            known = self._latest.get((occurrence.point, drill))
            if known is None or self.raised_in_order(known) < self.raised_in_order(occurrence.id):
                self._undo.put(self._latest, (occurrence.point, drill), occurrence.id)
        if not (occurrence.raised_suppressed or occurrence.replay):
            moments = _with(self._recent.get(occurrence.drill, ()), occurrence.raised_at, occurrence.id)
            self._undo.put(self._recent, occurrence.drill, moments)

    def raised_in_order(self, key: str) -> _Order:
        """The place of an occurrence's first RAISE in the stations' common order."""
        return next(action.order for action in self._history[key] if action.kind is ActionKind.RAISE)

    def _apply_incident(self, action: Action, key: str) -> None:
        before = dict.get(self.incidents, key)
        newest = self._remember(key, action)
        again = not newest or before is None or action.kind is ActionKind.UNDO
        after = incidents.fold(self._history[key]) if again else incidents.apply(before, action)  # type: ignore[arg-type]
        if action.kind is ActionKind.INCIDENT_OPEN:
            self._count_number(str(action.data.get("number", "")))
        if after is None or after == before:
            return
        self._undo.put(self.incidents, key, after)
        self._touched[("incident", key)] = None
        if before is not None and before.zone != after.zone:
            self._keep_open(before.zone, key, open_now=False)
        self._keep_open(after.zone, key, open_now=after.open)

    def _keep_open(self, zone: str, key: str, *, open_now: bool) -> None:
        cases = self._open_incidents.get(zone, ())
        if open_now and key not in cases:
            self._undo.put(self._open_incidents, zone, (*cases, key))
        elif not open_now and key in cases:
            self._undo.put(self._open_incidents, zone, tuple(one for one in cases if one != key))

    def _count_number(self, number: str) -> None:
        day, _, sequence = number.rpartition("-")
        if sequence.isdigit() and int(sequence) > self._numbers.get(day, 0):
            self._undo.put(self._numbers, day, int(sequence))

    def _write_register(self, action: Action, name: str, subject_key: str, on: bool) -> None:
        key = (name, str(action.data.get(subject_key, "")))
        if action.order < self._registers.get(key, OFF).order:
            return
        until, reason = action.data.get("until"), str(action.data.get("reason", ""))
        value = Register(on, until if on else None, reason, action.user, action.order, action.at, action.data)
        self._undo.put(self._registers, key, value)


def _with(moments: _Moments, at: float, key: str) -> _Moments:
    """The newest moments with one more, each thing once, oldest first."""
    if not moments or moments[-1][0] <= at:
        if any(known == key for _, known in moments):
            return moments
        return (*moments[1 - RECENT :], (at, key))
    others = [one for one in moments if one[1] != key]
    first = min([at, *(time for time, known in moments if known == key)])
    return tuple(sorted((*others, (first, key)))[-RECENT:])


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
