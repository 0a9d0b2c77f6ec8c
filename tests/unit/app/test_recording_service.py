"""Recording as a service: when, for how long, in how much room; what is missing is said, what was left open closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from app.services.recording import MARKER, RecordingService
from app.services.recording_room import GB, FootageRoom, Forecast
from app.services.recording_watch import RecordingWatch
from app.site_document import SiteDocument
from app.store.archive import ArchiveIndex
from app.store.archive_check import check_archive
from app.store.database import StationDatabase
from tests.fakes.clock import FakeClock
from tests.fakes.encoded_video import encoded_feed
from tests.fakes.packets import entries_of
from video.archive.engine_part import RecordingOrders
from video.archive.model import RecorderState, RecordingPlan, Segment
from video.archive.muxer import SegmentHead, SegmentMuxer
from video.detect.model import MOTION_LABEL
from video.model import Box, BoxSet, StreamKind

SUB, MAIN = StreamKind.SUB, StreamKind.MAIN
DAY = 86_400.0


def site(**recording: Any) -> SiteDocument:
    camera = {"sub": "rtsp://x/s", "main": "rtsp://x/m", "name": "x"}
    cameras = recording.pop("cameras", [{"id": "07"}])
    return SiteDocument.model_validate(
        {
            "site": {"id": "s", "name": "s"},
            "recording": recording,
            "camera": tuple(camera | one for one in cameras),
        }
    )


def written(path: Path, at: float, seconds: int = 4, camera: str = "07") -> Segment:
    """A real segment on the disk."""
    entries = entries_of(encoded_feed(), start=at, count=seconds * 15)
    head = SegmentHead(camera, SUB, entries[0][0].captured_at, True, -0.04)
    muxer = SegmentMuxer(head, *entries[0], None, 0)
    data = b"".join(muxer.video(packet, packet.captured_at - head.start) for packet, _ in entries) + muxer.close()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    last = entries[-1][0].captured_at
    return Segment(camera, SUB, path, head.start, last, len(entries), len(data), -0.04, True, True, codec="h264")


@dataclass
class Bench:
    """A service whose engine is a list of what it was told."""

    folder: Path
    document: SiteDocument
    own_folder: bool = True
    clock: FakeClock = field(default_factory=FakeClock)
    told: list[tuple[str, RecordingPlan]] = field(default_factory=list)
    reports: list[tuple[str, bool, str]] = field(default_factory=list)
    held: set[str] = field(default_factory=set)
    live: bool = True

    def __post_init__(self) -> None:
        self.database = StationDatabase(self.folder / "station.sqlite")
        self.index = ArchiveIndex(self.database, self.folder / "archive")
        self.orders = RecordingOrders(lambda camera, order: self.told.append((camera, order.plan)))
        self.service = RecordingService(
            self.document,
            self.index,
            self.orders,
            self.clock,
            lambda channel, active, _cause, kind: self.reports.append((channel, active, kind)),
            own_folder=self.own_folder,
            live=lambda _camera: self.live,
            held=lambda camera, _start, _end: camera in self.held,
        )

    def ticks(self, seconds: float, step: float = 5.0) -> None:
        for _ in range(int(seconds / step)):
            self.clock.advance(step)
            self.service.tick()

    def kinds(self) -> set[StreamKind]:
        return set(self.told[-1][1].kinds)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[list[Bench]]:
    benches: list[Bench] = []
    yield benches
    for one in benches:
        one.database.close()


def bench(made: list[Bench], folder: Path, own_folder: bool = True, **recording: Any) -> Bench:
    made.append(Bench(folder, site(**recording), own_folder))
    return made[-1]


def test_always_off_and_a_cameras_own_word(made: list[Bench], tmp_path: Path) -> None:
    cameras = [{"id": "07"}, {"id": "08", "record": "off"}]
    one = bench(made, tmp_path, mode="always", cameras=cameras)
    one.ticks(5)
    assert {camera: set(plan.kinds) for camera, plan in one.told} == {"07": {SUB}, "08": set()}
    one.ticks(30)
    assert len(one.told) == 2  # a plan is told once


def test_a_schedule_is_followed_in_the_sites_own_time(made: list[Bench], tmp_path: Path) -> None:
    one = bench(made, tmp_path, mode="schedule", times=("daily 22:30-23:00",))  # FakeClock: 22:00 in China
    one.ticks(5)
    assert one.kinds() == set()
    one.clock.advance(1800)
    one.ticks(5)
    assert one.kinds() == {SUB}
    one.clock.advance(1800)
    one.ticks(5)
    assert one.kinds() == set()


def look(one: Bench, *boxes: Box, seconds: float = 5.0) -> None:
    """Detection looks at the camera, as it does all the time."""
    for _ in range(round(seconds / 5)):
        one.service.plans.seen(BoxSet("07", one.clock.now(), boxes, "model"))
        one.ticks(5)


def test_motion_records_with_the_seconds_before_and_after_and_always_while_nobody_sees(
    made: list[Bench], tmp_path: Path
) -> None:
    one = bench(made, tmp_path, mode="motion", motion_after_s=30.0)
    one.ticks(5)
    assert one.kinds() == {SUB}  # no detector runs
    one.service.plans.detects = True
    one.ticks(5)
    assert one.kinds() == {SUB}  # it does not look at this camera
    look(one, seconds=65)
    assert one.kinds() == set()
    look(one, Box(0.1, 0.1, 0.2, 0.3, MOTION_LABEL, 0.5))
    assert one.kinds() == {SUB} and one.told[-1][1].cause == "motion"
    assert one.told[-1][1].pre_roll == 15.0 + 5.0  # and what passed until the order was given
    look(one, seconds=30)
    assert one.kinds() == set()
    look(one, Box(0.1, 0.1, 0.2, 0.3, MOTION_LABEL, 0.5))  # so soon that a part of the seconds before is in the files
    assert one.kinds() == {SUB} and one.told[-1][1].pre_roll == 10.0
    look(one, seconds=40)
    assert one.kinds() == set()
    one.ticks(40)
    assert one.kinds() == {SUB} and one.told[-1][1].cause == "recording"  # it looks no more


def test_what_is_seen_late_is_kept_from_before_it_all_the_same(made: list[Bench], tmp_path: Path) -> None:
    one = bench(made, tmp_path, mode="motion", before_s=6.0)
    one.service.plans.detects = True
    look(one, seconds=60)
    walker = Box(0.1, 0.1, 0.2, 0.3, MOTION_LABEL, 0.5)
    for late, kept in ((8.0, 6.0 + 8.0), (3600.0, 6.0 + 15.0), (-3600.0, 6.0)):  # two with a clock that is wrong
        one.service.plans.seen(BoxSet("07", one.clock.now() - late, (walker,), "model"))
        assert one.service.plans.plan("07").pre_roll == pytest.approx(kept)
        look(one, seconds=60)


def test_a_parked_car_is_no_motion_and_a_person_who_stands_is(made: list[Bench], tmp_path: Path) -> None:
    one = bench(made, tmp_path, mode="motion", motion_after_s=10.0)
    one.service.plans.detects = True
    parked = Box(0.1, 0.5, 0.4, 0.8, "car", 0.9, 3, velocity=(0.004, 0.002), moved=True)  # it came, and stands
    look(one, parked, seconds=20)
    assert one.kinds() == set()
    for came in (replace(parked, velocity=(0.05, 0.0)), Box(0.1, 0.1, 0.2, 0.3, "person", 0.9)):
        look(one, parked, came, seconds=10)
        assert one.kinds() == {SUB}
        look(one, parked, seconds=20)
        assert one.kinds() == set()


def test_an_incident_keeps_the_large_stream_until_after_its_last_alarm(made: list[Bench], tmp_path: Path) -> None:
    one = bench(made, tmp_path, mode="off")
    one.ticks(20)
    one.service.plans.incident("07", "i1", one.clock.now() + 30)
    one.ticks(20)
    assert one.kinds() == {MAIN} and one.told[-1][1].incident == "i1" and one.told[-1][1].pre_roll == 15.0
    one.service.plans.incident("07", "i1", one.clock.now() + 30)
    one.ticks(20)
    assert one.kinds() == {MAIN}
    one.ticks(20)
    assert one.kinds() == set()


def test_segments_are_entered_once_begun_and_once_closed(made: list[Bench], tmp_path: Path) -> None:
    one = bench(made, tmp_path, mode="always")
    now = one.clock.now()
    segment = written(one.index.root / "07" / "d" / "a.mp4", now)
    begun = replace(segment, closed=False, end=now + 1, frames=15)
    one.orders.hear(begun)
    one.ticks(5)
    one.orders.hear(replace(begun, end=now + 3))
    one.ticks(5)
    assert one.index.segments("07", now, now + 9)[0].end == now + 3
    assert one.index.not_closed()[0].end == now + 1  # growing costs no writing
    one.orders.hear(segment)
    one.ticks(5)
    assert one.index.segments("07", now, now + 9) == (segment,)


def test_what_a_killed_station_left_open_is_closed_at_the_next_start(made: list[Bench], tmp_path: Path) -> None:
    one = bench(made, tmp_path, mode="always")
    whole = written(one.index.root / "07" / "d" / "a.mp4", one.clock.now())
    data = whole.path.read_bytes()
    whole.path.write_bytes(data[: len(data) * 2 // 3])
    lost = one.index.root / "07" / "d" / "b.mp4"
    one.index.add([replace(whole, closed=False, frames=1), replace(whole, path=lost, closed=False)])
    unknown = written(one.index.root / "07" / "d" / "c.mp4", one.clock.now() + 60)  # killed before its row was there
    one.service.recover()
    found, entered = one.index.all()
    assert entered.path == unknown.path and entered.frames == unknown.frames
    assert found.closed and 20 < found.frames < 60 and found.size == whole.path.stat().st_size


def test_a_disk_that_is_gone_is_an_alarm_and_nothing_is_made_in_its_place(made: list[Bench], tmp_path: Path) -> None:
    one = bench(made, tmp_path, mode="always", own_folder=False)
    one.ticks(30)
    assert one.reports == [("disk", True, "disk_gone")] and not one.index.root.exists()
    assert one.service.status().code == "disk_gone" and one.kinds() == set()
    one.index.root.mkdir()
    one.ticks(30)
    assert one.reports[1:] == [("disk", False, "disk_gone")]
    assert one.kinds() == {SUB} and one.told[-1][1].marker == MARKER
    (one.index.root / MARKER).write_text("another disk")
    one.ticks(30)
    assert one.reports[2:] == [("disk", True, "disk_gone")] and one.kinds() == set()


def test_a_recorders_trouble_is_an_alarm_that_ends_with_it(made: list[Bench], tmp_path: Path) -> None:
    one = bench(made, tmp_path, mode="always")
    one.ticks(10)
    one.orders.hear(RecorderState("07", SUB, "failed", 0.0, "full"))
    one.ticks(15)
    assert one.reports == [("disk", True, "disk_full")] and one.service.status().code == "disk_full"
    one.orders.hear(RecorderState("07", SUB, "recording", 0.0))
    one.ticks(15)
    assert one.reports[1:] == [("disk", False, "disk_full")]


def test_footage_that_is_missing_is_a_gap_and_an_alarm_until_it_comes_again(made: list[Bench], tmp_path: Path) -> None:
    one = bench(made, tmp_path, mode="always")
    began = one.clock.now()
    one.ticks(200)
    assert one.reports == [("07", True, "gap")] and one.service.status().code == "gap"
    [missing] = one.index.stretches("07", began, one.clock.now())
    assert (missing.cause, missing.reason) == ("gap", "not_written") and missing.start < began + 10
    one.index.add([written(one.index.root / "07" / "d" / "a.mp4", one.clock.now() + 55)])
    one.ticks(60)
    assert one.reports[1:] == [("07", False, "gap")] and one.service.status().code == "recording"


def test_a_file_that_was_spoilt_is_found_when_it_is_read_back(made: list[Bench], tmp_path: Path) -> None:
    one = bench(made, tmp_path, mode="always")
    one.ticks(60)
    segment = written(one.index.root / "07" / "d" / "a.mp4", one.clock.now() + 50)
    segment.path.write_bytes(segment.path.read_bytes()[:700] + b"\x00" * 9000)
    one.index.add([segment])
    one.ticks(120)
    assert one.reports == [("07", True, "gap")]


def test_a_lost_camera_is_a_gap_and_no_second_alarm(made: list[Bench], tmp_path: Path) -> None:
    one = bench(made, tmp_path, mode="always")
    one.live = False
    one.ticks(200)
    assert one.reports == []
    assert [gap.reason for gap in one.index.stretches("07", 0, one.clock.now())] == ["no_pictures"]


# Room.


def rows(index: ArchiveIndex, now: float, ages: list[float], camera: str = "07", size: int = GB, **more: Any) -> None:
    for number, age in enumerate(ages):
        path = index.root / camera / "d" / f"{camera}-{number}.mp4"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
        start = now - age * DAY
        index.add([replace(Segment(camera, SUB, path, start, start + 60, 9, size, None, False, True), **more)])


def ages(index: ArchiveIndex, now: float, camera: str = "07") -> list[int]:
    return [round((now - one.start) / DAY) for one in index.segments(camera, 0, now)]


def test_what_is_older_than_its_days_goes_but_never_what_is_held_or_an_incidents(
    made: list[Bench], tmp_path: Path
) -> None:
    one = bench(made, tmp_path, keep_days=40, cameras=[{"id": "07"}, {"id": "08", "keep_days": 90}, {"id": "09"}])
    now = one.clock.now()
    rows(one.index, now, [95, 50, 41, 39])
    rows(one.index, now, [95, 50], "08")
    rows(one.index, now, [95], "09", incident="i1")
    one.held = {"08"}
    FootageRoom(one.document, one.index, lambda: None, one.service.room._held).make(now)
    assert (ages(one.index, now), ages(one.index, now, "08"), ages(one.index, now, "09")) == ([39], [95, 50], [95])
    assert len(list(one.index.root.rglob("*.mp4"))) == 4


def test_the_law_is_not_undercut_by_what_is_written(made: list[Bench], tmp_path: Path) -> None:
    one = bench(made, tmp_path, keep_days=5)
    rows(one.index, one.clock.now(), [31, 29])
    one.service.room.make(one.clock.now())
    assert ages(one.index, one.clock.now()) == [29]


def test_over_its_room_the_oldest_goes_first(made: list[Bench], tmp_path: Path) -> None:
    one = bench(made, tmp_path, quota_gb=5, cameras=[{"id": "07"}, {"id": "08", "quota_gb": 2}])
    now = one.clock.now()
    rows(one.index, now, [9, 8, 7, 6])
    rows(one.index, now, [20, 3, 2, 1], "08")
    FootageRoom(one.document, one.index, lambda: None, lambda *_: False).make(now)
    assert (ages(one.index, now), ages(one.index, now, "08")) == ([8, 7, 6], [2, 1])


def test_the_disk_is_left_the_room_that_is_to_be_left(made: list[Bench], tmp_path: Path) -> None:
    one = bench(made, tmp_path, leave_free_gb=3, keep_days=90)
    now = one.clock.now()
    rows(one.index, now, [60, 50, 40, 35])
    FootageRoom(one.document, one.index, lambda: int(1.5 * GB), lambda *_: False).make(now)
    assert ages(one.index, now) == [40, 35]


def test_what_others_write_throws_away_no_footage_that_the_law_wants(made: list[Bench], tmp_path: Path) -> None:
    one = bench(made, tmp_path, leave_free_gb=30, keep_days=90)
    now = one.clock.now()
    rows(one.index, now, [60, 50, 20, 10])
    rows(one.index, now, [minute / 1440 for minute in range(50, 0, -1)], "08", size=GB // 25)  # 2 GB in this hour
    room = FootageRoom(one.document, one.index, lambda: 0, lambda *_: False)
    room.make(now)
    assert ages(one.index, now) == [20, 10]  # beyond the law's days; no more
    room.make(now + 900)
    assert ages(one.index, now) == [20, 10]
    room.make(now + 1900)
    assert ages(one.index, now) == [10]  # as much as came anew, twice
    assert len(one.index.segments("08", 0, now)) == 50


def test_too_little_room_for_the_law_is_told_days_ahead(made: list[Bench], tmp_path: Path) -> None:
    one = bench(made, tmp_path, mode="always", quota_gb=100)
    now = one.clock.now()
    rows(one.index, now, [hour / 24 for hour in range(24, 0, -1)], size=GB // 2)  # 12 GB a day
    room = FootageRoom(one.document, one.index, lambda: None, lambda *_: False)
    [forecast] = room.forecast(now)
    assert forecast.camera == "" and forecast.days == pytest.approx(100 / 12, rel=0.1)
    reports: list[tuple[str, bool, str]] = []
    watch = RecordingWatch(one.clock, one.index, 30, "s1", lambda c, a, _cause, k: reports.append((c, a, k)))
    watch.room([forecast])
    status = watch.status(any_recorded=True)
    assert reports == [("room", True, "short")] and (status.code, status.detail["days"]) == ("short", 8.3)
    watch.room([Forecast("", 40.0)])
    assert reports[1:] == [("room", False, "short")]


# The check.


def test_the_index_is_made_anew_from_the_files(made: list[Bench], tmp_path: Path) -> None:
    one = bench(made, tmp_path)
    root, now = one.index.root / "07" / "2026-11-02", one.clock.now()
    good, lost, cut = (written(root / f"{name}.mp4", now + at) for at, name in ((0, "a"), (10, "b"), (20, "c")))
    one.index.add([good, replace(good, path=root / "gone.mp4"), replace(cut, closed=False)])
    data = cut.path.read_bytes()
    cut.path.write_bytes(data[: len(data) - 2000])
    moof = good.path.read_bytes().index(b"moof")
    damaged = root / "d.mp4"
    damaged.write_bytes(data[: moof - 4] + b"\x00\x00\x10\x00zzzz" + data[moof + 4 :])
    (root / "e.mp4").write_bytes(b"")
    expected = {"a": None, "b": "no_row", "c": "cut", "d": "damaged", "e": "empty", "gone": "no_file"}
    for repair in (False, True):
        looked = check_archive(one.index, repair=repair)
        assert {Path(found.path).stem: found.code for found in looked.findings} == {
            k: v for k, v in expected.items() if v
        }
        assert looked.files == 5
    again = check_archive(one.index, repair=True)
    assert [found.code for found in again.findings] == ["damaged"]
    assert {found.path for found in one.index.all()} == {good.path, lost.path, cut.path}
    assert all(found.closed for found in one.index.all())
