"""A rule over stored boxes fires when it would have fired live."""

from collections.abc import Iterator

import pytest

from video.detect.model import Hours, Rule, RuleKind
from video.detect.rehearsal import BY_BOXES, rehearse
from video.model import Box, BoxSet

START = 1_700_000_000.0
LEFT_HALF = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))


def look(at: float, *boxes: Box) -> BoxSet:
    return BoxSet("gate", START + at, boxes, "m")


def box(x: float, track: int = 1, label: str = "person", y: float = 0.8) -> Box:
    return Box(x - 0.05, y - 0.3, x + 0.05, y, label, 0.9, track)


def walk(began: float, seconds: float, first: float, last: float, **kind: object) -> Iterator[BoxSet]:
    """Someone goes from one place to another, looked at five times a second."""
    steps = int(seconds * 5)
    for step in range(steps + 1):
        yield look(began + step / 5, box(first + (last - first) * step / steps, **kind))  # type: ignore[arg-type]


def fired(rule: Rule, *looks: BoxSet) -> list[float]:
    return [round(hit.at - START, 1) for hit in rehearse(rule, looks)]


def test_each_who_comes_in_is_told_once_and_again_after_he_was_away() -> None:
    rule = Rule("r", polygon=LEFT_HALF, on_delay_s=0.5)
    first, second = walk(0, 4, 0.9, 0.3), walk(100, 4, 0.9, 0.3)
    assert fired(rule, *first, *second) == [3.4, 103.4]
    assert fired(rule, *walk(0, 4, 0.9, 0.6)) == []


def test_hours_and_classes_hold_for_the_past_too() -> None:
    rule = Rule("r", polygon=LEFT_HALF, classes=("car",))
    assert fired(rule, *walk(0, 4, 0.9, 0.3)) == []
    assert len(fired(rule, *walk(0, 4, 0.9, 0.3, label="car"))) == 1
    never = Rule("r", polygon=LEFT_HALF, hours=(Hours(frozenset()),))
    assert fired(never, *walk(0, 4, 0.9, 0.3)) == []


def test_a_line_by_its_direction() -> None:
    line = ((0.5, 0.0), (0.5, 1.0))
    both = Rule("r", RuleKind.LINE_CROSSING, line=line)
    way = Rule("r", RuleKind.LINE_CROSSING, line=line, direction="left")
    over, back = list(walk(0, 4, 0.2, 0.8)), list(walk(60, 4, 0.8, 0.2, track=2))
    assert len(fired(both, *over, *back)) == 2
    assert len(fired(way, *over, *back)) == 1


def test_the_wrong_way_is_told_by_speeds_that_are_measured_anew() -> None:
    rule = Rule("r", RuleKind.WRONG_WAY, line=((0.1, 0.8), (0.9, 0.8)), on_delay_s=1.0)
    assert len(fired(rule, *walk(0, 6, 0.9, 0.1, label="car"))) == 1
    assert fired(rule, *walk(0, 6, 0.1, 0.9, label="car")) == []


def test_nobody_there_between_two_pictures_ends_a_stay() -> None:
    """Nothing is kept of pictures with nothing on them: two short stays are not one long one."""
    rule = Rule("r", RuleKind.VEHICLE_STOPPED, on_delay_s=30.0)
    crowd = Rule("r", RuleKind.CROWD, count=1, on_delay_s=20.0)
    pair = [look(at, box(0.2), box(0.6, 2)) for at in (0.0, 0.2, 0.4, 60.0, 60.2, 60.4)]
    assert fired(crowd, *pair) == []
    stands = [look(at / 5, box(0.3, label="car")) for at in range(200)]
    assert fired(rule, *stands) == [30.0]


def test_what_only_moved_is_said() -> None:
    (hit,) = rehearse(Rule("r", polygon=LEFT_HALF), walk(0, 4, 0.9, 0.3, label="motion"))
    assert hit.by_motion
    (hit,) = rehearse(Rule("r", polygon=LEFT_HALF), walk(0, 4, 0.9, 0.3))
    assert not hit.by_motion


@pytest.mark.parametrize("kind", sorted(set(RuleKind) - BY_BOXES))
def test_what_needs_the_picture_is_refused(kind: RuleKind) -> None:
    with pytest.raises(ValueError, match="boxes"):
        list(rehearse(Rule("r", kind), ()))
