"""A TCP proxy that can swallow everything: no byte passes, no connection is refused, nobody is told."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from typing import cast

_SIZE = 65_536


class BlackHoleProxy:
    """Between a client and ``target`` (a port on this computer). ``cut`` swallows, ``heal`` lets pass again.

    Connections that lived through a cut stay dead, as those over a network do whose state is gone: they are closed
    without a word only when the proxy is.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._selector = selectors.DefaultSelector()
        self._reader, self._waker = socket.socketpair()
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._dead: set[socket.socket] = set()
        self._cut = False
        self._stopping = False
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(self._reader, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run, name="black hole", daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """Swallow everything from now on."""
        self._cut = True

    def heal(self) -> None:
        """Let new connections pass."""
        self._cut = False

    def stop(self) -> None:
        """Close everything."""
        self._stopping = True
        self._waker.send(b".")
        self._thread.join()
        for one in (*self._pairs, *self._dead, self._listener, self._reader, self._waker):
            one.close()
        self._selector.close()

    def _run(self) -> None:
        while not self._stopping:
            for key, _ in self._selector.select():
                found = cast(socket.socket, key.fileobj)
                if found is self._listener:
                    self._accept()
                elif found is not self._reader:
                    self._pass_on(found)

    def _accept(self) -> None:
        client, _ = self._listener.accept()
        if self._cut:
            self._dead.add(client)  # it was let in, and hears nothing
            return
        server = socket.create_connection(("127.0.0.1", self._target))
        for one, other in ((client, server), (server, client)):
            self._pairs[one] = other
            self._selector.register(one, selectors.EVENT_READ)

    def _pass_on(self, source: socket.socket) -> None:
        sink = self._pairs.get(source)
        if sink is None:
            return
        if self._cut:
            self._bury(source, sink)
            return
        with contextlib.suppress(OSError):
            data = source.recv(_SIZE)
            if data:
                sink.sendall(data)
                return
        for one in (source, sink):
            self._forget(one)
            one.close()

    def _bury(self, *both: socket.socket) -> None:
        """What is said is not even read any more; neither side is told."""
        for one in both:
            self._forget(one)
            self._dead.add(one)

    def _forget(self, one: socket.socket) -> None:
        if self._pairs.pop(one, None) is not None:
            self._selector.unregister(one)
