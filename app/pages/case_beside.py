"""F2: an incident opened by hand, at once and without a dialog, in a panel beside whatever page is in front.

It takes its width from the page and covers nothing, no call-up either, and keeps what is half typed. While a case is
open here, pictures taken by hand belong to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from app.operations import Operation
from app.pages.case_content import CaseRecord
from app.pages.case_desk import CaseDesk
from widgets import theme
from widgets.case_panel import WIDTH, CasePanel

if TYPE_CHECKING:
    from app.main_window import MainWindow

KEY, SNAPSHOT_KEY = "F2", "Ctrl+S"


class CaseBeside(QObject):
    """The panel, its key, and the draft that is open in it."""

    authority_wanted = Signal(object, object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._station, self._walls, self._alarms = window.station, window.walls, window.desk
        self.panel = CasePanel()
        self.panel.setFixedWidth(theme.current().px(WIDTH))
        self.panel.hide()
        self.desk = CaseDesk(window.station, self.panel, window.language)
        self._known: object = None
        self._opening = False
        self._untouched = ""
        self.panel.left.connect(self.put_away)
        self.desk.notice.connect(window.tell)
        self.desk.authority_wanted.connect(self.authority_wanted)
        self.desk.picture_wanted.connect(self._show_picture)
        self.desk.shown.connect(self._shown)
        self._alarms.card_changed.connect(self._follow)
        for key, act in ((KEY, self.toggle), (SNAPSHOT_KEY, self._take_picture)):
            shortcut = QShortcut(QKeySequence(key), window)
            shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(act)
        if self._walls.snapshots.open_case:
            self._show(self._walls.snapshots.open_case)

    def release(self) -> None:
        """Let go of what lives longer than the window."""
        self._alarms.card_changed.disconnect(self._follow)

    def toggle(self) -> None:
        """F2: open a case; put the panel away where one is shown; show again a draft that holds nothing yet."""
        if self.panel.isVisible():
            self.put_away()
        elif self._untouched:
            self._show(self._untouched)
            self.panel.begin_typing()
        elif not self._opening:
            self._open()

    def put_away(self) -> None:
        """Give the width back to the page; the case stays open on record."""
        if self.panel.isVisible():
            self.panel.hide()  # a field that had the focus tells what stands in it
        self._walls.snapshots.open_case = ""

    def _open(self) -> None:
        self._opening = True
        controller = self._walls.active().controller
        cameras = sorted(controller.cameras(), key=self._number)
        chosen = self._walls.active().selected_camera
        zone = self._station.places.camera_zone(chosen) if chosen else ""
        opened = self._station.case_acts.open(cameras, zone)
        Operation(self, opened).success(self._opened).failure(self._failed).run()

    def _opened(self, incident: str) -> None:
        self._opening = False
        self._untouched = incident
        self._show(incident)
        self.panel.begin_typing()

    def _failed(self, error: BaseException) -> None:
        self._opening = False
        self._window.tell(self.tr("The incident could not be opened: %1").replace("%1", str(error)))

    def _show(self, incident: str) -> None:
        self.panel.show()
        self._walls.snapshots.open_case = incident
        self.desk.show(incident)

    def _shown(self, record: CaseRecord) -> None:
        one = record.incident
        if one.id == self._untouched and (one.title or one.notes or one.people or not one.open):
            self._untouched = ""
        if not one.open:
            self._walls.snapshots.open_case = ""

    def _follow(self) -> None:
        """Show what was written elsewhere, at the review page or at another station."""
        held: Any = self._alarms.incident(self.desk.incident) if self.desk.incident else None
        if held is not None and held is not self._known and self.panel.isVisible():
            self._known = held
            self.desk.refresh()

    def _show_picture(self, path: str) -> None:
        self._window.show_page(self._window.review)
        self._window.review.show_picture(path)

    def _take_picture(self) -> None:
        self._walls.active().snapshot()

    def _number(self, camera: str) -> tuple[int, str]:
        entry = self._station.places.camera(camera)
        return (entry.number or 0 if entry is not None else 0, camera)
