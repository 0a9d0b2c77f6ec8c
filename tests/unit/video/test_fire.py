"""Fire is told when a model sees it and the picture flickers; red cars, lamps and grey walls are none."""

from collections.abc import Callable

import numpy as np
import pytest

from video.cv import cv2
from video.detect.evaluate_fire import FireAlarm, judge, read_spans
from video.detect.fire import FireWatch
from video.detect.letterbox import Picture
from video.detect.model import DetectError, RuleKind
from video.model import Box

WIDTH, HEIGHT = 320, 180
PLACE = (120, 80, 60, 80)
RATES = [1.0, 3.0, 7.0]


def box(label: str, confidence: float = 0.6) -> Box:
    x, y, wide, high = PLACE
    return Box(x / WIDTH, y / HEIGHT, (x + wide) / WIDTH, (y + high) / HEIGHT, label, confidence)


WHOLE = Box(0.0, 0.05, 0.9, 0.8, "smoke", 0.55)


def room(seed: int) -> Picture:
    noise = np.random.default_rng(seed).normal(0, 2, (HEIGHT, WIDTH, 1))
    return (np.full((HEIGHT, WIDTH, 3), 110.0) + noise).clip(0, 255).astype(np.uint8)


def flame(at: float) -> Picture:
    """Tongues of another height each tenth of a second."""
    picture, heights = room(int(at * 10)), np.random.default_rng(int(at * 10 + 1e-6)).integers(15, 80, 8)
    x, y, wide, high = PLACE
    for number, tongue in enumerate(heights):
        left = x + number * wide // 8
        cv2.rectangle(picture, (left, y + high - int(tongue)), (left + wide // 8, y + high), (200, 240, 255), -1)
    return picture


def lamp(at: float) -> Picture:
    return cv2.rectangle(room(int(at * 10)), (120, 80), (180, 160), (240, 245, 255), -1).astype(np.uint8)


def white_van(at: float) -> Picture:
    left = int(40 * at) % WIDTH
    return cv2.rectangle(room(int(at * 10)), (left, 80), (left + 60, 160), (250, 250, 250), -1).astype(np.uint8)


def smoky(at: float) -> Picture:
    rows = np.linspace(0, 6, HEIGHT)[:, None] + np.linspace(0, 9, WIDTH)[None, :]
    cloud = 40 * np.sin(rows + at * 0.9) * np.sin(2 * rows - at * 0.6)
    return (room(int(at * 10)) + cloud[:, :, None]).clip(0, 210).astype(np.uint8)


def first(
    kind: RuleKind,
    film: Callable[[float], Picture],
    seen: Callable[[float], list[Box]],
    rate: float,
    seconds: float = 20.0,
) -> float | None:
    watch = FireWatch()
    for step in range(round(seconds * rate)):
        if kind in watch.update(film(step / rate), seen(step / rate), step / rate):
            return step / rate
    return None


@pytest.mark.parametrize("rate", RATES)
def test_a_flame_that_a_model_sees_is_told_within_ten_seconds(rate: float) -> None:
    at = first(RuleKind.FIRE, flame, lambda at: [box("fire")], rate)
    assert at is not None and 0.9 <= at <= 10.0


def test_a_model_that_calls_it_smoke_or_sees_it_now_and_then_will_do() -> None:
    assert first(RuleKind.FIRE, flame, lambda at: [WHOLE] if int(at * 3) % 2 else [], 3.0) is not None


@pytest.mark.parametrize("film", [lamp, white_van, smoky])
@pytest.mark.parametrize("rate", RATES)
def test_what_does_not_flicker_is_no_fire(film: Callable[[float], Picture], rate: float) -> None:
    assert first(RuleKind.FIRE, film, lambda at: [box("fire", 0.9)], rate) is None


def test_flicker_that_no_model_takes_for_fire_is_none_nor_one_glance_of_it() -> None:
    assert first(RuleKind.FIRE, flame, lambda at: [], 3.0) is None
    assert first(RuleKind.FIRE, flame, lambda at: [box("fire", 0.9)] if at < 1 else [], 3.0) is None
    elsewhere = Box(0.8, 0.1, 0.95, 0.3, "fire", 0.9)
    assert first(RuleKind.FIRE, flame, lambda at: [elsewhere], 3.0) is None


@pytest.mark.parametrize("rate", RATES)
def test_smoke_drifts_and_a_grey_wall_does_not(rate: float) -> None:
    at = first(RuleKind.SMOKE, smoky, lambda at: [WHOLE], rate)
    assert at is not None and 3.0 <= at <= 10.0
    assert first(RuleKind.SMOKE, lambda at: room(int(at * 10)), lambda at: [WHOLE], rate) is None
    assert first(RuleKind.SMOKE, smoky, lambda at: [box("smoke", 0.35)], rate) is None


def test_the_fire_that_went_out_is_confirmed_no_longer() -> None:
    watch = FireWatch()
    for step in range(120):
        at = step / 3
        found = watch.update(flame(at) if at < 15 else room(step), [box("fire")] if at < 15 else [], at)
        if 12 <= at < 15:
            assert RuleKind.FIRE in found
    assert not found


def test_spans_are_read_and_alarms_judged_by_them() -> None:
    truth = read_spans("fire=5-58,smoke=5-40, smoke=60-98")
    assert truth == {"fire": ((5.0, 58.0),), "smoke": ((5.0, 40.0), (60.0, 98.0))}
    told = [FireAlarm(3.0, "smoke", 0.5, True), FireAlarm(12.3, "fire", 0.6, False)]
    figures = judge("toy", told, truth)
    assert (figures.first_after_start_s, figures.false_alarms) == (7.3, 1)
    assert figures.by_kind == {"fire": 7.3, "smoke": None}
    assert judge("toy", [], read_spans("none")).first_after_start_s is None


@pytest.mark.parametrize("text", ["fire", "fire=a-b", "flood=1-2"])
def test_what_is_no_span_is_said(text: str) -> None:
    with pytest.raises(DetectError, match="truth_unreadable"):
        read_spans(text)
