"""The detection engine as the program sees it: cameras in, boxes and rule hits out, from a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future

from video.clock import Clock
from video.detect.model import DetectorState, ModelChoice, PlateReading, Rule, RuleHit
from video.model import BoxSet


class DetectionEngine:
    """Supervises the inference process. Callbacks run on an engine thread: the caller marshals."""

    def __init__(
        self,
        clock: Clock,
        model: ModelChoice,
        on_boxes: Callable[[BoxSet], None],
        on_rule: Callable[[RuleHit], None],
        on_state: Callable[[DetectorState], None],
    ) -> None:
        self._clock = clock
        self._model = model
        self._on_boxes = on_boxes
        self._on_rule = on_rule
        self._on_state = on_state
        self._state = DetectorState()
        self._watched: dict[str, tuple[str, tuple[Rule, ...], int]] = {}

    @property
    def state(self) -> DetectorState:
        """The last state told."""
        return self._state

    def start(self) -> None:
        """Start the inference process; returns at once."""

    def stop(self) -> None:
        """Stop it and wait until it is gone; no callback comes after this returns."""

    def watch(self, camera: str, slot_name: str, rules: Sequence[Rule] = (), priority: int = 0) -> None:
        """Look at a camera's frames (VideoEngine.tap gives the slot's name). Again: replaces slot and rules."""
        self._watched[camera] = (slot_name, tuple(rules), priority)

    def unwatch(self, camera: str) -> None:
        """Stop looking at a camera."""
        self._watched.pop(camera, None)

    def prioritise(self, cameras: Iterable[str]) -> None:
        """Look at these first (the zone in alarm, the tiles on screen); the others are still looked at."""
        _ = set(cameras)

    def read_plate(self, picture: bytes) -> Future[PlateReading]:
        """Read the plate in a JPEG or PNG. Fails with DetectError, never hangs past a restart."""
        future: Future[PlateReading] = Future()
        future.set_result(PlateReading("", "", 0.0))
        return future
