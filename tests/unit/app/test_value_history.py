"""The history of values: by minutes, joined, bounded, begun anew where it is damaged, and never in anybody's way."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from app.services import value_recorder
from app.services.value_recorder import ValueRecorder
from app.store import value_history
from app.store.value_history import KEEP_S, MinuteValue, ValueHistory, ValueKey
from tests.fakes.clock import DEFAULT_NOW, FakeClock

KEY: ValueKey = ("plant", "temperature", "T1", "value")
NOW = int(DEFAULT_NOW) // 60 * 60


def minute(at: int, *values: float) -> MinuteValue:
    return MinuteValue(at, min(values), sum(values) / len(values), max(values), len(values))


def test_minutes_are_there_after_a_restart_and_what_comes_later_is_joined(tmp_path: Path) -> None:
    first = ValueHistory(tmp_path / "values.sqlite")
    first.write({KEY: [minute(NOW - 60, 4.0), minute(NOW, 1.0, 3.0)]}, NOW)
    first.close()
    second = ValueHistory(tmp_path / "values.sqlite")
    second.write({KEY: [minute(NOW, 8.0)]}, NOW)
    assert second.read(KEY, NOW - 60, NOW) == [minute(NOW - 60, 4.0), minute(NOW, 1.0, 3.0, 8.0)]
    assert second.read(KEY, NOW, NOW) == [minute(NOW, 1.0, 3.0, 8.0)]
    assert second.read(("other", "a", "b", "c"), 0, NOW) == []
    second.close()


def test_what_is_older_than_two_days_is_given_up(tmp_path: Path) -> None:
    history = ValueHistory(tmp_path / "values.sqlite")
    history.write({KEY: [minute(NOW, 1.0)]}, NOW)
    history.write({KEY: [minute(NOW + KEEP_S + 60, 2.0)]}, NOW + KEEP_S + 60)
    assert [one.at for one in history.read(KEY, 0, NOW * 2)] == [NOW + KEEP_S + 60]
    history.close()


def test_a_full_file_gives_up_the_oldest_and_stays_within_its_bound(tmp_path: Path) -> None:
    bound = 256 << 10
    path = tmp_path / "values.sqlite"
    history = ValueHistory(path, most_bytes=bound)
    per_hour = [[minute(NOW - KEEP_S + 3600 * hour + 60 * n, 0.5, 1.0) for n in range(60)] for hour in range(48)]
    for hour, minutes in enumerate(per_hour):
        history.write({(*KEY[:3], str(n)): minutes for n in range(6)}, NOW - KEEP_S + 3600 * (hour + 1))
    kept = history.read((*KEY[:3], "0"), 0, NOW)
    assert kept[-1].at == per_hour[-1][-1].at, "the newest is never what is given up"
    assert 600 < len(kept) < 2880
    history.close()
    assert path.stat().st_size <= bound


def test_only_so_many_values_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(value_history, "MOST_SERIES", 3)
    history = ValueHistory(tmp_path / "values.sqlite")
    history.write({("d", "c", str(n), "value"): [minute(NOW, 1.0)] for n in range(5)}, NOW)
    assert [bool(history.read(("d", "c", str(n), "value"), 0, NOW)) for n in range(5)] == [True] * 3 + [False] * 2
    history.close()


def test_a_damaged_file_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "values.sqlite"
    path.write_bytes(b"this is no database" * 400)
    history = ValueHistory(path)
    history.write({KEY: [minute(NOW, 1.0)]}, NOW)
    assert history.read(KEY, NOW, NOW) == [minute(NOW, 1.0)]
    history.close()


def test_a_value_that_stands_still_costs_less_and_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "values.sqlite"
    history = ValueHistory(path)
    history.write({KEY: [minute(NOW, 2.5, 2.5), minute(NOW + 60, 1.0, 2.0)]}, NOW)
    history.close()
    with sqlite3.connect(path) as connection:
        stored = connection.execute("SELECT mean, most FROM minute ORDER BY minute").fetchall()
    connection.close()
    assert stored == [(None, None), (1.5, 2.0)]
    again = ValueHistory(path)
    assert again.read(KEY, NOW, NOW + 60) == [minute(NOW, 2.5, 2.5), minute(NOW + 60, 1.0, 2.0)]
    again.close()


def test_the_recorder_thins_to_minutes_shows_what_waits_and_writes_the_rest_when_it_ends(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    recorder = ValueRecorder(tmp_path / "values.sqlite", clock)
    recorder.start()
    for second in range(120):
        recorder.take(KEY, NOW + second, float(second))
    waiting = recorder.read(KEY, NOW, NOW + 120)
    assert waiting == [minute(NOW, *range(60)), minute(NOW + 60, *range(60, 120))]
    recorder.stop()
    later = ValueRecorder(tmp_path / "values.sqlite", clock)
    assert later.read(KEY, NOW, NOW + 120) == waiting
    later.stop()


def test_a_disk_that_takes_nothing_is_told_and_what_waits_is_written_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = ValueRecorder(tmp_path / "values.sqlite", FakeClock(NOW))
    recorder.take(KEY, NOW, 1.0)
    monkeypatch.setattr(value_recorder, "SPARED_BYTES", 1 << 60)
    recorder.flush()
    assert recorder.status().code == "disk_full"
    assert not (tmp_path / "values.sqlite").exists(), "the last of the disk is the journal's"
    recorder.take(KEY, NOW + 1, 3.0)
    monkeypatch.setattr(value_recorder, "SPARED_BYTES", 0)
    recorder.flush()
    assert recorder.status().code == "kept"
    assert recorder.read(KEY, NOW, NOW) == [minute(NOW, 1.0, 3.0)]
    recorder.stop()


def test_what_waits_is_bounded_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(value_recorder, "MOST_WAITING", 2)
    recorder = ValueRecorder(tmp_path / "values.sqlite", FakeClock(NOW))
    for number in range(5):
        recorder.take(KEY, NOW + 60 * number, 1.0)
    assert (recorder.status().code, recorder.status().detail["lost"]) == ("too_many", 3)
    recorder.stop()
    assert recorder.status().code == "kept"


def test_taking_a_value_never_waits_for_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = ValueRecorder(tmp_path / "values.sqlite", FakeClock(NOW))
    holding, release = threading.Event(), threading.Event()

    def stands_still(*_: object) -> None:
        holding.set()
        assert release.wait(10)

    monkeypatch.setattr(ValueHistory, "write", stands_still)
    recorder.take(KEY, NOW, 1.0)
    writer = threading.Thread(target=recorder.flush)
    writer.start()
    assert holding.wait(10)
    recorder.take(KEY, NOW + 60, 2.0)  # hangs here if it waits for the writer
    release.set()
    writer.join()
    monkeypatch.undo()
    recorder.stop()
