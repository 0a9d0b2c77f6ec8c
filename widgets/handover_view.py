"""The handover on one page beside the wall: what is open, what is counted, what is said, and both signatures.

By keyboard alone: Enter goes from one thing to the next; an alarm beside it interrupts nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from widgets import theme
from widgets.duty_content import HandoverStage, HandoverView
from widgets.handover_items import CountRow
from widgets.handover_list import HandoverList
from widgets.labels import caption, wrapped
from widgets.steady import steady


class HandoverPanel(QWidget):
    """Shows one HandoverView; what is typed stays when it changes, passwords go with ``forget``."""

    count_changed = Signal(str, int)
    item_confirmed = Signal(str)
    item_explained = Signal(str, str)
    remarked = Signal(str)
    signed_off = Signal(str)
    taken_over = Signal(str, str)
    print_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = HandoverView()
        self.list = HandoverList()
        self.rows: list[CountRow] = []
        self._items = QVBoxLayout()
        self.remarks = QLineEdit()
        self.remarks_caption = caption()
        self.outgoing = wrapped("strong")
        self.own_password = QLineEdit()
        self.sign = QPushButton()
        self.incoming = caption()
        self.name = QComboBox()
        self.password = QLineEdit()
        self.take = QPushButton()
        self.message = wrapped()
        self.printing = QPushButton()
        self._arrange()
        self._connect()
        steady(self)
        self.set_view(self._view)

    @property
    def view(self) -> HandoverView:
        """What is shown."""
        return self._view

    def set_view(self, view: HandoverView) -> None:
        """Show it."""
        self._view = view
        self.list.set_sections(view.sections)
        self._show_items()
        if not self.remarks.hasFocus():
            self.remarks.setText(view.remarks)
        open_ = view.stage not in (HandoverStage.NOBODY, HandoverStage.DONE)
        for widget in (self.remarks, self.remarks_caption, *self.rows):
            widget.setVisible(open_)
        off, on = view.stage in (HandoverStage.COUNT, HandoverStage.OUTGOING), view.stage is HandoverStage.INCOMING
        self.own_password.setVisible(off)
        self.sign.setVisible(off)
        self.sign.setEnabled(not view.busy)
        for widget in (self.incoming, self.name, self.password, self.take):
            widget.setVisible(on)
        self.take.setEnabled(not view.busy)
        self.printing.setVisible(view.stage is HandoverStage.DONE)
        self._offer(view.names)
        self._say()

    def open_at(self) -> None:
        """Put the keyboard where the handover goes on."""
        widget = self._next_place()
        if widget is not None:
            widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Empty every password."""
        self.own_password.clear()
        self.password.clear()

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _next_place(self) -> QWidget | None:
        match self._view.stage:
            case HandoverStage.COUNT:
                missing = [row for row, item in zip(self.rows, self._view.items, strict=True) if not item.counted]
                wanting = [
                    row.words
                    for row, item in zip(self.rows, self._view.items, strict=True)
                    if item.counted and item.off and not item.words
                ]
                return next(iter((*missing, *wanting)), self.remarks)
            case HandoverStage.OUTGOING:
                return self.own_password
            case HandoverStage.INCOMING:
                return self.password if self.name.currentText() else self.name
            case HandoverStage.DONE:
                return self.printing
            case _:
                return None

    def _show_items(self) -> None:
        if [one.id for one in self._view.items] == [row.property("item") for row in self.rows]:
            for row, item in zip(self.rows, self._view.items, strict=True):
                row.set_row(item)
            return
        for row in self.rows:
            self._items.removeWidget(row)
            row.deleteLater()
        self.rows = []
        for index, item in enumerate(self._view.items):
            row = CountRow(item)
            row.setProperty("item", item.id)
            row.changed.connect(self.count_changed)
            row.confirmed.connect(self.item_confirmed)
            row.explained.connect(self.item_explained)
            row.done.connect(lambda at=index: self._go(at + 1))
            row.back.connect(lambda at=index: self._go(at - 1))
            self._items.addWidget(row)
            self.rows.append(row)

    def _go(self, index: int) -> None:
        places: list[QWidget] = [*self.rows, self.remarks]
        places[max(0, min(index, len(places) - 1))].setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrange(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(8), 0, 0)
        column.setSpacing(look.px(6))
        column.addWidget(self.list, 1)
        self._items.setSpacing(0)
        column.addLayout(self._items)
        for field in (self.own_password, self.password):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self.name.setEditable(True)
        self.name.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.name.setCompleter(None)  # type: ignore[arg-type]  # it would turn "li" into "lin"
        for widget in (
            *(self.remarks_caption, self.remarks, self.outgoing, self.own_password, self.sign),
            *(self.incoming, self.name, self.password, self.take, self.message, self.printing),
        ):
            column.addWidget(widget)
        for button in (self.sign, self.take):
            button.setProperty("primary", True)

    def _connect(self) -> None:
        self.remarks.editingFinished.connect(lambda: self.remarked.emit(self.remarks.text()))
        self.remarks.returnPressed.connect(self._after_remarks)
        self.own_password.returnPressed.connect(self._sign)
        self.sign.clicked.connect(self._sign)
        self.name.currentTextChanged.connect(lambda _text: self._say_who())
        editor = self.name.lineEdit()
        if editor is not None:
            editor.returnPressed.connect(lambda: self.password.setFocus(Qt.FocusReason.OtherFocusReason))
        self.password.returnPressed.connect(self._take)
        self.take.clicked.connect(self._take)
        self.printing.clicked.connect(self.print_wanted)

    def _after_remarks(self) -> None:
        self.remarked.emit(self.remarks.text())
        self.own_password.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sign(self) -> None:
        if self._view.stage is HandoverStage.COUNT:
            self.signed_off.emit("")  # says what is missing
            self.open_at()
        elif self.own_password.text() and not self._view.busy:
            self.signed_off.emit(self.own_password.text())
        else:
            self.own_password.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        name = self.name.currentText().strip()
        if name and self.password.text() and not self._view.busy:
            self.taken_over.emit(name, self.password.text())
        else:
            self.open_at()

    def _offer(self, names: tuple[str, ...]) -> None:
        if tuple(self.name.itemText(index) for index in range(self.name.count())) == names:
            return
        typed = self.name.currentText() if self.name.count() else ""
        self.name.clear()
        self.name.addItems(names)
        self.name.setEditText(typed)

    def _say_who(self) -> None:
        """Say by what name people call whoever was typed or chosen: a slip names somebody else."""
        called = dict(zip(self._view.names, self._view.called, strict=False)).get(self.name.currentText().strip(), "")
        comes = self.tr("Comes on duty: %1").replace("%1", called)
        self.incoming.setText(comes if called else self.tr("Comes on duty: name and password"))

    def _say(self) -> None:
        view = self._view
        self.list.setAccessibleName(self.tr("What the next shift has to know"))
        self.remarks_caption.setText(self.tr("Remarks for the next shift"))
        self.remarks.setAccessibleName(self.remarks_caption.text())
        self.remarks.setPlaceholderText(self.tr("nothing more: Enter"))
        goes = self.tr("Goes off duty: %1").replace("%1", view.outgoing)
        self.outgoing.setText(view.signed or (goes if view.outgoing else self.tr("Nobody is on duty.")))
        self.outgoing.setVisible(view.stage is not HandoverStage.DONE)
        self.own_password.setPlaceholderText(self.tr("password of the one who goes"))
        self.own_password.setAccessibleName(self.tr("Password of %1, who goes off").replace("%1", view.outgoing))
        self.sign.setText(self.tr("Sign and hand over  Enter"))
        self._say_who()
        self.name.setAccessibleName(self.tr("Name of the one who comes on"))
        self.password.setPlaceholderText(self.tr("password of the one who comes"))
        self.password.setAccessibleName(self.tr("Password of the one who comes on"))
        self.take.setText(self.tr("Sign and take over  Enter"))
        self.printing.setText(self.tr("Save the sheet for printing"))
        self.message.setText(view.message)
        self.message.setVisible(bool(view.message))
        role = "trouble" if view.refused else ""
        if self.message.property("role") != role:
            self.message.setProperty("role", role)
            self.message.style().unpolish(self.message)
            self.message.style().polish(self.message)
