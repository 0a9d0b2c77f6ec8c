"""The built-in broker: MQTT 3.1.1 in a thread of its own, for sites without a broker (see docs/decisions/0201).

It exists for one promise: a publisher has its PUBACK only after the station's journal has committed the message.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from functools import partial

from alarms.broker.accounts import Account, Accounts
from alarms.broker.connection import Connection, OnPublish
from alarms.broker.core import BrokerCore, Refusal
from alarms.broker.packets import Publish
from alarms.broker.strangers import Strangers
from alarms.ports import Clock
from alarms.refusals import Refusals

log = logging.getLogger(__name__)

MAX_CONNECTIONS = 300
ABSENT_AFTER_S = 30.0
HANDSHAKE_S = 10.0
ACCEPT_AGAIN_S = 0.1
BACKLOG = 100


def _no_audit(_refusal: Refusal) -> None:
    return


class BuiltInBroker:
    """Listens where it is told (port 0 lets the system choose) for the accounts it is given, and for nobody else.

    ``on_publish`` is called in the broker's thread for each allowed message and must not wait; ``AlarmService.submit``
    is one. ``on_kept`` is called in its place for what is to be retained. ``audit`` is told of each refusal.
    """

    def __init__(
        self,
        site: str,
        accounts: Iterable[Account],
        on_publish: OnPublish,
        clock: Clock,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        audit: Callable[[Refusal], None] = _no_audit,
        retained: Iterable[tuple[str, bytes]] = (),
        absent_after_s: float = ABSENT_AFTER_S,
        on_kept: OnPublish | None = None,
    ) -> None:
        self._core = BrokerCore(Accounts(site, accounts), clock, audit)
        self._core.preload(retained)
        self._on_publish = on_publish
        self._on_kept = on_kept
        self._absent_after_s = absent_after_s
        self._address = (host, port)
        self._tls = tls
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._stop: asyncio.Event | None = None
        self._by_key: dict[tuple[str, str], Connection] = {}
        self._connections: dict[asyncio.Task[None], Connection] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._strangers: Strangers[asyncio.Task[None]] = Strangers()
        self.port = 0

    def start(self, timeout: float = 5.0) -> None:
        """Listen; raises OSError where the address cannot be had."""
        if self._thread is not None:
            return
        listening: Future[int] = Future()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._main(listening)), name="built-in-broker", daemon=True
        )
        self._thread.start()
        try:
            self.port = listening.result(timeout)
        except BaseException:
            self.stop()
            raise

    def stop(self, timeout: float = 5.0) -> None:
        """Close every connection and end."""
        thread, loop, stop = self._thread, self._loop, self._stop
        if thread is None:
            return
        if loop is not None and stop is not None and not loop.is_closed():
            try:
                loop.call_soon_threadsafe(stop.set)
            except RuntimeError:
                log.debug("the broker's loop had ended")
        thread.join(timeout)
        self._thread = None

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> Future[None]:
        """Publish in the station's own name (commands); done when it has been handed to the sessions."""
        done: Future[None] = Future()
        loop = self._loop

        def hand_out() -> None:
            self._core.route(Publish(topic, payload, 1, retain and not self._core.accounts.is_command(topic)))
            done.set_result(None)

        if loop is None or loop.is_closed():
            done.set_exception(ConnectionError("broker_stopped"))
            return done
        try:
            loop.call_soon_threadsafe(hand_out)
        except RuntimeError:
            done.set_exception(ConnectionError("broker_stopped"))
        return done

    @property
    def counters(self) -> Mapping[str, int]:
        """How many of each: published, routed, connected, refused_publish, refused_login, dropped ..."""
        return {
            **self._core.counters,
            "sessions": self._core.sessions,
            "connections": len(self._connections),
            "dropped": self._core.dropped,
        }

    @property
    def refusals(self) -> Refusals:
        """What clients were not allowed, by account."""
        return self._core.refusals

    async def _main(self, listening: Future[int]) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        try:
            listener = _listener(*self._address)
        except OSError as error:
            listening.set_exception(error)
            return
        listening.set_result(listener.getsockname()[1])
        works = [asyncio.create_task(self._declare_absent()), asyncio.create_task(self._open_door(listener))]
        try:
            await self._stop.wait()
        finally:
            for work in works:
                work.cancel()
            await asyncio.gather(*works, return_exceptions=True)
            listener.close()
            await self._end_all()

    async def _declare_absent(self) -> None:
        """Say of devices that did not come back after our restart what their last will would have said."""
        await asyncio.sleep(self._absent_after_s)
        for topic in self._core.absent():
            try:
                await asyncio.wrap_future(self._on_publish(topic, b"offline", self._core.clock.now(), "broker"))
            except Exception:
                log.exception("an absent device could not be declared offline")
            self._core.route(Publish(topic, b"offline", 1, True))

    async def _end_all(self) -> None:
        self._core.closing = True
        for connection in tuple(self._connections.values()):
            connection.abort()
        served = tuple(self._connections)
        if served:
            await asyncio.wait(served, timeout=2.0)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _open_door(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                raw, address = await loop.sock_accept(listener)
            except OSError:
                self._core.counters["not_accepted"] += 1
                await asyncio.sleep(ACCEPT_AGAIN_S)  # no descriptors left: those who go give theirs back
                continue
            if len(self._connections) - len(self._strangers) >= MAX_CONNECTIONS:
                self._core.counters["too_many_connections"] += 1
                raw.close()
                continue
            task = loop.create_task(self._serve(raw))
            self._tasks.add(task)
            task.add_done_callback(partial(self._gone, raw))
            pushed = self._strangers.come(task, str(address[0]))
            if pushed is not None:
                self._core.counters["pushed_out"] += 1
                pushed.cancel()

    def _gone(self, raw: socket.socket, task: asyncio.Task[None]) -> None:
        if task.cancelled():
            raw.close()  # it may not even have begun
        self._tasks.discard(task)
        self._strangers.leave(task)

    async def _serve(self, raw: socket.socket) -> None:
        task = asyncio.current_task()
        assert task is not None
        try:
            reader, writer = await self._greet(raw)
        except (OSError, EOFError, TimeoutError):
            self._core.counters["cut"] += 1
            return
        connection = Connection(
            self._core, self._on_publish, reader, writer, self._take_over, self._count_others, self._on_kept
        )
        self._connections[task] = connection
        try:
            await connection.serve()
        except Exception:
            log.exception("a broker connection failed")
        finally:
            writer.transport.abort()
            self._connections.pop(task, None)
            if connection.key is not None and self._by_key.get(connection.key) is connection:
                del self._by_key[connection.key]

    async def _greet(self, raw: socket.socket) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Make streams of a socket, over TLS where it is spoken; one that does not come to an end of it is closed."""
        loop = asyncio.get_running_loop()
        patience = HANDSHAKE_S if self._tls is not None else None
        try:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            reader = asyncio.StreamReader(limit=2**16)
            protocol = asyncio.StreamReaderProtocol(reader)
            transport, _ = await loop.connect_accepted_socket(
                lambda: protocol, raw, ssl=self._tls, ssl_handshake_timeout=patience
            )
        except BaseException:
            raw.close()
            raise
        return reader, asyncio.StreamWriter(transport, protocol, reader, loop)

    def _count_others(self, username: str, client_id: str) -> int:
        """Connections of an account besides the one that this client would take over."""
        return sum(key[0] == username and key[1] != client_id for key in self._by_key)

    def _take_over(self, key: tuple[str, str], connection: Connection) -> Connection | None:
        task = asyncio.current_task()
        assert task is not None
        self._strangers.leave(task)
        before = self._by_key.get(key)
        self._by_key[key] = connection
        return before


def _listener(host: str, port: int) -> socket.socket:
    """Listen; an address of either family, or a name of one."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, protocol)
    try:
        if sys.platform != "win32":  # there it would let a second program share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
        listener.setblocking(False)
    except BaseException:
        listener.close()
        raise
    return listener
