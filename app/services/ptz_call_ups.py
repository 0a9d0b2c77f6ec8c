"""Cameras that an alarm turns to its preset, and back when it is over.

An alarm takes a camera from every hand that had it before the alarm, and from none that steers it in an alarm: then it
waits until that hand has let go for 30 s. All but `in_alarm` belongs to the service's own thread; cameras are never
waited for.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any

from app.services.camera_control import ALARM_HAND, IN_ALARM, RETURNING, Controls
from app.services.ptz_presets import PtzPresets
from video.onvif.engine import PtzEngine
from video.onvif.model import OnvifError, Position, Status

log = logging.getLogger(__name__)

#: Seconds for which a camera is an alarm's: about as long as it takes to get to its preset. And to come back.
TURNING_S = 5.0


@dataclass(frozen=True, slots=True)
class Called:
    """What an alarm made of a camera.

    waits: somebody steers it in an alarm, or it could not be reached. turned: it was sent. before: where it looked
    before the first alarm.
    """

    incident: str
    preset: int
    waits: bool = True
    over: bool = False
    turned: bool = False
    before: Position | None = None

    def same(self, other: Called | None) -> bool:
        """Whether the other is of the same alarm, which still stands."""
        return other is not None and not other.over and (other.incident, other.preset) == (self.incident, self.preset)


class PtzCallUps:
    """Follows the alarms. `let_go` ends what a hand of this station does with a camera; `later` runs in the thread."""

    def __init__(
        self,
        engine: PtzEngine,
        presets: PtzPresets,
        controls: Controls,
        owns: Callable[[str], bool],
        let_go: Callable[[str], None],
        later: Callable[[Callable[[], None]], None],
        on_changed: Callable[[str], None],
    ) -> None:
        self._engine = engine
        self._presets = presets
        self._controls = controls
        self._owns = owns
        self._let_go = let_go
        self._later = later
        self._on_changed = on_changed
        self._called: dict[str, Called] = {}

    def in_alarm(self, camera: str) -> bool:
        """Whether an alarm has turned this camera, or is about to. Any thread."""
        called = self._called.get(camera)
        return called is not None and not called.over

    def take(self, wanted: Mapping[str, tuple[str, int]]) -> None:
        """Camera -> incident and preset, of all alarms that stand now."""
        for camera in self._engine.cameras:
            known, want = self._called.get(camera), wanted.get(camera)
            if want is None:
                if known is not None and not known.over:
                    self._note(camera, replace(known, over=True, waits=False))
                    self._turn_back(camera)
            elif known is None or known.over or (known.incident, known.preset) != want:
                before, turned = (known.before, known.turned) if known is not None else (None, False)
                self._turn(camera, Called(*want, before=before, turned=turned))

    def go_on(self) -> None:
        """Carry out what waited; every two seconds."""
        for camera, called in tuple(self._called.items()):
            if called.waits:
                self._turn(camera, called)
            elif called.over:
                self._turn_back(camera)

    def _turn(self, camera: str, called: Called) -> None:
        """Turn to the alarm's preset, unless somebody steers in an alarm right now: then when that hand has let go."""
        held = self._controls.standing(camera)
        if held is not None and held.hand.rank >= IN_ALARM:
            self._note(camera, replace(called, waits=True))
            return
        if not called.same(self._called.get(camera)):
            self._let_go(camera)  # a key held down since before the alarm counts no longer
        if not self._owns(camera):
            self._note(camera, replace(called, waits=False))
            return
        if not self._controls.take(camera, ALARM_HAND, TURNING_S):
            self._note(camera, replace(called, waits=True))
            return
        self._note(camera, replace(called, waits=False))
        if called.before is None:
            looked = self._engine.status(camera)
            looked.add_done_callback(lambda told: self._later(lambda: self._set_out(camera, called, told)))
        else:
            self._set_out(camera, called, None)

    def _set_out(self, camera: str, called: Called, told: Future[Status] | None) -> None:
        """It is known where the camera looks: send it, unless the alarm is over by now or another has it."""
        now = self._called.get(camera)
        if now is None or not called.same(now):
            return
        now = replace(now, before=now.before or _position(told))
        preset = self._presets.by_number(camera, called.preset)
        if preset is None:
            self._note(camera, replace(now, waits=not self._presets.listed(camera)))  # or not known yet
            return
        self._note(camera, replace(now, turned=True))
        order = self._engine.go_to(camera, preset.token)
        order.add_done_callback(lambda done: self._later(lambda: self._sent(camera, called, done)))

    def _sent(self, camera: str, called: Called, done: Future[None]) -> None:
        error = _error_of(done)
        if error is None:
            return
        log.warning("camera %s could not be turned to the alarm: %s", camera, error)
        now = self._called.get(camera)
        if now is not None and called.same(now) and getattr(error, "code", "") not in {"refused", "unsupported"}:
            self._note(camera, replace(now, waits=True))

    def _turn_back(self, camera: str) -> None:
        """Back to where it was, once nobody steers it."""
        called, ptz = self._called[camera], self._presets.ptz(camera)
        if not called.turned or ptz.afterwards == "stay" or not self._owns(camera):
            self._note(camera, None)
            return
        if not self._controls.take(camera, RETURNING, TURNING_S):
            return
        self._note(camera, None)
        state = self._engine.state(camera)
        if ptz.afterwards == "back" and called.before is not None and state is not None and state.abilities.absolute:
            order = self._engine.move_to(camera, called.before)
        else:
            order = self._presets.send_home(camera)
        order.add_done_callback(lambda done: _tell_lost(camera, done))

    def _note(self, camera: str, called: Called | None) -> None:
        """Replaced, never changed, for `in_alarm` is asked in other threads."""
        kept = {key: value for key, value in self._called.items() if key != camera}
        self._called = kept if called is None else {**kept, camera: called}
        self._on_changed(camera)


def _position(told: Future[Status] | None) -> Position | None:
    if told is None or _error_of(told) is not None:
        return None
    found = told.result().position
    return found if found.pan is not None or found.zoom is not None else None


def _error_of(done: Future[Any]) -> BaseException | None:
    return OnvifError("ended") if done.cancelled() else done.exception()


def _tell_lost(camera: str, done: Future[None]) -> None:
    if (error := _error_of(done)) is not None:
        log.warning("camera %s could not be turned back: %s", camera, error)
