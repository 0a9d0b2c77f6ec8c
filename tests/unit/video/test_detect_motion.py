"""Motion without a model: something moved, and where."""

import numpy as np

from video.detect.letterbox import Picture
from video.detect.model import MOTION_LABEL
from video.detect.motion import MotionFinder

GREY = 90


def scene(left: int | None = None, width: int = 640, height: int = 360) -> Picture:
    """A noisy grey yard, with a dark figure at `left`."""
    noise = np.random.default_rng(left or 0).integers(-3, 4, (height, width, 3))
    picture = (np.full((height, width, 3), GREY) + noise).astype(np.uint8)
    if left is not None:
        picture[120:240, left : left + 40] = 20
    return picture


def learnt() -> MotionFinder:
    finder = MotionFinder()
    for _ in range(20):
        assert finder.find(scene()) == ()
    return finder


def test_a_figure_that_enters_is_boxed_where_it_is() -> None:
    (box,) = learnt().find(scene(300))
    assert box.label == MOTION_LABEL
    assert abs(box.left - 300 / 640) < 0.03 and abs(box.right - 340 / 640) < 0.03
    assert abs(box.top - 120 / 360) < 0.05 and abs(box.bottom - 240 / 360) < 0.05


def test_a_lamp_switched_on_is_not_an_intruder() -> None:
    assert learnt().find(np.full((360, 640, 3), 220, np.uint8)) == ()


def test_a_new_size_is_a_new_background() -> None:
    finder = learnt()
    assert finder.find(scene(300, 704, 576)[:300]) == ()
    for _ in range(20):
        finder.find(scene(None, 704, 576))
    assert len(finder.find(scene(300, 704, 576))) == 1
