"""A package holds the seconds that only clips show, in the best stream there is, and says what it lacks."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.services.evidence_extent import missing_parts
from tests.unit.app.test_evidence_desk import Bench, names
from video.evidence import ExportFile


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
