"""Drills: what can be played, the one that runs, and how the last one went."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QBrush, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from widgets import theme, tile_words
from widgets.duty_content import DrillResultRow, DrillView
from widgets.labels import caption, wrapped
from widgets.steady import steady

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
        self.list.setMaximumHeight(look.px(140))
        for widget in (self.head, self.list, self.text, self.plan, self.start, self.stop, self.message, self.sheet):
            column.addWidget(widget)
        column.addWidget(self.printing)
        column.addStretch(1)
        column.addWidget(self.earlier)
        self.start.setProperty("primary", True)
        self.start.clicked.connect(self._start)
        self.stop.clicked.connect(self.stop_wanted)
        self.printing.clicked.connect(self.print_wanted)
        self.list.itemActivated.connect(lambda _item: self._choose())
        self.list.currentRowChanged.connect(lambda _row: self._show_choice())

    def _fill(self) -> None:
        chosen = self.chosen()
        self.list.clear()
        for offer in self._view.offers:
            item = QListWidgetItem(offer.name)
            item.setData(Qt.ItemDataRole.UserRole, offer.id)
            self.list.addItem(item)
            if offer.id == chosen:
                self.list.setCurrentItem(item)

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

    def _say(self) -> None:
        view = self._view
        self.head.setText(
            self.tr("Choose with the arrows, Enter goes on. A drill is marked everywhere, and a real alarm ends it.")
        )
        self.list.setAccessibleName(self.tr("Scenarios"))
        self.start.setText(self.tr("Start the drill  Enter"))
        self.stop.setText(self.tr("Stop the drill"))
        self.start.setVisible(not view.running)
        self.stop.setVisible(view.running)
        self.sheet.setVisible(bool(view.title))
        self.printing.setText(self.tr("Save the sheet for printing"))
        self.printing.setVisible(bool(view.title) and not view.running)
        lines = [self.tr("Earlier drills"), *view.earlier]
        self.earlier.setText("\n".join(lines) if view.earlier else "")
        self.message.setText(view.message)
        self.message.setVisible(bool(view.message))
