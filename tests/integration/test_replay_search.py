"""Which camera saw it: asked, found, looked at and gone to by the keyboard alone, over real footage."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.pages.replay_page import ReplayPage
from app.services import seen_search
from app.services.seen_search import SeenSearch
from app.services.sightings import SightingRecorder
from app.store.sightings import SeenTrack
from tests.fakes.replay_footage import moved, write_segment
from tests.fakes.replay_station import CAMERAS, ReplayStation, ended, shown_page
from widgets.replay_content import Selection
from widgets.seen_view import KINDS

START = 1_793_628_000.0  # 14:00:00 UTC
LONG_MS = 20_000


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    segment = write_segment(tmp_path_factory.mktemp("footage") / "all.mp4", start=START, pictures=300)
    return [moved(segment, camera, 0.0) for camera in CAMERAS]


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[SightingRecorder]:
    (tmp_path / "seen").mkdir()
    made = SightingRecorder(tmp_path / "seen" / "s.sqlite", ReplayClock(), 30, flush_s=3600)
    tracks = [
        SeenTrack("01", 1, "person", START + 5.0, START + 9.0, 20, 0.9, True),
        SeenTrack("03", 2, "car", START + 8.0, START + 10.0, 20, 0.9, True),
        SeenTrack("03", 3, "person", START + 15.0, START + 18.0, 20, 0.9, True),
        SeenTrack("02", 4, "car", START + 2.0, START + 25.0, 90, 0.9, False),
    ]
    made._file.write([], tracks, 0.0)
    yield made
    made.stop()


class ReplayClock:
    """Nothing of the recorder's own time is asked for here."""

    def now(self) -> float:
        return START + 30.0

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def page(recorded: list[Any], seen: SightingRecorder, tmp_path: Path, qtbot: QtBot) -> Iterator[ReplayPage]:
    with ended(ReplayStation(tmp_path, START + 30.0, *recorded)) as house:
        house.replay.search = SeenSearch(seen, house.station.places)
        with shown_page(house, qtbot, 1280, 720) as made:
            yield made


def texts(page: ReplayPage) -> list[str]:
    return [page.seen.list.item(row).text() for row in range(page.seen.list.count())]


def ask(page: ReplayPage, qtbot: QtBot, kind: str = "person", since: str = "14:00:00", until: str = "14:00:30") -> None:
    """F, then what, and from when to when, by the keyboard."""
    if not page.seen.isVisible():
        qtbot.keyClick(page.wall, Qt.Key.Key_F)
    qtbot.waitUntil(page.seen.isVisible, timeout=LONG_MS)
    page.seen.kind.setFocus()
    while page.seen.wish().kind != kind:
        down = KINDS.index(kind) > page.seen.kind.currentIndex()
        qtbot.keyClick(page.seen.kind, Qt.Key.Key_Down if down else Qt.Key.Key_Up)
    for field, text in ((page.seen.since, since), (page.seen.until, until)):
        field.selectAll()
        qtbot.keyClicks(field, text)
    page.seen.say("")
    qtbot.keyClick(page.seen.until, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.seen.note.text() not in ("", "Searching"), timeout=LONG_MS)


def test_found_with_a_picture_and_gone_to_by_enter(page: ReplayPage, qtbot: QtBot) -> None:
    ask(page, qtbot)
    assert [text.split("\n")[1] for text in texts(page)] == ["person · 3 s", "person · 4 s"]
    assert "14:00:15" in texts(page)[0] and page.seen.note.text().startswith("Seen: 2.")
    assert page.seen.list.hasFocus()

    def pictured(row: int) -> bool:
        picture = page.seen.list.item(row).icon().pixmap(64, 36).toImage()
        return picture.pixelColor(32, 18).alpha() == 255

    qtbot.waitUntil(lambda: pictured(0) and pictured(1), timeout=LONG_MS)
    qtbot.keyClick(page.seen.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.wall.cameras == ("03",), timeout=LONG_MS)
    qtbot.waitUntil(lambda: abs(page.wall.shown_at("03") - (START + 12.0)) < 0.01, timeout=LONG_MS)
    qtbot.keyClick(page.seen.list, Qt.Key.Key_Down)
    qtbot.keyClick(page.seen.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.wall.cameras == ("01",), timeout=LONG_MS)
    qtbot.waitUntil(lambda: abs(page.wall.shown_at("01") - (START + 2.0)) < 0.01, timeout=LONG_MS)
    qtbot.keyClick(page.seen.list, Qt.Key.Key_Escape)
    assert not page.seen.isVisible() and page.wall.hasFocus()


def test_a_hit_of_which_nothing_was_recorded_says_so(page: ReplayPage, seen: SightingRecorder, qtbot: QtBot) -> None:
    seen._file.write([], [SeenTrack("04", 8, "bicycle", START - 400.0, START - 395.0, 9, 0.9, True)], 0.0)
    ask(page, qtbot, "bicycle", since="13:50:00")
    qtbot.waitUntil(lambda: "no picture was recorded" in texts(page)[0], timeout=LONG_MS)


def test_who_looks_at_which_cameras_is_entered(page: ReplayPage, qtbot: QtBot) -> None:
    ask(page, qtbot)
    audit = page.desk._station.replay._audit.entries(limit=5)
    (entry,) = [one for one in audit if one.action == "look_at_recordings"]
    assert set(CAMERAS) <= set(entry.after["cameras"])


def test_by_class_and_what_stood_still(page: ReplayPage, qtbot: QtBot) -> None:
    ask(page, qtbot, "vehicle")
    assert len(texts(page)) == 1
    page.seen.still.setChecked(True)
    ask(page, qtbot, "vehicle")
    assert len(texts(page)) == 2
    ask(page, qtbot, "bicycle")
    assert texts(page) == [] and page.seen.note.text().startswith("Nothing of this was seen then.")


def test_a_selection_is_the_time_that_is_proposed(page: ReplayPage, qtbot: QtBot) -> None:
    page.desk.open(CAMERAS, START + 4.0)
    qtbot.waitUntil(lambda: page.wall.cameras == CAMERAS, timeout=LONG_MS)
    page.timeline.select(Selection(START + 4.0, START + 9.0))
    qtbot.keyClick(page.wall, Qt.Key.Key_F)
    wish = page.seen.wish()
    assert (wish.since, wish.until) == ("2026-11-02 14:00:04", "2026-11-02 14:00:10")
    assert page.seen.place.findData("shown") > 0


def test_times_that_are_none_are_said(page: ReplayPage, qtbot: QtBot) -> None:
    ask(page, qtbot, since="soon")
    assert "not a time" in page.seen.note.text()
    ask(page, qtbot, since="14:00:30", until="14:00:10")
    assert "later" in page.seen.note.text()


def test_n_leads_from_one_to_the_next_of_the_kind(page: ReplayPage, qtbot: QtBot) -> None:
    page.desk.open(("01", "03"), START + 0.5)
    qtbot.waitUntil(lambda: page.wall.cameras == ("01", "03"), timeout=LONG_MS)
    page.seen.kind.setCurrentIndex(KINDS.index("person"))

    def stands(at: float) -> None:
        qtbot.waitUntil(lambda: abs(page.desk.engine.position - at) < 0.01, timeout=LONG_MS)

    qtbot.keyClick(page.wall, Qt.Key.Key_N)
    stands(START + 2.0)
    with qtbot.waitSignal(page.notice, timeout=LONG_MS) as told:
        qtbot.keyClick(page.wall, Qt.Key.Key_N)
    stands(START + 12.0)  # the car in between is of another kind
    assert told.args[0].startswith("person") and page.wall.selected == "03"
    qtbot.keyClick(page.wall, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    stands(START + 2.0)
    with qtbot.waitSignal(page.notice, timeout=LONG_MS) as told:
        qtbot.keyClick(page.wall, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert "Nothing more" in told.args[0]


def test_older_ones_come_as_one_scrolls(
    page: ReplayPage, seen: SightingRecorder, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen_search, "PAGE", 20)
    times_of = [START + n / 10 for n in range(55)]
    seen._file.write([], [SeenTrack("01", 9, "dog", at, at + 1.0, 5, 0.8, True) for at in times_of], 0.0)
    ask(page, qtbot, "animal")
    assert len(texts(page)) == 20 and "20 or more" in page.seen.note.text()
    qtbot.keyClick(page.seen.list, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: len(texts(page)) == 40, timeout=LONG_MS)
    qtbot.keyClick(page.seen.list, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: len(texts(page)) == 55, timeout=LONG_MS)
    assert page.seen.note.text() == "Seen: 55."


def test_a_file_that_cannot_be_read_is_said(
    page: ReplayPage, seen: SightingRecorder, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> list[SeenTrack]:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(seen._file, "page", broken)
    ask(page, qtbot)
    assert "cannot be read" in page.seen.note.text()


def test_detection_that_is_off_is_said(page: ReplayPage, qtbot: QtBot) -> None:
    page.desk._station.replay.search = None
    ask(page, qtbot)
    assert "Detection is off" in page.seen.note.text()


def test_only_one_list_is_open_beside_the_pictures(page: ReplayPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.wall, Qt.Key.Key_F)
    assert page.seen.isVisible() and page.bar.buttons["find"].isChecked()
    page.toggle_marks()
    assert page.view.isVisible() and not page.seen.isVisible() and not page.bar.buttons["find"].isChecked()
    page.toggle_search()
    assert page.seen.isVisible() and not page.view.isVisible() and not page.bar.buttons["marks"].isChecked()
    page.desk.marked.emit(False)
    assert page.view.isVisible() and not page.seen.isVisible() and not page.bar.buttons["find"].isChecked()
