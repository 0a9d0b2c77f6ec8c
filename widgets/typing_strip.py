"""A strip in which words go on being typed whose form has just made way for an alarm.

The keyboard never leaves the words: the strip takes over text and cursor and gives every change on to where the words
belong. Nothing typed here leads to an act but Enter in a note.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from widgets import theme
from widgets.labels import caption

#: What words are typed in.
Field = QLineEdit | QTextEdit | QPlainTextEdit
Take = Callable[[str], None]
#: Pixels at 100 % of the box for words of several lines.
_HIGH = 56


class TypingStrip(QFrame):
    """Hidden until `follow`; `left` tells that the guard is done with the words, by Enter or Esc."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self._keep: Take | None = None
        self._enter: Take | None = None
        self.what = QLabel()
        self.what.setProperty("role", "strong")
        self.line = QLineEdit()
        self.lines = QPlainTextEdit()
        self.lines.setTabChangesFocus(True)
        self.hint = caption()
        look = theme.current()
        self.lines.setFixedHeight(look.px(_HIGH))
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(10), look.px(4), look.px(10), look.px(4))
        row.setSpacing(look.px(10))
        row.addWidget(self.what)
        row.addWidget(self.line, 1)
        row.addWidget(self.lines, 1)
        row.addWidget(self.hint)
        self.line.textEdited.connect(self._edited)
        self.line.returnPressed.connect(self._entered)
        self.lines.textChanged.connect(lambda: self._edited(self.lines.toPlainText()))
        self.hide()

    def follow(self, field: Field, what: str, keep: Take, enter: Take | None = None) -> None:
        """Take over what is typed in `field`, called `what`; every change goes to `keep`.

        Enter gives the words to `enter`; without it, and always by Esc, they are only put aside: `keep` has them.
        """
        self._keep, self._enter = None, enter
        if isinstance(field, QLineEdit):
            _take_line(self.line, field)
        else:
            self.lines.setPlainText(field.toPlainText())
            set_position(self.lines, field.textCursor().position())
        self._keep = keep
        self.line.setVisible(isinstance(field, QLineEdit))
        self.lines.setVisible(not isinstance(field, QLineEdit))
        self.what.setText(self.tr("You are typing: %1").replace("%1", what))
        noted, aside = self.tr("Enter: add the note   Esc: put it aside"), self.tr("Esc: put it aside, it stays there")
        self.hint.setText(aside if enter is None else noted)
        self.box.setAccessibleName(self.what.text())
        self.show()
        self.box.setFocus()

    @property
    def box(self) -> QLineEdit | QPlainTextEdit:
        """The field in which the words are typed now."""
        return self.lines if self.line.isHidden() else self.line

    def position(self) -> int:
        """Return where in the words the cursor is."""
        return self.line.cursorPosition() if self.box is self.line else self.lines.textCursor().position()

    def release(self) -> None:
        """Let the words go; `keep` has them."""
        self._keep = self._enter = None
        self.line.clear()
        self.lines.clear()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts the words aside; no other key goes on to a page, where it would be an act."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        """Another language makes another window; the words go with its drafts."""
        if event.type() == QEvent.Type.LanguageChange:
            self.release()
        super().changeEvent(event)

    def _edited(self, text: str) -> None:
        if self._keep is not None:
            self._keep(text)

    def _entered(self) -> None:
        text, enter = self.line.text().strip(), self._enter
        if enter is not None and text:
            self._edited("")
            enter(text)
        self._leave()

    def _leave(self) -> None:
        self.release()
        self.left.emit()


def set_position(field: Field, position: int) -> None:
    """Put the cursor of a field before the letter of that number."""
    if isinstance(field, QLineEdit):
        field.setCursorPosition(position)
        return
    cursor = field.textCursor()
    cursor.setPosition(position)
    field.setTextCursor(cursor)


def _take_line(line: QLineEdit, field: QLineEdit) -> None:
    line.setEchoMode(field.echoMode())
    line.setMaxLength(field.maxLength())
    line.setText(field.text())
    line.setCursorPosition(field.cursorPosition())
    if field.hasSelectedText():
        line.setSelection(field.selectionStart(), field.selectionLength())
