"""One incident as it is written: words, place, people, steps, notes, pictures, what it was, the review. Never a dialog.

Each field is told as soon as it is left or Enter is pressed: there is nothing to save, and a call-up loses nothing.
Only a new one is a draft first: nothing of it is told until Enter, or the button, keeps it.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from alarms.model import Priority
from widgets import severity, theme, times
from widgets.case_content import CaseChoice, CaseContent
from widgets.case_parts import EndPart, NotesPart, PeoplePart, PicturesPart, fill, narrow
from widgets.focus_line import FocusLine
from widgets.incident_model import handling_word
from widgets.labels import ElidedLabel, caption, wrapped
from widgets.steady import steady

WIDTH = 360


class CasePanel(QFrame):
    """Shows a CaseContent; its signals ask, with the id of the incident that was shown when the person acted."""

    described = Signal(str, object)  # id, {category | title | zone | priority: value}
    step_ticked = Signal(str, str, bool)
    noted = Signal(str, str)
    judged = Signal(str, str, str)
    close_requested = Signal(str)
    reviewed = Signal(str, str)
    undo_requested = Signal(str)
    person_added = Signal(str, str, str, str)  # id, role, name, phone
    person_removed = Signal(str, str)
    names_wanted = Signal(str)
    picture_opened = Signal(str)
    kept = Signal(object, str)  # CaseContent of a draft, and the first note
    left = Signal()

    def __init__(self, *, leaves: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self._content: CaseContent | None = None
        self.step_boxes: dict[str, QCheckBox] = {}
        self._away = False
        self._zones: tuple[CaseChoice, ...] = ()
        self._categories: tuple[CaseChoice, ...] = ()
        self.number, self.stands = ElidedLabel("title"), caption(wrap=True)
        self.leave, self.keep = QPushButton(), QPushButton()
        self.title = QLineEdit()
        self.category, self.zone, self.priority = QComboBox(), QComboBox(), QComboBox()
        self._captions = [caption() for _ in range(4)]
        self.cameras = wrapped()
        self.pictures, self.people, self.notes, self.end = PicturesPart(), PeoplePart(), NotesPart(), EndPart()
        self._step_heading = caption()
        self._step_column = QVBoxLayout()
        self._step_rows: list[QWidget] = []
        self._arrange()
        steady(self)
        self.leave.setVisible(leaves)
        self._connect()
        self._speak()
        self.set_content(None)

    @property
    def content(self) -> CaseContent | None:
        """What is shown."""
        return self._content

    def set_choices(
        self, categories: tuple[CaseChoice, ...], zones: tuple[CaseChoice, ...], roles: tuple[CaseChoice, ...]
    ) -> None:
        """Name what can be chosen; zones with how deep they lie."""
        self._categories, self._zones = categories, zones
        self.people.set_roles(roles)

    def set_content(self, content: CaseContent | None) -> None:
        """Show an incident, or none; what is half typed in a field stays while it is the same one."""
        same = content is not None and self._content is not None and content.id == self._content.id
        self._content = content
        self._body.setVisible(content is not None)
        if content is None:
            self.number.setText(self.tr("No incident chosen"))
            self.stands.clear()
            return
        self.number.setText(self.tr("New incident") if content.draft else content.number)
        self._show_standing(content)
        self.keep.setVisible(content.draft)
        if not (same and self.title.hasFocus()):
            self.title.setText(content.title)
        self.title.setEnabled(content.open)
        fill(self.category, self._categories, content.category)
        self.category.setEnabled(content.open)
        fill(self.zone, self._zones, content.zone)
        fill(
            self.priority, tuple(CaseChoice(str(int(p)), severity.word(p)) for p in _PRIORITIES), str(content.priority)
        )
        for box in (self.zone, self.priority):
            box.setEnabled(content.open and content.by_hand)
        self.cameras.setText("  ".join(content.cameras))
        for widget in (self._captions[3], self.cameras):
            widget.setVisible(bool(content.cameras))
        self._show_steps(content)
        for part in (self.pictures, self.people, self.notes, self.end):
            part.show_content(content)
            part.setVisible(part is self.notes or not content.draft)

    def drafted(self) -> CaseContent | None:
        """What a draft says so far, the words that are being typed among it; None where none is shown."""
        if self._content is None or not self._content.draft:
            return None
        return replace(self._content, title=self.title.text().strip())

    def show_picture(self, path: str, picture: QPixmap) -> None:
        """Show a thumbnail."""
        self.pictures.show_picture(path, picture)

    def begin_typing(self) -> None:
        """Put the caret where the words go."""
        self.title.setFocus()

    @property
    def away(self) -> bool:
        """Whether the keyboard is elsewhere while a draft is shown."""
        return self._away and self.drafted() is not None

    def set_away(self, away: bool) -> None:
        """Say of a draft that the keyboard has left it: no Enter keeps it then, and F2 comes back."""
        if away != self._away:
            self._away = away
            if self._content is not None:
                self._show_standing(self._content)

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._speak()
            self.set_content(self._content)
        super().changeEvent(event)

    def _show_standing(self, content: CaseContent) -> None:
        self.stands.setText(self._standing(content))
        role = "trouble" if self.away else "caption"
        if self.stands.property("role") != role:
            self.stands.setProperty("role", role)
            self.stands.style().unpolish(self.stands)
            self.stands.style().polish(self.stands)
        words = self.tr("Keep and number it  F2, then Enter") if self.away else self.tr("Keep and number it  Enter")
        self.keep.setText(words)

    def _standing(self, content: CaseContent) -> str:
        if self.away:
            return self.tr("Not kept yet. The keyboard is elsewhere: F2 comes back here, then Enter keeps it.")
        if content.draft:
            return self.tr("Not kept yet: Enter keeps it and gives it a number. F2 puts it away.")
        said = self.tr("opened by %1").replace("%1", content.opened_by) if content.by_hand else content.place
        drill = self.tr("Drill") if content.drill else ""
        when = f"{times.date(content.opened_at)} {times.clock(content.opened_at)}"
        return " · ".join(filter(None, (drill, handling_word(content.handling), when, said)))

    def _show_steps(self, content: CaseContent) -> None:
        self._step_heading.setVisible(bool(content.steps))
        if list(self.step_boxes) != [one.id for one in content.steps]:
            self.step_boxes = {one.id: QCheckBox() for one in content.steps}
            for row in self._step_rows:
                row.deleteLater()
            self._step_rows = [self._step_row(step, box) for step, box in self.step_boxes.items()]
        for one, row in zip(content.steps, self._step_rows, strict=True):
            box, words = self.step_boxes[one.id], f"{one.text} *" if one.required else one.text
            row.findChildren(QLabel)[0].setText(words)
            box.setAccessibleName(words)
            box.setToolTip(one.by)
            box.setChecked(one.done)
            box.setEnabled(content.open)

    def _step_row(self, step: str, box: QCheckBox) -> QWidget:
        """A box and words that break their lines: long steps make the form no wider."""
        row, words = QWidget(), wrapped()
        row.setProperty("flat", True)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(words, 1)
        row.setMinimumHeight(theme.current().px(theme.TARGET))
        words.mousePressEvent = lambda _event: box.click()  # type: ignore[method-assign]
        box.clicked.connect(lambda on: self._tell(self.step_ticked, step, on))
        self._step_column.addWidget(row)
        return row

    def _arrange(self) -> None:
        look = theme.current()
        head = QHBoxLayout()
        head.addWidget(self.number, 1)
        head.addWidget(self.leave)
        words = QGridLayout()
        words.setColumnStretch(1, 1)
        fields = (self.category, self.zone, self.priority)
        for row, field in enumerate(fields):
            narrow(field)
            words.addWidget(self._captions[row], row, 0)
            words.addWidget(field, row, 1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, look.px(6), 0)
        column.setSpacing(look.px(6))
        column.addWidget(self.title)
        column.addLayout(words)
        column.addWidget(self._captions[3])
        column.addWidget(self.cameras)
        column.addWidget(self._step_heading)
        column.addLayout(self._step_column)
        for part in (self.notes, self.pictures, self.people, self.end):
            column.addWidget(part)
        column.addWidget(self.keep)
        column.addStretch(1)
        self.keep.setProperty("primary", True)
        self._body = QScrollArea()
        self._body.setWidgetResizable(True)
        self._body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._body.setWidget(inside)
        self._body.setAccessibleName(self.tr("Case"))
        FocusLine(self._body)
        self.title.setMaxLength(200)
        whole = QVBoxLayout(self)
        whole.addLayout(head)
        whole.addWidget(self.stands)
        whole.addWidget(self._body, 1)
        whole.addStretch(0)
        for button in self.findChildren(QPushButton):
            button.setMinimumHeight(look.px(theme.TARGET))

    def _connect(self) -> None:
        self.leave.clicked.connect(self.left)
        self.title.editingFinished.connect(lambda: self._said("title", self.title.text().strip()))
        self.category.activated.connect(lambda _row: self._said("category", self.category.currentData()))
        self.zone.activated.connect(lambda _row: self._said("zone", self.zone.currentData()))
        self.priority.activated.connect(lambda _row: self._said("priority", Priority(int(self.priority.currentData()))))
        self.notes.noted.connect(self._note)
        self.title.returnPressed.connect(self._keep)
        self.keep.clicked.connect(self._keep)
        self.people.names_wanted.connect(lambda: self._tell(self.names_wanted))
        self.people.added.connect(lambda *said: self._tell(self.person_added, *said))
        self.people.removed.connect(lambda person: self._tell(self.person_removed, person))
        self.pictures.opened.connect(self.picture_opened)
        self.end.judged.connect(lambda *said: self._tell(self.judged, *said))
        self.end.closed.connect(lambda: self._tell(self.close_requested))
        self.end.reviewed.connect(lambda remark: self._tell(self.reviewed, remark))
        self.end.undone.connect(lambda: self._tell(self.undo_requested))

    def _said(self, name: str, value: object) -> None:
        if self._content is None or getattr(self._content, name) == value:
            return
        if self._content.draft:
            self._content = replace(self._content, **{name: value})  # type: ignore[arg-type]
        else:
            self._tell(self.described, {name: value})

    def _note(self, text: str) -> None:
        if self.drafted() is None:
            self._tell(self.noted, text)
        else:
            self.kept.emit(self.drafted(), text)

    def _keep(self) -> None:
        drafted = self.drafted()
        if drafted is not None:
            self.kept.emit(drafted, self.notes.field.text().strip())
            self.notes.field.clear()

    def _tell(self, signal: object, *said: object) -> None:
        if self._content is not None:
            signal.emit(self._content.id, *said)  # type: ignore[attr-defined]

    def _speak(self) -> None:
        self.leave.setText(self.tr("Put away  F2"))
        self.title.setPlaceholderText(self.tr("What happened, in a few words"))
        self.title.setAccessibleName(self.tr("What happened"))
        names = (self.tr("Category"), self.tr("Zone"), self.tr("Priority"), self.tr("Cameras on screen then"))
        for label, words in zip(self._captions, names, strict=True):
            label.setText(words)
        for box, words in zip((self.category, self.zone, self.priority), names, strict=False):
            box.setAccessibleName(words)
        self._step_heading.setText(self.tr("Steps (* has to be done)"))
        for part in (self.pictures, self.people, self.notes, self.end):
            part.speak()


_PRIORITIES = (Priority.P1, Priority.P2, Priority.P3, Priority.P4)
