"""The intrusion rule: one person, one hit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.detect.model import Rule
from video.detect.rules import IntrusionRule, foot, inside
from video.model import Box

ZONE = ((0.5, 0.5), (1.0, 0.5), (1.0, 1.0), (0.5, 1.0))


def stand(x: float, y: float, track: int = 1, label: str = "person", confidence: float = 0.9) -> Box:
    """Someone whose feet are at x, y."""
    return Box(x - 0.02, y - 0.3, x + 0.02, y, label, confidence, track)


def rule(**changes: object) -> IntrusionRule:
    return IntrusionRule(Rule("r1", polygon=ZONE, classes=("person",), **changes))  # type: ignore[arg-type]


def hits(one: IntrusionRule, moments: list[tuple[float, list[Box]]]) -> list[float]:
    return [at for at, boxes in moments if one.update(boxes, at)]


def test_walking_in_and_staying_is_one_hit() -> None:
    walk = [(step * 0.2, [stand(0.3 + step * 0.02, 0.8)]) for step in range(30)]
    assert len(hits(rule(), walk)) == 1


def test_the_feet_decide_not_the_head() -> None:
    assert not rule().update([stand(0.7, 0.45)], 0.0)
    assert foot(stand(0.7, 0.8)) == pytest.approx((0.7, 0.8))


def test_feet_cut_off_by_the_picture_still_stand_in_the_zone() -> None:
    assert rule().update([stand(0.7, 1.0)], 0.0)


def test_it_arms_again_only_when_the_zone_was_empty_long_enough() -> None:
    one, inside_box = rule(rearm_s=10.0), [stand(0.7, 0.8)]
    moments = [
        (0.0, inside_box),
        (1.0, []),
        (5.0, inside_box),
        (6.0, []),
        (14.5, inside_box),
        (15.0, []),
        (24.5, inside_box),
    ]
    assert hits(one, moments) == [0.0, 24.5]


def test_a_second_person_in_an_occupied_zone_is_the_same_intrusion() -> None:
    one = rule()
    assert one.update([stand(0.7, 0.8)], 0.0)
    assert not one.update([stand(0.7, 0.8), stand(0.9, 0.9, track=2)], 0.2)


def test_the_delay_runs_for_each_by_itself() -> None:
    one = rule(on_delay_s=2.0)
    passers = [(step * 0.5, [stand(0.7, 0.8, track=step // 2)]) for step in range(12)]
    assert hits(one, passers) == []
    waiting = [(20 + step * 0.5, [stand(0.7, 0.8, track=99)]) for step in range(8)]
    assert hits(one, waiting) == [22.0]


def test_a_short_miss_by_the_detector_does_not_restart_the_delay() -> None:
    one = rule(on_delay_s=2.0)
    moments = [(step * 0.5, [] if step == 2 else [stand(0.7, 0.8)]) for step in range(6)]
    assert hits(one, moments) == [2.0]


def test_other_classes_and_unsure_boxes_do_not_count() -> None:
    one = rule(min_confidence=0.5)
    assert not one.update([stand(0.7, 0.8, label="dog"), stand(0.7, 0.8, confidence=0.45)], 0.0)


def test_motion_counts_for_any_class_because_it_knows_none() -> None:
    assert rule(min_confidence=0.9).update([stand(0.7, 0.8, label="motion", confidence=0.5)], 0.0)


def test_the_hit_names_who_fired_it() -> None:
    boxes = [stand(0.7, 0.8, track=4), stand(0.1, 0.8, track=5)]
    assert [box.track for box in rule().update(boxes, 0.0)] == [4]


def test_a_zone_without_corners_holds_nobody() -> None:
    assert not inside((0.5, 0.5), ())
    assert not inside((0.5, 0.5), ((0, 0), (1, 1)))


@given(st.floats(0, 1), st.floats(0, 1))
def test_inside_a_square_is_inside_a_square(x: float, y: float) -> None:
    corners = ((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75))
    if 0.25 < x < 0.75 and 0.25 < y < 0.75:
        assert inside((x, y), corners)
    if not (0.25 <= x <= 0.75 and 0.25 <= y <= 0.75):
        assert not inside((x, y), corners)
