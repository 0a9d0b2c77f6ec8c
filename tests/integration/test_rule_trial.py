"""A drawn rule tried on what was seen: in a process of its own, ended at any time, honest about what is kept."""

import os
import threading
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from app.services.rule_trial import DAYS, RuleTrials, can_be_tried, try_rule
from app.store.sightings import SightingFile
from tests.fakes.clock import FakeClock
from video.detect.model import Rule, RuleKind
from video.model import Box, BoxSet

DAY = 86_400.0
GATE = Rule("r", polygon=((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0)), on_delay_s=0.5)


def kept(path: Path, *visits: float, camera: str = "gate", label: str = "person") -> None:
    """Somebody walks in at each of these times."""
    file = SightingFile(path)
    for number, began in enumerate(visits, 1):
        steps = [(began + step / 5, 0.9 - 0.03 * step) for step in range(25)]
        looks = [BoxSet(camera, at, (Box(x - 0.05, 0.5, x + 0.05, 0.8, label, 0.9, number),), "m") for at, x in steps]
        file.write(looks, [], 0.0)
    file.close()


def test_it_counts_what_it_would_have_told_before_this_camera(tmp_path: Path, clock: FakeClock) -> None:
    path, now = tmp_path / "s.sqlite", clock.now()
    times = [now - 8 * DAY, now - 2 * DAY, now - 2 * DAY + 100, now - 3600.0]
    kept(path, *times)
    kept(path, now - DAY, camera="yard")
    trials = RuleTrials(path, clock)
    result = trials.start("gate", GATE).result(60)
    trials.close()
    assert [round(hit.at - at, 1) for hit, at in zip(result.hits, times[1:], strict=True)] == [3.4, 3.4, 3.4]
    assert result.since == pytest.approx(times[1], abs=0.01)
    assert (result.end, result.start) == (now, now - DAYS * DAY)


def test_nothing_kept_is_not_nothing_told(tmp_path: Path, clock: FakeClock) -> None:
    trials = RuleTrials(tmp_path / "s.sqlite", clock)
    assert trials.start("gate", GATE).result(60).since is None
    kept(tmp_path / "s.sqlite", clock.now() - DAY, label="car")
    result = try_rule(tmp_path / "s.sqlite", "gate", Rule("r", classes=("person",)), clock.now() - 7 * DAY, clock.now())
    assert (result.hits, result.since) == ((), pytest.approx(clock.now() - DAY, abs=0.01))
    trials.close()


def test_the_next_one_and_the_end_give_up_what_runs(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "s.sqlite"
    kept(path, clock.now() - DAY)
    trials = RuleTrials(path, clock)
    first, second = trials.start("gate", GATE), trials.start("gate", GATE)
    with pytest.raises(CancelledError):
        first.result(60)
    assert len(second.result(60).hits) == 1
    third = trials.start("gate", GATE)
    held = threading.Event()
    trials._threads.append(threading.Thread(target=held.wait))
    trials._threads[-1].start()
    trials.stop()  # asked for on the window's thread: waiting for what runs it would never return
    held.set()
    trials.close()
    with pytest.raises(CancelledError):
        third.result(60)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="a folder in place of the file fails otherwise there")
def test_what_cannot_be_read_is_said(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "s.sqlite"
    kept(path, clock.now() - DAY)
    trials = RuleTrials(path, clock)
    (tmp_path / "s.sqlite-wal").unlink(missing_ok=True)
    (tmp_path / "s.sqlite-wal").mkdir()
    with pytest.raises(OSError, match=r"."):
        trials.start("gate", GATE).result(60)
    trials.close()


def test_what_needs_the_pictures_is_not_tried() -> None:
    assert not can_be_tried(Rule("r", RuleKind.OBJECT_LEFT)) and not can_be_tried(Rule("r", RuleKind.FIRE))
    assert can_be_tried(Rule("r", RuleKind.LOITERING))
