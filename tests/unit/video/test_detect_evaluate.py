"""Precision and recall, counted on cases small enough to check by hand."""

from pathlib import Path

import pytest

from video.detect.evaluate import count_matches, detect_video, read_tracks, read_truth, track_figures
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


def test_ids_are_read_too(tmp_path: Path) -> None:
    path = tmp_path / "gt.txt"
    path.write_text("1,7,10,20,30,40,1,-1,-1,-1\n1,8,0,0,5,5,0,-1\n")
    assert read_tracks(path) == {1: [(7, (10, 20, 40, 60))]}


def test_a_track_that_changes_its_number_halfway_is_half_known() -> None:
    truth = {frame: [(7, (10.0, 10.0, 30.0, 30.0))] for frame in range(1, 11)}
    kept = {frame: [(1, box(0.1, 0.1))] for frame in range(1, 11)}
    changed = {frame: [(1 if frame < 6 else 2, box(0.1, 0.1))] for frame in range(1, 11)}
    assert track_figures(kept, truth, SIZE, 0.5) == (1.0, 1.0)
    assert track_figures(changed, truth, SIZE, 0.5) == (0.9, 0.5)
    missed = {frame: kept[frame] if frame < 6 else [] for frame in kept}
    assert track_figures(missed, truth, SIZE, 0.5) == (0.5, pytest.approx(2 / 3, abs=1e-4))


def test_tracks_are_not_judged_by_a_truth_without_ids() -> None:
    assert track_figures({1: [(1, box(0.1, 0.1))]}, {1: [(-1, (10, 10, 30, 30))]}, SIZE, 0.5) == (None, None)
    assert track_figures({1: []}, {}, SIZE, 0.5) == (None, None)


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
