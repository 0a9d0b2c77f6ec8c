"""The quiet bars of the shift: the log is asked for, presence is checked, a drill runs. No dialog, no stolen focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QBrush, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from widgets import theme, tile_words, times
from widgets.duty_content import DrillBarView, DutyBarView
from widgets.labels import ElidedLabel

ANSWER_KEY = "Ctrl+K"
#: Presses the banner's button from anywhere in the window: stops the drill that runs, puts aside one that ended.
BANNER_KEY = "Ctrl+Shift+K"


class DutyBar(QFrame):
    """One line that asks for one key; the log's answer is typed in it."""

    present = Signal()
    written = Signal(str)  # the words, "" for nothing to report
    left = Signal()  # the keyboard is free again

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self._view = DutyBarView()
        self.words = ElidedLabel("strong")
        self.time = QLabel()
        self.entry = QLineEdit()
        self.button = QPushButton()
        self._arrange()
        self.hide()

    @property
    def view(self) -> DutyBarView:
        """What is shown."""
        return self._view

    def set_view(self, view: DutyBarView) -> None:
        """Show it; what is half typed stays."""
        self._view = view
        self.entry.setVisible(view.ask == "log")
        self._say()
        self.setVisible(bool(view.ask))

    def answer(self) -> bool:
        """The one key: confirms presence at once, puts the keyboard into the log's line; False where nothing asks."""
        match self._view.ask:
            case "presence":
                self.present.emit()
            case "log":
                self.entry.setFocus(Qt.FocusReason.ShortcutFocusReason)
            case _:
                return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the line; it keeps what is in it."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _arrange(self) -> None:
        look = theme.current()
        self.setFixedHeight(look.px(40))
        self.entry.returnPressed.connect(self._write)
        self.button.clicked.connect(self.answer)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.time.setProperty("role", "clock")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(12), look.px(4), look.px(12), look.px(4))
        row.setSpacing(look.px(12))
        row.addWidget(self.words, 2)
        row.addWidget(self.entry, 2)
        row.addWidget(self.time)
        row.addWidget(self.button)

    def _write(self) -> None:
        words = self.entry.text().strip()
        self.entry.clear()
        self.written.emit(words)
        self.left.emit()

    def _say(self) -> None:
        view = self._view
        asks = {
            ("presence", False): self.tr("Presence check: press the key"),
            ("presence", True): self.tr("Presence check missed, an alarm stands: press the key"),
            ("log", False): self.tr("Nothing in the duty log for a while: is all quiet?"),
            ("log", True): self.tr("The duty log was not written, an alarm stands: is all quiet?"),
        }
        self.words.setText(asks.get((view.ask, view.late), ""))
        self.time.setText(times.span(view.left_s) if view.left_s > 0 else "")
        self.time.setVisible(view.left_s > 0)
        here, write = self.tr("I am here  %1"), self.tr("Write  %1")
        self.button.setText((here if view.ask == "presence" else write).replace("%1", ANSWER_KEY))
        self.entry.setPlaceholderText(self.tr("a few words, or only Enter: nothing to report"))
        self.entry.setAccessibleName(self.tr("Entry for the duty log"))
        self.setAccessibleName(self.words.text())


class DrillBar(QFrame):
    """The banner over the whole window while a drill runs: hatched in violet, with its word and a way to stop it."""

    stop_wanted = Signal()
    seen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = DrillBarView()
        self.words = ElidedLabel()
        self.time = QLabel()
        self.button = QPushButton()
        look = theme.current()
        self.setFixedHeight(look.px(40))
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(48), look.px(4), look.px(48), look.px(4))
        row.setSpacing(look.px(12))
        for label in (self.words, self.time):
            label.setProperty("role", "drill")
            label.setTextFormat(Qt.TextFormat.PlainText)
        row.addWidget(self.words, 1)
        row.addWidget(self.time)
        row.addWidget(self.button)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self.press)
        self.hide()

    @property
    def view(self) -> DrillBarView:
        """What is shown."""
        return self._view

    def set_view(self, view: DrillBarView) -> None:
        """Show it."""
        self._view = view
        self._say()
        self.setVisible(bool(view.name))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Hatch the ground; an abort lies on the red of what is critical."""
        look = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.colour("p1" if self._view.aborted else "ground"))
        hatch = look.colour("drill")
        painter.fillRect(self.rect(), QBrush(hatch, Qt.BrushStyle.BDiagPattern))
        for label in (self.words, self.time):
            if label.text():
                edge, area = look.px(8), label.geometry()
                area.setWidth(min(area.width(), label.fontMetrics().horizontalAdvance(label.text())))
                painter.fillRect(area.adjusted(-edge, 0, edge, 0), look.colour("drill"))

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def press(self) -> None:
        """The key, or the button: stop the drill that runs, put aside one that ended; without one, nothing."""
        if not self._view.name:
            return
        if self._view.running:
            self.stop_wanted.emit()
        else:
            self.seen.emit()

    def _say(self) -> None:
        view = self._view
        word = tile_words.drill()
        self.words.setText(f"{word} · {view.name}" + (f" · {view.words}" if view.words else ""))
        self.time.setText(times.span(view.left_s) if view.running else "")
        self.time.setVisible(view.running)
        word = self.tr("Stop the drill  %1") if view.running else self.tr("Seen  %1")
        self.button.setText(word.replace("%1", BANNER_KEY))
        self.setAccessibleName(self.words.text())
