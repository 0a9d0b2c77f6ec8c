"""An empty list of alarms gives its width to the pictures while a sheet of the shift stands beside them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from app.pages.alarm_desk import AlarmDesk
from widgets.alarm_list import AlarmList


class AlarmRoom(QObject):
    """Folds the list while it is empty and `panel` is open; what the guard folded himself stays folded."""

    def __init__(self, desk: AlarmDesk, alarms: AlarmList, panel: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._alarms = alarms
        self._panel = panel
        self._folded = False
        panel.installEventFilter(self)
        desk.alarms_changed.connect(self.fit)
        desk.resynced.connect(self.fit)

    def fit(self, _news: object = None) -> None:
        """Fold, or give back what was folded here: an alarm never stays a mere shape for want of room."""
        spare = not self._panel.isHidden() and not self._desk.occurrences()
        if spare and not self._alarms.folded:
            self._folded = True
            self._alarms.set_folded(True)
        elif not spare and self._folded:
            self._folded = False
            self._alarms.set_folded(False)

    def release(self) -> None:
        """The window goes."""
        self._panel.removeEventFilter(self)
        self._desk.alarms_changed.disconnect(self.fit)
        self._desk.resynced.disconnect(self.fit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The sheet comes and goes."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self.fit()
        return super().eventFilter(watched, event)
