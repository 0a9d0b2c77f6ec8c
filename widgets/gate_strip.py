"""The strip under the wall: each gate's position in shape and word, its last plate, its open button."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from widgets import gate_words, theme
from widgets.gate_content import CommandState, Direction, GateMode, GatePosition, GateView
from widgets.gate_mark import GateMark
from widgets.labels import ElidedLabel, caption

__all__ = ["CommandState", "Direction", "GateMode", "GatePanel", "GatePosition", "GateStrip", "GateView"]


class GatePanel(QFrame):
    """One gate."""

    open_requested = Signal(str)

    def __init__(self, view: GateView, now: Callable[[], float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self._view = view
        self._now = now
        self.mark = GateMark()
        self.name = ElidedLabel("strong")
        self.state = ElidedLabel("caption")
        self.plate = QLabel()
        self.passage = caption()
        self.open = QPushButton()
        self.answer = ElidedLabel("caption")
        self._arrange()
        self.open.clicked.connect(lambda: self.open_requested.emit(self._view.id))
        self.set_view(view)

    @property
    def view(self) -> GateView:
        """What is shown."""
        return self._view

    def set_view(self, view: GateView) -> None:
        """Show the gate as it is now."""
        self._view = view
        now = self._now()
        self.mark.set_view(view)
        self.name.setText(view.name)
        self._say(self.state, gate_words.state(view, now), view.position == "stuck" or view.stale_since is not None)
        self.plate.setText(view.plate or "—")
        self.plate.setAccessibleName(self.tr("Last plate"))
        self.passage.setText(gate_words.passage(view, now))
        self.open.setEnabled(view.command != "pending")
        self.open.setText(gate_words.button(view))
        self.open.setAccessibleName(self.tr("Open %1").replace("%1", view.name))
        self._say(self.answer, gate_words.answer(view), view.command in {"refused", "expired"})
        self.answer.setVisible(bool(view.command))

    def _say(self, label: QLabel, text: str, trouble: bool) -> None:
        label.setText(text)
        role = "trouble" if trouble else "caption"
        if label.property("role") != role:
            label.setProperty("role", role)
            label.style().unpolish(label)
            label.style().polish(label)

    def _arrange(self) -> None:
        look = theme.current()
        self.plate.setProperty("role", "figure")
        self.plate.setTextFormat(Qt.TextFormat.PlainText)
        self.open.setProperty("large", True)
        self.open.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(12), 0, look.px(12), 0)
        row.setSpacing(look.px(12))
        row.addWidget(self.mark)
        row.addLayout(_column(self.name, self.state, self.answer), 1)
        row.addLayout(_column(self.plate, self.passage))
        row.addWidget(self.open)


class GateStrip(QFrame):
    """All gates side by side, in the order given."""

    open_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None, now: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self._now = now
        self._panels: list[GatePanel] = []
        self.setFixedHeight(theme.current().px(theme.STRIP_HEIGHT))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.current().px(theme.TILE_GAP))

    def set_gates(self, gates: tuple[GateView, ...]) -> None:
        """Show `gates`; a gate that stays keeps its panel, and so its focus."""
        if [g.id for g in gates] != [p.view.id for p in self._panels]:
            self._rebuild(gates)
        for panel, gate in zip(self._panels, gates, strict=True):
            if panel.view != gate:
                panel.set_view(gate)

    def panels(self) -> list[GatePanel]:
        """Give the panels, in order."""
        return list(self._panels)

    def _rebuild(self, gates: tuple[GateView, ...]) -> None:
        for panel in self._panels:
            self._row.removeWidget(panel)
            panel.hide()
            panel.deleteLater()
        self._panels = [GatePanel(gate, self._now, self) for gate in gates]
        for panel in self._panels:
            panel.open_requested.connect(self.open_requested)
            self._row.addWidget(panel, 1)

    def changeEvent(self, event: QEvent) -> None:
        """Say everything again in another language."""
        if event.type() == QEvent.Type.LanguageChange:
            for panel in self._panels:
                panel.set_view(panel.view)
        super().changeEvent(event)


def _column(*labels: QLabel) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addStretch(1)
    for label in labels:
        column.addWidget(label)
    column.addStretch(1)
    return column
