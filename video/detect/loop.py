"""The inference process's work: take the newest frame of whoever's turn it is, find boxes, number them, apply rules.

All state belongs to one thread. Frames come from shared memory, so at most one per camera is under way: until it is
done, its picture is kept by the slot and can still be made a snapshot of.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from video.clock import Clock
from video.detect.backend import Backend, Job
from video.detect.fire_desk import FireDesk, FireTag
from video.detect.gate import MotionGate
from video.detect.loading import Loaded
from video.detect.messages import Report, Watch
from video.detect.model import EngineName, RuleHit, RuleKind
from video.detect.motion import MotionBackend
from video.detect.rules import WorkingRule, make_rule, make_rules
from video.detect.scene import Scene
from video.detect.scheduler import FairScheduler
from video.detect.snapshot import jpeg, picture_of
from video.detect.still_things import StillThings
from video.detect.tracks import Tracker
from video.frames import Frame, FrameSlot
from video.model import Box, BoxSet

log = logging.getLogger(__name__)
#: Above any priority a site would give.
_FIRST, _SHOWN = 1000, 100
_ATTACH_AGAIN_S = 1.0
#: Over how many seconds a camera's rate is smoothed.
_PACE_S = 5.0
_ERRORS_BEFORE_MOTION = 5
#: Why motion stands in where the chosen model may be had later; seconds to the first try, and at most between two.
_FOR_NOW = ("model_missing", "model_corrupt", "model_changed", "server_missing", "inference_failed")
_TRY_AGAIN_S, _SELDOMEST_TRY_S = 10.0, 300.0
#: The same of a server, which is asked in no time.
_SELDOMEST_ASK_S = 60.0


@dataclass(slots=True)
class _Eye:
    """One camera under watch."""

    camera: str
    slot_name: str
    rules: tuple[WorkingRule, ...]
    priority: int
    slot: FrameSlot | None = None
    attach_at: float = 0.0
    sequence: int = -1
    busy: bool = False
    gone: bool = False
    looks: int = 0
    stills: int = 0
    usual: float | None = None
    tracker: Tracker = field(default_factory=Tracker)
    still: StillThings | None = None
    gate: MotionGate = field(default_factory=MotionGate)
    boxes: tuple[Box, ...] = ()

    @property
    def waiting(self) -> bool:
        """Whether a picture came that was not looked at."""
        return self.slot is not None and self.slot.has_picture and self.slot.sequence != self.sequence

    def pace(self, passed: float) -> float | None:
        """How often a second it was looked at, smoothed; None of a camera that shows nothing. passed: since last."""
        looks = self.looks + self.stills
        if not looks and not self.waiting:
            self.usual = None
        elif self.usual is None:
            self.usual = max(looks, 1) / passed
        else:
            self.usual += (looks / passed - self.usual) * min(1.0, passed / _PACE_S)
        return self.usual

    def close(self) -> None:
        """Let go of the frames."""
        if self.slot is not None:
            self.slot.close()
            self.slot = None


class InferenceLoop:
    """Feeds a backend from all cameras. `emit` gets BoxSet and RuleHit; `wake` gets every job when it is done.

    fire: the model of fire and smoke. gate: a picture in which nothing moved is not judged again for two seconds.
    again: loads the chosen model once more, where motion stands in for it.
    """

    def __init__(
        self,
        loaded: Loaded,
        rate: float,
        clock: Clock,
        emit: Callable[[object], None],
        wake: Callable[[Job], None],
        *,
        fire: Loaded | None = None,
        gate: bool = True,
        again: Callable[[], Loaded] | None = None,
    ) -> None:
        self._gate = gate
        self._fire = FireDesk(fire, wake)
        self._loaded = loaded
        self._clock = clock
        self._emit = emit
        self._wake = wake
        self._scheduler = FairScheduler(rate)
        self._eyes: dict[str, _Eye] = {}
        self._first: frozenset[str] = frozenset()
        self._shown: frozenset[str] = frozenset()
        self._under_way: dict[int, float] = {}
        self._errors = 0
        self._counted_at = clock.monotonic()
        self._again = again
        self._again_wait = _TRY_AGAIN_S
        self._again_at = clock.monotonic() + _TRY_AGAIN_S

    @property
    def backend(self) -> Backend:
        """What finds the boxes now."""
        return self._loaded.backend

    @property
    def _gated(self) -> bool:
        """Whether pictures in which nothing moves are left out; motion's background is learnt from every picture."""
        return self._gate and self.backend.engine is not EngineName.MOTION

    @property
    def watching(self) -> bool:
        """Whether any camera is under watch."""
        return bool(self._eyes)

    @property
    def full(self) -> bool:
        """Whether the backend has all the frames it can take."""
        return len(self._under_way) >= self.backend.capacity

    def stuck(self, seconds: float) -> bool:
        """Whether a frame has been under way that long: the runtime hangs."""
        oldest = min(self._under_way.values(), default=None)
        return oldest is not None and self._clock.monotonic() - oldest > seconds

    def watch(self, order: Watch) -> None:
        """Take a camera in or change it; the tracks and the rules that did not change keep their memory."""
        old = self._eyes.get(order.camera)
        if old is not None and old.slot_name == order.slot:
            old.rules, old.priority = _merge(old.rules, order), order.priority
        else:
            self.unwatch(order.camera)
            self._eyes[order.camera] = _Eye(order.camera, order.slot, make_rules(order.rules), order.priority)
        self._rank(order.camera)

    def unwatch(self, camera: str) -> None:
        """Let a camera go, at once or when its frame is done."""
        eye = self._eyes.pop(camera, None)
        self._scheduler.remove(camera)
        self._fire.forget(camera)
        if eye is not None:
            eye.gone = True
            if not eye.busy:
                eye.close()

    def prioritise(self, cameras: Iterable[str], shown: Iterable[str] = ()) -> None:
        """These first, then those that are shown."""
        self._first, self._shown = frozenset(cameras), frozenset(shown)
        for camera in self._eyes:
            self._rank(camera)

    def _rank(self, camera: str) -> None:
        alarmed, shown = camera in self._first, camera in self._shown
        self._scheduler.add(camera, self._eyes[camera].priority + _FIRST * alarmed + _SHOWN * shown)

    def feed(self) -> bool:
        """Hand one frame to the backend; False when it is full or no camera is due with a new frame."""
        if self.full:
            return False
        now = self._clock.monotonic()
        camera = self._scheduler.choose(now, [name for name, eye in self._eyes.items() if self._ready(eye, now)])
        if camera is None:
            return False
        eye = self._eyes[camera]
        frame = eye.slot.latest() if eye.slot is not None else None
        if frame is not None:
            eye.sequence = frame.sequence
            picture = picture_of(frame)
            if self._gated and eye.gate.still(picture, now):
                eye.stills += 1
                self._conclude(eye, frame, eye.boxes)
                return True
            eye.gate.judged(now)
            eye.busy = True
            job = Job(camera, picture, (eye, frame))
            self._under_way[id(job)] = now
            self.backend.submit(job, self._wake)
        return True

    def _ready(self, eye: _Eye, now: float) -> bool:
        if eye.slot is None and not eye.busy and now >= eye.attach_at:
            eye.attach_at = now + _ATTACH_AGAIN_S
            try:
                eye.slot = FrameSlot.attach(eye.slot_name)
            except OSError:
                log.debug("no frames yet for %s", eye.camera)
        return not eye.busy and eye.waiting

    def finish(self, job: Job) -> None:
        """Take a finished job: number its boxes, tell them, apply the rules."""
        if isinstance(job.tag, FireTag):
            self._fire.finish(job)
            return
        self._under_way.pop(id(job), None)
        eye, frame = job.tag
        eye.busy = False
        if job.error:
            self._fail(job.error)
        elif not eye.gone:
            self._errors = 0
            if not self._loaded.code:
                self._again_wait = _TRY_AGAIN_S
            self._tell(eye, frame, job.boxes)
        job.tag = None
        if eye.gone:
            eye.close()

    def _tell(self, eye: _Eye, frame: Frame, found: tuple[Box, ...]) -> None:
        eye.looks += 1
        eye.boxes = eye.tracker.update(found, frame.received_mono)
        if any(rule.rule.kind in (RuleKind.FIRE, RuleKind.SMOKE) for rule in eye.rules):
            self._fire.look(eye.camera, picture_of(frame), frame.received_mono)
        self._conclude(eye, frame, eye.boxes)

    def _conclude(self, eye: _Eye, frame: Frame, boxes: tuple[Box, ...]) -> None:
        """Tell what is on a picture, and what the rules make of it."""
        self._emit(BoxSet(eye.camera, frame.captured_at, boxes, self._engine_name()))
        scene = _scene(eye, frame, boxes, self._fire.found(eye.camera))
        for rule in eye.rules:
            fired = rule.update(scene)
            if fired is not None:
                hit = RuleHit(eye.camera, rule.rule.id, frame.captured_at, fired, rule.rule.kind, jpeg(frame))
                self._emit(hit)

    def _engine_name(self) -> str:
        return self._loaded.model or str(self.backend.engine)

    def _fail(self, error: str) -> None:
        """A runtime that fails again and again is worse than motion."""
        self._errors += 1
        if self._errors >= _ERRORS_BEFORE_MOTION and not self._under_way:
            self.backend.close()
            code = "server_missing" if self.backend.engine is EngineName.TRITON else "inference_failed"
            self._loaded = Loaded(MotionBackend(), "", True, code, {"error": error})
            self._errors = 0
            self._again_at = self._clock.monotonic() + self._again_wait

    def recover(self) -> None:
        """Try now and then whether the chosen model can be had again; call between pictures."""
        now = self._clock.monotonic()
        if self._again is None or self._loaded.code not in _FOR_NOW or self._under_way or now < self._again_at:
            return
        seldomest = _SELDOMEST_ASK_S if self._loaded.code == "server_missing" else _SELDOMEST_TRY_S
        self._again_wait = min(2 * self._again_wait, seldomest)
        self._again_at = now + self._again_wait
        found = self._again()
        if found.backend.engine is EngineName.MOTION:
            self._loaded = replace(found, backend=self.backend)
            return
        self.backend.close()
        self._loaded = found

    def report(self) -> Report:
        """What was done since the last report."""
        now = self._clock.monotonic()
        passed, self._counted_at = max(now - self._counted_at, 1e-3), now
        judged = sum(eye.looks for eye in self._eyes.values()) / passed
        rates = {name: (eye.looks + eye.stills) / passed for name, eye in self._eyes.items()}
        slowest = min((rate for eye in self._eyes.values() if (rate := eye.pace(passed)) is not None), default=0.0)
        blind = [name for name, eye in self._eyes.items() if eye.slot is None]
        for eye in self._eyes.values():
            eye.looks = eye.stills = 0
        loaded, backend = self._loaded, self.backend
        code, detail = loaded.code, loaded.detail
        if not code and blind:
            code, detail = "frames_missing", {"camera": blind[0], "count": len(blind)}
        return Report(
            str(backend.engine),
            loaded.model,
            backend.device,
            backend.classes,
            loaded.degraded,
            code,
            detail,
            judged,
            rates,
            self._fire.model,
            slowest,
        )

    def close(self) -> None:
        """Stop watching and let go of the model and of every slot."""
        self.backend.close()
        self._fire.close()
        for eye in self._eyes.values():
            eye.busy = False
        for camera in list(self._eyes):
            self.unwatch(camera)


def _scene(eye: _Eye, frame: Frame, boxes: tuple[Box, ...], flames: Mapping[RuleKind, tuple[Box, ...]]) -> Scene:
    """What the rules are asked about; still things are looked for where a rule wants them."""
    wanted = any(rule.rule.kind in (RuleKind.OBJECT_LEFT, RuleKind.OBJECT_TAKEN) for rule in eye.rules)
    eye.still = (eye.still or StillThings()) if wanted else None
    still = eye.still.update(picture_of(frame), boxes, frame.received_mono) if eye.still is not None else ()
    aspect = frame.width / max(1, frame.height)
    return Scene(frame.received_mono, frame.captured_at, boxes, aspect, still, flames=flames)


def _merge(old: tuple[WorkingRule, ...], order: Watch) -> tuple[WorkingRule, ...]:
    kept = {rule.rule: rule for rule in old}
    return tuple(kept.get(rule) or make_rule(rule) for rule in order.rules)
