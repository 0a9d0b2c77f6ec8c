"""The ways into playback: an alarm's card, an incident, a picture of the wall; and instant replay of a live tile."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut

from app.operations import Operation
from app.pages.replay_desk import BEFORE_S
from app.pages.replay_page import ReplayPage
from app.people.duty import Duty
from app.station_replay import INSTANT_S

if TYPE_CHECKING:
    from app.main_window import MainWindow

#: Opens what is chosen; and, on any window, the last seconds of the live tile that is selected.
KEY, INSTANT_KEY = "Ctrl+R", "Ctrl+Shift+R"


class ReplayWays(QObject):
    """Hangs the page into a window, with its keys."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._station, self._desk = window, window.station, window.desk
        self.page = ReplayPage(window.station, window.language)
        self.page.notice.connect(window.tell)
        self.page.live_wanted.connect(lambda: window.show_page(window.live))
        ways: tuple[tuple[str, Callable[[], None]], ...] = ((KEY, self.open_chosen), (INSTANT_KEY, self.instant))
        for key, act in ways:
            shortcut = QShortcut(QKeySequence(key), window)
            shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(act)
        window.walls.replay_wanted.connect(self.instant)

    def open_chosen(self) -> None:
        """Ctrl+R: the alarm of the card, the incident that is open, else the camera that is selected; else the page."""
        window, pages = self._window, self._window.pages
        if pages.currentWidget() is window.review:
            self._open_incident()
        elif pages.currentWidget() in (window.live, window.plan) and self._desk.current is not None:
            call = self._desk.current
            places = self._station.places
            self._open(places.cameras_for(call.point, call.zone), call.raised_at - BEFORE_S)
        elif pages.currentWidget() is window.live and window.walls.active().selected_camera:
            camera = window.walls.active().selected_camera
            self._open((camera,), self._station.clock.now() - INSTANT_S)
        else:
            window.show_page(self.page)

    def instant(self, camera: str = "") -> None:
        """The last half minute of a live picture, from memory, while all else goes on live."""
        shown = camera or self._window.walls.active().selected_camera
        if not shown:
            self._window.tell(self.tr("Select a picture of the wall first: arrow keys."))
            return
        start = self._station.clock.now() - INSTANT_S
        go = partial(self._open, (shown,), start, playing=True)
        saved = self._station.replay.save_instant(shown)
        # What is not in memory any more may be in the archive.
        Operation(self, saved).success(lambda _clip: go()).failure(lambda _error: go()).run()

    def update_duty(self, _duty: Duty) -> None:
        """Somebody else stands here."""
        self.page.desk.forget_people()

    def _open_incident(self) -> None:
        chosen = self._window.review.list.chosen()
        if not chosen:
            self._window.show_page(self.page)
            return
        queries, places = self._station.incidents, self._station.places

        def find() -> tuple[tuple[str, ...], float] | None:
            detail = queries.detail(chosen)
            if detail is None:
                return None
            point = str(detail.alarms[0]["point"]) if detail.alarms else ""
            return places.cameras_for(point, detail.summary.zone), detail.summary.opened_at

        def found(case: tuple[tuple[str, ...], float] | None) -> None:
            if case is not None:
                self._open(case[0], case[1] - BEFORE_S)

        Operation(self, find).success(found).run()

    def _open(self, cameras: tuple[str, ...], at: float, *, playing: bool = False) -> None:
        self._window.show_page(self.page)
        self.page.desk.open(cameras, at, playing=playing)
