"""Old footage that comes again, and pictures that stand still, though coding makes each picture a little different."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from tests.shared_data import shared_data
from tests.unit.video.test_quality import CLIPS, clip, street
from video.quality import QualityJudge
from video.quality_frozen import FROZEN_S
from video.quality_look import COLUMNS, Looker
from video.quality_loop import PictureLoop
from video.quality_state import QualityKind

Luma = NDArray[np.uint8]
#: Noise of a sensor, and what coarse coding leaves of it.
SENSOR, CODED = 3.0, 0.4


def walk(at: float, noise: float, seed: int) -> Luma:
    """Two people in a street, one of them quick; never twice the same but for `at`."""
    picture = street()[0].astype(np.float64)
    picture[150:260, :60] = 110
    for speed, top in ((17.0, 120), (41.0, 200)):
        left = int(speed * at + 60 * np.sin(at / 7 + top)) % 600
        picture[top : top + 110, left : left + 36] = 35
    picture += np.random.default_rng(seed).normal(0, noise, picture.shape)
    return picture.clip(0, 255).astype(np.uint8)


def watch(judge: QualityJudge, film: Callable[[float], Luma], seconds: float, key_s: float = 2.0) -> list[str]:
    """What is told of a film of 25 pictures a second, looked at when the judge wants it."""
    looker, told, due = Looker(), [], 0.0
    for number in range(int(seconds * 25)):
        at = number / 25
        if at < due:
            continue
        frame = VideoFrame.from_ndarray(np.ascontiguousarray(film(at)), format="gray")
        look = looker.look(frame, at, int(at / key_s), 0)
        assert look is not None
        told += [f"{state.kind.value} {state.active} {at:.0f}" for state in judge.look(look)]
        due = at + judge.pause
    return told


def when(told: list[str]) -> list[float]:
    return [float(one.split()[2]) for one in told]


@pytest.mark.parametrize("length", [8.0, 11.32])
def test_a_recording_coded_anew_is_known_by_its_people_whatever_its_length(length: float) -> None:
    def film(at: float) -> Luma:
        old = at if at < 30 else 30 - length + (at - 30) % length
        return walk(round(old * 25) / 25, 1.0, int(at * 25))

    judge = QualityJudge("c", {QualityKind.LOOPED})
    told = watch(judge, film, 80)
    assert [one.rsplit(" ", 1)[0] for one in told] == ["looped True"]
    assert 30 < when(told)[0] < 70
    value = judge.found[0].value
    assert abs(value / length - round(value / length)) < 0.02 and value >= length - 0.1


def test_people_who_come_and_go_are_no_loop_nor_is_what_moves_again_in_one_place() -> None:
    def door(at: float) -> Luma:
        picture = walk(0.0, 1.0, int(at * 25))
        opened = int(100 * abs(np.sin(at * np.pi / 6)))
        picture[100:250, 300 : 300 + opened] = 220
        return picture

    assert watch(QualityJudge("c", {QualityKind.LOOPED}), lambda at: walk(at, 1.0, int(at * 25)), 150) == []
    assert watch(QualityJudge("c", {QualityKind.LOOPED}), door, 150) == []


def test_a_camera_on_its_rounds_is_no_loop() -> None:
    def rounds(at: float) -> Luma:
        return np.roll(walk(0.0, 1.0, int(at * 25)), 150 * (int(at / 5) % 4), axis=1)

    assert watch(QualityJudge("c", {QualityKind.LOOPED}), rounds, 200) == []


@pytest.mark.parametrize("name", CLIPS)
def test_no_real_footage_is_a_loop_of_itself(name: str) -> None:
    loop = PictureLoop()
    looker = Looker()
    for number, luma in enumerate(clip(shared_data(name))):
        look = looker.look(VideoFrame.from_ndarray(luma, format="gray"), number / 2, 0, 0)
        assert look is not None and loop.take(look.thumb, look.at) is None


def test_a_loop_that_is_over_is_over() -> None:
    def film(at: float) -> Luma:
        old = at if not 20 <= at < 80 else 12 + at % 8
        return walk(round(old * 25) / 25, 1.0, int(at * 25))

    told = watch(QualityJudge("c", {QualityKind.LOOPED}), film, 180)
    assert [one.rsplit(" ", 1)[0] for one in told] == ["looped True", "looped False"]
    assert when(told)[0] < 80 < when(told)[1] < 140


def test_memory_is_bounded() -> None:
    loop, random = PictureLoop(), np.random.default_rng(5)
    for number in range(700):
        thumb = np.full(24 * 14, 100, np.uint8)
        thumb[random.integers(0, 300, 5)] = 200
        loop.take(thumb.tobytes(), float(number))
    assert len(loop._past) <= 601 and len(thumb) == COLUMNS * 14


def frozen_at_30(at: float) -> Luma:
    """From then on one picture, coded anew: each group of ten seconds a little otherwise, and still within it."""
    if at < 30:
        return walk(at, SENSOR, int(at * 25))
    coding = np.random.default_rng(int(at / 10)).normal(0, 2.0, (360, 640))
    return (walk(30.0, SENSOR, 750) + coding).clip(0, 255).astype(np.uint8)


def test_a_frozen_picture_is_found_though_it_is_coded_anew() -> None:
    told = watch(QualityJudge("c", {QualityKind.FROZEN}), frozen_at_30, 70, key_s=10.0)
    assert [one.rsplit(" ", 1)[0] for one in told] == ["frozen True"]
    assert 30 + FROZEN_S <= when(told)[0] <= 30 + FROZEN_S + 4


def test_a_quiet_camera_is_not_frozen_when_it_was_quiet_before() -> None:
    def corridor(at: float) -> Luma:
        busy = 10 <= at < 15 or 60 <= at < 65
        return walk(at if busy else 0.0, CODED, int(at * 25))

    assert watch(QualityJudge("c", {QualityKind.FROZEN}), corridor, 150) == []


def test_who_comes_ends_it_and_light_that_changes_begins_none() -> None:
    def film(at: float) -> Luma:
        if at < 60:
            return walk(at, SENSOR, int(at * 25))
        return np.asarray(walk(0.0, CODED, int(at * 25)) // 3, np.uint8)

    assert watch(QualityJudge("c", {QualityKind.FROZEN}), film, 120) == []
    seen = watch(
        QualityJudge("c", {QualityKind.FROZEN}), lambda at: frozen_at_30(at) if at < 60 else walk(at, 3, 1), 70
    )
    assert [one.rsplit(" ", 1)[0] for one in seen] == ["frozen True", "frozen False"]


def test_a_lens_is_found_covered_though_nothing_was_usual_yet() -> None:
    def film(at: float) -> Luma:
        if at < 8:
            return np.roll(walk(0.0, SENSOR, int(at * 25)), 200 * int(at / 4), axis=1)
        return (18 + np.random.default_rng(int(at * 25)).normal(0, 1.5, (360, 640))).astype(np.uint8)

    judge = QualityJudge("c", {QualityKind.COVERED})
    told = watch(judge, film, 60)
    assert [one.rsplit(" ", 1)[0] for one in told] == ["covered True"] and when(told)[0] < 16
