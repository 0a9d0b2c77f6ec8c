"""What was left or taken, on drawn pictures with noise."""

import numpy as np
import pytest

from video.cv import cv2
from video.detect.letterbox import Picture
from video.detect.still_things import StillThings
from video.model import Box

WIDTH, HEIGHT = 320, 180
_NOISE = np.random.default_rng(5).normal(0, 2.0, (7, HEIGHT, WIDTH, 3))


def hall(*things: tuple[int, int, int, int], light: float = 1.0) -> Picture:
    """A hall with tiles; a thing is a dark bag with a bright strap."""
    picture = np.full((HEIGHT, WIDTH, 3), 150, np.uint8)
    for x in range(0, WIDTH, 20):
        cv2.line(picture, (x, 0), (x, HEIGHT), (165, 165, 165), 1)
    for x, y, wide, high in things:
        cv2.rectangle(picture, (x, y), (x + wide, y + high), (40, 60, 40), -1)
        cv2.line(picture, (x, y), (x + wide, y + high), (200, 210, 200), 2)
    noisy = picture * light + _NOISE[int(light * 1000 + len(things)) % 7]
    return noisy.clip(0, 255).astype(np.uint8)


def person(x: float) -> Box:
    return Box(x - 0.05, 0.2, x + 0.05, 0.95, "person", 0.9, 1)


BAG = (150, 120, 25, 30)


@pytest.mark.parametrize("rate", [5, 1])
def test_a_bag_that_nobody_is_at_is_left_from_when_they_had_gone(rate: int) -> None:
    one = StillThings()
    for step in range(20 * rate):
        at = step / rate
        owner = [person(0.5 if at < 10 else 0.9)] if at >= 6 else []
        found = one.update(hall(BAG) if at >= 7 else hall(), owner, at)
        if at < 11:
            assert all(thing.attended for thing in found)
    (thing,) = found
    assert (thing.kind, thing.attended) == ("left", False)
    assert 9.0 <= thing.since <= 12.5
    assert abs(thing.box.left - 150 / WIDTH) < 0.03 and abs(thing.box.bottom - 150 / HEIGHT) < 0.04


def test_what_stood_there_and_is_gone_was_taken() -> None:
    one = StillThings()
    for step in range(100):
        found = one.update(hall(BAG) if step < 50 else hall(), [], step / 5)
    assert [thing.kind for thing in found] == ["taken"]


def test_light_that_changes_slowly_or_at_once_and_passers_by_leave_nothing() -> None:
    one = StillThings()
    for step in range(150):
        light = 1.0 - 0.002 * min(step, 60) if step < 100 else 0.5
        walker = [person(0.1 + 0.008 * step)] if step < 100 else []
        bags = [(int(WIDTH * (0.1 + 0.008 * step)) - 10, 75, 20, 75)] if step < 100 else []
        assert one.update(hall(*bags, light=light), walker, step / 5) == ()


def test_another_size_of_frames_begins_a_new_background() -> None:
    one = StillThings()
    for step in range(30):
        one.update(hall(), [], step / 5)
    for step in range(30, 60):
        assert one.update(cv2.resize(hall(BAG), (352, 288)).astype(np.uint8), [], step / 5) == ()


def test_luggage_that_was_carried_needs_no_background() -> None:
    one = StillThings()
    bag = Box(0.45, 0.6, 0.53, 0.8, "backpack", 0.6, 7, (0.0, 0.0), True)
    for step in range(10):
        found = one.update(hall(BAG), [person(0.1), bag], step / 5)
    assert [(thing.kind, thing.box.label) for thing in found] == [("left", "backpack")]


def test_luggage_that_always_stood_there_was_left_by_nobody() -> None:
    one = StillThings()
    for step in range(60):
        seen = [Box(0.45, 0.6, 0.53, 0.8, "suitcase", 0.5, 3, (0.0, 0.0), False)] if step > 30 else []
        assert one.update(hall(BAG), seen, step / 5) == ()
