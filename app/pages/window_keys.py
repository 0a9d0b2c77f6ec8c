"""The keys of the main window: they work on every page, also while an input method is on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from alarms.model import Verdict
from widgets.card_words import NEXT_KEY, SURE_KEY
from widgets.sound_bar import TEST_KEY

if TYPE_CHECKING:
    from app.main_window import MainWindow

#: Ctrl and a digit choose one of the first layouts.
LAYOUT_KEYS = 9


def bind_keys(window: MainWindow) -> None:
    """Make the window's shortcuts; they go with it."""
    for key, action in (_pages(window) | _alarms(window) | _walls(window)).items():
        shortcut = QShortcut(QKeySequence(key), window)
        shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(action)


def _pages(window: MainWindow) -> dict[str, Callable[[], None]]:
    return {
        "F1": lambda: window.show_page(window.live),
        "F3": lambda: window.show_page(window.review),
        "F4": window.turn_health,
        "Ctrl+L": window.language_wanted.emit,
        "Ctrl+P": lambda: window.show_page(window.points),
        "Ctrl+M": lambda: window.show_page(window.plan),
        "Ctrl+G": window.signing.toggle,
        "Ctrl+Shift+G": lambda: window.show_page(window.people),
        "F11": window.full_screen,
    }


def _alarms(window: MainWindow) -> dict[str, Callable[[], None]]:
    live = window.live
    return {
        "F10": window.silence_wanted.emit,
        TEST_KEY: window.sound_test_wanted.emit,
        "F5": live.hand.acknowledge,
        "Shift+F5": live.alarm_list.acknowledge_selected,
        "Ctrl+F5": live.alarm_list.acknowledge_zone,
        "F6": lambda: live.hand.give_verdict(Verdict.REAL.value),
        "F7": lambda: live.hand.give_verdict(Verdict.FALSE.value),
        "F8": lambda: live.hand.give_verdict(Verdict.TEST.value),
        "F9": live.hand.call_help,
        NEXT_KEY: live.hand.do_next,
        SURE_KEY: live.hand.do_surely,
        "Ctrl+D": live.hand.open_board,
        "Ctrl+Z": live.undo,
        "Shift+Esc": live.release,
    }


def _walls(window: MainWindow) -> dict[str, Callable[[], None]]:
    keys: dict[str, Callable[[], None]] = {
        "Ctrl+B": window.live.stage.toggle_panel,
        "Ctrl+H": window.live.hear,
        "Ctrl+T": window.walls.toggle_tour,
        "Ctrl+Shift+T": lambda: window.walls.active().end_tour(),
        "Ctrl+PgDown": lambda: window.walls.active().step_tour(1),
        "Ctrl+PgUp": lambda: window.walls.active().step_tour(-1),
    }
    for index in range(LAYOUT_KEYS):
        keys[f"Ctrl+{index + 1}"] = partial(window.choose_layout, index)
    for index, gate in enumerate(window.station.site.gates[:2]):
        keys[f"Ctrl+F{index + 1}"] = partial(window.live.open_gate, gate.id)
    return keys
