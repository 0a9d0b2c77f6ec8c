"""The intrusion rule: each person once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.detect.model import Rule
from video.detect.rules import WorkingRule, make_rule
from video.detect.scene import Scene, foot, inside
from video.model import Box

ZONE = ((0.5, 0.5), (1.0, 0.5), (1.0, 1.0), (0.5, 1.0))


def stand(x: float, y: float, track: int = 1, label: str = "person", confidence: float = 0.9) -> Box:
    """Someone whose feet are at x, y."""
    return Box(x - 0.02, y - 0.3, x + 0.02, y, label, confidence, track)


def rule(**changes: object) -> WorkingRule:
    return make_rule(Rule("r1", polygon=ZONE, classes=("person",), **changes))  # type: ignore[arg-type]


def look(one: WorkingRule, boxes: list[Box], now: float) -> tuple[Box, ...] | None:
    return one.update(Scene(now, now, tuple(boxes)))


def hits(one: WorkingRule, moments: list[tuple[float, list[Box]]]) -> list[float]:
    return [at for at, boxes in moments if look(one, boxes, at)]


def test_walking_in_and_staying_is_one_hit() -> None:
    walk = [(step * 0.2, [stand(0.3 + step * 0.02, 0.8)]) for step in range(30)]
    assert len(hits(rule(), walk)) == 1


def test_the_feet_decide_not_the_head() -> None:
    assert not look(rule(), [stand(0.7, 0.45)], 0.0)
    assert foot(stand(0.7, 0.8)) == pytest.approx((0.7, 0.8))


def test_feet_cut_off_by_the_picture_still_stand_in_the_zone() -> None:
    assert look(rule(), [stand(0.7, 1.0)], 0.0)


def test_who_comes_back_is_told_again_only_after_a_while() -> None:
    one, inside_box = rule(rearm_s=10.0), [stand(0.7, 0.8)]
    moments = [
        (0.0, inside_box),
        (1.0, []),
        (5.0, inside_box),
        (6.0, []),
        (15.5, inside_box),
        (16, []),
        (26, inside_box),
    ]
    assert hits(one, moments) == [0.0, 26]


def test_a_second_person_in_an_occupied_zone_is_told_too_and_only_he() -> None:
    one = rule()
    assert look(one, [stand(0.7, 0.8)], 0.0)
    fired = look(one, [stand(0.7, 0.8), stand(0.9, 0.9, track=2)], 0.2)
    assert fired is not None and [box.track for box in fired] == [2]


def test_who_changes_his_number_where_he_stands_is_not_told_again_nor_waits_again() -> None:
    one = rule(on_delay_s=2.0)
    moments = [(step * 0.5, [stand(0.7, 0.8, track=1 + step // 3)]) for step in range(40)]
    assert hits(one, moments) == [2.0]


def test_a_camera_looked_at_every_three_seconds_still_tells() -> None:
    assert hits(rule(on_delay_s=2.0), [(step * 3.0, [stand(0.7, 0.8)]) for step in range(4)]) == [3.0]


def test_who_was_seen_once_only_has_no_number_and_is_nobody_yet() -> None:
    assert not look(rule(), [Box(0.68, 0.5, 0.72, 0.8, "person", 0.9)], 0.0)


def test_the_delay_runs_for_each_by_itself() -> None:
    one = rule(on_delay_s=2.0)
    passers = [(step * 0.5, [stand(0.55 + 0.06 * (step // 2), 0.8, track=step // 2)]) for step in range(12)]
    assert hits(one, passers) == []
    waiting = [(20 + step * 0.5, [stand(0.7, 0.8, track=99)]) for step in range(8)]
    assert hits(one, waiting) == [22.0]


def test_a_short_miss_by_the_detector_does_not_restart_the_delay() -> None:
    one = rule(on_delay_s=2.0)
    moments = [(step * 0.5, [] if step == 2 else [stand(0.7, 0.8)]) for step in range(6)]
    assert hits(one, moments) == [2.0]


def test_other_classes_and_unsure_boxes_do_not_count() -> None:
    one = rule(min_confidence=0.5)
    assert not look(one, [stand(0.7, 0.8, label="dog"), stand(0.7, 0.8, confidence=0.45)], 0.0)


def test_motion_counts_for_any_class_because_it_knows_none() -> None:
    assert look(rule(min_confidence=0.9), [stand(0.7, 0.8, label="motion", confidence=0.5)], 0.0)


def test_the_hit_names_who_fired_it() -> None:
    boxes = [stand(0.7, 0.8, track=4), stand(0.1, 0.8, track=5)]
    assert [box.track for box in look(rule(), boxes, 0.0) or ()] == [4]


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
