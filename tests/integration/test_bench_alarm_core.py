"""The proofs of the alarm core in their short forms; the long ones are run by hand (docs/contract.md)."""

import json
import subprocess
import sys
from typing import Any

import pytest

from app.bench.kills_servers import Mosquitto, Postgres
from tests.fakes.rtsp_process import ROOT

SECONDS = 900


def bench(*arguments: str) -> dict[str, Any]:
    """Run `watchroom bench ...` as a person would; gives its figures."""
    command = [sys.executable, "-m", "app", "bench", *arguments, "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


@pytest.mark.timeout(SECONDS + 10)
@pytest.mark.skipif(sys.platform == "win32", reason="PostgreSQL and Mosquitto are killed on Linux and macOS only")
def test_nothing_is_lost_when_everything_is_killed() -> None:
    figures = bench("kills", "--rounds", "2", "--stall", "1", "--seed", "5")
    assert figures["published"] == figures["journalled"] > 100
    assert {figures[key] for key in ("lost", "duplicated", "acks_lost", "shared_missing", "damaged")} == {0}
    assert figures["published"] // 3 < figures["acks"] <= figures["published"] // 2
    assert figures["disk_stalls"] == int("disk stall" not in figures["left_out"])
    assert sum(figures["kills"].values()) >= 2
    missing = {"mosquitto": Mosquitto.program, "postgres": Postgres.binaries()}
    assert {name for name, found in missing.items() if not found} <= set(figures["left_out"])


@pytest.mark.timeout(SECONDS + 10)
def test_malformed_messages_are_refused_by_reason_and_crash_nothing() -> None:
    figures = bench("malformed", "--count", "3000")
    assert figures["sent"] == 3000
    assert figures["crashed"] == 0
    assert {"not_json", "wrong_shape", "wrong_topic", "refused_publish"} <= set(figures["refused_by_reason"])
    assert set(figures["quiet_device_ms"]) == {"with", "without"}


@pytest.mark.timeout(SECONDS + 10)
def test_a_burst_reaches_the_window_whole() -> None:
    figures = bench("alarms", "--burst", "100", "--seconds", "1")
    assert (figures["published"], figures["lost"], figures["unacknowledged"]) == (100, 0, 0)
    assert figures["p1_not_visible"] == 0
    assert figures["gui_cpu_ms"]["p99"] < 100


@pytest.mark.timeout(SECONDS + 10)
def test_the_window_stands_before_its_pictures_and_each_camera_has_one() -> None:
    figures = bench("start", "--window", "--tiles", "4")
    assert figures["tiles"] == 4
    assert 0 < figures["window_s"] < figures["first_picture_s"] <= figures["pictures_s"]
    assert len(figures["runs"]) == 5
