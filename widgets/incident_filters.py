"""What the incident list is narrowed by: words, time, zone, category, priority, state; told after a rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from PySide6.QtCore import QDate, QEvent, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QFrame, QGridLayout, QLineEdit, QPushButton, QWidget

from alarms.model import Handling, Priority
from widgets import severity, theme, times
from widgets.case_content import CaseChoice
from widgets.case_parts import fill
from widgets.incident_model import handling_word
from widgets.labels import wrapped
from widgets.steady import steady
from widgets.typed_span import Span, span_words, typed_span

REST_MS = 250
#: Periods that are offered, with the days they hold; None: all, 0: between two dates or times.
PERIODS: dict[str, int | None] = {"all": None, "today": 1, "week": 7, "month": 30, "dates": 0, "times": 0}


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """What was chosen; "" means any. Times are UTC seconds. ``state`` is a Handling's value, or ``open``."""

    text: str = ""
    since: float | None = None
    until: float | None = None
    zone: str = ""
    category: str = ""
    priority: int = 0
    state: str = ""


class IncidentFilters(QFrame):
    """``changed`` tells a FilterChoice; Esc in the words empties them."""

    changed = Signal(object)

    def __init__(self, now: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self._now = now
        self._zones: tuple[CaseChoice, ...] = ()
        self._categories: tuple[CaseChoice, ...] = ()
        self._told = FilterChoice()
        self.text = QLineEdit()
        self.text.setClearButtonEnabled(True)
        self.text.setMaxLength(200)
        self.period, self.zone, self.category = QComboBox(), QComboBox(), QComboBox()
        self.priority, self.state = QComboBox(), QComboBox()
        self.since, self.until = QDateEdit(), QDateEdit()
        self.since_time, self.until_time, self.meant = QLineEdit(), QLineEdit(), wrapped("caption")
        self.reset = QPushButton()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._arrange()
        steady(self)
        self._connect()
        self._speak()

    def set_choices(self, categories: tuple[CaseChoice, ...], zones: tuple[CaseChoice, ...]) -> None:
        """Name categories and zones (without the empty ones)."""
        self._categories, self._zones = categories, zones
        self._speak()

    def set_now(self, now: float) -> None:
        """Say what today is (UTC seconds)."""
        self._now = now

    def choice(self) -> FilterChoice:
        """Return what is chosen now."""
        since, until = self._times()
        return FilterChoice(
            text=self.text.text().strip(),
            since=since,
            until=until,
            zone=self.zone.currentData() or "",
            category=self.category.currentData() or "",
            priority=int(self.priority.currentData() or 0),
            state=self.state.currentData() or "",
        )

    def clear(self) -> None:
        """Choose everything again."""
        self.text.clear()
        for box in (self.period, self.zone, self.category, self.priority, self.state):
            box.setCurrentIndex(0)
        for field in (self.since_time, self.until_time):
            field.clear()
        self._period_chosen()

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._speak()
            self._say_meant(done=not self.meant.isHidden())
        super().changeEvent(event)

    def _times(self) -> tuple[float | None, float | None]:
        period = self.period.currentData()
        days = PERIODS.get(period or "all")
        if period == "times":
            return self._typed() or (None, None)
        if days is None:
            return None, None
        if days == 0:
            until = self._midnight(self.until.date()) + timedelta(days=1)
            return times.utc(self._midnight(self.since.date())), times.utc(until)
        today = times.local(self._now).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        return times.utc(today - timedelta(days=days - 1)), None

    @staticmethod
    def _midnight(day: QDate) -> datetime:
        return datetime(day.year(), day.month(), day.day())

    def _typed(self) -> Span | None:
        return typed_span(self.since_time.text(), self.until_time.text(), self._now)

    def _say_meant(self, *, done: bool) -> bool:
        """Say what the typed times mean; of what is no time, once its writing is `done`. Gives whether they do."""
        typed = self._typed() if self.period.currentData() == "times" else (None, None)
        if typed is not None:
            self.meant.setText(span_words(typed))
        elif done:
            words = self.tr("These are not two times in order. Type them as 02:50, 02:50:30 or 11-20 02:50.")
            self.meant.setText(words)
        self.meant.setVisible(bool(self.meant.text()))
        return typed is not None

    def _tell(self, *, done: bool = True) -> None:
        self._rest.stop()
        if not self._say_meant(done=done):
            return
        chosen = self.choice()
        if chosen != self._told:
            self._told = chosen
            self.changed.emit(chosen)

    def _period_chosen(self) -> None:
        period = self.period.currentData()
        for field in (self.since, self.until):
            field.setVisible(period == "dates")
        for typed in (self.since_time, self.until_time):
            typed.setVisible(period == "times")
        self._tell()

    def _arrange(self) -> None:
        look = theme.current()
        grid = QGridLayout(self)
        grid.setContentsMargins(look.px(4), look.px(4), look.px(4), look.px(4))
        grid.setSpacing(look.px(4))
        grid.addWidget(self.text, 0, 0, 1, 2)
        grid.addWidget(self.reset, 0, 2)
        for place, box in enumerate((self.period, self.zone, self.category, self.priority, self.state)):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
            grid.addWidget(box, 1 + place // 3, place % 3)
        for place, field in enumerate((self.since, self.until)):
            field.setCalendarPopup(True)
            field.setDisplayFormat("yyyy-MM-dd")
            day = times.local(self._now)
            field.setDate(QDate(day.year, day.month, day.day))
            field.hide()
            grid.addWidget(field, 3, place)
        for place, typed in enumerate((self.since_time, self.until_time)):
            typed.setMaxLength(20)
            typed.hide()
            grid.addWidget(typed, 3, place)
        grid.addWidget(self.meant, 4, 0, 1, 3)
        self.meant.hide()
        order = (self.period, self.since, self.until, self.since_time, self.until_time, self.zone)
        for one, after in pairwise(order):
            QWidget.setTabOrder(one, after)
        for column in range(3):
            grid.setColumnStretch(column, 1)

    def _connect(self) -> None:
        for choice in (self.period, self.zone, self.category, self.priority, self.state):
            choice.currentTextChanged.connect(choice.setToolTip)  # it may be wider than its field
        self.text.textChanged.connect(lambda _text: self._rest.start())
        self.text.returnPressed.connect(self._tell)
        self._rest.timeout.connect(lambda: self._tell(done=False))
        self.period.activated.connect(lambda _row: self._period_chosen())
        for box in (self.zone, self.category, self.priority, self.state):
            box.activated.connect(lambda _row: self._tell())
        for field in (self.since, self.until):
            field.dateChanged.connect(lambda _day: self._rest.start())
        for typed in (self.since_time, self.until_time):
            typed.textEdited.connect(lambda _text: self._rest.start())
            typed.editingFinished.connect(self._tell)
        self.reset.clicked.connect(self.clear)

    def _speak(self) -> None:
        self.text.setPlaceholderText(self.tr("Look for words: number, what happened, notes"))
        self.reset.setText(self.tr("Show all"))
        for widget, words in (
            (self.text, self.tr("Words")),
            (self.period, self.tr("Time")),
            (self.zone, self.tr("Zone")),
            (self.category, self.tr("Category")),
            (self.priority, self.tr("Priority")),
            (self.state, self.tr("State")),
            (self.since, self.tr("First day")),
            (self.until, self.tr("Last day")),
            (self.since_time, self.tr("From what time")),
            (self.until_time, self.tr("Until what time")),
        ):
            widget.setAccessibleName(words)
        self.since_time.setPlaceholderText(self.tr("from 02:50"))
        self.until_time.setPlaceholderText(self.tr("until 03:10"))
        priorities = tuple(CaseChoice(str(int(p)), severity.word(p)) for p in _PRIORITIES)
        states = (CaseChoice("open", self.tr("Open")), *(CaseChoice(one.value, handling_word(one)) for one in Handling))
        for box, every, choices in (
            (self.period, "", self._periods()),
            (self.zone, self.tr("All zones"), self._zones),
            (self.category, self.tr("All categories"), self._categories),
            (self.priority, self.tr("All priorities"), priorities),
            (self.state, self.tr("All states"), states),
        ):
            first = (CaseChoice("", every),) if every else ()
            fill(box, (*first, *choices), box.currentData() or (choices[0].code if not first else ""))
            box.setToolTip(box.currentText())

    def _periods(self) -> tuple[CaseChoice, ...]:
        words = {
            "all": self.tr("Any time"),
            "today": self.tr("Today"),
            "week": self.tr("Last 7 days"),
            "month": self.tr("Last 30 days"),
            "dates": self.tr("From day to day"),
            "times": self.tr("Between times"),
        }
        return tuple(CaseChoice(code, words[code]) for code in PERIODS)


_PRIORITIES = (Priority.P1, Priority.P2, Priority.P3, Priority.P4)
