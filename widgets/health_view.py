"""Every part of the system in one plain table: how it is, why, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from alarms.model import Priority
from widgets import severity, theme, times
from widgets.read_only import ReadOnly

HealthState = Literal["ok", "not_present", "degraded", "failed"]


@dataclass(frozen=True, slots=True)
class HealthRow:
    """One part. since: UTC second of the last change of state. key: what the lamp of this part is called by.

    word and mark stand in place of the state's own, where a part is no machine that fails or works.
    """

    part: str
    state: HealthState
    reason: str = ""
    next_step: str = ""
    since: float | None = None
    key: str = ""
    word: str = ""
    mark: Priority | None = None


_WORST_FIRST: tuple[HealthState, ...] = ("failed", "degraded", "not_present", "ok")
_LIKE: dict[HealthState, Priority] = {
    "failed": Priority.P1,
    "degraded": Priority.P3,
    "not_present": Priority.P4,
    "ok": Priority.EVENT,
}


def state_word(state: HealthState) -> str:
    """Say a state."""
    translate = QCoreApplication.translate
    return {
        "ok": translate("HealthView", "good"),
        "not_present": translate("HealthView", "not present"),
        "degraded": translate("HealthView", "limited"),
        "failed": translate("HealthView", "failed"),
    }[state]


class HealthView(QFrame):
    """A table of HealthRow, worst first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self._rows: tuple[HealthRow, ...] = ()
        self.table = QTableWidget(0, 5)
        self._arrange()
        self._retranslate()

    def set_rows(self, rows: tuple[HealthRow, ...]) -> None:
        """Show `rows`; equal rows change nothing, so that a reader is not disturbed every second."""
        ordered = tuple(sorted(rows, key=lambda row: _WORST_FIRST.index(row.state)))
        if ordered != self._rows:
            chosen, before = self._chosen(), self._rows
            self._rows = ordered
            self._fill(before)
            at = next((n for n, row in enumerate(ordered) if chosen and row.key == chosen), -1)
            if at >= 0 and at != self.table.currentRow():
                self.table.setCurrentCell(at, 0)

    def rows(self) -> tuple[HealthRow, ...]:
        """Give what is shown, in order."""
        return self._rows

    def choose(self, key: str) -> None:
        """Turn to the line of a part, and take the keyboard there."""
        at = next((n for n, row in enumerate(self._rows) if row.key == key), -1)
        if at >= 0:
            self.table.selectRow(at)
            self.table.setCurrentCell(at, 0)
            item = self.table.item(at, 0)
            if item is not None:
                self.table.scrollToItem(item)
        self.table.setFocus()

    def _chosen(self) -> str:
        at = self.table.currentRow()
        return self._rows[at].key if 0 <= at < len(self._rows) else ""

    def _arrange(self) -> None:
        look, table = theme.current(), self.table
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setWordWrap(True)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        side = look.px(18)
        table.setIconSize(QSize(side, side))
        for column, width in enumerate((180, 140, 0, 0, 110)):
            if width:
                table.setColumnWidth(column, look.px(width))
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for column in (2, 3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        table.verticalHeader().setMinimumSectionSize(look.px(40))
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(0, 0, 0, 0)
        column_layout.addWidget(table)
        ReadOnly(table)

    def _fill(self, before: tuple[HealthRow, ...] = ()) -> None:
        """Write the lines that are otherwise than before, and no other."""
        self.table.setRowCount(len(self._rows))
        for at, row in enumerate(self._rows):
            if at < len(before) and before[at] == row:
                continue
            since = "" if row.since is None else times.clock(row.since)
            for column, text in enumerate(
                (row.part, row.word or state_word(row.state), row.reason, row.next_step, since)
            ):
                self.table.setItem(at, column, self._item(row, column, text))

    def _item(self, row: HealthRow, column: int, text: str) -> QTableWidgetItem:
        look, item = theme.current(), QTableWidgetItem(text)
        if column == 1:
            priority = row.mark or _LIKE[row.state]
            item.setIcon(_icon(priority))
            item.setForeground(severity.text_colour(priority, look))
        elif row.state == "ok":
            item.setForeground(look.colour("caption"))
        return item

    def _retranslate(self) -> None:
        self.table.setAccessibleName(self.tr("Health of the station"))
        self.table.setHorizontalHeaderLabels(
            [self.tr("Part"), self.tr("State"), self.tr("Why"), self.tr("What to do"), self.tr("Since")]
        )
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


def _icon(priority: Priority) -> QIcon:
    look = theme.current()
    side = look.px(18)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    severity.paint_mark(painter, QRectF(1, 1, side - 2, side - 2), priority, severity.mark_colour(priority, look))
    painter.end()
    return QIcon(pixmap)
