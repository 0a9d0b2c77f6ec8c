"""Carry what the cores report from their threads to the GUI thread.

The cores know nothing of Qt: they call plain functions from their own threads. Each signal here is emitted in such a thread
and delivered, queued, in the GUI thread, one object per batch.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from alarms.ports import AlarmChange


class Notifier(QObject):
    """The station's news as Qt signals; connect with slots of GUI objects only."""

    alarms_changed = Signal(object)  # AlarmChange
    boxes_found = Signal(object)  # BoxSet
    detector_changed = Signal(object)  # DetectorState
    gates_changed = Signal(object)  # tuple[GateStatus, ...]
    parking_changed = Signal(object)  # ParkingStatus
    records_changed = Signal(str)  # incident id whose clips or evidence changed
    fault_reported = Signal(str, str)  # part, code

    def changed(self, change: AlarmChange) -> None:
        """Listener port of the alarm service: called in its thread, after the commit."""
        self.alarms_changed.emit(change)
