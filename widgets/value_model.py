"""Values by zone as Qt's item model: what stays is left alone, so that nothing flickers however much comes in."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, overload

from PySide6.QtCore import QAbstractItemModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from widgets import severity, theme, times
from widgets.value_content import MARKS, Level, RowKey, ValueRow, limits_words, state_words

NAME, VALUE, STATE, LIMITS, AGE = range(5)
COLUMNS = 5
#: So many rows that come or go at once are one change of the whole.
AT_ONCE = 100
KEY_ROLE = int(Qt.ItemDataRole.UserRole)

AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_ZONE_ROLES = (Qt.ItemDataRole.DecorationRole, Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.DisplayRole)


@dataclass
class _Zone:
    """A zone with its rows, in the order of their names; ``uid`` tells it in Qt's indexes for ever."""

    uid: int
    order: int
    zone: str
    name: str
    rows: list[ValueRow] = field(default_factory=list)
    keys: list[tuple[str, RowKey]] = field(default_factory=list)
    worst: tuple[Level, int] | Literal[""] | None = ""


class ValueModel(QAbstractItemModel):
    """Two levels: zones, and their values. ``key_of`` and ``index_of`` join rows with what is chosen."""

    def __init__(self, now: Callable[[], float] = time.time, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._all: dict[RowKey, ValueRow] = {}
        self._zones: list[_Zone] = []
        self._by_uid: dict[int, _Zone] = {}
        self._place: dict[RowKey, _Zone] = {}
        self._words: tuple[str, ...] = ()
        self._changed: dict[int, set[int]] = {}
        self._next = 1

    def apply(self, changes: Mapping[RowKey, ValueRow | None]) -> None:
        """Take rows that are new or otherwise than before; None for those that are gone."""
        known = {key: self._all.get(key) for key in changes}
        moving = [key for key, row in changes.items() if _sorted_by(row) != _sorted_by(known[key])]
        for key, row in changes.items():
            if row is None:
                self._all.pop(key, None)
            else:
                self._all[key] = row
        if len(moving) > AT_ONCE:
            self._begin_anew()
            return
        for key, row in changes.items():
            if row is not None and not row.found_by(self._words):
                row = None  # noqa: PLW2901 - hidden by the search
            self._put(key, row)
        self._tell_changed()

    def search(self, text: str) -> None:
        """Show only rows that all words of `text` occur in."""
        words = tuple(text.casefold().split())
        if words != self._words:
            self._words = words
            self._begin_anew()

    def tick(self) -> None:
        """Time has gone on: ages, and what is old by now."""
        for zone in self._zones:
            if zone.rows:
                zone.worst = ""
                self._tell(zone, 0, len(zone.rows) - 1, STATE)

    def row(self, key: RowKey) -> ValueRow | None:
        """Return the row of a key, shown or not."""
        return self._all.get(key)

    def counted(self) -> tuple[int, int]:
        """Return how many values are shown, and how many there are."""
        return len(self._place), len(self._all)

    def key_of(self, index: AnyIndex) -> RowKey | None:
        """Return the value in a line; None for a zone."""
        row = self._row_at(index)
        return None if row is None else row.key

    def index_of(self, key: RowKey) -> QModelIndex:
        """Return where a value is shown; invalid where it is not."""
        zone = self._place.get(key)
        if zone is None:
            return QModelIndex()
        at = next((n for n, row in enumerate(zone.rows) if row.key == key), -1)
        return self.createIndex(at, 0, zone.uid) if at >= 0 else QModelIndex()

    # What Qt asks.

    def index(self, row: int, column: int, parent: AnyIndex = _NOWHERE) -> QModelIndex:
        """Give an index; its internal id is 0 for a zone, else that of the zone it lies in."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, self._zones[parent.row()].uid if parent.isValid() else 0)

    @overload
    def parent(self) -> QObject: ...

    @overload
    def parent(self, child: AnyIndex) -> QModelIndex: ...

    def parent(self, child: AnyIndex | None = None) -> QModelIndex | QObject:
        """Give the zone of a value."""
        if child is None:
            return QObject.parent(self)  # type: ignore[return-value]
        zone = self._by_uid.get(child.internalId()) if child.isValid() else None
        return QModelIndex() if zone is None else self.createIndex(self._zones.index(zone), 0, 0)

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        """Count zones, or the values of one."""
        if not parent.isValid():
            return len(self._zones)
        top = parent.internalId() == 0 and parent.column() == 0
        return len(self._zones[parent.row()].rows) if top else 0

    def columnCount(self, parent: AnyIndex = _NOWHERE) -> int:
        """Name, value, state, limits, age."""
        del parent
        return COLUMNS

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name the columns."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (self.tr("Where and what"), self.tr("Value"), self.tr("State"), self.tr("Limits"), self.tr("Age"))[
            section
        ]

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Say what stands in a cell."""
        row = self._row_at(index)
        if row is None:
            return self._zone_data(index, role)
        now = self._now()
        if role == Qt.ItemDataRole.DisplayRole:
            return _cell(row, index.column(), now)
        if role == Qt.ItemDataRole.ForegroundRole:
            return _ink(row.level(now), index.column())
        if role == Qt.ItemDataRole.DecorationRole and index.column() == STATE:
            return _icon(row.level(now))
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join((row.name, *row.details))
        return row.key if role == KEY_ROLE else None

    def _zone_data(self, index: AnyIndex, role: int) -> Any:
        if not index.isValid() or index.row() >= len(self._zones):
            return None
        zone = self._zones[index.row()]
        if index.column() == NAME:
            if role == Qt.ItemDataRole.FontRole:
                return theme.current().font(bold=True)
            return (zone.name or self.tr("In no zone")) if role == Qt.ItemDataRole.DisplayRole else None
        if index.column() != STATE or role not in _ZONE_ROLES:
            return None
        if zone.worst == "":
            zone.worst = _worst(zone.rows, self._now())
        worst = zone.worst
        if worst is None:
            return None
        level, count = worst
        return {
            Qt.ItemDataRole.DecorationRole: _icon(level),
            Qt.ItemDataRole.ForegroundRole: _ink(level, STATE),
            Qt.ItemDataRole.DisplayRole: _counted(level, count),
        }[Qt.ItemDataRole(role)]

    def _row_at(self, index: AnyIndex) -> ValueRow | None:
        zone = self._by_uid.get(index.internalId()) if index.isValid() else None
        return zone.rows[index.row()] if zone is not None and index.row() < len(zone.rows) else None

    # Changes.

    def _put(self, key: RowKey, row: ValueRow | None) -> None:
        zone = self._place.get(key)
        before = None
        if zone is not None:
            before = next(one for one in zone.rows if one.key == key)
        if before is not None and _sorted_by(row) != _sorted_by(before):
            self._take_out(key)
            before = None
        if row is not None and before is None:
            self._bring_in(row)
        elif row is not None and zone is not None and before != row:
            at = zone.keys.index((row.name, key))
            zone.rows[at] = row
            self._changed.setdefault(zone.uid, set()).add(at)

    def _take_out(self, key: RowKey) -> None:
        self._tell_changed()  # lines are told by their places, which change now
        zone = self._place.pop(key)
        at = next(n for n, one in enumerate(zone.rows) if one.key == key)
        self.beginRemoveRows(self.createIndex(self._zones.index(zone), 0, 0), at, at)
        del zone.rows[at]
        zone.worst = ""
        del zone.keys[at]
        self.endRemoveRows()
        if not zone.rows:
            top = self._zones.index(zone)
            self.beginRemoveRows(QModelIndex(), top, top)
            del self._zones[top]
            del self._by_uid[zone.uid]
            self.endRemoveRows()

    def _bring_in(self, row: ValueRow) -> None:
        self._tell_changed()
        zone = next((one for one in self._zones if one.zone == row.zone), None)
        if zone is None:
            zone = self._new_zone(row)
            top = bisect_left([(one.order, one.name) for one in self._zones], (zone.order, zone.name))
            self.beginInsertRows(QModelIndex(), top, top)
            self._zones.insert(top, zone)
            self.endInsertRows()
        at = bisect_left(zone.keys, (row.name, row.key))
        self.beginInsertRows(self.createIndex(self._zones.index(zone), 0, 0), at, at)
        zone.rows.insert(at, row)
        zone.worst = ""
        zone.keys.insert(at, (row.name, row.key))
        self._place[row.key] = zone
        self.endInsertRows()

    def _new_zone(self, row: ValueRow) -> _Zone:
        zone = _Zone(self._next, row.order, row.zone, row.zone_name)
        self._next += 1
        self._by_uid[zone.uid] = zone
        return zone

    def _begin_anew(self) -> None:
        self.beginResetModel()
        self._zones, self._by_uid, self._place = [], {}, {}
        found: dict[str, _Zone] = {}
        shown = (row for row in self._all.values() if row.found_by(self._words))
        for row in sorted(shown, key=lambda one: (one.order, one.zone_name, one.name, one.key)):
            zone = found.get(row.zone)
            if zone is None:
                zone = found[row.zone] = self._new_zone(row)
                self._zones.append(zone)
            zone.rows.append(row)
            zone.keys.append((row.name, row.key))
            self._place[row.key] = zone
        self.endResetModel()

    def _tell(self, zone: _Zone, first: int, last: int, column: int) -> None:
        self.dataChanged.emit(self.createIndex(first, column, zone.uid), self.createIndex(last, AGE, zone.uid))

    def _tell_changed(self) -> None:
        """Tell each zone's changed lines at once: a view works at each telling, however little it is."""
        changed, self._changed = self._changed, {}
        for uid, places in changed.items():
            zone = self._by_uid[uid]
            zone.worst = ""
            self._tell(zone, min(places), max(places), VALUE)
            at = self.createIndex(self._zones.index(zone), STATE, 0)
            self.dataChanged.emit(at, at)


def _sorted_by(row: ValueRow | None) -> tuple[str, str] | None:
    return None if row is None else (row.zone, row.name)


def _cell(row: ValueRow, column: int, now: float) -> str:
    if column == AGE:
        return times.span(max(0.0, now - row.at))
    if column == STATE:
        return state_words(row, now)
    return (row.name, row.text, "", limits_words(row))[column]


def _worst(rows: list[ValueRow], now: float) -> tuple[Level, int] | None:
    levels = [row.level(now) for row in rows]
    for level in ("beyond", "warning", "old"):
        count = levels.count(level)
        if count:
            return level, count
    return None


def _counted(level: Level, count: int) -> str:
    translate = QCoreApplication.translate
    text = {
        "beyond": translate("ValueModel", "%1 beyond limits"),
        "warning": translate("ValueModel", "%1 near limits"),
        "old": translate("ValueModel", "%1 old"),
    }.get(level, "")
    return text.replace("%1", str(count))


def _ink(level: Level, column: int) -> Any:
    look = theme.current()
    if level == "good":
        return look.colour("caption" if column in (STATE, LIMITS, AGE) else "text")
    if level == "old":
        return look.colour("caption")
    return severity.text_colour(MARKS[level][0], look) if column in (VALUE, STATE) else look.colour("text")


def _icon(level: Level) -> QIcon:
    return _drawn(level, theme.current())


@lru_cache(maxsize=16)
def _drawn(level: Level, look: theme.Theme) -> QIcon:
    side, (priority, hollow) = look.px(16), MARKS[level]
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    colour = look.colour("caption") if level == "old" else severity.mark_colour(priority, look)
    severity.paint_mark(painter, QRectF(1, 1, side - 2, side - 2), priority, colour, hollow)
    painter.end()
    return QIcon(pixmap)
