"""The panel beside the wall in which people sign: in, out, for one act, as second person.

It is never a window of its own: it covers nothing, and an alarm goes on beside it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from widgets import theme
from widgets.labels import caption
from widgets.sign_in_content import OnDuty, SignInEntry, SignInMode, SignInView

#: Which fields each mode shows, from the top.
_FIELDS: dict[SignInMode, tuple[str, ...]] = {
    SignInMode.SIGN_IN: ("name", "password"),
    SignInMode.FOR_ACT: ("name", "password"),
    SignInMode.SECOND: ("name", "password"),
    SignInMode.REASON: (),
    SignInMode.NEW_PASSWORD: ("name", "password", "new_password", "repeated"),
    SignInMode.FIRST: ("name", "label", "new_password", "repeated"),
}
_SECRET = ("password", "new_password", "repeated")

#: Pixels at 100 %.
USUAL_WIDTH, LEAST_WIDTH = 296, 280


class SignInPanel(QFrame):
    """Shows one SignInView. What is half typed stays when the view changes; passwords go when the panel closes."""

    submitted = Signal(object)  # SignInEntry
    sign_out_wanted = Signal(str)
    mode_wanted = Signal(object)  # SignInMode
    people_wanted = Signal()
    hand_over_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self._view = SignInView()
        self.title = QLabel()
        self.act = QLabel()
        self.message = QLabel()
        self.name = QComboBox()
        self.fields = {name: QLineEdit() for name in ("label", "reason", *_SECRET)}
        self._captions = {name: caption() for name in ("name", *self.fields)}
        self.submit = QPushButton()
        self.hand_over = QPushButton()
        self.new_password = QPushButton()
        self.people = QPushButton()
        self.close_button = QPushButton()
        self._duty = QVBoxLayout()
        self._duty_widgets: list[QWidget] = []
        self._arrange()
        self._connect()
        self.set_view(self._view)

    @property
    def view(self) -> SignInView:
        """What is shown."""
        return self._view

    def set_view(self, view: SignInView) -> None:
        """Show it; the fields keep what is in them."""
        self._view = view
        shown = set(_FIELDS[view.mode]) | ({"reason"} if view.asks_reason or view.mode is SignInMode.REASON else set())
        for name, label in self._captions.items():
            label.setVisible(name in shown)
            self._field(name).setVisible(name in shown)
        self._offer_names(view.names)
        self._show_duty(view.on_duty)
        self.act.setText(view.act)
        self.act.setVisible(bool(view.act))
        self.message.setText(view.message)
        self.message.setVisible(bool(view.message))
        _dress(self.message, "trouble" if view.refused else "")
        at_rest = view.mode is SignInMode.SIGN_IN
        self.hand_over.setVisible(at_rest and bool(view.on_duty))
        self.new_password.setVisible(at_rest and bool(view.on_duty))
        self.people.setVisible(at_rest and view.may_manage)
        self.submit.setEnabled(not view.busy)
        self._say()

    def open_at(self, name: str = "") -> None:
        """Show the panel and put the keyboard where typing begins."""
        if name:
            self.name.setEditText(name)
        self.show()
        first = self._first_empty()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Empty every password."""
        for name in _SECRET:
            self.fields[name].clear()

    def close_panel(self) -> None:
        """Hide; passwords go, the rest stays for the next time."""
        self.forget()
        self.hide()
        self.closed.emit()

    def entry(self) -> SignInEntry:
        """What is typed now."""
        texts = {name: field.text() for name, field in self.fields.items()}
        return SignInEntry(self._view.mode, name=self.name.currentText().strip(), **texts)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; everything else goes on."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.set_view(self._view)
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        """So wide that on a screen of 1366 the live page beside it has what it needs."""
        return QSize(theme.current().px(USUAL_WIDTH), super().sizeHint().height())

    def _field(self, name: str) -> QWidget:
        return self.name if name == "name" else self.fields[name]

    def _first_empty(self) -> QWidget | None:
        if not self.name.isHidden() and not self.name.currentText():
            return self.name
        order = ("label", "password", "new_password", "repeated", "reason")
        shown = [self.fields[name] for name in order if not self.fields[name].isHidden()]
        return next((field for field in shown if not field.text()), shown[0] if shown else None)

    def _arrange(self) -> None:
        look = theme.current()
        self.setMaximumWidth(look.px(theme.ALARM_PANEL_WIDTH))
        self.setMinimumWidth(look.px(LEAST_WIDTH))
        self.title.setProperty("role", "title")
        self.act.setProperty("role", "step")
        for label in (self.title, self.act, self.message):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setEditable(True)
        self.name.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.name.setCompleter(None)  # type: ignore[arg-type]  # it would turn "li" into "lin"
        for name in _SECRET:
            self.fields[name].setEchoMode(QLineEdit.EchoMode.Password)
        self.submit.setProperty("large", True)
        self.submit.setProperty("primary", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        column.setSpacing(look.px(6))
        for widget in (self.title, self.act, self.message):
            column.addWidget(widget)
        column.addLayout(self._duty)
        for name in ("name", "label", "password", "new_password", "repeated", "reason"):
            column.addWidget(self._captions[name])
            column.addWidget(self._field(name))
        column.addSpacing(look.px(4))
        column.addWidget(self.submit)
        column.addStretch(1)
        for button in (self.hand_over, self.new_password, self.people, self.close_button):
            column.addWidget(button)

    def _connect(self) -> None:
        self.submit.clicked.connect(self._submit)
        editor = self.name.lineEdit()
        for field in (*self.fields.values(), *([editor] if editor is not None else [])):
            field.returnPressed.connect(self._submit)
        self.hand_over.clicked.connect(self._to_handover)
        self.new_password.clicked.connect(lambda: self.mode_wanted.emit(SignInMode.NEW_PASSWORD))
        self.people.clicked.connect(self._to_people)
        self.close_button.clicked.connect(self.close_panel)

    def _to_handover(self) -> None:
        self.close_panel()
        self.hand_over_wanted.emit()

    def _to_people(self) -> None:
        self.close_panel()
        self.people_wanted.emit()

    def _submit(self) -> None:
        """Enter goes to the next empty field first."""
        first = self._first_empty()
        editor = first.lineEdit() if isinstance(first, QComboBox) else first
        if isinstance(editor, QLineEdit) and not editor.text():
            editor.setFocus(Qt.FocusReason.TabFocusReason)
            return
        if not self._view.busy:
            self.submitted.emit(self.entry())

    def _offer_names(self, names: tuple[str, ...]) -> None:
        if tuple(self.name.itemText(index) for index in range(self.name.count())) == names:
            return
        typed = self.name.currentText()
        self.name.clear()
        self.name.addItems(names)
        self.name.setEditText(typed)

    def _show_duty(self, people: tuple[OnDuty, ...]) -> None:
        for widget in self._duty_widgets:
            self._duty.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        shown = people if self._view.mode is SignInMode.SIGN_IN else ()
        self._duty_widgets = [self._duty_row(person) for person in shown]
        for widget in self._duty_widgets:
            self._duty.addWidget(widget)

    def _duty_row(self, person: OnDuty) -> QWidget:
        row = QWidget()
        row.setProperty("flat", True)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        words = QLabel(f"{person.label} · {person.role}")
        words.setProperty("role", "strong")
        words.setTextFormat(Qt.TextFormat.PlainText)
        line.addWidget(words, 1)
        out = QPushButton(self.tr("Sign out"))
        out.setAccessibleName(self.tr("Sign out %1").replace("%1", person.label))
        out.clicked.connect(self._signs_out(person.account))
        line.addWidget(out)
        return row

    def _signs_out(self, account: str) -> Callable[[], None]:
        return lambda: self.sign_out_wanted.emit(account)

    def _say(self) -> None:
        mode = self._view.mode
        titles = {
            SignInMode.SIGN_IN: self.tr("Sign in"),
            SignInMode.FOR_ACT: self.tr("Signature needed"),
            SignInMode.SECOND: self.tr("Second person"),
            SignInMode.REASON: self.tr("Reason"),
            SignInMode.NEW_PASSWORD: self.tr("New password"),
            SignInMode.FIRST: self.tr("First account: the installer"),
        }
        buttons = {
            SignInMode.SIGN_IN: self.tr("Sign in  Enter"),
            SignInMode.FOR_ACT: self.tr("Sign and do it  Enter"),
            SignInMode.SECOND: self.tr("Sign as second person  Enter"),
            SignInMode.REASON: self.tr("Do it  Enter"),
            SignInMode.NEW_PASSWORD: self.tr("Change password  Enter"),
            SignInMode.FIRST: self.tr("Make the account  Enter"),
        }
        self.title.setText(titles[mode])
        self.submit.setText(buttons[mode])
        self.hand_over.setText(self.tr("Hand over the shift  Ctrl+Shift+J"))
        self.new_password.setText(self.tr("Change password"))
        self.people.setText(self.tr("Accounts  Ctrl+Shift+G"))
        self.close_button.setText(self.tr("Close  Esc"))
        self._say_fields()

    def _say_fields(self) -> None:
        words = {
            "name": self.tr("Name"),
            "label": self.tr("Name as shown in records"),
            "password": self.tr("Password"),
            "new_password": self.tr("New password"),
            "repeated": self.tr("New password again"),
            "reason": self.tr("Reason"),
        }
        for name, text in words.items():
            self._captions[name].setText(text)
            self._field(name).setAccessibleName(text)


def _dress(label: QLabel, role: str) -> None:
    """Only what was refused has a colour."""
    if label.property("role") != role:
        label.setProperty("role", role)
        label.style().unpolish(label)
        label.style().polish(label)
