"""Picture health in a worker: cameras that are shown by their pictures, others by their key pictures alone."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from av.video.frame import VideoFrame

from tests.fakes.encoded_video import encoded_feed
from tests.fakes.packets import entries_of
from video.decoder import PictureDecoder
from video.model import Packet, StreamInfo
from video.quality_state import QualityKind, QualityState
from video.quality_watch import LOOK_EVERY, CameraQuality, QualityWatch

DEADLINE = 60.0


def until(condition: Callable[[], bool]) -> None:
    pause, deadline = threading.Event(), time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline
        pause.wait(0.002)


@pytest.fixture
def told() -> list[QualityState]:
    return []


@pytest.fixture
def watch(told: list[QualityState]) -> Iterator[QualityWatch]:
    made = QualityWatch(frozenset(QualityKind), told.append)
    yield made
    made.close()


def the_same(number: int, every: float) -> tuple[Packet, StreamInfo]:
    """The first key picture again, `every` seconds after the one before."""
    packet, info = entries_of(encoded_feed(), count=1)[0]
    at = 1_000.0 + number * every
    return replace(packet, received_at=at, received_mono=at), info


def noted(camera: CameraQuality, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """When the pictures looked at came."""
    looks: list[float] = []
    look = camera.look

    def note(_self: CameraQuality, frame: VideoFrame, packet: Packet) -> None:
        look(frame, packet)
        looks.append(packet.received_at)

    monkeypatch.setattr(CameraQuality, "look", note)
    return looks


def test_a_camera_nobody_looks_at_is_judged_by_its_key_pictures(
    watch: QualityWatch, told: list[QualityState], monkeypatch: pytest.MonkeyPatch
) -> None:
    camera = watch.open("c1")
    assert camera is not None
    looks = noted(camera, monkeypatch)
    for number in range(9):
        camera.packet(*the_same(number, 3.0), False)
        until(lambda number=number: len(looks) == number + 1)  # type: ignore[misc]
    until(lambda: bool(told))
    assert [(state.camera, state.kind, state.since) for state in told] == [("c1", QualityKind.FROZEN, 1_000.0)]


def test_a_shown_camera_is_looked_at_once_a_second_and_not_twice(
    watch: QualityWatch, told: list[QualityState], monkeypatch: pytest.MonkeyPatch
) -> None:
    camera = watch.open("c1")
    assert camera is not None
    checked: list[object] = []
    monkeypatch.setattr(watch, "check", lambda *check: checked.append(check))
    decoder, looks = PictureDecoder(), noted(camera, monkeypatch)
    for number in range(30 * 15):
        packet, info = the_same(number, 1 / 15)
        camera.packet(packet, info, True)
        for frame, shown in decoder.decode(packet, info):
            camera.take(frame, shown, 0.0, False, 0)
    assert checked == [] and 29 <= len(looks) <= 31
    assert all(b - a >= 0.9 * LOOK_EVERY - 1e-6 for a, b in pairwise(looks))
    assert [state.kind for state in told] == [QualityKind.FROZEN]


def test_nothing_runs_where_nothing_is_wanted(told: list[QualityState]) -> None:
    assert QualityWatch((), told.append).open("c1") is None
