"""One way to wait for something real: look often, give up at a deadline, and say what never came."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")
_PAUSE_S = 0.005


def wait_until(what: object, condition: Callable[[], Found], seconds: float) -> Found:
    """Look until something is found; gives it. what: told where it never is."""
    pause, deadline = threading.Event(), time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"{what}: not within {seconds:g} s"
        pause.wait(_PAUSE_S)
    return found
