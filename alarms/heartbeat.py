"""Silence is an alarm: a device or a point that says nothing for longer than it may. It clears nothing else.

Measured by the clock that never jumps. What was heard before a restart is not kept: after one, everybody has the whole
time again, and what was an alarm already stands until the device speaks.
"""

from __future__ import annotations

from dataclasses import dataclass

from alarms.agenda import Agenda
from alarms.messages import DeviceMessage, derived_id
from alarms.model import AlarmPoint
from alarms.raising import Edge, Raiser
from alarms.recorder import Recorder

CLASS = "device"
KIND = "silent"


@dataclass(frozen=True, slots=True)
class Watched:
    """What is listened for: everything of a device, or one channel of it. ``point`` is what its silence raises."""

    subject: str
    timeout_s: float
    point: AlarmPoint


class Heartbeats:
    """Notes what was heard and raises what was not."""

    def __init__(self, recorder: Recorder, raiser: Raiser, agenda: Agenda) -> None:
        self._recorder = recorder
        self._raiser = raiser
        self._agenda = agenda
        self._ledger = recorder.ledger
        self._heard: dict[str, tuple[float, str]] = {}
        self._listening = True
        self._watched: dict[str, Watched] = {}
        site = recorder.site
        for device in site.devices.values():
            if device.heartbeat_s > 0:
                self._watch(device.id, device.heartbeat_s, device.id, "heartbeat", device.zone)
        for point in site.points.values():
            if point.heartbeat_s > 0:
                subject = f"{point.device}/{point.alarm_class}/{point.channel}"
                self._watch(subject, point.heartbeat_s, point.device, f"heartbeat/{point.id}", point.zone)

    def _watch(self, subject: str, timeout: float, device: str, channel: str, zone: str) -> None:
        point = AlarmPoint(f"{device}/{CLASS}/{channel}", device, CLASS, channel, zone, kind=KIND)
        self._watched[subject] = Watched(subject, timeout, point)

    def start(self) -> None:
        """Begin to listen: from now on everybody has the whole time."""
        now = self._recorder.clock.monotonic()
        for one in self._watched.values():
            self._heard[one.subject] = (now, "")
            self._agenda.note_wait(("heartbeat", one.subject), one.timeout_s)

    def listen(self, on: bool) -> None:
        """Whether this station hears its devices at all: while it does not, nobody's silence means anything."""
        begins = on and not self._listening
        self._listening = on
        if begins:
            self.start()

    def listen_on(self) -> None:
        """See again to those that nothing is noted of: their alarm was undone before it was durable."""
        for subject in self._watched:
            if not self._agenda.knows(("heartbeat", subject)):
                self._agenda.note_wait(("heartbeat", subject), 0.0)

    def hear(self, message: DeviceMessage) -> None:
        """A sign of life, unless a broker had kept it or it is part of a drill, which the device knows nothing of."""
        if message.retained or message.drill or not self._watched:
            return
        address = message.address
        for subject in (message.device, f"{message.device}/{address.name}/{address.channel}"):
            one = self._watched.get(subject)
            if one is None:
                continue
            self._heard[subject] = (self._recorder.clock.monotonic(), message.id)
            if not self._agenda.knows(("heartbeat", subject)):
                self._agenda.note_wait(("heartbeat", subject), one.timeout_s)
            for occurrence in self._ledger.active_of(one.point.id):
                self._raiser.end(occurrence, message.id, message.device_time, delayed=False)

    def attend(self, subject: str) -> None:
        """See whether it was heard in time."""
        if not self._listening:
            return
        one = self._watched[subject]
        at, last = self._heard[subject]
        left = at + one.timeout_s - self._recorder.clock.monotonic()
        if left > 0:
            self._agenda.note_wait(("heartbeat", subject), left)
            return
        if self._ledger.active_of(one.point.id):
            return
        now = self._recorder.clock.now()
        newest = self._ledger.latest_of(one.point.id)
        cause = last or (newest.id if newest else "never")
        key = derived_id("occurrence", self._recorder.site.id, one.point.id, cause)
        data = {"timeout_s": one.timeout_s}
        self._raiser.begin(Edge(one.point, key, received_at=now, data=data), key)
