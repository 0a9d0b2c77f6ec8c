"""All that devices state, by zone, with a search, and beside it the one that is chosen with its day."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from widgets import severity, theme, times
from widgets.labels import caption, wrapped
from widgets.value_content import MARKS, RowKey, ValueRow, state_words, step_words
from widgets.value_model import AGE, LIMITS, NAME, STATE, VALUE, ValueModel
from widgets.value_trend import Trend, TrendPlot

WIDTHS = {STATE: 190, LIMITS: 140, AGE: 110}
#: The name gets so much of what is left to it and the value, and never more than so many pixels at 100 %.
NAME_SHARE, NAME_MOST = 0.68, 480
#: The panel beside: its least width at 100 %, and its share of a wide screen.
BESIDE, BESIDE_SHARE = 400, 0.36


class _KeepsInk(QStyledItemDelegate):
    """A chosen line keeps the colour of its state."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Read the line in its own colour."""
        super().initStyleOption(option, index)
        ink = index.data(Qt.ItemDataRole.ForegroundRole)
        if isinstance(ink, QColor):
            option.palette.setColor(QPalette.ColorRole.HighlightedText, ink)


class ValueView(QFrame):
    """Search field, tree of values and the panel of the chosen one. ``chosen`` tells its key, None for none."""

    chosen = Signal(object)

    def __init__(self, now: Callable[[], float] = time.time, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self._now = now
        self._kept: RowKey | None = None
        self.model = ValueModel(now, self)
        self.search = QLineEdit()
        self.count = caption()
        self.tree = QTreeView()
        self.name = wrapped("title")
        self.value = wrapped("figure")
        self.state = wrapped()
        self.step = wrapped("step")
        self.trend = TrendPlot()
        self.span = caption(wrap=True)
        self.details = caption(wrap=True)
        self._arrange()
        self._connect()
        self._retranslate()
        self._show_chosen()

    @property
    def key(self) -> RowKey | None:
        """The chosen value."""
        return self._kept

    def apply(self, changes: Mapping[RowKey, ValueRow | None]) -> None:
        """Take changed rows; what is chosen, folded and scrolled stays."""
        if changes:
            self.model.apply(changes)
            self._say_count()
            if self._kept in changes:
                self._show_chosen()

    def tick(self) -> None:
        """Time has gone on."""
        self.model.tick()
        self._say_state()

    def show_trend(self, key: RowKey, trend: Trend) -> None:
        """Show the day of a value, unless another was chosen meanwhile."""
        if key == self._kept:
            self.trend.set_trend(trend)

    def choose(self, key: RowKey) -> None:
        """Choose a value."""
        index = self.model.index_of(key)
        if index.isValid():
            self.tree.setCurrentIndex(index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the search field Down and Enter go to the values, Esc empties the field."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.tree.setFocus()
                if not self.tree.currentIndex().isValid():
                    self.tree.setCurrentIndex(self.model.index(0, 0))
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the curve its share of a wide screen, and keep a value near its name."""
        super().resizeEvent(event)
        look = theme.current()
        beside = max(look.px(BESIDE), int(self.width() * BESIDE_SHARE))
        self.beside.setFixedWidth(beside)
        left = self.width() - beside - sum(look.px(width) for width in WIDTHS.values()) - look.px(24)
        self.tree.setColumnWidth(NAME, max(look.px(160), min(look.px(NAME_MOST), int(left * NAME_SHARE))))

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _arrange(self) -> None:
        look, tree = theme.current(), self.tree
        tree.setProperty("values", True)
        tree.setModel(self.model)
        tree.setUniformRowHeights(True)
        tree.setItemDelegate(_KeepsInk(tree))
        tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        tree.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        tree.setIndentation(look.px(16))
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Interactive)
        for column, width in WIDTHS.items():
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            tree.setColumnWidth(column, look.px(width))
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self.count)
        left = QVBoxLayout()
        left.setContentsMargins(look.px(8), look.px(8), 0, 0)
        left.addLayout(top)
        left.addWidget(tree, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(left, 1)
        self.beside = self._make_beside()
        row.addWidget(self.beside)
        self.setFocusProxy(self.search)

    def _make_beside(self) -> QFrame:
        look = theme.current()
        panel = QFrame()
        panel.setProperty("panel", True)
        column = QVBoxLayout(panel)
        column.setContentsMargins(look.px(12), look.px(12), look.px(12), look.px(12))
        column.setSpacing(look.px(8))
        for widget in (self.name, self.value, self.state, self.step):
            column.addWidget(widget)
        column.addWidget(self.trend, 1)
        column.addWidget(self.span)
        column.addWidget(self.details)
        column.addStretch(0)
        return panel

    def _connect(self) -> None:
        self.search.textChanged.connect(self._search)
        selection = self.tree.selectionModel()
        selection.currentChanged.connect(self._current_changed)
        self.model.modelReset.connect(self._after_reset)
        self.model.rowsInserted.connect(self._unfold)

    def _search(self, text: str) -> None:
        self.model.search(text)
        self._say_count()

    def _after_reset(self) -> None:
        self.tree.expandAll()
        if self._kept is not None:
            self.choose(self._kept)

    def _unfold(self, parent: QModelIndex, first: int, _last: int) -> None:
        """A zone that is new is shown open; one that somebody folded stays so."""
        if parent.isValid() and first == 0 and self.model.rowCount(parent) == 1:
            self.tree.expand(parent)

    def _current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        key = self.model.key_of(current)
        if key is None or key == self._kept:
            return
        self._kept = key
        self.trend.set_trend(Trend(until=self._now()))
        self._show_chosen()
        self.chosen.emit(key)

    def _row(self) -> ValueRow | None:
        return None if self._kept is None else self.model.row(self._kept)

    def _show_chosen(self) -> None:
        row = self._row()
        self.name.setText(self.tr("Choose a value to see its day.") if row is None else row.name)
        self.value.setText("" if row is None else row.text)
        self.details.setText("" if row is None else "\n".join(row.details))
        numeric = row is not None and row.number is not None
        self.trend.setVisible(numeric)
        self.span.setVisible(numeric)
        self._say_state()

    def _say_state(self) -> None:
        row, now = self._row(), self._now()
        said = ""
        if row is not None:
            age = self.tr("%1 ago").replace("%1", times.span(max(0.0, now - row.at)))
            said = " · ".join((state_words(row, now), age, row.zone_name))
            look, level = theme.current(), row.level(now)
            colour = look.colour("caption") if level in ("good", "old") else severity.text_colour(MARKS[level][0], look)
            self.state.setStyleSheet(f"color: {colour.name()}")
        if self.state.text() != said:
            self.state.setText(said)
        step = "" if row is None else step_words(row, now)
        self.step.setText(step)
        self.step.setVisible(bool(step))

    def _say_count(self) -> None:
        shown, every = self.model.counted()
        text = self.tr("%1 values") if shown == every else self.tr("%1 of %2 values")
        self.count.setText(text.replace("%1", str(shown)).replace("%2", str(every)))

    def _retranslate(self) -> None:
        self.search.setPlaceholderText(self.tr("Find a value: zone, name, device, unit"))
        self.search.setAccessibleName(self.tr("Find a value"))
        self.tree.setAccessibleName(self.tr("Values of devices"))
        self.trend.setAccessibleName(self.tr("Trend of the last 24 hours"))
        self.span.setText(self.tr("Last 24 hours: mean of each minute, band from least to most, limits dashed"))
        self._say_count()
        self._show_chosen()
