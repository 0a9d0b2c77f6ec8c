"""A small picture that was asked for before there was a process to make it comes all the same, or is given up."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.replay_footage import FolderFootage, write_segment
from tests.fakes.waiting import wait_until
from video.clock import SystemClock
from video.replay.commands import MakeThumbnail, ThumbnailMade
from video.replay.engine import ReplayEngine

START = 1_700_000_000.0
WITHIN = 10.0


class Worker:
    """A supervised worker as the engine sees it: what is sent before a process has begun is lost."""

    made: "Worker"

    def __init__(
        self, _name: str, _entry: object, _config: object, _clock: object, **heard: Callable[..., None] | Any
    ) -> None:
        self.on_message, self.on_started = heard["on_message"], heard["on_started"]
        self.sent: list[object] = []
        Worker.made = self

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def send(self, message: object) -> None:
        self.sent.append(message)

    def begin(self) -> None:
        self.sent.clear()
        self.on_started()

    def wishes(self) -> list[MakeThumbnail]:
        return [one for one in self.sent if isinstance(one, MakeThumbnail)]


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReplayEngine]:
    monkeypatch.setattr("video.replay.engine.SupervisedWorker", Worker)
    made = ReplayEngine(SystemClock(), FolderFootage(write_segment(tmp_path / "one.mp4", start=START)))
    yield made
    made.stop()


def asked() -> MakeThumbnail:
    wait_until("a wish", Worker.made.wishes, WITHIN)
    return Worker.made.wishes()[-1]


def test_what_was_asked_before_the_process_began_is_asked_again(engine: ReplayEngine) -> None:
    future = engine.thumbnail("01", START + 2.0, 64, 36)
    first = asked()
    Worker.made.begin()
    assert Worker.made.wishes() == [first]
    made = ThumbnailMade(first.request, START + 2.0, 64, 36, b"x")
    Worker.made.on_message(made)
    assert future.result(WITHIN) == made
    Worker.made.begin()
    assert Worker.made.wishes() == []


def test_what_a_process_left_is_given_up_for_it_may_have_ended_it(engine: ReplayEngine) -> None:
    Worker.made = None  # type: ignore[assignment]
    engine.show("01", 64, 36)
    Worker.made.begin()
    future = engine.thumbnail("01", START + 2.0, 64, 36)
    asked()
    Worker.made.begin()
    assert future.result(WITHIN) is None
    assert Worker.made.wishes() == []
