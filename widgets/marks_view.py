"""Bookmarks and holds: what is noted about the time shown, and a line to note something new."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from widgets import theme, times
from widgets.labels import wrapped
from widgets.replay_content import MarkRow

WIDTH = 340
#: Days that a hold keeps longer than footage is kept anyway, the usual first; 0 is until somebody releases it.
DAYS = (30, 90, 365, 0)
DAY_S = 86_400.0


class MarksView(QFrame):
    """Asks by signals; `ask` begins a new one, which `kept` tells with its words and, of a hold, the days that it lasts
    beyond the day when the footage would be deleted (0: until released).
    """

    kept = Signal(bool, str, int)
    opened = Signal(str)
    reworded = Signal(str, str)
    ended = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self._hold = False
        self._editing = ""
        self._deleted_at = 0.0
        self.title, self.about, self.term = QLabel(), wrapped("caption"), wrapped("caption")
        self.title.setObjectName("heading")
        self.field, self.days, self.keep = QLineEdit(), QComboBox(), QPushButton()
        self.list = QListWidget()
        self.go, self.reword, self.end = QPushButton(), QPushButton(), QPushButton()
        self._rows: tuple[MarkRow, ...] = ()
        self._arrange()
        self._connect()
        self._speak()
        self._offer()

    def ask(self, hold: bool, about: str, deleted_at: float = 0.0) -> None:
        """Begin to note something; `about` says what it will be about, `deleted_at` when (UTC seconds) the footage
        would be deleted without a hold.
        """
        self._hold, self._editing, self._deleted_at = hold, "", deleted_at
        self.about.setText(about)
        self.days.setCurrentIndex(0)
        for widget in (self.days, self.term):
            widget.setVisible(hold)
        self.field.clear()
        self._speak()
        self.field.setFocus()

    def set_rows(self, rows: Sequence[MarkRow]) -> None:
        """Show these, the newest first."""
        chosen = self.chosen()
        self._rows = tuple(rows)
        self.list.clear()
        for row in self._rows:
            item = QListWidgetItem(_line(row))
            item.setData(Qt.ItemDataRole.UserRole, row.id)
            self.list.addItem(item)
            if row.id == chosen:
                self.list.setCurrentItem(item)
        self._offer()

    def chosen(self) -> str:
        """The row that is chosen, "" for none."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the pictures; Delete in the list ends what is chosen."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Delete and self.list.hasFocus() and self.chosen():
            self.ended.emit(self.chosen())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Speak the language that was just chosen."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._speak()
            self.set_rows(self._rows)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        for widget in (self.title, self.about, self.field):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(self.days, 1)
        row.addWidget(self.keep)
        column.addLayout(row)
        column.addWidget(self.term)
        column.addWidget(self.list, 1)
        acts = QHBoxLayout()
        for button in (self.go, self.reword, self.end):
            button.setMinimumHeight(theme.current().px(theme.TARGET))
            acts.addWidget(button)
        column.addLayout(acts)
        self.keep.setMinimumHeight(theme.current().px(theme.TARGET))
        self.keep.setProperty("primary", True)
        self.list.setWordWrap(True)
        self.days.hide()
        self.term.hide()
        self.setFixedWidth(theme.current().px(WIDTH))

    def _connect(self) -> None:
        self.keep.clicked.connect(self._keep)
        self.field.returnPressed.connect(self._keep)
        self.field.textChanged.connect(lambda _text: self._offer())
        self.days.currentIndexChanged.connect(lambda _index: self._say_term())
        self.list.itemActivated.connect(lambda _item: self.opened.emit(self.chosen()))
        self.list.currentItemChanged.connect(lambda _new, _old: self._offer())
        self.go.clicked.connect(lambda: self.opened.emit(self.chosen()))
        self.reword.clicked.connect(self._edit)
        self.end.clicked.connect(lambda: self.ended.emit(self.chosen()))

    def _keep(self) -> None:
        words = self.field.text().strip()
        if not words:
            return
        if self._editing:
            self.reworded.emit(self._editing, words)
        else:
            self.kept.emit(self._hold, words, DAYS[max(0, self.days.currentIndex())] if self._hold else 0)
        self.field.clear()
        self._editing = ""
        self._speak()

    def _edit(self) -> None:
        row = next((one for one in self._rows if one.id == self.chosen()), None)
        if row is not None:
            self._editing, self._hold = row.id, row.hold
            self.days.hide()
            self.term.hide()
            self.about.setText(_line(row))
            self.field.setText(row.note)
            self._speak()
            self.field.setFocus()

    def _offer(self) -> None:
        self.keep.setEnabled(bool(self.field.text().strip()))
        for button in (self.go, self.reword, self.end):
            button.setEnabled(bool(self.chosen()))
        row = next((one for one in self._rows if one.id == self.chosen()), None)
        self.end.setText(self.tr("Release  Del") if row is not None and row.hold else self.tr("Remove  Del"))

    def _speak(self) -> None:
        if self._editing:
            self.title.setText(self.tr("Say it in other words"))
        else:
            self.title.setText(self.tr("Keep this recording") if self._hold else self.tr("New bookmark"))
        self.field.setPlaceholderText(self.tr("Reason") if self._hold else self.tr("Note"))
        self.field.setAccessibleName(self.field.placeholderText())
        self.keep.setText(self.tr("Save  Enter"))
        self.go.setText(self.tr("Go there  Enter"))
        self.reword.setText(self.tr("Edit"))
        self.list.setAccessibleName(self.tr("Bookmarks and kept recordings"))
        index = self.days.currentIndex()
        self.days.clear()
        self.days.addItems(
            [self.tr("%1 days longer").replace("%1", str(days)) if days else self.tr("until released") for days in DAYS]
        )
        self.days.setCurrentIndex(max(0, index))
        self.days.setAccessibleName(self.tr("How long it is kept"))
        self._say_term()
        self._offer()

    def _say_term(self) -> None:
        """Say in words what the choice does: when it would be deleted, and until when it stays."""
        days = DAYS[max(0, self.days.currentIndex())]
        kept = self.tr("Kept until %1.").replace("%1", times.date(self._deleted_at + days * DAY_S))
        words = (
            self.tr("Without this it is deleted on %1 at the latest.").replace("%1", times.date(self._deleted_at)),
            kept if days else self.tr("Kept until somebody releases it."),
        )
        self.term.setText("\n".join(words))
        self.days.setAccessibleDescription(self.term.text())


def _line(row: MarkRow) -> str:
    start = f"{times.date(row.start)} {times.clock(row.start)}"
    span = times.clock(row.end) if times.date(row.end) == times.date(row.start) else times.day_and_minute(row.end)
    kept = (
        QCoreApplication.translate("MarksView", "kept")
        if row.hold
        else QCoreApplication.translate("MarksView", "bookmark")
    )
    until = ""
    if row.hold and row.expires_at is not None:
        until = QCoreApplication.translate("MarksView", "until %1").replace("%1", times.date(row.expires_at))
    first = " · ".join(filter(None, (kept, row.place, f"{start} – {span}" if row.end - row.start >= 1 else start)))
    return f"{first}\n{row.note}\n{' · '.join(filter(None, (row.owner, until)))}"
