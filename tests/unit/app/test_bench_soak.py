"""The soak's arithmetic, and a short soak: cameras fail by turns, all come back, nothing grows, nothing old is live."""

from pathlib import Path

import pytest

from app import bench_soak
from app.bench import usage
from app.bench.faults import Fault
from app.bench.loops import SUB_CODING, Coding
from app.bench.meter import MeteredSource, Painted, PaintLog
from app.bench.server import Served
from app.bench.soak import Sample, SoakOptions, measure, trend
from app.bench.tally import Drop, DropPlan, SoakLog
from widgets.freshness import Face

START = 1_700_000_000.0
STREAM = Served("rtsp://host/a", SUB_CODING, 0.0)


class _Log(SoakLog):
    """Takes pictures by their times alone."""

    def paint(self, captured: float, painted: float, face: Face = Face.PICTURE) -> None:
        self._count(self.tiles["a"], Painted(captured, painted, painted, painted, painted), face)


def new_log() -> _Log:
    log = _Log(0.0)
    log.expect({"a": STREAM})
    return log


def paint_all(log: _Log, start: float, end: float, without: int = 0) -> None:
    numbers = list(STREAM.sent_between(start, end))
    for number in numbers[: len(numbers) - without]:
        log.paint(STREAM.sent_at(number), STREAM.sent_at(number) + 0.01)


def test_only_what_was_sent_while_a_camera_was_up_is_asked_for() -> None:
    log = new_log()
    paint_all(log, START, START + 10)
    log.fail("a", Fault.STALLED, START + 10)
    log.mend("a", START + 22)
    paint_all(log, START + 25, START + 30)
    log.finish(START + 30)
    tile = log.tiles["a"]
    assert tile.sent == tile.painted == 148 + 73  # the first of each, and what was on its way, not counted
    assert [(drop.camera, drop.fault) for drop in log.drops] == [(0, Fault.STALLED)]
    assert log.drops[0].back_s == pytest.approx(3.01, abs=0.07)
    assert (log.old_as_live, log.away) == (0, 0)


def test_pictures_left_out_are_seen() -> None:
    log = new_log()
    paint_all(log, START, START + 5, without=20)
    log.finish(START + 5)
    assert log.tiles["a"].sent - log.tiles["a"].painted == 19


def test_a_picture_from_before_the_fault_is_no_return() -> None:
    log = new_log()
    log.paint(START, START + 0.01)
    log.fail("a", Fault.RESET, START + 0.1)
    log.paint(START + 0.066, START + 0.12)
    assert log.away == 1
    log.finish(START + 60)
    assert log.drops == [Drop(0, Fault.RESET, None)]


def test_an_old_picture_shown_as_live_is_found() -> None:
    log = new_log()
    log.paint(START, START + 0.01)
    log.look({"a": Face.PICTURE}, START + 2.4)
    assert log.old_as_live == 0
    log.look({"a": Face.STALE}, START + 3.0)
    assert (log.old_as_live, log.wrong_bands) == (0, 0)
    log.look({"a": Face.PICTURE}, START + 3.0)
    assert (log.old_as_live, log.wrong_bands) == (1, 1)
    log.look({"a": Face.STALE}, START + 12.0)
    assert (log.old_as_live, log.wrong_bands) == (1, 2)
    log.look({"a": Face.DEAD}, START + 12.0)
    assert log.wrong_bands == 2
    log.paint(START + 12.9, START + 15.5, Face.STALE)
    assert log.old_as_live == 1
    log.paint(START + 13.0, START + 15.5)
    assert log.old_as_live == 2 and log.oldest_as_live_s == pytest.approx(2.5)


def test_only_the_newest_picture_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    log = new_log()
    log.painted["a"] = []
    log.sources["a"] = MeteredSource.__new__(MeteredSource)
    moments = iter(range(100))

    def note(self: PaintLog, key: str, _sequence: object, _monotonic: float) -> None:
        at = START + next(moments) / 15
        self.painted[key].append(Painted(at, at, at, at, at))

    monkeypatch.setattr(PaintLog, "note", note)
    for _ in range(100):
        log.note("a", 1, 0.0)
    assert len(log.painted["a"]) == 1 and log.tiles["a"].painted == 99


def test_every_camera_has_every_fault_in_turn() -> None:
    plan = DropPlan(4, 10.0, {Fault.STALLED: 12.0, Fault.GONE: 8.0})
    failed, mended = [], []
    for second in range(0, 130):
        mended += [(second, camera) for camera in plan.mending(second)]
        failed += [(second, *each) for each in plan.failing(second)]
    assert failed[:4] == [(10, 0, Fault.RESET), (20, 1, Fault.STALLED), (30, 2, Fault.GONE), (40, 3, Fault.RESET)]
    assert mended[:2] == [(32, 1), (38, 2)]
    assert len({(camera, fault) for _, camera, fault in failed}) == 12


def test_the_trend_of_a_figure() -> None:
    samples = [Sample(at, 100 + at / 60, 0, 30, 50, 16, 3, at) for at in (0.0, 600.0, 1200.0, 1800.0)]
    assert trend(samples, "pss_mb") == {
        "first": 100.0, "last": 130.0, "least": 100.0, "most": 130.0, "slope_per_hour": 60.0
    }  # fmt: skip
    assert trend(samples, "threads")["slope_per_hour"] == 0.0


@pytest.mark.skipif(not usage.SEES_OTHERS, reason="only Linux tells of other processes")
def test_a_short_soak(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qapp: object) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    options = SoakOptions(
        seconds=15.0,
        tiles=3,
        drop_every=2.5,
        sample_every=1.0,
        warm_up_s=4.0,
        quiet_s=5.1,
        lasts={Fault.STALLED: 3.5, Fault.GONE: 1.0},
        coding=Coding(320, 180, 15, 150_000),
        workers=1,
    )
    report = measure(options)
    assert {fault: drops["back"] for fault, drops in report["drops"].items()} == {"reset": 1, "stalled": 1, "gone": 1}
    assert bench_soak.holds(report), report
    assert report["painted_percent"] > 0 and report["sent"] > 50
    assert report["looks"] > 20
    assert report["threads"]["last"] <= report["threads"]["first"] + 1
    assert report["descriptors"]["last"] <= report["descriptors"]["first"] + 2
    assert report["shared_blocks"]["first"] == report["shared_blocks"]["last"] == 3
    assert report["pss_mb"]["last"] - report["pss_mb"]["first"] < 25
