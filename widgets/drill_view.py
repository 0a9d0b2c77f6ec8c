"""Drills: what can be played, the one that runs, and how the last one went."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QBrush, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from widgets import theme, tile_words
from widgets.duty_bar import BANNER_KEY
from widgets.duty_content import DrillResultRow, DrillView
from widgets.focus_line import FocusLine
from widgets.labels import caption, wrapped
from widgets.steady import steady

#: So many scenarios are seen at once.
LIST_ROWS = 6
#: In place of a colour alone: each mark is a sign and a word.
SIGNS = {"met": "✓", "late": "▲", "missed": "✗", "open": "–"}


class DrillSheet(QFrame):
    """The result of a drill on hatched ground, with the word over it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        look = theme.current()
        self.title = wrapped("strong")
        self.score = wrapped("figure")
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._cells: list[QLabel] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(12), look.px(24), look.px(12), look.px(8))
        column.addWidget(self.title)
        column.addWidget(self.score)
        column.addLayout(self._grid)

    def show_results(self, title: str, score: str, rows: tuple[DrillResultRow, ...]) -> None:
        """Show what was expected and what became of it."""
        self.title.setText(title)
        self.score.setText(score)
        self.score.setVisible(bool(score))
        for cell in self._cells:
            self._grid.removeWidget(cell)
            cell.deleteLater()
        self._cells = []
        for line, row in enumerate(rows):
            for place, text in enumerate((SIGNS[row.mark], row.text, row.time)):
                cell = wrapped() if place == 1 else QLabel()
                cell.setTextFormat(Qt.TextFormat.PlainText)
                cell.setText(text)
                if row.mark in ("late", "missed"):
                    cell.setProperty("role", "trouble")
                self._grid.addWidget(cell, line, place, Qt.AlignmentFlag.AlignTop)
                self._cells.append(cell)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Hatch the edge and write the word over it."""
        look, painter = theme.current(), QPainter(self)
        head = self.rect().adjusted(0, 0, 0, look.px(20) - self.height())
        painter.fillRect(head, QBrush(look.colour("drill"), Qt.BrushStyle.BDiagPattern))
        painter.fillRect(head.adjusted(0, 0, look.px(72) - head.width(), 0), look.colour("drill"))
        painter.setPen(look.colour("on_drill"))
        painter.drawText(head.adjusted(look.px(12), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, tile_words.drill())
        painter.setPen(look.colour("drill"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class StartButton(QPushButton):
    """Pressed by Enter as by Space, but never by a key that is only held down from the choice before."""

    focused = Signal()  # the keyboard came, or went: it says what the next Enter does

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell."""
        super().focusInEvent(event)
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell."""
        super().focusOutEvent(event)
        self.focused.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press."""
        if event.isAutoRepeat():
            event.accept()
            return
        super().keyPressEvent(event)


class DrillPanel(QWidget):
    """Shows one DrillView: choose a scenario, read what will happen, then start it, each by a key of its own."""

    start_wanted = Signal(str)
    stop_wanted = Signal()
    print_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = DrillView()
        self.list = QListWidget()
        self.text = wrapped()
        self.plan = caption(wrap=True)
        self.start = StartButton()
        self.stop = QPushButton()
        self.sheet = DrillSheet()
        self.outcome = QScrollArea()
        self.printing = QPushButton()
        self.head = caption(wrap=True)
        self.earlier = caption(wrap=True)
        self.message = wrapped("trouble")
        self._arrange()
        steady(self)
        self._say()

    @property
    def view(self) -> DrillView:
        """What is shown."""
        return self._view

    def set_view(self, view: DrillView) -> None:
        """Show it; the chosen scenario stays chosen."""
        offers_changed, self._view = view.offers != self._view.offers, view
        if offers_changed:
            self._fill()
        self._show_choice()
        self.sheet.show_results(view.title, view.score, view.results)
        self._say()

    def open_at(self) -> None:
        """Put the keyboard on the scenarios."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.list.currentRow() < 0 and self.list.count():
            self.list.setCurrentRow(0)

    def chosen(self) -> str:
        """The id of the chosen scenario, "" for none."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _arrange(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(8), 0, 0)
        column.setSpacing(look.px(6))
        for widget in (self.head, self.list, self.text, self.plan, self.start, self.stop, self.message):
            column.addWidget(widget)
        column.addWidget(self._outcome(), 1)
        self.start.setProperty("primary", True)
        self.start.clicked.connect(self._start)
        self.start.focused.connect(self._say_start)
        self.stop.clicked.connect(self.stop_wanted)
        self.printing.clicked.connect(self.print_wanted)
        self.list.itemActivated.connect(lambda _item: self._choose())
        self.list.currentRowChanged.connect(lambda _row: self._show_choice())

    def _outcome(self) -> QScrollArea:
        """What came of it, each line whole: what has no room is scrolled to."""
        look, inside = theme.current(), QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, look.px(4), 0)
        column.setSpacing(look.px(6))
        column.addWidget(self.sheet)
        column.addWidget(self.printing)
        column.addWidget(self.earlier)
        column.addStretch(1)
        inside.setProperty("flat", True)
        self.outcome.setWidgetResizable(True)
        self.outcome.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.outcome.setFrameShape(QFrame.Shape.NoFrame)
        self.outcome.setWidget(inside)
        FocusLine(self.outcome)
        return self.outcome

    def _fit_list(self) -> None:
        """The list is as high as its scenarios, up to six: the rest of the height is the outcome's."""
        rows = min(max(self.list.count(), 1), LIST_ROWS)
        self.list.setFixedHeight(rows * max(self.list.sizeHintForRow(0), 1) + 2 * self.list.frameWidth() + 2)

    def _fill(self) -> None:
        chosen = self.chosen()
        self.list.clear()
        for offer in self._view.offers:
            item = QListWidgetItem(offer.name)
            item.setData(Qt.ItemDataRole.UserRole, offer.id)
            self.list.addItem(item)
            if offer.id == chosen:
                self.list.setCurrentItem(item)
        self._fit_list()

    def _show_choice(self) -> None:
        offer = next((one for one in self._view.offers if one.id == self.chosen()), None)
        self.text.setText((offer.problem or offer.text) if offer is not None else "")
        self.text.setVisible(bool(self.text.text()))
        plan = offer.plan if offer is not None and not offer.problem and not self._view.running else ()
        self.plan.setText("\n".join((self.tr("What will happen:"), *plan)) if plan else "")
        self.plan.setVisible(bool(plan))
        self.start.setEnabled(offer is not None and not offer.problem and not self._view.running)

    def _choose(self) -> None:
        """Enter on a scenario: nothing plays yet, the keyboard goes on to the key that starts it."""
        if self.start.isEnabled() and self.start.isVisible():
            self.start.setFocus(Qt.FocusReason.OtherFocusReason)

    def _start(self) -> None:
        if self.start.isEnabled():
            self.start_wanted.emit(self.chosen())

    def _say_start(self) -> None:
        """The first Enter is seen to have done something: the button names what the second one starts."""
        item = self.list.currentItem()
        if self.start.hasFocus() and item is not None:
            self.start.setText(self.tr("Enter again starts it: %1").replace("%1", item.text()))
        else:
            self.start.setText(self.tr("Start the drill  Enter twice"))

    def _say(self) -> None:
        view = self._view
        self.head.setText(
            self.tr("Choose with the arrows, Enter goes on. A drill is marked everywhere, and a real alarm ends it.")
        )
        self.list.setAccessibleName(self.tr("Scenarios"))
        self._say_start()
        self.stop.setText(self.tr("Stop the drill  %1").replace("%1", BANNER_KEY))
        self.outcome.setAccessibleName(self.tr("Result"))
        self.start.setVisible(not view.running)
        self.stop.setVisible(view.running)
        self.sheet.setVisible(bool(view.title))
        self.printing.setText(self.tr("Save the sheet for printing"))
        self.printing.setVisible(bool(view.title) and not view.running)
        lines = [self.tr("Earlier drills"), *view.earlier]
        self.earlier.setText("\n".join(lines) if view.earlier else "")
        self.message.setText(view.message)
        self.message.setVisible(bool(view.message))
