"""The index of recorded footage: found by time, in the order of recording, whatever clocks did."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.services.footage import Availability, FootageDesk
from app.store.archive import ArchiveIndex
from app.store.database import StationDatabase
from video.archive.model import FootageError, Segment, Stretch
from video.model import StreamKind

T = 1_763_000_000.0
SUB, MAIN = StreamKind.SUB, StreamKind.MAIN


@pytest.fixture
def index(tmp_path: Path) -> Iterator[ArchiveIndex]:
    database = StationDatabase(tmp_path / "station.sqlite")
    yield ArchiveIndex(database, tmp_path / "archive")
    database.close()


def segment(index: ArchiveIndex, start: float, end: float, camera: str = "07", **more: object) -> Segment:
    path = index.root / camera / f"{start}.mp4"
    known = Segment(camera, SUB, path, T + start, T + end, 15, 1000, 0.25, True, True, codec="h264")
    return replace(known, **more)  # type: ignore[arg-type]


def test_segments_are_found_by_time_camera_and_stream_in_order(index: ArchiveIndex) -> None:
    first, second, other = segment(index, 0, 60), segment(index, 60, 120), segment(index, 0, 60, "08")
    large = segment(index, 30, 60, kind=MAIN, path=index.root / "07" / "main.mp4", cause="incident", incident="i1")
    index.add([second, large, other, first])
    assert index.segments("07", T + 10, T + 60) == (first, large, second)
    assert index.segments("07", T + 61, T + 1000) == (second,)
    assert index.segments("07", T - 10, T + 1000, MAIN) == (large,)
    assert index.segments("07", T + 121, T + 1000) == ()


def test_a_segment_that_is_being_written_is_found_as_far_as_it_is_and_survives_as_not_closed(
    index: ArchiveIndex,
) -> None:
    begun = segment(index, 0, 1, closed=False)
    index.add([begun])
    index.grow(replace(begun, end=T + 31, frames=400))
    assert index.segments("07", T + 20, T + 100)[0].end == T + 31
    assert index.stretches("07", T, T + 100) == (Stretch(T, T + 31, "recording"),)
    assert index.newest("07", SUB) == replace(begun, end=T + 31, frames=400)
    assert index.not_closed() == (begun,)
    index.add([replace(begun, end=T + 60, closed=True)])
    index.grow(replace(begun, end=T + 70))  # a late word about what is closed already
    assert index.segments("07", T, T + 100) == (replace(begun, end=T + 60, closed=True),)
    assert index.not_closed() == ()


def test_stretches_join_what_goes_on_and_show_gaps_with_their_reason(index: ArchiveIndex) -> None:
    minutes = [segment(index, start, start + 59.9) for start in (0, 60, 120, 300)]
    seen = segment(index, 500, 520, cause="motion")
    index.add([*minutes, seen])
    index.begin_gap("07", T + 180, "disk_full")
    index.begin_gap("07", T + 200, "disk_full")  # the same one
    index.end_gap("07", T + 300)
    assert index.stretches("07", T + 10, T + 600) == (
        Stretch(T + 10, T + 179.9, "recording"),
        Stretch(T + 180, T + 300, "gap", "disk_full"),
        Stretch(T + 300, T + 359.9, "recording"),
        Stretch(T + 500, T + 520, "motion"),
    )
    index.begin_gap("07", T + 560, "no_pictures")
    assert index.stretches("07", T + 550, T + 600) == (Stretch(T + 560, T + 600, "gap", "no_pictures"),)


def test_the_oldest_is_what_was_recorded_first_and_never_an_incidents(index: ArchiveIndex) -> None:
    kept = segment(index, 0, 60, cause="incident", incident="i1")
    open_one = segment(index, 200, 210, closed=False)
    index.add([kept, segment(index, 60, 120), segment(index, 10, 50, "08"), open_one])
    assert [one.segment.start - T for one in index.oldest()] == [60, 10]
    assert [one.segment.camera for one in index.oldest("08")] == ["08"]
    holding = index.holdings()["07"]
    assert (holding.size, holding.kept_by_incidents, holding.start, holding.end) == (3000, 1000, T, T + 210)
    index.remove([segment(index, 60, 120).path])
    assert [one.segment.camera for one in index.oldest()] == ["08"]


def test_footage_made_while_the_clock_was_years_behind_is_as_old_as_it_is(index: ArchiveIndex) -> None:
    year, now = 365 * 86400.0, T + 300
    index.add([segment(index, 0, 60)])
    index.add([segment(index, -25 * year, -25 * year + 60)])
    index.add([segment(index, 200, 260)])
    assert [round(one.age(now)) for one in index.oldest()] == [300, 300, 100]


def test_footage_made_after_the_clock_ran_ahead_is_as_old_as_it_is(index: ArchiveIndex) -> None:
    year, now = 365 * 86400.0, T + 300
    index.add([segment(index, year, year + 60)])
    index.add([segment(index, 0, 60)])
    assert [round(one.age(now)) for one in index.oldest()][1] == 240


def test_what_was_never_recorded_or_is_gone_is_said(index: ArchiveIndex) -> None:
    lost = segment(index, 0, 60)
    index.add([lost])
    with pytest.raises(FootageError, match="missing"):
        FootageDesk(index).fetch(lost)
    lost.path.parent.mkdir(parents=True)
    lost.path.write_bytes(b"x")
    assert FootageDesk(index).fetch(lost) == lost.path
    assert index.folder_token() is None
    index.set_folder_token("abc")
    assert index.folder_token() == "abc"


def test_the_desk_asks_who_serves_a_camera_and_the_own_archive_for_the_rest(index: ArchiveIndex) -> None:
    class Elsewhere:
        def serves(self, camera: str) -> bool:
            return camera == "09"

        def availability(self, _camera: str) -> Availability:
            return Availability("away", "east", T)

        def segments(
            self, camera: str, start: float, end: float, _kind: StreamKind | None = None
        ) -> tuple[Segment, ...]:
            return (Segment(camera, SUB, Path("x.mp4"), start, end, 1, 1, None, False, True),)

        def stretches(self, _camera: str, start: float, end: float) -> tuple[Stretch, ...]:
            return (Stretch(start, end, "recording"),)

        def fetch(self, segment: Segment) -> Path:
            raise FootageError("away", segment.camera)

    index.add([segment(index, 0, 60)])
    desk = FootageDesk(index)
    desk.add(Elsewhere())
    assert desk.availability("07") == Availability("here")
    assert desk.availability("09") == Availability("away", "east", T)
    assert [one.path.name for one in desk.segments("09", T, T + 1)] == ["x.mp4"]
    assert desk.stretches("09", T, T + 1) == (Stretch(T, T + 1, "recording"),)
    assert [one.camera for one in desk.segments("07", T, T + 1)] == ["07"]
    with pytest.raises(FootageError, match="away"):
        desk.fetch(desk.segments("09", T, T + 1)[0])
