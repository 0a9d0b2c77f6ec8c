"""Precision and recall, counted on cases small enough to check by hand."""

from pathlib import Path

import pytest

from video.detect.evaluate import count_matches, detect_video, read_truth
from video.detect.model import DetectError, ModelChoice
from video.model import Box

SIZE = (100, 100)


def box(left: float, top: float, confidence: float = 0.9) -> Box:
    return Box(left, top, left + 0.2, top + 0.2, "person", confidence)


def test_truth_is_read_and_rows_that_do_not_count_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "gt.txt"
    path.write_text("1,7,10,20,30,40,1,-1,-1,-1\n1,8,0,0,5,5,0,-1\n\n3,7,1,1,1,1\n")
    assert read_truth(path) == {1: [(10, 20, 40, 60)], 3: [(1, 1, 2, 2)]}


@pytest.mark.parametrize("text", ["1,2,3\n", "1,7,10,20,x,40\n"])
def test_a_bad_line_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "gt.txt"
    path.write_text("1,7,10,20,30,40\n" + text)
    with pytest.raises(DetectError, match="truth_unreadable") as caught:
        read_truth(path)
    assert caught.value.detail["line"] == 2


def test_each_truth_counts_once_and_the_surest_box_chooses_first() -> None:
    truth = [(10.0, 10.0, 30.0, 30.0)]
    assert count_matches([box(0.1, 0.1), box(0.1, 0.1, 0.5)], truth, SIZE, 0.5) == 1
    assert count_matches([box(0.5, 0.5)], truth, SIZE, 0.5) == 0
    assert count_matches([], truth, SIZE, 0.5) == 0
    assert count_matches([box(0.2, 0.1)], truth, SIZE, 0.5) == 0  # overlap is a third


def test_what_cannot_be_measured_is_said(tmp_path: Path) -> None:
    (tmp_path / "gt.txt").write_text("")
    with pytest.raises(DetectError, match="model_missing"):
        detect_video(tmp_path / "v.avi", tmp_path / "gt.txt", ModelChoice())
