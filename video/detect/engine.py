"""The detection engine as the program sees it: cameras in, boxes and rule hits out, from a process of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path

from video.clock import Clock
from video.detect.loading import model_name
from video.detect.messages import Begin, PlateDone, Prioritise, ProcessConfig, ReadPlate, Report, Unwatch, Watch
from video.detect.model import DetectError, DetectorPhase, DetectorState, ModelChoice, PlateReading, Rule, RuleHit
from video.detect.process import inference_main
from video.detect.threads import be_modest
from video.model import BoxSet
from video.supervisor import RestartPolicy, SupervisedWorker
from video.views import WorkerPhase, WorkerState

#: Loading torch on a cold disk takes its time.
POLICY = RestartPolicy(beat_timeout=20.0, start_timeout=120.0, memory_limit=4 * 1024**3)
#: A model that takes its process down this often before it ever runs is not tried again: motion stands in.
_DEATHS_BEFORE_MOTION = 3
_PLATE_TRIES = 2
#: From 16 pictures under way down to one.
_MOST_HALVINGS = 4
_PHASES = {
    WorkerPhase.STOPPED: DetectorPhase.STOPPED,
    WorkerPhase.STARTING: DetectorPhase.STARTING,
    WorkerPhase.RUNNING: DetectorPhase.RUNNING,
    WorkerPhase.WAITING: DetectorPhase.RESTARTING,
    WorkerPhase.FAILED: DetectorPhase.FAILED,
}
_CODES = {"hang": "worker_hung", "memory": "worker_memory", "crash": "worker_died", "exit": "worker_died"}


@dataclass(slots=True)
class _PlateOrder:
    picture: bytes = field(repr=False)
    future: Future[PlateReading]
    tries: int = 0


class DetectionEngine:
    """Supervises the inference process. Callbacks run on an engine thread: the caller marshals.

    lower_priority: a module-level function run first thing in the inference process, for systems without nice levels.
    crash_log: where a native crash writes its stack.
    """

    def __init__(
        self,
        clock: Clock,
        model: ModelChoice,
        on_boxes: Callable[[BoxSet], None],
        on_rule: Callable[[RuleHit], None],
        on_state: Callable[[DetectorState], None],
        *,
        lower_priority: Callable[[], None] = be_modest,
        crash_log: Path | None = None,
        policy: RestartPolicy = POLICY,
    ) -> None:
        self._clock = clock
        self._model = model
        self._on_boxes = on_boxes
        self._on_rule = on_rule
        self._on_state = on_state
        self._process = (ProcessConfig(lower_priority), crash_log, policy)
        self._state = DetectorState(since=clock.now())
        self._lock = threading.RLock()
        self._worker: SupervisedWorker | None = None
        self._watched: dict[str, Watch] = {}
        self._first: frozenset[str] = frozenset()
        self._shown: frozenset[str] = frozenset()
        self._plates: dict[int, _PlateOrder] = {}
        self._last_plate = 0
        self._early_deaths = 0
        self._halvings = 0

    @property
    def state(self) -> DetectorState:
        """The last state told."""
        return self._state

    @property
    def process_id(self) -> int | None:
        """The inference process, for those who measure; None between two lives."""
        worker = self._worker
        return worker.state.pid if worker is not None else None

    def start(self) -> None:
        """Start the inference process; returns at once."""
        config, crash_log, policy = self._process
        with self._lock:
            if self._worker is not None:
                return
            self._early_deaths = 0
            self._worker = SupervisedWorker(
                "detector",
                inference_main,
                config,
                self._clock,
                on_message=self._hear,
                on_state=self._see,
                on_started=self._brief,
                policy=policy,
                crash_log=crash_log,
            )
        self._worker.start()

    def stop(self) -> None:
        """Stop it and wait until it is gone; no callback comes after this returns."""
        with self._lock:
            worker = self._worker
        if worker is not None:
            worker.stop()
        with self._lock:
            self._worker = None
            waiting, self._plates = self._plates, {}
        for order in waiting.values():
            order.future.set_exception(DetectError("stopped"))

    def use(self, model: ModelChoice) -> None:
        """Go on with another choice of model; the process is started anew where it runs, and looks at the same."""
        if model == self._model:
            return
        with self._lock:
            running = self._worker is not None
        self.stop()
        self._model = model
        if running:
            self.start()

    def watch(self, camera: str, slot_name: str, rules: Sequence[Rule] = (), priority: int = 0) -> None:
        """Look at a camera's frames (VideoEngine.tap gives the slot's name). Again: replaces slot and rules."""
        with self._lock:
            self._watched[camera] = order = Watch(camera, slot_name, tuple(rules), priority)
            self._send(order)

    def unwatch(self, camera: str) -> None:
        """Stop looking at a camera. Boxes of a frame that was under way may still come."""
        with self._lock:
            self._watched.pop(camera, None)
            self._send(Unwatch(camera))

    def prioritise(self, cameras: Iterable[str]) -> None:
        """Look at these first (the zone in alarm); the others are still looked at."""
        with self._lock:
            self._first = frozenset(cameras)
            self._send(Prioritise(self._first, self._shown))

    def show(self, cameras: Iterable[str]) -> None:
        """Look at these next (the tiles on screen); the others are still looked at."""
        with self._lock:
            before, self._shown = self._shown, frozenset(cameras)
            if self._shown != before:
                self._send(Prioritise(self._first, self._shown))

    def read_plate(self, picture: bytes) -> Future[PlateReading]:
        """Read the plate in a JPEG or PNG.

        Fails with DetectError: "picture_unreadable", "runtime_missing", "plate_failed", "worker_died" (twice in a
        row with this picture), "stopped". Never hangs past a restart; cannot be cancelled.
        """
        future: Future[PlateReading] = Future()
        future.set_running_or_notify_cancel()
        with self._lock:
            if self._worker is None:
                future.set_exception(DetectError("stopped"))
                return future
            self._last_plate += 1
            self._plates[self._last_plate] = _PlateOrder(picture, future, tries=1)
            self._send(ReadPlate(self._last_plate, picture))
        return future

    def _send(self, message: object) -> None:
        if self._worker is not None:
            self._worker.send(message)

    # Everything below runs in the supervisor's thread.

    def _brief(self) -> None:
        """Tell a new process all it needs to know."""
        with self._lock:
            self._send(Begin(self._usable_model()))
            for order in self._watched.values():
                self._send(order)
            self._send(Prioritise(self._first, self._shown))
            for number, plate in self._plates.items():
                plate.tries += 1
                self._send(ReadPlate(number, plate.picture))

    def _usable_model(self) -> ModelChoice:
        if self._early_deaths < _DEATHS_BEFORE_MOTION:
            return replace(self._model, halvings=self._halvings)
        return replace(self._model, runtime="motion")

    def _hear(self, message: object) -> None:
        match message:
            case BoxSet():
                self._on_boxes(message)
            case RuleHit():
                self._on_rule(message)
            case Report():
                self._take_report(message)
            case PlateDone():
                self._answer_plate(message)

    def _take_report(self, report: Report) -> None:
        gave_up = self._early_deaths >= _DEATHS_BEFORE_MOTION
        code = "worker_died" if gave_up else report.code
        detail = {"model": model_name(self._model)} if gave_up else report.detail
        self._early_deaths = self._early_deaths if gave_up else 0
        self._tell(
            engine=report.engine,
            model=report.model,
            device=report.device,
            classes=report.classes,
            degraded=report.degraded or gave_up,
            code=code,
            detail=detail,
            rate=report.rate,
            camera_rates=report.camera_rates,
            fire=report.fire,
            slowest=report.slowest,
            cameras=len(self._watched),
        )

    def _answer_plate(self, done: PlateDone) -> None:
        with self._lock:
            order = self._plates.pop(done.number, None)
        if order is None:
            return
        if done.reading is not None:
            order.future.set_result(done.reading)
        else:
            order.future.set_exception(DetectError(done.code))

    def _see(self, state: WorkerState) -> None:
        phase = _PHASES[state.phase]
        if phase is DetectorPhase.RUNNING:
            self._tell(phase=phase, restarts=state.restarts)
        elif phase in (DetectorPhase.RESTARTING, DetectorPhase.FAILED):
            if self._state.phase is DetectorPhase.STARTING:
                self._early_deaths += 1
            if state.reason in ("memory", "crash"):
                self._halvings = min(self._halvings + 1, _MOST_HALVINGS)
            self._fail_plates()
            code = _CODES.get(state.reason, "worker_died")
            self._tell(phase=phase, restarts=state.restarts, code=code, rate=0.0, camera_rates={}, degraded=True)
        else:
            self._tell(phase=phase, restarts=state.restarts, rate=0.0, camera_rates={})

    def _fail_plates(self) -> None:
        """A picture that was there at two deaths may be the cause."""
        with self._lock:
            spent = {number: order for number, order in self._plates.items() if order.tries >= _PLATE_TRIES}
            for number in spent:
                del self._plates[number]
        for order in spent.values():
            order.future.set_exception(DetectError("worker_died"))

    def _tell(self, **changes: object) -> None:
        old = self._state
        new = replace(old, **changes)  # type: ignore[arg-type]
        if new.phase is not old.phase or new.code != old.code:
            new = replace(new, since=self._clock.now())
        self._state = new
        self._on_state(new)
