"""One line about the sound: on what it is heard, and a button that lets every tone and a phrase be heard."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from widgets import theme

TEST_KEY = "Ctrl+F10"


class SoundBar(QFrame):
    """Shows where sound goes and asks for a test of it."""

    test_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.button = QPushButton(self.tr("Test the sound  %1").replace("%1", TEST_KEY))
        self.button.setMinimumHeight(theme.current().px(32))
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.setAccessibleDescription(
            self.tr("Plays the tone of each priority, the most urgent first, and then says a phrase.")
        )
        self.button.clicked.connect(lambda _checked=False: self.test_wanted.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.current().px(12), 4, theme.current().px(12), 4)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)

    def show_device(self, device: str, volume: int) -> None:
        """Say on which device and how loud; an empty name says that there is none."""
        if device:
            text = self.tr("Alarms are heard on %1, volume %2 %.")
            self.text.setText(text.replace("%2", str(volume)).replace("%1", device))
        else:
            self.text.setText(self.tr("Alarms cannot be heard: the edge of the window flashes instead."))

    def show_test(self, running: bool) -> None:
        """Say whether the test runs; meanwhile it cannot be asked for again."""
        self.button.setEnabled(not running)
        if running:
            self.text.setText(self.tr("Test: critical, high, medium, low, then a phrase. Did you hear all five?"))
