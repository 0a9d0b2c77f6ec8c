"""Turn the walls to what the alarms ask for. It outlives windows: a change of language restarts no picture."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from PySide6.QtCore import QObject

from app.pages.alarm_desk import AlarmDesk
from app.pages.walls import Walls
from app.services.call_up import CallUp, CallUpState
from app.services.wall_scene import Row, Scene, call_up_scene
from app.station import Station
from video.commands import KeepPast
from video.model import Phase
from video.views import MediaError

#: Alarms whose seconds before are kept from the start: memory holds them for a few, clips hold them for all.
PASTS_KEPT = 8


class CallUpStage(QObject):
    """Shows the incident that has the wall with those that wait for it, and gives the wall back."""

    def __init__(self, station: Station, desk: AlarmDesk, walls: Walls) -> None:
        super().__init__()
        self._station = station
        self._desk = desk
        self._walls = walls
        self._standing: tuple[Scene | None, tuple[CallUp, ...]] = (None, ())
        self._hurried: tuple[str, ...] = ()
        self._kept: set[KeepPast] = set()
        self._chief = ("", "")
        desk.resume(walls.memory.standing)
        desk.response_changed.connect(self.apply)
        desk.chosen.connect(self._show_whole)
        walls.call_up_painted.connect(self._painted)

    def apply(self, state: CallUpState) -> None:
        """Show what has the wall now, and keep it for the next start."""
        scene = self._scene(state)
        alarms = state.waiting if scene is not None else ()
        if (scene, alarms) != self._standing:
            self._standing = (scene, alarms)
            self._hurry(scene)
            self._keep_pasts(state)
            self._walls.call_up(scene, alarms)
        self._walls.memory.keep_standing(self._desk.remembered())

    def _scene(self, state: CallUpState) -> Scene | None:
        call = state.current
        if call is None:
            return None
        cameras = self._cameras(call)
        if self._chief[0] != call.incident:
            self._chief = (call.incident, self._best(cameras))
        chief = self._chief[1]
        return call_up_scene(
            call.incident,
            call.occurrence,
            sorted(cameras, key=lambda camera: camera != chief),
            call.raised_at,
            self._station.site.recording.loop_s,
            before=cameras[0] if cameras else "",
            near=self._station.places.cameras_near(call.zone, cameras),
            waiting=[Row(one.incident, self._cameras(one)) for one in state.queue],
            clips=str(self._station.folder.clips / call.incident),
        )

    def _best(self, cameras: Sequence[str]) -> str:
        """The zone's first camera; where that has lost its picture, the first that has one. Decided once."""
        phases: dict[str, set[Phase]] = {}
        for state in self._station.stream_states():
            phases.setdefault(state.camera, set()).add(state.phase)
        first = next(iter(cameras), "")
        if not phases.get(first) or phases[first] & {Phase.LIVE, Phase.CONNECTING}:
            return first
        return next((camera for camera in cameras if Phase.LIVE in phases.get(camera, ())), first)

    def _cameras(self, call: CallUp) -> tuple[str, ...]:
        return self._station.places.cameras_for(call.point, call.zone)

    def _hurry(self, scene: Scene | None) -> None:
        """Connect the alarms' lost cameras at once, and let detection look at them first."""
        tiles = scene.tiles if scene is not None else ()
        cameras = tuple(dict.fromkeys(tile.camera for tile in tiles if tile.incident))
        if cameras != self._hurried:
            for camera in cameras:
                if camera not in self._hurried:
                    self._station.video.hurry(camera)
            self._hurried = cameras
            self._station.prioritise(cameras)

    def _keep_pasts(self, state: CallUpState) -> None:
        """An alarm that waits may wait longer than memory reaches back: have its seconds before kept now."""
        loop = self._station.site.recording.loop_s
        firsts = [(next(iter(self._cameras(call)), ""), call.raised_at) for call in state.waiting[:PASTS_KEPT]]
        wanted = {KeepPast(camera, at - loop, at) for camera, at in firsts if camera}
        for past in wanted - self._kept:
            with contextlib.suppress(MediaError):  # no stream: its tile says so
                self._station.video.tell(past)
        self._kept = wanted

    def _show_whole(self) -> None:
        """What the guard turned to is shown whole, even where he had enlarged one of its pictures."""
        self._walls.alarm_seat.show_whole()

    def _painted(self, camera: str) -> None:
        """Note that a live picture of the alarm's zone is on screen."""
        current = self._desk.current
        if current is not None and camera in self._cameras(current):
            self._desk.picture_painted(current.occurrence)
