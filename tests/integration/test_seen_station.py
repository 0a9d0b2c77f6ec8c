"""A station keeps what its detection saw where playback finds it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from app.data_folder import DataFolder
from app.notifier import News
from app.station import Station
from tests.fakes.clock import FakeClock
from tests.fakes.small_station import load, site_text
from video.model import Box, BoxSet, StreamKind

SERVER = SimpleNamespace(cameras=("01", "02"), url=lambda camera, kind: f"rtsp://127.0.0.1:9/{camera}/{kind}")


def test_what_was_seen_is_drawn_and_marked_in_playback(tmp_path: Path, clock: FakeClock) -> None:
    text = site_text(cast(Any, SERVER)).replace("enabled = false", "keep_days = 7")
    station = Station(load(tmp_path, text), DataFolder(tmp_path / "data"), clock, News())
    try:
        began = clock.now()
        for step in range(5):
            box = Box(0.1 * step, 0.2, 0.1 * step + 0.1, 0.6, "person", 0.8, 4, moved=step > 2)
            station.cameras._boxes_found(BoxSet("01", clock.now(), (box,), "toy"))
            clock.advance(0.2)
        station.cameras.seen.flush()
        source = station.replay.boxes
        assert source is not None
        times = [timed.at - began for timed in source.boxes("01", began, clock.now())]
        assert times == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8], abs=0.002)
        (mark,) = station.replay.events.events(("01",), began - 1, clock.now())
        assert (mark.kind, mark.title, mark.at) == ("detection", "person", pytest.approx(began, abs=0.002))
        seen = next(one for one in station.health() if one.part == "seen")
        assert (seen.code, seen.detail["days"]) == ("kept", 7)
        assert (tmp_path / "data" / "sightings.sqlite").exists()
    finally:
        station.stop()


def test_what_is_on_a_tile_is_looked_at_before_what_is_not(tmp_path: Path, clock: FakeClock) -> None:
    text = site_text(cast(Any, SERVER)).replace("enabled = false", "enabled = true")
    station = Station(load(tmp_path, text), DataFolder(tmp_path / "data"), clock, News())
    told: list[frozenset[str]] = []
    assert station.detection is not None
    station.detection.show = lambda cameras: told.append(frozenset(cameras))  # type: ignore[method-assign]
    try:
        station.video.set_cameras(station.cameras._sources())
        station.video.show("tile", "02", StreamKind.SUB, 64, 36)
        station.cameras.tick()
        station.video.hide("tile")
        station.cameras.tick()
        assert told == [frozenset({"02"}), frozenset()]
    finally:
        station.stop()
