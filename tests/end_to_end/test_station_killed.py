"""The station killed at the instant of its promise: after the PUBACK the alarm is there, acknowledged or not."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from alarms.model import Acknowledgement, Occurrence
from tests.end_to_end.driving import Device, make_station, occurrences, until
from tests.fakes.rtsp_process import ROOT
from tests.fakes.small_station import FENCE_PASSWORD, HELP_PASSWORD, load, site_text


@contextmanager
def child(site: Path, folder: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    command = [sys.executable, "-m", "tests.fakes.station_process", str(site), str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.kill()


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def after_restart(site: Path, folder: Path) -> list[Occurrence]:
    """What a new station over the same folder holds, by priority."""
    station = make_station(load(site.parent, site.read_text(encoding="utf-8")), folder)
    station.start()
    try:
        return sorted(occurrences(station), key=lambda one: one.priority)
    finally:
        station.stop()


def test_killed_right_after_the_puback_alarm_and_acknowledgement_are_there(tmp_path: Path) -> None:
    site, folder = tmp_path / "site.toml", tmp_path / "data"
    site.write_text(site_text(None), encoding="utf-8")
    with child(site, folder) as (process, port):
        fence = Device(port, "fence1", FENCE_PASSWORD)
        fence.event("perimeter", "Z01")
        until("the PUBACK", fence.acknowledged)
        workers = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.wait(60)
        fence.close()
    until("no process of it left", lambda: not any(_runs(one) for one in workers))
    (first,) = after_restart(site, folder)
    assert first.point == "fence-z01"
    assert first.acknowledgement is Acknowledgement.UNACKED
    with child(site, folder) as (process, port):
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(first.id + "\n")
        process.stdin.flush()
        assert process.stdout.readline() == "acknowledged\n"
        button = Device(port, "help1", HELP_PASSWORD)
        button.event("panic", "H1")
        until("the PUBACK", button.acknowledged)
        process.kill()
        process.wait(60)
        button.close()
    panic, fence_alarm = after_restart(site, folder)
    assert panic.point == "help-h1"
    assert panic.unacked
    assert fence_alarm.id == first.id
    assert fence_alarm.acknowledgement is Acknowledgement.ACKED
    assert fence_alarm.acked_by == "guard"
