"""Barrier gates: what each last reported, the plate at it, and the open command with its answer.

A command is never assumed to have worked: the strip shows "sent", then what the gate itself answered, and the
position only ever comes from the gate's own reports.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

from alarms.commands import CommandResult, CommandStatus
from alarms.messages import DeviceMessage, MessageKind, number, text, truth
from app.site_document import Gate, SiteDocument
from video.clock import Clock
from video.detect.model import PlateReading

log = logging.getLogger(__name__)

SURE_CONFIDENCE = 0.8
COMMAND_SECONDS = 8.0

CommandPhase = Literal["", "pending", "accepted", "refused", "expired"]
#: Where a barrier keeps a vehicle from going on.
BARRED = ("closed", "closing")
#: Where the vehicle is that was seen last: gone through, before the closed barrier, or away again without passing.
Stage = Literal["", "waits", "left"]

_OUTCOMES: dict[CommandStatus, CommandPhase] = {
    CommandStatus.ACCEPTED: "accepted",
    CommandStatus.REFUSED: "refused",
    CommandStatus.EXPIRED: "expired",
    CommandStatus.FAILED: "refused",
}


@dataclass(frozen=True, slots=True)
class GateStatus:
    """One gate as last reported; times are UTC seconds, None where nothing was heard.

    ``plate`` is what the gate's own camera said, ``read_plate`` what our engine read from the picture of the passage.
    ``passed_at`` is when the car came; ``through_at`` when it had gone through, as the loop and the barrier say.
    """

    id: str
    position: str = "unknown"
    mode: str = "unknown"
    connected: bool = False
    fault: str = ""
    reported_at: float | None = None
    plate: str = ""
    plate_colour: str = ""
    plate_confidence: float = 0.0
    read_plate: str = ""
    read_sure: bool = False
    read_engine: str = ""
    direction: str = ""
    passed_at: float | None = None
    through_at: float | None = None
    stage: Stage = ""
    loop: bool | None = None
    command: CommandPhase = ""
    command_reason: str = ""

    @property
    def best_plate(self) -> str:
        """The plate to show: the gate's own reading, else ours."""
        return self.plate or self.read_plate

    @property
    def plate_sure(self) -> bool:
        """Whether what is shown was read with confidence and no second reading contradicts it."""
        if self.plate and self.read_plate and self.read_sure and self.read_plate != self.plate:
            return False
        return self.plate_confidence >= SURE_CONFIDENCE if self.plate else self.read_sure


@dataclass(frozen=True, slots=True)
class Passage:
    """A vehicle that went through, for the records."""

    id: str
    gate: str
    at: float
    direction: str
    plate: str
    raw_plate: str
    colour: str
    confidence: float
    picture: str
    read_plate: str = ""
    read_engine: str = ""


class GateCommands(Protocol):
    """How a command reaches a device and its answer comes back."""

    def send(
        self, device: str, name: str, arguments: Mapping[str, Any], expires_s: float, *, cause: str = ""
    ) -> Future[CommandResult]:
        """Send; the future always ends with a result. The same cause is the same command, carried out once."""


class GateService:
    """Fold the gates' messages into their status and carry out the guard's open command.

    ``lets_in`` says of a passage whether its gate opens by itself; ``decides`` whether this station is to decide for a
    gate. The command's id follows from the passage, so a gate that is told by two stations opens once.
    """

    def __init__(
        self,
        site: SiteDocument,
        commands: GateCommands,
        clock: Clock,
        *,
        read_picture: Callable[[str], bytes | None],
        read_plate: Callable[[bytes], Future[PlateReading]] | None,
        on_changed: Callable[[tuple[GateStatus, ...]], None],
        on_passage: Callable[[Passage], None],
        lets_in: Callable[[Passage], bool] | None = None,
        decides: Callable[[str], bool] = lambda _gate: True,
    ) -> None:
        self._gates: dict[tuple[str, str], Gate] = {(gate.device, gate.channel): gate for gate in site.gates}
        self._by_id = {gate.id: gate for gate in site.gates}
        self._status = {gate.id: GateStatus(gate.id) for gate in site.gates}
        self._commands = commands
        self._clock = clock
        self._read_picture = read_picture
        self._read_plate = read_plate
        self._on_changed = on_changed
        self._on_passage = on_passage
        self._lets_in = lets_in
        self._decides = decides
        self._lock = threading.Lock()

    def statuses(self) -> tuple[GateStatus, ...]:
        """Return every gate's status in the order of the site document."""
        with self._lock:
            return tuple(self._status.values())

    def take(self, messages: Iterable[DeviceMessage]) -> None:
        """Take messages that are durable by now; called in the alarm thread."""
        changed = False
        for message in messages:
            gate = self._gates.get((message.device, message.address.channel))
            if message.kind is MessageKind.STATUS:
                changed |= self._device_status(message)
            elif gate is not None and message.kind is MessageKind.STATE and message.address.name == "gate":
                changed |= self._update(gate.id, **_gate_state(message, self._status[gate.id]))
            elif gate is not None and message.kind is MessageKind.EVENT and message.address.name == "passage":
                changed |= self._passage(gate, message)
        if changed:
            self._on_changed(self.statuses())

    def enter(self, messages: Iterable[DeviceMessage]) -> None:
        """Enter passages that are durable as messages only: they are over, so nothing is shown, read or opened."""
        for message in messages:
            gate = self._gates.get((message.device, message.address.channel))
            if gate is not None:
                self._on_passage(_passage_of(gate, message))

    def open(self, gate: str, user: str) -> Future[CommandResult]:
        """Ask a gate to open, once: while an answer is awaited a second press gets the same future's refusal."""
        entry = self._by_id[gate]
        if self._status[gate].command == "pending":
            refused: Future[CommandResult] = Future()
            refused.set_exception(CommandPending(gate))
            return refused
        return self._send_open(entry, {"channel": entry.channel, "user": user})

    def _open_for(self, gate: Gate, passage: Passage) -> None:
        """Open by itself for a vehicle that is let in; told again of the same passage it is the same command."""
        arguments = {"channel": gate.channel, "user": "", "plate": passage.plate, "passage": passage.id}
        self._send_open(gate, arguments, cause=passage.id)

    def _send_open(self, gate: Gate, arguments: Mapping[str, Any], cause: str = "") -> Future[CommandResult]:
        self._update(gate.id, command="pending", command_reason="")
        self._on_changed(self.statuses())
        future = self._commands.send(gate.device, "open", arguments, expires_s=COMMAND_SECONDS, cause=cause)
        future.add_done_callback(lambda done: self._answered(gate.id, done))
        return future

    def _answered(self, gate: str, done: Future[CommandResult]) -> None:
        outcome: CommandPhase = "refused"
        if done.cancelled() or done.exception() is not None:
            reason = "not_connected"
            log.warning("open command to %s failed: %s", gate, None if done.cancelled() else done.exception())
        else:
            result = done.result()
            outcome, reason = _OUTCOMES[result.status], result.reason
        self._update(gate, command=outcome, command_reason=reason)
        self._on_changed(self.statuses())

    def _update(self, gate: str, **values: Any) -> bool:
        with self._lock:
            before = self._status[gate]
            self._status[gate] = replace(before, **values)
            return self._status[gate] != before

    def _device_status(self, message: DeviceMessage) -> bool:
        online = text(message.data.get("status")) == "online"
        changed = False
        for gate in self._by_id.values():
            if gate.device == message.device:
                changed |= self._update(gate.id, connected=online)
        return changed

    def _passage(self, gate: Gate, message: DeviceMessage) -> bool:
        passage = _passage_of(gate, message)
        self._on_passage(passage)
        changed = self._update(
            gate.id,
            plate=passage.plate,
            plate_colour=passage.colour,
            plate_confidence=passage.confidence,
            read_plate="",
            read_sure=False,
            read_engine="",
            direction=passage.direction,
            passed_at=passage.at,
            through_at=None,
            stage="waits" if _stands(message, self._status[gate.id]) else "",
        )
        if not message.replay and self._status[gate.id].command != "pending":
            self._update(gate.id, command="", command_reason="")  # an answer about the car before
        self._read(gate, passage)
        wanted = self._lets_in is not None and not (message.replay or message.retained)
        if wanted and self._decides(gate.id) and self._lets_in is not None and self._lets_in(passage):
            self._open_for(gate, passage)
        return changed

    def _read(self, gate: Gate, passage: Passage) -> None:
        picture = self._read_picture(passage.picture) if passage.picture and self._read_plate is not None else None
        if picture is None or self._read_plate is None:
            return
        self._read_plate(picture).add_done_callback(lambda done: self._plate_read(gate.id, passage, done))

    def _plate_read(self, gate: str, passage: Passage, done: Future[PlateReading]) -> None:
        if done.cancelled() or done.exception() is not None:
            return
        reading = done.result()
        if self._status[gate].passed_at != passage.at or not reading.text:
            return
        sure = reading.fits_rule and reading.confidence >= SURE_CONFIDENCE
        self._update(gate, read_plate=reading.text, read_sure=sure, read_engine=reading.engine)
        self._on_passage(replace(passage, read_plate=reading.text, read_engine=reading.engine))
        self._on_changed(self.statuses())


class CommandPending(Exception):  # noqa: N818 - an answer to the guard
    """The gate has not answered the command before; ``code`` is for translation."""

    code = "pending"


def _stands(message: DeviceMessage, gate: GateStatus) -> bool:
    """Whether the car of a passage is still there: the barrier is down, or does not work, or it is on the loop."""
    if message.replay:
        return False
    return gate.position in BARRED or bool(gate.fault) or gate.loop is True


def _gate_state(message: DeviceMessage, before: GateStatus) -> dict[str, Any]:
    data = message.data
    connected, loop = truth(data.get("connected")), truth(data.get("loop"))
    position, fault = text(data.get("position")) or "unknown", text(data.get("fault"))
    now: dict[str, Any] = {}
    if before.stage == "waits":
        now = _gone(message, before, position, fault, loop)
    if before.fault and not fault and (before.command, before.command_reason) == ("refused", "fault"):
        now |= {"command": "", "command_reason": ""}  # what refused is over
    return {
        "position": position,
        "mode": text(data.get("mode")) or "unknown",
        "connected": True if connected is None else connected,
        "fault": fault,
        "loop": loop,
        "reported_at": message.received_at,
        **now,
    }


def _gone(message: DeviceMessage, before: GateStatus, position: str, fault: str, loop: bool | None) -> dict[str, Any]:
    """Where the car is that waited: through, once it left the loop of an open barrier that works; a gate without a
    loop tells it by opening. A barrier that jams, or whose place is not known, has let nobody through."""
    works, was_open = not fault and not before.fault, {before.position, position} - {*BARRED, "unknown"}
    left = loop is False
    if works and was_open and (left or loop is None):
        return {"stage": "", "through_at": message.device_time or message.received_at}
    return {"stage": "left"} if left else {}


def _passage_of(gate: Gate, message: DeviceMessage) -> Passage:
    data = message.data
    return Passage(
        id=message.id,
        gate=gate.id,
        at=message.device_time or message.received_at,
        direction=text(data.get("direction")) or gate.direction,
        plate=text(data.get("plate")),
        raw_plate=text(data.get("raw_plate")) or text(data.get("plate")),
        colour=text(data.get("colour")),
        confidence=number(data.get("confidence")) or 0.0,
        picture=text(data.get("picture")),
    )
