"""The Qt side of video: images without a copy, states coalesced on the GUI thread."""

from __future__ import annotations

import threading

from pytestqt.qtbot import QtBot

from video.frames import FrameSlot, FrameStamp
from video.model import Phase, StreamKind, StreamState
from video.qt.bridge import VideoBridge
from video.qt.surface import image, kept_image
from video.views import WorkerPhase, WorkerState


def state(camera: str, phase: Phase) -> StreamState:
    return StreamState(camera, StreamKind.SUB, phase, 1.0)


def test_an_image_shows_the_slots_pixels_and_a_kept_one_outlives_them() -> None:
    slot = FrameSlot.create(2, 2, "bgra")
    rows = (bytes((255, 0, 0, 255)) + bytes((0, 0, 255, 255))).ljust(16, b"\0") * 2
    slot.write(memoryview(rows), 2, 2, 16, FrameStamp(0.0, 0.0, 0.0, 0.0))
    frame = slot.latest()
    assert frame is not None
    shown, kept = image(frame), kept_image(frame)
    assert (shown.width(), shown.height()) == (2, 2)
    assert (shown.pixelColor(0, 0).name(), shown.pixelColor(1, 1).name()) == ("#0000ff", "#ff0000")
    frame.pixels[0:4] = bytes((0, 255, 0, 255))
    assert shown.pixelColor(0, 0).name() == "#00ff00"  # no copy
    del shown, frame
    slot.unlink()
    slot.close()
    assert kept.pixelColor(0, 0).name() == "#0000ff"


def test_states_of_a_stream_between_two_signals_are_told_once(qtbot: QtBot) -> None:
    bridge = VideoBridge(interval_ms=20)

    def speak() -> None:
        for phase in (Phase.CONNECTING, Phase.LIVE):
            for camera in ("01", "02"):
                bridge.stream_state(state(camera, phase))

    with qtbot.waitSignal(bridge.stream_state_changed, timeout=30_000) as heard:
        thread = threading.Thread(target=speak)
        thread.start()
        thread.join()
    assert [(s.camera, s.phase) for s in heard.args[0]] == [("01", Phase.LIVE), ("02", Phase.LIVE)]
    with qtbot.waitSignal(bridge.stream_state_changed, timeout=30_000) as heard:
        bridge.stream_state(state("01", Phase.LOST))
    assert [s.phase for s in heard.args[0]] == [Phase.LOST]
    bridge.close()


def test_a_worker_is_told_at_once_and_a_closed_bridge_is_silent(qtbot: QtBot) -> None:
    bridge = VideoBridge(interval_ms=20)
    worker = WorkerState("video-1", WorkerPhase.RUNNING, 1.0)
    with qtbot.waitSignal(bridge.worker_changed, timeout=30_000) as heard:
        bridge.worker_state(worker)
    assert heard.args == [worker]
    bridge.close()
    with qtbot.assertNotEmitted(bridge.stream_state_changed, wait=60):
        bridge.stream_state(state("01", Phase.LIVE))
        bridge.worker_state(worker)
