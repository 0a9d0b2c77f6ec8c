"""What was half typed when a window gives way to the next one: the words of every field, and where the cursor was.

Both windows are built alike, so a field is known by its way down from the window. Passwords are never carried.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

Way = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Drafts:
    """Half-typed words by field, and the field that was being typed in."""

    words: dict[Way, str]
    focused: Way | None = None


def is_text_entry(widget: QWidget | None) -> bool:
    """Whether keys pressed now are words that somebody types."""
    return isinstance(typed_field(widget), QLineEdit | QTextEdit | QPlainTextEdit)


def typed_field(widget: QWidget | None) -> QLineEdit | QTextEdit | QPlainTextEdit | None:
    """Return the field whose words are typed while `widget` has the keyboard, a box's own line among them."""
    if (isinstance(widget, QComboBox) and widget.isEditable()) or isinstance(widget, QAbstractSpinBox):
        widget = widget.lineEdit()
    if isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit) and not widget.isReadOnly():
        return widget
    return None


def half_typed() -> bool:
    """Whether somebody is in the middle of typing words, in any window."""
    field = QApplication.focusWidget()
    if isinstance(field, QLineEdit):
        return bool(field.text()) and not field.isReadOnly()
    if isinstance(field, QTextEdit | QPlainTextEdit):
        return bool(field.toPlainText()) and not field.isReadOnly()
    return False


def take(window: QWidget) -> Drafts:
    """Collect what stands in the fields of a window."""
    words: dict[Way, str] = {}
    focused: Way | None = None
    for field in _fields(window):
        text = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
        if text:
            words[_way(window, field)] = text
        if field.hasFocus():
            focused = _way(window, field)
    return Drafts(words, focused)


def give(window: QWidget, drafts: Drafts) -> None:
    """Put them into the fields of the next window, as far as it has them; what stands there already stays."""
    for field in _fields(window):
        way = _way(window, field)
        text = drafts.words.get(way, "")
        if isinstance(field, QLineEdit):
            if text and not field.text():
                field.setText(text)
        elif text and not field.toPlainText():
            field.setPlainText(text)
        if way == drafts.focused:
            field.setFocus()


def _fields(window: QWidget) -> list[QLineEdit | QTextEdit | QPlainTextEdit]:
    found: list[QLineEdit | QTextEdit | QPlainTextEdit] = []
    found += [one for one in window.findChildren(QLineEdit) if one.echoMode() is QLineEdit.EchoMode.Normal]
    found += window.findChildren(QTextEdit)
    found += window.findChildren(QPlainTextEdit)
    return [field for field in found if not field.isReadOnly()]


def _way(window: QWidget, field: QWidget) -> Way:
    """The classes from the window down to the field, each with its number among its like."""
    steps: list[tuple[str, int]] = []
    widget: QWidget | None = field
    while widget is not None and widget is not window:
        parent = widget.parentWidget()
        like = [one for one in parent.children() if type(one) is type(widget)] if parent is not None else [widget]
        steps.append((type(widget).__name__, like.index(widget)))
        widget = parent
    return tuple(reversed(steps))
