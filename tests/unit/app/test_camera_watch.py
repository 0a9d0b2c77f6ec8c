"""A lost camera is an alarm, once, and ends when the picture is back."""

import threading
from dataclasses import replace

from app.services.camera_watch import LOST_AFTER_SECONDS, TICK_WITHIN_SECONDS, CameraWatch
from tests.fakes.clock import FakeClock
from video.model import Phase, StreamKind, StreamState
from video.silence import EXCUSED_AT_MOST


def state(phase: Phase, kind: StreamKind = StreamKind.SUB) -> StreamState:
    return StreamState("cam01", kind, phase, since=0.0)


def pass_time(clock: FakeClock, watch: CameraWatch, seconds: float) -> None:
    """Let whole seconds pass, with a tick each."""
    for _ in range(int(seconds)):
        clock.advance(1.0)
        watch.tick()


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
        pass_time(clock, watch, LOST_AFTER_SECONDS)
        watch.take(state(Phase.LIVE))
    assert told[0][2] != told[2][2]


def test_a_camera_back_while_the_station_itself_was_late_is_not_lost() -> None:
    """Its news waits in a pipe that nobody reads until a moment after the watch has its turn again."""
    clock, told = FakeClock(), []
    watch = CameraWatch(clock, lambda *report: told.append(report))
    watch.tick()
    watch.take(state(Phase.STALLED))
    clock.advance(30.0)
    watch.tick()
    watch.take(state(Phase.LIVE))
    pass_time(clock, watch, 20)
    assert told == []


def test_a_camera_lost_while_the_station_was_late_is_told_later_by_no_more_than_that() -> None:
    clock, told = FakeClock(), []
    watch = CameraWatch(clock, lambda *report: told.append(report))
    watch.tick()
    watch.take(state(Phase.LOST))
    clock.advance(30.0)
    pass_time(clock, watch, LOST_AFTER_SECONDS - 2)
    assert told == []
    pass_time(clock, watch, 2 + TICK_WITHIN_SECONDS)
    assert [(camera, active) for camera, active, _ in told] == [("cam01", True)]


def test_a_station_that_is_always_late_still_tells_of_a_lost_camera() -> None:
    clock, told = FakeClock(), []
    watch = CameraWatch(clock, lambda *report: told.append(report))
    watch.tick()
    watch.take(state(Phase.LOST))
    lost_at = clock.monotonic()
    while not told:
        clock.advance(6.0)
        watch.tick()
        assert clock.monotonic() - lost_at <= LOST_AFTER_SECONDS + EXCUSED_AT_MOST + 2 * 6.0


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


class Neighbours:
    """Two stations that watch one camera; one of them owns it, and both know whose alarms stand."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.owner = "one"
        self.standing: set[str] = set()
        self.told: list[tuple[str, bool]] = []
        self.one, self.two = self._watch("one"), self._watch("two")

    def _watch(self, name: str) -> CameraWatch:
        def report(camera: str, active: bool, _cause: str) -> None:
            self.told.append((name, active))
            (self.standing.add if active else self.standing.discard)(camera)

        return CameraWatch(self.clock, report, lambda _camera: self.owner == name, lambda: self.standing)

    def see(self, phase: Phase) -> None:
        for watch in (self.one, self.two):
            watch.take(state(phase))

    def tick(self) -> None:
        for watch in (self.one, self.two):
            watch.tick()


def test_of_two_stations_the_owner_alone_tells_of_a_lost_camera() -> None:
    both = Neighbours()
    both.see(Phase.LOST)
    both.clock.advance(LOST_AFTER_SECONDS)
    both.tick()
    both.see(Phase.LIVE)
    both.tick()
    assert both.told == [("one", True), ("one", False)]


def test_who_takes_over_neither_raises_again_nor_leaves_standing_what_is_over() -> None:
    both = Neighbours()
    both.see(Phase.LOST)
    both.clock.advance(LOST_AFTER_SECONDS)
    both.tick()
    both.owner = "two"
    both.tick()
    assert both.told == [("one", True)]
    both.see(Phase.LIVE)
    both.tick()
    assert both.told == [("one", True), ("two", False)]
    both.tick()
    assert len(both.told) == 2


def test_stations_with_other_clocks_say_alike_when_a_camera_was_last_seen() -> None:
    seen = []
    for skew in (0.0, 180.0):
        clock = FakeClock()
        told: list[tuple[object, ...]] = []
        clock.step_utc(skew)

        def take(*report: object, told: list[tuple[object, ...]] = told) -> None:
            told.append(report)

        watch = CameraWatch(clock, take)
        watch.take(replace(state(Phase.LIVE), clock_offset=7.0 - skew))
        at = clock.now()
        clock.advance(2.5)
        watch.take(replace(state(Phase.STALLED), last_packet_at=at))
        clock.advance(LOST_AFTER_SECONDS)
        watch.tick()
        seen.append((watch.last_seen("cam01"), told))
    assert seen[0] == seen[1]
    assert seen[0][1][0][2] == f"cam01@{seen[0][0]:.3f}"


def test_the_end_of_a_loss_never_overtakes_its_beginning() -> None:
    clock = FakeClock()
    told: list[tuple[str, bool]] = []
    others: list[threading.Thread] = []

    def report(camera: str, active: bool, _cause: str) -> None:
        if not others:  # while the first loss is told the second camera comes back, in a thread of the streams
            others.append(threading.Thread(target=watch.take, args=(replace(state(Phase.LIVE), camera="cam02"),)))
            others[0].start()
            others[0].join(0.3)
        told.append((camera, active))

    watch = CameraWatch(clock, report)
    for camera in ("cam01", "cam02"):
        watch.take(replace(state(Phase.LOST), camera=camera))
    clock.advance(LOST_AFTER_SECONDS)
    watch.tick()
    others[0].join()
    assert told == [("cam01", True), ("cam02", True), ("cam02", False)]


def test_a_loss_that_another_station_still_holds_is_ended_again_under_a_new_name() -> None:
    clock = FakeClock()
    told: list[tuple[str, bool, str]] = []
    standing: set[str] = set()
    watch = CameraWatch(clock, lambda *report: told.append(report), standing=lambda: standing)
    watch.take(state(Phase.LOST))
    clock.advance(LOST_AFTER_SECONDS)
    watch.tick()
    watch.take(state(Phase.LIVE))
    standing.add("cam01")
    clock.advance(5)
    watch.tick()
    ends = [cause for _, active, cause in told if not active]
    assert len(ends) == len(set(ends)) == 2
