"""The middle of the card: numbers to call, who was sent, steps to tick, what is known, what was written."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from alarms.case_marks import Stage
from alarms.guidance import Applies, applies
from alarms.model import Verdict
from widgets import card_words, severity, theme, times
from widgets.card_content import AlarmCardContent, CardGuard, CardNeighbour, CardPhone, CardStep, Seen
from widgets.card_head import PINNED
from widgets.card_trend import CardTrendView
from widgets.labels import caption, wrapped


class StepRow(QWidget):
    """One step: a box to tick and its words, which tick it too; one that does not hold is grey and says why."""

    ticked = Signal(str, bool)

    def __init__(
        self, step: CardStep, verdict: Verdict | None, awaited: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        look = theme.current()
        holds = applies(step, verdict) is Applies.YES
        note = card_words.step_note(step, verdict, awaited=awaited)
        self.box = QCheckBox()
        self.box.setChecked(step.done)
        self.box.setEnabled((holds and not awaited) or step.done)
        self.box.setAccessibleName(" ".join(filter(None, (step.text, note))))
        self.box.clicked.connect(lambda done: self.ticked.emit(step.id, done))
        self.text = wrapped("caption" if step.done or not holds else "")
        self.text.setText(f"{step.text} ({note})" if note else step.text)
        self.text.mousePressEvent = lambda _event: self.box.click()  # type: ignore[method-assign]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        if step.done and step.done_at is not None:
            done = caption()
            done.setText(f"{step.done_by} {times.clock(step.done_at)}".strip())
            row.addWidget(done)
        self.setMinimumHeight(look.px(theme.TARGET))


class NeighbourRow(QWidget):
    """Another detector near by: the shape of its alarm, its name, how it stands."""

    def __init__(self, neighbour: CardNeighbour, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme.current()
        self._neighbour = neighbour
        text = caption(wrap=True)
        text.setText(f"{neighbour.name} · {neighbour.state}")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(20), 0, 0, 0)
        row.addWidget(text, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the shape; where there is no alarm, none."""
        look, one = theme.current(), self._neighbour
        if one.priority is not None:
            side = look.px(12)
            where = QRectF(look.px(2), (self.height() - side) / 2, side, side)
            severity.paint_mark(QPainter(self), where, one.priority, severity.mark_colour(one.priority, look))


class PhoneRow(QWidget):
    """A name, and its number as large as it is read from a phone held in the hand."""

    def __init__(self, phone: CardPhone, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = wrapped()
        name.setText(phone.name)
        number = caption()
        number.setProperty("role", "figure")
        number.setText(phone.number)
        number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(name, 1)
        row.addWidget(number)


#: From top to bottom.
PARTS = ("guidance", "alarms", "phones", "sent", "steps", "seen", "trend", "facts", "neighbours", "notes", "taken_back")


class CardBody(QWidget):
    """All that is known; each part is built anew only when it changed."""

    step_ticked = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme.current()
        self._shown: dict[str, object] = {}
        self._parts = {name: QVBoxLayout() for name in PARTS}
        self.trend = CardTrendView()
        self.trend.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(12), look.px(4), look.px(12), look.px(8))
        column.setSpacing(look.px(8))
        for name, part in self._parts.items():
            part.setSpacing(look.px(2))
            column.addLayout(part)
            if name == "trend":
                column.addWidget(self.trend)
        column.addStretch(1)

    def lead(self, widgets: Iterable[QWidget]) -> None:
        """Put these above all else, to be scrolled with it."""
        column = self.layout()
        if isinstance(column, QVBoxLayout):
            for place, widget in enumerate(widgets):
                column.insertWidget(place, widget)

    def set_content(self, content: AlarmCardContent) -> None:
        """Show what changed."""
        if self._changed("guidance", content.guidance):
            self._lines("guidance", (content.guidance,) if content.guidance else ())
        there = card_words.somebody_there(content)
        if self._changed("steps", (content.incident, content.steps, content.verdict, there)):
            self._steps(content)
        phones = tuple(content.phones[PINNED:] if content.priority.guarded else content.phones)
        if self._changed("phones", (phones, content.drill)):
            self._lines("phones", (card_words.drill_only(),) if phones and content.drill else (), role="drill_text")
            for phone in phones:
                self._parts["phones"].addWidget(PhoneRow(phone))
        self._measured(content)
        if self._changed("sent", content.sent):
            self._lines("sent", tuple(sent_line(one) for one in content.sent), role="")
        if self._changed("seen", (content.seen, content.seen_text)):
            role = "strong" if content.seen is Seen.SOMEBODY else "caption"
            self._lines("seen", (content.seen_text,) if content.seen_text else (), role=role)
        for part, rows in (("alarms", content.alarms), ("neighbours", content.neighbours)):
            if self._changed(part, rows):
                _clear(self._parts[part])
                for neighbour in rows:
                    self._parts[part].addWidget(NeighbourRow(neighbour))
        for part, lines in (
            ("facts", content.facts),
            ("notes", content.notes),
            ("taken_back", content.taken_back),
        ):
            if self._changed(part, lines):
                self._lines(part, lines)

    def forget(self) -> None:
        """Build everything anew the next time."""
        self._shown.clear()

    def _measured(self, content: AlarmCardContent) -> None:
        if self._changed("trend", content.value):
            self._lines("trend", (content.value,) if content.value else (), role="strong")
        trend = content.trend
        self.trend.setVisible(trend is not None and len(trend.values) > 1)
        if trend is not None:
            self.trend.set_trend(trend)

    def _changed(self, part: str, value: object) -> bool:
        if part in self._shown and self._shown[part] == value:
            return False
        self._shown[part] = value
        return True

    def _steps(self, content: AlarmCardContent) -> None:
        focused = next((i for i, row in enumerate(self.step_rows()) if row.box.hasFocus()), -1)
        _clear(self._parts["steps"])
        for step in content.steps:
            row = StepRow(step, content.verdict, step.there and not card_words.somebody_there(content))
            row.ticked.connect(self.step_ticked)
            self._parts["steps"].addWidget(row)
        if 0 <= focused < len(content.steps):
            self.step_rows()[focused].box.setFocus()

    def step_rows(self) -> list[StepRow]:
        """Give the rows of the steps, in order."""
        layout = self._parts["steps"]
        items = (layout.itemAt(i) for i in range(layout.count()))
        return [w for item in items if item is not None and isinstance(w := item.widget(), StepRow)]

    def _lines(self, part: str, lines: tuple[str, ...], role: str = "caption") -> None:
        _clear(self._parts[part])
        for line in lines:
            label = wrapped(role)
            label.setText(line)
            self._parts[part].addWidget(label)


def sent_line(one: CardGuard) -> str:
    """Say who was sent where, and how far they have come since when."""
    stage = card_words.stage(one.stage or Stage.SENT)
    since = "" if one.since is None else times.clock(one.since)
    return " ".join(filter(None, (f"{one.name} → {one.place} ·", stage, since)))


def _clear(layout: QLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
