"""A guard's post without pictures in a process of its own: ``python -m tests.fakes.post_process SITE FOLDER AHEAD``.

Record, alarms, gates and the company of other stations are the program's own; the wall clock is AHEAD seconds wrong. It
reads one JSON command per line and answers each with one line.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from alarms.commands import CommandResult, CommandStatus
from alarms.engine import AlarmEngine
from alarms.messages import derived_id
from alarms.model import Action
from alarms.ports import AlarmChange
from alarms.service import AlarmService
from app.clock import SystemClock
from app.data_folder import DataFolder
from app.services.alarm_site import alarm_site
from app.services.gates import GateService
from app.services.stations import StationNetwork, detection_lease, gate_lease
from app.settings import load_site
from app.station_records import StationRecords


class WrongClock(SystemClock):
    """Ahead by so many seconds."""

    def __init__(self, ahead: float) -> None:
        self._ahead = ahead

    def now(self) -> float:
        return super().now() + self._ahead


class Post:
    """The parts of a station that write down, decide and agree with the others."""

    def __init__(self, site: Path, folder: Path, ahead: float) -> None:
        self.site = load_site(site).site
        clock = WrongClock(ahead)
        data = DataFolder(folder)
        data.create()
        self.records = StationRecords(self.site, data, clock)
        self.alarms = AlarmService(AlarmEngine(alarm_site(self.site), clock), self.records.journal, clock)
        self.network = StationNetwork(self.site, self.records.journal, self.alarms, clock)
        self.sent: list[str] = []
        self.gates = GateService(
            self.site,
            self,
            clock,
            read_picture=lambda _reference: None,
            read_plate=None,
            on_changed=lambda _gates: None,
            on_passage=self.records.keep_passage,
            lets_in=lambda _passage: True,
            decides=lambda gate: self.network.leases.owns(gate_lease(gate)),
        )
        self.clock = clock
        self.alarms.add_listener(self)

    def start(self) -> None:
        self.alarms.start()
        self.network.leases.want([gate_lease(gate.id) for gate in self.site.gates])
        self.network.leases.want([detection_lease("cam1")])
        self.network.start()
        self.records.start()

    def stop(self) -> None:
        self.network.stop()
        self.alarms.stop()
        self.records.stop()
        self.records.close()

    def changed(self, change: AlarmChange) -> None:
        self.gates.take(change.messages)

    def send(
        self, device: str, name: str, arguments: Mapping[str, Any], expires_s: float, *, cause: str = ""
    ) -> Future[CommandResult]:
        """Commands go to the test, which stands for the device."""
        key = derived_id("command", device, name, cause)
        self.sent.append(key)
        answer: Future[CommandResult] = Future()
        answer.set_result(CommandResult(key, CommandStatus.ACCEPTED))
        return answer

    # What the test asks for.

    def message(self, topic: str, body: str) -> str:
        return str(self.alarms.submit(topic, body.encode(), self.clock.now(), "test").result(60).status)

    def hit(self, cause: str) -> bool:
        """Detection found someone; told only by the station that owns the camera."""
        if not self.network.leases.owns(detection_lease("cam1")):
            return False
        for active in (True, False):
            self.alarms.report("intrusion", "cam1", active, cause=cause, occ=cause, kind="intrusion").result(60)
        return True

    def acknowledge(self, occurrence: str, user: str) -> int:
        return len(self.alarms.acknowledge(occurrence, user, no_picture=True).result(60))

    def note(self, incident: str, text: str, user: str) -> int:
        return len(self.alarms.note(incident, text, user).result(60))

    def state(self) -> dict[str, Any]:
        """What is true here: the open occurrences and the cases, as text; and how the company stands."""
        seen = self.alarms.snapshot()
        status = self.network.status()
        return {
            "occurrences": sorted(repr(one) for one in seen.occurrences),
            "open": sorted(one.id for one in seen.occurrences),
            "incidents": sorted(repr(one) for one in seen.incidents),
            "cases": sorted(one.id for one in seen.incidents),
            "stations": [status.level.value, status.code],
        }

    def order(self) -> list[list[str]]:
        """Every action in the common order."""
        return [[one.clock, one.station, one.id] for one in _actions(self)]

    def opened(self) -> list[str]:
        """The ids of all commands that were sent."""
        return self.sent


def _actions(post: Post) -> list[Action]:
    return list(post.records.journal.actions())


def main(site: str, folder: str, ahead: str) -> None:
    """Answer until the standard input ends."""
    post = Post(Path(site), Path(folder), float(ahead))
    post.start()
    print(json.dumps("ready"), flush=True)
    try:
        for line in sys.stdin:
            name, *arguments = json.loads(line)
            print(json.dumps(getattr(post, name)(*arguments)), flush=True)
    finally:
        post.stop()
        assert threading.active_count() == 1, threading.enumerate()


if __name__ == "__main__":
    main(*sys.argv[1:])
