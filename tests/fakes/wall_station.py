"""The walls of a station without its cameras: real records and widgets over an engine that only remembers."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from app.notifier import Notifier
from app.pages.walls import Walls
from app.people.rights import Action
from app.services.places import Places
from app.services.plan_book import PlanBook
from app.services.ptz import PtzView
from app.services.rule_book import RuleBook
from app.site_document import Camera, Layout, SiteDocument, SiteInfo, Zone
from app.station import Station
from app.store.audit import AuditLog
from app.store.database import StationDatabase
from app.store.records import ClipRecords
from tests.fakes.clock import FakeClock
from video.model import StreamKind, StreamState
from video.views import SnapshotResult, ViewHandle

CAMERAS = tuple(f"cam{number:02d}" for number in range(1, 13))


class Pictures:
    """Stands for the video engine: remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self.key_only: set[str] = set()
        self.stills: list[tuple[str, Path, Future[SnapshotResult]]] = []

    def show(self, view: str, camera: str, kind: StreamKind, width: int, height: int) -> ViewHandle:
        self.asked.append(("show", view, kind.value))
        return ViewHandle(view, camera)

    def loop(
        self, view: str, camera: str, start: float, end: float, width: int, height: int, clips: str = ""
    ) -> ViewHandle:
        self.asked.append(("loop", view, f"{start:.0f}-{end:.0f}"))
        return ViewHandle(view, camera)

    def hide(self, view: str) -> None:
        self.asked.append(("hide", view, ""))

    def key_frames_only(self, camera: str, kind: StreamKind, on: bool) -> None:
        (self.key_only.add if on else self.key_only.discard)(camera)

    def snapshot(self, camera: str, path: Path) -> Future[SnapshotResult]:
        future: Future[SnapshotResult] = Future()
        self.stills.append((camera, path, future))
        return future

    def last(self, view: str) -> tuple[str, str, str]:
        """The last thing asked of a view."""
        return next(one for one in reversed(self.asked) if one[1] == view)


def wall_site() -> SiteDocument:
    """Twelve cameras in two zones, three layouts."""
    return SiteDocument(
        site=SiteInfo(id="s", name="小区", name_en="Estate"),
        zone=(Zone(id="north", name="北", name_en="North"), Zone(id="south", name="南", name_en="South")),
        camera=tuple(
            Camera(
                id=camera,
                number=number,
                name=f"摄像机{number}",
                name_en=f"Camera {number}",
                zone="north" if number <= 6 else "south",
                sub="rtsp://127.0.0.1/sub",
                main="rtsp://127.0.0.1/main",
            )
            for number, camera in enumerate(CAMERAS, 1)
        ),
        layout=(
            Layout(id="all", name="全部", name_en="All", tiles=16),
            Layout(id="gates", name="门", name_en="Gates", tiles=4, cameras=CAMERAS[:4]),
            Layout(id="large", name="大", name_en="Large", tiles=6, cameras=CAMERAS[:6]),
        ),
    )


class WallStation:
    """What walls ask of a station."""

    def __init__(self, folder: Path) -> None:
        self.site = wall_site()
        self.places = Places(self.site)
        self.clock = FakeClock()
        self.video = Pictures()
        self.user = "guard"
        self.database = StationDatabase(folder / "station.sqlite")
        self.audit = AuditLog(self.database, "s1", self.clock)
        self.clips = ClipRecords(self.database, "s1", self.clock)
        self.plans = PlanBook(self.site, folder / "site.toml", folder / "plans.draft", self.clock)
        self.rules = RuleBook(self.site, folder / "site.toml", self.clock)
        self.gates = self.parking = self
        self.folder = self
        self.snapshots = folder / "snapshots"
        self.cameras = self
        self.states: list[StreamState] = []
        self.case_acts = self
        self.alarms = self
        self.turned: dict[str, PtzView] = {}
        self.ptz = SimpleNamespace(cameras=(), view=self.turned.get)
        self.done: list[tuple[str, str]] = []
        self.belonging: list[tuple[object, ...]] = []
        self.notifier = Notifier()
        self.walls = Walls(cast(Station, cast(Any, self)), self.notifier, "en")
        self.notices: list[str] = []
        self.walls.notice.connect(self.notices.append)

    def did(self, action: Action, subject: str, _detail: object = None) -> None:
        self.done.append((action.value, subject))

    def snapshot_taken(self, *said: object) -> None:
        self.belonging.append(said)

    def wall_cameras(self) -> list[str]:
        return list(CAMERAS)

    def stream_states(self) -> Sequence[StreamState]:
        return tuple(self.states)

    def clock_offset_ms(self, camera: str) -> float | None:
        return 12.0 if camera == "cam01" else None

    def statuses(self) -> tuple[()]:
        """No gates."""
        return ()

    def stalls(self) -> tuple[()]:
        """No stalls."""
        return ()

    def picture_fault(self, camera: str) -> str:
        return ""

    def stop(self) -> None:
        self.walls.close()
        self.database.close()
