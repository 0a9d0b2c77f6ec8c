"""The middle of the card: numbers to call, steps to tick, what is known, what was written."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from widgets import theme, times
from widgets.card_content import AlarmCardContent, CardPhone, CardStep
from widgets.labels import caption, wrapped


class StepRow(QWidget):
    """One step: a box to tick and its words, which tick it too."""

    ticked = Signal(str, bool)

    def __init__(self, step: CardStep, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme.current()
        self.box = QCheckBox()
        self.box.setChecked(step.done)
        self.box.setAccessibleName(step.text)
        self.box.clicked.connect(lambda done: self.ticked.emit(step.id, done))
        text = wrapped("caption" if step.done else "")
        optional = "" if step.required or step.done else self.tr(" (if possible)")
        text.setText(f"{step.text}{optional}")
        text.mousePressEvent = lambda _event: self.box.click()  # type: ignore[method-assign]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(text, 1)
        if step.done and step.done_at is not None:
            done = caption()
            done.setText(f"{step.done_by} {times.clock(step.done_at)}".strip())
            row.addWidget(done)
        self.setMinimumHeight(look.px(theme.TARGET))


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


class CardBody(QWidget):
    """Steps, phones, facts and notes; each part is built anew only when it changed."""

    step_ticked = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme.current()
        self._shown: dict[str, object] = {}
        self._parts = {name: QVBoxLayout() for name in ("guidance", "phones", "steps", "facts", "notes")}
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(12), look.px(4), look.px(12), look.px(8))
        column.setSpacing(look.px(8))
        for part in self._parts.values():
            part.setSpacing(look.px(2))
            column.addLayout(part)
        column.addStretch(1)

    def set_content(self, content: AlarmCardContent) -> None:
        """Show what changed."""
        if self._changed("guidance", content.guidance):
            self._lines("guidance", (content.guidance,) if content.guidance else ())
        if self._changed("steps", (content.incident, content.steps)):
            self._steps(content.steps)
        if self._changed("phones", content.phones):
            _clear(self._parts["phones"])
            for phone in content.phones:
                self._parts["phones"].addWidget(PhoneRow(phone))
        if self._changed("facts", content.facts):
            self._lines("facts", content.facts)
        if self._changed("notes", content.notes):
            self._lines("notes", content.notes)

    def forget(self) -> None:
        """Build everything anew the next time."""
        self._shown.clear()

    def _changed(self, part: str, value: object) -> bool:
        if part in self._shown and self._shown[part] == value:
            return False
        self._shown[part] = value
        return True

    def _steps(self, steps: tuple[CardStep, ...]) -> None:
        focused = next((i for i, row in enumerate(self.step_rows()) if row.box.hasFocus()), -1)
        _clear(self._parts["steps"])
        for step in steps:
            row = StepRow(step)
            row.ticked.connect(self.step_ticked)
            self._parts["steps"].addWidget(row)
        if 0 <= focused < len(steps):
            self.step_rows()[focused].box.setFocus()

    def step_rows(self) -> list[StepRow]:
        """Give the rows of the steps, in order."""
        layout = self._parts["steps"]
        items = (layout.itemAt(i) for i in range(layout.count()))
        return [w for item in items if item is not None and isinstance(w := item.widget(), StepRow)]

    def _lines(self, part: str, lines: tuple[str, ...]) -> None:
        _clear(self._parts[part])
        for line in lines:
            label = caption(wrap=True)
            label.setText(line)
            self._parts[part].addWidget(label)


def _clear(layout: QLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
