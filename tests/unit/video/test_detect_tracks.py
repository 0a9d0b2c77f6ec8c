"""One object keeps one number, and is known to move or to stand."""

import pytest

from video.detect.tracks import Tracker, overlap
from video.model import Box


def person(x: float, y: float = 0.4, confidence: float = 0.8, label: str = "person") -> Box:
    return Box(x, y, x + 0.05, y + 0.2, label, confidence)


def numbers(tracker: Tracker, boxes: list[Box], now: float) -> list[int | None]:
    return [box.track for box in tracker.update(boxes, now)]


@pytest.mark.parametrize("rate", [3, 5, 15])
def test_a_walker_keeps_the_number_from_the_second_sighting_on(rate: int) -> None:
    tracker = Tracker()
    seen = [numbers(tracker, [person(0.1 + 0.08 * step / rate)], step / rate)[0] for step in range(6 * rate)]
    assert seen == [None] + [1] * (6 * rate - 1)


def test_a_runner_who_no_longer_overlaps_with_himself_is_one() -> None:
    tracker = Tracker()
    seen = [numbers(tracker, [person(0.05 + 0.07 * step)], step / 3)[0] for step in range(9)]
    assert set(seen[1:]) == {1}


def test_two_who_cross_at_different_heights_keep_theirs() -> None:
    tracker = Tracker()
    for step in range(20):
        pair = [person(0.1 + 0.03 * step, 0.1), person(0.7 - 0.03 * step, 0.5)]
        assert numbers(tracker, pair, step * 0.2) == ([1, 2] if step else [None, None])


def test_speed_carries_over_a_short_disappearance() -> None:
    tracker = Tracker()
    for step in range(10):
        numbers(tracker, [person(0.1 + 0.02 * step)], step * 0.2)
    for step in range(10, 15):
        assert numbers(tracker, [], step * 0.2) == []
    assert numbers(tracker, [person(0.1 + 0.02 * 15)], 3.0) == [1]


def test_a_long_absence_ends_it() -> None:
    tracker = Tracker(keep_s=2.0)
    for at in (0.0, 0.2, 2.5):
        numbers(tracker, [person(0.1)], at)
    assert numbers(tracker, [person(0.1)], 2.7) == [2]


def test_unsure_boxes_keep_an_object_alive_but_start_none() -> None:
    tracker = Tracker(start_confidence=0.4)
    unsure, sure = person(0.1, confidence=0.3), person(0.1)
    assert [numbers(tracker, [unsure], at)[0] for at in (0.0, 0.2, 0.4)] == [None, None, None]
    assert [numbers(tracker, [sure], at)[0] for at in (0.6, 0.8)] == [None, 1]
    assert numbers(tracker, [unsure], 1.0) == [1]


def test_a_car_does_not_become_a_person_but_may_be_called_a_truck() -> None:
    tracker = Tracker()
    for at in (0.0, 0.2):
        numbers(tracker, [person(0.1, label="car")], at)
    assert numbers(tracker, [person(0.1)], 0.4) == [None]
    assert numbers(tracker, [person(0.1, label="truck")], 0.6) == [1]


def test_time_that_jumps_back_starts_afresh_and_no_number_comes_twice() -> None:
    tracker = Tracker()
    for at in (100.0, 100.2, 50.0):
        numbers(tracker, [person(0.1)], at)
    assert numbers(tracker, [person(0.1)], 50.2) == [2]
    assert numbers(tracker, [person(0.1)], 50.2) == [2]


def test_speed_and_direction_are_told_and_who_moved() -> None:
    tracker = Tracker()
    for step in range(10):
        walker, waiting = tracker.update([person(0.1 + 0.02 * step), person(0.7 + 0.002 * (step % 2))], step * 0.2)
    assert walker.velocity == pytest.approx((0.1, 0.0), abs=1e-6)
    assert waiting.velocity == pytest.approx((0.0, 0.0), abs=0.003)
    assert walker.moved and not waiting.moved


def test_boxes_come_back_in_their_order_with_what_they_were() -> None:
    tracker = Tracker()
    boxes = [person(0.1, confidence=0.2), person(0.5), person(0.3, label="dog"), person(0.8)]
    tracker.update(boxes, 0.0)
    found = tracker.update(boxes, 0.2)
    assert [(box.left, box.label, box.confidence) for box in found] == [(b.left, b.label, b.confidence) for b in boxes]
    assert found[0].track is None
    assert len({box.track for box in found[1:]}) == 3


def test_overlap_is_a_share() -> None:
    assert overlap(person(0.1), person(0.1)) == 1.0
    assert overlap(person(0.1), person(0.5)) == 0.0
    assert 0.32 < overlap(person(0.1), person(0.125)) < 0.34
