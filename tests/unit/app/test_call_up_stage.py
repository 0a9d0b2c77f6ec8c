"""What the stage hangs for an alarm: the camera that can show it large, whatever it has lost, and its neighbours."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from alarms.model import Handling, Incident, Occurrence, Priority
from alarms.ports import AlarmChange
from app.pages.alarm_desk import CLOSED_KEPT, PICTURE_COMES_WITHIN_S, AlarmDesk
from app.pages.call_up_stage import CallUpStage
from app.services.places import Places
from app.site_document import Camera, SiteDocument, SiteInfo, Zone
from app.station import Station
from tests.fakes.wall_station import WallStation
from video.commands import KeepPast
from video.model import Phase, StreamKind, StreamState
from widgets.freshness import Face


class Staged:
    """A stage over the walls of a station without cameras."""

    def __init__(self, station: WallStation) -> None:
        self.station = station
        self.hurried: list[str] = []
        self.prioritised: list[tuple[str, ...]] = []
        ground = cast(Any, station)
        ground.video.hurry = self.hurried.append
        ground.prioritise = self.prioritised.append
        self.told: list[object] = []
        ground.video.tell = self.told.append
        ground.clips = Path("clips")
        self.desk = AlarmDesk(station.clock)
        self.stage = CallUpStage(cast(Station, ground), self.desk, station.walls)
        station.walls.main.show()
        station.walls.main.wall.show()

    def raise_alarm(self, number: int, zone: str, priority: Priority = Priority.P2) -> None:
        found = {one.id: one for one in self.desk.occurrences()}
        alarm = Occurrence(
            id=f"o{number}",
            point=f"p{number}",
            device="d",
            zone=zone,
            alarm_class="perimeter",
            kind="",
            priority=priority,
            raised_at=float(number),
            received_at=float(number),
            incident=f"i{number}",
        )
        self.desk._occurrences = {**found, alarm.id: alarm}
        self.desk._settle()

    def tiles(self) -> list[tuple[str, str]]:
        scene = self.station.walls.main.controller.scene
        assert scene is not None
        return [(tile.camera, tile.mode) for tile in scene.tiles]


def zoned(site: SiteDocument) -> SiteDocument:
    """The site with cameras named for its zones."""
    cameras = {"north": ("cam01", "cam02"), "south": ("cam07", "cam08")}
    zones = tuple(zone.model_copy(update={"cameras": cameras[zone.id]}) for zone in site.zones)
    return site.model_copy(update={"zones": zones})


@pytest.fixture
def staged(wall_station: WallStation) -> Staged:
    wall_station.site = zoned(wall_station.site)
    wall_station.places = Places(wall_station.site)
    return Staged(wall_station)


def lost(camera: str, phase: Phase) -> StreamState:
    return StreamState(camera, StreamKind.SUB, phase, 0.0)


def test_the_zones_first_camera_is_large_with_its_past_and_what_hangs_near_fills_the_room(staged: Staged) -> None:
    staged.raise_alarm(1, "north")
    first = [("cam01", "live"), ("cam01", "past"), ("cam02", "live")]
    assert staged.tiles() == [*first, *((f"cam0{n}", "live") for n in (3, 4, 5))]
    assert staged.hurried == ["cam01", "cam02"]
    assert staged.prioritised == [("cam01", "cam02")]


def test_a_first_camera_without_a_picture_makes_way_and_its_last_seconds_stay_beside(staged: Staged) -> None:
    staged.station.states = [lost("cam01", Phase.LOST), lost("cam02", Phase.LIVE)]
    staged.raise_alarm(1, "north")
    assert staged.tiles()[:3] == [("cam02", "live"), ("cam01", "past"), ("cam01", "live")]
    staged.station.states = [lost("cam01", Phase.LIVE), lost("cam02", Phase.LIVE)]
    staged.raise_alarm(2, "south")
    assert staged.tiles()[0] == ("cam02", "live"), "no picture jumps while the guard looks at it"


@pytest.mark.parametrize("phases", [(Phase.LOST, Phase.LOST), (Phase.CONNECTING, Phase.LIVE)])
def test_it_keeps_its_place_where_no_other_has_a_picture_or_it_is_about_to_have_one(
    staged: Staged, phases: tuple[Phase, Phase]
) -> None:
    staged.station.states = [lost("cam01", phases[0]), lost("cam02", phases[1])]
    staged.raise_alarm(1, "north")
    assert staged.tiles()[0] == ("cam01", "live")


def test_the_guard_turns_to_an_alarm_whole_and_what_stands_is_remembered(staged: Staged) -> None:
    staged.raise_alarm(1, "north")
    wall = staged.station.walls.main.wall
    wall.enlarge("live:cam02")
    staged.desk.choose("o1")
    assert wall.enlarged == ""
    assert staged.station.walls.memory.standing["incident"] == "i1"
    staged.raise_alarm(2, "south", Priority.P1)
    assert staged.station.walls.memory.standing["incident"] == "i2"
    staged.desk._occurrences = {}
    staged.desk._settle()
    assert staged.station.walls.memory.standing == {}
    assert staged.prioritised[-1] == ()


def test_the_past_of_an_alarm_that_waits_is_kept_once_from_the_start_and_its_clip_named(staged: Staged) -> None:
    staged.raise_alarm(1, "north")
    staged.raise_alarm(2, "south")
    staged.raise_alarm(2, "south")
    loop = staged.station.site.recording.loop_s
    assert staged.told == [KeepPast("cam01", 1.0 - loop, 1.0), KeepPast("cam07", 2.0 - loop, 2.0)]
    staged.desk.choose("o2")
    scene = staged.station.walls.main.controller.scene
    assert scene is not None
    assert (scene.tiles[1].mode, Path(scene.tiles[1].clips)) == ("past", Path("clips/i2"))


def test_near_are_the_cameras_of_the_area_and_those_that_hang_beside() -> None:
    def camera(name: str, zone: str) -> Camera:
        return Camera(id=name, name=name, zone=zone, sub="rtsp://127.0.0.1/sub")

    site = SiteDocument(
        site=SiteInfo(id="s", name="S"),
        zone=(
            Zone(id="fence", name="F", kind="area", cameras=("c4",)),
            Zone(id="east", name="E", parent="fence", cameras=("c1",)),
            Zone(id="west", name="W", parent="fence", cameras=("c2", "c1")),
            Zone(id="road", name="R", cameras=("c5",)),
        ),
        camera=tuple(camera(f"c{n}", "road" if n in (1, 3) else "west") for n in range(1, 6)),
    )
    assert Places(site).cameras_near("east", ("c1",)) == ("c2", "c1", "c4", "c3")
    assert Places(site).cameras_near("road", ()) == ()


def test_of_incidents_that_are_over_only_the_newest_are_remembered_and_none_with_an_alarm(staged: Staged) -> None:
    staged.raise_alarm(1, "north")
    over = [
        Incident(f"i{n}", str(n), "north", Priority.P3, float(n), Handling.RESOLVED, closed_at=n + 1.0)
        for n in range(1, CLOSED_KEPT + 51)
    ]
    waiting = Incident("open", "0", "north", Priority.P3, 0.0)
    staged.desk.take(AlarmChange((), (*over, waiting)))
    kept = {one.id for one in staged.desk.incidents()}
    assert len(kept) == CLOSED_KEPT + 2
    assert {"open", "i1", f"i{CLOSED_KEPT + 50}"} <= kept
    assert "i2" not in kept


def test_only_what_the_main_place_shows_as_it_is_now_counts_as_looked_at(
    staged: Staged, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The zone's other picture, and an old one in the main place, are not the alarm's place."""
    staged.raise_alarm(1, "north")
    wall, faces = staged.station.walls.main.wall, {"live:cam01": Face.STALE, "live:cam02": Face.PICTURE}
    monkeypatch.setattr(wall, "faces", lambda: faces)
    for key in ("live:cam02", "past:cam01:o1", "live:cam01"):
        wall.frame_painted.emit(key, 1, 0.0)
    assert staged.desk.picture_seen("o1", True).since is None
    faces["live:cam01"] = Face.PICTURE
    staged.station.clock.advance(2.0)
    wall.frame_painted.emit("live:cam01", 2, 0.0)
    assert staged.desk.picture_seen("o1", True).since == staged.station.clock.now()


def test_a_main_place_without_a_picture_for_seconds_has_none_and_one_that_comes_later_counts(staged: Staged) -> None:
    staged.raise_alarm(1, "north")
    staged.station.clock.advance(PICTURE_COMES_WITHIN_S - 0.1)
    assert staged.desk.picture_seen("o1", True).available
    staged.station.clock.advance(0.2)
    assert not staged.desk.picture_seen("o1", True).available
    staged.desk.picture_painted("o1")
    assert staged.desk.picture_seen("o1", True).available
    staged.raise_alarm(2, "south", Priority.P1)
    assert staged.desk.picture_seen("o2", True).available, "another on the wall is waited for anew"
