"""Further windows, each on a monitor of its own: a wall of pictures alone, or the site plans."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.pages.wall_seat import WallSeat
from widgets.edge_flash import EdgeFlash


class MonitorWindow(QWidget):
    """A window on a monitor, known by `window`. `dismissed`: the guard closed it for good."""

    dismissed = Signal(str)

    def __init__(self, window: str, site_name: str) -> None:
        super().__init__()
        self.window_id = window
        self.site_name = site_name
        self._ending = False
        # The program ends with its main window, whatever else is open.
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.edge = EdgeFlash()
        self.column = self.edge.content
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.edge)

    def name_it(self, site_name: str) -> None:
        """Title the window."""
        self.site_name = site_name
        program = self.tr("Watchroom")
        self.setWindowTitle(f"{site_name} · {self.what()} · {program}")

    def what(self) -> str:
        """Say what it shows."""
        return ""

    def end(self) -> None:
        """Close it without forgetting it: its monitor is gone, or the program ends."""
        self._ending = True
        self.close()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closed by hand it is gone for good."""
        super().closeEvent(event)
        if not self._ending:
            self.dismissed.emit(self.window_id)

    def changeEvent(self, event: QEvent) -> None:
        """Speak anew."""
        if event.type() == QEvent.Type.LanguageChange:
            self.name_it(self.site_name)
        super().changeEvent(event)

    def leave_full_screen(self) -> bool:
        """Give the monitor back to the desktop; tells whether the window had all of it."""
        full = self.isFullScreen()
        if full:
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)
        return full


class WallWindow(MonitorWindow):
    """Holds one seat's wall."""

    def __init__(self, seat: WallSeat, site_name: str) -> None:
        super().__init__(seat.window, site_name)
        self.seat = seat
        self.column.addWidget(seat.wall)
        seat.wall.show()
        self.setFocusProxy(seat.wall)
        self.name_it(site_name)

    def what(self) -> str:
        """Say what it shows."""
        return self.tr("Wall")

    def end(self) -> None:
        """Close it, and let the wall go before."""
        super().end()
        self.seat.wall.setParent(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and page keys; the rest is the wall's or the program's."""
        match event.key():
            case Qt.Key.Key_Escape if self.seat.back() or self.leave_full_screen():
                pass
            case Qt.Key.Key_PageDown:
                self.seat.turn_page(1)
            case Qt.Key.Key_PageUp:
                self.seat.turn_page(-1)
            case _:
                super().keyPressEvent(event)


class MapWindow(MonitorWindow):
    """Holds the site plans: where it happens, beside the wall that shows what happens."""

    def __init__(self, window: str, plans: QWidget, site_name: str) -> None:
        super().__init__(window, site_name)
        self.plans = plans
        self.column.addWidget(plans)
        self.setFocusProxy(plans)
        self.name_it(site_name)

    def show_plans(self, plans: QWidget) -> None:
        """Put others in their place: the program speaks another language."""
        self.column.replaceWidget(self.plans, plans)
        self.plans.deleteLater()
        self.plans = plans
        self.setFocusProxy(plans)
        plans.show()

    def what(self) -> str:
        """Say what it shows."""
        return self.tr("Site plan")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the full screen; the rest is the program's."""
        if event.key() != Qt.Key.Key_Escape or not self.leave_full_screen():
            super().keyPressEvent(event)
