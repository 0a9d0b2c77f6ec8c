"""A short list on the card that is answered with a digit: a cause, or who is sent.

It takes the keyboard only because the guard pressed a key for it, and gives it back to whatever had it. Escape and
Enter leave it; it never has to be answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from widgets import theme
from widgets.focus_line import FocusLine
from widgets.labels import caption, wrapped

#: Digits there are.
MOST = 9


@dataclass(frozen=True, slots=True)
class Choice:
    """One line: what is told when it is chosen, and its words."""

    id: str
    text: str


class CardChoice(QFrame):
    """Numbered lines; `chosen` gives the id of one, `left` comes when it closes."""

    chosen = Signal(str)
    other = Signal()  # 0: the same question about something else
    asked = Signal(bool)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("nextStep")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        #: Has the keyboard afterwards, where what had it before is gone.
        self.home: QWidget | None = None
        self._before: QWidget | None = None
        self._columns = 2
        self._lines: tuple[Choice, ...] = ()
        self._stays = self._open = False
        self.title = wrapped("strong")
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hint = caption()
        self.buttons: list[QPushButton] = []
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(8), look.px(6), look.px(8), look.px(6))
        column.setSpacing(look.px(4))
        self._grid = QGridLayout()
        self._grid.setSpacing(look.px(4))
        column.addWidget(self.title)
        column.addLayout(self._grid)
        column.addWidget(self.hint)
        column.addStretch(1)
        FocusLine(self)

    @property
    def open(self) -> bool:
        """Whether it waits for a digit."""
        return self._open

    def ask(self, title: str, lines: Sequence[Choice], *, columns: int = 2, stays: bool = False) -> None:
        """Offer these lines and take the keyboard. `stays`: for more than one answer."""
        if not self.open:
            focused = QApplication.focusWidget()
            self._before = None if focused is None or self.isAncestorOf(focused) else focused
        self._stays = stays
        self.title.setText(title)
        several, one = (
            self.tr("Digit: choose · 0: another place · Esc: done"),
            self.tr("Digit: choose · Enter: leave open"),
        )
        self.hint.setText(several if stays else one)
        self._columns = columns
        self._open = True
        self.asked.emit(True)
        self.show_lines(lines)
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_title(self, title: str) -> None:
        """Ask the same about something else."""
        self.title.setText(title)
        self._speak()

    def show_lines(self, lines: Sequence[Choice]) -> None:
        """Show other lines in their place, as news comes; the digits stay where they were."""
        shown = tuple(lines[:MOST])
        if shown == self._lines and len(self.buttons) == len(shown):
            return
        self._lines = shown
        while len(self.buttons) > len(shown):
            self.buttons.pop().deleteLater()
        while len(self.buttons) < len(shown):
            self.buttons.append(self._button(len(self.buttons)))
        for place, (button, line) in enumerate(zip(self.buttons, shown, strict=True)):
            button.setAccessibleName(f"{place + 1}  {line.text}".replace("\n", " · "))
            button.setToolTip(line.text)
            self._grid.addWidget(button, place // self._columns, place % self._columns)
        self._speak()
        self._fit()

    def _speak(self) -> None:
        words = [self.title.text(), *(button.accessibleName() for button in self.buttons), self.hint.text()]
        self.setAccessibleName(" ".join(words))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut what is too long in its middle: who, and what the digit does, stay."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        look = theme.current()
        margins = self.contentsMargins().left() + self.contentsMargins().right() + look.px(16)
        room = (self.width() - margins - look.px(4) * (self._columns - 1)) // self._columns - look.px(14)
        for button in self.buttons:
            lines = f"{self.buttons.index(button) + 1}  {self._lines[self.buttons.index(button)].text}".split("\n")
            cut = (button.fontMetrics().elidedText(one, Qt.TextElideMode.ElideMiddle, max(0, room)) for one in lines)
            button.setText("\n     ".join(cut))

    def close_choice(self) -> None:
        """Close, and give the keyboard back to whatever had it."""
        if not self.open:
            return
        focused = QApplication.focusWidget()
        had_focus = focused is not None and (focused is self or self.isAncestorOf(focused))
        before, self._before = self._before, None
        there = before is not None and isValid(before) and before.isVisible()
        after = before if there else self.home
        if had_focus and after is not None:
            after.setFocus(Qt.FocusReason.OtherFocusReason)  # first: Qt would give it to some button
        self._open = False
        self.asked.emit(False)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses; Escape and Enter leave; all else is somebody else's."""
        digit = event.key() - Qt.Key.Key_0
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close_choice()
        elif 0 <= digit <= MOST:
            self._digit(digit, event.isAutoRepeat())
        else:
            super().keyPressEvent(event)

    def _digit(self, digit: int, repeated: bool) -> None:
        if not repeated and 1 <= digit <= len(self._lines):
            self._choose(digit - 1)
        elif digit == 0 and self._stays and not repeated:
            self.other.emit()

    def _choose(self, place: int) -> None:
        one = self._lines[place].id
        if not self._stays:
            self.close_choice()
        self.chosen.emit(one)

    def _button(self, place: int) -> QPushButton:
        button = QPushButton()
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.setStyleSheet(f"text-align: left; padding: 0 {theme.current().px(6)}px;")
        button.clicked.connect(lambda _checked=False: self._choose(place))
        return button
