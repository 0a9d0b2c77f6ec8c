"""What the broker owes one client: its subscriptions and the messages it has not acknowledged, all bounded."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from alarms.broker.packets import Publish, matches

WINDOW = 32
MAX_QUEUED = 1000
MAX_QUEUED_BYTES = 8 * 1024 * 1024
MAX_SUBSCRIPTIONS = 200
COMMAND_LIFE_S = 10.0

Send = Callable[[Publish], None]


@dataclass(frozen=True, slots=True)
class _Queued:
    message: Publish
    expires_at: float | None


class Session:
    """One client's session; it outlives the connection where the client asked for that.

    ``send`` is the connection's writer while there is one. At most ``WINDOW`` QoS 1 messages are under way; more wait
    in a bounded queue, of which the oldest goes first and is counted in ``dropped``.
    """

    def __init__(self, clean: bool) -> None:
        self.clean = clean
        self.send: Send | None = None
        self.subscriptions: dict[str, int] = {}
        self.dropped = 0
        self._queue: deque[_Queued] = deque()
        self._queued_bytes = 0
        self._under_way: dict[int, Publish] = {}
        self._last_id = 0

    def attach(self, send: Send) -> None:
        """A connection took the session up: what was under way is sent again, marked as a duplicate."""
        self.send = send
        for message in tuple(self._under_way.values()):
            send(replace(message, dup=True))

    def detach(self) -> None:
        """The connection is gone."""
        self.send = None

    def subscribe(self, pattern: str, qos: int) -> bool:
        """Add or change a subscription; False where there are too many."""
        if pattern not in self.subscriptions and len(self.subscriptions) >= MAX_SUBSCRIPTIONS:
            return False
        self.subscriptions[pattern] = min(qos, 1)
        return True

    def wants(self, topic: str) -> int | None:
        """The highest QoS of the subscriptions a topic falls under, None where there is none."""
        return max((qos for pattern, qos in self.subscriptions.items() if matches(pattern, topic)), default=None)

    def deliver(self, message: Publish, now: float, *, command: bool) -> None:
        """Send a message at its QoS (``now`` monotonic seconds). A command is not kept for a client that is away."""
        if message.qos == 0 or (command and self.send is None):
            if self.send is not None:
                self.send(message)
            return
        self._queue.append(_Queued(message, now + COMMAND_LIFE_S if command else None))
        self._queued_bytes += len(message.payload)
        while len(self._queue) > MAX_QUEUED or self._queued_bytes > MAX_QUEUED_BYTES:
            self._queued_bytes -= len(self._queue.popleft().message.payload)
            self.dropped += 1
        self.pump(now)

    def acknowledged(self, packet_id: int, now: float) -> None:
        """The client has it."""
        if self._under_way.pop(packet_id, None) is not None:
            self.pump(now)

    def pump(self, now: float) -> None:
        """Send what waits, as far as the window allows."""
        while self.send is not None and self._queue and len(self._under_way) < WINDOW:
            queued = self._queue.popleft()
            self._queued_bytes -= len(queued.message.payload)
            if queued.expires_at is not None and now > queued.expires_at:
                self.dropped += 1
                continue
            message = replace(queued.message, packet_id=self._next_id())
            self._under_way[message.packet_id] = message
            self.send(message)

    @property
    def waiting(self) -> int:
        """Messages queued or under way."""
        return len(self._queue) + len(self._under_way)

    def _next_id(self) -> int:
        while True:
            self._last_id = self._last_id % 65535 + 1
            if self._last_id not in self._under_way:
                return self._last_id
