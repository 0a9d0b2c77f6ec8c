"""Walls in two windows, on screens of different sharpness, each ask for their own pixels and draw their own words."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.fakes.clock import FakeClock
from tests.unit.widgets.wall_bench import Bench
from widgets.wall import Wall

ROOT = Path(__file__).resolve().parents[3]
SCREENS = [
    {"name": name, "x": x, "y": 0, "width": 3840, "height": 2160, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    for name, x in (("coarse", 0), ("fine", 3840))
]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What the two windows showed."""
    file = tmp_path_factory.mktemp("screens") / "screens.json"
    file.write_text(json.dumps({"screens": SCREENS}), "utf-8")
    environment = os.environ | {"QT_SCREEN_SCALE_FACTORS": "coarse=1;fine=2"}
    environment.pop("QT_QPA_PLATFORM", None)
    command = [sys.executable, "-W", "error", "-m", "tests.unit.widgets.two_screens", str(file)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


def test_each_window_has_the_pixels_of_its_own_screen(seen: dict[str, dict[str, Any]]) -> None:
    assert seen["one"]["ratio"] == 1.0
    assert seen["two"]["ratio"] == 2.0
    assert seen["one"]["size"] == seen["two"]["size"] == [800, 600]
    assert seen["two"]["grabbed"] == [1600, 1200]


def test_each_asks_for_pictures_in_its_own_pixels(seen: dict[str, dict[str, Any]]) -> None:
    assert seen["two"]["told"] == [2 * length for length in seen["one"]["told"]]


def test_words_are_drawn_in_the_windows_own_pixels(seen: dict[str, dict[str, Any]]) -> None:
    assert seen["one"]["bands"] == [1.0]
    assert seen["two"]["bands"] == [2.0]


def test_a_window_carried_to_another_screen_asks_and_draws_anew(seen: dict[str, dict[str, Any]]) -> None:
    assert seen["moved"]["ratio"] == 2.0
    assert seen["moved"]["told"] == seen["two"]["told"]
    assert 2.0 in seen["moved"]["bands"]


CLOSED_WALLS = """
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid
from tests.fakes.clock import FakeClock
from widgets.wall import Wall

app = QApplication(["closed", "-platform", "offscreen"])
screen = app.primaryScreen()
for _ in range(12):
    wall = Wall(FakeClock())
    wall.show()
    app.processEvents()
    wall.grab()
    wall.close()
    del wall
    assert isValid(screen), "the screen went with its window"
"""


def test_windows_that_are_closed_leave_the_screen_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", CLOSED_WALLS], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_sharper_pixels_under_a_window_of_the_same_size_are_asked_for(
    qtbot: QtBot, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(qtbot, clock)
    told: list[tuple[str, int, int]] = []
    bench.wall.tile_resized.connect(lambda *size: told.append(size))
    before = bench.wall.picture_size("t0")
    monkeypatch.setattr(Wall, "devicePixelRatioF", lambda _wall: 2.0)
    QApplication.sendEvent(bench.wall, QEvent(QEvent.Type.DevicePixelRatioChange))
    qtbot.waitUntil(lambda: len(told) == 4)
    assert told[0] == ("t0", 2 * before[0], 2 * before[1])
