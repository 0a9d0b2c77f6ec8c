"""The form for handing out footage: for whom, why, who approved it, where to; then how far it is, and how it ended."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from widgets.focus_line import FocusLine
from widgets.labels import broken, wrapped
from widgets.register_content import REQUEST_FIELDS, HandingContent, HandingForm

WIDEST = 900


class EvidenceForm(QWidget):
    """Asks, and shows; whoever holds it does what is asked."""

    start_wanted = Signal(object)  # HandingForm
    enter_wanted = Signal(object)  # HandingForm: enter the request only
    cancel_wanted = Signal()
    sheet_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content: HandingContent | None = None
        self.title, self.scope = wrapped("heading"), wrapped()
        self.entry, self.requester, self.place, self.form = (QComboBox() for _ in range(4))
        self.place.setEditable(True)
        self.fields = {name: QLineEdit() for name in REQUEST_FIELDS}
        self.watermark, self.unmasked = QCheckBox(), QCheckBox()
        self.area = QScrollArea()
        self.hint, self.private = wrapped(), wrapped()
        self.go, self.enter, self.cancel, self.sheet = (QPushButton() for _ in range(4))
        self.bar = QProgressBar()
        self.message, self.mark = wrapped(), wrapped()
        self._labels: dict[str, QLabel] = {}
        self._place = ""  # a folder typed by hand
        self._arrange()
        self._connect()
        self._say()
        self.set_working(False)

    def set_content(self, content: HandingContent) -> None:
        """Show what is to be handed out; what was typed stays."""
        self.content = content
        self.title.setText(content.title)
        self.scope.setText(content.scope)
        chosen = self.entry.currentData()
        self.entry.blockSignals(True)
        self.entry.clear()
        self.entry.addItem(self.tr("New entry"), "")
        for key, words in content.entries:
            self.entry.addItem(words, key)
        self.entry.setCurrentIndex(max(0, self.entry.findData(chosen)))
        self.entry.blockSignals(False)
        if self.requester.count() != len(content.requesters):
            self.requester.clear()
            for key, words in content.requesters:
                self.requester.addItem(words, key)
        kept, typed = self.place.currentData(), self._place
        self.place.clear()
        for place in content.places:
            self.place.addItem(place.words, place.path)
        self.place.setCurrentIndex(max(0, self.place.findData(kept)))
        if typed:
            self.place.setEditText(typed)
        self._show_fields()

    def forget_request(self) -> None:
        """Another request may be another person's: nothing of the one before stands in the form."""
        for field in self.fields.values():
            field.clear()
        self.entry.setCurrentIndex(0)

    def choose_entry(self, entry: str) -> None:
        """Hand out for an entry that is there."""
        self.entry.setCurrentIndex(max(0, self.entry.findData(entry)))

    def typed(self) -> HandingForm:
        """What is typed now."""
        place = self._place.strip() or str(self.place.currentData() or "")
        return HandingForm(
            str(self.entry.currentData() or ""),
            str(self.requester.currentData() or ""),
            {name: field.text().strip() for name, field in self.fields.items()},
            place,
            self.form.currentIndex() == 0,
            self.watermark.isChecked(),
            self.unmasked.isChecked() and self.unmasked.isVisibleTo(self),
        )

    def set_working(self, working: bool) -> None:
        """Show that a package is being made, or that none is. Whoever works here keeps the keys: Esc has to stop it."""
        held = self.window().focusWidget()
        here = held is not None and self.isAncestorOf(held)
        if working:
            self.cancel.setVisible(True)
        if working and here:
            self.cancel.setFocus()  # before what has the focus is disabled, which would lose it
        for control in (*self.fields.values(), self.entry, self.requester, self.place, self.form, self.watermark):
            control.setEnabled(not working)
        for button in (self.go, self.enter, self.unmasked):
            button.setEnabled(not working)
        if not working and held is self.cancel:
            self.go.setFocus()
        self.cancel.setVisible(working)
        self.bar.setVisible(working)
        if not working:
            self._show_fields()

    def set_progress(self, words: str, part: float) -> None:
        """Say what is being done, and the part done, 0 to 1."""
        self.bar.setRange(0, 1000)
        self.bar.setValue(round(1000 * part))
        self.message.setText(f"{words}  {round(100 * part)} %")
        self.message.setVisible(True)
        self.bar.setAccessibleName(words)

    def set_result(self, words: str, mark: str = "") -> None:
        """Say how it ended; `mark` is the fingerprint that has to be on paper."""
        self.message.setText(words)
        self.message.setVisible(bool(words))
        paper = self.tr("Fingerprint for the paper:")
        self.mark.setText(f"{paper}\n{broken(mark)}" if mark else "")
        self.mark.setVisible(bool(mark))
        self.sheet.setVisible(bool(mark))
        if mark and self.window().focusWidget() is self.go:
            self.sheet.setFocus()
        self._show_end()

    def add_result(self, words: str) -> None:
        """Say one thing more below how it ended."""
        self.message.setText("\n".join(filter(None, (self.message.text(), words))))

    def point_at(self, field: str) -> None:
        """Put the caret into a field that is to be filled in."""
        found = self.fields.get(field)
        if found is not None:
            found.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on to the next field, from the last one it begins; Esc ends what is being made."""
        if event.key() == Qt.Key.Key_Escape and self.cancel.isVisible():
            self.cancel_wanted.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        rows: list[tuple[str, QWidget]] = [("entry", self.entry), ("requester", self.requester)]
        rows += [*self.fields.items(), ("place", self.place), ("form", self.form)]
        for name, control in rows:
            self._labels[name] = QLabel()
            self._labels[name].setBuddy(control)
            control.setMinimumHeight(32)
            form.addRow(self._labels[name], control)
        self.go.setProperty("primary", True)
        buttons = QHBoxLayout()
        for button in (self.go, self.enter, self.cancel, self.sheet):
            button.setMinimumHeight(40)
            buttons.addWidget(button)
        buttons.addStretch(1)
        inner = QWidget()
        inner.setMaximumWidth(WIDEST)
        column = QVBoxLayout(inner)
        column.setSpacing(8)
        for part in (self.title, self.scope):
            column.addWidget(part)
        column.addLayout(form)
        above: tuple[QWidget, ...] = (self.hint, self.watermark, self.private, self.unmasked)
        below: tuple[QWidget, ...] = (self.bar, self.message, self.mark)
        for widget in above:
            column.addWidget(widget)
        column.addLayout(buttons)
        for widget in below:
            column.addWidget(widget)
        column.addStretch(1)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setWidget(inner)
        FocusLine(self.area)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)
        self.mark.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(12)
        self.set_result("")

    def _connect(self) -> None:
        self.go.clicked.connect(lambda: self.start_wanted.emit(self.typed()))
        self.enter.clicked.connect(lambda: self.enter_wanted.emit(self.typed()))
        self.cancel.clicked.connect(self.cancel_wanted)
        self.sheet.clicked.connect(self.sheet_wanted)
        self.entry.currentIndexChanged.connect(lambda _index: self._show_fields())
        self.requester.currentIndexChanged.connect(lambda _index: self._show_fields())
        self.place.editTextChanged.connect(self._place_typed)
        self.area.verticalScrollBar().rangeChanged.connect(lambda _least, _most: self._show_end())
        for field in self.fields.values():
            field.returnPressed.connect(self.focusNextChild)

    def _show_end(self) -> None:
        """Bring what was said last into view, also once the form has grown by it."""
        if self.message.isVisible():
            self.area.ensureWidgetVisible(self.mark if self.mark.isVisible() else self.message)

    def _place_typed(self, text: str) -> None:
        """What is not one of the words offered is a folder."""
        self._place = "" if self.place.findText(text) >= 0 else text

    def _show_fields(self) -> None:
        """Only what is still to be said is asked for."""
        content = self.content
        new = not self.entry.currentData()
        for name in ("requester", *REQUEST_FIELDS):
            control = self.requester if name == "requester" else self.fields[name]
            wanted = new and not (name == "approver" and content is not None and content.second_approver)
            control.setVisible(wanted)
            self._labels[name].setVisible(wanted)
        self.enter.setVisible(new)
        self.hint.setVisible(bool(content is not None and content.second_approver))
        private = content.private if content is not None else ()
        self.private.setVisible(bool(private))
        self.unmasked.setVisible(bool(private))
        words = self.tr("Private areas are blackened in copies; the originals of these cameras stay here: %1.")
        self.private.setText(words.replace("%1", ", ".join(private)))
        self.go.setEnabled(content is not None and not self.bar.isVisible())

    def _say(self) -> None:
        words = {
            "entry": self.tr("Register"),
            "requester": self.tr("Who asks"),
            "name": self.tr("Name"),
            "unit": self.tr("Unit or address"),
            "document": self.tr("Document number"),
            "reason": self.tr("Reason"),
            "approver": self.tr("Approved by"),
            "place": self.tr("Where to"),
            "form": self.tr("As"),
        }
        controls = {"entry": self.entry, "requester": self.requester, "place": self.place, "form": self.form}
        for name, text in words.items():
            self._labels[name].setText(text)
            (controls.get(name) or self.fields[name]).setAccessibleName(text)
        form = self.form.currentIndex()
        self.form.clear()
        self.form.addItems([self.tr("One ZIP file"), self.tr("A folder")])
        self.form.setCurrentIndex(max(0, form))
        self.watermark.setText(self.tr("Add copies with a watermark: station, who, when, why"))
        self.unmasked.setText(self.tr("Hand out these originals too (needs a right and a reason)"))
        self.area.setAccessibleName(self.tr("Hand out footage"))
        self.hint.setText(self.tr("A second person approves this export and signs for it here."))
        self.go.setText(self.tr("Hand out"))
        self.enter.setText(self.tr("Enter only"))
        self.cancel.setText(self.tr("Stop  Esc"))
        self.sheet.setText(self.tr("Sheet to print (PDF)"))
        if self.entry.count():
            self.entry.setItemText(0, self.tr("New entry"))
        self._show_fields()
