"""Counting hits, misses and false alarms; truth from tracks; films read as a camera is."""

from pathlib import Path

import numpy as np
import pytest

from video.cv import cv2
from video.detect.evaluate_rules import Event, RuleRunner, Told, evaluate_rules, judge
from video.detect.film import FilmPicture, pictures
from video.detect.model import DetectError, Rule, RuleKind
from video.detect.truth_events import events
from video.model import Box

LINE = Rule("line", RuleKind.LINE_CROSSING, line=((0.5, 0.0), (0.5, 1.0)))
ZONE = Rule("zone", polygon=((0.5, 0.0), (1.0, 0.0), (1.0, 1.0), (0.5, 1.0)), on_delay_s=0.5)
BLANK = np.zeros((90, 160, 3), np.uint8)


def test_each_event_is_answered_once_and_what_answers_none_is_false() -> None:
    truth = [Event("line", 10.0), Event("line", 12.0), Event("line", 50.0), Event("zone", 20.0, 40.0)]
    told = [Told("line", at, None) for at in (10.5, 10.6, 13.0, 47.0)] + [Told("zone", 41.0, None)]
    line, zone = judge([LINE, ZONE], told, truth)
    assert (line.hits, line.misses, line.false, line.delay_s) == (2, 1, 2, 0.75)
    assert (zone.hits, zone.misses, zone.false, zone.delay_s) == (1, 0, 0, 21.0)
    assert judge([LINE], [], [])[0].delay_s is None


def walker(number: int) -> Box:
    x = 0.19 + 0.02 * number
    return Box(x - 0.03, 0.3, x + 0.03, 0.8, "person", 0.9)


def test_the_events_of_ground_truth_are_those_that_the_rules_tell() -> None:
    truth = {n: [(7, (160 * walker(n).left, 90 * 0.3, 160 * walker(n).right, 90 * 0.8))] for n in range(1, 31)}
    found = events(truth, [LINE, ZONE], (160, 90), 5.0)
    assert [(one.rule, one.at) for one in found] == [("line", 3.0), ("zone", 3.0)]
    film = [FilmPicture(n, (n - 1) / 5, BLANK, (walker(n),), frozenset()) for n in range(1, 31)]
    figures = judge([LINE, ZONE], RuleRunner([LINE, ZONE]).run(film), found)
    assert [(one.hits, one.misses, one.false) for one in figures] == [(1, 0, 0), (1, 0, 0)]


def test_one_who_only_touches_the_zone_or_comes_back_at_once_is_no_entry() -> None:
    inside = {*range(20, 22), *range(60, 120), *range(130, 160), *range(300, 330)}
    truth = {n: [(1, (100.0 if n in inside else 20.0, 20.0, 120.0 if n in inside else 40.0, 60.0))] for n in range(400)}
    found = events(truth, [ZONE], (160, 90), 10.0)
    assert [(one.at, one.until) for one in found] == [(5.9, 11.8), (29.9, 32.8)]


def _clip(path: Path, seconds: int, colour: int = 0) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (160, 90))
    noise = np.random.default_rng(3)
    for _ in range(seconds * 10):
        writer.write(noise.integers(colour, colour + 60, (90, 160, 3), np.uint8))
    writer.release()
    return path


def test_a_film_is_looked_at_as_often_as_asked(tmp_path: Path) -> None:
    clip = _clip(tmp_path / "a.avi", 3)
    assert len(list(pictures(clip))) == 30
    times = [round(seconds, 2) for seconds, _, _ in pictures(clip, 3.0)]
    assert len(times) in (9, 10) and times[:4] == pytest.approx([0.0, 0.3, 0.7, 1.0], abs=0.051)


def test_without_boxes_in_question_no_model_is_needed(tmp_path: Path) -> None:
    rules = [Rule("dark", RuleKind.CAMERA_COVERED)]
    model, figures = evaluate_rules(_clip(tmp_path / "a.avi", 2), rules, [Event("dark", 1.0)], None)
    assert (model, figures[0].misses, figures[0].false) == ("", 1, 0)


@pytest.mark.parametrize("content", [b"", b"no film"])
def test_what_is_no_film_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.avi").write_bytes(content)
    with pytest.raises(DetectError, match="video_unreadable"):
        list(pictures(tmp_path / "a.avi"))
