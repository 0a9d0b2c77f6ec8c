"""The alarms panel: newest unhandled on top, each with colour, shape and word; folds to a strip of shapes."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QListView, QPushButton, QVBoxLayout, QWidget

from alarms.model import Occurrence
from alarms.qt.alarm_model import AlarmModel, AlarmRole
from widgets import icons, theme
from widgets.alarm_row import AlarmRowDelegate
from widgets.focus_line import FocusLine
from widgets.labels import caption, wrapped

_HALF_PULSE_MS = 500
#: So many alarms stay in sight where the screen has room for them below the card.
_ROWS_KEPT = 3
#: A panel lower than this keeps its rows rather than the buttons for many at once.
BULK_ROOM = 210
_CONTROL = Qt.KeyboardModifier.ControlModifier


class _Rows(QListView):
    """Wants the height of its first rows, so that a card above it may have all else."""

    def sizeHint(self) -> QSize:
        """Give room for the rows there are, three at most."""
        model = self.model()
        rows = min(model.rowCount(), _ROWS_KEPT) if model is not None else 0
        return QSize(super().sizeHint().width(), sum(self.sizeHintForRow(row) for row in range(rows)))


class AlarmList(QFrame):
    """Shows an AlarmModel. `selected` gives the id of the occurrence the guard chose, `activated` is Enter or a double
    click. `folded_changed` tells the layout around it that the panel wants another width (`wanted_width`). In a flood
    Enter also asks to see what stands behind a row, or to fold it again (`unfold_wanted`). `bulk_wanted` gives the ids
    of several that are to be acknowledged at once: the rows that are marked, or all of a zone.
    """

    selected = Signal(str)
    activated = Signal(str)
    unfold_wanted = Signal(str)
    bulk_wanted = Signal(object)  # tuple[str, ...]
    folded_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None, now: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self._folded = False
        self._flood = False
        self._case_open = False
        self.title = QLabel()
        self.flood = wrapped("trouble")
        self.fold = QPushButton()
        self.nothing = caption()
        self.selected_button, self.zone_button = QPushButton(), QPushButton()
        self.bulk_title = caption()
        self.bulk = QWidget()
        self._head = QHBoxLayout()
        self.view = _Rows()
        self.delegate = AlarmRowDelegate(now, self.view)
        self._pulse = QTimer(self, interval=_HALF_PULSE_MS)
        self._pulse.timeout.connect(self._beat)
        self._arrange()
        self._retranslate()

    def set_model(self, model: AlarmModel) -> None:
        """Show `model`."""
        self.view.setModel(model)
        self.view.selectionModel().currentChanged.connect(self._chosen)
        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset, model.dataChanged, model.layoutChanged):
            signal.connect(self._count)
        self._count()

    def set_folded(self, folded: bool) -> None:
        """Fold to a strip of shapes, or unfold."""
        if folded != self._folded:
            self._folded = self.delegate.folded = folded
            self._count()
            self.view.scheduleDelayedItemsLayout()
            self.folded_changed.emit(folded)

    def set_case_open(self, case_open: bool) -> None:
        """Say that a case stands above the list: with no alarm left it is still not over."""
        if case_open != self._case_open:
            self._case_open = case_open
            self._retranslate()

    def room(self, width: int) -> tuple[int, int]:
        """Give the height that the list would like, and the least: its heading and one row."""
        layout = self.layout()
        liked = max(self.sizeHint().height(), layout.totalHeightForWidth(width) if layout is not None else 0)
        return liked, self._head_height() + max(self.view.sizeHintForRow(0), 0)

    def lowest(self, _width: int) -> int:
        """Give the height of one line that says how many alarms wait."""
        return theme.current().metrics(theme.CAPTION, True).height()

    def set_flood(self, on: bool) -> None:
        """Say that there are more alarms than a person can take in, and how they are shown now."""
        if on != self._flood:
            self._flood = on
            self._retranslate()

    def acknowledge_selected(self) -> None:
        """Shift+F5: ask for the rows that are marked, with all that stands behind them."""
        model = self.view.model()
        if isinstance(model, AlarmModel):
            rows = sorted(index.row() for index in self.view.selectedIndexes())
            chosen = [model.gathered(model.index(row).data(AlarmRole.ID)) for row in rows]
            self.bulk_wanted.emit(tuple(one for some in chosen for one in some))

    def acknowledge_zone(self) -> None:
        """Ctrl+F5: ask for all alarms in the zone of the row that is marked, or of the first one."""
        model = self.view.model()
        if isinstance(model, AlarmModel) and model.rowCount():
            row = max(0, self.view.currentIndex().row())
            self.bulk_wanted.emit(model.in_zone_of(model.index(row).data(AlarmRole.ID)))

    @property
    def folded(self) -> bool:
        """Whether only the strip of shapes is shown."""
        return self._folded

    def wanted_width(self) -> int:
        """Give the width the panel wants, folded or not."""
        return theme.current().px(theme.FOLDED_WIDTH if self._folded else theme.ALARM_PANEL_WIDTH)

    def _arrange(self) -> None:
        look = theme.current()
        self.fold.setFixedWidth(look.px(theme.TARGET + 4))
        self.fold.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.fold.setProperty("flat", True)
        self.fold.clicked.connect(lambda: self.set_folded(not self._folded))
        self.flood.setContentsMargins(look.px(12), 0, look.px(12), look.px(6))
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        FocusLine(self.view)
        self.view.setItemDelegate(self.delegate)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setMouseTracking(True)
        self.view.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.view.activated.connect(self._activate)
        self._arrange_bulk()
        head = self._head
        head.addWidget(self.title, 1)
        head.addWidget(self.fold)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.flood)
        column.addWidget(self.nothing, 1)
        column.addWidget(self.view, 1)
        column.addWidget(self.bulk)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where a card leaves little room, rows come before buttons and hints; their keys work all the same."""
        super().resizeEvent(event)
        self._fit()

    def _head_height(self) -> int:
        return self.fold.sizeHint().height() + 2 * theme.current().px(4)

    def _has_rows(self) -> bool:
        model = self.view.model()
        return model is not None and model.rowCount() > 0

    def _fit(self) -> None:
        """The heading is always whole; then comes a row, then the hint of a flood, then the buttons for many."""
        self._fit_head()
        rows, spare = self._has_rows(), self.height() - self._head_height()
        row = max(self.view.sizeHintForRow(0), 0) if rows else 0
        seen = rows and spare >= row // 2
        if not seen and self.view.hasFocus():
            self.setFocus()  # else Qt gives it to the next button, and Space would open a gate
        self.view.setVisible(seen)
        self.nothing.setVisible(not rows and spare >= self.nothing.sizeHint().height())
        hint = self.flood.heightForWidth(self.width())
        self.flood.setVisible(self._flood and not self._folded and len(self._everything()) > 1 and spare >= row + hint)
        self._show_bulk()

    def _fit_head(self) -> None:
        """Under a card that leaves no room for the heading: its words alone, in one low line."""
        look, low = theme.current(), 0 < self.height() < self._head_height()
        margin = 0 if low else look.px(4)
        self._head.setContentsMargins(look.px(12), margin, look.px(6), margin)
        role = "line" if low else "title"
        if self.title.property("role") != role:
            self.title.setProperty("role", role)
            self.title.style().unpolish(self.title)
            self.title.style().polish(self.title)
        if low and self.fold.hasFocus():
            self.setFocus()
        self.fold.setVisible(not low)
        self.title.setText(self._heading() if low or not self._folded else "")
        self.title.setVisible(low or not self._folded)

    def _heading(self) -> str:
        unhandled = self._unhandled()
        return self.tr("Alarms: %1 not handled").replace("%1", str(unhandled)) if unhandled else self.tr("Alarms")

    def _show_bulk(self) -> None:
        room = self.height() >= theme.current().px(BULK_ROOM)
        self.bulk.setVisible(room and not self._folded and self._several_wait())

    def _arrange_bulk(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self.bulk)
        column.setContentsMargins(look.px(12), look.px(2), look.px(12), look.px(4))
        column.setSpacing(look.px(2))
        row = QHBoxLayout()
        row.setSpacing(look.px(6))
        column.addWidget(self.bulk_title)
        column.addLayout(row)
        for button, act in (
            (self.selected_button, self.acknowledge_selected),
            (self.zone_button, self.acknowledge_zone),
        ):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, do=act: do())
            row.addWidget(button, 1)
        self.bulk.setProperty("flat", True)

    def _chosen(self, current: QModelIndex, _previous: QModelIndex) -> None:
        """Tell what the guard chose; to mark several is no choice, nor is a row that moved under the selection."""
        several = QApplication.keyboardModifiers() & (Qt.KeyboardModifier.ShiftModifier | _CONTROL)
        if current.isValid() and self.view.hasFocus() and not several:
            self.selected.emit(current.data(AlarmRole.ID))

    def _activate(self, index: QModelIndex) -> None:
        chosen = index.data(AlarmRole.ID)
        if self._flood:
            self.unfold_wanted.emit(chosen)
        self.activated.emit(chosen)

    def _unhandled(self) -> int:
        """Count what nobody took notice of, also behind the rows of a flood."""
        return sum(one.unacked for one in self._everything())

    def _everything(self) -> tuple[Occurrence, ...]:
        model = self.view.model()
        return tuple(model.everything()) if isinstance(model, AlarmModel) else ()

    def _several_wait(self) -> bool:
        """Whether there are two or more that may be acknowledged at once."""
        return sum(one.unacked and not one.priority.guarded for one in self._everything()) > 1

    def _count(self) -> None:
        rows = self._has_rows()
        # One row at least: with more the window would outgrow a screen of 768 lines under a full card.
        self.view.setMinimumHeight(self.view.sizeHintForRow(0) if rows else 0)
        self.view.updateGeometry()
        self._retranslate()
        if rows and self.isVisible():
            self._pulse.start()
        elif not rows:
            self._pulse.stop()

    def _beat(self) -> None:
        """Pulse what is new, and let the ages grow."""
        self.delegate.lit = not self.delegate.lit
        self.view.viewport().update()

    def _retranslate(self) -> None:
        self.flood.setText(self.tr("Very many alarms by place. Enter unfolds a row."))
        nothing = self.tr("No more alarms; the case above is open") if self._case_open else self.tr("No open alarms")
        self.nothing.setText("" if self._folded else nothing)
        self._fit()
        self.fold.setIcon(icons.icon("unfold" if self._folded else "fold"))
        name = self.tr("Unfold the alarms") if self._folded else self.tr("Fold the alarms to a strip")
        self.fold.setAccessibleName(name)
        self.fold.setToolTip(name)
        self.view.setAccessibleName(self.tr("Alarms"))
        self.bulk_title.setText(self.tr("Acknowledge together, all but critical and high ones"))
        for button, text, tip in (
            (self.selected_button, self.tr("Marked  Shift+F5"), self.tr("Acknowledge the marked alarms")),
            (self.zone_button, self.tr("Whole zone  Ctrl+F5"), self.tr("Acknowledge all alarms of this zone")),
        ):
            button.setText(text)
            button.setToolTip(self.tr("%1; critical and high ones are left out").replace("%1", tip))
            button.setAccessibleName(button.toolTip())

    def showEvent(self, event: QShowEvent) -> None:
        """Let it pulse."""
        self._count()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest: nobody sees it."""
        self._pulse.stop()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self.view.viewport().update()
        super().changeEvent(event)
