"""The open occurrences as rows, most urgent first, changed in batches."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from alarms.model import Condition, Occurrence, Suppression
from alarms.qt.alarm_groups import folded, group_of

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class AlarmText:
    """The words of one occurrence in the language of the screen: where, what, and a detail (a value, a channel)."""

    place: str
    thing: str
    detail: str = ""


class AlarmRole(IntEnum):
    """What a delegate may ask of a row."""

    OCCURRENCE = Qt.ItemDataRole.UserRole + 1
    TEXT = Qt.ItemDataRole.UserRole + 2
    ID = Qt.ItemDataRole.UserRole + 3
    BEHIND = Qt.ItemDataRole.UserRole + 4


def order(occurrence: Occurrence) -> tuple[int, int, int, float, str]:
    """Give the place in the list: unhandled first (drills last of them), fire, by priority, newest first."""
    if occurrence.suppression is not Suppression.NONE:
        rank = 3
    elif occurrence.unacked:
        rank = 1 if occurrence.drill else 0
    else:
        rank = 2
    fire = occurrence.alarm_class == "fire" and occurrence.priority.guarded
    return (rank, 0 if fire else 1, int(occurrence.priority), -occurrence.raised_at, occurrence.id)


class AlarmModel(QAbstractListModel):
    """Rows are the open occurrences. `apply` may be called often; rows change once per batch interval.

    In a flood (`set_flood`) rows of one zone and incident stand behind the first of them, which tells their number
    (`AlarmRole.BEHIND`) until it is unfolded (`unfold`). `describe` turns an occurrence into words; it is asked once
    per change of a row and again at `retranslate`.
    """

    counts_changed = Signal()

    def __init__(
        self, describe: Callable[[Occurrence], AlarmText], batch_ms: int = 50, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._describe = describe
        self._rows: list[Occurrence] = []
        self._texts: dict[str, AlarmText] = {}
        self._waiting: dict[str, Occurrence] = {}
        self._everything: dict[str, Occurrence] = {}
        self._flood = False
        self._unfolded: set[tuple[str, str | None, bool]] = set()
        self._behind: dict[str, int] = {}
        self._batch = QTimer(self, singleShot=True, interval=batch_ms)
        self._batch.timeout.connect(self.flush)

    def apply(self, occurrences: Iterable[Occurrence]) -> None:
        """Take changed occurrences; the latest of each wins."""
        for occurrence in occurrences:
            self._waiting[occurrence.id] = occurrence
        if self._waiting and not self._batch.isActive():
            self._batch.start()

    def reset(self, occurrences: Iterable[Occurrence]) -> None:
        """Start from a snapshot."""
        self._batch.stop()
        self._waiting.clear()
        self._everything = {o.id: o for o in occurrences if o.open}
        self.beginResetModel()
        self._rows, self._behind = sorted(self._everything.values(), key=order), {}
        if self._flood:
            self._rows, self._behind = folded(self._rows, self._unfolded)
        self._texts = {o.id: self._describe(o) for o in self._rows}
        self.endResetModel()
        self.counts_changed.emit()

    def set_flood(self, on: bool) -> None:
        """Fold rows by zone and incident, or show each again."""
        if on != self._flood:
            self._flood = on
            self._unfolded.clear()
            self.flush()
            self._show_all_anew()

    def unfold(self, occurrence: str) -> None:
        """Show what stands behind a row, or fold it again."""
        found = self._everything.get(occurrence)
        if found is not None and self._flood:
            self._unfolded ^= {group_of(found)}
            self._show_all_anew()

    def everything(self) -> tuple[Occurrence, ...]:
        """All open occurrences, also those behind a row, in no particular order."""
        return tuple(self._everything.values())

    def gathered(self, occurrence: str) -> tuple[str, ...]:
        """Give the ids that a row stands for: its own, and those behind it."""
        found = self._everything.get(occurrence)
        if found is None or not self._behind.get(occurrence):
            return () if found is None else (occurrence,)
        shown, group = {one.id for one in self._rows}, group_of(found)
        return (occurrence, *(key for key, o in self._everything.items() if key not in shown and group_of(o) == group))

    def in_zone_of(self, occurrence: str) -> tuple[str, ...]:
        """Give the ids of all open alarms in the zone of one, drills apart from what is real."""
        found = self._everything.get(occurrence)
        if found is None:
            return ()
        same = (found.zone, found.drill)
        return tuple(key for key, one in self._everything.items() if (one.zone, one.drill) == same)

    def flush(self) -> None:
        """Bring the waiting changes into the rows now, as one change of layout."""
        self._batch.stop()
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, {}
        for one in waiting.values():
            if one.open:
                self._everything[one.id] = one
            else:
                self._everything.pop(one.id, None)
        if self._flood:
            self._show(set(waiting))
        else:
            self._replace(waiting)
        self.counts_changed.emit()

    def retranslate(self) -> None:
        """Ask for all words again, after a change of language or of the site."""
        self._texts = {o.id: self._describe(o) for o in self._rows}
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def occurrences(self) -> tuple[Occurrence, ...]:
        """All rows in order."""
        return tuple(self._rows)

    def row_of(self, occurrence: str) -> int:
        """Give the row of an occurrence's id, -1 when it has none."""
        return next((i for i, o in enumerate(self._rows) if o.id == occurrence), -1)

    def rowCount(self, parent: _Index | None = None) -> int:
        """Count the rows."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give a row's occurrence, words or id."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        occurrence = self._rows[index.row()]
        text = self._texts[occurrence.id]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " ".join(filter(None, (text.place, text.thing, text.detail)))
        values = {
            AlarmRole.OCCURRENCE: occurrence,
            AlarmRole.TEXT: text,
            AlarmRole.ID: occurrence.id,
            AlarmRole.BEHIND: self._behind.get(occurrence.id, 0),
        }
        return values.get(role)  # type: ignore[call-overload]

    def _show_all_anew(self) -> None:
        self._show(set())
        self.counts_changed.emit()

    def _replace(self, changed: dict[str, Occurrence]) -> None:
        known = {o.id for o in self._rows}
        fresh = {i: o for i, o in changed.items() if o.open}
        if len(fresh) == len(changed) and known.issuperset(fresh) and self._same_places(fresh):
            self._update_in_place(fresh)
            return
        self._show(set(fresh))

    def _same_places(self, fresh: dict[str, Occurrence]) -> bool:
        rows = [fresh.get(o.id, o) for o in self._rows]
        keys = [order(o) for o in rows]
        return all(a <= b for a, b in itertools.pairwise(keys))

    def _update_in_place(self, fresh: dict[str, Occurrence]) -> None:
        for row, old in enumerate(self._rows):
            if (new := fresh.get(old.id)) is not None:
                self._rows[row] = new
                self._texts[new.id] = self._describe(new)
                index = self.index(row)
                self.dataChanged.emit(index, index)

    def _show(self, changed: set[str]) -> None:
        """Bring the rows in line with what is open: some go, some come, then all take their places at once.

        Persistent indexes (a selection) follow their occurrence.
        """
        wanted = sorted(self._everything.values(), key=order)
        wanted, self._behind = folded(wanted, self._unfolded) if self._flood else (wanted, {})
        places = {o.id: place for place, o in enumerate(wanted)}
        for row in reversed([i for i, o in enumerate(self._rows) if o.id not in places]):
            self.beginRemoveRows(QModelIndex(), row, row)
            self._texts.pop(self._rows.pop(row).id, None)
            self.endRemoveRows()
        known = {o.id for o in self._rows}
        new = [o for o in wanted if o.id not in known]
        self._texts |= {o.id: self._describe(o) for o in wanted if o.id in changed or o.id not in self._texts}
        if new:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(new) - 1)
            self._rows += new
            self.endInsertRows()
        self._take_places(wanted, places)

    def _take_places(self, wanted: list[Occurrence], places: dict[str, int]) -> None:
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        ids = [self._rows[i.row()].id for i in held]
        self._rows = wanted
        self.changePersistentIndexList(held, [self.index(places[i]) for i in ids])
        self.layoutChanged.emit()


def standing(occurrence: Occurrence) -> str:
    """Give the code of how an occurrence stands for the list: what a person has to know at one look."""
    if occurrence.suppression is not Suppression.NONE:
        return occurrence.suppression.value
    if occurrence.unacked:
        return "new" if occurrence.condition is Condition.ACTIVE else "returned"
    if occurrence.condition is Condition.ACTIVE:
        return "acknowledged"
    return "awaiting_reset" if occurrence.awaiting_reset else "over"
