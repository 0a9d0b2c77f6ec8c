"""One wall under a guard's hands: its widget, its views and its plan, whichever window it sits in.

A seat outlives its window: a change of language takes the wall from one window to the next with its pictures running,
its zoom, its halted tiles and its tour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from app import texts
from app.pages.drafts import half_typed
from app.pages.seat_steering import SeatSteering
from app.pages.seat_unmask import SeatUnmask
from app.pages.wall_controller import WallController
from app.pages.wall_snapshot import Snapshot
from app.people.rights import Action
from app.services.call_up import CallUp
from app.services.layouts import Layout
from app.services.screens import MAIN
from app.services.snapshots import SnapshotDesk
from app.services.tours import Tour
from app.services.wall_memory import WallMemory
from app.services.wall_plan import WallPlan
from app.services.wall_scene import Scene, live_key
from app.station import Station
from video.model import StreamKind
from widgets.wall import Wall

TOUR_PERIOD_MS = 250


class WallSeat(QObject):
    """The wall of one window."""

    notice = Signal(str)
    changed = Signal()  # another layout, page or tour stands, or the tour moved
    replay_wanted = Signal(str)  # the camera of a tile
    edited = Signal()  # a layout was changed by hand

    def __init__(
        self, window: str, station: Station, memory: WallMemory, snapshots: SnapshotDesk, language: str, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.window = window
        self.language = language
        self._station = station
        self._memory = memory
        self._snapshots = snapshots
        self._alarms: tuple[CallUp, ...] = ()
        self.wall = Wall(station.clock)
        prefix = "" if window == MAIN else f"{window}/"
        self.controller = WallController(
            self.wall, station.video, station.places, station.clock, lambda: self.language, prefix
        )
        kept = memory.window(window)
        self.plan = WallPlan(memory.book, station.wall_cameras, kept.choice)
        self.controller.set_filled(kept.filled)
        self._timer = QTimer(self)
        self._timer.setInterval(TOUR_PERIOD_MS)
        self._timer.timeout.connect(self._tour_tick)
        self.steering = SeatSteering(self, station)
        self.unmasking = SeatUnmask(self, station)
        self._connect()

    # What stands.

    def show(self) -> None:
        """Show what the plan says."""
        scene = self.plan.scene()
        if scene is not None:
            self.controller.show_scene(scene, self._alarms if self.plan.called is not None else ())
        self.changed.emit()

    def speak(self, language: str) -> None:
        """Name everything in another language; no picture is interrupted."""
        self.language = language
        self.controller.retell()

    def call_up(self, scene: Scene | None, alarms: Sequence[CallUp] = ()) -> None:
        """Turn to an alarm, or give the wall back to the guard; `alarms`: it, and those that wait for its place."""
        before = self.plan.called
        if scene is None:
            self.show_whole()
        self._alarms = tuple(alarms)
        self.plan.call_up(scene)
        if scene is not None and (before is None or before.incident != scene.incident):
            self.show_whole()
        self.show()

    def show_whole(self) -> None:
        """Let no single tile cover the others of a call-up; what the guard had enlarged before comes back after it."""
        if self.called:
            self.wall.enlarge("")

    @property
    def called(self) -> bool:
        """Whether an alarm has this wall."""
        return self.plan.called is not None

    def close(self) -> None:
        """Release the pictures."""
        self._timer.stop()
        self._keep()
        self.controller.close()

    def dispose(self) -> None:
        """Close for good, with the widget."""
        self.close()
        self.wall.setParent(None)
        self.wall.deleteLater()
        self.deleteLater()

    # The guard.

    def choose(self, layout: str) -> None:
        """Show a layout; while an alarm has the wall it is kept for afterwards."""
        if self.plan.run is not None:
            self._end_tour_told()
        self.plan.choose(layout)
        self._turned()
        if self.called:
            self.notice.emit(self.tr("The alarm has the wall. The layout comes after it."))

    def turn_page(self, step: int) -> None:
        """Go to the next or previous cameras."""
        if not self.called and self.plan.turn_page(step):
            self._turned()

    @property
    def selected_camera(self) -> str:
        """The camera of the selected tile, "" where none is selected."""
        return self.controller.camera_of(self.wall.selected)

    def call_camera(self, camera: str) -> None:
        """Show one camera over the whole wall; while an alarm has that, beside the alarm's own."""
        if self.called:
            self.plan.beside = camera
            self.show()
            self.wall.select(live_key(camera))
            return
        self.plan.enlarge(camera)
        self._turned()

    def back(self) -> bool:
        """Leave the enlarged picture; tells whether there was one."""
        if self.called or not self.plan.back():
            return False
        self._turned()
        return True

    def hang(self, camera: str, place: int) -> None:
        """Put a camera at a place of the layout: a new version of it."""
        layout, cameras = self.plan.layout, self._station.wall_cameras()
        if self._may_edit() and layout is not None:
            self.edit(layout.dropped(cameras, self.plan.page, place, camera))

    def edit(self, layout: Layout) -> None:
        """Take an edited copy of a layout as its next version."""
        present = self._memory.book.get(layout.id)
        if present is None or replace(layout, by=present.by) == present:
            return
        self._memory.book.edit(replace(layout, by=self._station.user))
        self._station.case_acts.did(Action.CHANGE_LAYOUT, layout.id)
        self.edited.emit()

    # Tours.

    def start_tour(self, tour: Tour) -> None:
        """Begin a tour."""
        if not self.plan.start_tour(tour, self._station.clock.monotonic()):
            self.notice.emit(self.tr("Nothing of this tour exists any more."))
            return
        self._timer.start()
        self._turned()

    def end_tour(self) -> None:
        """End the tour where it stands."""
        if self.plan.end_tour():
            self._timer.stop()
            self._turned()

    def pause_tour(self, paused: bool) -> None:
        """Let the tour stand still, or go on."""
        if self.plan.run is not None:
            self.plan.run.pause(paused)
            self.changed.emit()

    def step_tour(self, step: int) -> None:
        """Go to the tour's next or previous stop."""
        run = self.plan.run
        if run is not None and not self.called and run.step(step):
            self._turned()

    # Pictures by hand.

    def snapshot(self, key: str = "") -> None:
        """Take the picture of a tile, or of the selected one."""
        camera = self.controller.camera_of(key or self.wall.selected)
        entry = self._station.places.camera(camera)
        if entry is None:
            return
        shown = self.controller.kind_of(key or self.wall.selected)
        snapshot = Snapshot(self, self._station.video, self._snapshots, camera)
        snapshot.taken.connect(self._snapshot_taken)
        snapshot.failed.connect(self._snapshot_failed)
        incident = self._alarms[0].incident if self._alarms else self._snapshots.open_case or None
        snapshot.take(self._station.user, incident, main=bool(entry.main) and shown is not StreamKind.MAIN)

    # What the wall says.

    def _connect(self) -> None:
        wall = self.wall
        wall.tile_enlarged.connect(self._tile_enlarged)
        wall.number_called.connect(self._number_called)
        wall.camera_dropped.connect(self._camera_dropped)
        wall.tiles_swapped.connect(self._tiles_swapped)
        wall.tile_moved.connect(self._tile_moved)
        wall.tile_selected.connect(self._tile_selected)
        wall.snapshot_wanted.connect(self.snapshot)
        wall.replay_wanted.connect(lambda key: self.replay_wanted.emit(self.controller.camera_of(key)))
        wall.fit_changed.connect(self._keep)

    def _tile_enlarged(self, key: str) -> None:
        if self.called:
            return
        if self.plan.choice.enlarged is not None:
            self.back()
        elif key and (camera := self.controller.camera_of(key)):
            self.call_camera(camera)

    def _number_called(self, number: int) -> None:
        camera = self._station.places.camera_by_number(number)
        if camera is None:
            self.notice.emit(self.tr("There is no camera %1.").replace("%1", str(number)))
            return
        self.call_camera(camera)

    def _camera_dropped(self, camera: str, _key: str, place: int) -> None:
        if self.plan.enlarged is not None and not self.called:
            self.call_camera(camera)
        else:
            self.hang(camera, place)

    def _tiles_swapped(self, first: str, second: str) -> None:
        one, other = self.controller.place_of(first), self.controller.place_of(second)
        if one is not None and other is not None:
            self._swap(one, other)

    def _tile_moved(self, key: str, place: int) -> None:
        here = self.controller.place_of(key)
        if here is not None:
            self._swap(here, place)

    def _swap(self, one: int, other: int) -> None:
        layout = self.plan.layout
        if self._may_edit() and layout is not None:
            self.edit(layout.swapped(self._station.wall_cameras(), self.plan.page, one, other))

    def _may_edit(self) -> bool:
        if self.called:
            self.notice.emit(self.tr("The alarm has the wall. Shift+Esc turns it back, F12 brings the alarm again."))
        return not self.called and self.plan.enlarged is None

    def _tile_selected(self, key: str) -> None:
        scene = self.controller.scene
        if scene is None or scene.shape != "layout" or key.startswith("spot:"):
            return
        if self.plan.select(self.controller.camera_of(key)) and not self.called:
            self.show()

    def _snapshot_taken(self, camera: str, path: object) -> None:
        name = self._station.places.camera_name(camera, self.language)
        self.notice.emit(self.tr("Picture of %1 is in %2").replace("%1", name).replace("%2", str(path)))

    def _snapshot_failed(self, error: BaseException) -> None:
        self.notice.emit(texts.refusal(getattr(error, "code", type(error).__name__)))

    def _tour_tick(self) -> None:
        held = half_typed() or self.controller.close_looked_at()
        before = self.plan.run.held if self.plan.run is not None else False
        if self.plan.tick(self._station.clock.monotonic(), held):
            self._turned()
        elif self.plan.run is not None and self.plan.run.held != before:
            self.changed.emit()

    def _end_tour_told(self) -> None:
        self._timer.stop()
        self.notice.emit(self.tr("The tour has ended. Ctrl+T begins it again."))

    def _turned(self) -> None:
        self._keep()
        self.show()

    def _keep(self, *_: object) -> None:
        kept = self._memory.window(self.window)
        choice = self.plan.choice if self.plan.run is None else kept.choice
        self._memory.keep_window(replace(kept, choice=choice, filled=self.controller.filled))
