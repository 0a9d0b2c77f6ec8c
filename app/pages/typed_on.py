"""Lets words be typed to their end while an alarm takes the page, or the card, on which they were begun."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.pages.drafts import typed_field
from app.pages.live import LivePage
from widgets.typing_strip import Field, Take, TypingStrip, set_position


class TypedOn(QObject):
    """Joins the strip and a window's fields. `name` calls a page by what its button says."""

    def __init__(self, live: LivePage, strip: TypingStrip, name: Callable[[QWidget], str], parent: QObject) -> None:
        super().__init__(parent)
        self._live = live
        self._strip = strip
        self._name = name
        self._home: list[Field] = []
        self._incident = ""
        strip.left.connect(self._done)

    def before_card_turns(self) -> None:
        """Another incident comes on the card: a half-typed note stays that of its own; a drawing is covered."""
        field = _half_typed()
        foot, editor = self._live.card.foot, self._live.stage.editor
        if field is foot.note:
            self._follow_note(foot.note, foot.incident)
        elif field is not None and editor is not None and editor.isAncestorOf(field):
            self._follow(field, self._name(self._live), _into(field))

    def before_page_turns(self, page: QWidget, focused: QWidget | None) -> bool:
        """The live page comes over `page`; tells whether the keyboard is to stay where it is then, beside the pages."""
        field = _half_typed()
        if field is not None and page.isAncestorOf(field):
            self._follow(field, self._name(page), _into(field))
        return self._strip.isVisible() or (focused is not None and not page.isAncestorOf(focused))

    def hand_back(self, _news: object = None) -> None:
        """Where the field is on screen again its words go on in it."""
        foot = self._live.card.foot
        if not self._home or not self._home[0].isVisible():
            return
        field = self._home[0]
        if field is foot.note and foot.incident != self._incident:
            return
        typing, cursor = self._strip.box.hasFocus(), self._strip.position()
        self._home = []
        self._strip.release()
        set_position(field, cursor)
        if typing:
            field.setFocus()

    def _follow_note(self, note: QLineEdit, incident: str) -> None:
        foot, live = self._live.card.foot, self._live
        self._incident = incident
        add = live.hand.note_for(incident)
        self._follow(note, self.tr("note"), lambda text: foot.keep_draft(incident, text), add)

    def _follow(self, field: Field, what: str, keep: Take, enter: Take | None = None) -> None:
        self._home = [field]
        field.destroyed.connect(self._home.clear)
        self._strip.follow(field, what, keep, enter)

    def _done(self) -> None:
        self._home = []
        self._live.setFocus()


def _half_typed() -> Field | None:
    """Return the field with words in it that has the keyboard; what an input method composes is taken up first."""
    focused = typed_field(QApplication.focusWidget())
    if focused is None:
        return None
    QGuiApplication.inputMethod().commit()
    text = focused.text() if isinstance(focused, QLineEdit) else focused.toPlainText()
    return focused if text else None


def _into(field: Field) -> Take:
    """Write into the field itself, as typing would; a field that is gone takes nothing more."""
    alive = [field]
    field.destroyed.connect(alive.clear)

    def keep(text: str) -> None:
        if not alive:
            return
        if isinstance(field, QLineEdit):
            field.setText(text)
            field.textEdited.emit(text)
        else:
            field.setPlainText(text)

    return keep
