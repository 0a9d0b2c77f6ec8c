"""Ports for servers of others, which cannot be told to choose one themselves."""

from __future__ import annotations

import random
import socket

#: Below those that systems give to whoever asks for any: such a port would be another's before it is used here.
_LEAST, _MOST = 20_000, 30_000


def free_port() -> int:
    """A port of this machine that nobody listens on, and that nobody is given by chance."""
    chance = random.SystemRandom()
    while True:
        port = chance.randrange(_LEAST, _MOST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
