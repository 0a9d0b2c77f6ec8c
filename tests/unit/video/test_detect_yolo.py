"""Letterboxing and decoding: pictures in, boxes out, on numbers small enough to check by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.detect.letterbox import PAD_VALUE, Floats, fit, letterbox, unfit
from video.detect.model import DetectError
from video.detect.yolo import CLASS_SPREAD, Filter, decode, suppress, to_boxes

SIDES = st.integers(1, 3000)


def raw(*rows: tuple[float, ...]) -> Floats:
    """Anchors given as (x, y, w, h, score of each class...) as the model would: one column each."""
    return np.array(rows, np.float32).T


def test_a_wide_picture_is_centred_between_grey_bars() -> None:
    picture = np.full((360, 640, 3), 7, np.uint8)
    into = np.zeros((640, 640, 3), np.uint8)
    place = letterbox(picture, into)
    assert (place.new_width, place.new_height, place.pad_left, place.pad_top) == (640, 360, 0, 140)
    assert set(into[:140].ravel()) == set(into[500:].ravel()) == {PAD_VALUE}
    assert set(into[140:500].ravel()) == {7}


def test_nothing_of_the_frame_before_is_left_in_the_input() -> None:
    into = np.zeros((64, 64, 3), np.uint8)
    letterbox(np.full((10, 64, 3), 1, np.uint8), into)
    letterbox(np.full((64, 10, 3), 2, np.uint8), into)
    assert set(into.ravel()) == {2, PAD_VALUE}


@given(SIDES, SIDES)
def test_a_whole_picture_comes_back_whole(width: int, height: int) -> None:
    place = fit(width, height, 640, 640)
    corners = [place.pad_left, place.pad_top, place.pad_left + place.new_width, place.pad_top + place.new_height]
    assert unfit(np.array([corners], np.float32), place)[0] == pytest.approx([0, 0, 1, 1], abs=1e-5)
    assert place.pad_left >= 0 and place.pad_left + place.new_width <= 640
    assert place.pad_top >= 0 and place.pad_top + place.new_height <= 640


def test_the_surest_of_overlapping_boxes_is_kept() -> None:
    found = decode(raw((50, 50, 20, 40, 0.6, 0.1), (51, 50, 20, 40, 0.9, 0.1), (90, 90, 9, 9, 0.1, 0.5)), Filter())
    assert found.scores.tolist() == pytest.approx([0.9, 0.5])
    assert found.labels.tolist() == [0, 1]
    assert found.corners[0].tolist() == [41, 30, 61, 70]


def test_boxes_of_different_classes_do_not_suppress_each_other() -> None:
    found = decode(raw((50, 50, 20, 40, 0.6, 0.1), (50, 50, 20, 40, 0.1, 0.9)), Filter())
    assert sorted(found.labels.tolist()) == [0, 1]
    assert CLASS_SPREAD > 4096


def test_a_score_at_the_threshold_is_not_above_it() -> None:
    rows = raw((50, 50, 20, 40, 0.5, 0.0))
    assert len(decode(rows, Filter(confidence=0.5)).scores) == 0
    assert len(decode(rows, Filter(confidence=0.49)).scores) == 1


def test_only_wanted_classes_are_kept() -> None:
    rows = raw((50, 50, 20, 40, 0.6, 0.1), (10, 10, 5, 5, 0.1, 0.9))
    assert decode(rows, Filter(labels=(0,))).labels.tolist() == [0]
    assert len(decode(rows, Filter(labels=())).labels) == 0


def test_a_model_that_suppresses_by_itself_is_read_too() -> None:
    output = np.array([[1, 2, 3, 4, 0.9, 1], [1, 2, 3, 4, 0.1, 0]], np.float32)
    found = decode(output, Filter())
    assert (found.corners.tolist(), found.labels.tolist()) == ([[1, 2, 3, 4]], [1])


@pytest.mark.parametrize("shape", [(3,), (2, 3, 4), (4, 9)])
def test_other_outputs_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(DetectError, match="model_unsupported"):
        decode(np.zeros(shape, np.float32), Filter())


@given(st.lists(st.tuples(*[st.floats(0, 100, width=32)] * 4), max_size=30), st.floats(0, 1))
def test_what_is_kept_does_not_overlap_and_what_went_did(rows: list[tuple[float, ...]], iou: float) -> None:
    corners = np.array([(x, y, x + w, y + h) for x, y, w, h in rows], np.float32).reshape(-1, 4)
    kept = suppress(corners, iou).tolist()
    assert kept == sorted(kept)
    assert not rows or kept[0] == 0


def test_boxes_are_named_and_in_fractions() -> None:
    found = decode(raw((320, 320, 64, 36, 0.9), (320, 320, 9999, 9999, 0.8)), Filter())
    boxes = to_boxes(found, fit(640, 360, 640, 640), ("person",))
    assert (boxes[0].label, boxes[0].track) == ("person", None)
    assert (boxes[0].left, boxes[0].top, boxes[0].right, boxes[0].bottom) == pytest.approx((0.45, 0.45, 0.55, 0.55))
    assert (boxes[1].left, boxes[1].top, boxes[1].right, boxes[1].bottom) == (0, 0, 1, 1)
    assert to_boxes(found, fit(640, 360, 640, 640), ())[0].label == "0"
