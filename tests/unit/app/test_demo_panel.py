from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from app.demo_site.devices.fleet import DemoDevices
from app.demo_site.panel import Panel, trigger_groups
from app.demo_site.plates import PLATES, picture_path, plate_picture, write_plates
from app.demo_site.site import DOCUMENT
from app.settings import load_site
from app.translations import Translations
from tests.fakes.clock import FakeClock
from video.cv import cv2


class Cameras:
    def __init__(self) -> None:
        self.done: list[tuple[str, str]] = []

    def __getattr__(self, name: str) -> Any:
        return lambda camera: self.done.append((name, camera))


class Site:
    def __init__(self) -> None:
        self.document = load_site(DOCUMENT).site
        self.cameras = Cameras()
        self.done: list[str] = []

    def trigger(self, name: str) -> None:
        self.done.append(name)


@pytest.fixture
def devices(tmp_path: Path, clock: FakeClock) -> DemoDevices:
    passwords = dict.fromkeys(
        ("fence1", "firepanel", "gas", "help", "doors", "gate1", "gate2", "parking", "plant"), "x"
    )
    return DemoDevices("demo", passwords, clock, tmp_path)


def test_the_panel_offers_every_trigger(devices: DemoDevices) -> None:
    offered = [name for _, entries in trigger_groups() for name, _ in entries]
    assert sorted(offered) == sorted([*devices.triggers, "intruder", "burning"])


def test_every_trigger_works_without_a_connection(devices: DemoDevices) -> None:
    for name in devices.triggers:
        devices.trigger(name)
    with pytest.raises(KeyError):
        devices.trigger("nonsense")


def press(panel: Panel, name: str) -> None:
    button = panel.findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    button.click()


def test_buttons_trigger(qtbot: QtBot) -> None:
    site = Site()
    panel = Panel(site)  # type: ignore[arg-type]
    qtbot.addWidget(panel)
    for name in ("fence Z03", "car_in"):
        press(panel, name)
    assert site.done == ["fence Z03", "car_in"]
    chooser = panel.findChild(QComboBox)
    assert isinstance(chooser, QComboBox)
    chooser.setCurrentIndex(6)
    for name in ("camera_kill", "camera_stall", "camera_revive"):
        press(panel, name)
    assert site.cameras.done == [("kill", "cam07"), ("stall", "cam07"), ("revive", "cam07")]


def test_a_plate_picture_shows_a_blue_plate(qapp: QApplication) -> None:
    picture = cv2.imdecode(np.frombuffer(plate_picture("沪A12345", "blue", 1), np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None and picture.shape == (360, 640, 3)
    plate = picture[190:240, 200:440].astype(int)
    assert (plate[..., 0] - plate[..., 2] > 60).mean() > 0.4
    assert (plate.min(axis=2) > 170).mean() > 0.05


def test_plates_are_written_once(qapp: QApplication, tmp_path: Path) -> None:
    write_plates(tmp_path)
    paths = [picture_path(tmp_path, plate) for plate, _ in PLATES]
    assert all(path.exists() and path.name.isascii() for path in paths)
    stamps = [path.stat().st_mtime_ns for path in paths]
    write_plates(tmp_path)
    assert stamps == [path.stat().st_mtime_ns for path in paths]


def test_cameras_are_called_in_the_language_that_is_spoken(qtbot: QtBot, qapp: QApplication) -> None:
    panel = Panel(Site())  # type: ignore[arg-type]
    qtbot.addWidget(panel)
    cameras = panel.findChild(QComboBox)
    assert isinstance(cameras, QComboBox)
    first = load_site(DOCUMENT).site.cameras[0]
    assert cameras.itemText(0).endswith(first.name_en)
    spoken = Translations(qapp)
    spoken.use("zh_CN")
    try:
        qtbot.waitUntil(lambda: cameras.itemText(0).endswith(first.name))
    finally:
        spoken.clear()
