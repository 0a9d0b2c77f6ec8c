"""A further window of the wall: pictures alone, on a monitor of its own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.pages.wall_seat import WallSeat


class WallWindow(QWidget):
    """Holds one seat's wall. `dismissed`: the guard closed it for good."""

    dismissed = Signal(str)

    def __init__(self, seat: WallSeat, site_name: str) -> None:
        super().__init__()
        self.seat = seat
        self._site_name = site_name
        self._ending = False
        # The program ends with its main window, whatever else is open.
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(seat.wall)
        seat.wall.show()
        self.setFocusProxy(seat.wall)
        self.name_it(site_name)

    def name_it(self, site_name: str) -> None:
        """Title the window."""
        self._site_name = site_name
        wall, program = self.tr("Wall"), self.tr("Watchroom")
        self.setWindowTitle(f"{site_name} · {wall} · {program}")

    def end(self) -> None:
        """Close it without forgetting it: its monitor is gone, or the program ends."""
        self._ending = True
        self.close()
        self.seat.wall.setParent(None)
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closed by hand it is gone for good."""
        super().closeEvent(event)
        if not self._ending:
            self.dismissed.emit(self.seat.window)

    def changeEvent(self, event: QEvent) -> None:
        """Speak anew."""
        if event.type() == QEvent.Type.LanguageChange:
            self.name_it(self._site_name)
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and page keys; the rest is the wall's or the program's."""
        match event.key():
            case Qt.Key.Key_Escape if self.seat.back():
                pass
            case Qt.Key.Key_Escape if self.isFullScreen():
                self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)
            case Qt.Key.Key_PageDown:
                self.seat.turn_page(1)
            case Qt.Key.Key_PageUp:
                self.seat.turn_page(-1)
            case _:
                super().keyPressEvent(event)
