"""The program of the kill bench: a station's record, alarms, devices and way to the shared database, in a process.

Cameras and window are left out: they hold nothing that could be lost, and each start would decode for seconds. The
process tells over a pipe what was raised and is not acknowledged, and acknowledges what it is asked to.
"""

from __future__ import annotations

import contextlib
import json
import logging
import multiprocessing
import queue
import sys
import threading
from concurrent.futures import Future
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from alarms.engine import AlarmEngine
from alarms.model import ActionKind
from alarms.ports import AlarmChange
from alarms.service import AlarmService
from app.clock import SystemClock
from app.data_folder import DataFolder
from app.services.alarm_site import alarm_site
from app.services.device_link import DeviceLink
from app.settings import load_site
from app.station_records import StationRecords

START_SECONDS = 300.0
COUNTERS = "counters"


class _Teller:
    """Listens to the alarm service and tells the bench."""

    def __init__(self, wire: Connection) -> None:
        self._wire = wire
        self._lock = threading.Lock()

    def changed(self, change: AlarmChange) -> None:
        """Tell what was raised."""
        for action in change.actions:
            if action.kind is ActionKind.RAISE and action.occurrence:
                self.tell("raised", action.occurrence)

    def tell(self, word: str, about: str = "") -> None:
        """Say one thing; a bench that has gone hears nothing."""
        with self._lock, contextlib.suppress(OSError):
            self._wire.send((word, about))


def serve(site_file: str, root: str, wire: Connection) -> None:
    """Run until the pipe ends or the process is killed."""
    logging.disable(logging.CRITICAL)
    site, folder, clock = load_site(Path(site_file)).site, DataFolder(Path(root)), SystemClock()
    folder.create()
    records = StationRecords(site, folder, clock)
    alarms = AlarmService(AlarmEngine(alarm_site(site), clock), records.journal, clock)
    teller = _Teller(wire)
    alarms.add_listener(teller)
    devices = DeviceLink(site, alarms, records.journal, records.audit, clock)
    alarms.start()
    for one in alarms.snapshot().occurrences:
        if one.unacked:
            teller.tell("raised", one.id)
    devices.start()
    records.start()
    teller.tell("ready")
    with contextlib.suppress(EOFError, OSError):
        while True:
            asked = str(wire.recv())
            if asked == COUNTERS:
                teller.tell(COUNTERS, json.dumps({**alarms.intake_counters, **devices.counters}))
            else:
                _acknowledge(alarms, asked, teller)


def _acknowledge(alarms: AlarmService, occurrence: str, teller: _Teller) -> None:
    """Do what the guard asked, and say so only when it is durable."""

    def done(act: Future[Any]) -> None:
        teller.tell("acknowledged" if act.exception() is None else "refused", occurrence)

    alarms.acknowledge(occurrence, "guard", no_picture=True).add_done_callback(done)


def _processes() -> Any:
    """How stations are started: from a server that has read the program once, where the system has such."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


class KilledStation:
    """The process from outside: started, killed, started again; its guard acknowledges every alarm as it comes."""

    def __init__(self, site_file: Path, folder: Path) -> None:
        self.folder = folder
        self._site_file = site_file
        self._process: BaseProcess | None = None
        self._listener: threading.Thread | None = None
        self._ready = threading.Event()
        self._wire: Any = None
        self._counted: queue.Queue[dict[str, int]] = queue.Queue()
        self.acknowledged: set[str] = set()
        self.refused: set[str] = set()

    @property
    def journal(self) -> Path:
        """Its file."""
        return DataFolder(self.folder).journal

    def start(self) -> None:
        """Start the process and its guard."""
        context = _processes()
        ours, theirs = context.Pipe()
        self._ready.clear()
        self._wire = ours
        self._process = context.Process(
            target=serve, args=(str(self._site_file), str(self.folder), theirs), daemon=True
        )
        self._process.start()
        theirs.close()
        self._listener = threading.Thread(target=self._listen, args=(ours,), name="guard", daemon=True)
        self._listener.start()

    def await_ready(self) -> None:
        """Wait until it works; raises RuntimeError where it never does."""
        if not self._ready.wait(START_SECONDS):
            raise RuntimeError("a station did not start")

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        return self._process is not None and self._process.is_alive()

    def counters(self) -> dict[str, int]:
        """What it has counted; raises RuntimeError where it does not answer."""
        try:
            self._wire.send(COUNTERS)
            return self._counted.get(timeout=START_SECONDS)
        except (OSError, queue.Empty) as error:
            raise RuntimeError("the station does not answer") from error

    def kill(self) -> None:
        """Kill it without a word; on a stalled disk this takes as long as the stall."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None
        if self._listener is not None:
            self._listener.join(10)
            self._listener = None

    def _listen(self, wire: Connection) -> None:
        with wire, contextlib.suppress(EOFError, OSError):
            while True:
                word, about = wire.recv()
                if word == "ready":
                    self._ready.set()
                elif word == "raised":
                    wire.send(about)
                elif word == COUNTERS:
                    self._counted.put(json.loads(about))
                elif word == "acknowledged":
                    self.acknowledged.add(about)
                else:
                    self.refused.add(about)
