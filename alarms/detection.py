"""What a device's message does to the alarms: the edges, and the reconciliation of states with what is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from alarms.messages import DeviceMessage, MessageKind, derived_id, text
from alarms.model import AlarmPoint, Occurrence
from alarms.pairing import severity_of
from alarms.raising import Edge, Raiser
from alarms.recorder import Recorder
from alarms.signals import LIMIT_KIND, UNLIMITED, Limits, Signal, read_signal

MAX_TEXT = 400
MAX_VALUES = 40


class Detection:
    """Turns valid messages of known devices into actions. A drill touches no real occurrence, nor the other way round.

    Fail-safe: in doubt an alarm is raised, none is dropped.
    """

    def __init__(self, recorder: Recorder, raiser: Raiser) -> None:
        self._site = recorder.site
        self._ledger = recorder.ledger
        self._raiser = raiser

    def handle(self, message: DeviceMessage) -> None:
        """Record what this message means; an ordinary fact records nothing."""
        signal = read_signal(message, self._limits(message))
        if signal is None:
            return
        point = self._site.point(message.device, signal.alarm_class, signal.channel)
        if message.kind in (MessageKind.STATE, MessageKind.STATUS):
            self._reconcile(message, signal, point)
        elif signal.active:
            self._activate(message, signal, point)
        else:
            self._deactivate(message, signal, point)

    def _limits(self, message: DeviceMessage) -> Limits:
        """The limits that the site gives the point of a measured value."""
        address = message.address
        point = self._site.by_channel.get((message.device, address.name, address.channel))
        return UNLIMITED if point is None else Limits(point.low, point.high)

    # Edges.

    def _activate(self, message: DeviceMessage, signal: Signal, point: AlarmPoint) -> None:
        edge = _edge(message, signal, point)
        named = self._named(message, signal, point)
        if self._goes_on(edge, named, named_by_device=bool(signal.occ)):
            return
        same = self._same(message, signal, point)
        if same is not None and (same.active or not _newer(message, same)):
            self._repeat(edge, same, confirms=message.kind is MessageKind.EVENT)
            return
        fresh = self._key(message, signal, point, reused=bool(self._ledger.history(named)))
        if fresh in self._ledger.occurrences:
            return
        if not message.replay:
            self._supersede(message, point)
        self._begin(edge, fresh)

    def _goes_on(self, edge: Edge, key: str, *, named_by_device: bool) -> bool:
        """Whether this is what waits for its delay, or an alarm whose off-delay runs, speaking once more."""
        for pending in self._ledger.pending_of(edge.point.id, drill=edge.drill):
            if pending.occurrence != key and named_by_device:
                continue
            if severity_of(edge.point, edge.kind) < int(pending.values["priority"]):
                self._raiser.mature(pending)  # it has become more severe: no delay is for that
                self._repeat(edge, self._ledger.occurrences[pending.occurrence], confirms=False)
            return True
        for occurrence in self._ledger.active_of(edge.point.id, drill=edge.drill):
            if occurrence.returning_due is not None and not edge.replay:
                self._raiser.resume(occurrence, edge, key)
                self._repeat(edge, self._ledger.occurrences[occurrence.id], confirms=False)
                return True
        return False

    def _begin(self, edge: Edge, key: str) -> None:
        self._raiser.begin(edge, key)
        if not edge.momentary:
            return
        pending = self._ledger.pending(key)
        if pending is not None:
            self._raiser.withdraw(pending, edge.cause, edge.device_time)
        else:
            self._raiser.end(self._ledger.occurrences[key], edge.cause, edge.device_time)

    def _same(self, message: DeviceMessage, signal: Signal, point: AlarmPoint) -> Occurrence | None:
        """The occurrence that this activation already is, if any."""
        if signal.occ:
            return self._ledger.occurrences.get(self._named(message, signal, point))
        active = self._ledger.active_of(point.id, drill=message.drill)
        return active[-1] if active else None

    def _named(self, message: DeviceMessage, signal: Signal, point: AlarmPoint) -> str:
        """The id of what the device speaks of: what goes on under this name, else what the name first stood for.

        Some devices name every activation alike, so the newest of that name may have an id of its own.
        """
        if signal.occ:
            for occurrence in self._ledger.active_of(point.id, drill=message.drill):
                if text(occurrence.data.get("occ")) == signal.occ:
                    return occurrence.id
            for pending in self._ledger.pending_of(point.id, drill=message.drill):
                if text(pending.values["data"].get("occ")) == signal.occ:
                    return pending.occurrence
        return self._ledger.alias(self._key(message, signal, point))

    def _key(self, message: DeviceMessage, signal: Signal, point: AlarmPoint, *, reused: bool = False) -> str:
        """Bound to the device and point, so that no device can touch another's occurrence by naming it."""
        own = signal.occ if signal.occ and not reused else message.id
        drill = ("drill",) if message.drill else ()
        return derived_id("occurrence", message.address.site, point.id, own, *drill)

    def _supersede(self, message: DeviceMessage, point: AlarmPoint) -> None:
        """A new activation means that the one before has ended, even if its end was never heard."""
        for occurrence in self._ledger.active_of(point.id, drill=message.drill):
            self._raiser.end(occurrence, message.id, message.device_time, delayed=False)
        for pending in self._ledger.pending_of(point.id, drill=message.drill):
            self._raiser.withdraw(pending, message.id, message.device_time)

    def _repeat(self, edge: Edge, same: Occurrence, *, confirms: bool) -> None:
        severity = self._raiser.severity_of(same, edge.point, edge.kind)
        if severity < same.severity and (same.active or same.recovered):
            self._raiser.rise(same, severity, edge.cause, kind=edge.kind, data=edge.data)
        elif same.active and (severity > same.severity or (same.recovered and confirms)):
            self._raiser.update(same, edge, severity)

    def _deactivate(self, message: DeviceMessage, signal: Signal, point: AlarmPoint) -> None:
        if not signal.occ:
            self._end_all(message, point)
            return
        key = self._named(message, signal, point)
        pending = self._ledger.pending(key)
        if pending is not None:
            self._raiser.withdraw(pending, message.id, message.device_time)
            return
        if key not in self._ledger.occurrences:
            if self._ledger.history(key):
                return  # it was withdrawn before it was an alarm
            edge = _edge(message, signal, point, recovered=True, delayed=False)
            self._raiser.begin(edge, key)  # its beginning was never heard: it must still be seen
        found = self._ledger.occurrences[key]
        if text(found.data.get("occ")) not in ("", signal.occ):
            return  # it goes on under another name
        first = key == self._key(message, signal, point)
        if first or not _older(message, found):
            self._raiser.end(found, message.id, message.device_time, delayed=not message.replay)

    def _end_all(self, message: DeviceMessage, point: AlarmPoint) -> None:
        for occurrence in self._ledger.active_of(point.id, drill=message.drill):
            if not _older(message, occurrence):
                self._raiser.end(occurrence, message.id, message.device_time, delayed=not message.replay)
        for pending in self._ledger.pending_of(point.id, drill=message.drill):
            self._raiser.withdraw(pending, message.id, message.device_time)

    # States.

    def _reconcile(self, message: DeviceMessage, signal: Signal, point: AlarmPoint) -> None:
        if not signal.active:
            self._end_all(message, point)
            return
        # A measured value has no edge of its own: beyond its limits in a live state, it is news, not found again.
        live_value = signal.kind == LIMIT_KIND and not message.retained
        recovered = message.kind is MessageKind.STATE and not live_value
        edge = _edge(message, signal, point, recovered=recovered, delayed=not message.retained)
        key = self._named(message, signal, point)
        if self._goes_on(edge, key, named_by_device=bool(signal.occ)):
            return
        same = self._same(message, signal, point)
        if same is not None and same.active:
            self._repeat(edge, same, confirms=False)
            return
        last = same or self._ledger.latest_of(point.id, drill=message.drill)
        if last is not None and not last.active and not _newer(message, last):
            return  # a picture from before the return that we have seen
        fresh = self._key(message, signal, point, reused=bool(self._ledger.history(key)))
        if fresh in self._ledger.occurrences:
            return
        self._supersede(message, point)
        self._begin(edge, fresh)


def _edge(
    message: DeviceMessage, signal: Signal, point: AlarmPoint, *, recovered: bool = False, delayed: bool = True
) -> Edge:
    return Edge(
        point=point,
        cause=message.id,
        kind=signal.kind,
        received_at=message.received_at,
        device_time=message.device_time,
        replay=message.replay,
        drill=message.drill,
        recovered=recovered,
        momentary=signal.momentary,
        armed=signal.armed,
        delayed=delayed and not message.replay,
        data=brief(message.data),
    )


def _newer(message: DeviceMessage, occurrence: Occurrence) -> bool:
    """Whether a message speaks of a time after the occurrence's return, as far as anyone can tell.

    An edge that a device sends now always does: messages come in order, and its clock may have been set back.
    """
    if message.kind not in (MessageKind.STATE, MessageKind.STATUS) and not message.replay and not message.retained:
        return True
    if message.device_time is not None and occurrence.returned_device_time is not None:
        return message.device_time > occurrence.returned_device_time
    return not message.replay


def _older(message: DeviceMessage, occurrence: Occurrence) -> bool:
    """Whether a message speaks of a time before the occurrence began."""
    if message.device_time is None or occurrence.device_time is None:
        return message.replay
    return message.device_time < occurrence.device_time


def brief(data: Mapping[str, Any]) -> dict[str, Any]:
    """The device's own values as far as an alarm keeps them: plain values, bounded in number and length."""
    kept: dict[str, Any] = {}
    for key, value in data.items():
        if len(kept) < MAX_VALUES and (value is None or isinstance(value, (bool, int, float, str))):
            kept[key[:64]] = value[:MAX_TEXT] if isinstance(value, str) else value
    return kept
