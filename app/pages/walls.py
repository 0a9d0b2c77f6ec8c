"""All walls of a station: one seat per window, their common layouts and tours, and how the machine keeps up.

One station has one engine and one set of layouts, whatever the number of windows. Walls outlive windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from app import texts, texts_ptz
from app.notifier import Notifier
from app.pages.layouts_words import layout_name
from app.pages.rule_content import shapes
from app.pages.wall_load import WallLoad
from app.pages.wall_seat import WallSeat
from app.people.rights import Action
from app.services.call_up import CallUp
from app.services.layouts import Layout
from app.services.screens import MAIN
from app.services.snapshots import SnapshotDesk
from app.services.tours import Stop, Tour
from app.services.wall_memory import WallMemory
from app.services.wall_scene import Scene
from app.site_detection import Rule
from app.station import Station
from app.store.remembered import Remembered
from video.model import BoxSet, StreamState
from widgets.freshness import Face

#: The tour that every station has: all its layouts in turn.
ALL_LAYOUTS = "all-layouts"


class Walls(QObject):
    """The seats by window, and what they share. `failed` is what could not be kept; it may come from any thread."""

    notice = Signal(str)
    changed = Signal()  # layouts, tours, or what stands on a wall
    call_up_painted = Signal(str)  # the main place of the wall that has the alarm shows this camera as it is now
    relief_changed = Signal(str)  # what is left out because the computer is busy, "" for nothing
    failed = Signal(object)
    replay_wanted = Signal(str)  # the last seconds of this live camera are to be seen again
    authority_wanted = Signal(object, object)  # AuthorityNeeded, and what takes the future of the act tried again

    def __init__(self, station: Station, notifier: Notifier, language: str) -> None:
        super().__init__()
        self.language = language
        self._station = station
        self._called: tuple[Scene | None, tuple[CallUp, ...]] = (None, ())
        self.memory = WallMemory(Remembered(station.database, station.clock, "wall/"), station.site, self.failed.emit)
        self.memory.load()
        self.snapshots = SnapshotDesk(
            station.video,
            station.places,
            station.folder.snapshots,
            station.clips.put,
            station.audit.append,
            station.cameras.clock_offset_ms,
            station.alarms.snapshot_taken,
        )
        self.seats: dict[str, WallSeat] = {}
        self.main = self.add(MAIN)
        self._load = WallLoad(station.video, station.clock, self._all_seats, self)
        self._load.changed.connect(self.relief_changed)
        notifier.streams_changed.connect(self._streams_changed)
        notifier.boxes_found.connect(self._boxes_found)
        notifier.quality_changed.connect(self._quality_changed)
        notifier.rules_changed.connect(self._rules_changed)
        notifier.ptz_changed.connect(self._ptz_changed)
        notifier.ptz_trouble.connect(self._ptz_trouble)
        self.failed.connect(self._failed)

    # Seats.

    def add(self, window: str) -> WallSeat:
        """Make the wall of a further window."""
        seat = WallSeat(window, self._station, self.memory, self.snapshots, self.language, self)
        seat.notice.connect(self.notice)
        seat.changed.connect(self.changed)
        seat.edited.connect(self.refresh)
        seat.steering.authority_wanted.connect(self.authority_wanted)
        seat.unmasking.authority_wanted.connect(self.authority_wanted)
        seat.replay_wanted.connect(self.replay_wanted)
        seat.wall.frame_painted.connect(self._painted)
        seat.wall.overlay_changed.connect(self._overlay_changed)
        seat.wall.set_rules(shapes(self._station.rules.all))
        for turning in self._station.ptz.cameras:
            self._ptz_changed(turning)
        for camera in self._station.site.cameras:
            seat.wall.set_quality(camera.id, self._station.cameras.picture_fault(camera.id) or None)
        for state in self._station.stream_states():
            seat.controller.update_state(state)
        self.seats[window] = seat
        return seat

    def remove(self, window: str) -> None:
        """End the wall of a window; an alarm on it moves to the main window's."""
        seat = self.seats.pop(window, None)
        if seat is not None:
            seat.dispose()
            self._direct()

    def active(self) -> WallSeat:
        """Return the seat whose window the guard works in."""
        window = QApplication.activeWindow()
        return next(
            (seat for seat in self.seats.values() if window is not None and window.isAncestorOf(seat.wall)), self.main
        )

    @property
    def alarm_seat(self) -> WallSeat:
        """The seat that takes the call-ups."""
        return self.seats.get(self.memory.call_up, self.main)

    def start(self) -> None:
        """Begin to measure how the machine keeps up."""
        self._load.start()

    def speak(self, language: str) -> None:
        """Name everything in another language."""
        self.language = language
        for seat in self.seats.values():
            seat.speak(language)
        for camera in self._station.ptz.cameras:
            self._ptz_changed(camera)

    def refresh(self) -> None:
        """Show every wall anew after a change of the layouts."""
        for seat in self.seats.values():
            seat.show()
        self.changed.emit()

    def close(self) -> None:
        """Release all pictures and finish writing."""
        self._load.stop()
        for seat in self.seats.values():
            seat.dispose()
        self.seats.clear()
        self.memory.close()

    # Alarms.

    def call_up(self, scene: Scene | None, alarms: Sequence[CallUp] = ()) -> None:
        """Turn the wall that takes the call-ups to an alarm, or give it back; `alarms`: it, then those that wait."""
        self._called = (scene, tuple(alarms))
        self._direct()
        self._load.review()

    def send_call_ups_to(self, window: str) -> None:
        """Let another window take the call-ups from now on."""
        self.memory.keep_call_up(window)
        self._direct()
        self.changed.emit()

    def redirect(self) -> None:
        """A window came or went: an alarm that stands moves to the wall that takes the call-ups."""
        self._direct()

    def _direct(self) -> None:
        """An alarm stands on exactly one wall; the others are the guard's."""
        target = self.alarm_seat
        for seat in list(self.seats.values()):
            if seat is not target and seat.called:
                seat.call_up(None)
        scene, alarms = self._called
        if scene is not None or target.called:
            target.call_up(scene, alarms)

    # Layouts and tours.

    def layout_at(self, index: int) -> Layout | None:
        """Return the layout that Ctrl and the digit index + 1 choose."""
        return self.memory.book.at(index)

    def undo(self) -> bool:
        """Take back the newest change of the layouts; tells whether there was one."""
        if not self.memory.book.undo():
            return False
        self._station.case_acts.did(Action.CHANGE_LAYOUT, "", {"taken_back": True})
        self.notice.emit(self.tr("The layouts are as before."))
        self.refresh()
        return True

    def add_layout(self, layout: Layout) -> str:
        """Put a new layout into the list; returns its id."""
        added = self.memory.book.add(replace(layout, by=self._station.user))
        self._station.case_acts.did(Action.CHANGE_LAYOUT, added.id)
        self.refresh()
        return added.id

    def edit_layout(self, layout: Layout) -> None:
        """Take an edited copy of a layout as its next version."""
        self.main.edit(layout)

    def move_layout(self, layout: str, step: int) -> None:
        """Move a layout in the list, and so to another key."""
        before = self.memory.book.shelf
        self.memory.book.move(layout, step)
        if self.memory.book.shelf != before:
            self._station.case_acts.did(Action.CHANGE_LAYOUT, layout, {"moved": step})
        self.refresh()

    def remove_layout(self, layout: str) -> None:
        """Take a layout from the list; it can be taken back."""
        found = self.memory.book.get(layout)
        if found is None:
            return
        if self.memory.book.remove(layout):
            self._station.case_acts.did(Action.CHANGE_LAYOUT, layout, {"removed": True})
            self.notice.emit(
                self.tr("Layout %1 is gone. Ctrl+Z brings it back.").replace("%1", layout_name(found, self.language))
            )
            self.refresh()
        else:
            self.notice.emit(self.tr("The last layout stays."))

    def tours(self) -> tuple[Tour, ...]:
        """Return the tours: that of all layouts, and the station's own."""
        stops = tuple(Stop("layout", layout.id) for layout in self.memory.book.shelf)
        return (Tour(ALL_LAYOUTS, "", stops), *self.memory.tours)

    def keep_tours(self, tours: Sequence[Tour]) -> None:
        """Take the station's own tours as they are now; one that runs goes on as it was begun."""
        before, after = ({one.id: _plan_of(one) for one in some} for some in (self.memory.tours, tours))
        self.memory.keep_tours(tours)
        for tour in before.keys() | after.keys():
            if before.get(tour) != after.get(tour):
                removed: dict[str, object] = {} if tour in after else {"removed": True}
                self._station.case_acts.did(Action.CHANGE_LAYOUT, tour, {"tour": True, **removed})
        self.changed.emit()

    def cameras(self) -> list[str]:
        """Return the cameras of the walls, in the site's order."""
        return self._station.wall_cameras()

    def camera_name(self, camera: str) -> str:
        """Name a camera."""
        return self._station.places.camera_name(camera, self.language)

    def toggle_tour(self) -> None:
        """Ctrl+T: begin the last tour, or hold it, or let it go on."""
        seat = self.active()
        run = seat.plan.run
        if run is not None:
            seat.pause_tour(not run.paused)
            return
        tours = self.tours()
        seat.start_tour(tours[1] if len(tours) > 1 else tours[0])

    # News.

    def _streams_changed(self, states: Sequence[StreamState]) -> None:
        for seat in self.seats.values():
            for state in states:
                seat.controller.update_state(state)

    def _boxes_found(self, boxes: BoxSet) -> None:
        for seat in self.seats.values():
            seat.wall.set_boxes(boxes)

    def _rules_changed(self, rules: Sequence[Rule]) -> None:
        for seat in self.seats.values():
            seat.wall.set_rules(shapes(rules))

    def _overlay_changed(self, overlay: str) -> None:
        words = {
            "boxes": self.tr("Over the pictures: what was found on them.  X: rules too"),
            "rules": self.tr("Over the pictures: what was found, and where rules watch.  X: nothing"),
            "nothing": self.tr("Nothing is drawn over the pictures.  X: what was found on them"),
        }
        self.notice.emit(words[overlay])

    def _quality_changed(self, camera: str, code: str) -> None:
        for seat in self.seats.values():
            seat.wall.set_quality(camera, code or None)

    def _painted(self, key: str, _sequence: object, _at: float) -> None:
        """Only the main place tells of the alarm; a small picture beside it, or an old one in it, is not looking."""
        seat, scene = self.alarm_seat, self._called[0]
        if scene is None or not seat.called or self.sender() is not seat.wall or key != scene.tiles[0].key:
            return
        if seat.wall.faces().get(key) in {Face.PICTURE, Face.KEY_PICTURES}:
            self.call_up_painted.emit(scene.tiles[0].camera)

    def _ptz_changed(self, camera: str) -> None:
        """Name on its tiles the preset that a camera looks at."""
        view = self._station.ptz.view(camera)
        preset = view.at.label(self.language) if view is not None and view.at is not None else ""
        for seat in self.seats.values():
            seat.controller.set_aim(camera, preset)

    def _ptz_trouble(self, camera: str, code: str, holder: str, left: float) -> None:
        self.notice.emit(texts_ptz.trouble(code, self.camera_name(camera), holder, left))

    def _all_seats(self) -> list[WallSeat]:
        return list(self.seats.values())

    def _failed(self, error: BaseException) -> None:
        self.notice.emit(texts.refusal(getattr(error, "code", type(error).__name__)))


def _plan_of(tour: Tour) -> tuple[object, ...]:
    """What of a tour is worth a line in the audit: its stops, not for how many seconds each of them stands."""
    return (tour.name, tuple((stop.kind, stop.target) for stop in tour.stops))
