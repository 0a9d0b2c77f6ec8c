"""Parts of an incident's panel: people, notes, pictures, and its end."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from alarms.model import Verdict
from widgets import card_words, theme, times
from widgets.case_content import CaseChoice, CaseContent, CasePerson
from widgets.labels import caption, wrapped

THUMB = QSize(120, 68)
#: People that are seen at once; more are scrolled to.
_ROWS = 4
_ID = Qt.ItemDataRole.UserRole


def fill(box: QComboBox, choices: tuple[CaseChoice, ...], chosen: str) -> None:
    """Offer these and choose one, telling nobody; a code that is none of them is offered too."""
    box.blockSignals(True)
    box.clear()
    for one in choices:
        box.addItem("   " * one.depth + one.words, one.code)
    if box.findData(chosen) < 0:
        box.addItem(chosen, chosen)
    box.setCurrentIndex(box.findData(chosen))
    box.blockSignals(False)


def narrow(box: QComboBox) -> None:
    """Let a box be as narrow as its place is: the longest of its words does not widen what it stands in."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(6)


class PicturesPart(QWidget):
    """Thumbnails; ``opened`` gives the file of the one chosen."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme.current()
        self.heading = caption()
        self.list = QListWidget()
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setIconSize(QSize(look.px(THUMB.width()), look.px(THUMB.height())))
        self.list.setMovement(QListView.Movement.Static)
        self.list.setWrapping(False)
        self.list.setFixedHeight(look.px(THUMB.height() + 52))
        self.list.itemActivated.connect(lambda item: self.opened.emit(item.data(_ID)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.heading)
        column.addWidget(self.list)
        self._shown: tuple[str, ...] = ()

    def show_content(self, content: CaseContent) -> None:
        """List the pictures; each is filled in by ``show_picture``."""
        self.heading.setText(self.tr("Pictures taken: %1").replace("%1", str(len(content.pictures))))
        self.list.setVisible(bool(content.pictures))
        ids = tuple(one.id for one in content.pictures)
        if ids == self._shown:
            return
        self._shown = ids
        self.list.clear()
        for one in content.pictures:
            item = QListWidgetItem(f"{one.camera}\n{times.clock(one.at)}")
            item.setData(_ID, one.path)
            item.setToolTip(f"{one.camera}  {times.date(one.at)} {times.clock(one.at)}")
            self.list.addItem(item)

    def show_picture(self, path: str, picture: QPixmap) -> None:
        """Show a thumbnail that was read."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.data(_ID) == path:
                item.setIcon(QIcon(picture))

    def speak(self) -> None:
        """Name it for a screen reader."""
        self.list.setAccessibleName(self.tr("Pictures taken"))


class PeoplePart(QWidget):
    """Who is concerned. Names are shown only when somebody asked, which whoever listens enters."""

    names_wanted = Signal()
    added = Signal(str, str, str)  # role, name, phone
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = caption()
        self.list = QListWidget()
        self.role, self.name, self.phone = QComboBox(), QLineEdit(), QLineEdit()
        self.add, self.remove, self.names = QPushButton(), QPushButton(), QPushButton()
        self._roles: tuple[CaseChoice, ...] = ()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self.heading, 0, 0)
        grid.addWidget(self.names, 0, 1)
        grid.addWidget(self.list, 1, 0, 1, 2)
        grid.addWidget(self.role, 2, 0)
        grid.addWidget(self.remove, 2, 1)
        grid.addWidget(self.name, 3, 0)
        grid.addWidget(self.phone, 3, 1)
        grid.addWidget(self.add, 4, 0, 1, 2)
        narrow(self.role)
        self.name.setMaxLength(80)
        self.phone.setMaxLength(40)
        self.names.clicked.connect(self.names_wanted)
        self.add.clicked.connect(self._add)
        self.phone.returnPressed.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.list.currentRowChanged.connect(lambda row: self.remove.setEnabled(row >= 0))

    def set_roles(self, roles: tuple[CaseChoice, ...]) -> None:
        """Name what people can be in a case."""
        self._roles = roles
        fill(self.role, roles, roles[0].code if roles else "")

    def show_content(self, content: CaseContent) -> None:
        """List them."""
        self.heading.setText(self.tr("People: %1").replace("%1", str(len(content.people))))
        self.names.setVisible(any(not (one.name or one.secret) for one in content.people))
        self.list.setVisible(bool(content.people))
        self.remove.setVisible(bool(content.people))
        self.remove.setEnabled(False)
        self.list.clear()
        for one in content.people:
            item = QListWidgetItem(self._words(one))
            item.setData(_ID, one.id)
            self.list.addItem(item)
        rows = min(len(content.people), _ROWS)
        self.list.setFixedHeight(rows * max(self.list.sizeHintForRow(0), 1) + theme.current().px(8))

    def speak(self) -> None:
        """Say it in the language of the screen."""
        self.list.setAccessibleName(self.tr("People concerned"))
        self.role.setAccessibleName(self.tr("What the person is"))
        for field, words in ((self.name, self.tr("Name")), (self.phone, self.tr("Telephone"))):
            field.setPlaceholderText(words)
            field.setAccessibleName(words)
        self.add.setText(self.tr("Enter the person"))
        self.remove.setText(self.tr("Take out"))
        self.names.setText(self.tr("Show names"))

    def _words(self, one: CasePerson) -> str:
        role = next((choice.words for choice in self._roles if choice.code == one.role), one.role)
        return "  ".join(filter(None, (role, one.name or one.secret or self.tr("(name not shown)"), one.phone)))

    def _add(self) -> None:
        if self.name.text().strip():
            self.added.emit(self.role.currentData(), self.name.text(), self.phone.text())
            self.name.clear()
            self.phone.clear()

    def _remove(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.removed.emit(item.data(_ID))


class NotesPart(QWidget):
    """What was written down, and a line to write the next."""

    noted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading, self.lines = caption(), wrapped()
        self.field = QLineEdit()
        self.field.setMaxLength(2000)
        self.field.returnPressed.connect(self._note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.heading, self.lines, self.field):
            column.addWidget(widget)

    def show_content(self, content: CaseContent) -> None:
        """Show the notes, oldest first."""
        self.lines.setText("\n".join(f"{times.clock(one.at)}  {one.text}  ({one.by})" for one in content.notes))
        self.lines.setVisible(bool(content.notes))

    def speak(self) -> None:
        """Say it in the language of the screen."""
        self.heading.setText(self.tr("Notes"))
        self.field.setPlaceholderText(self.tr("Write a note, then Enter"))
        self.field.setAccessibleName(self.tr("Note"))

    def _note(self) -> None:
        text = self.field.text().strip()
        if text:
            self.field.clear()
            self.noted.emit(text)


class EndPart(QWidget):
    """What it was, closing it, and afterwards the supervisor's word on it."""

    judged = Signal(str, str)  # verdict, cause
    closed = Signal()
    reviewed = Signal(str)
    undone = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading, self.said, self.out = caption(), wrapped(), wrapped("step")
        self._case = self._out = self._warned_of = ""
        self.cause, self.remark = QLineEdit(), QLineEdit()
        self.verdicts = {verdict: QPushButton() for verdict in Verdict}
        self.close_case, self.review, self.undo = QPushButton(), QPushButton(), QPushButton()
        keys = QGridLayout()
        for place, (verdict, button) in enumerate(self.verdicts.items()):
            button.setCheckable(True)
            button.clicked.connect(
                lambda _on=False, verdict=verdict: self.judged.emit(verdict.value, self.cause.text())
            )
            keys.addWidget(button, place // 2, place % 2)
        below = QHBoxLayout()
        below.addWidget(self.close_case, 2)
        below.addWidget(self.undo, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.heading)
        column.addWidget(self.cause)
        column.addLayout(keys)
        column.addWidget(self.out)
        column.addLayout(below)
        column.addWidget(self.said)
        column.addWidget(self.remark)
        column.addWidget(self.review)
        self.close_case.setProperty("primary", True)
        self.cause.setMaxLength(200)
        self.remark.setMaxLength(2000)
        self.close_case.clicked.connect(self._close)
        self.undo.clicked.connect(self.undone)
        self.review.clicked.connect(self._review)
        self.remark.returnPressed.connect(self._review)

    def show_content(self, content: CaseContent) -> None:
        """Show where it stands."""
        for verdict, button in self.verdicts.items():
            button.setChecked(content.verdict is verdict)
            button.setEnabled(content.open)
        if not self.cause.hasFocus():
            self.cause.setText(content.cause)
        self.cause.setEnabled(content.open)
        self.close_case.setVisible(content.open)
        self.close_case.setEnabled(content.verdict is not None)
        for widget in (self.remark, self.review):
            widget.setVisible(not content.open)
        out = content.out if content.open else ""
        self._warned_of = self._warned_of if (content.id, out) == (self._case, self._out) else ""
        self._case, self._out = content.id, out
        self._show_close()
        told = content.review
        self.said.setVisible(told is not None)
        if told is not None:
            words = self.tr("Reviewed by %1 on %2: %3").replace("%3", told.remark or "-")
            self.said.setText(
                words.replace("%2", f"{times.date(told.at)} {times.clock(told.at)}").replace("%1", told.by)
            )

    def speak(self) -> None:
        """Say it in the language of the screen."""
        self.heading.setText(self.tr("What it was"))
        for verdict, button in self.verdicts.items():
            button.setText(card_words.verdict(verdict))
        for field, words in ((self.cause, self.tr("Cause")), (self.remark, self.tr("Remark of the supervisor"))):
            field.setPlaceholderText(words)
            field.setAccessibleName(words)
        self._show_close()
        self.undo.setText(self.tr("Take back"))
        self.review.setText(self.tr("Mark as reviewed"))

    def _close(self) -> None:
        """With people still out: say so first, and close when it is asked for again."""
        if not self._out or self._out == self._warned_of:
            self.closed.emit()
        else:
            self._warned_of = self._out
            self._show_close()

    def _show_close(self) -> None:
        warned = bool(self._out) and self._out == self._warned_of
        text = self.tr("Still out: %1. On the alarm card, Ctrl+D notes them as free.")
        self.out.setText(text.replace("%1", self._out))
        self.out.setVisible(warned)
        self.close_case.setText(self.tr("Close all the same") if warned else self.tr("Close the incident"))

    def _review(self) -> None:
        self.reviewed.emit(self.remark.text())
        self.remark.clear()
