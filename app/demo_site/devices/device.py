"""What every demo device does: number its events, keep its states, answer commands once, and replay what it holds."""

from __future__ import annotations

import json
import threading
import uuid
from collections import OrderedDict, deque
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.demo_site.devices.clock import Clock
from app.demo_site.devices.link import DeviceLink

HISTORY = 500
ANSWERS_KEPT = 200
LONGEST_EXPIRY_S = 10.0

Json = dict[str, Any]


class Device:
    """A controller at gs/1/{site}/{id}/. Thread-safe; subclasses add what it senses and moves."""

    model = "demo"

    def __init__(self, site: str, device: str, password: str, clock: Clock) -> None:
        self.id = device
        self.clock = clock
        self.link = DeviceLink(f"gs/1/{site}/{device}", device, password, self._command, self._connected)
        self.lock = threading.RLock()
        self._boot = str(uuid.uuid4())
        self._seq = 0
        self._states: dict[str, Json] = {}
        self._history: deque[tuple[int, str, Json]] = deque(maxlen=HISTORY)
        self._answers: OrderedDict[str, Json] = OrderedDict()

    def start(self, host: str, port: int) -> None:
        """Connect and say what is."""
        self.link.start(host, port)

    def stop(self) -> None:
        """Disconnect with goodbye."""
        self.link.stop()

    def info(self) -> Json:
        """What the device is, for its retained `info`."""
        return {"model": self.model, "channels": sorted(self._states)}

    def perform(self, command: str, arguments: Mapping[str, Any]) -> str | None:
        """Do a command; return None when accepted, else the reason of refusal."""
        del command, arguments
        return "unknown_command"

    def set_state(self, kind: str, channel: str, data: Mapping[str, Any], source: Mapping[str, Any]) -> None:
        """Keep and publish (retained) the current value of `state/{kind}/{channel}`."""
        with self.lock:
            topic = f"state/{kind}/{channel}"
            self._states[topic] = {"Source": dict(source), "Data": dict(data)}
            self.link.publish(topic, self._state_body(topic), retain=True)

    def tell_late(self, kind: str, channel: str, data: Mapping[str, Any], source: Mapping[str, Any], at: float) -> None:
        """Publish what a state was at a UTC second gone by; it is not retained, and not what is so now."""
        head = {**self._head(), "UtcTime": _moment(at)}
        body = {**head, "Source": dict(source), "Data": dict(data)}
        self.link.publish(f"state/{kind}/{channel}", _encoded(body))

    def state(self, kind: str, channel: str) -> Json:
        """Return the data of a state last set."""
        with self.lock:
            return dict(self._states.get(f"state/{kind}/{channel}", {}).get("Data", {}))

    def send_event(self, kind: str, channel: str, data: Mapping[str, Any], source: Mapping[str, Any]) -> str:
        """Publish one edge with the next seq, keep it for replay, and return the message's id."""
        with self.lock:
            self._seq += 1
            body = {**self._head(), "seq": self._seq, "Source": dict(source), "Data": dict(data)}
            topic = f"event/{kind}/{channel}"
            self._history.append((self._seq, topic, body))
            self.link.publish(topic, _encoded(body))
            return str(body["id"])

    def _head(self) -> Json:
        return {"v": 1, "id": str(uuid.uuid4()), "boot": self._boot, "UtcTime": _moment(self.clock.now())}

    def _state_body(self, topic: str) -> bytes:
        return _encoded({**self._head(), "seq": self._seq, **self._states[topic]})

    def _connected(self) -> None:
        """After every connect: what the device is and how everything stands, retained."""
        with self.lock:
            self.link.publish("info", _encoded({**self._head(), "Data": self.info()}), retain=True)
            for topic in self._states:
                self.link.publish(topic, self._state_body(topic), retain=True)

    def _command(self, name: str, payload: bytes) -> None:
        try:
            body = json.loads(payload)
        except ValueError:
            return
        command = body.get("id") if isinstance(body, dict) else None
        if not isinstance(command, str):
            return
        with self.lock:
            answer = self._answers.get(command)
            if answer is None:
                answer = self._answered(name, body)
                self._answers[command] = answer
                while len(self._answers) > ANSWERS_KEPT:
                    self._answers.popitem(last=False)
            self.link.publish(f"cmd/{name}/ack", _encoded({**self._head(), **answer}))

    def _answered(self, name: str, body: Json) -> Json:
        """Do the command if its time has not passed; the answer carries the command's id."""
        data = body.get("Data")
        arguments = {**body, **data} if isinstance(data, dict) else body
        result: Json = {"command": body["id"], "result": "accepted"}
        now, expires = self.clock.now(), _seconds(arguments.get("exp"))
        if expires is None or expires > now + LONGEST_EXPIRY_S + 1:
            result |= {"result": "refused", "reason": "bad_expiry"}
        elif expires < now:
            result["result"] = "expired"
        elif (reason := self._done(name, arguments)) is not None:
            result |= {"result": "refused", "reason": reason}
        return {"Source": {"Command": name}, "Data": result}

    def _done(self, name: str, arguments: Json) -> str | None:
        if name != "replay":
            return self.perform(name, arguments)
        first = arguments.get("from_seq", 0)
        if not isinstance(first, int):
            return "bad_argument"
        for seq, topic, body in self._history:
            if seq >= first:
                self.link.publish(topic, _encoded({**body, "Data": {**body["Data"], "replay": True}}))
        return None


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _encoded(body: Json) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _seconds(moment: object) -> float | None:
    """Read an expiry given as UTC seconds or as ISO 8601 text."""
    if isinstance(moment, int | float) and not isinstance(moment, bool):
        return float(moment)
    if isinstance(moment, str):
        try:
            return datetime.fromisoformat(moment).timestamp()
        except ValueError:
            return None
    return None
