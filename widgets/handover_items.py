"""Counting things at a handover, by the keys + and -: each row is one thing, Enter says that it is counted."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from widgets import theme
from widgets.duty_content import ItemRow
from widgets.labels import ElidedLabel

_PLUS = (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Right)
_MINUS = (Qt.Key.Key_Minus, Qt.Key.Key_Underscore, Qt.Key.Key_Left)
_NEXT = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)


class CountRow(QWidget):
    """One thing: its name, fewer, how many, more, whether it is counted; below it why there are not as many."""

    changed = Signal(str, int)
    confirmed = Signal(str)
    explained = Signal(str, str)
    done = Signal()  # go on to the next
    back = Signal()

    def __init__(self, row: ItemRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = row
        self.name = ElidedLabel()
        self.count = QLabel()
        self.fewer = QPushButton("−")
        self.more = QPushButton("+")
        self.words = QLineEdit()
        self._arrange()
        self.set_row(row)

    def set_row(self, row: ItemRow) -> None:
        """Show it; words that are being typed stay."""
        self._row = row
        tick = "✓ " if row.counted and not row.off else ""
        self.name.setText(f"{tick}{row.name}")
        self.count.setText(f"{row.count} / {row.expected}")
        self.count.setProperty("role", "trouble" if row.off else "strong")
        self.count.style().unpolish(self.count)
        self.count.style().polish(self.count)
        self.words.setVisible(row.off)
        if not self.words.hasFocus():
            self.words.setText(row.words)
        self._say()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Count: + and -, Enter for "as many as shown", up for the one before."""
        key = event.key()
        if key in _PLUS:
            self.changed.emit(self._row.id, 1)
        elif key in _MINUS:
            self.changed.emit(self._row.id, -1)
        elif key in _NEXT:
            self._confirm()
        elif key == Qt.Key.Key_Up:
            self.back.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which one the keys count."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keys go elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame the row that the keys count."""
        if self.hasFocus():
            look, painter = theme.current(), QPainter(self)
            painter.setPen(QPen(look.colour("accent"), look.px(2)))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _arrange(self) -> None:
        look = theme.current()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look.px(4))
        line.addWidget(self.name, 1)
        for button, step in ((self.fewer, -1), (self.more, 1)):
            button.setFixedSize(look.px(36), look.px(32))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, by=step: self.changed.emit(self._row.id, by))
        self.count.setMinimumWidth(look.px(64))
        self.count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line.addWidget(self.fewer)
        line.addWidget(self.count)
        line.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(6), look.px(2), look.px(6), look.px(2))
        column.setSpacing(look.px(2))
        column.addLayout(line)
        column.addWidget(self.words)
        self.words.returnPressed.connect(self._explain)
        self.words.editingFinished.connect(lambda: self.explained.emit(self._row.id, self.words.text()))

    def _confirm(self) -> None:
        self.confirmed.emit(self._row.id)
        if self._row.off and not self.words.text().strip():
            self.words.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.done.emit()

    def _explain(self) -> None:
        if self.words.text().strip():
            self.explained.emit(self._row.id, self.words.text())
            self.done.emit()

    def _say(self) -> None:
        row = self._row
        state = self.tr("counted") if row.counted else self.tr("not counted yet")
        text = self.tr("%1: %2 of %3, %4")
        text = text.replace("%2", str(row.count)).replace("%3", str(row.expected)).replace("%4", state)
        self.setAccessibleName(text.replace("%1", row.name))
        self.words.setPlaceholderText(self.tr("why, and where it is"))
        self.words.setAccessibleName(self.tr("Why the count is off"))
        self.fewer.setAccessibleName(self.tr("One fewer"))
        self.more.setAccessibleName(self.tr("One more"))
