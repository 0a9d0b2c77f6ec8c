"""A supervised worker is back after every way to die, and says which it was."""

import ctypes
import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.fakes.clock import FakeClock
from video.clock import Clock, SystemClock
from video.silence import EXCUSED_AT_MOST
from video.supervisor import RestartPolicy, SupervisedWorker
from video.views import WorkerPhase, WorkerState
from video.worker_link import WorkerLink

DEADLINE = 60.0
PAGE = b"x" * 4096


def toy(link: WorkerLink, config: dict[str, str]) -> None:
    """Echo what comes; die, hang, swell or fail as told."""
    ended = threading.Event()
    beating = threading.Event()
    beating.set()
    hoard: list[bytes] = []

    def beat() -> None:
        while not ended.is_set():
            if beating.is_set():
                link.beat("alive")
            ended.wait(0.05)

    beater = threading.Thread(target=beat)
    beater.start()
    try:
        while (message := link.receive()) is not None:
            match message:
                case "crash":
                    ctypes.string_at(0)
                case "exit":
                    os._exit(4)
                case "fail":
                    raise RuntimeError("told to")
                case "hang":
                    beating.clear()
                case "swell":
                    hoard.append(PAGE * 40_000)
                case _:
                    link.send((config["greeting"], message, os.getpid()))
    finally:
        ended.set()
        beater.join()


class Watched:
    """A worker with everything it said."""

    def __init__(self, clock: Clock | None = None, **policy: object) -> None:
        self.changed = threading.Condition()
        self.messages: list[Any] = []
        self.states: list[WorkerState] = []
        options = {"delays": (0.0, 0.05), "beat_timeout": 1.0} | policy
        self.worker = SupervisedWorker(
            "toy",
            toy,
            {"greeting": "hello"},
            clock or SystemClock(),
            on_message=self.hear,
            on_state=self.see,
            on_started=lambda: self.worker.send("restored"),
            policy=RestartPolicy(**options),  # type: ignore[arg-type]
        )
        self.worker.start()

    def hear(self, message: object) -> None:
        with self.changed:
            if message != "alive":
                self.messages.append(message)
            self.changed.notify_all()

    def see(self, state: WorkerState) -> None:
        with self.changed:
            self.states.append(state)
            self.changed.notify_all()

    def until(self, condition: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(condition, DEADLINE), (self.states, self.messages)

    def until_restored(self, times: int) -> None:
        self.until(
            lambda: (
                sum(m[1] == "restored" for m in self.messages if isinstance(m, tuple)) >= times
                and self.worker.state.phase is WorkerPhase.RUNNING
                and self.worker.state.restarts == times - 1
            )
        )


Make = Callable[..., Watched]


@pytest.fixture
def watched() -> Iterator[Make]:
    made: list[Watched] = []

    def make(clock: Clock | None = None, **policy: object) -> Watched:
        made.append(Watched(clock, **policy))
        return made[-1]

    yield make
    for one in made:
        one.worker.stop()


def test_it_runs_answers_and_stops(watched: Make) -> None:
    one = watched()
    one.until_restored(1)
    one.worker.send("ping")
    one.until(lambda: any(m[1] == "ping" for m in one.messages))
    assert one.worker.usage is not None and one.worker.usage.rss_bytes > 1_000_000
    assert one.worker.usage.pid == one.worker.state.pid != os.getpid()
    one.worker.stop()
    assert [s.phase for s in one.states] == [WorkerPhase.STARTING, WorkerPhase.RUNNING, WorkerPhase.STOPPED]
    assert one.worker.state.pid is None


@pytest.mark.parametrize(
    ("blow", "reason", "policy"),
    [
        ("crash", "crash", {}),
        ("exit", "exit", {}),
        ("hang", "hang", {}),
        ("swell", "memory", {"memory_limit": 100 * 1024 * 1024}),
    ],
)
def test_it_is_back_and_says_why(watched: Make, blow: str, reason: str, policy: dict[str, object]) -> None:
    one = watched(**policy)
    one.until_restored(1)
    first = one.worker.state.pid
    one.worker.send(blow)
    one.until_restored(2)
    assert one.worker.state.reason == reason
    assert one.worker.state.pid != first
    assert WorkerPhase.WAITING in [s.phase for s in one.states]
    if blow == "exit":
        assert one.worker.state.exit_code == 4
    if blow == "crash":
        assert one.worker.state.exit_code is not None and one.worker.state.exit_code != 0


def test_one_that_keeps_dying_is_called_failed_and_still_retried(watched: Make) -> None:
    one = watched()
    for times in range(1, 4):
        one.until_restored(times)
        one.worker.send("exit")
    one.until_restored(4)
    assert WorkerPhase.FAILED in [s.phase for s in one.states]


class CountingClock(FakeClock):
    """Moves only when told to, and knows how often it was read."""

    readings = 0

    def monotonic(self) -> float:
        self.readings += 1
        return super().monotonic()


def until_looked(clock: CountingClock, times: int = 1) -> None:
    """Wait until the keeper, which reads the clock at least once a look, has looked so often in whole."""
    pause, readings, deadline = threading.Event(), clock.readings, time.monotonic() + DEADLINE
    while clock.readings <= readings + times:
        assert time.monotonic() < deadline
        pause.wait(0.01)


def test_a_keeper_that_was_late_itself_does_not_take_its_worker_for_hung(watched: Make) -> None:
    """After a pause of the whole computer the worker has had no turn to beat either."""
    clock = CountingClock()
    one = watched(clock, beat_timeout=2.0)
    one.until_restored(1)
    one.worker.send("hang")
    one.worker.send("silent")
    one.until(lambda: any(m[1] == "silent" for m in one.messages))
    until_looked(clock, 3)
    for away in (300.0, 5.0):
        clock.advance(away)
        until_looked(clock, 5)
    assert (one.worker.state.phase, one.worker.state.restarts) == (WorkerPhase.RUNNING, 0)
    while WorkerPhase.WAITING not in [state.phase for state in one.states]:
        clock.advance(0.4)  # less than an absence
        until_looked(clock)
        assert clock.monotonic() < 1305.0 + 8 * 2.0 + EXCUSED_AT_MOST, "a hung one is found all the same"
    assert one.worker.state.reason == "hang"


def test_a_hung_worker_is_stopped_all_the_same(watched: Make) -> None:
    one = watched(beat_timeout=60.0)
    one.until_restored(1)
    one.worker.send("hang")
    one.worker.stop()
    assert one.worker.state.phase is WorkerPhase.STOPPED


def test_one_never_started_is_stopped_at_once() -> None:
    clock = FakeClock()
    one = SupervisedWorker("idle", toy, {}, clock, on_message=lambda _m: None, on_state=lambda _s: None)
    one.stop()
    assert one.state.phase is WorkerPhase.STOPPED
