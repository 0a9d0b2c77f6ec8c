"""Text in little room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics


def fitted(metrics: QFontMetrics, text: str, room: int) -> str:
    """Cut the end off a text so that it is no wider than `room`; Qt's own eliding may come out two pixels wider."""
    width = room
    while width > 0:
        cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        if metrics.horizontalAdvance(cut) <= room:
            return cut
        width -= 1
    return ""
