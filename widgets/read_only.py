"""A table in which nothing is typed: no input method takes its keys, and words that have no room are told whole."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QHelpEvent, QInputMethodQueryEvent
from PySide6.QtWidgets import QAbstractItemView, QToolTip


class ReadOnly(QObject):
    """Belongs to a view.

    Qt offers a table's cells to the input method even where they cannot be edited, and digits would then never arrive.
    """

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)

    def text_at(self, event: QHelpEvent) -> str:
        """Give what is to be told at the mouse's place, "" where all can be read."""
        index = self._view.indexAt(event.pos())
        if not index.isValid() or index.data(Qt.ItemDataRole.ToolTipRole):
            return ""
        rect, needed = self._view.visualRect(index), self._view.sizeHintForIndex(index)
        cut = needed.width() > rect.width() or needed.height() > rect.height()
        return str(index.data() or "") if cut else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Answer the questions for a tool tip and for what can be typed here."""
        if isinstance(event, QInputMethodQueryEvent) and watched is self._view:
            event.setValue(Qt.InputMethodQuery.ImEnabled, False)
            return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and (text := self.text_at(event)):
            QToolTip.showText(event.globalPos(), text, self._view.viewport())
            return True
        return super().eventFilter(watched, event)
