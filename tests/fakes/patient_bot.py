"""pytest-qt's bot with deadlines for a machine that has much else to do."""

from __future__ import annotations

from typing import Any

from pytestqt.qtbot import QtBot

#: How long what a test waits for may take; what comes in time ends the wait at once.
PATIENCE_MS = 30_000


class PatientBot(QtBot):
    """Waits as long for everything, unless a test says otherwise."""

    def waitUntil(self, callback: Any, *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **how: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **how)

    def waitSignals(self, signals: Any, *, timeout: int = PATIENCE_MS, **how: Any) -> Any:
        return super().waitSignals(signals, timeout=timeout, **how)

    def waitExposed(self, widget: Any, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitExposed(widget, timeout=timeout)
