"""Monitors that a test plugs, unplugs and puts in another order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.services.screens import Screen


class FakeScreens:
    """Stands for the desktop's monitors."""

    def __init__(self, *screens: Screen) -> None:
        self._screens = list(screens)
        self._listeners: list[Callable[[], None]] = []

    def screens(self) -> Sequence[Screen]:
        return tuple(self._screens)

    def on_change(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    def close(self) -> None:
        self._listeners.clear()

    def plug(self, *screens: Screen) -> None:
        """Exactly these are there now, in this order."""
        self._screens = list(screens)
        for listener in list(self._listeners):
            listener()
