"""One client's connection: reads its packets, and acknowledges a publish only after the hook's future is done.

Publishes are handed on in order and acknowledged in order. At most ``PENDING`` of one client wait for the journal; then
its socket is not read, so a device that talks too much slows down only itself. More than ``RATE`` publishes a second,
after a burst of ``BURST``, are read no faster than that.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from alarms.broker.accounts import Account
from alarms.broker.core import BrokerCore
from alarms.broker.packets import (
    Connect,
    ConnectCode,
    PacketType,
    ProtocolError,
    Publish,
    encode,
    encode_id,
    encode_publish,
    parse_connect,
    parse_packet_id,
    parse_publish,
    parse_subscribe,
    read_packet,
)
from alarms.broker.sessions import Session

log = logging.getLogger(__name__)

PENDING = 16
RATE = 100.0
BURST = 300.0
CONNECT_TIMEOUT_S = 5.0
CONNECT_LIMIT = 80 * 1024
LOGIN_DELAY_S = 0.5
WRITE_LIMIT = 8 * 1024 * 1024

#: (topic, payload, received at in UTC seconds, origin) -> a future that is done when the message is durable.
OnPublish = Callable[[str, bytes, float, str], "Future[Any]"]


class Connection:
    """Serves one socket until it ends; ``serve`` never raises but when cancelled."""

    def __init__(
        self,
        core: BrokerCore,
        on_publish: OnPublish,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        take_over: Callable[[tuple[str, str], Connection], Connection | None],
        others: Callable[[str, str], int],
        on_kept: OnPublish | None = None,
    ) -> None:
        self._core = core
        self._on_publish = on_publish
        self._on_kept = on_kept or on_publish
        self._reader = reader
        self._writer = writer
        self._take_over = take_over
        self._others = others
        self._pending: asyncio.Queue[tuple[Publish, asyncio.Future[Any] | None]] = asyncio.Queue(PENDING)
        self._allowance, self._counted_at = BURST, core.clock.monotonic()
        self._will: Publish | None = None
        self._account: Account | None = None
        self.key: tuple[str, str] | None = None
        self.ended = asyncio.Event()

    async def serve(self) -> None:
        """Speak with the client until it leaves, breaks the protocol, falls silent or is cut off."""
        session: Session | None = None
        connect: Connect | None = None
        try:
            connect = await self._hello()
            session = await self._open(connect) if connect else None
            if connect and session:
                await self._talk(connect, session)
        except ProtocolError as error:
            self._core.refuse("protocol", self._account.username if self._account else "", error.code)
        except (OSError, EOFError, TimeoutError):
            self._core.counters["cut"] += 1
        finally:
            if connect and session and self._account:
                self._core.leave(self._account, connect.client_id, session)
            self._writer.close()
            await asyncio.shield(self._leave_will())
            self.ended.set()
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()

    def abort(self) -> None:
        """Cut the connection; ``serve`` then ends by itself."""
        self._writer.transport.abort()

    # Beginning and end.

    async def _hello(self) -> Connect | None:
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            _, body = await read_packet(self._reader, CONNECT_LIMIT, PacketType.CONNECT)
        try:
            connect = parse_connect(body)
        except ProtocolError as error:
            if error.code == "bad_version":
                self._answer_connect(ConnectCode.BAD_VERSION)
            raise
        self._account = self._core.accounts.login(connect.username, connect.password)
        if self._account is None:
            self._core.refuse("login", connect.username, connect.client_id)
            await asyncio.sleep(LOGIN_DELAY_S)
            self._answer_connect(ConnectCode.BAD_CREDENTIALS)
            return None
        if not self._core.may_connect(self._account, self._others(self._account.username, connect.client_id)):
            self._answer_connect(ConnectCode.UNAVAILABLE)
            return None
        if not connect.client_id and not connect.clean:
            self._answer_connect(ConnectCode.BAD_CLIENT_ID)
            return None
        if connect.will is not None and not self._core.allowed(self._account, connect.will):
            self._answer_connect(ConnectCode.NOT_AUTHORIZED)
            return None
        return connect

    async def _open(self, connect: Connect) -> Session | None:
        assert self._account is not None
        self.key = (self._account.username, connect.client_id or f"\x00{id(self)}")
        before = self._take_over(self.key, self)
        if before is not None:
            before.abort()
            await before.ended.wait()
        found = self._core.session(self._account, connect.client_id or self.key[1], connect.clean)
        if found is None:
            self._answer_connect(ConnectCode.UNAVAILABLE)
            return None
        session, present = found
        self._will = connect.will
        self._answer_connect(ConnectCode.ACCEPTED, present)
        self._core.came(self._account)
        session.attach(self._send)
        session.pump(self._core.clock.monotonic())
        self._core.counters["connected"] += 1
        return session

    def _answer_connect(self, code: ConnectCode, present: bool = False) -> None:
        self._writer.write(encode(PacketType.CONNACK, bytes([present, code])))

    async def _leave_will(self) -> None:
        if self._will is None or self._core.closing:
            return  # when the broker itself ends, no device has been lost
        will, self._will = self._will, None
        with contextlib.suppress(Exception):
            await self._hand_on(will)
        self._core.route(will)

    # Talking.

    async def _talk(self, connect: Connect, session: Session) -> None:
        patience = connect.keep_alive * 1.5 if connect.keep_alive else None
        acker = asyncio.create_task(self._acknowledge())
        try:
            while True:
                async with asyncio.timeout(patience):
                    first, body = await read_packet(self._reader)
                if first >> 4 == PacketType.DISCONNECT:
                    self._will = None
                    await self._pending.join()
                    return
                await self._handle(first, body, session)
                if acker.done():
                    return
        finally:
            acker.cancel()
            await asyncio.gather(acker, return_exceptions=True)

    async def _handle(self, first: int, body: bytes, session: Session) -> None:
        kind, flags = first >> 4, first & 0x0F
        if kind == PacketType.PUBLISH:
            await self._published(parse_publish(first, body))
        elif kind == PacketType.PUBACK and not flags:
            session.acknowledged(parse_packet_id(body), self._core.clock.monotonic())
        elif kind == PacketType.PUBREL and flags == 2:
            self._writer.write(encode_id(PacketType.PUBCOMP, parse_packet_id(body)))
        elif kind == PacketType.SUBSCRIBE and flags == 2:
            self._subscribe(body, session)
        elif kind == PacketType.UNSUBSCRIBE and flags == 2:
            self._unsubscribe(body, session)
        elif kind == PacketType.PINGREQ and not flags:
            self._writer.write(encode(PacketType.PINGRESP))
        else:
            raise ProtocolError

    async def _published(self, message: Publish) -> None:
        assert self._account is not None
        self._core.counters["published"] += 1
        await self._wait_turn(message.topic)
        if not self._core.allowed(self._account, message):
            await self._pending.put((message, None))  # acknowledged in its turn, or it would come for ever
            return
        await self._pending.put((message, self._hand_on(message)))

    async def _wait_turn(self, topic: str) -> None:
        """Make a device that talks without end wait, unread: its own messages pile up with it, nobody else's."""
        now = self._core.clock.monotonic()
        self._allowance = min(BURST, self._allowance + (now - self._counted_at) * RATE) - 1
        self._counted_at = now
        if self._allowance < 0 and self._account is not None and not self._account.station:
            self._core.refuse("rate", self._account.username, topic)
            await asyncio.sleep(-self._allowance / RATE)

    def _hand_on(self, message: Publish) -> asyncio.Future[Any]:
        origin = f"broker:{self._account.username if self._account else ''}"
        hook = self._on_kept if message.retain else self._on_publish
        return asyncio.wrap_future(hook(message.topic, message.payload, self._core.clock.now(), origin))

    async def _acknowledge(self) -> None:
        """Answer publishes in their order, each when it is durable. One that cannot be made so ends the connection."""
        while True:
            message, durable = await self._pending.get()
            try:
                if durable is not None:
                    await durable
                    self._core.route(message)
                if message.qos:
                    kind = PacketType.PUBACK if message.qos == 1 else PacketType.PUBREC
                    self._writer.write(encode_id(kind, message.packet_id))
            except Exception:
                self._core.counters["unacknowledged"] += 1
                self.abort()  # the client keeps it and sends it again
                return
            finally:
                self._pending.task_done()

    def _subscribe(self, body: bytes, session: Session) -> None:
        assert self._account is not None
        request = parse_subscribe(body, with_qos=True)
        granted = [self._core.subscribe(self._account, session, pattern, qos) for pattern, qos in request.filters]
        answer = request.packet_id.to_bytes(2, "big") + bytes(granted)
        self._writer.write(encode(PacketType.SUBACK, answer))
        for (pattern, _), qos in zip(request.filters, granted, strict=True):
            if qos <= 1:
                self._core.send_retained(session, pattern, qos)

    def _unsubscribe(self, body: bytes, session: Session) -> None:
        request = parse_subscribe(body, with_qos=False)
        for pattern, _ in request.filters:
            session.subscriptions.pop(pattern, None)
        self._writer.write(encode_id(PacketType.UNSUBACK, request.packet_id))

    def _send(self, message: Publish) -> None:
        if self._writer.transport.get_write_buffer_size() > WRITE_LIMIT:
            self._core.counters["slow_consumer"] += 1
            self.abort()
            return
        self._writer.write(encode_publish(message))
