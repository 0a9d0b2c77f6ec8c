"""A station's past without its cameras: real records, rights and playback over footage that a test wrote."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app import operations
from app.pages.replay_page import ReplayPage
from app.people.acts import Acts
from app.people.authorised import Authorised
from app.services.camera_ear import OpenOutput
from app.services.places import Places
from app.services.privacy import PrivacyBook
from app.station import Station
from app.station_replay import StationReplay
from app.store.marks import MarkRecords
from app.store.queries import IncidentQueries
from app.store.records import ClipRecords
from tests.fakes.clock import FakeClock
from tests.fakes.people import PASSWORD, People
from tests.fakes.replay_footage import FolderFootage
from tests.fakes.small_station import load, site_text
from video.archive.model import Segment
from video.clock import SystemClock
from video.model import StreamKind
from video.views import ClipResult
from widgets import times

CAMERAS = ("01", "02", "03", "04")
#: Names cameras that nobody connects to.
SERVER = SimpleNamespace(cameras=CAMERAS, url=lambda camera, kind: f"rtsp://127.0.0.1:9/{camera}/{kind}")


class Shifted(SystemClock):
    """The machine's clock, at the time of the footage."""

    def __init__(self, now: float) -> None:
        self._ahead = now - SystemClock().now()

    def now(self) -> float:
        return super().now() + self._ahead


class LivePictures:
    """Stands for the live engine: what is saved of it is a clip that a test named."""

    def __init__(self) -> None:
        self.clip: ClipResult | None = None
        self.asked: list[tuple[str, float, float]] = []

    def save_clip(self, camera: str, kind: StreamKind, start: float, end: float, path: Path) -> Future[ClipResult]:
        self.asked.append((camera, start, end))
        done: Future[ClipResult] = Future()
        if self.clip is None:
            done.set_exception(OSError("no pictures"))
        else:
            done.set_result(self.clip)
        return done


class ReplayStation:
    """`station` is what the page of playback needs of one."""

    def __init__(
        self, folder: Path, now: float, *segments: Segment, more: str = "", open_output: OpenOutput | None = None
    ) -> None:
        self.people = People(folder / "data", FakeClock())
        self.people.everybody()
        self.people.desk.sign_in("supervisor", PASSWORD)
        self.clock = Shifted(now)
        places = Places(load(folder, site_text(cast(Any, SERVER), more=more)).site)
        authorised = Authorised(self.people.desk, self.people.audit, "s1", lambda: False)
        self.footage = FolderFootage(*segments)
        self.live = LivePictures()
        database = self.people.database
        records = SimpleNamespace(
            audit=self.people.audit,
            clips=ClipRecords(database, "s1", self.clock),
            marks=MarkRecords(database, "s1", self.clock),
            incidents=IncidentQueries(database.read),
        )
        self.replay = StationReplay(
            self.footage,
            cast(Any, records),
            authorised,
            places,
            cast(Any, self.live),
            folder,
            self.clock,
            cast(Any, open_output),
        )
        self.privacy = PrivacyBook(places.site, folder / "site.toml", self.clock)
        self.privacy.on_changed = lambda _areas: self.replay.engine.set_masks(self.privacy.of_past)
        nobody = cast(Any, None)
        acts = Acts(authorised, nobody, nobody, nobody, nobody, places, folder)
        self.station = cast(
            Station,
            SimpleNamespace(
                clock=self.clock,
                places=places,
                replay=self.replay,
                acts=acts,
                privacy=self.privacy,
                people=SimpleNamespace(desk=self.people.desk),
                site=places.site,
                incidents=records.incidents,
            ),
        )
        self._authorised = authorised

    def stop(self) -> None:
        self.replay.stop()
        self._authorised.close()
        self.people.close()


@contextmanager
def shown_page(house: ReplayStation, qtbot: QtBot, width: int = 1100, height: int = 700) -> Iterator[ReplayPage]:
    """The page of playback in a window, with the keyboard, until the test is over."""
    window = QWidget()
    qtbot.addWidget(window)
    made = ReplayPage(house.station, "en", window)
    for one in (window, made):
        one.resize(width, height)
    with qtbot.waitExposed(window):
        window.show()
    made.setFocus()
    yield made
    made.close_views()


@contextmanager
def ended(house: ReplayStation) -> Iterator[ReplayStation]:
    """A station whose times are UTC, put away when the test is over."""
    times.use_zone(UTC)
    yield house
    house.stop()
    operations.shut_down()
    times.use_zone(None)
