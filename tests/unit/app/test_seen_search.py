"""Who saw what, when: by class, place and time, page after page, and nothing that was not seen then."""

import sqlite3
from pathlib import Path
from typing import Any, cast

import pytest

from app.services import seen_search
from app.services.places import Places
from app.services.seen_search import KINDS, SeenQuestion, SeenSearch
from app.services.sightings import SightingRecorder
from app.store.sightings import SeenTrack
from tests.fakes.clock import FakeClock
from tests.fakes.replay_station import SERVER
from tests.fakes.small_station import load, site_text

HOUR = 3600.0


@pytest.fixture
def seen(clock: FakeClock, tmp_path: Path) -> SightingRecorder:
    return SightingRecorder(tmp_path / "sightings.sqlite", clock, 30, flush_s=3600)


@pytest.fixture
def search(seen: SightingRecorder, tmp_path: Path) -> SeenSearch:
    return SeenSearch(seen, Places(load(tmp_path, site_text(cast(Any, SERVER))).site))


def track(camera: str, label: str, first: float, length: float = 4.0, moved: bool = True, number: int = 1) -> SeenTrack:
    return SeenTrack(camera, number, label, first, first + length, 20, 0.9, moved)


def keep(seen: SightingRecorder, *tracks: SeenTrack) -> None:
    seen._file.write([], tracks, 0.0)


def found(search: SeenSearch, kind: str, start: float, end: float, *cameras: str, still: bool = False) -> list[float]:
    return [one.first for one in search.page(SeenQuestion(kind, cameras, start, end, still)).hits]


def test_by_what_where_and_when_the_newest_first(seen: SightingRecorder, search: SeenSearch) -> None:
    keep(
        seen,
        track("01", "person", 100.0),
        track("02", "person", 200.0),
        track("01", "truck", 300.0),
        track("01", "car", 400.0, moved=False),
        track("01", "motion", 500.0),
    )
    assert found(search, "person", 0, 1000) == [200.0, 100.0]
    assert found(search, "person", 0, 1000, "01") == [100.0]
    assert found(search, "vehicle", 0, 1000) == [300.0]
    assert found(search, "vehicle", 0, 1000, still=True) == [400.0, 300.0]
    assert found(search, "motion", 0, 1000) == [500.0]
    assert found(search, "", 0, 1000) == [500.0, 300.0, 200.0, 100.0]
    assert found(search, "person", 110.0, 190.0) == []
    assert found(search, "person", 0, 1000, "nowhere") == []
    seen.stop()


def test_who_came_before_the_time_and_was_still_there_is_found(seen: SightingRecorder, search: SeenSearch) -> None:
    keep(seen, track("01", "person", 100.0, HOUR), track("01", "person", 200.0, 5.0))
    assert found(search, "person", 1000.0, 1100.0) == [100.0]
    assert found(search, "person", 100.0 + HOUR + 1, 2 * HOUR) == []
    seen.stop()


def test_pages_go_on_where_the_last_ended_though_many_came_at_once(
    seen: SightingRecorder, search: SeenSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen_search, "PAGE", 7)
    keep(seen, *(track("01", "person", 100.0 + n // 5, number=n) for n in range(40)))
    question, before, numbers = SeenQuestion("person", (), 0.0, 1000.0), None, []
    while True:
        page = search.page(question, before)
        numbers += [one.number for one in page.hits]
        if not page.more:
            break
        before = page.hits[-1]
        keep(seen, track("01", "person", 500.0 + len(numbers), number=999))  # newer ones do not shift the pages
    assert numbers == list(range(39, -1, -1))
    assert page.since == 100.0
    seen.stop()


def test_nothing_kept_is_told_from_nothing_found(seen: SightingRecorder, search: SeenSearch) -> None:
    assert search.page(SeenQuestion("", (), 0.0, 1000.0)).since is None
    keep(seen, track("01", "person", 500.0))
    page = search.page(SeenQuestion("bicycle", (), 0.0, 1000.0))
    assert (page.hits, page.more, page.since) == ((), False, 500.0)
    seen.stop()


def test_a_file_that_cannot_be_read_is_no_nothing(
    seen: SightingRecorder, search: SeenSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> list[SeenTrack]:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(seen._file, "page", broken)
    with pytest.raises(sqlite3.OperationalError):
        search.page(SeenQuestion("", (), 0.0, 1000.0))
    seen.stop()


def test_a_zone_is_its_cameras_and_those_its_alarms_call_up(search: SeenSearch) -> None:
    zones = {one.zone for one in search._places.site.cameras if one.zone}
    for zone in zones:
        named = search.cameras_of(zone)
        assert named and set(search._places.cameras_for("", zone)) <= set(named)
    assert search.cameras_of("no such zone") == ("",)


def test_the_next_of_a_kind(seen: SightingRecorder, search: SeenSearch) -> None:
    keep(seen, track("01", "person", 100.0), track("01", "car", 200.0), track("02", "person", 300.0))

    def beside(at: float, step: int, kind: str, *cameras: str) -> float | None:
        hit = search.beside(cameras, at, step, kind)
        return None if hit is None else hit.first

    assert beside(100.0, 1, "") == 200.0
    assert beside(100.0, 1, "person") == 300.0
    assert beside(100.0, 1, "person", "01") is None
    assert beside(300.0, -1, "vehicle") == 200.0
    assert set(KINDS) == {"", "person", "vehicle", "bicycle", "animal", "luggage", "motion"}
    seen.stop()
