"""The panel of the shift beside the wall: log, handover, drills. It covers nothing, and alarms go on beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from widgets import theme
from widgets.drill_view import DrillPanel
from widgets.duty_log_view import DutyLogView
from widgets.handover_view import HandoverPanel

WIDTH = 380
LOG_KEY, HANDOVER_KEY, DRILL_KEY = "Ctrl+J", "Ctrl+Shift+J", "Ctrl+Shift+D"


class DutyPanel(QFrame):
    """Three pages, one at a time; passwords go when it closes, everything else stays."""

    closed = Signal()
    shown = Signal()  # another page is in front

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.log = DutyLogView()
        self.handover = HandoverPanel()
        self.drills = DrillPanel()
        self.pages = QStackedWidget()
        self._buttons = QButtonGroup(self)
        self.close_button = QPushButton()
        self._arrange()
        self._say()
        self.hide()

    def open_page(self, page: QWidget) -> None:
        """Show one of the pages and put the keyboard there; asked for again, close."""
        if self.isVisible() and self.pages.currentWidget() is page:
            self.close_panel()
            return
        self._turn_to(page)
        self.show()
        self.shown.emit()
        for one in (self.log, self.handover, self.drills):
            if one is page:
                one.open_at()

    def close_panel(self) -> None:
        """Hide; what is half done stays for the next time."""
        self.handover.forget()
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; everything else goes on."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _arrange(self) -> None:
        look = theme.current()
        self.setFixedWidth(look.px(WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        column.setSpacing(look.px(4))
        row = QHBoxLayout()
        row.setSpacing(look.px(2))
        for page in (self.log, self.handover, self.drills):
            button = QPushButton()
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setProperty("page", page)
            button.clicked.connect(lambda _checked=False, wanted=page: self._choose(wanted))
            self._buttons.addButton(button)
            row.addWidget(button, 1)
            page.setProperty("flat", True)
            page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            self.pages.addWidget(page)
        column.addLayout(row)
        self.pages.setProperty("flat", True)
        column.addWidget(self.pages, 1)
        column.addWidget(self.close_button)
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.close_button.clicked.connect(self.close_panel)

    def _choose(self, page: QWidget) -> None:
        """By the mouse: the page that is in front stays there."""
        if self.pages.currentWidget() is not page:
            self.open_page(page)

    def _turn_to(self, page: QWidget) -> None:
        self.pages.setCurrentWidget(page)
        for button in self._buttons.buttons():
            button.setChecked(button.property("page") is page)

    def _say(self) -> None:
        words = (self.tr("Log"), self.tr("Handover"), self.tr("Drill"))
        keys = (LOG_KEY, HANDOVER_KEY, DRILL_KEY)
        for button, word, key in zip(self._buttons.buttons(), words, keys, strict=True):
            button.setText(word)
            button.setToolTip(f"{word} ({key})")
            button.setAccessibleName(f"{word} {key}")
        self.close_button.setText(self.tr("Close  Esc"))
