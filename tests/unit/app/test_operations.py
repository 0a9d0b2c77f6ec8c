"""Work off the GUI thread comes back on it, and a failure is never silent; news is carried and coalesced."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from PySide6.QtCore import QCoreApplication, QObject
from pytestqt.qtbot import QtBot

from app import operations
from app.notifier import Notifier
from app.operations import Operation, on_unhandled_failure
from tests.leaks import finish_qt_deletions
from video.model import Phase, StreamKind, StreamState


@pytest.fixture
def parent(qtbot: QtBot) -> Iterator[QObject]:
    yield QObject()
    operations.shut_down()


def test_work_runs_elsewhere_and_its_result_comes_home(parent: QObject, qtbot: QtBot) -> None:
    told: list[tuple[str, str]] = []
    here = threading.current_thread().name
    work = lambda: threading.current_thread().name  # noqa: E731
    Operation(parent, work).success(lambda name: told.append((name, threading.current_thread().name))).run()
    qtbot.waitUntil(lambda: bool(told))
    assert told[0][0].startswith("operation")
    assert told[0][1] == here


def test_a_failure_goes_to_its_own_handler_else_to_the_newest_common_one(parent: QObject, qtbot: QtBot) -> None:
    own: list[BaseException] = []
    common: list[BaseException] = []
    on_unhandled_failure(lambda _error: None)
    on_unhandled_failure(common.append)
    for handled in (True, False):
        failed: Future[None] = Future()
        failed.set_exception(ValueError("no"))
        operation = Operation(parent, failed)
        if handled:
            operation.failure(own.append)
        operation.run()
    qtbot.waitUntil(lambda: bool(own) and bool(common))
    assert len(own) == len(common) == 1


def test_a_result_for_a_window_that_is_gone_is_dropped(qtbot: QtBot) -> None:
    told: list[int] = []
    window, work = QObject(), Future[int]()
    Operation(window, work).success(told.append).run()
    window.deleteLater()
    finish_qt_deletions()
    work.set_result(1)
    QCoreApplication.processEvents()
    assert told == []


def state(phase: Phase) -> StreamState:
    return StreamState("c1", StreamKind.SUB, phase, since=0.0)


def test_stream_states_come_together_and_only_the_newest_of_each(qtbot: QtBot) -> None:
    notifier = Notifier()
    told: list[list[StreamState]] = []
    notifier.streams_changed.connect(told.append)
    notifier.start()
    news = notifier.news()

    def tell() -> None:
        for phase in (Phase.LOST, Phase.LIVE):
            news.stream_changed(state(phase))

    thread = threading.Thread(target=tell)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(told))
    notifier.stop()
    assert told == [[state(Phase.LIVE)]]


def test_alarms_are_carried_at_once_to_the_gui_thread(qtbot: QtBot) -> None:
    notifier = Notifier()
    with qtbot.waitSignal(notifier.alarms_changed) as caught:
        threading.Thread(target=lambda: notifier.news().changed("change")).start()  # type: ignore[arg-type]
    assert caught.args == ["change"]
