"""The foot of the card: acknowledge, verdict, help, sending, reset, close. Keys stand on their buttons.

The field for a note belongs to it, but stands where the card scrolls.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from alarms.model import Acknowledgement, Condition, Verdict
from widgets import card_words, theme, times
from widgets.card_choice import CardChoice, Choice
from widgets.card_content import AlarmCardContent, CardGuard, CardPlace
from widgets.labels import caption

#: How far the buttons give way: not at all; only the ending that is the next step is offered; they are lower too; those
#: of sending and calling help are gone, whose keys work all the same.
WHOLE, FEWER, LOWER, FEWEST = range(4)
_LOW = 36
#: What is asked while the board of those who can be sent is open.
BOARD = "board"
_KEYS = {Verdict.REAL: "F6", Verdict.FALSE: "F7", Verdict.TEST: "F8"}


class CardActions(QFrame):
    """Buttons; only those that mean something now are shown. `choice` is shown by the card, in the middle of it."""

    acknowledge_requested = Signal()
    verdict_given = Signal(str)
    cause_given = Signal(str, str)
    help_wanted = Signal()
    board_wanted = Signal()
    guard_chosen = Signal(str, object)  # whom, and the CardPlace where to
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
        self.call_help, self.send = _button(), _button()
        self.choice = CardChoice()
        self._asked = ""
        self._place = 0
        self._tight = WHOLE
        self._content: AlarmCardContent | None = None
        self.note = _NoteField()
        self.reset = _button()
        self.close_incident = _button()
        self._arrange()
        self._connect()
        self.retranslate()

    def set_content(self, content: AlarmCardContent, fresh: bool) -> None:
        """Offer what is possible now; `fresh` is another incident, with a note of its own."""
        self._content = content
        unacked = content.acknowledgement is Acknowledgement.UNACKED
        self.acknowledge.setVisible(unacked)
        self.acknowledge.setEnabled(not content.acknowledge_blocked)
        self.why_not.setText(card_words.blocked(content))
        self.why_not.setVisible(unacked and bool(content.acknowledge_blocked))
        for verdict, button in self.verdicts.items():
            _set_primary(button, content.verdict is verdict)
        if fresh:
            self._turn_to(content.incident)
        self._make_room()
        if self._asked == BOARD:
            self.choice.show_lines(self._board(content))
        self._label_end(card_words.next_action(content))
        self._show_end()

    def set_tight(self, tight: int) -> None:
        """Give way so far: WHOLE, FEWER or LOWER."""
        self._tight = tight
        height = theme.current().px(_LOW if tight >= LOWER else theme.TARGET_LARGE)
        for button in self._buttons():
            button.setFixedHeight(height)
        self._make_room()
        self._show_end()

    def needed(self, width: int, tight: int) -> int:
        """Give the height of what it offers now, were it to give way so far."""
        look, content = theme.current(), self._content
        rows = 0 if content is None else int(not self._answered()) + self._rows_below(tight)
        buttons = rows + any(wanted and (first or tight == WHOLE) for wanted, first in self._endings())
        margins = look.px(12) * 2
        why = 0 if self.why_not.isHidden() else self.why_not.heightForWidth(width - margins) + look.px(6)
        row = look.px(_LOW if tight >= LOWER else theme.TARGET_LARGE) + look.px(6)
        return look.px(8) * 2 - look.px(6) + buttons * row + why

    def _answered(self) -> bool:
        return self._content is not None and self._content.acknowledgement is not Acknowledgement.UNACKED

    def _rows_below(self, tight: int) -> int:
        """The verdicts, and the row of sending and calling help."""
        if self.choice.open:
            return 0
        return int(self._answered()) + int(tight < FEWEST)

    def _rows(self) -> tuple[tuple[QPushButton, ...], ...]:
        return (self.acknowledge,), tuple(self.verdicts.values()), (self.send, self.call_help)

    def _buttons(self) -> tuple[QPushButton, ...]:
        return (*(one for row in self._rows() for one in row), self.reset, self.close_incident)

    def _endings(self) -> tuple[tuple[bool, bool], tuple[bool, bool]]:
        """Of resetting and of closing: whether it is possible, and whether it is the next step."""
        content = self._content
        if content is None:
            return (False, False), (False, False)
        following = card_words.next_action(content)
        over = content.condition is not Condition.ACTIVE and not content.awaiting_reset
        return (
            (content.awaiting_reset and following in card_words.RESETS and not card_words.first_open(content), True),
            (content.verdict is not None and over, following in card_words.CLOSES),
        )

    def _show_end(self) -> None:
        for button, (wanted, first) in zip((self.reset, self.close_incident), self._endings(), strict=True):
            button.setVisible(wanted and (first or self._tight == WHOLE))

    def ask_cause(self, when: str) -> None:
        """Offer the causes of a verdict, or of calling help, by digits; nothing is offered where there are none."""
        causes = [one for one in self._content.causes if one.when == when] if self._content is not None else []
        if causes:
            self._asked = when
            stands = self._content.verdict if self._content is not None else None
            self.choice.ask(card_words.asked_cause(when, stands), [Choice(one.id, one.text) for one in causes])
            self._make_room()

    def leave_question(self) -> None:
        """Ask for no cause any more; the board stays."""
        if self._asked != BOARD:
            self.choice.close_choice()

    def open_board(self) -> None:
        """Show who can be sent and who was, by digits; it stays for more than one. Asked again, it closes."""
        if self._content is None or (self._asked == BOARD and self.choice.open):
            self.choice.close_choice()
            return
        self._asked = BOARD
        self._place = 0
        self.choice.ask(self._board_title(), self._board(self._content), columns=1, stays=True)
        self._make_room()

    def _other_place(self) -> None:
        """0: send to the next of the places around."""
        places = self._content.places if self._content is not None else ()
        if self._asked == BOARD and places:
            self._place = (self._place + 1) % len(places)
            self.choice.set_title(self._board_title())

    def _board_title(self) -> str:
        place = self._goal()
        asked = self.tr("Who goes?") if place is None else self.tr("Who goes to %1?").replace("%1", place.name)
        return f"{card_words.drill_only()} {asked}" if self._content is not None and self._content.drill else asked

    def _goal(self) -> CardPlace | None:
        places = self._content.places if self._content is not None else ()
        return places[self._place % len(places)] if places else None

    def _board(self, content: AlarmCardContent) -> list[Choice]:
        return [Choice(one.id, _guard_line(one)) for one in content.guards]

    def _chosen(self, ident: str) -> None:
        if self._asked == BOARD:
            self.guard_chosen.emit(ident, self._goal())
        else:
            self.cause_given.emit(self._asked, ident)

    def _make_room(self) -> None:
        """While something is asked, the buttons make room for it; their keys work all the same."""
        shown = self._answered() and not self.choice.open
        for button in self.verdicts.values():
            button.setVisible(shown)
        self.call_help.setVisible(shown and self._tight < FEWEST)
        self.send.setVisible(self._content is not None and not self.choice.open and self._tight < FEWEST)
        self.note.setVisible(shown)

    def _turn_to(self, incident: str) -> None:
        """Put a half-typed note aside with its incident, and take up that of this one."""
        if text := self.note.text():
            self._drafts[self._incident] = text
        self._incident = incident
        self.choice.close_choice()
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

    def retranslate(self) -> None:
        """Label everything in the language of the screen."""
        self.acknowledge.setText(self.tr("Acknowledge  F5"))
        for verdict, button in self.verdicts.items():
            button.setText(f"{card_words.verdict(verdict)}  {_KEYS[verdict]}")
        self._label_end(None)
        self.note.setPlaceholderText(self.tr("Note, then Enter"))
        self.note.setAccessibleName(self.tr("Note"))
        self.call_help.setText(self.tr("Call help  F9"))
        self.send.setText(self.tr("Send somebody  Ctrl+D"))
        self.choice.close_choice()

    def _label_end(self, following: card_words.Next | None) -> None:
        """Show the key of the next step on the button that it presses now."""
        for button, text, action in (
            (self.reset, self.tr("Reset detector"), card_words.Next.RESET),
            (self.close_incident, self.tr("Close incident"), card_words.Next.CLOSE),
        ):
            button.setText(f"{text}  {card_words.NEXT_KEY}" if following is action else text)
        if following is card_words.Next.THERE:
            reset = self.tr("Reset detector")
            self.reset.setText(f"{reset}  {card_words.SURE_KEY}")
        if following is card_words.Next.OUT:
            sure = self.tr("Close all the same")
            self.close_incident.setText(f"{sure}  {card_words.SURE_KEY}")

    def _arrange(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        column.setSpacing(look.px(6))
        column.addWidget(self.acknowledge)
        column.addWidget(self.why_not)
        for buttons in (tuple(self.verdicts.values()), (self.send, self.call_help)):
            row = QHBoxLayout()
            row.setSpacing(look.px(6))
            for button in buttons:
                row.addWidget(button, 1)
            column.addLayout(row)
        end = QHBoxLayout()
        end.setSpacing(look.px(6))
        end.addWidget(self.reset)
        end.addWidget(self.close_incident)
        column.addLayout(end)

    def _connect(self) -> None:
        self.acknowledge.clicked.connect(self.acknowledge_requested)
        for verdict, button in self.verdicts.items():
            button.clicked.connect(lambda _checked=False, v=verdict: self.verdict_given.emit(v.value))
        self.call_help.clicked.connect(self.help_wanted)
        self.send.clicked.connect(self.board_wanted)
        self.choice.chosen.connect(self._chosen)
        self.choice.other.connect(self._other_place)
        self.choice.left.connect(self._make_room)
        self.note.returnPressed.connect(self._add_note)
        self.reset.clicked.connect(self.reset_requested)
        self.close_incident.clicked.connect(self.close_requested)

    def _add_note(self) -> None:
        if text := self.note.text().strip():
            self.note.clear()
            self.note_added.emit(text)


class _NoteField(QLineEdit):
    """Keeps the key that enters a note to itself: whoever writes must not enlarge a picture by it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes no further."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


def _guard_line(one: CardGuard) -> str:
    """Name somebody and what their digit does; on a line of its own, how they stand and since when."""
    first = f"{' · '.join(filter(None, (one.name, one.number)))} → {card_words.guard_act(one)}"
    return "\n".join(filter(None, (first, " · ".join(filter(None, (_stage(one), one.elsewhere, _alone(one)))))))


def _stage(one: CardGuard) -> str:
    if one.stage is None:
        return ""
    text = QCoreApplication.translate("AlarmCard", "%1 since %2").replace("%1", card_words.stage(one.stage))
    return text.replace("%2", times.clock(one.since)) if one.since is not None else card_words.stage(one.stage)


def _alone(one: CardGuard) -> str:
    return QCoreApplication.translate("AlarmCard", "then nobody is at the desk") if one.alone else ""


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
