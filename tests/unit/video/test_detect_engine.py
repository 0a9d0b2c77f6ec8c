"""The engine's bookkeeping over its process's lives, with a supervisor that the test plays itself."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes.clock import FakeClock
from video.detect import engine as engine_module
from video.detect.engine import DetectionEngine
from video.detect.messages import Begin, PlateDone, Prioritise, ReadPlate, Report, Watch
from video.detect.model import DetectError, DetectorPhase, DetectorState, ModelChoice, PlateReading, Rule
from video.views import WorkerPhase, WorkerState

CHOICE = ModelChoice(Path("/models/people.onnx"))


class Played:
    """Stands in for SupervisedWorker; the test decides when a process lives and dies."""

    last: "Played"

    def __init__(
        self, *_: object, on_message: Callable, on_state: Callable, on_started: Callable, **__: object
    ) -> None:
        self.hear, self.see, self.started = on_message, on_state, on_started
        self.sent: list[object] = []
        self.restarts = 0
        self.state = WorkerState("detector", WorkerPhase.STOPPED, 0.0)
        Played.last = self

    def start(self) -> None:
        self.live()

    def live(self) -> None:
        """Spawn: only what is sent from here on reaches the new process."""
        self.sent = []
        self.phase(WorkerPhase.STARTING)
        self.started()

    def die(self, reason: str = "crash") -> None:
        self.restarts += 1
        self.phase(WorkerPhase.WAITING, reason)

    def phase(self, phase: WorkerPhase, reason: str = "") -> None:
        self.state = WorkerState("detector", phase, 0.0, 1, self.restarts, reason)
        self.see(self.state)

    def work(self) -> None:
        self.phase(WorkerPhase.RUNNING)
        self.hear(Report("openvino", "people", "CPU", ("person",), False, "", {}, 12.0, {"a": 12.0}))

    def send(self, message: object) -> None:
        self.sent.append(message)

    def stop(self) -> None:
        self.phase(WorkerPhase.STOPPED)


@pytest.fixture
def engine(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> DetectionEngine:
    monkeypatch.setattr(engine_module, "SupervisedWorker", Played)
    made = DetectionEngine(clock, CHOICE, lambda _: None, lambda _: None, lambda _: None)
    made.start()
    return made


def begun(worker: Played) -> ModelChoice:
    (begin,) = (message for message in worker.sent if isinstance(message, Begin))
    assert worker.sent[0] is begin
    return begin.choice


def test_a_new_process_is_told_everything(engine: DetectionEngine) -> None:
    engine.watch("a", "slot-a", [Rule("r")], 1)
    engine.watch("b", "slot-b")
    engine.unwatch("b")
    engine.prioritise(["a"])
    Played.last.work()
    Played.last.die()
    Played.last.live()
    told = [Begin(replace(CHOICE, halvings=1)), Watch("a", "slot-a", (Rule("r"),), 1), Prioritise(frozenset({"a"}))]
    assert Played.last.sent == told


@pytest.mark.parametrize(("reason", "halvings"), [("memory", 1), ("crash", 1), ("hang", 0)])
def test_after_too_much_it_is_given_half_as_much(engine: DetectionEngine, reason: str, halvings: int) -> None:
    for times in (1, 2):
        Played.last.work()
        Played.last.die(reason)
        Played.last.live()
        assert begun(Played.last).halvings == times * halvings


def test_what_is_shown_is_told_once_and_again_to_a_new_process(engine: DetectionEngine) -> None:
    engine.prioritise(["a"])
    for _ in range(3):
        engine.show(["b", "c"])
    told = Prioritise(frozenset({"a"}), frozenset({"b", "c"}))
    assert Played.last.sent[-2:] == [Prioritise(frozenset({"a"})), told]
    Played.last.work()
    Played.last.die()
    Played.last.live()
    assert Played.last.sent[-1] == told


def test_the_state_follows_the_process(engine: DetectionEngine) -> None:
    def shown() -> tuple[object, ...]:
        state: DetectorState = engine.state
        return state.phase, state.engine, state.rate, state.restarts, state.degraded, state.code

    Played.last.work()
    assert shown() == (DetectorPhase.RUNNING, "openvino", 12.0, 0, False, "")
    Played.last.die("hang")
    assert shown() == (DetectorPhase.RESTARTING, "openvino", 0.0, 1, True, "worker_hung")
    Played.last.live()
    Played.last.work()
    assert shown() == (DetectorPhase.RUNNING, "openvino", 12.0, 1, False, "")


def test_a_model_that_takes_its_process_down_is_given_up_for_motion(engine: DetectionEngine) -> None:
    for _ in range(3):
        assert begun(Played.last).runtime == "auto"
        Played.last.die()
        Played.last.live()
    assert begun(Played.last).runtime == "motion"
    Played.last.work()
    assert (engine.state.degraded, engine.state.code) == (True, "worker_died")
    assert engine.state.detail == {"model": "people"}


def test_deaths_in_the_middle_of_work_do_not_count_against_the_model(engine: DetectionEngine) -> None:
    for _ in range(5):
        Played.last.work()
        Played.last.die()
        Played.last.live()
    assert begun(Played.last).runtime == "auto"


def test_a_plate_is_asked_again_once_and_then_given_up(engine: DetectionEngine) -> None:
    Played.last.work()
    future = engine.read_plate(b"picture")
    Played.last.die()
    Played.last.live()
    assert ReadPlate(1, b"picture") in Played.last.sent
    assert not future.done()
    Played.last.die()
    with pytest.raises(DetectError, match="worker_died"):
        future.result(0)


def test_answers_find_their_question(engine: DetectionEngine) -> None:
    first, second = engine.read_plate(b"1"), engine.read_plate(b"2")
    Played.last.hear(PlateDone(2, PlateReading("B", "B", 1.0)))
    Played.last.hear(PlateDone(1, None, "plate_failed"))
    Played.last.hear(PlateDone(9, None, "nobody asked"))
    assert second.result(0).text == "B"
    with pytest.raises(DetectError, match="plate_failed"):
        first.result(0)


def test_a_second_start_changes_nothing_and_a_stopped_engine_starts_again(engine: DetectionEngine) -> None:
    worker = Played.last
    engine.start()
    assert Played.last is worker
    engine.stop()
    engine.stop()
    assert engine.state.phase is DetectorPhase.STOPPED
    engine.start()
    assert Played.last is not worker
