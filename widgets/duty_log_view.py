"""The duty log: its newest entries, and a line to write the next. Nothing in it can be changed, only put right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from widgets import theme
from widgets.duty_content import LogRow
from widgets.labels import caption, wrapped

#: Codes of what guards write themselves, in the order of the choice.
KINDS = ("note", "round", "visitor", "fault", "lent")


class DutyLogView(QWidget):
    """Shows LogRows, the newest first, and takes an entry."""

    written = Signal(str, str, str)  # kind, words, id of the entry that it puts right or ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[LogRow, ...] = ()
        self._corrects = ""
        self.kind = QComboBox()
        self.entry = QLineEdit()
        self.correcting = wrapped()
        self.write = QPushButton()
        self.correct = QPushButton()
        self.list = QListWidget()
        self.head = caption()
        self._arrange()
        self._say()

    def set_rows(self, rows: tuple[LogRow, ...]) -> None:
        """Show them; the chosen one stays chosen."""
        if rows == self._rows:
            return
        chosen = self._chosen()
        self._rows = rows
        self.list.clear()
        for row in rows:
            self._add(row)
            if row.id == chosen:
                self.list.setCurrentRow(self.list.count() - 1)

    def open_at(self) -> None:
        """Put the keyboard where the next entry is typed."""
        self.entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _arrange(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(8), 0, 0)
        column.setSpacing(look.px(6))
        column.addWidget(self.head)
        row = QHBoxLayout()
        row.addWidget(self.kind)
        row.addWidget(self.entry, 1)
        column.addLayout(row)
        column.addWidget(self.correcting)
        column.addWidget(self.write)
        column.addWidget(self.list, 1)
        column.addWidget(self.correct)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.entry.setMinimumWidth(look.px(120))
        self.write.setProperty("primary", True)
        self.correcting.hide()
        self.write.clicked.connect(self._write)
        self.entry.returnPressed.connect(self._write)
        self.correct.clicked.connect(self._correct)
        self.list.itemActivated.connect(lambda _item: self._correct())

    def _add(self, row: LogRow) -> None:
        mark = self.tr("(put right later) ") if row.mended else ""
        where = f" · {row.station}" if row.station else ""
        item = QListWidgetItem(f"{row.at}  {row.kind} · {row.person}{where}\n{mark}{row.text}".strip())
        item.setData(Qt.ItemDataRole.UserRole, row.id)
        if row.mended:
            font = item.font()
            font.setStrikeOut(True)
            item.setFont(font)
        self.list.addItem(item)

    def _chosen(self) -> str:
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def _correct(self) -> None:
        """The next entry puts the chosen one right; pressed again without a choice, it is an entry like any other."""
        self._corrects = self._chosen() if not self._corrects else ""
        found = next((row for row in self._rows if row.id == self._corrects), None)
        self.correcting.setVisible(found is not None)
        if found is not None:
            text = self.tr("Puts right the entry of %1: %2")
            self.correcting.setText(text.replace("%1", found.at).replace("%2", found.text))
            self.open_at()

    def _write(self) -> None:
        words = self.entry.text().strip()
        if not words:
            self.open_at()
            return
        kind = "correction" if self._corrects else str(self.kind.currentData())
        self.written.emit(kind, words, self._corrects)
        self.entry.clear()
        self._corrects = ""
        self.correcting.hide()

    def _say(self) -> None:
        chosen = max(0, self.kind.currentIndex())
        words = {
            "note": self.tr("Note"),
            "round": self.tr("Round"),
            "visitor": self.tr("Visitor"),
            "fault": self.tr("Fault"),
            "lent": self.tr("Lent, returned"),
        }
        self.kind.clear()
        for code in KINDS:
            self.kind.addItem(words[code], code)
        self.kind.setCurrentIndex(chosen)
        self.kind.setAccessibleName(self.tr("Kind of entry"))
        self.head.setText(self.tr("Entries stay as they are; a mistake is put right by a further entry."))
        self.head.setWordWrap(True)
        self.entry.setAccessibleName(self.tr("Entry for the duty log"))
        self.entry.setPlaceholderText(self.tr("What happened"))
        self.write.setText(self.tr("Write  Enter"))
        self.correct.setText(self.tr("Put the chosen entry right"))
        self.list.setAccessibleName(self.tr("Duty log"))
