"""The drawn scenes know where everything is: what the demo's detection model is trained on, and judged by."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from app.demo_site.drawing.marks import Drawn, Mark, Painted, contrast, drawn
from app.demo_site.judged import Demand, Score, box_of, counts, judge
from app.demo_site.labelled import DOME, LABELS, LabelledCamera, LabelledPicture
from app.demo_site.scenes.catalogue import build_scene
from video.model import Box

SIZE = (320, 180)


def painted(left: int, top: int, width: int, height: int, whole: int = 0, *, sheer: bool = False) -> Painted:
    mask = np.ones((height, width), np.bool_)
    return Painted(left, top, mask, whole or width * height, sheer)


def test_what_is_hidden_by_the_later_is_not_told() -> None:
    marks = [Mark("car", painted(10, 10, 20, 10)), Mark("person", painted(10, 10, 10, 10))]
    car, person = drawn(marks, (64, 36))
    assert (car.left, car.top, car.right, car.bottom, car.share) == (20, 10, 30, 20, 0.5)
    assert (person.left, person.right, person.share) == (10, 20, 1.0)
    assert [thing.label for thing in drawn([*marks, Mark("car", painted(0, 0, 64, 36))], (64, 36))] == ["car"]


def test_what_is_behind_smoke_is_told_all_the_same() -> None:
    things = drawn([Mark("person", painted(4, 4, 8, 8)), Mark("smoke", painted(0, 0, 20, 20, sheer=True))], (64, 36))
    assert [(thing.label, thing.share) for thing in things] == [("person", 1.0), ("smoke", 1.0)]


def test_the_share_counts_what_a_fence_hides() -> None:
    (thing,) = drawn([Mark("person", painted(0, 0, 4, 4, whole=64))], (64, 36))
    assert thing.share == 0.25


def test_a_box_moves_with_the_person_and_is_where_the_picture_changes(qapp: QApplication) -> None:
    scene = build_scene("cam06-intruder", SIZE, night=False)
    quiet = scene.picture(1.0, 0)
    assert scene.drawn() == ()
    inside = scene.picture(13.5, 0)
    (person,) = (thing for thing in scene.drawn() if thing.label == "person")
    changed = np.abs(inside.astype(int) - quiet).max(axis=2) > 40
    assert person.share > 0.9 and person.height > 25
    assert changed[person.top : person.bottom, person.left : person.right].mean() > 0.3
    assert not changed[person.top - 9 : person.top - 1, person.left : person.right].any()
    above_shadow = person.bottom - 4
    assert not changed[person.top : above_shadow, person.left - 9 : person.left - 1].any()
    scene.picture(15.5, 0)
    (later,) = (thing for thing in scene.drawn() if thing.label == "person")
    assert later.right < person.left


def test_parked_cars_and_a_burning_bin_are_known(qapp: QApplication) -> None:
    park = build_scene("cam10", SIZE, night=True)
    park.picture(0.2, 0)
    assert sum(thing.label == "car" for thing in park.drawn()) >= 10
    lobby = build_scene("cam13-fire", SIZE, night=False)
    lobby.picture(0.5, 0)
    assert not {"fire", "smoke"} & {thing.label for thing in lobby.drawn()}
    lobby.picture(9.0, 0)
    assert {"fire", "smoke"} <= {thing.label for thing in lobby.drawn()}


def test_flames_glare_and_flicker(qapp: QApplication) -> None:
    lobby = build_scene("cam13-fire", SIZE, night=False)
    glaring = []
    for step in range(8):
        picture = lobby.picture(9.0 + step * 0.33, 0)
        (fire,) = (thing for thing in lobby.drawn() if thing.label == "fire")
        glaring.append(int((picture[fire.top : fire.bottom, fire.left : fire.right].max(axis=2) > 225).sum()))
    assert min(glaring) > 20 and len(set(glaring)) > 4


@pytest.mark.parametrize("scene", ["cam14", DOME])
def test_another_seed_is_another_day_and_the_same_seed_the_same(qapp: QApplication, scene: str) -> None:
    camera = LabelledCamera(scene, night=False)
    first, again, other = (list(camera.pictures(seed, 1, 2)) for seed in (1, 1, 2))
    assert [one.things for one in first] == [one.things for one in again]
    assert all(np.array_equal(a.picture, b.picture) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0].picture, other[0].picture)
    assert first[0].picture.shape == (360, 640, 3) and first[0].picture.dtype == np.uint8
    assert {thing.label for one in (*first, *other) for thing in one.things} <= set(LABELS)


def test_who_stands_in_the_dark_is_faint_and_who_stands_in_the_light_is_plain(qapp: QApplication) -> None:
    before, after = np.full((2, 4, 3), 40, np.uint8), np.full((2, 4, 3), 40, np.uint8)
    after[:, 2:] += 30
    assert contrast(before, after, np.array([[False, False, True, True]] * 2)) == pytest.approx(30, abs=0.01)
    assert contrast(before, after, np.ones((2, 4), np.bool_)) == pytest.approx(15, abs=0.01)
    assert contrast(before, after, np.zeros((2, 4), np.bool_)) == 0.0
    faint: list[float] = []
    for night in (False, True):
        scene = build_scene("cam06-intruder", SIZE, night=night)
        scene.picture(13.5, 0)
        faint += [thing.contrast for thing in scene.drawn() if thing.label == "person"]
    by_day, by_night = faint
    assert by_day > 20 and by_night != by_day


def test_what_cannot_be_seen_counts_neither_as_found_nor_as_missed() -> None:
    plain = Drawn("person", 100, 100, 120, 150, 1.0, 40.0)
    assert counts(plain)
    for other in ({"contrast": 5.0}, {"share": 0.3}, {"bottom": 115}, {"left": 2}):
        assert not counts(replace(plain, **other)), other
    picture = LabelledPicture("cam06", True, np.zeros((360, 640, 3), np.uint8), (plain, replace(plain, contrast=5.0)))
    people = Demand("people", ("person",), True, 0.3, 0.9, 0.9)
    found, beside = box_of(plain), Box(0.6, 0.6, 0.7, 0.9, "person", 0.9)
    assert judge([(picture, (found,))], people) == Score(1.0, 1.0, 1)
    assert judge([(picture, (found, beside))], people) == Score(0.5, 1.0, 1)
    assert judge([(picture, ())], people) == Score(0.0, 0.0, 1)
    assert judge([(picture, (found,))], replace(people, night=False)) == Score(0.0, 0.0, 0)
    assert judge([(picture, (replace(found, confidence=0.2),))], people) == Score(0.0, 0.0, 1)
