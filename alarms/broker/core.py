"""The broker's memory and rules, apart from sockets: sessions, retained messages, who gets what."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from alarms.broker.accounts import Account, Accounts
from alarms.broker.packets import Publish, matches, valid_filter, valid_topic
from alarms.broker.sessions import Session
from alarms.ports import Clock
from alarms.refusals import Refusals

log = logging.getLogger(__name__)

MAX_RETAINED = 20_000
MAX_RETAINED_BYTES = 32 * 1024 * 1024
MAX_SESSIONS = 500
MAX_PER_DEVICE = 8
MAX_AUDITED = 1000
AUDIT_EVERY_S = 10.0
REFUSED = 0x80
#: What a refusal is called beside the intake's own problems.
PROBLEMS = {
    "publish": "other_topic",
    "subscribe": "other_subscription",
    "login": "wrong_password",
    "retain": "retained_command",
    "protocol": "not_mqtt",
    "rate": "too_fast",
    "connections": "too_many_connections",
    "drill": "other_topic",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something a client was not allowed: for the audit. ``code`` is a key of ``PROBLEMS``."""

    code: str
    username: str
    subject: str
    at: float


class BrokerCore:
    """Lives in the broker's thread only; ``counters`` may be read from others."""

    def __init__(self, accounts: Accounts, clock: Clock, audit: Callable[[Refusal], None]) -> None:
        self.accounts = accounts
        self.clock = clock
        self.counters: Counter[str] = Counter()
        self.refusals = Refusals()
        self.closing = False
        self._audit = audit
        self._sessions: dict[tuple[str, str], Session] = {}
        self._retained: dict[str, Publish] = {}
        self._retained_bytes = 0
        self._came: set[str] = set()
        self._audited: dict[tuple[str, str], float] = {}

    def refuse(self, code: str, username: str, subject: str) -> None:
        """Count every refusal, audit each kind of it once in ``AUDIT_EVERY_S``, so that no flood of them fills a disk.

        An audit that fails is logged and stops nothing.
        """
        self.counters[f"refused_{code}"] += 1
        self.refusals.note(username, PROBLEMS.get(code, code), subject, self.clock.now())
        key, now = (code, username[:64]), self.clock.monotonic()
        if now - self._audited.get(key, float("-inf")) < AUDIT_EVERY_S:
            return
        if len(self._audited) >= MAX_AUDITED:
            self._audited.clear()
        self._audited[key] = now
        try:
            self._audit(Refusal(code, username[:64], subject[:256], self.clock.now()))
        except Exception:
            log.exception("the audit of a refusal failed")

    def session(self, account: Account, client_id: str, clean: bool) -> tuple[Session, bool] | None:
        """The client's session and whether it was there before; None where there is no room."""
        key = (account.username, client_id)
        found = self._sessions.get(key)
        if found is not None and not clean and not found.clean:
            return found, True
        if found is None and len(self._sessions) >= MAX_SESSIONS:
            return None
        self._sessions[key] = Session(clean)
        return self._sessions[key], False

    def leave(self, account: Account, client_id: str, session: Session) -> None:
        """The connection of a session ended."""
        session.detach()
        if session.clean and self._sessions.get((account.username, client_id)) is session:
            del self._sessions[(account.username, client_id)]

    def subscribe(self, account: Account, session: Session, pattern: str, qos: int) -> int:
        """The granted QoS, or the failure code."""
        if not valid_filter(pattern) or not self.accounts.may_subscribe(account, pattern):
            self.refuse("subscribe", account.username, pattern)
            return REFUSED
        return min(qos, 1) if session.subscribe(pattern, qos) else REFUSED

    def send_retained(self, session: Session, pattern: str, qos: int) -> None:
        """What is kept under a new subscription."""
        for topic, message in tuple(self._retained.items()):
            if matches(pattern, topic):
                kept = replace(message, retain=True, qos=min(message.qos, qos, 1), packet_id=0, dup=False)
                session.deliver(kept, self.clock.monotonic(), command=False)

    def allowed(self, account: Account, message: Publish) -> bool:
        """Whether a client may publish this; a refusal is counted and audited."""
        if not valid_topic(message.topic) or not self.accounts.may_publish(account, message.topic):
            self.refuse("publish", account.username, message.topic)
            return False
        if not self.accounts.may_say(account, message.payload, retain=message.retain):
            self.refuse("drill", account.username, message.topic)
            return False
        if message.retain and self.accounts.is_command(message.topic):
            self.refuse("retain", account.username, message.topic)
            return False
        return True

    def route(self, message: Publish) -> None:
        """Keep it where it is to be retained, and hand it to every session that subscribes."""
        command = self.accounts.is_command(message.topic)
        if message.retain and not command:
            self.keep(message)
        now = self.clock.monotonic()
        for session in tuple(self._sessions.values()):
            wanted = session.wants(message.topic)
            if wanted is not None:
                qos = min(wanted, message.qos)
                session.deliver(replace(message, qos=qos, retain=False, dup=False), now, command=command)
        self.counters["routed"] += 1

    def keep(self, message: Publish) -> None:
        """Retain the last message of a topic; an empty one clears it. What does not fit is counted and not kept."""
        before = self._retained.pop(message.topic, None)
        self._retained_bytes -= len(before.payload) if before else 0
        if not message.payload:
            return
        if len(self._retained) >= MAX_RETAINED or self._retained_bytes + len(message.payload) > MAX_RETAINED_BYTES:
            self.counters["retained_full"] += 1
            return
        self._retained[message.topic] = message
        self._retained_bytes += len(message.payload)

    def preload(self, kept: Iterable[tuple[str, bytes]]) -> None:
        """Retained messages from before a restart."""
        for topic, payload in kept:
            if valid_topic(topic) and not self.accounts.is_command(topic):
                self.keep(Publish(topic, payload, 1, True))

    def may_connect(self, account: Account, open_connections: int) -> bool:
        """Whether a client may have one more connection; a device that opens many would take the others' turns."""
        if account.station or open_connections < MAX_PER_DEVICE:
            return True
        self.refuse("connections", account.username, str(open_connections))
        return False

    def came(self, account: Account) -> None:
        """A client of this account has connected since the start."""
        self._came.add(account.device)

    def absent(self) -> list[str]:
        """The status topics that say online of devices that have not connected since the start."""
        said = {self.accounts.status_topic(device): device for device in self.accounts.devices()}
        return [
            topic
            for topic, device in said.items()
            if device not in self._came and topic in self._retained and b"online" in self._retained[topic].payload
        ]

    @property
    def sessions(self) -> int:
        """How many sessions there are."""
        return len(self._sessions)

    @property
    def dropped(self) -> int:
        """Messages that sessions had no room for."""
        return sum(session.dropped for session in tuple(self._sessions.values()))
