"""House rules for every test: nothing is left behind, and silence is the expected sound."""

import os

# Before anything imports Qt.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import gc
import threading
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests import leaks
from tests.fakes.clock import FakeClock
from tests.fakes.patient_bot import PatientBot
from video import quiet

quiet.settle()

# A busy machine makes examples slow, not wrong; what is found is printed so that it can be replayed.
settings.register_profile("house", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

_TIMERS = leaks.TimerWatch()


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands still until the test moves it."""
    return FakeClock()


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """pytest-qt's own, patient enough for a machine with much else to do."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread, a child process or a running Qt timer.

    Sockets and files left open raise a ResourceWarning, and warnings are errors here.
    """
    threads, processes = frozenset(threading.enumerate()), leaks.child_processes()
    _TIMERS.install()
    timers, begun = set(_TIMERS.running()), leaks.operations_begun()
    yield
    leaks.finish_qt_deletions()
    if not begun:
        leaks.end_operations()
    left: list[object] = [t for t in _TIMERS.running() if t not in timers]
    left += leaks.threads_left(threads)
    left += leaks.processes_left(processes)
    if left:
        pytest.fail(f"left behind by {request.node.name}: " + "; ".join(map(str, left)), pytrace=False)


@pytest.fixture(scope="session", autouse=True)
def window_system(qapp: QApplication) -> QApplication:
    """Stand up the one application that a process can have before any test, of the kind that windows need.

    What only draws would make a smaller one, and whoever needs windows after it in the same process could have none.
    """
    return qapp


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Collect what is still unreachable while warnings are errors, so that a late unclosed socket is seen."""
    gc.collect()
