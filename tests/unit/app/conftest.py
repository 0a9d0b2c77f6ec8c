"""What tests of the app's pages share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app import operations
from tests.fakes.wall_station import WallStation


@pytest.fixture
def wall_station(qapp: QApplication, tmp_path: Path) -> Iterator[WallStation]:
    """The walls of a small site, without cameras."""
    made = WallStation(tmp_path)
    made.walls.main.wall.resize(1600, 900)
    yield made
    made.stop()
    operations.shut_down()
