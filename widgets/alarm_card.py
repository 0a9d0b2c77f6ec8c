"""The card of one incident: what, where, and the one next step.

The keys stand on the buttons; the window binds them, so that they work from wherever the guard is.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from widgets import theme
from widgets.card_actions import FEWER, FEWEST, LOWER, WHOLE, CardActions
from widgets.card_body import CardBody
from widgets.card_content import AlarmCardContent, CardPhone, CardStep
from widgets.card_head import CardHead
from widgets.focus_line import FocusLine

#: What scrolls likes to have so much height, more than a second row of the list; has so much before the buttons give
#: way; and so much is given to a question.
_LIKED, _MIDDLE, _QUESTION = 200, 80, 190

__all__ = ["AlarmCard", "AlarmCardContent", "CardPhone", "CardStep"]


class AlarmCard(QFrame):
    """Shows one AlarmCardContent, or hides. Its signals ask; the app answers with the next content.

    `set_content` may come several times a second: what did not change is left alone, with its focus and its half-typed
    note.
    """

    acknowledge_requested = Signal()
    verdict_given = Signal(str)
    cause_given = Signal(str, str)  # the verdict, or "escalate", and the cause's code
    help_wanted = Signal()
    board_wanted = Signal()
    guard_chosen = Signal(str, object)  # whom, and the CardPlace where to
    step_ticked = Signal(str, bool)
    note_added = Signal(str)
    close_requested = Signal()
    reset_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self._content: AlarmCardContent | None = None
        self.head = CardHead()
        self.body = CardBody()
        self.foot = CardActions()
        self._arrange()
        self.foot.choice.asked.connect(self._turn_middle)
        self.foot.choice.left.connect(self._settle)
        self.body.step_ticked.connect(self.step_ticked)
        self.foot.acknowledge_requested.connect(self.acknowledge_requested)
        self.foot.verdict_given.connect(self.verdict_given)
        self.foot.cause_given.connect(self.cause_given)
        self.foot.help_wanted.connect(self.help_wanted)
        self.foot.board_wanted.connect(self.board_wanted)
        self.foot.guard_chosen.connect(self.guard_chosen)
        self.foot.note_added.connect(self.note_added)
        self.foot.close_requested.connect(self.close_requested)
        self.foot.reset_requested.connect(self.reset_requested)
        self.hide()

    @property
    def content(self) -> AlarmCardContent | None:
        """What is shown."""
        return self._content

    def set_content(self, content: AlarmCardContent | None) -> None:
        """Show `content`; None hides the card."""
        if content == self._content:
            return
        new_incident = content is None or self._content is None or content.incident != self._content.incident
        self._content = content
        if content is None:
            self.foot.choice.close_choice()
            self.hide()
            return
        self.head.set_content(content)
        self.body.set_content(content)
        self.foot.set_content(content, fresh=new_incident)
        if self.parentWidget() is not None:
            self.show()
        self._fit()

    def room(self, width: int) -> tuple[int, int]:
        """Give the height that it would like, and the least: with the next step and the numbers whole."""
        head = self.head.needed(width)
        asked = self.foot.choice.sizeHint().height() if self.foot.choice.open else 0
        middle = max(self._middle.sizeHint().height(), theme.current().px(_LIKED), asked)
        liked = head + middle + self.foot.needed(width, WHOLE)
        return liked, head + 1 + self.foot.needed(width, LOWER)

    def lowest(self, width: int) -> int:
        """Give the height of the next step, the numbers, and the buttons that stay to the last."""
        return self.head.needed(width) + 1 + self.foot.needed(width, FEWEST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give way in turn."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Something in it wants another height."""
        if event.type() == QEvent.Type.LayoutRequest and self._content is not None:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        """The next step and the numbers have their whole height; the buttons give way, then what scrolls."""
        if self._content is None:
            return
        head, look = self.head.needed(self.width()), theme.current()
        asked = self.foot.choice.sizeHint().height() if self.foot.choice.open else 0
        middle = max(look.px(_MIDDLE), min(asked, look.px(_QUESTION)))
        spare = self.height() - head
        stays = ((WHOLE, middle), (FEWER, middle), (LOWER, 1))
        fitting = (one for one, kept in stays if self.foot.needed(self.width(), one) + kept <= spare)
        if self.head.minimumHeight() != head:
            self.head.setFixedHeight(head)
            self.updateGeometry()  # the column shares its height anew
        self.foot.set_tight(next(fitting, FEWEST))

    def ask_cause(self, when: str) -> None:
        """Offer the causes of a verdict, or of "escalate", by digits."""
        self.foot.ask_cause(when)
        self._settle()

    def leave_question(self) -> None:
        """Ask for no cause any more: the guard goes on with something else. The board of people stays."""
        self.foot.leave_question()

    def open_board(self) -> None:
        """Offer those who can be sent, by digits."""
        self.foot.open_board()
        self._settle()

    def changeEvent(self, event: QEvent) -> None:
        """Say everything again in another language."""
        if event.type() == QEvent.Type.LanguageChange and self._content is not None:
            content, self._content = self._content, None
            self.body.forget()
            self.foot.retranslate()
            self.set_content(content)
        super().changeEvent(event)

    def _arrange(self) -> None:
        """What is asked stands in the place of what is known: there is no room for both on a low screen."""
        self._middle = QStackedWidget()
        for widget in (self.body, self.foot.choice):
            scroll = QScrollArea()
            scroll.setWidgetResizable(True)
            scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            scroll.setWidget(widget)
            scroll.setAccessibleName(self.tr("What to do, and what is known"))
            FocusLine(scroll)
            self._middle.addWidget(scroll)
        self._middle.setMinimumHeight(1)
        self.body.lead((self.head.details, self.foot.note))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._middle, 1)
        column.addWidget(self.foot)

    def _turn_middle(self, asked: bool) -> None:
        self._middle.setCurrentIndex(int(asked))

    def _settle(self) -> None:
        """Give and take the room now, not once the computer has time: the guard's next key is a digit."""
        self._fit()
        for widget in (self.foot, self):
            layout = widget.layout()
            if layout is not None:
                layout.activate()
            widget.updateGeometry()
