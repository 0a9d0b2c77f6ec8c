"""The desktop's monitors, as the port that the windows of the wall ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from app.services.screens import Screen, screen_key, told_apart

#: A monitor that is plugged in tells several things one after the other.
SETTLE_MS = 300


class QtScreens(QObject):
    """Screens of the running application."""

    def __init__(self, application: QGuiApplication) -> None:
        super().__init__()
        self._application = application
        self._listeners: list[Callable[[], None]] = []
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._tell)
        application.screenAdded.connect(self._added)
        application.screenRemoved.connect(self._changed)
        application.primaryScreenChanged.connect(self._changed)
        for screen in application.screens():
            screen.geometryChanged.connect(self._changed)

    def screens(self) -> Sequence[Screen]:
        """Return the screens there are now, the primary one first."""
        primary = self._application.primaryScreen()
        found = sorted(self._application.screens(), key=lambda screen: screen is not primary)
        return told_apart(_screen(screen) for screen in found)

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call `listener` a moment after a screen came, went or moved."""
        self._listeners.append(listener)

    def close(self) -> None:
        """Call nobody any more."""
        self._listeners.clear()
        self._settle.stop()
        self._application.screenAdded.disconnect(self._added)
        self._application.screenRemoved.disconnect(self._changed)
        self._application.primaryScreenChanged.disconnect(self._changed)

    def _added(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._changed)
        self._settle.start()

    def _changed(self, _what: object = None) -> None:
        self._settle.start()

    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener()


def put_on(widget: QWidget, screen: Screen) -> None:
    """Let a window stand on a screen; where the desktop places windows itself it is told which screen is meant."""
    handle = widget.windowHandle()
    if handle is not None:
        for found in QGuiApplication.screens():
            place = found.geometry()
            if (place.left(), place.top()) == (screen.left, screen.top):
                handle.setScreen(found)
    widget.setGeometry(screen.left, screen.top, screen.width, screen.height)


def bring_forward(window: QWidget) -> None:
    """Put a window on screen, over other programs' and out of the task bar, without taking the keyboard."""
    if window.isMinimized():
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    if not window.isActiveWindow():
        window.raise_()


def screen_of(widget: QWidget, screens: Sequence[Screen]) -> Screen | None:
    """Return the screen that holds the middle of a window."""
    middle = widget.frameGeometry().center()
    return next(
        (
            one
            for one in screens
            if one.left <= middle.x() < one.left + one.width and one.top <= middle.y() < one.top + one.height
        ),
        None,
    )


def _screen(screen: QScreen) -> Screen:
    place = screen.geometry()
    rectangle = (place.left(), place.top(), place.width(), place.height())
    key = screen_key(screen.manufacturer(), screen.model(), screen.serialNumber(), screen.name(), rectangle)
    words = " ".join(filter(None, (screen.manufacturer(), screen.model()))) or screen.name()
    return Screen(key, words, *rectangle)
