"""The wall's benchmark: its arithmetic, and a short run that yields every figure."""

import math
import time
from pathlib import Path

import numpy as np
import pytest

from app import bench_wall
from app.bench import loops, usage
from app.bench.loops import SUB_CODING, Coding
from app.bench.meter import Painted, PaintLog, gaps, judge, judge_by_receipt, percentile
from app.bench.server import Served
from app.bench.stage import arrangement
from app.bench.wall import Options, measure

STREAM = Served("rtsp://host/a", SUB_CODING, 0.01)


def painted(sent: float, delay: float) -> Painted:
    return Painted(sent, sent + 0.001, sent + 0.002, sent + 0.003, sent + delay)


def test_pictures_are_numbered_by_when_they_are_sent() -> None:
    number = STREAM.number_at(1_700_000_000.3)
    assert abs(STREAM.sent_at(number) - 1_700_000_000.3) <= 0.5 / 15
    sent = STREAM.sent_between(1_700_000_000.0, 1_700_000_002.0)
    assert len(sent) == 30
    assert STREAM.sent_at(sent[0]) >= 1_700_000_000.0 and STREAM.sent_at(sent[-1]) < 1_700_000_002.0


def test_lost_and_late_pictures_are_counted() -> None:
    start = 1_700_000_000.0
    numbers = STREAM.sent_between(start, start + 2)
    log = PaintLog(0.0)
    log.painted["a"] = [painted(STREAM.sent_at(n), 0.200 if n == numbers[5] else 0.012) for n in numbers[3:]]
    figures = judge(log, {"a": STREAM}, start, start + 2)
    assert (figures.sent, figures.painted, figures.late) == (30, 27, 1)
    assert figures.latency[0] == pytest.approx(0.012, abs=1e-5)
    assert figures.latency[-1] == pytest.approx(0.2, abs=1e-5)
    by_receipt = judge_by_receipt(log, {"a": 15.0}, start, start + 2)
    assert (by_receipt.sent, by_receipt.painted, by_receipt.late) == (30, 27, 1)


def test_percentiles_and_gaps() -> None:
    assert percentile([1, 2, 3, 4], 0.5) == 2 and percentile([1, 2, 3, 4], 0.99) == 4
    assert math.isnan(percentile([], 0.5))
    assert gaps([0, 10_000_000, 15_000_000]) == pytest.approx([0.005, 0.010])


@pytest.mark.parametrize(("tiles", "large"), [(16, 1), (36, 1), (64, 1), (1, 1), (16, 0), (0, 1), (5, 3)])
def test_every_picture_has_a_place_of_its_own(tiles: int, large: int) -> None:
    places = arrangement(tiles, large)
    assert len(places) >= tiles + large
    for i, one in enumerate(places):
        assert one.left() >= 0 and one.right() <= 1 + 1e-9 and one.bottom() <= 1 + 1e-9
        common = [one.intersected(other) for other in places[:i]]
        assert all(both.width() < 1e-9 or both.height() < 1e-9 for both in common)


def test_the_large_picture_of_sixteen_and_one() -> None:
    assert arrangement(16, 1)[16].width() == pytest.approx(0.6)


def test_loops_keep_their_rate_and_carry_their_numbers(tmp_path: Path) -> None:
    coding = Coding(320, 180, 15, 200_000)
    feed = loops.load_loop(coding, 1, tmp_path)
    assert loops.load_loop(coding, 1, tmp_path) == feed
    assert sum(8 * len(unit.data) for unit in feed.units) / feed.duration == pytest.approx(200_000, rel=0.3)
    assert [i for i, unit in enumerate(feed.units) if unit.key] == [0, 30, 60, 90]
    luma = np.full((180, 320), 110, np.uint8)
    loops._write_code(luma, 677)
    assert loops.read_code(luma) == 677


@pytest.mark.skipif(not usage.SEES_OTHERS, reason="only Linux tells of other processes")
def test_cpu_and_memory_of_processes_are_seen() -> None:
    import os

    mine, before = usage.family(os.getpid()), time.process_time()
    seen = usage.look([os.getpid()])
    assert os.getpid() in mine and seen.processes == 1 and seen.threads >= 1
    assert before - 0.1 <= seen.cpu_seconds <= time.process_time() + 0.1
    assert seen.pss_bytes > 2**20


def test_a_short_run_yields_every_figure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qapp: object) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    sub, main = Coding(320, 180, 15, 200_000), Coding(640, 360, 25, 500_000)
    options = Options(2, 1, 5, seconds=1.5, probes=1, workers=1, sub_coding=sub, main_coding=main)
    report = measure(options)
    assert (report["tiles"], report["main"], report["cameras"]) == (2, 1, 5)
    assert report["painted_percent"] > 0 and 0 <= report["late_percent"] <= 100
    assert 0 < report["latency_ms"]["p50"] <= report["latency_ms"]["p99"]
    assert all(report["first_picture_ms"][name] > 0 for name in ("sub", "main", "sub_from_memory", "whole_wall"))
    assert 0 < report["gui_gap_ms"]["p99"] <= report["gui_gap_ms"]["max"]
    assert report["cpu_cores"] > 0 and report["cpu_ratio"] > 0 and report["yardstick"]["cpu_cores"] > 0
    assert report["rss_mb"] > 10 and report["bit_rates"]["main"] > report["bit_rates"]["sub"] / 2
    assert "latency_ms" in bench_wall.as_text(report)


def test_a_site_without_cameras_is_bad_input(tmp_path: Path, qapp: object) -> None:
    empty = tmp_path / "site.toml"
    empty.write_text('[site]\nid = "a"\nname = "A"\n')
    with pytest.raises(ValueError, match="no usable camera"):
        measure(Options(site=empty))
