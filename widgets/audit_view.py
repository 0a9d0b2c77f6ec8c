"""Who did what: the audit log in a table, newest first, with what to look for above it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QDate, QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDateEdit,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from widgets import theme, times
from widgets.labels import wrapped
from widgets.read_only import ReadOnly
from widgets.steady import steady

COLUMNS = 5
DAYS_AT_FIRST = 7
_SUBJECT = 3


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry in words: ``at`` in UTC seconds, who, what, to what, and what else was noted.

    ``key`` is the whole id of what it was done to, where the words are shorter than that.
    """

    at: float
    who: str
    act: str
    subject: str
    detail: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class AuditChoice:
    """What is looked for: codes of actor and act ("" for all), and days from and until, as UTC seconds."""

    actor: str = ""
    action: str = ""
    since: float = 0.0
    until: float = 0.0


class AuditView(QFrame):
    """``wanted`` asks for the newest entries of a choice, ``older_wanted`` for those before the last one shown."""

    wanted = Signal(object)  # AuditChoice
    older_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.actor, self.action = QComboBox(), QComboBox()
        self.since, self.until = QDateEdit(), QDateEdit()
        self.look, self.older = QPushButton(), QPushButton()
        self.message = wrapped()
        self.table = QTableWidget(0, COLUMNS)
        self._captions = [QLabel() for _ in range(4)]
        self._arrange()
        self._retranslate()
        self.look.clicked.connect(lambda _checked=False: self.wanted.emit(self.choice()))
        self.older.clicked.connect(lambda _checked=False: self.older_wanted.emit())

    def start(self, now: float) -> None:
        """Begin with the last days up to `now` (UTC seconds)."""
        if self.until.date() == QDate(2000, 1, 1):
            today = times.local(now)
            self.until.setDate(QDate(today.year, today.month, today.day))
            self.since.setDate(self.until.date().addDays(1 - DAYS_AT_FIRST))

    def choice(self) -> AuditChoice:
        """What is looked for now; the day named last counts whole."""
        actor, action = self.actor.currentData() or "", self.action.currentData() or ""
        return AuditChoice(actor, action, _begin(self.since.date()), _begin(self.until.date().addDays(1)))

    def set_names(self, actors: tuple[tuple[str, str], ...], actions: tuple[tuple[str, str], ...]) -> None:
        """Offer actors and acts, each as code and words; what is chosen stays."""
        for box, every, offered in (
            (self.actor, self.tr("Anybody"), actors),
            (self.action, self.tr("Anything"), actions),
        ):
            chosen = box.currentData()
            box.clear()
            box.addItem(every, "")
            for code, words in offered:
                box.addItem(words, code)
            box.setCurrentIndex(max(0, box.findData(chosen)))

    def show_rows(self, rows: tuple[AuditRow, ...], more: bool, *, add: bool = False) -> None:
        """Show entries, or `add` them below; `more`: there are older ones."""
        first = self.table.rowCount() if add else 0
        self.table.setRowCount(first + len(rows))
        for at, row in enumerate(rows, first):
            when = f"{times.date(row.at)} {times.clock(row.at)}"
            for column, text in enumerate((when, row.who, row.act, row.subject, row.detail)):
                item = QTableWidgetItem(text)
                item.setToolTip(f"{text} ({row.key})" if column == _SUBJECT and row.key else text)
                self.table.setItem(at, column, item)
        self.older.setEnabled(more)
        count = self.table.rowCount()
        some, none = self.tr("Entries: %1").replace("%1", str(count)), self.tr("Nothing of that kind in this time.")
        self.message.setText(some if count else none)
        if add and rows:
            self.table.setCurrentCell(first, 0)
            self.table.setFocus()

    def _tell_whole(self, row: int) -> None:
        """Say the whole of the entry that is chosen: what is too long for its column stands below."""
        items = [self.table.item(row, column) for column in range(COLUMNS)]
        said = [item.toolTip() for item in items if item is not None and item.toolTip()]
        if said:
            self.message.setText(" · ".join(said))

    def forget(self) -> None:
        """Show nothing: whoever looked may be gone."""
        self.table.setRowCount(0)
        self.older.setEnabled(False)
        self.message.setText(self.tr("For those who may read it. Each look is an entry of the log itself."))

    def show_refusal(self, text: str) -> None:
        """Say why nothing is shown."""
        self.forget()
        self.message.setText(text)

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _arrange(self) -> None:
        look, table = theme.current(), self.table
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        ReadOnly(table)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(look.px(34))
        for column, width in enumerate((180, 170, 240, 200)):
            table.setColumnWidth(column, look.px(width))
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.horizontalHeader().setSectionResizeMode(COLUMNS - 1, QHeaderView.ResizeMode.Stretch)
        top = QHBoxLayout()
        top.setSpacing(look.px(8))
        for words, field in zip(self._captions, (self.actor, self.action, self.since, self.until), strict=True):
            words.setProperty("role", "caption")
            words.setBuddy(field)
            top.addWidget(words)
            top.addWidget(field, 1 if isinstance(field, QComboBox) else 0)
        for field in (self.since, self.until):
            field.setDisplayFormat("yyyy-MM-dd")
            field.setMinimumWidth(look.px(150))
        for box in (self.actor, self.action):
            box.setMinimumWidth(look.px(150))
        self.look.setProperty("primary", True)
        top.addWidget(self.look)
        below = QHBoxLayout()
        below.addWidget(self.message, 1)
        below.addWidget(self.older)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(look.px(8), look.px(8), look.px(8), look.px(8))
        whole.addLayout(top)
        whole.addWidget(table, 1)
        whole.addLayout(below)
        self.setFocusProxy(self.actor)
        steady(self)
        table.currentCellChanged.connect(lambda row, *_more: self._tell_whole(row))

    def _retranslate(self) -> None:
        words = (self.tr("Who"), self.tr("What"), self.tr("From"), self.tr("Until"))
        for label, field, text in zip(
            self._captions, (self.actor, self.action, self.since, self.until), words, strict=True
        ):
            label.setText(text)
            field.setAccessibleName(text)
        self.look.setText(self.tr("Look"))
        self.older.setText(self.tr("Older entries"))
        self.table.setAccessibleName(self.tr("Audit log"))
        self.table.setHorizontalHeaderLabels(
            [self.tr("When"), self.tr("Who"), self.tr("What"), self.tr("Object"), self.tr("Details")]
        )
        if not self.table.rowCount():
            self.forget()
            self.set_names((), ())


def _begin(day: QDate) -> float:
    """The UTC second in which a day begins where the site is."""
    return times.utc(datetime(day.year(), day.month(), day.day()))
