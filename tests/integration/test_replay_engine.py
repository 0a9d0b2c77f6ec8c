"""Playback's engine and its worker process: lost, private areas, files from elsewhere, speeds, sound, memory."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.fakes.replay_footage import RATE, FolderFootage, grey_of, moved, write_segment
from tests.fakes.waiting import wait_until
from video.archive.model import FootageError, Segment
from video.clock import SystemClock
from video.replay.commands import ReplayConfig, TrackState
from video.replay.engine import ReplayEngine
from video.sound import Heard
from video.views import ViewHandle

START = 1_700_000_000.0
WITHIN = 60.0


class Played:
    """An engine and what it told."""

    def __init__(self, source: FolderFootage, kept_bytes: int = 8_000_000) -> None:
        self.states: dict[str, TrackState] = {}
        self.heard: list[Heard] = []
        config = ReplayConfig(kept_bytes=kept_bytes)
        self.engine = ReplayEngine(SystemClock(), source, on_state=self._take, config=config)

    def _take(self, state: TrackState) -> None:
        self.states[state.camera] = state

    def until(self, done: Callable[[], bool]) -> None:
        wait_until(self.states, done, WITHIN)

    def go(self, at: float, *handles: ViewHandle) -> None:
        """Go there, and wait for the pictures."""
        self.engine.seek(at)
        self.until(lambda: all(shows(one, at) for one in handles))


def shown_at(handle: ViewHandle) -> float:
    frame = handle.latest()
    return frame.received_at if frame is not None else 0.0


def shows(handle: ViewHandle, at: float) -> bool:
    return abs(shown_at(handle) - at) < 0.001


def grey(handle: ViewHandle, x: int = 100, y: int = 60) -> int:
    frame = handle.latest()
    assert frame is not None
    return frame.pixels[y * frame.stride + 4 * x]


@pytest.fixture(scope="module")
def segment(tmp_path_factory: pytest.TempPathFactory) -> Segment:
    return write_segment(tmp_path_factory.mktemp("footage") / "a.mp4", start=START, sound=True)


@pytest.fixture(scope="module")
def minute(tmp_path_factory: pytest.TempPathFactory) -> Segment:
    return write_segment(tmp_path_factory.mktemp("footage") / "m.mp4", start=START, pictures=600)


@pytest.fixture
def source(segment: Segment) -> FolderFootage:
    return FolderFootage(segment, moved(segment, "02", 0.0))


@pytest.fixture
def played(source: FolderFootage) -> Iterator[Played]:
    made = Played(source)
    yield made
    made.engine.stop()


def test_a_lost_worker_comes_back_where_it_was(played: Played) -> None:
    handle = played.engine.show("01", 320, 180)
    played.go(START + 2.0, handle)
    worker = played.engine.worker
    assert worker is not None and worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    played.engine.seek(START + 4.0)
    played.until(lambda: shown_at(handle) == START + 4.0)
    assert abs(grey(handle) - grey_of(40)) <= 4
    again = played.engine.worker
    assert again is not None and again.restarts == 1


def test_private_areas_are_black_in_pictures_and_thumbnails_unless_lifted(played: Played) -> None:
    left = (((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0)),)
    played.engine.set_masks({"01": left})
    first, second = played.engine.show("01", 320, 180), played.engine.show("02", 320, 180)
    played.go(START + 2.0, first, second)
    assert grey(first, 20) == 0 and grey(first, 300) > 20
    assert grey(second, 20) > 20  # nobody asked for this one
    thumbnail = played.engine.thumbnail("01", START + 2.0, 160, 90).result(WITHIN)
    assert thumbnail is not None and thumbnail.pixels[3 * 10] == 0 and thumbnail.pixels[3 * 150] > 20
    sequence = first.sequence
    assert played.engine.lift_mask("01", 60.0)
    played.until(lambda: first.sequence > sequence and grey(first, 20) > 20)
    played.engine.lift_mask("01", 0.0)
    played.until(lambda: grey(first, 20) == 0)
    assert not played.engine.lift_mask("07", 60.0)


def test_at_rest_private_areas_are_black_again_by_themselves_and_once_they_are_drawn(played: Played) -> None:
    left = (((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0)),)
    handle = played.engine.show("01", 320, 180)
    played.go(START + 2.0, handle)
    played.until(lambda: grey(handle, 20) > 20)
    played.engine.set_masks({"01": left})
    played.until(lambda: grey(handle, 20) == 0)  # though no other picture is due
    since = time.monotonic()
    assert played.engine.lift_mask("01", 4.0)
    played.until(lambda: grey(handle, 20) > 20)
    played.until(lambda: grey(handle, 20) == 0)  # nobody asked for it: the worker keeps the time
    assert time.monotonic() - since >= 4.0


def test_a_file_that_lies_elsewhere_is_fetched_when_it_is_wanted(tmp_path: Path, segment: Segment) -> None:
    here = tmp_path / "cache" / "far.mp4"
    far = replace(segment, path=here)

    class Remote(FolderFootage):
        away = True

        def fetch(self, one: Segment) -> Path:
            if self.away:
                raise FootageError("away")
            here.parent.mkdir(exist_ok=True)
            here.write_bytes(segment.path.read_bytes())
            return here

    source = Remote(far)
    played = Played(source)
    try:
        handle = played.engine.show("01", 320, 180)
        played.engine.seek(START + 1.0)
        played.until(lambda: "01" in played.states and played.states["01"].code == "away")  # said, not a black picture
        source.away = False
        played.engine.refresh()
        played.until(lambda: shown_at(handle) == START + 1.0)
    finally:
        played.engine.stop()


def test_the_sound_is_that_of_the_picture(tmp_path: Path) -> None:
    played = Played(FolderFootage(write_segment(tmp_path / "loud.mp4", start=START, pictures=600, sound=True)))
    try:
        _hear(played)
    finally:
        played.engine.stop()


def _hear(played: Played) -> None:
    handle = played.engine.show("01", 320, 180)
    played.go(START + 1.0, handle)
    played.engine.hear("01", played.heard.append)
    played.engine.play()
    played.until(lambda: sum(one.samples is not None for one in played.heard) >= 8)

    def in_time() -> bool:
        """Sent a little before it is due; other work may hold up a piece, not all of them."""
        last = next(one.samples for one in reversed(played.heard) if one.samples is not None)
        return abs(last.captured_at - played.engine.position) < 0.75

    played.until(in_time)
    first = next(one.samples for one in played.heard if one.samples is not None)
    assert first.captured_at >= START + 0.9 and (first.rate, first.channels) == (16000, 1)
    played.engine.set_speed(2.0)
    turned = played.engine.position
    played.until(lambda: played.engine.position > turned + 6.0)  # what was on its way has come
    count = len(played.heard)
    played.until(lambda: played.engine.position > turned + 10.0)
    assert len(played.heard) == count  # silent at any other speed


@pytest.mark.parametrize("speed", [16.0, 4.0, 0.25, -0.25, -4.0, -16.0])
def test_it_runs_so_many_times_as_fast_both_ways(minute: Segment, speed: float) -> None:
    played = Played(FolderFootage(minute))
    try:
        handle = played.engine.show("01", 320, 180)
        begun = START + (5.0 if speed > 0 else 55.0)
        played.go(begun, handle)
        played.engine.set_speed(speed)
        played.engine.play()
        since = time.monotonic()
        goal = begun + speed * 1.5
        played.until(lambda: (played.engine.position - goal) * speed >= 0)
        took = time.monotonic() - since
        assert took > 1.49  # never faster; a machine with too much to do is slower
        played.until(lambda: (shown_at(handle) - goal) * speed >= -abs(speed) * 0.5)
        played.engine.pause()
        assert START <= shown_at(handle) <= START + 60.0
        rested = played.engine.position
        assert played.engine.position == rested and not played.engine.playing
    finally:
        played.engine.stop()


def test_sixteen_cameras_stand_at_one_moment(segment: Segment) -> None:
    names = [f"{number:02d}" for number in range(1, 17)]
    played = Played(FolderFootage(*(moved(segment, name, 0.0) for name in names)))
    try:
        handles = [played.engine.show(name, 160, 90) for name in names]
        played.go(START + 3.7, *handles)
        played.engine.step("16", -1)
        played.until(lambda: all(abs(shown_at(one) - START - 3.6) < 0.001 for one in handles))
        assert len(played.engine.cameras) == 16
    finally:
        played.engine.stop()


def test_memory_is_bounded_and_few_questions_are_asked(source: FolderFootage) -> None:
    played = Played(source, kept_bytes=1_000_000)
    try:
        handle = played.engine.show("01", 320, 180)
        for second in (5.9, 0.1, 3.0, 5.0, 1.0):
            played.go(START + second, handle)
        for _ in range(10):
            wanted = max(START, shown_at(handle) - 1 / RATE)
            played.engine.step("01", -1)
            played.until(partial(shows, handle, wanted))
        assert source.asked <= 6
    finally:
        played.engine.stop()


def test_what_is_hidden_is_gone(played: Played) -> None:
    handle = played.engine.show("01", 320, 180)
    played.go(START + 1.0, handle)
    played.engine.hide("01")
    assert played.engine.cameras == () and handle.latest() is None
    played.engine.hide("01")
    again = played.engine.show("01", 160, 90)
    played.go(START + 2.0, again)
    frame = again.latest()
    assert frame is not None and frame.width <= 160
