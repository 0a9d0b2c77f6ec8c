"""Waiting until a widget has come to rest: one word on a size while layouts are still at work is luck."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

#: How many looks in a row find everything where it was.
LOOKS = 3


def come_to_rest(qtbot: QtBot, widget: QWidget) -> None:
    """Carry out what is asked for until nothing in the widget moves, comes or goes any more."""
    seen: list[list[tuple[bool, QRect]]] = []

    def rests() -> bool:
        QApplication.processEvents()
        parts = [widget, *widget.findChildren(QWidget)]
        seen.append([(part.isVisible(), QRect(part.geometry())) for part in parts])
        return len(seen) >= LOOKS and all(look == seen[-1] for look in seen[-LOOKS:])

    qtbot.waitUntil(rests)
