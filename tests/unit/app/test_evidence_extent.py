"""A package holds the seconds that only clips show, in the best stream there is, and says what it lacks."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.pages import register_words
from app.pages.register_lacking import MOST
from app.services.evidence_extent import missing_parts
from app.services.incident_report import Table
from app.services.places import Places
from app.store.register import HandedOut
from app.store.register_lacks import Lacks
from app.texts import date_time
from tests.unit.app.test_evidence_desk import POLICE, Archive, Bench, names
from video.archive.model import FootageError, Segment
from video.evidence import EvidenceError, ExportFile
from video.model import StreamKind


@pytest.fixture
def bench(qapp: QApplication, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.close()


def test_a_stretch_holds_the_seconds_before_an_alarm_that_only_a_clip_shows(bench: Bench) -> None:
    bench.desk.sources = replace(bench.desk.sources, footage=None)
    now = bench.clock.now()
    order = bench.order(incident="", cameras=("yard",), start=now - 12, end=now + 20)
    result = bench.export(order)
    assert "clips/yard.mp4" in names(result.path)
    assert result.missing == ()
    assert [one["action"] for one in bench.clips.accesses("yard-clip")] == ["export"]


def test_what_no_recording_shows_is_told_with_the_result_and_in_the_report(bench: Bench) -> None:
    now = bench.clock.now()
    order = bench.order(incident="", cameras=("yard",), start=now - 80, end=now + 90)
    result = bench.export(order)
    assert result.missing == (("yard", pytest.approx(now + 30), now + 90),)
    (noted,) = (one for one in bench.audit.entries(limit=5) if one.action == "evidence_export")
    assert noted.after["missing"] == [["yard", pytest.approx(now + 30), now + 90]]
    report = (result.path / "report.html").read_text(encoding="utf-8")
    asked, lacking = report.index("调阅范围"), report.index("本包缺少的录像")
    assert asked < lacking < report.index("文件 ")


@pytest.mark.parametrize(
    ("shown", "missing"),
    [
        ([], [(0.0, 100.0)]),
        ([(0.0, 60.0), (60.9, 100.0)], []),  # files follow each other with a picture between
        ([(-5.0, 20.0), (10.0, 40.0), (70.0, 130.0)], [(40.0, 70.0)]),
        ([(10.0, 90.0)], [(0.0, 10.0), (90.0, 100.0)]),
        ([(10.0, 90.0), (20.0, 30.0)], [(0.0, 10.0), (90.0, 100.0)]),
        ([(150.0, 160.0)], [(0.0, 100.0)]),
    ],
)
def test_missing_parts(shown: list[tuple[float, float]], missing: list[tuple[float, float]]) -> None:
    files = [ExportFile(b"", f"{start}.mp4", "archive", "yard", start=start, end=end) for start, end in shown]
    files.append(ExportFile(b"", "a.jpg", "snapshot", "yard", start=0.0, end=100.0))
    files.append(ExportFile(b"", "b.mp4", "clip", "gate", start=0.0, end=100.0))
    assert missing_parts(("yard",), 0.0, 100.0, files) == tuple(("yard", *one) for one in missing)


CAMERAS = """cameras = ["yard", "pond"]
[[camera]]
id = "yard"
name = "院子"
name_en = "Yard"
sub = "rtsp://127.0.0.1:1/y"
[[camera]]
id = "pond"
name = "池塘"
name_en = "Pond"
sub = "rtsp://127.0.0.1:1/p"
"""


class NoPond(Archive):
    """Nothing was recorded of one camera."""

    def segments(self, camera: str, start: float, end: float, kind: StreamKind | None = None) -> tuple[Segment, ...]:
        return () if camera == "pond" else super().segments(camera, start, end, kind)


class Away(Archive):
    """The station that recorded some of the cameras cannot be reached."""

    def __init__(self, folder: Path, around: float, cameras: Collection[str]) -> None:
        super().__init__(folder, around)
        self._cameras = cameras

    def fetch(self, segment: Segment) -> Path:
        if segment.camera in self._cameras:
            raise FootageError("away", segment.camera)
        return super().fetch(segment)


def sheet_rows(bench: Bench, entry: str) -> tuple[tuple[str, ...], ...]:
    """What the sheet says is not in the package."""
    found = bench.register.get(entry)
    assert found is not None
    names = Places(bench.site).camera_name
    page = register_words.sheet(found, "翠湖", "made", "en", lambda camera: names(camera, "en"))
    (table,) = (part for part in page.parts if isinstance(part, Table) and "not in the package" in part.heading)
    assert found.handed_out[0].name in table.heading
    return table.rows


def test_the_sheet_says_what_the_package_lacks_as_its_report_does(bench: Bench) -> None:
    now = bench.clock.now()
    order = bench.order(incident="", cameras=("yard", "gate"), start=now - 80, end=now + 90)
    result = bench.export(order)
    gap = f"No recording from {date_time(now + 30)} to {date_time(now + 90)} (1 min 0 s)"
    assert sheet_rows(bench, order.entry) == (
        ("Time asked for", f"{date_time(now - 80)} – {date_time(now + 90)}"),
        ("yard", gap),
        ("gate", gap),
        ("gate", "Private areas stay black; what lies behind them is not handed out."),
    )
    found = bench.register.get(order.entry)
    assert found is not None and found.handed_out[0].lacks is not None
    assert found.handed_out[0].lacks.parts == result.missing, "from one source"


def test_a_camera_of_the_incident_without_any_recording_is_missed_in_report_and_sheet(
    qapp: QApplication, tmp_path: Path
) -> None:
    bench = Bench(tmp_path, CAMERAS)
    try:
        bench.desk.sources = replace(bench.desk.sources, footage=NoPond(tmp_path, bench.clock.now() - 30))
        order = bench.order(unmasked=True)
        result = bench.export(order)
        assert {camera for camera, _start, _end in result.missing} == {"pond"}
        report = (result.path / "report.html").read_text(encoding="utf-8")
        assert re.search("本包缺少的录像.*池塘 Pond", report, re.DOTALL)
        rows = sheet_rows(bench, order.entry)
        assert rows[1:] == (("Pond", "No recording at all of this time."),)
    finally:
        bench.close()


def test_a_recording_whose_station_is_away_is_left_out_and_missed_where_no_clip_is_of_it(
    qapp: QApplication, tmp_path: Path
) -> None:
    bench = Bench(tmp_path, CAMERAS)
    around = bench.clock.now() - 30
    try:
        bench.desk.sources = replace(bench.desk.sources, footage=Away(tmp_path, around, {"pond"}))
        result = bench.export(bench.order())
        assert [camera for camera, _start, _end in result.missing] == ["pond"]
        bench.desk.sources = replace(bench.desk.sources, footage=Away(tmp_path, around, {"yard"}))
        with pytest.raises(EvidenceError, match="footage_away"):
            bench.export(bench.order())
    finally:
        bench.close()


def test_a_package_with_all_of_it_and_an_entry_from_before_say_so(bench: Bench) -> None:
    now = bench.clock.now()
    order = bench.order(incident="", cameras=("yard",), start=now - 50, end=now + 20)
    bench.export(order)
    assert sheet_rows(bench, order.entry)[1:] == (("Recordings", "None is missing of the time asked for."),)
    entry = bench.register.enter(POLICE, "李主管")
    bench.register.hand_out(entry.id, HandedOut(now, "李主管", "p", "1.zip", "E:", "ab", "AB", 1, 1))
    assert sheet_rows(bench, entry.id) == (
        ("Recordings", "This was not noted at that time; the report in the package says it."),
    )


def test_stations_that_gave_nothing_and_the_most_times_of_a_camera_are_told(bench: Bench) -> None:
    parts = tuple(("yard", 10.0 * one, 10.0 * one + 5) for one in range(1, MOST + 4))
    entry = bench.register.enter(POLICE, "李主管")
    lacks = Lacks(0.0, 900.0, parts, (), ("S",))
    bench.register.hand_out(entry.id, HandedOut(1.0, "李主管", "p", "1.zip", "E:", "ab", "AB", 1, 1, lacks=lacks))
    _asked, (camera, gaps), station = sheet_rows(bench, entry.id)
    lines = gaps.splitlines()
    assert (camera, len(lines), lines[-1]) == (
        "yard",
        MOST + 1,
        "and 3 more times; the report in the package names them",
    )
    assert station == (
        "Station S",
        "It may hold more of this, and could not be reached when the package was made.",
    )
