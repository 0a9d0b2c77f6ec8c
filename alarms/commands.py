"""Commands to devices: each expires, none is retained, and every one is answered as accepted, refused or expired.

Works over any transport that can publish; the answers come back through the alarm service like every other message, so
an accepted command is in the record before anybody is told.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from alarms.messages import DeviceMessage, MessageKind, derived_id, encode_message, text
from alarms.ports import AlarmChange, Clock

log = logging.getLogger(__name__)

LONGEST_S = 10.0
REMEMBERED = 200

#: (topic, payload) -> done when the transport has taken it; fails where it is not connected.
Publish = Callable[[str, bytes], "Future[None]"]


class CommandStatus(StrEnum):
    """How a command ended. ``FAILED`` is one that was never sent."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CommandResult:
    """The end of a command. ``reason`` is the device's own word, or ours (``no_answer``, ``not_connected``)."""

    id: str
    status: CommandStatus
    reason: str = ""


@dataclass(slots=True)
class _Waiting:
    device: str
    name: str
    deadline: float
    future: Future[CommandResult]


class CommandChannel:
    """Sends commands and waits for their answers. Add it to the alarm service as a listener; ``start`` before use."""

    def __init__(self, site: str, publish: Publish, clock: Clock) -> None:
        self._site = site
        self._publish = publish
        self._clock = clock
        self._waiting: dict[str, _Waiting] = {}
        self._known: dict[str, Future[CommandResult]] = {}
        self._changed = threading.Condition()
        self._stopping = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Watch over expiries from now on."""
        if self._thread is None:
            self._stopping = False
            self._thread = threading.Thread(target=self._watch, name="commands", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End; what still waits is failed."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(5)
            self._thread = None
        for key in tuple(self._waiting):
            self._end(key, CommandStatus.FAILED, "stopped")

    def send(
        self,
        device: str,
        name: str,
        arguments: Mapping[str, Any] | None = None,
        expires_s: float = LONGEST_S,
        *,
        cause: str = "",
    ) -> Future[CommandResult]:
        """Send one command; the future always ends with a result, at the latest when it expires (at most 10 s).

        ``cause`` makes it the same command wherever it is sent from: sent again it has the same id, which the device
        carries out once.
        """
        key = derived_id("command", device, name, cause) if cause else str(uuid.uuid4())
        life = min(max(expires_s, 0.1), LONGEST_S)
        future: Future[CommandResult] = Future()
        with self._changed:
            known = self._known.get(key)
            if known is not None:
                return known
            self._known[key] = future
            while len(self._known) > REMEMBERED:
                self._known.pop(next(iter(self._known)))
            self._waiting[key] = _Waiting(device, name, self._clock.monotonic() + life, future)
            self._changed.notify_all()
        now = self._clock.now()
        expires = datetime.fromtimestamp(now + life, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        payload = encode_message(arguments or {}, at=now, message_id=key, exp=expires)
        sent = self._publish(f"gs/1/{self._site}/{device}/cmd/{name}", payload)
        sent.add_done_callback(lambda done: self._sent(key, done))
        return future

    def changed(self, change: AlarmChange) -> None:
        """Take the devices' answers out of what has become durable."""
        for message in change.messages:
            if message.kind is MessageKind.COMMAND_ACK:
                self._answered(message)

    def wake(self) -> None:
        """Look at the clock now."""
        with self._changed:
            self._changed.notify_all()

    def _sent(self, key: str, done: Future[None]) -> None:
        if done.cancelled() or done.exception() is not None:
            self._end(key, CommandStatus.FAILED, "not_connected")

    def _answered(self, message: DeviceMessage) -> None:
        key = text(message.data.get("command", message.data.get("id")))
        waiting = self._waiting.get(key)
        if waiting is None or (waiting.device, waiting.name) != (message.device, message.address.name):
            return  # late, or not this device's to answer
        word = text(message.data.get("result"))
        if word in (CommandStatus.ACCEPTED, CommandStatus.REFUSED, CommandStatus.EXPIRED):
            self._end(key, CommandStatus(word), text(message.data.get("reason")))

    def _watch(self) -> None:
        while True:
            with self._changed:
                if self._stopping:
                    return
                now = self._clock.monotonic()
                due = [key for key, one in self._waiting.items() if one.deadline <= now]
                if not due:
                    nearest = min((one.deadline for one in self._waiting.values()), default=None)
                    self._changed.wait(None if nearest is None else max(0.01, nearest - now))
                    continue
            for key in due:
                self._end(key, CommandStatus.EXPIRED, "no_answer")

    def _end(self, key: str, status: CommandStatus, reason: str) -> None:
        with self._changed:
            waiting = self._waiting.pop(key, None)
            if waiting is not None and status is CommandStatus.FAILED:
                self._known.pop(key, None)  # it never left: the same cause may try again
        if waiting is not None:
            waiting.future.set_result(CommandResult(key, status, reason))
