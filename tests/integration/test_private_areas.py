"""Private areas over real sockets and real worker processes: no picture that a person sees shows one."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import av
import numpy as np
import pytest

from tests.integration.test_engine import DEADLINE, SUB, Station, until
from video.frames import Frame, FrameSlot
from video.masks import Areas
from video.model import StreamKind
from video.views import PlaybackState, ViewHandle

#: The upper left quarter.
QUARTER: Areas = (((0.0, 0.0), (0.5, 0.0), (0.5, 0.5), (0.0, 0.5)),)
#: The generated pictures are never darker than this.
GROUND = 30


@pytest.fixture
def station() -> Iterator[Station]:
    made = Station()
    made.engine.set_masks({"01": QUARTER})
    made.until_live("01")
    made.until_live("02")
    yield made
    made.close()


def hidden(frame: Frame) -> bool:
    """Whether the quarter is black, all of it."""
    rows = np.frombuffer(frame.pixels, np.uint8).reshape(frame.height, frame.stride)
    quarter = rows[: frame.height // 2, : frame.width // 2 * 4].reshape(-1, 4)
    return not quarter[:, :3].any()


def rest_shown(frame: Frame) -> bool:
    rows = np.frombuffer(frame.pixels, np.uint8).reshape(frame.height, frame.stride)
    return bool(rows[frame.height // 2 + 8 :, : frame.width * 4].max(axis=1).min() >= GROUND)


class Watch:
    """Looks at every picture of a view, from its own thread's turn in `until`."""

    def __init__(self, handle: ViewHandle) -> None:
        self.handle = handle
        self.seen: list[bool] = []
        self._last = -1

    def look(self) -> int:
        frame = self.handle.latest()
        if frame is not None and frame.sequence != self._last:
            self._last = frame.sequence
            self.seen.append(hidden(frame))
            assert rest_shown(frame)
        return len(self.seen)

    def saw(self, count: int) -> bool:
        return self.look() >= count


def another(station: Station, watch: Watch, pid: int) -> bool:
    """Whether another worker has the camera; pictures are looked at meanwhile."""
    watch.look()
    return station.pid_of("01") not in (0, pid)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_no_picture_shows_a_private_area_even_when_workers_are_killed(station: Station) -> None:
    watch = Watch(station.engine.show("w", "01", SUB, 320, 180))
    for _ in range(3):
        count = len(watch.seen)
        until(partial(watch.saw, count + 8))
        pid = station.pid_of("01")
        os.kill(pid, signal.SIGKILL)
        until(partial(another, station, watch, pid))
    count = len(watch.seen)
    until(lambda: watch.look() >= count + 20)
    assert all(watch.seen)


def test_every_size_and_stream_and_the_past_are_hidden(station: Station) -> None:
    shows: dict[str, Callable[[], ViewHandle]] = {
        "wide": lambda: station.engine.show("wide", "01", SUB, 213, 121),
        "main": lambda: station.engine.show("main", "01", StreamKind.MAIN, 640, 360),
        "past": lambda: station.engine.loop("past", "01", time.time() - 3, time.time(), 320, 180),
    }
    watches = [Watch(show()) for show in shows.values()]
    until(lambda: min([watch.look() for watch in watches]) >= 5)
    assert all(all(watch.seen) for watch in watches)


def test_recordings_are_hidden_when_played_and_whole_on_the_disk(station: Station, tmp_path: Path) -> None:
    now = time.time()
    clip = station.engine.save_clip("01", SUB, now - 1, now + 1, tmp_path / "gate.mp4").result(DEADLINE)
    states: list[PlaybackState] = []
    handle = station.engine.play("p", [clip.path], 320, 180, states.append)
    watch = Watch(handle)
    until(lambda: watch.look() >= 1)
    handle.play()
    until(lambda: watch.look() >= 6)
    assert all(watch.seen)
    with av.open(str(clip.path)) as container:
        picture = next(container.decode(video=0)).to_ndarray(format="rgb24")
    assert picture[: picture.shape[0] // 2, : picture.shape[1] // 2].mean() >= GROUND


@pytest.mark.parametrize("ending", [".jpg", ".png"])
def test_a_still_is_hidden_in_the_file(station: Station, tmp_path: Path, ending: str) -> None:
    taken = station.engine.snapshot("01", tmp_path / f"still{ending}").result(DEADLINE)
    with av.open(str(taken.path)) as container:
        picture = next(container.decode(video=0)).to_ndarray(format="rgb24")
    height, width = picture.shape[:2]
    assert picture[: height // 2 - 8, : width // 2 - 8].max() < 20
    assert picture[height // 2 + 16 :].mean() >= GROUND


def test_areas_set_later_hold_at_once_and_for_their_camera_only(station: Station) -> None:
    watches = [Watch(station.engine.show(camera, camera, SUB, 320, 180)) for camera in ("01", "02")]
    until(lambda: min([watch.look() for watch in watches]) >= 3)
    assert not any(watches[1].seen)
    station.engine.set_masks({"02": QUARTER})
    until(lambda: (watches[1].look(), watches[1].seen[-1])[1])
    until(lambda: (watches[0].look(), not watches[0].seen[-1])[1])


def test_a_view_is_lifted_alone_and_falls_by_itself_whatever_the_engine_does(station: Station) -> None:
    lifted = Watch(station.engine.show("a", "01", SUB, 320, 180))
    other = Watch(station.engine.show("b", "01", SUB, 320, 180))
    until(lambda: min(lifted.look(), other.look()) >= 2)
    assert station.engine.lift_mask("a", 8.0)
    until(lambda: (lifted.look(), other.look(), not lifted.seen[-1])[2])
    station.engine.show("a", "01", SUB, 240, 135)  # resized meanwhile: still the same person's view
    count = lifted.look()
    until(lambda: (other.look(), lifted.look())[1] >= count + 3)
    assert not any(lifted.seen[count:])
    until(lambda: (other.look(), lifted.look(), lifted.seen[-1])[2])
    count = lifted.look()
    until(lambda: (other.look(), lifted.look())[1] >= count + 5)
    assert all(lifted.seen[count:])
    assert all(other.seen)
    assert not station.engine.lift_mask("nothing", 2.0)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_lifted_view_is_hidden_again_in_time_though_its_worker_is_killed(station: Station) -> None:
    watch = Watch(station.engine.show("a", "01", SUB, 320, 180))
    until(lambda: watch.look() >= 2)
    station.engine.lift_mask("a", 3.0)
    ends = time.monotonic() + 3.0
    os.kill(station.pid_of("01"), signal.SIGKILL)
    until(lambda: (watch.look(), time.monotonic() > ends)[1])
    count = watch.look()
    until(lambda: watch.look() >= count + 8)
    assert all(watch.seen[count + 1 :])


def test_what_is_not_looked_at_by_people_sees_all(station: Station) -> None:
    reader = FrameSlot.attach(station.engine.tap("01", 320, 180, 15))
    try:
        until(lambda: reader.latest() is not None)
        frame = reader.latest()
        assert frame is not None
        rows = np.frombuffer(frame.pixels, np.uint8).reshape(frame.height, frame.stride)
        assert rows[: frame.height // 2, : frame.width // 2 * 3].mean() >= GROUND
        del rows
    finally:
        reader.close()
        station.engine.untap("01")
