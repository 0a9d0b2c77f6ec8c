"""A link that becomes three seconds longer: every picture arrives, each is old, and none of them passes for live."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.fakes.slow_link import SlowLink
from tests.integration.test_engine import GUARD, SUB, Station, until
from video.clock import SystemClock
from video.model import CameraSource, Phase, StreamAddress
from widgets import layouts
from widgets.freshness import Face
from widgets.tile import TileContent
from widgets.wall import Wall

LONGER = 3.0


@pytest.fixture
def station() -> Iterator[Station]:
    made = Station()
    yield made
    made.close()


def test_pictures_that_come_late_are_shown_as_old_as_they_are(station: Station, qtbot: QtBot) -> None:
    link = SlowLink(station.server.port)
    wall = Wall(SystemClock())
    qtbot.addWidget(wall)
    try:
        url = station.server.url("01/sub").replace(f":{station.server.port}/", f":{link.port}/")
        station.engine.set_cameras([CameraSource("far", StreamAddress(url, GUARD), None)])
        view = station.engine.show("a", "far", SUB, 320, 180)
        wall.set_arrangement(layouts.grid(1))
        wall.set_tiles([TileContent("a", "far", 1, "Far", source=view)])
        wall.resize(640, 400)
        with qtbot.waitExposed(wall):
            wall.show()
        qtbot.waitUntil(lambda: wall.faces()["a"] is Face.PICTURE, timeout=60_000)
        station.until_live("far")
        link.delay = LONGER
        seen: list[tuple[float, Face]] = []
        looked = time.monotonic()

        def late() -> bool:
            nonlocal looked
            frame, before, looked = view.latest(), looked, time.monotonic()
            if frame is not None and looked - before < 0.2:  # else the wall had no more chance to look than we
                seen.append((time.time() - frame.captured_at, wall.faces()["a"]))
            return frame is not None and frame.behind > LONGER - 0.5 and wall.faces()["a"] is Face.STALE

        qtbot.waitUntil(late, timeout=60_000)
        station.until(lambda: station.phase("far") is Phase.STALLED and station.states[-1].reason == "late")
        assert wall.faces()["a"] is Face.STALE
        assert not [age for age, face in seen if face is Face.PICTURE and age > 2.5]
        link.delay = 0.0
        until(lambda: station.phase("far") is Phase.LIVE)
        qtbot.waitUntil(lambda: wall.faces()["a"] is Face.PICTURE, timeout=60_000)
    finally:
        wall.set_tiles([])
        wall.close()
        station.engine.hide("a")
        link.stop()
