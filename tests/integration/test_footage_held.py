"""Holds against days and room: real files, the station's own record of holds, and the service that makes room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.pages.footage_words import footage_words
from app.services.recording import RecordingService
from app.services.recording_room import DAY_S, GB
from app.store.archive import ArchiveIndex
from app.store.database import StationDatabase
from app.store.marks import FootageMark, MarkRecords
from tests.fakes.clock import FakeClock
from tests.unit.app.test_recording_service import site, written
from video.archive.engine_part import RecordingOrders


@dataclass
class Archive:
    """A week of it is a file of four seconds here."""

    folder: Path
    recording: dict[str, Any]

    def __post_init__(self) -> None:
        self.clock = FakeClock()
        self.database = StationDatabase(self.folder / "station.sqlite")
        self.index = ArchiveIndex(self.database, self.folder / "archive")
        self.marks = MarkRecords(self.database, "s1", self.clock)
        self.files: dict[int, Path] = {}
        self.size = 0

    def keep(self, *days: int) -> None:
        """Lay footage of so many days ago on the disk, the oldest first."""
        for ago in days:
            at = self.clock.now() - ago * DAY_S
            made = written(self.index.root / "07" / f"{ago}" / "a.mp4", at)
            self.index.add([made])
            self.files[ago], self.size = made.path, made.size

    def hold(self, ago: int) -> FootageMark:
        at = self.clock.now() - ago * DAY_S
        mark = FootageMark("", "hold", "07", at + 1, at + 2, "police", "u1", 0.0)
        return self.marks.add(mark)

    def look(self) -> tuple[list[int], str, float]:
        """Have the service look around; gives what is left, what health says, and how much it says is held."""
        service = RecordingService(
            site(mode="always", leave_free_gb=0.0, **self.recording),
            self.index,
            RecordingOrders(lambda _camera, _order: None),
            self.clock,
            lambda *_said: None,
            own_folder=True,
            live=lambda _camera: True,
            held=self.marks.is_held,
        )
        service.tick()
        service.tick()
        left = [ago for ago, path in self.files.items() if path.exists()]
        rows = [round((self.clock.now() - one.start) / DAY_S) for one in self.index.all()]
        assert left == rows, "the index says what lies on the disk"
        status = service.status()
        assert (status.part, status.code) in footage_words()
        return left, status.code, float(status.detail["held_gb"])


@pytest.fixture
def made(tmp_path: Path) -> Iterator[list[Archive]]:
    archives: list[Archive] = []
    yield archives
    for one in archives:
        one.database.close()


def archive(made: list[Archive], folder: Path, **recording: Any) -> Archive:
    made.append(Archive(folder, recording))
    return made[-1]


def test_a_hold_keeps_footage_past_its_days_and_that_is_said_until_it_ends(made: list[Archive], tmp_path: Path) -> None:
    one = archive(made, tmp_path, keep_days=35)
    one.keep(60, 50, 40, 30, 10)
    mark = one.hold(50)
    assert one.look()[:2] == ([50, 30, 10], "held_longer")
    one.marks.end(mark.id, "u1")
    assert one.look()[:2] == ([30, 10], "recording")


def test_a_hold_keeps_footage_past_its_room_and_the_oldest_beside_it_goes(made: list[Archive], tmp_path: Path) -> None:
    one = archive(made, tmp_path, quota_gb=1.0)
    one.keep(28, 27, 26, 25, 24)
    one.recording["quota_gb"] = 3.5 * one.size / GB
    mark = one.hold(28)
    assert one.look()[:2] == ([28, 25, 24], "recording")  # it fits: two of those that nobody holds went
    one.recording["quota_gb"] = 0.5 * one.size / GB
    assert one.look()[:2] == ([28], "held")
    one.marks.end(mark.id, "u1")
    assert one.look()[:2] == ([], "recording")
