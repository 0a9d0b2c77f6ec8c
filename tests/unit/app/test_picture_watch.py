"""Findings of picture health become alarms: the worst of each camera, each once, and they end."""

from app.services.picture_watch import FOUND_AGAIN_WITHIN, PictureWatch, worst
from tests.fakes.clock import FakeClock
from video.quality_state import QualityKind, QualityState

COVERED, FROZEN, MOVED = QualityKind.COVERED, QualityKind.FROZEN, QualityKind.MOVED
Told = list[tuple[str, QualityKind, bool, str]]


def state(kind: QualityKind = COVERED, active: bool = True, since: float = 5.0) -> QualityState:
    return QualityState("c1", kind, active, since, 0.1)


def made(clock: FakeClock, mine: bool = True) -> tuple[PictureWatch, Told]:
    told: Told = []
    return PictureWatch(clock, lambda *report: told.append(report), lambda _camera: mine), told


def test_a_finding_is_reported_once_and_ends() -> None:
    watch, told = made(FakeClock())
    watch.take(state())
    watch.take(state())
    assert watch.worst_of("c1") is COVERED
    watch.take(state(active=False, since=60.0))
    watch.take(state(active=False, since=61.0))
    assert told == [("c1", COVERED, True, "c1/covered@5.0"), ("c1", COVERED, False, "c1/covered over@60.0")]
    assert watch.worst_of("c1") is None


def test_a_worse_one_takes_the_place_and_leaves_it_again() -> None:
    watch, told = made(FakeClock())
    watch.take(state(MOVED))
    watch.take(state(FROZEN, since=7.0))
    watch.take(state(FROZEN, active=False))
    watch.take(state(MOVED, active=False))
    assert [(kind, active) for _, kind, active, _ in told] == [
        (MOVED, True),
        (FROZEN, True),
        (MOVED, True),
        (MOVED, False),
    ]


def test_what_another_station_reports_is_left_to_it() -> None:
    watch, told = made(FakeClock(), mine=False)
    watch.take(state())
    assert told == [] and watch.worst_of("c1") is COVERED


def test_what_stood_before_ends_unless_it_is_found_again() -> None:
    clock = FakeClock()
    watch, told = made(clock)
    watch.recall({"c1": "covered", "c2": "frozen"})
    watch.take(QualityState("c2", FROZEN, True, 3.0, 30.0))
    clock.advance(FOUND_AGAIN_WITHIN - 1)
    watch.tick()
    assert told == []
    clock.advance(1)
    watch.tick()
    watch.tick()
    assert [(camera, kind, active) for camera, kind, active, _ in told] == [("c1", COVERED, False)]
    watch.take(QualityState("c2", FROZEN, False, 9.0, 0.0))
    assert [(camera, kind, active) for camera, kind, active, _ in told[1:]] == [("c2", FROZEN, False)]


def test_the_worst_is_shown() -> None:
    assert worst(set()) is None
    assert worst({MOVED, FROZEN}) is FROZEN
