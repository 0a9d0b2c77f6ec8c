"""The foot of the card: acknowledge, verdict with a cause, note, reset, close. Keys stand on their buttons."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from alarms.model import Acknowledgement, Condition, Verdict
from widgets import card_words, theme
from widgets.card_content import AlarmCardContent
from widgets.labels import caption

_KEYS = {Verdict.REAL: "F6", Verdict.FALSE: "F7", Verdict.TEST: "F8"}


class CardActions(QFrame):
    """Buttons; only those that mean something now are shown."""

    acknowledge_requested = Signal()
    verdict_given = Signal(str)
    note_added = Signal(str)
    close_requested = Signal()
    reset_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self._incident = ""
        self._drafts: dict[str, str] = {}
        self.acknowledge = _button(primary=True)
        self.why_not = caption(wrap=True)
        self.verdicts = {verdict: _button() for verdict in _KEYS}
        self.causes = QComboBox()
        self.note = QLineEdit()
        self.reset = _button()
        self.close_incident = _button()
        self._arrange()
        self._connect()
        self.retranslate()

    def set_content(self, content: AlarmCardContent, fresh: bool) -> None:
        """Offer what is possible now; `fresh` is another incident, with a note of its own."""
        unacked = content.acknowledgement is Acknowledgement.UNACKED
        self.acknowledge.setVisible(unacked)
        self.acknowledge.setEnabled(not content.acknowledge_blocked)
        self.why_not.setText(card_words.blocked(content))
        self.why_not.setVisible(unacked and bool(content.acknowledge_blocked))
        for verdict, button in self.verdicts.items():
            button.setVisible(not unacked)
            _set_primary(button, content.verdict is verdict)
        self.causes.setVisible(not unacked)
        self.note.setVisible(not unacked)
        following = card_words.next_action(content)
        self._label_end(following)
        self.reset.setVisible(content.awaiting_reset)
        over = content.condition is not Condition.ACTIVE and not content.awaiting_reset
        self.close_incident.setVisible(content.verdict is not None and over)
        if fresh:
            self._turn_to(content.incident)

    def _turn_to(self, incident: str) -> None:
        """Put a half-typed note aside with its incident, and take up that of this one."""
        if text := self.note.text():
            self._drafts[self._incident] = text
        self._incident = incident
        self.causes.setCurrentIndex(0)
        self.note.setText(self._drafts.pop(incident, ""))

    def keep_draft(self, incident: str, text: str) -> None:
        """Take a half-typed note of an incident, whether it is on the card or not."""
        if incident == self._incident:
            self.note.setText(text)
        else:
            self._drafts.pop(incident, None)
            self._drafts |= {incident: text} if text else {}

    @property
    def incident(self) -> str:
        """The incident on the card, "" before the first."""
        return self._incident

    def drafts(self) -> dict[str, str]:
        """Give the half-typed notes by incident, for the card of another window."""
        present = {self._incident: text} if (text := self.note.text()) else {}
        return {**self._drafts, **present}

    def set_drafts(self, drafts: Mapping[str, str]) -> None:
        """Take up half-typed notes by incident."""
        self._drafts = dict(drafts)
        if not self.note.text():
            self.note.setText(self._drafts.pop(self._incident, ""))

    def cause(self, verdict: str) -> str:
        """Give the chosen cause; a real alarm has none."""
        return "" if verdict == Verdict.REAL else str(self.causes.currentData() or "")

    def retranslate(self) -> None:
        """Label everything in the language of the screen."""
        self.acknowledge.setText(self.tr("Acknowledge  F5"))
        for verdict, button in self.verdicts.items():
            button.setText(f"{card_words.verdict(verdict)}  {_KEYS[verdict]}")
        self._label_end(None)
        self.note.setPlaceholderText(self.tr("Note, then Enter"))
        self.note.setAccessibleName(self.tr("Note"))
        self.causes.setAccessibleName(self.tr("Cause of a false alarm"))
        chosen = max(0, self.causes.currentIndex())
        self.causes.clear()
        self.causes.addItem(self.tr("Cause if false …"), "")
        for code in card_words.CAUSES:
            self.causes.addItem(card_words.cause(code), code)
        self.causes.setCurrentIndex(chosen)

    def _label_end(self, following: card_words.Next | None) -> None:
        """Show F9 on the button that it presses now."""
        for button, text, action in (
            (self.reset, self.tr("Reset detector"), card_words.Next.RESET),
            (self.close_incident, self.tr("Close incident"), card_words.Next.CLOSE),
        ):
            button.setText(f"{text}  F9" if following is action else text)

    def _arrange(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        column.setSpacing(look.px(6))
        column.addWidget(self.acknowledge)
        column.addWidget(self.why_not)
        row = QGridLayout()
        row.setSpacing(look.px(6))
        for place, button in enumerate(self.verdicts.values()):
            row.addWidget(button, 0, place)
            row.setColumnStretch(place, 1)
        column.addLayout(row)
        words = QHBoxLayout()
        words.setSpacing(look.px(6))
        words.addWidget(self.causes, 2)
        words.addWidget(self.note, 3)
        column.addLayout(words)
        end = QHBoxLayout()
        end.setSpacing(look.px(6))
        end.addWidget(self.reset)
        end.addWidget(self.close_incident)
        column.addLayout(end)

    def _connect(self) -> None:
        self.acknowledge.clicked.connect(self.acknowledge_requested)
        for verdict, button in self.verdicts.items():
            button.clicked.connect(lambda _checked=False, v=verdict: self.verdict_given.emit(v.value))
        self.note.returnPressed.connect(self._add_note)
        self.reset.clicked.connect(self.reset_requested)
        self.close_incident.clicked.connect(self.close_requested)

    def _add_note(self) -> None:
        if text := self.note.text().strip():
            self.note.clear()
            self.note_added.emit(text)


def _button(primary: bool = False) -> QPushButton:
    button = QPushButton()
    button.setProperty("large", True)
    button.setProperty("primary", primary)
    return button


def _set_primary(button: QPushButton, primary: bool) -> None:
    """Mark the button of the verdict that stands."""
    if button.property("primary") != primary:
        button.setProperty("primary", primary)
        button.style().unpolish(button)
        button.style().polish(button)
