"""One still picture, as large as there is room, with a key back to where one came from."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from widgets import theme
from widgets.labels import ElidedLabel


class PictureView(QWidget):
    """Shows a pixmap; ``left`` when the person has seen enough (Esc or the key)."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._pixmap = QPixmap()
        self.picture, self.words, self.back = QLabel(), ElidedLabel("caption"), QPushButton()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.back.setMinimumHeight(theme.current().px(theme.TARGET))
        self.back.clicked.connect(self.left)
        below = QHBoxLayout()
        below.addWidget(self.words, 1)
        below.addWidget(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.picture, 1)
        column.addLayout(below)
        self._speak()

    def set_picture(self, pixmap: QPixmap, words: str) -> None:
        """Show it, with the name of its file below."""
        self._pixmap = pixmap
        self.words.setText(words)
        self.picture.setAccessibleName(words)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep it whole."""
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._speak()
        super().changeEvent(event)

    def _fit(self) -> None:
        if not self._pixmap.isNull():
            aspect, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            self.picture.setPixmap(self._pixmap.scaled(self.picture.size(), aspect, smooth))

    def _speak(self) -> None:
        self.back.setText(self.tr("Back  Esc"))
