"""The drawn scenes: they move, they differ, and the same moment is the same picture."""

import itertools
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from app.demo_site.drawing.lens import Lens, View
from app.demo_site.drawing.people import Pose, joints
from app.demo_site.drawing.textures import railing
from app.demo_site.loops import LOOP_S
from app.demo_site.scenes.base import along
from app.demo_site.scenes.catalogue import CATALOGUE, VARIANTS, build_scene
from app.demo_site.site import DOCUMENT
from app.settings import load_site

SIZE = (320, 180)


def test_the_loop_divides_a_minute() -> None:
    assert 60 % LOOP_S == 0


def test_each_camera_of_the_document_has_a_scene_of_its_name() -> None:
    cameras = load_site(DOCUMENT).site.cameras
    assert {c.id: (c.number, c.name, c.name_en) for c in cameras} == {
        name: (scene.number, scene.name, scene.name_en) for name, scene in CATALOGUE.items()
    }


@pytest.mark.parametrize("camera", sorted(CATALOGUE))
def test_a_scene_moves_and_repeats(qapp: QApplication, camera: str) -> None:
    scene = build_scene(camera, SIZE, night=False)
    first, later, again = scene.picture(3.0, 0), scene.picture(7.4, 0), scene.picture(3.0, 0)
    assert first.shape == (180, 320, 3) and first.dtype == np.uint8
    assert np.array_equal(first, again)
    moved = np.abs(first[20:].astype(int) - later[20:]).max(axis=2) > 30
    assert moved.sum() > 40
    assert 40 < first.mean() < 210 and first.std() > 18


@pytest.mark.parametrize("camera", ["cam06", "cam01"])
def test_night_is_darker_and_infrared_is_grey(qapp: QApplication, camera: str) -> None:
    day, night = (build_scene(camera, SIZE, night=dark).picture(9.0, 0)[20:] for dark in (False, True))
    assert night.mean() < 0.75 * day.mean()
    coloured = np.abs(night[..., 0].astype(int) - night[..., 2]).mean()
    assert (coloured < 6) == (camera == "cam06")


def test_scenes_differ_at_tile_size(qapp: QApplication) -> None:
    small = [build_scene(f"cam{n:02d}", (160, 90), night=False).picture(0.0, 0)[12:].astype(int) for n in (1, 2, 5, 6)]
    for index, one in enumerate(small):
        for other in small[index + 1 :]:
            assert np.abs(one - other).mean() > 12


def test_the_intruder_is_outside_first_and_inside_later() -> None:
    way = next(m for m in _movers("cam06-intruder") if hasattr(m, "pose") and m.pose is not None)
    before, after = along(way.way, 5.5, closed=False), along(way.way, 13.0, closed=False)
    assert before is not None and after is not None
    assert before[0] > 3.6 > after[0]
    top = way.pose(9.4, Pose((3.6, 10.7, 0.0)))
    assert top.position[2] > 1.5 and top.climb > 0.5


def _movers(camera: str) -> list[Any]:
    from app.demo_site.scenes.kit import Place

    entry = {**CATALOGUE, **VARIANTS}[camera]
    return entry.build(Place(entry.view, (160, 90), False)).movers


def test_a_way_is_smooth_and_rests_where_it_says() -> None:
    way = ((0.0, 0.0, 10.0), (2.0, 0.0, 6.0), (4.0, 0.0, 6.0), (6.0, 4.0, 6.0))
    assert along(way, -0.1, closed=False) is None and along(way, 6.2, closed=False) is None
    resting = along(way, 3.0, closed=False)
    assert resting is not None and resting[3] < 0.05
    assert resting[2] == pytest.approx(-np.pi / 2, abs=0.1)
    spots = [along(way, t, closed=False) for t in np.arange(0, 6, 0.04)]
    steps = [np.hypot(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(spots) if a and b]
    assert max(steps) < 0.2


def test_feet_stay_under_the_hip_and_the_head_on_top() -> None:
    for phase in np.linspace(0, 6, 9):
        figure = joints(Pose((1.0, 2.0, 0.0), 0.3, phase), 1.7)
        assert figure["head"][2] == pytest.approx(1.57, abs=0.08)
        assert min(figure["foot_l"][2], figure["foot_r"][2]) < 0.2


def test_the_lens_projects_its_target_to_the_middle() -> None:
    lens = Lens(View((0, 0, 3), (0, 10, 0)), (640, 360))
    pixels, depth = lens.project([(0, 10, 0)])
    assert pixels[0] == pytest.approx([320, 180], abs=0.01)
    assert depth[0] == pytest.approx(np.hypot(10, 3), abs=0.01)


def test_a_railing_lets_the_street_through() -> None:
    _, solid = railing(5, 1.5, (60, 60, 60))
    assert 0.1 < float(solid.mean()) < 0.6


def test_letters_of_the_ground_are_the_same_where_no_caption_was_lettered_before() -> None:
    """A drawing process letters the ground first, and had no fonts then."""
    code = (
        "from app.demo_site.drawing.captions import Caption, lettering\n"
        "first = lettering('停车 STOP', 64)\n"
        "Caption(1, '北门', 'Gate', (320, 180), 20.0)\n"
        "again = lettering('停车 STOP', 64)\n"
        "print(int((first != again).sum()), first.shape[1] > 100, bool(first[..., 3].any()))\n"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert (done.stdout.split(), done.stderr, done.returncode) == (["0", "True", "True"], "", 0)
