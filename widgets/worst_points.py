"""The points that cried wolf most this week, a line each; nothing to see where there is none."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget


class WorstPoints(QFrame):
    """A heading and the lines it is given; it takes no room while there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.heading, self.lines = QLabel(), QLabel()
        self.lines.setTextFormat(Qt.TextFormat.PlainText)
        self.lines.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addWidget(self.heading)
        layout.addWidget(self.lines)
        self.set_lines(())
        self._retranslate()

    def set_lines(self, lines: tuple[str, ...]) -> None:
        """Show these lines, the worst first."""
        self.lines.setText("\n".join(lines))
        self.setVisible(bool(lines))

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.heading.setText(self.tr("Most nuisances in the last 7 days (the installer may change the setting)"))
        self.lines.setAccessibleName(self.tr("Points with most nuisances"))
