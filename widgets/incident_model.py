"""Incidents as rows of a table, and how a severity is painted there."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QBrush, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from alarms.model import Handling, Priority, Verdict
from widgets import card_words, severity, theme, tile_words, times

_Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
WHEN, SEVERITY, PLACE, THING, STATE, ANSWERED, CLIPS, NUMBER = range(8)
COLUMNS = 8


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One line of the list; times are UTC seconds. place_in_list: the key by which the record goes on from here."""

    id: str
    number: str
    opened_at: float
    priority: Priority
    place: str
    thing: str
    handling: Handling
    verdict: Verdict | None = None
    closed_at: float | None = None
    clips: int = 0
    drill: bool = False
    answered_s: float | None = None
    place_in_list: int = 0


def handling_word(handling: Handling) -> str:
    """Say how far people have come."""
    translate = QCoreApplication.translate
    return {
        Handling.NEW: translate("IncidentList", "not handled"),
        Handling.ACKNOWLEDGED: translate("IncidentList", "acknowledged"),
        Handling.VERIFYING: translate("IncidentList", "being checked"),
        Handling.DISPATCHED: translate("IncidentList", "guard sent"),
        Handling.ON_SCENE: translate("IncidentList", "guard on scene"),
        Handling.RESOLVED: translate("IncidentList", "resolved"),
        Handling.REVIEWED: translate("IncidentList", "reviewed"),
    }[handling]


def header_word(column: int) -> str:
    """Name a column."""
    translate = QCoreApplication.translate
    return {
        WHEN: translate("IncidentList", "When"),
        SEVERITY: translate("IncidentList", "Severity"),
        PLACE: translate("IncidentList", "Place"),
        THING: translate("IncidentList", "What"),
        STATE: translate("IncidentList", "State"),
        ANSWERED: translate("IncidentList", "Answered after"),
        CLIPS: translate("IncidentList", "Clips"),
        NUMBER: translate("IncidentList", "Number"),
    }[column]


def cell(row: IncidentRow, column: int) -> str:
    """Give the words of a cell."""
    return {
        WHEN: lambda: f"{times.date(row.opened_at)[5:]} {times.clock(row.opened_at)}",
        SEVERITY: lambda: severity.word(row.priority),
        PLACE: lambda: row.place,
        THING: lambda: row.thing,
        STATE: lambda: _state(row),
        ANSWERED: lambda: "" if row.answered_s is None else times.span(row.answered_s),
        CLIPS: lambda: str(row.clips or ""),
        NUMBER: lambda: row.number,
    }[column]()


def _state(row: IncidentRow) -> str:
    drill = tile_words.drill() if row.drill else ""
    verdict = card_words.verdict(row.verdict) if row.verdict is not None else ""
    return " · ".join(filter(None, (drill, verdict, handling_word(row.handling))))


class IncidentModel(QAbstractTableModel):
    """Rows in the order given."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[IncidentRow] = []
        self._stacked = False

    def set_stacked(self, stacked: bool) -> None:
        """Say what happened below the place, in one cell: where there is no room beside it."""
        if stacked != self._stacked:
            self.beginResetModel()
            self._stacked = stacked
            self.endResetModel()

    def set_rows(self, rows: list[IncidentRow]) -> None:
        """Show these."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def add_rows(self, rows: list[IncidentRow]) -> None:
        """Append these."""
        if rows:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows += rows
            self.endInsertRows()

    def put_before(self, rows: list[IncidentRow]) -> None:
        """Put these before the first."""
        if rows:
            self.beginInsertRows(QModelIndex(), 0, len(rows) - 1)
            self._rows = [*rows, *self._rows]
            self.endInsertRows()

    def drop(self, first: int, count: int) -> None:
        """Let go of so many from a row on."""
        if count > 0:
            self.beginRemoveRows(QModelIndex(), first, first + count - 1)
            del self._rows[first : first + count]
            self.endRemoveRows()

    def rows(self) -> list[IncidentRow]:
        """Give all rows."""
        return list(self._rows)

    def row_of(self, incident: str) -> int:
        """Give the row of an incident's id, -1 when it has none."""
        return next((i for i, row in enumerate(self._rows) if row.id == incident), -1)

    def rowCount(self, parent: _Index | None = None) -> int:
        """Count the rows."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        """Count the columns."""
        return 0 if parent is not None and parent.isValid() else COLUMNS

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give a cell's words, or the whole row."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.ToolTipRole and index.column() in (PLACE, THING, STATE):
            return cell(row, index.column())
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if self._stacked and index.column() == PLACE:
            return f"{row.place}\n{row.thing}"
        return cell(row, index.column())

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give a column's name."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return header_word(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None


class SeverityDelegate(QStyledItemDelegate):
    """Paints shape and word; hatched where it was a drill."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one cell."""
        row: IncidentRow = index.data(ROW_ROLE)
        look, rect = theme.current(), QRect(option.rect)
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, look.colour("line" if selected else "panel"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.colour("line"))
        if row.drill:
            hatch = QBrush(look.colour("drill"), Qt.BrushStyle.BDiagPattern)
            painter.fillRect(QRect(rect.left(), rect.top(), look.px(6), rect.height()), hatch)
        side, pad = look.px(16), look.px(10)
        mark = QRectF(rect.left() + pad, rect.center().y() - side / 2, side, side)
        severity.paint_mark(painter, mark, row.priority, severity.mark_colour(row.priority, look))
        painter.setFont(look.font())
        painter.setPen(severity.text_colour(row.priority, look))
        room = rect.adjusted(pad + side + look.px(8), 0, 0, -look.px(3))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, severity.word(row.priority))
        painter.restore()
