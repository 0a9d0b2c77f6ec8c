"""Turn the walls to what the alarms ask for. It outlives windows: a change of language restarts no picture."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.pages.alarm_desk import AlarmDesk
from app.pages.walls import Walls
from app.services.call_up import CallUp, CallUpState
from app.services.wall_scene import Scene, call_up_scene
from app.station import Station
from widgets.tile import AlarmMark


class CallUpStage(QObject):
    """Shows the incident that has the wall, and gives the wall back."""

    def __init__(self, station: Station, desk: AlarmDesk, walls: Walls) -> None:
        super().__init__()
        self._station = station
        self._desk = desk
        self._walls = walls
        self._standing: tuple[str, str] | None = None
        desk.response_changed.connect(self.apply)
        walls.call_up_painted.connect(self._painted)

    def apply(self, state: CallUpState) -> None:
        """Show what has the wall now."""
        call, scene = state.current, self._scene(state.current)
        if call is None or scene is None:
            if self._standing is not None:
                self._standing = None
                self._station.prioritise(())
            self._walls.call_up(None, None)
            return
        if self._standing != (call.incident, scene.tiles[0].camera):
            self._standing = (call.incident, scene.tiles[0].camera)
            cameras = tuple(dict.fromkeys(tile.camera for tile in scene.tiles))
            for camera in cameras:
                self._station.video.hurry(camera)
            self._station.prioritise(cameras)
            self._walls.call_up(scene, call)
        self._mark(call)

    def _scene(self, call: CallUp | None) -> Scene | None:
        if call is None:
            return None
        cameras = self._station.places.cameras_for(call.point, call.zone)
        loop_seconds = self._station.site.recording.loop_s
        return call_up_scene(call.incident, call.occurrence, cameras, call.raised_at, loop_seconds)

    def _mark(self, call: CallUp) -> None:
        """Let the tiles of the call-up pulse while something of the incident is not acknowledged."""
        seat = self._walls.alarm_seat
        scene = seat.controller.scene
        if scene is None or scene.incident != call.incident:
            return
        for camera in {tile.camera for tile in scene.tiles}:
            seat.wall.set_alarm(camera, AlarmMark(call.priority, call.unacked))

    def _painted(self, camera: str) -> None:
        """Note that a live picture of the alarm's zone is on screen."""
        current = self._desk.current
        if current is not None and camera in self._station.places.cameras_for(current.point, current.zone):
            self._desk.picture_painted(current.occurrence)
