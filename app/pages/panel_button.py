"""The plain buttons of the panels: as high as a hand needs, reached by Tab."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton

from widgets import theme


def panel_button(text: str, action: Callable[[], object]) -> QPushButton:
    """Return a button that does `action`."""
    button = QPushButton(text)
    button.setMinimumHeight(theme.current().px(theme.TARGET))
    button.clicked.connect(lambda _checked=False: action())
    return button
