"""An asyncio loop whose time jumps to the next timer instead of waiting: an hour of back-off in a millisecond."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from tests.fakes.clock import DEFAULT_NOW

_T = TypeVar("_T")


class _JumpingSelector(selectors.DefaultSelector):
    """Lets virtual time pass where the loop would sleep. For tests without sockets and threads."""

    passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Give what is ready now; the time the loop would have waited is over at once."""
        ready = super().select(0)
        if not ready and timeout is None:
            raise RuntimeError("nothing is scheduled: the test would wait for ever")
        if not ready and timeout:
            self.passed += timeout
        return ready


class _VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.jumping = _JumpingSelector()
        super().__init__(self.jumping)

    def time(self) -> float:
        return 1000.0 + self.jumping.passed


class VirtualClock:
    """The clock of a virtual loop: UTC and monotonic run with it."""

    def __init__(self, loop: _VirtualLoop) -> None:
        self._loop = loop

    def now(self) -> float:
        """UTC in seconds."""
        return DEFAULT_NOW + self._loop.jumping.passed

    def monotonic(self) -> float:
        """The loop's own time."""
        return self._loop.time()

    def block(self, seconds: float) -> None:
        """Let time pass in which the loop gets no turn, as on a computer with too much to do."""
        self._loop.jumping.passed += seconds


def run_virtual(main: Callable[[VirtualClock], Coroutine[Any, Any, _T]]) -> _T:
    """Run `main(clock)` on a loop in virtual time."""
    with asyncio.Runner(loop_factory=_VirtualLoop) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, _VirtualLoop)
        return runner.run(main(VirtualClock(loop)))
