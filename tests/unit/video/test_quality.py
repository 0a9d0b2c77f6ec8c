"""Picture health on drawn pictures and real footage: every fault is found in time, and nothing is found without one."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from tests.shared_data import shared_data
from video.cv import cv2
from video.quality import ADOPT_S, ALL_KINDS, QualityJudge
from video.quality_look import Look, Looker, fingerprint
from video.quality_state import QualityKind, QualityState

Luma = NDArray[np.uint8]
Change = Callable[[Luma, float], Luma]
CLIPS = [
    "footage/pets09_s2l1.avi",
    "footage/motorway.mp4",
    "footage/left_bag.mp4",
    "footage/night_intrusion.mp4",
    "footage/street_bikes.mp4",
    "fire/indoor_fire_cctv.mp4",
]
#: Then the fire's recording goes on outside.
FIRE_CUT_AT = 58.0
#: Clips are played over and over, which is found, too: for tests of the other kinds.
NO_LOOP = ALL_KINDS - {QualityKind.LOOPED}
#: Those whose camera stands still and whose scene stays: only they have a usual picture.
FIXED = CLIPS[:3]


@cache
def clip(path: Path) -> tuple[Luma, ...]:
    """About two pictures a second of a clip's luma, made 640 wide."""
    pictures: list[Luma] = []
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        step = max(1, round(float(stream.average_rate or 25) / 2))
        for number, frame in enumerate(container.decode(stream)):
            if number % step == 0:
                height = round(640 * frame.height / frame.width / 2) * 2
                pictures.append(np.asarray(frame.reformat(640, height, "gray").to_ndarray(), np.uint8))
    return tuple(pictures)


@cache
def street(seed: int = 1) -> tuple[Luma, ...]:
    """A drawn street with noise and somebody who walks."""
    random = np.random.default_rng(seed)
    ground = np.zeros((360, 640))
    for cell, strength in ((120, 40.0), (24, 16.0), (6, 7.0)):
        ground += np.kron(random.normal(0, strength, (360 // cell, 640 // cell + 1)), np.ones((cell, cell)))[:, :640]
    ground = np.clip(ground + 110, 20, 230)
    pictures = []
    for number in range(40):
        picture = ground + random.normal(0, 2, ground.shape)
        left = number * 15
        picture[150:260, left : left + 40] = 30
        pictures.append(np.clip(picture, 0, 255).astype(np.uint8))
    return tuple(pictures)


def frame_of(luma: Luma) -> VideoFrame:
    return VideoFrame.from_ndarray(np.ascontiguousarray(luma), format="gray")


def looks(
    pictures: tuple[Luma, ...], change: Change, seconds: float, start: float, every: float = 1.0
) -> Iterator[Look]:
    """One look a second of a clip that goes on and on, its pictures changed; a key picture every 2 s."""
    looker = Looker()
    for number in range(int(seconds / every)):
        at = start + number * every
        luma = change(pictures[int(2 * at) % len(pictures)], at)
        look = looker.look(frame_of(luma), at, int(at / 2), 0)
        assert look is not None
        yield look


def as_it_is(luma: Luma, _at: float) -> Luma:
    return luma


def covered(luma: Luma, at: float) -> Luma:
    noise = np.random.default_rng(int(at)).normal(0, 1.5, luma.shape)
    return np.clip(18 + noise, 0, 255).astype(np.uint8)


def defocused(luma: Luma, _at: float) -> Luma:
    return np.asarray(cv2.GaussianBlur(luma, (0, 0), 5.0), np.uint8)


def moved(luma: Luma, _at: float) -> Luma:
    height, width = luma.shape
    return np.asarray(np.roll(luma[:, ::-1], (height // 4, width // 3), (0, 1)), np.uint8)


class Freezer:
    """Holds the first picture it sees; its clock goes on, and the codec's last bits differ in one row."""

    def __init__(self) -> None:
        self._held: Luma | None = None

    def __call__(self, luma: Luma, at: float) -> Luma:
        if self._held is None:
            self._held = luma.copy()
        picture = self._held.copy()
        picture[4:24, 4:120] = (int(at) * 37) % 256
        return picture


def judged(
    judge: QualityJudge, pictures: tuple[Luma, ...], change: Change, seconds: float, start: float, every: float = 1.0
) -> list[QualityState]:
    return [state for look in looks(pictures, change, seconds, start, every) for state in judge.look(look)]


def changes() -> dict[QualityKind, Change]:
    return {
        QualityKind.COVERED: covered,
        QualityKind.DEFOCUSED: defocused,
        QualityKind.MOVED: moved,
        QualityKind.FROZEN: Freezer(),
    }


@pytest.mark.parametrize("name", CLIPS)
def test_nothing_is_found_in_real_footage(name: str) -> None:
    pictures = clip(shared_data(name))
    seconds = FIRE_CUT_AT if name.startswith("fire") else 120.0
    assert judged(QualityJudge("c", NO_LOOP), pictures, as_it_is, seconds, 0.0) == []


def test_a_recording_that_goes_on_elsewhere_has_moved() -> None:
    pictures = clip(shared_data("fire/indoor_fire_cctv.mp4"))
    told = judged(QualityJudge("c", NO_LOOP), pictures, as_it_is, len(pictures) / 2, 0.0)
    assert [state.kind for state in told] == [QualityKind.MOVED]
    assert FIRE_CUT_AT < told[0].since < FIRE_CUT_AT + 5


@pytest.mark.parametrize("name", CLIPS[3:])
def test_a_frozen_picture_is_found_without_a_past(name: str) -> None:
    told = judged(QualityJudge("c", NO_LOOP), clip(shared_data(name)), Freezer(), 30, 0.0)
    assert [(state.kind, state.since) for state in told] == [(QualityKind.FROZEN, 0.0)]


@pytest.mark.parametrize("kind", list(changes()))
@pytest.mark.parametrize("name", FIXED)
def test_each_fault_is_found_in_real_footage(name: str, kind: QualityKind) -> None:
    check(clip(shared_data(name)), kind)


@pytest.mark.parametrize("kind", list(changes()))
def test_each_fault_is_found_in_drawn_pictures(kind: QualityKind) -> None:
    check(street(), kind)


def check(pictures: tuple[Luma, ...], kind: QualityKind) -> None:
    judge = QualityJudge("c", NO_LOOP)
    assert judged(judge, pictures, as_it_is, 60, 60.0) == []
    told = judged(judge, pictures, changes()[kind], 35, 120.0)
    assert [(state.kind, state.active) for state in told] == [(kind, True)], told
    assert 120.0 <= told[0].since <= 124.0 and math.isfinite(told[0].value)
    assert [state.kind for state in judge.found] == [kind]
    ended = judged(judge, pictures, as_it_is, 15, 155.0)
    assert [(state.kind, state.active) for state in ended] == [(kind, False)], ended
    assert judge.found == ()


def test_dusk_is_learnt_along() -> None:
    def darker(luma: Luma, at: float) -> Luma:
        return (luma * max(0.08, math.exp(-at / 600))).astype(np.uint8)

    assert judged(QualityJudge("c", NO_LOOP), street(), darker, 2400, 0.0, every=6.0) == []


def test_somebody_before_the_lens_for_a_moment_is_nothing() -> None:
    judge = QualityJudge("c", NO_LOOP)
    judged(judge, street(), as_it_is, 60, 0.0)
    assert judged(judge, street(), covered, 4, 60.0) == []
    assert judged(judge, street(), as_it_is, 30, 64.0) == []


def faint(luma: Luma, at: float) -> Luma:
    """Another place, under whose trees it is dark."""
    return np.asarray(118 + (moved(luma, at).astype(int) - 110) // 6, np.uint8)


@pytest.mark.parametrize("turned", [True, False])
def test_a_camera_that_turned_is_not_held_against_another_place(turned: bool) -> None:
    judge = QualityJudge("c", NO_LOOP)
    judged(judge, street(), as_it_is, 60, 0.0)
    found = judged(judge, street(), faint, 2, 60.0)
    if turned:
        assert judge.learn_anew() == []
    found += judged(judge, street(), faint, 60, 62.0)
    assert [one.kind for one in found] == ([] if turned else [QualityKind.COVERED])


def test_a_covered_camera_stays_covered_while_it_turns() -> None:
    judge = QualityJudge("c", NO_LOOP)
    judged(judge, street(), as_it_is, 60, 0.0)
    found = judged(judge, street(), covered, 10, 60.0) + judge.learn_anew() + judged(judge, street(), covered, 30, 70.0)
    assert [(one.kind, one.active) for one in found] == [(QualityKind.COVERED, True)]


def test_what_stays_moved_becomes_usual() -> None:
    judge = QualityJudge("c", NO_LOOP)
    judged(judge, street(), as_it_is, 60, 0.0)
    told = judged(judge, street(), moved, ADOPT_S + 60, 60.0, every=5.0)
    assert [(state.kind, state.active) for state in told] == [(QualityKind.MOVED, True), (QualityKind.MOVED, False)]
    assert judged(judge, street(), as_it_is, 30, 60.0 + ADOPT_S + 60)[0].kind is QualityKind.MOVED


def test_a_still_picture_within_a_group_is_not_frozen() -> None:
    judge, looker = QualityJudge("c", NO_LOOP), Looker()
    for second in range(60):
        look = looker.look(frame_of(street()[0]), second, 1, 0)
        assert look is not None and judge.look(look) == []


def test_a_loop_of_key_pictures_is_found_by_its_second_round() -> None:
    judge, told = QualityJudge("c"), []
    prints = [fingerprint(bytes([n]) * 50) for n in range(10)]
    for number in range(20):
        told += judge.key(prints[number % 10], 2.0 * number)
    assert [(state.kind, state.active, state.value) for state in told] == [(QualityKind.LOOPED, True, 20.0)]
    assert told[0].since == 2.0 * 13
    assert [state.active for state in judge.key(fingerprint(b"new"), 50.0)] == [False]


def test_a_group_sent_again_after_a_reconnect_is_no_loop() -> None:
    judge = QualityJudge("c")
    for number in range(200):
        again = 2 if number % 5 == 0 else 1
        for _ in range(again):
            assert judge.key(fingerprint(str(number).encode()), 2.0 * number) == []


def test_a_frozen_stream_is_no_loop() -> None:
    judge = QualityJudge("c")
    assert [judge.key(7, float(number)) for number in range(50)] == [[]] * 50


def test_only_what_is_wanted_is_found() -> None:
    judge = QualityJudge("c", {QualityKind.FROZEN})
    judged(judge, street(), as_it_is, 60, 0.0)
    assert judged(judge, street(), covered, 15, 60.0) == []


def test_formats_without_a_luma_plane_are_left_out() -> None:
    frame = VideoFrame.from_ndarray(np.zeros((360, 640, 3), np.uint8), format="rgb24")
    assert Looker().look(frame, 0.0, 0, 0) is None
    coded = frame.reformat(format="yuv420p")
    look = Looker().look(coded, 1.0, 2, 3)
    assert look is not None and look.sharpness is None and (look.at, look.keys, look.fingerprint) == (1.0, 2, 3)
