"""Probes of what shows: Qt's platform and fonts with Chinese. Each runs in a process of its own."""

from __future__ import annotations

import os

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics, QGuiApplication

from app import system
from app.self_check.isolation import Note
from app.self_check.model import Finding, absent, failed, good

_LAST_WORDS = 300
_MUST_HAVE = "值守报警消防门闸车位"


def _application(note: Note) -> QGuiApplication:
    said: list[str] = []

    def heard(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        said.extend(message.split())
        note(" ".join(said)[:_LAST_WORDS])

    qInstallMessageHandler(heard)
    if not system.has_display() and "QT_QPA_PLATFORM" not in os.environ:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return QGuiApplication([])


def platform(note: Note) -> Finding:
    """Whether Qt opens the screen, or works off screen where there is none."""
    application = _application(note)
    name = application.platformName()
    screen = application.primaryScreen()
    if screen is None:
        return failed("screen", "no_screen", platform=name)
    size = screen.size()
    if not system.has_display():
        return absent("screen", "no_display", platform=name)
    return good("screen", "opened", platform=name, width=str(size.width()), height=str(size.height()))


def fonts(note: Note) -> Finding:
    """Whether some font really has the characters of the interface; Qt falls back to it by itself."""
    application = _application(note)
    families = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    preferred = [name for name in system.chinese_fonts() if name in families]
    for family in [*preferred, *families]:
        metrics = QFontMetrics(QFont(family))
        if all(metrics.inFontUcs4(ord(sign)) for sign in _MUST_HAVE):
            return good("fonts", "chinese", family=family)
    del application
    return failed("fonts", "no_chinese", advice=system.font_advice())
