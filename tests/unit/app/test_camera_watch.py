"""A lost camera is an alarm, once, and ends when the picture is back."""

from app.services.camera_watch import LOST_AFTER_SECONDS, CameraWatch
from tests.fakes.clock import FakeClock
from video.model import Phase, StreamKind, StreamState


def state(phase: Phase, kind: StreamKind = StreamKind.SUB) -> StreamState:
    return StreamState("cam01", kind, phase, since=0.0)


def test_a_short_gap_raises_nothing_and_a_long_one_raises_once() -> None:
    clock, told = FakeClock(), []
    watch = CameraWatch(clock, lambda *report: told.append(report))
    watch.take(state(Phase.LOST))
    clock.advance(LOST_AFTER_SECONDS - 0.1)
    watch.tick()
    assert told == []
    clock.advance(0.1)
    watch.take(state(Phase.CONNECTING))
    watch.tick()
    watch.tick()
    assert [(camera, active) for camera, active, _ in told] == [("cam01", True)]
    watch.take(state(Phase.LIVE))
    assert [(camera, active) for camera, active, _ in told] == [("cam01", True), ("cam01", False)]
    assert told[0][2] == told[1][2]


def test_a_second_loss_is_a_new_cause() -> None:
    clock, told = FakeClock(), []
    watch = CameraWatch(clock, lambda *report: told.append(report))
    for _ in range(2):
        watch.take(state(Phase.STALLED))
        clock.advance(LOST_AFTER_SECONDS)
        watch.tick()
        watch.take(state(Phase.LIVE))
    assert told[0][2] != told[2][2]


def test_the_main_stream_does_not_count() -> None:
    clock, told = FakeClock(), []
    watch = CameraWatch(clock, lambda *report: told.append(report))
    watch.take(state(Phase.LOST, StreamKind.MAIN))
    clock.advance(60)
    watch.tick()
    assert told == []


def test_a_loss_from_before_a_restart_is_not_raised_again_and_ends() -> None:
    clock, told = FakeClock(), []
    watch = CameraWatch(clock, lambda *report: told.append(report))
    watch.recall(["cam01"])
    watch.take(state(Phase.LOST))
    clock.advance(LOST_AFTER_SECONDS)
    watch.tick()
    assert told == []
    watch.take(state(Phase.LIVE))
    assert [(camera, active) for camera, active, _ in told] == [("cam01", False)]
