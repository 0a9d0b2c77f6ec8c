"""The keeper with real processes: what dies or stands still is started again, what ends in order is let end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.keeper import KeepingPolicy, Program, keep
from tests.fakes import kept_programs
from tests.fakes.rtsp_process import ROOT

POLICY = KeepingPolicy(silent_after=3.0, first_beat_within=120.0, pauses=(0.0, 0.1), last_words=30.0)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these programs end by signals")


def lives(folder: Path) -> list[tuple[str, str]]:
    lines = (folder / "lives").read_text(encoding="ascii").splitlines()
    return [(why, count) for _pid, why, count in (line.split() for line in lines)]


@pytest.mark.parametrize(
    ("program", "code", "expected"),
    [
        (kept_programs.dies_twice, 0, [("first", "0"), ("broke_off", "1"), ("broke_off", "2")]),
        (kept_programs.stands_still_once, 0, [("first", "0"), ("stood_still", "1")]),
        (kept_programs.fails_late, 0, [("first", "0"), ("broke_off", "1")]),
        (kept_programs.closes_slowly, 0, [("first", "0")]),
        (kept_programs.cannot_start, 2, [("first", "0")]),
        (kept_programs.breaks_at_start, 1, [("first", "0"), ("broke_off", "1"), ("broke_off", "2")]),
    ],
)
def test_what_ends_badly_is_started_again(
    tmp_path: Path, program: Program, code: int, expected: list[tuple[str, str]]
) -> None:
    assert keep(program, tmp_path, POLICY) == code
    assert lives(tmp_path) == expected


def test_who_ends_the_keeper_ends_the_station_in_order(tmp_path: Path) -> None:
    def ask() -> None:
        while not (tmp_path / "lives").exists():
            pause.wait(0.02)
        os.kill(os.getpid(), signal.SIGTERM)

    pause = threading.Event()
    asking = threading.Thread(target=ask)
    asking.start()
    assert keep(kept_programs.waits_to_be_asked, tmp_path, POLICY) == 130
    asking.join()
    assert (tmp_path / "asked").exists()
    assert len(lives(tmp_path)) == 1


KEEPER = """
import sys
from pathlib import Path
from tests.fakes import kept_programs
from tests.integration.test_keeper import POLICY, keep
sys.exit(keep(kept_programs.waits_to_be_asked, Path(sys.argv[1]), POLICY))
"""


def test_a_computer_that_stood_still_as_a_whole_says_nothing_of_the_station(tmp_path: Path) -> None:
    keeper = subprocess.Popen([sys.executable, "-c", KEEPER, str(tmp_path)], cwd=ROOT)
    try:
        until("a station", (tmp_path / "stands").exists)
        station = int((tmp_path / "lives").read_text(encoding="ascii").split()[0])
        for one in (station, keeper.pid):
            os.kill(one, signal.SIGSTOP)
        threading.Event().wait(POLICY.silent_after + 1)
        os.kill(keeper.pid, signal.SIGCONT)
        threading.Event().wait(0.2)  # long enough to judge, were it to
        os.kill(station, signal.SIGCONT)
        keeper.terminate()
        assert keeper.wait(60) == 130
    finally:
        keeper.kill()
        keeper.wait()
    assert (tmp_path / "asked").exists()
    assert lives(tmp_path) == [("first", "0")]


SITE = """schema = 1
[site]
id = "kept"
name = "试"
name_en = "Kept"
[detection]
enabled = false
[broker]
listen = "127.0.0.1:0"
"""


class Station:
    """`watchroom SITE` as a person starts it, off screen."""

    def __init__(self, folder: Path) -> None:
        site = folder / "site.toml"
        site.write_text(SITE, encoding="utf-8")
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "WATCHROOM_HOME": str(folder / "home")}
        self.log = folder / "home" / "log"
        command = [sys.executable, "-m", "app", str(site)]
        self.keeper = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)

    def stood(self) -> list[int]:
        """The processes whose window stood, in turn."""
        return [int(one) for one in re.findall(r"the station stands: process (\d+)", self.said())]

    def said(self) -> str:
        return "".join(path.read_text(encoding="utf-8", errors="replace") for path in self.log.glob("*.log"))

    def end(self) -> int:
        if self.keeper.poll() is None:
            self.keeper.terminate()
        return self.keeper.wait(60)


def until(what: str, condition: Callable[[], object], seconds: float = 60.0) -> None:
    pause, deadline = threading.Event(), time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        pause.wait(0.05)


def test_a_station_that_crashes_is_back_with_its_window_and_says_why(tmp_path: Path) -> None:
    station = Station(tmp_path)
    try:
        until("a window", station.stood)
        os.kill(station.stood()[0], signal.SIGSEGV)
        until("another window", lambda: len(station.stood()) == 2)
        assert "broke_off" in station.said()
        assert station.keeper.poll() is None
    finally:
        station.end()
    for process in station.stood():
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_a_second_station_over_the_same_folder_ends_at_once(tmp_path: Path) -> None:
    station = Station(tmp_path)
    try:
        until("a window", station.stood)
        second = Station(tmp_path)
        assert second.keeper.wait(60) == 1
        assert len(station.stood()) == 1
    finally:
        assert station.end() == 130
