"""The list of incidents, newest first, more read in as one scrolls, either way; what is far out of sight is let go."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QVBoxLayout, QWidget

from widgets import theme
from widgets.incident_model import (
    ANSWERED,
    CLIPS,
    NUMBER,
    PLACE,
    SEVERITY,
    STATE,
    THING,
    WHEN,
    IncidentModel,
    IncidentRow,
    SeverityDelegate,
)
from widgets.read_only import ReadOnly

#: Rows that are held at most; what was let go is read again as one scrolls back.
MOST_ROWS = 400

__all__ = ["IncidentList", "IncidentRow"]


class IncidentList(QFrame):
    """A table of IncidentRow. `opened` gives the id of the one chosen.

    `more_wanted` asks once for the page of older ones, `newer_wanted` for that of newer ones.
    """

    opened = Signal(str)
    more_wanted = Signal()
    newer_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self._more = self._newer = False
        self.model = IncidentModel(self)
        self.view = QTableView()
        self._arrange()
        self.view.activated.connect(self._open)  # by Enter
        self.view.clicked.connect(self._open)
        self.view.verticalScrollBar().valueChanged.connect(self._near_end)

    def set_rows(self, rows: list[IncidentRow], more: bool = False, newer: bool = False) -> None:
        """Show `rows` in this order, the chosen one staying chosen; `more` and `newer`: there are others each way."""
        chosen = self.chosen()
        self.model.set_rows(rows)
        self._more, self._newer = more, newer
        if chosen and (row := self.model.row_of(chosen)) >= 0:
            self.view.selectRow(row)
        elif self.view.hasFocus():
            self.take_keyboard()

    def take_keyboard(self) -> None:
        """Put the keyboard into the list, on the newest where none is chosen: the next Enter opens it."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.view.currentIndex().isValid() and self.model.rowCount():
            self.view.selectRow(0)

    def add_rows(self, rows: list[IncidentRow], more: bool = False) -> None:
        """Append the next page, and let go of the newest where there are too many."""
        self.model.add_rows(rows)
        self._more = more
        dropped = max(0, self.model.rowCount() - MOST_ROWS)
        if dropped:
            self._keeping_place(lambda: self.model.drop(0, dropped), -dropped)
            self._newer = True

    def put_before(self, rows: list[IncidentRow], newer: bool = False) -> None:
        """Put a page of newer ones before the first, and let go of the oldest where there are too many."""
        self._keeping_place(lambda: self.model.put_before(rows), len(rows))
        self._newer = newer
        dropped = max(0, self.model.rowCount() - MOST_ROWS)
        if dropped:
            self.model.drop(MOST_ROWS, dropped)
            self._more = True

    def _keeping_place(self, change: Callable[[], None], rows: int) -> None:
        """Change the rows above what is in view, which stays where it is."""
        bar = self.view.verticalScrollBar()
        before = bar.value()
        change()
        bar.setValue(max(0, before + rows * self._step()))

    def _step(self) -> int:
        by_rows = self.view.verticalScrollMode() == QAbstractItemView.ScrollMode.ScrollPerItem
        return 1 if by_rows else self.view.rowHeight(0)

    def chosen(self) -> str:
        """Give the id of the selected incident, "" where none is."""
        index = self.view.currentIndex()
        return self.model.rows()[index.row()].id if index.isValid() else ""

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.model.rows()[index.row()].id)

    def _near_end(self, value: int) -> None:
        bar = self.view.verticalScrollBar()
        if self._more and bar.maximum() - value <= bar.pageStep():
            self._more = False
            self.more_wanted.emit()
        if self._newer and value <= bar.pageStep() // 2:
            self._newer = False
            self.newer_wanted.emit()

    def _arrange(self) -> None:
        look = theme.current()
        view = self.view
        view.setModel(self.model)
        view.setItemDelegateForColumn(SEVERITY, SeverityDelegate(view))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setAccessibleName(self.tr("Incidents"))
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(look.px(_ROW))
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        for column, width in _WIDTHS.items():
            view.setColumnWidth(column, look.px(width))
        for column in (PLACE, THING):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(view)
        ReadOnly(view)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what the width does not hold, the least needed first: no column is ever half seen."""
        super().resizeEvent(event)
        look, room = theme.current(), event.size().width()
        needed = {column: look.px(width) for column, width in _WIDTHS.items()}
        stacked = room < look.px(_BESIDE)
        if stacked:
            del needed[THING]
        if stacked != self.view.isColumnHidden(THING):
            chosen = self.chosen()
            self.view.setColumnHidden(THING, stacked)
            self.view.verticalHeader().setDefaultSectionSize(look.px(_STACKED_ROW if stacked else _ROW))
            self.model.set_stacked(stacked)
            if chosen and (row := self.model.row_of(chosen)) >= 0:
                self.view.selectRow(row)
        for column in _LEAST_NEEDED:
            hidden = sum(needed.values()) > room
            self.view.setColumnHidden(column, hidden)
            if hidden:
                del needed[column]

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.view.setAccessibleName(self.tr("Incidents"))
            self.model.set_rows(self.model.rows())
        super().changeEvent(event)


#: Heights of a row in pixels, with one line and with two; below this width place and what stand in one column.
_ROW, _STACKED_ROW, _BESIDE = 40, 56, 760
#: Widths in pixels; place and what share the rest, and are readable from these widths on.
_WIDTHS = {WHEN: 128, SEVERITY: 92, PLACE: 150, THING: 150, STATE: 148, ANSWERED: 132, CLIPS: 64, NUMBER: 170}
_LEAST_NEEDED = (CLIPS, NUMBER, ANSWERED, STATE)
