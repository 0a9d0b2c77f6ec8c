"""How many stalls are free, per group."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from widgets import theme, times
from widgets.labels import caption


@dataclass(frozen=True, slots=True)
class ParkingGroup:
    """One group of stalls. free None: nothing is known; unknown: stalls that have not reported."""

    id: str
    name: str
    total: int
    free: int | None
    unknown: int = 0
    stale_since: float | None = None


@dataclass(frozen=True, slots=True)
class ParkingView:
    """All groups, in the order to show."""

    groups: tuple[ParkingGroup, ...] = ()


class ParkingPanel(QFrame):
    """Shows free of total per group; an unknown number is a dash, never a zero."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        look = theme.current()
        self._view = ParkingView()
        self.setFixedHeight(look.px(theme.STRIP_HEIGHT))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(look.px(12), 0, look.px(16), 0)
        self._row.setSpacing(look.px(20))

    def set_view(self, view: ParkingView) -> None:
        """Show `view`."""
        if view != self._view:
            self._view = view
            self._rebuild()

    def texts(self) -> list[str]:
        """Give what is shown, label by label."""
        return [label.text() for label in self.findChildren(QLabel) if not label.isHidden()]

    def _rebuild(self) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        for group in self._view.groups:
            self._row.addWidget(self._group(group))

    def _group(self, group: ParkingGroup) -> QWidget:
        holder = QWidget()
        holder.setProperty("flat", True)
        figure = QLabel("—" if group.free is None else str(group.free))
        figure.setProperty("role", "figure")
        name = caption()
        name.setText(self.tr("%1: free stalls").replace("%1", group.name))
        total = caption()
        total.setText(self._below(group))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(name)
        words.addWidget(total)
        words.addStretch(1)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().px(8))
        row.addWidget(figure, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words)
        row.addStretch(1)
        return holder

    def _below(self, group: ParkingGroup) -> str:
        parts = [self.tr("of %1").replace("%1", str(group.total))]
        if group.unknown:
            parts.append(self.tr("%1 not known").replace("%1", str(group.unknown)))
        if group.stale_since is not None:
            parts.append(self.tr("silent since %1").replace("%1", times.clock(group.stale_since)))
        return " · ".join(parts)

    def changeEvent(self, event: QEvent) -> None:
        """Say everything again in another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._rebuild()
        super().changeEvent(event)
