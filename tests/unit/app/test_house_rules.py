"""tests/conftest.py keeps its promises: each kind of leftover, warning or message fails the test that leaves it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

OFFENCES = """
import socket, subprocess, sys, threading, warnings
import pytest
from PySide6.QtCore import QTimer, qDebug, qWarning

from tests import leaks
leaks.PATIENCE_S = 0.2
kept = []


def test_thread():
    event = threading.Event()
    kept.append(event)
    threading.Thread(target=event.wait, daemon=True, name="left-thread").start()


def test_process():
    kept.append(subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))


def test_timer(qapp):
    timer = QTimer()
    timer.start(3_600_000)
    kept.append(timer)


def test_socket():
    socket.socket()


def test_warning():
    warnings.warn("old", DeprecationWarning)


def test_qt_warning():
    qWarning("no such plugin")


def test_qt_debug():
    qDebug("just saying")


def test_nothing(qapp, clock):
    timer = QTimer()
    timer.start(10)
    timer.stop()
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()
    clock.advance(5)


@pytest.fixture(scope="session", autouse=True)
def tidy():
    yield
    for thing in kept:
        for end in ("set", "kill", "stop"):
            getattr(thing, end, lambda: None)()
        if hasattr(thing, "stdin"):
            thing.stdin.close()
            thing.wait()
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What became of each test of a file full of offences: its name and the last words of its outcome line."""
    file = tmp_path_factory.mktemp("offences") / "test_offences.py"
    file.write_text(OFFENCES, "utf-8")
    command = [sys.executable, "-m", "pytest", "-v", "--no-header", "-p", "tests.conftest", "-c", "pyproject.toml"]
    done = subprocess.run([*command, str(file)], cwd=ROOT, capture_output=True, text=True, check=False)
    told: dict[str, str] = {}
    for name, outcome in re.findall(r"::test_(\w+) (PASSED|FAILED|ERROR)", done.stdout):
        told[name] = outcome if told.get(name, "PASSED") == "PASSED" else told[name]
    return told | {"output": done.stdout}


@pytest.mark.parametrize("offence", ["thread", "process", "timer", "socket", "warning", "qt_warning", "qt_debug"])
def test_offence_fails(offence: str, outcomes: dict[str, str]) -> None:
    assert outcomes[offence] in ("FAILED", "ERROR"), outcomes["output"]


def test_a_tidy_test_passes(outcomes: dict[str, str]) -> None:
    assert outcomes["nothing"] == "PASSED", outcomes["output"]


def test_what_was_left_is_named(outcomes: dict[str, str]) -> None:
    assert "left-thread" in outcomes["output"]
    assert "QTimer every 3600000 ms" in outcomes["output"]
