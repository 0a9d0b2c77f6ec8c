"""The strip under the wall: each gate's position in shape and word, its last plate, its open button."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from widgets import gate_words, theme
from widgets.gate_content import CommandState, Direction, GateMode, GatePosition, GateView
from widgets.gate_mark import GateMark
from widgets.labels import ElidedLabel

__all__ = ["CommandState", "Direction", "GateMode", "GatePanel", "GatePosition", "GateStrip", "GateView"]

#: Pixels at 100 % in which a gate's name can be read.
NAME_WIDTH = 64


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
        self.passage = ElidedLabel("caption")
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
        self.open.setEnabled(view.command != "pending")
        self._dress()
        self.open.setAccessibleName(self.tr("Open %1").replace("%1", view.name))
        self._say(self.answer, gate_words.answer(view), view.command in {"refused", "expired"})
        self.answer.setVisible(bool(view.command))

    def minimumSizeHint(self) -> QSize:
        """So narrow may it be: what the narrow dress takes, whichever it wears now."""
        look = theme.current()
        plate = look.metrics(theme.TEXT, True).horizontalAdvance(self.plate.text())
        button = look.metrics(theme.TEXT).horizontalAdvance(gate_words.button(self._view).split("  ")[-1])
        width = self.mark.sizeHint().width() + plate + button + look.px(NAME_WIDTH + 24 + 5 * 6)
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow strip the plate and the button make room: the gate's name and state stay to be read."""
        super().resizeEvent(event)
        self._dress()

    def _dress(self) -> None:
        """Choose the large dress where name and state have room beside it, else the narrow one."""
        look, view = theme.current(), self._view
        words = max(label.sizeHint().width() for label in (self.name, self.state, self.answer) if label.text())
        plate = look.metrics(theme.FIGURE, True).horizontalAdvance(self.plate.text())
        label = gate_words.button(view)
        button = look.metrics(theme.TEXT).horizontalAdvance(label) + look.px(40)
        narrow = self.width() < self.mark.sizeHint().width() + words + plate + button + look.px(5 * 12)
        self.open.setText(label.replace("  ", "\n") if narrow else label)
        role = "strong" if narrow else "figure"
        if self.plate.property("role") != role:
            self._role(self.plate, role)
        said = gate_words.passage(view, self._now())
        self.passage.setText(gate_words.short_passage(view, self._now()) if narrow else said)
        self.plate.setToolTip(said)
        gap = look.px(6 if narrow else 12)
        self._row.setSpacing(gap)
        self._row.setContentsMargins(gap, 0, gap, 0)
        self.passage.setMinimumWidth(0 if narrow else self.passage.sizeHint().width())

    def _role(self, label: QLabel, role: str) -> None:
        label.setProperty("role", role)
        label.style().unpolish(label)
        label.style().polish(label)

    def _say(self, label: QLabel, text: str, trouble: bool) -> None:
        label.setText(text)
        role = "trouble" if trouble else "caption"
        if label.property("role") != role:
            self._role(label, role)

    def _arrange(self) -> None:
        self.plate.setProperty("role", "figure")
        self.plate.setTextFormat(Qt.TextFormat.PlainText)
        self.open.setProperty("large", True)
        self.open.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = self._row = QHBoxLayout(self)
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
