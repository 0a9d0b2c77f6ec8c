"""The alarms panel: newest unhandled on top, each with colour, shape and word; folds to a strip of shapes."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, Signal
from PySide6.QtWidgets import QFrame, QWidget


class AlarmList(QFrame):
    """Shows an AlarmModel. `selected` gives an occurrence's id, `activated` is Enter or a double click."""

    selected = Signal(str)
    activated = Signal(str)
    folded_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folded = False

    def set_model(self, model: QAbstractItemModel) -> None:
        """Show `model` (alarms.qt.alarm_model.AlarmModel or one with its roles)."""

    def set_folded(self, folded: bool) -> None:
        """Fold to a strip of shapes, or unfold."""
        self._folded = folded
