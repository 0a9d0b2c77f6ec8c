"""How a server on asyncio stops to listen without losing sight of who was just accepted."""

from __future__ import annotations

import asyncio
import contextlib

#: Turns of the loop from the acceptance of a connection until the first line of its own code.
_TURNS = 5


async def close_listener(server: asyncio.Server) -> None:
    """Take no new connections, let those begin that were accepted already, and free the port.

    A connection that has not begun is known to nobody, and asyncio drops it unclosed where its server was closed.
    """
    loop = asyncio.get_running_loop()
    for listening in server.sockets:
        with contextlib.suppress(NotImplementedError):  # Windows accepts in another way
            loop.remove_reader(listening.fileno())
    for _ in range(_TURNS):
        await asyncio.sleep(0)
    server.close()
