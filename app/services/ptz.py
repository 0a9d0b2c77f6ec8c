"""Cameras that turn: by hand, one hand at a time; by an alarm to its preset; and back when the alarm is over.

Nothing here waits in the caller: what has to ask the database or a camera runs on this service's own thread and on the
drives' thread. A Stop never waits for either. docs/decisions/0107-ptz.md says who goes before whom.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any

from app.services.call_up import CallUpState
from app.services.camera_control import ALARM_HAND, IN_ALARM, Controls, Hand, Hold
from app.services.places import Places
from app.services.ptz_call_ups import PtzCallUps
from app.services.ptz_presets import PresetName, PtzPresets
from video.clock import Clock
from video.onvif.engine import PtzEngine
from video.onvif.model import STILL, OnvifError, PtzPhase, PtzSource, Velocity

log = logging.getLogger(__name__)

#: Seconds between looks at what other stations hold, and between renewals of a hold while a key is held down.
LOOK_S, RENEW_S = 2.0, 2.0
_TICK_S = 0.5

Job = Callable[[], None]
#: Camera, what was refused ("held", "alarm", "no_preset", or a code of OnvifCode), who has it, and for how long.
OnTrouble = Callable[[str, str, str, float], None]


@dataclass(frozen=True, slots=True)
class PtzView:
    """A camera that turns, for a pad. mine: the hold is of whoever steers at this station; left: its seconds.

    by_alarm: the program itself is turning it to an alarm; in_alarm: an alarm has turned it. at: the preset it looks
    at, None where it was turned elsewhere or nobody knows.
    """

    camera: str
    phase: PtzPhase = PtzPhase.CONNECTING
    reason: str = ""
    presets: tuple[PresetName, ...] = ()
    zoom: bool = True
    moving: bool = False
    holder: str = ""
    station: str = ""
    mine: bool = False
    left: float = 0.0
    by_alarm: bool = False
    in_alarm: bool = False
    at: PresetName | None = None


class PtzService:
    """See the module. `owns` tells whether this station turns cameras for alarms; `on_changed` a view that changed.

    `on_turning` is called every two seconds for a camera that somebody has, here or at another station.
    """

    def __init__(
        self,
        places: Places,
        sources: Sequence[PtzSource],
        controls: Controls,
        clock: Clock,
        *,
        owns: Callable[[str], bool],
        on_changed: Callable[[str], None],
        on_trouble: OnTrouble,
        on_turning: Callable[[str], None] = lambda _camera: None,
        patience_s: float = 3.0,
    ) -> None:
        self._controls = controls
        self._clock = clock
        self._on_changed = on_changed
        self._on_trouble = on_trouble
        self._on_turning = on_turning
        self._lock = threading.Lock()
        self._hands: dict[str, Hand] = {}
        self._wanted: dict[str, Velocity] = {}
        self._renew_at: dict[str, float] = {}
        self._work: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="ptz control", daemon=True)
        self.engine = PtzEngine(sources, clock, lambda state: on_changed(state.camera), patience_s)
        self.presets = PtzPresets(places, self.engine)
        self._call_ups = PtzCallUps(self.engine, self.presets, controls, owns, self._let_go, self._work.put, on_changed)

    @property
    def cameras(self) -> tuple[str, ...]:
        """The cameras that turn."""
        return self.engine.cameras

    def start(self) -> None:
        """Begin to reach the cameras."""
        if self.cameras:
            self.engine.start()
            self._thread.start()

    def stop(self) -> None:
        """Stop what turns, and end."""
        if self._thread.ident is not None:
            self._work.put(None)
            self._thread.join()
        self.engine.stop()
        self._controls.close()

    # By hand. Called in the GUI's thread.

    def begin(self, camera: str, hand: Hand) -> None:
        """Somebody who may is about to steer; nothing moves yet and nothing is locked."""
        with self._lock:
            self._hands[camera] = hand
            self._renew_at.pop(camera, None)
        self.engine.look_again(camera)

    def end(self, camera: str) -> None:
        """The hand has let go for good; the camera stays with it for the rest of its time."""
        self.halt(camera)
        with self._lock:
            self._hands.pop(camera, None)

    def steer(self, camera: str, velocity: Velocity) -> None:
        """Turn like this until told otherwise."""
        if velocity.still:
            self.halt(camera)
            return
        with self._lock:
            hand = self._hands.get(camera)
            if hand is None:
                return
            self._wanted[camera] = velocity
            if self._clock.monotonic() < self._renew_at.get(camera, 0.0) and self._holds(camera, hand):
                self.engine.steer(camera, velocity)
                return
        self._work.put(lambda: self._take_and(camera, hand, lambda: self._steer_on(camera)))

    def halt(self, camera: str) -> None:
        """Stop now, whatever else is under way; the hold's 30 s begin."""
        with self._lock:
            moved, hand = self._wanted.pop(camera, None) is not None, self._hands.get(camera)
            self._renew_at.pop(camera, None)
            if moved:
                self.engine.halt(camera)
        if moved and hand is not None:
            self._work.put(lambda: self._take_and(camera, hand, _nothing))

    def go_to(self, camera: str, number: int) -> None:
        """Turn to a preset by its number."""
        found = self.presets.by_number(camera, number)
        if found is None:
            self._on_trouble(camera, "no_preset", "", 0.0)
            return
        self._order(camera, lambda: self.engine.go_to(camera, found.token))

    def go_home(self, camera: str) -> None:
        """Turn home."""
        self._order(camera, lambda: self.presets.send_home(camera))

    def person_changed(self, actor: str) -> None:
        """Somebody else is signed in: what another steered stops."""
        with self._lock:
            gone = [camera for camera, hand in self._hands.items() if hand.person != actor]
        for camera in gone:
            self.end(camera)

    def steered_by_hand(self, camera: str) -> bool:
        """Whether somebody at this station has begun to steer it."""
        return camera in self._hands

    # By alarms.

    def called_up(self, state: CallUpState) -> None:
        """The wall turned to other alarms, or to none; called in the GUI's thread."""
        calls = (state.current, *state.queue) if state.current is not None else ()
        wanted: dict[str, tuple[str, int]] = {}
        for call in calls:
            for camera in self.cameras:
                preset = self.presets.for_alarm(camera, call.point, call.zone)
                if preset:
                    wanted.setdefault(camera, (call.incident, preset))
        if self.cameras:
            self._work.put(lambda: self._call_ups.take(wanted))

    # What is seen. Any thread.

    def view(self, camera: str) -> PtzView | None:
        """How a camera stands now; None for one that does not turn."""
        state = self.engine.state(camera)
        if state is None:
            return None
        held, hand = self._controls.standing(camera), self._hands.get(camera)
        view = PtzView(camera, state.phase, state.reason, self.presets.listed(camera), state.abilities.zoom)
        at = next((one for one in view.presets if one.token == self.engine.preset(camera)), None)
        view = replace(view, moving=state.moving, in_alarm=self._call_ups.in_alarm(camera), at=at)
        if held is None:
            return view
        return replace(
            view,
            holder=held.hand.label,
            station=held.station,
            mine=hand is not None and hand.person == held.hand.person,
            left=max(0.0, held.until - self._clock.monotonic()),
            by_alarm=held.hand == ALARM_HAND,
        )

    def failures(self) -> Mapping[str, str]:
        """Which cameras cannot be turned now, and why."""
        states = (self.engine.state(camera) for camera in self.cameras)
        return {one.camera: one.reason for one in states if one is not None and one.phase is PtzPhase.FAILED}

    # The service's own thread.

    def _run(self) -> None:
        looked_at = float("-inf")
        while True:
            try:
                job = self._work.get(timeout=_TICK_S)
            except queue.Empty:
                job = _nothing
            if job is None:
                return
            try:
                job()
                if self._clock.monotonic() - looked_at >= LOOK_S:
                    looked_at = self._clock.monotonic()
                    self._controls.read()
                    self._go_on()
            except Exception:
                log.exception("turning a camera failed")

    def _order(self, camera: str, order: Callable[[], Future[Any]]) -> None:
        with self._lock:
            hand = self._hands.get(camera)
            self._wanted.pop(camera, None)
        if hand is not None:
            self._work.put(lambda: self._take_and(camera, hand, lambda: self._ask(camera, order())))

    def _take_and(self, camera: str, hand: Hand, act: Job) -> None:
        """Do something where the camera is this hand's; else say who has it."""
        if self._call_ups.in_alarm(camera):
            hand = replace(hand, rank=hand.rank + IN_ALARM)
        if self._controls.take(camera, hand):
            with self._lock:
                self._renew_at[camera] = self._clock.monotonic() + RENEW_S
            act()
        else:
            self._let_go(camera)
            self._refuse(camera, self._controls.standing(camera))
        self._on_changed(camera)

    def _refuse(self, camera: str, held: Hold | None) -> None:
        if held is not None:
            left = max(0.0, held.until - self._clock.monotonic())
            self._on_trouble(camera, "alarm" if held.hand == ALARM_HAND else "held", held.hand.label, left)

    def _steer_on(self, camera: str) -> None:
        """What is wanted now, which may be nothing any more."""
        with self._lock:
            velocity = self._wanted.get(camera, STILL)
            if not velocity.still:
                self.engine.steer(camera, velocity)

    def _let_go(self, camera: str) -> None:
        with self._lock:
            moved = self._wanted.pop(camera, None) is not None
            self._renew_at.pop(camera, None)
            if moved:
                self.engine.halt(camera)

    def _holds(self, camera: str, hand: Hand) -> bool:
        held = self._controls.standing(camera)
        return held is not None and held.hand.person == hand.person

    def _ask(self, camera: str, order: Future[Any]) -> None:
        def told(done: Future[Any]) -> None:
            error = done.exception() if not done.cancelled() else None
            if isinstance(error, OnvifError):
                code = "no_preset" if error.detail == "NoToken" else error.code
                self._on_trouble(camera, code, "", 0.0)

        order.add_done_callback(told)

    def _go_on(self) -> None:
        """Renew what is held by a key, carry out what waited, and tell how the time runs."""
        with self._lock:
            steered = [(camera, self._hands[camera]) for camera in self._wanted if camera in self._hands]
        for camera, hand in steered:
            self._take_and(camera, hand, _nothing)
        self._call_ups.go_on()
        for camera in self.cameras:
            if (held := self._controls.standing(camera)) is not None:
                if held.station != self._controls.station:
                    self.engine.elsewhere(camera)
                self._on_changed(camera)
                self._on_turning(camera)


def _nothing() -> None:
    return
