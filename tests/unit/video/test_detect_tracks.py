"""One object keeps one number."""

from video.detect.tracks import Tracker, overlap
from video.model import Box


def person(x: float, y: float = 0.4, confidence: float = 0.8, label: str = "person") -> Box:
    return Box(x, y, x + 0.05, y + 0.2, label, confidence)


def numbers(tracker: Tracker, boxes: list[Box], now: float) -> list[int | None]:
    return [box.track for box in tracker.update(boxes, now)]


def test_a_walker_keeps_the_number() -> None:
    tracker = Tracker()
    seen = {numbers(tracker, [person(0.1 + 0.02 * step)], step * 0.2)[0] for step in range(30)}
    assert seen == {1}


def test_two_who_cross_at_different_heights_keep_theirs() -> None:
    tracker = Tracker()
    for step in range(20):
        pair = [person(0.1 + 0.03 * step, 0.1), person(0.7 - 0.03 * step, 0.5)]
        assert numbers(tracker, pair, step * 0.2) == [1, 2]


def test_speed_carries_over_a_short_disappearance() -> None:
    tracker = Tracker()
    for step in range(10):
        numbers(tracker, [person(0.1 + 0.02 * step)], step * 0.2)
    assert numbers(tracker, [], 2.0) == []
    assert numbers(tracker, [person(0.1 + 0.02 * 15)], 3.0) == [1]


def test_a_long_absence_ends_it() -> None:
    tracker = Tracker(keep_s=2.0)
    numbers(tracker, [person(0.1)], 0.0)
    assert numbers(tracker, [person(0.1)], 2.5) == [2]


def test_unsure_boxes_keep_an_object_alive_but_start_none() -> None:
    tracker = Tracker(start_confidence=0.4)
    assert numbers(tracker, [person(0.1, confidence=0.3)], 0.0) == [None]
    assert numbers(tracker, [person(0.1)], 0.2) == [1]
    assert numbers(tracker, [person(0.1, confidence=0.3)], 0.4) == [1]


def test_a_car_does_not_become_a_person() -> None:
    tracker = Tracker()
    numbers(tracker, [person(0.1, label="car")], 0.0)
    assert numbers(tracker, [person(0.1)], 0.2) == [2]


def test_time_that_jumps_back_starts_afresh() -> None:
    tracker = Tracker()
    numbers(tracker, [person(0.1)], 100.0)
    assert numbers(tracker, [person(0.1)], 50.0) == [2]


def test_overlap_is_a_share() -> None:
    assert overlap(person(0.1), person(0.1)) == 1.0
    assert overlap(person(0.1), person(0.5)) == 0.0
    assert 0.32 < overlap(person(0.1), person(0.125)) < 0.34
