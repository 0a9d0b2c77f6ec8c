"""The register of footage requests: lines found by words, and beside them all that the chosen one says."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from widgets.focus_line import FocusLine
from widgets.labels import broken, wrapped
from widgets.read_only import ReadOnly
from widgets.register_content import RegisterRow

COLUMNS = 6
WAIT_MS = 250
LONGEST_WORD = 40


class RegisterView(QWidget):
    """Shows RegisterRows; its signals ask."""

    words_changed = Signal(str)
    sheet_wanted = Signal(str)
    list_wanted = Signal()
    hand_out_wanted = Signal(str)
    void_wanted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[RegisterRow, ...] = ()
        self.words = QLineEdit()
        self.table = QTableWidget(0, COLUMNS)
        self.details = wrapped()
        self.sheet, self.hand_out, self.void, self.all = (QPushButton() for _ in range(4))
        self.reason = QLineEdit()
        self.message = wrapped()
        self._none = QLabel()
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._arrange()
        self._connect()
        self._say()
        self.set_rows(())
        self.set_message("")

    def set_rows(self, rows: tuple[RegisterRow, ...]) -> None:
        """Show these lines; the chosen one stays chosen."""
        chosen = self.chosen()
        self._rows = rows
        self.table.setRowCount(len(rows))
        for place, row in enumerate(rows):
            for column, words in enumerate(row.columns[:COLUMNS]):
                item = QTableWidgetItem(words)
                font = item.font()
                font.setStrikeOut(row.void and column > 0)
                item.setFont(font)
                self.table.setItem(place, column, item)
        again = next((place for place, row in enumerate(rows) if chosen is not None and row.id == chosen.id), -1)
        if again >= 0:
            self.table.selectRow(again)
        elif rows:
            self.table.selectRow(0)
        self._none.setVisible(not rows)
        self.all.setEnabled(bool(rows))
        self._show()

    def chosen(self) -> RegisterRow | None:
        """The line that is chosen."""
        model = self.table.selectionModel()
        found = model.selectedRows() if model is not None else []
        return self._rows[found[0].row()] if found and found[0].row() < len(self._rows) else None

    def choose(self, entry: str) -> None:
        """Choose a line by its entry."""
        place = next((place for place, row in enumerate(self._rows) if row.id == entry), -1)
        if place >= 0:
            self.table.selectRow(place)

    def set_message(self, text: str) -> None:
        """Say what was done or refused; empty says nothing."""
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _arrange(self) -> None:
        table = self.table
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.verticalHeader().setVisible(False)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for wide in (2, 3):  # who asks and why give way, so that all columns are seen
            table.horizontalHeader().setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
        ReadOnly(table)
        FocusLine(table)
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.details.setAlignment(Qt.AlignmentFlag.AlignTop)
        left, right = QWidget(), QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(4, 4, 4, 4)
        self.all.setMinimumHeight(36)
        for widget in (self.words, self._none, table, self.all):
            column.addWidget(widget)
        beside = QVBoxLayout(right)
        beside.setContentsMargins(4, 4, 4, 4)
        beside.addWidget(self.details)
        for control in (self.sheet, self.hand_out, self.reason, self.void):
            control.setMinimumHeight(36)
            beside.addWidget(control)
        beside.addWidget(self.message)
        beside.addStretch(1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)

    def _connect(self) -> None:
        self.words.textChanged.connect(lambda _text: self._wait.start())
        self._wait.timeout.connect(lambda: self.words_changed.emit(self.words.text()))
        self.table.itemSelectionChanged.connect(self._show)
        self.all.clicked.connect(self.list_wanted)
        self.sheet.clicked.connect(lambda: self._emit_for(self.sheet_wanted))
        self.hand_out.clicked.connect(lambda: self._emit_for(self.hand_out_wanted))
        self.void.clicked.connect(self._void)

    def _emit_for(self, signal: object) -> None:
        chosen = self.chosen()
        if chosen is not None:
            signal.emit(chosen.id)  # type: ignore[attr-defined]

    def _void(self) -> None:
        chosen = self.chosen()
        if chosen is not None:
            self.void_wanted.emit(chosen.id, self.reason.text().strip())

    def _show(self) -> None:
        chosen = self.chosen()
        lines = [f"{what}: {_in_lines(words)}" for what, words in chosen.details] if chosen is not None else []
        self.details.setText("\n".join(lines))
        self.sheet.setEnabled(chosen is not None)
        for control in (self.hand_out, self.void, self.reason):
            control.setEnabled(chosen is not None and not chosen.void)

    def _say(self) -> None:
        heads = [self.tr("Number"), self.tr("When"), self.tr("Who asks"), self.tr("Reason")]
        self.table.setHorizontalHeaderLabels([*heads, self.tr("Approved by"), self.tr("Handed out")])
        header = self.table.horizontalHeader()
        header.setMinimumSectionSize(max(header.sectionSizeFromContents(wide).width() for wide in range(COLUMNS)))
        self.table.setAccessibleName(self.tr("Register of footage requests"))
        self.words.setPlaceholderText(self.tr("Find: name, unit, document, number, fingerprint"))
        self.words.setAccessibleName(self.words.placeholderText())
        self._none.setText(self.tr("No entry."))
        self.sheet.setText(self.tr("Sheet to print (PDF)"))
        self.all.setText(self.tr("These entries to print (PDF)"))
        self.hand_out.setText(self.tr("Hand out for this entry"))
        self.void.setText(self.tr("Void this entry"))
        self.reason.setPlaceholderText(self.tr("Why it is void"))
        self.reason.setAccessibleName(self.reason.placeholderText())


def _in_lines(words: str) -> str:
    """What has no place to break stands below its name, in lines."""
    return f"\n{broken(words)}" if len(words) > LONGEST_WORD and " " not in words else words
