"""The middle of the live page: the wall, above it the tour that runs, left of it cameras and layouts when wanted.

Whatever is open here makes way for an alarm and comes back after it, as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.notifier import Notifier
from app.pages.alarm_desk import AlarmDesk
from app.pages.cameras_panel import CamerasPanel
from app.pages.layouts_words import tour_name
from app.pages.panel_button import panel_button
from app.pages.ptz_pad_holder import PtzPadHolder
from app.pages.wall_controller import arrangement_of
from app.pages.wall_windows import WallWindows
from app.pages.walls import Walls
from app.services.call_up import CallUpState
from app.services.layouts import FREE, Layout, Place
from app.station import Station
from widgets.labels import ElidedLabel
from widgets.layout_editor import LayoutEditor
from widgets.tour_bar import TourBar
from widgets.wall_return import WallReturn

TOUR_PERIOD_MS = 250


class LiveWall(QWidget):
    """Holds the main window's wall, and gives it back when the window goes."""

    panel_toggled = Signal()
    place_wanted = Signal(str, str)  # zone and point that a site plan was asked about

    def __init__(
        self,
        station: Station,
        notifier: Notifier,
        desk: AlarmDesk,
        walls: Walls,
        windows: WallWindows,
        language: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._make_panel: Callable[[], CamerasPanel] = partial(
            CamerasPanel, station, notifier, desk, walls, windows, language
        )
        self._walls = walls
        self._windows = windows
        self._language = language
        self._edited: Layout | None = None
        self._called = False
        self.seat = walls.main
        self.tour_bar = TourBar()
        self.tour_bar.hide()
        self.away_bar = QWidget()
        self.away_bar.hide()
        self.waiting = WallReturn()
        self.panel: CamerasPanel | None = None
        self.editor: LayoutEditor | None = None
        self.middle = QStackedWidget()
        self.middle.addWidget(self.seat.wall)
        self._timer = QTimer(self)
        self._timer.setInterval(TOUR_PERIOD_MS)
        self._timer.timeout.connect(self._show_tour)
        self._arrange()
        self.ptz = PtzPadHolder(self.seat.steering, station.places, language, self.row, self)
        walls.changed.connect(self._changed)
        windows.changed.connect(self._show_away)
        self.tour_bar.paused.connect(self.seat.pause_tour)
        self.tour_bar.step.connect(self.seat.step_tour)

    def release(self) -> None:
        """Let the wall go, with its pictures running; nothing is heard any more."""
        self._timer.stop()
        self.ptz.release()
        self._walls.changed.disconnect(self._changed)
        self._windows.changed.disconnect(self._show_away)
        self.middle.removeWidget(self.seat.wall)
        self.seat.wall.setParent(None)

    def called_up(self, state: CallUpState, name: Callable[[str], str]) -> None:
        """An alarm stands somewhere, or no longer: what is being drawn makes way for it.

        Where the guard turned the wall back while alarms wait, a line says so; `name` names a point.
        """
        self._called = state.current is not None
        self._show_middle()
        if self._called or not state.queue:
            self.waiting.hide()
        else:
            first = state.queue[0]
            self.waiting.set_waiting(first.priority, name(first.point), len(state.queue) - 1)

    # Cameras, layouts, tours, monitors.

    @property
    def panel_open(self) -> bool:
        """Whether the panel at the left is open."""
        return self.panel is not None and not self.panel.isHidden()

    @property
    def panel_tab(self) -> int | None:
        """Number of the open tab, None while the panel is closed."""
        return self.panel.tabs.currentIndex() if self.panel is not None and self.panel_open else None

    def open_panel(self, tab: int | None) -> None:
        """Open the panel as another window had it; the keyboard stays with the wall."""
        if tab is not None:
            if not self.panel_open:
                self.toggle_panel()
            assert self.panel is not None
            self.panel.tabs.setCurrentIndex(tab)
            self.seat.wall.setFocus()

    def toggle_panel(self) -> None:
        """Ctrl+B: open the panel, made when it is first wanted, or close it."""
        if self.panel is None:
            self.panel = self._make_panel()
            self.panel.draw.connect(self.edit)
            self.panel.left.connect(self.seat.wall.setFocus)
            self.panel.map.place_wanted.connect(self.place_wanted)
            self.row.insertWidget(0, self.panel)
            self.panel.show()
            self.panel.setFocus()
        else:
            self.panel.setVisible(self.panel.isHidden())
            (self.panel if self.panel_open else self.seat.wall).setFocus()
        self.panel_toggled.emit()

    def plans_changed(self) -> None:
        """Other site plans hold now."""
        if self.panel is not None:
            self.panel.map.reload()
        self._windows.plans_changed()

    # Drawing a layout.

    def edit(self, layout: Layout | None) -> None:
        """Draw the places of a layout, or of a new one."""
        if self.editor is None:
            self.editor = LayoutEditor()
            self.editor.saved.connect(self._saved)
            self.editor.cancelled.connect(self.leave_editor)
            self.middle.addWidget(self.editor)
        self._edited = layout
        self.editor.set_name(layout.label(self._language) if layout is not None else "")
        self.editor.set_places(self._places(layout))
        self._show_middle()
        self.editor.canvas.setFocus()

    def leave_editor(self) -> bool:
        """Stop drawing without keeping anything; tells whether there was a drawing."""
        if self.editor is None or self._called:
            return False
        editor, self.editor, self._edited = self.editor, None, None
        self.middle.removeWidget(editor)
        editor.deleteLater()
        self._show_middle()
        self.seat.wall.setFocus()
        return True

    def _saved(self, name: str, drawn: list[QRectF]) -> None:
        places = tuple(Place(one.left(), one.top(), one.width(), one.height()) for one in drawn)
        edited, self._edited = self._edited, None
        chinese = self._language.startswith("zh")
        if edited is not None:
            changed = edited.redrawn(FREE, places).renamed(name, self._language)
            self.seat.edit(changed)
            layout = edited.id
        else:
            fresh = Layout("", name=name, name_en="" if chinese else name, arrangement=FREE, free=places)
            layout = self._walls.add_layout(fresh)
        self.leave_editor()
        self.seat.choose(layout)

    def _places(self, layout: Layout | None) -> list[QRectF]:
        if layout is None:
            return []
        return arrangement_of(layout.arrangement, layout.free)

    # What is shown.

    def _arrange(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(2)
        right.addWidget(self.waiting)
        right.addWidget(self.away_bar)
        right.addWidget(self.tour_bar)
        right.addWidget(self.middle, 1)
        self.away_words = ElidedLabel("strong")
        away = QHBoxLayout(self.away_bar)
        away.setContentsMargins(10, 4, 4, 4)
        away.addWidget(self.away_words, 1)
        away.addWidget(panel_button(self.tr("Show it here"), self._show_here))
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(2)
        self.row.addLayout(right, 1)

    def _show_middle(self) -> None:
        drawing = self.editor is not None and not self._called
        self.middle.setCurrentWidget(self.editor if drawing and self.editor is not None else self.seat.wall)

    def _changed(self) -> None:
        run = self.seat.plan.run
        self.tour_bar.setVisible(run is not None)
        if run is None:
            self._timer.stop()
            return
        name = tour_name(run.tour)
        waits = self.tr("%1 (waits for you)").replace("%1", name)
        self.tour_bar.set_tour(waits if run.held and not self._called else name, run.index, len(run.tour.stops))
        self._show_tour()
        self._timer.start()

    def _show_away(self) -> None:
        """What an unplugged monitor showed stays at hand."""
        away = self._windows.away
        self.away_bar.setVisible(bool(away))
        if away:
            words = self.tr("Monitor %1 is gone: its wall, %2, is shown nowhere.")
            self.away_words.setText(
                words.replace("%1", away[0].screen_name).replace("%2", self._windows.layout_of(away[0]))
            )

    def _show_here(self) -> None:
        if self._windows.away:
            self._windows.show_here(self._windows.away[0].window)

    def _show_tour(self) -> None:
        run = self.seat.plan.run
        if run is not None:
            self.tour_bar.set_left(run.left)
            self.tour_bar.set_paused(run.paused)
