"""Crashes of every sort leave something to read."""

import logging
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app import crash

ROOT = Path(__file__).resolve().parents[3]


def run_in_child(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run `code` in a fresh Python with crash reports and logs in `folder`."""
    lines = f"from pathlib import Path\nfrom app import crash, logs\nfolder = Path({str(folder)!r})\n"
    lines += "logs.set_up(folder)\nreports = crash.install(folder)\n" + code
    return subprocess.run(
        [sys.executable, "-c", lines], cwd=ROOT, capture_output=True, text=True, timeout=50, check=False
    )


def test_a_native_crash_leaves_every_threads_stack(tmp_path: Path) -> None:
    done = run_in_child("import faulthandler\nfaulthandler._sigsegv()", tmp_path)
    assert done.returncode != 0
    text = (tmp_path / crash.FILE_NAME).read_text("utf-8")
    assert "most recent call first" in text


def test_an_uncaught_exception_is_logged_with_its_traceback(tmp_path: Path) -> None:
    done = run_in_child("raise ValueError('rtsp://u:hunter2@h/ is odd')", tmp_path)
    assert done.returncode == 1
    text = (tmp_path / "watchroom.log").read_text("utf-8")
    assert "ValueError" in text
    assert "hunter2" not in text


def test_an_exception_in_a_thread_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    reports = crash.install(tmp_path)
    try:
        thread = threading.Thread(target=lambda: 1 / 0, name="worker-7")
        thread.start()
        thread.join()
    finally:
        reports.remove()
    assert "worker-7" in caplog.text
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.qt_no_exception_capture
def test_qt_messages_reach_the_log_at_their_level(caplog: pytest.LogCaptureFixture) -> None:
    from PySide6.QtCore import QMessageLogContext, QtMsgType

    crash.qt_message(QtMsgType.QtWarningMsg, QMessageLogContext(), "no such plugin")
    assert caplog.record_tuples == [("qt", logging.WARNING, "default: no such plugin")]


def test_qt_is_watched_from_the_first_message(tmp_path: Path) -> None:
    code = "reports.watch_qt()\nfrom PySide6.QtCore import qWarning\nqWarning('plugin gone')\nreports.remove()\n"
    done = run_in_child(code, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "plugin gone" in (tmp_path / "watchroom.log").read_text("utf-8")


def test_removing_gives_the_hooks_back(tmp_path: Path) -> None:
    before = (sys.excepthook, threading.excepthook)
    crash.install(tmp_path).remove()
    assert (sys.excepthook, threading.excepthook) == before


def test_a_large_crash_file_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / crash.FILE_NAME).write_text("x" * 1_100_000)
    crash.install(tmp_path).remove()
    assert (tmp_path / "crash.old.log").exists()
    assert (tmp_path / crash.FILE_NAME).stat().st_size == 0
