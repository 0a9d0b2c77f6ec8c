"""Playback's controller: what the hand asks of the engine, and what of it is shown. Looking is a right, and audited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from app import texts
from app.operations import Operation
from app.pages.replay_timeline import ReplayTimes
from app.people.authorised import Authority, AuthorityNeeded
from app.people.rights import Action
from app.station import Station
from video.replay.commands import ThumbnailMade, TrackState
from video.replay.engine import EDGE
from widgets.replay_bar import SPEEDS, ReplayBar
from widgets.replay_content import BoxSource, Selection, TileStatus, TimedBoxes
from widgets.replay_timeline import THUMBNAIL, ReplayTimeline
from widgets.replay_wall import MOST, ReplayWall
from widgets.replay_words import is_clock, is_span, parse_time

TICK_MS = 100
#: Boxes are read for so many seconds about the position, so often.
BOXES_S, BOXES_PERIOD_S = 15.0, 2.0
#: Footage that could not be had is looked for again so often, seconds.
AGAIN_S = 10.0
#: The cameras start so long before an alarm.
BEFORE_S = 10.0
DAY_S = 86_400.0


class _News(QObject):
    """Carries the engine's news to the window's thread."""

    state = Signal(object)
    moved = Signal(float)


class ReplayDesk(QObject):
    """One playback at a time, on the widgets of one window."""

    notice = Signal(str)
    authority_wanted = Signal(object, object)
    export_wanted = Signal(object)  # Selection
    marked = Signal(bool)  # a bookmark, or with True a hold, is to be noted

    def __init__(
        self, station: Station, wall: ReplayWall, timeline: ReplayTimeline, bar: ReplayBar, language: str
    ) -> None:
        super().__init__(wall)
        self._station, self._language = station, language
        self._replay, self.engine = station.replay, station.replay.engine
        self.wall, self.timeline, self.bar = wall, timeline, bar
        self.times = ReplayTimes(station, timeline, self)
        self._news = _News(self)
        self._states: dict[str, TrackState] = {}
        self._allowed: set[str] = set()
        self._heard = ""
        self._jumping = False
        self._boxes_at = self._again_at = float("-inf")
        self._timer = QTimer(self, interval=TICK_MS)
        self._connect()

    # From outside.

    def open(self, cameras: Sequence[str], at: float, *, playing: bool = False) -> None:
        """Show these cameras at a time, in place of those shown, once it is entered who looks."""
        wanted = tuple(dict.fromkeys(cameras))[:MOST]
        if not wanted:
            self.notice.emit(self.tr("No camera looks at this place."))
            return

        def granted() -> None:
            for camera in self.wall.cameras:
                if camera not in wanted:
                    self.remove(camera)
            self.engine.pause()
            self._go(at)
            for camera in wanted:
                self._put(camera)
            self.wall.select(wanted[0])
            self.times.turn_to(at)
            if playing:
                self.engine.play()
            self._tick()

        self.may_look(wanted, granted)

    def add(self, camera: str) -> None:
        """Show one camera more."""
        if len(self.wall.cameras) >= MOST and camera not in self.wall.cameras:
            self.notice.emit(self.tr("Sixteen cameras at most. Delete takes one out."))
            return
        if not self.wall.cameras and self.engine.position < 1.0:
            self._go(self._station.clock.now() - 60.0)
            self.times.turn_to(self.engine.position)
        self.may_look((camera,), lambda: self._put(camera))

    def remove(self, camera: str) -> None:
        """Show a camera no more."""
        if camera == self._heard:
            self._hear("")
        self.wall.take_out(camera)
        self.engine.hide(camera)
        self._states.pop(camera, None)
        self._offer()

    def start(self) -> None:
        """The page is in front."""
        self._timer.start()
        self.times.refresh()
        self._tick()

    def rest(self) -> None:
        """Another page is in front: nothing runs unseen."""
        self._timer.stop()
        self.engine.pause()
        self._hear("")

    def close(self) -> None:
        """Let the pictures go; the next window may have the same again."""
        self.rest()
        self._replay.left = (self.wall.cameras, self.engine.position)
        for camera in self.wall.cameras:
            self.engine.hide(camera)
        self.engine.tell(lambda _state: None, lambda _position: None)

    def selection(self) -> Selection | None:
        """What is chosen with the handles, and for which cameras."""
        chosen = self.timeline.selection
        return None if chosen is None else replace(chosen, cameras=self.wall.cameras)

    # What the hand asks for.

    def act(self, name: str) -> None:
        """Do what a control or its key asks for."""
        acts: dict[str, Callable[[], None]] = {
            "play": self.toggle,
            "back": lambda: self.step(-1),
            "on": lambda: self.step(1),
            "previous": lambda: self.times.jump(-1, self._jump_to),
            "next": lambda: self.times.jump(1, self._jump_to),
            "begin": lambda: self._handle("start"),
            "end": lambda: self._handle("end"),
            "bookmark": lambda: self.marked.emit(False),
            "hold": lambda: self.marked.emit(True),
            "export": self._export,
            "boxes": self._turn_boxes,
            "sound": lambda: self._hear("" if self._heard else self.wall.selected),
        }
        if name in acts and (self.wall.cameras or name in ("previous", "next")):
            acts[name]()
            self._tick()

    def toggle(self) -> None:
        """Play, or rest."""
        if self.engine.playing:
            self.engine.pause()
        else:
            self.engine.play()

    def step(self, pictures: int) -> None:
        """Go on by pictures of the selected camera, or back."""
        state = self._states.get(self.wall.selected)
        if state is not None and state.gap and not state.code:
            self.notice.emit(self.tr("No pictures here. Space plays on to where there are some."))
        elif self.wall.selected:
            self.engine.step(self.wall.selected, pictures)

    def seek(self, at: float) -> None:
        """Go to a time."""
        self._go(at)
        self._tick()

    def move(self, seconds: float) -> None:
        """Go so many seconds on, or back."""
        self.seek(self.engine.position + seconds)

    def shuttle(self, way: int) -> None:
        """J and L: one speed slower or backwards, one faster; K (0) rests."""
        if way == 0:
            self.engine.pause()
        else:
            speed = self.engine.speed if self.engine.playing else 1.0 if way > 0 else -1.0
            if self.engine.playing:
                index = SPEEDS.index(speed) if speed in SPEEDS else SPEEDS.index(1.0)
                speed = SPEEDS[min(max(index + way, 0), len(SPEEDS) - 1)]
            self.engine.set_speed(speed)
            self.engine.play()
        self._tick()

    def go_typed(self, text: str) -> None:
        """Go to a time as somebody typed it."""
        at, now = parse_time(text, self.engine.position), self._station.clock.now()
        if at is None:
            self.notice.emit(self.tr("That is not a time. Type it as 02:14, 02:14:09 or 11-20 02:14."))
            return
        if at > now and is_clock(text):  # of the evening, typed in the morning: the last time it was that late
            at = parse_time(text, now - DAY_S) or at
        if at > now and not is_span(text):
            self.notice.emit(self.tr("This time has not come yet."))
            return
        self.seek(at)
        self.times.turn_to(self.engine.position)

    # Below.

    def _connect(self) -> None:
        self.engine.tell(self._news.state.emit, self._news.moved.emit)
        self._news.state.connect(self._take_state)
        self._news.moved.connect(lambda _position: self._tick())
        self.wall.camera_wanted.connect(self.add)
        self.wall.camera_unwanted.connect(self.remove)
        self.wall.sizes_changed.connect(self._resize)
        self.wall.selected_changed.connect(self.times.choose)
        self.timeline.sought.connect(self.seek)
        self.timeline.thumbnail_wanted.connect(self._thumbnail)
        self.timeline.selection_changed.connect(lambda _chosen: self._offer())
        self.times.nothing_beside.connect(self._nothing_beside)
        self.bar.act.connect(self.act)
        self.bar.speed_wanted.connect(self._set_speed)
        self.bar.time_typed.connect(self.go_typed)
        self._timer.timeout.connect(self._tick)

    def _put(self, camera: str) -> None:
        entry, name = self._station.places.camera(camera), self._station.places.camera_name(camera, self._language)
        self.wall.put(camera, f"{entry.number:02d}  {name}" if entry is not None and entry.number else name)
        self._show(camera)
        self._offer()

    def _show(self, camera: str) -> None:
        try:
            self.wall.set_source(camera, self.engine.show(camera, *self.wall.wanted(camera)))
        except OSError:
            self.notice.emit(texts.refusal("disk_full"))

    def _resize(self) -> None:
        for camera in self.wall.cameras:
            if camera in self.engine.cameras and self.wall.wanted(camera) != self.engine.size_of(camera):
                self._show(camera)

    def _go(self, at: float) -> None:
        self.engine.seek(at)
        self._boxes_at = float("-inf")

    def _jump_to(self, at: float) -> None:
        self._go(at - BEFORE_S)
        self.times.turn_to(at - BEFORE_S)
        self._tick()

    def _nothing_beside(self, step: int) -> None:
        after = self.tr("Nothing later is noted for this camera.")
        self.notice.emit(after if step > 0 else self.tr("Nothing earlier is noted for this camera."))

    def _set_speed(self, speed: float) -> None:
        self.engine.set_speed(speed)
        self._tick()

    def _handle(self, which: str) -> None:
        at, chosen = self.engine.position, self.timeline.selection
        start, end = (at, at) if chosen is None else (chosen.start, chosen.end)
        if which == "start":
            start, end = at, max(at, end)
        else:
            start, end = min(at, start), at
        self.timeline.select(Selection(start, end))

    def _export(self) -> None:
        chosen = self.selection()
        if chosen is None:
            self.notice.emit(self.tr("First choose from where to where: [ and ]."))
        elif chosen.cameras:
            self.export_wanted.emit(chosen)

    def _turn_boxes(self) -> None:
        button = self.bar.buttons["boxes"]
        on = button.isChecked() if self.sender() is self.bar else not button.isChecked()
        button.setChecked(on)
        self.wall.show_boxes(on)

    def may_look(self, cameras: Sequence[str], then: Callable[[], None]) -> None:
        """Go on once it is entered who looks at these."""
        fresh = [camera for camera in cameras if camera not in self._allowed]
        if not fresh:
            then()
            return
        zone = self._station.places.camera_zone(fresh[0])
        detail = {"cameras": fresh, "at": self.engine.position}
        self._look(self._station.acts.permit(Action.LOOK_AT_RECORDINGS, fresh[0], zone, detail=detail), fresh, then)

    def _look(self, permitted: Future[Authority], cameras: Sequence[str], then: Callable[[], None]) -> None:
        def granted(_held: Authority) -> None:
            self._allowed.update(cameras)
            then()

        def retried(again: Future[Authority]) -> None:
            self._look(again, cameras, then)

        Operation(self, permitted).success(granted).failure(lambda error: self.refused(error, retried)).run()

    def refused(self, error: BaseException, again: Callable[[Future[Any]], None]) -> None:
        """Ask for what is missing beside the pictures, or say why not."""
        if isinstance(error, AuthorityNeeded):
            self.authority_wanted.emit(error, again)
        else:
            self.notice.emit(texts.refusal(getattr(error, "code", type(error).__name__)))

    def forget_people(self) -> None:
        """Somebody else stands here: looking is entered anew."""
        self._allowed.clear()

    def _hear(self, camera: str) -> None:
        if camera == self._heard:
            return
        if camera and not self._station.site.audio.allowed:
            self.notice.emit(self.tr("The sound of cameras is switched off in the site document."))
            self.bar.buttons["sound"].setChecked(False)
            return
        self._heard = camera
        self.bar.buttons["sound"].setChecked(bool(camera))
        ear = self._replay.ear
        if camera:
            permitted = self._station.acts.listen(camera)
            Operation(self, permitted).success(lambda _held: self._turn_ear(camera)).failure(self._not_heard).run()
        else:
            Operation(self, lambda: ear.hear("")).run()

    def _turn_ear(self, camera: str) -> None:
        ear = self._replay.ear
        if camera == self._heard:
            Operation(self, lambda: ear.hear(camera)).failure(self._not_heard).run()

    def _not_heard(self, error: BaseException) -> None:
        self._heard = ""
        self.bar.buttons["sound"].setChecked(False)
        self.refused(error, self._listen_again)

    def _listen_again(self, permitted: Future[Any]) -> None:
        """Somebody signed for it: hear the camera that was selected then."""
        camera = self._heard = self.wall.selected
        self.bar.buttons["sound"].setChecked(True)
        Operation(self, permitted).success(lambda _held: self._turn_ear(camera)).failure(self._not_heard).run()

    def _thumbnail(self, at: float) -> None:
        camera = self.wall.selected
        if not camera:
            return

        def made(one: ThumbnailMade | None) -> None:
            if one is None or camera != self.wall.selected:
                return
            picture = QImage(one.pixels, one.width, one.height, one.width * 3, QImage.Format.Format_RGB888).copy()
            self.timeline.set_thumbnail(at, picture)

        Operation(self, self.engine.thumbnail(camera, at, *THUMBNAIL)).success(made).run()

    def _take_state(self, state: TrackState) -> None:
        if state.camera in self.wall.cameras:
            self._states[state.camera] = state
            self._tell(state)

    def _tell(self, state: TrackState) -> None:
        at = state.position or self.engine.position
        held = self._replay.marks.is_held(state.camera, at, at)
        offset, heard = state.clock_offset, state.camera == self._heard
        self.wall.set_status(
            state.camera,
            TileStatus(state.gap, state.loading, state.key_only, state.code, offset, state.interval, heard, held),
        )

    def _tick(self) -> None:
        """Show where the clock stands, and lead it over what was not recorded."""
        now, position = self._station.clock.now(), self.engine.position
        some = bool(self.wall.cameras)
        if self.engine.playing and self.engine.speed > 0 and position >= now - EDGE:
            self.engine.pause()
            self.engine.seek(now - EDGE)
            self.notice.emit(self.tr("Here the recordings end. F1 goes back to the live pictures."))
        self.bar.show_position(position if some else None)
        self.bar.show_running(self.engine.playing, self.engine.speed)
        self.bar.show_remark(self._remark())
        self.timeline.set_position(position if some else None)
        self.times.tick(now)
        if self.engine.playing and some and not self._jumping and self._nothing_here():
            self._leap(1 if self.engine.speed > 0 else -1)
        self._read_boxes(position)
        self._look_again(now)

    def _look_again(self, now: float) -> None:
        """What is missing may be there by now: its station is back, or it has just been written."""
        recent = self.engine.position > now - 60.0
        troubled = any(state.code or (state.gap and recent) for state in self._states.values())
        if troubled and now - self._again_at > AGAIN_S:
            self._again_at = now
            self.engine.refresh()

    def _remark(self) -> str:
        if any(state.key_only for state in self._states.values()):
            return self.tr("Too fast for all pictures: key pictures only")
        return ""

    def _nothing_here(self) -> bool:
        states = [self._states.get(camera) for camera in self.wall.cameras]
        return all(state is not None and state.gap and not state.code for state in states)

    def _leap(self, step: int) -> None:
        self._jumping = True
        cameras, at = self.wall.cameras, self.engine.position

        def found(near: float | None) -> None:
            self._jumping = False
            if near == at:
                return
            if near is None:
                self.engine.pause()
                self.notice.emit(self.tr("No more recordings in this direction."))
            elif self.engine.playing:
                self._go(near + 0.05 * step)
                self.notice.emit(self.tr("Nothing was recorded in between: gone on to where there is something."))

        def find() -> float | None:
            # There is something, and its picture on the way: what was told is of a moment ago.
            return at if self._replay.footage_at(cameras, at) else self._replay.footage_beside(cameras, at, step)

        Operation(self, find).success(found).run()

    def _read_boxes(self, position: float) -> None:
        source = self._replay.boxes
        if source is None or abs(position - self._boxes_at) < BOXES_PERIOD_S:
            return
        self._boxes_at = position
        for camera in self.wall.cameras:
            self._boxes_of(camera, position, source)

    def _boxes_of(self, camera: str, position: float, source: BoxSource) -> None:
        at = position + (self._states[camera].clock_offset if camera in self._states else 0.0)

        def read() -> Sequence[TimedBoxes]:
            return source.boxes(camera, at - BOXES_S, at + BOXES_S)

        Operation(self, read).success(lambda found: self.wall.set_boxes(camera, found)).run()

    def _offer(self) -> None:
        some = bool(self.wall.cameras)
        self.bar.show_chosen(selection=self.timeline.selection is not None, cameras=some)
