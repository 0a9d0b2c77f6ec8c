"""One thread that does later what the demo devices promise now: a barrier that closes, a fence that falls quiet."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable

from app.demo_site.devices.clock import Clock


class Scheduler:
    """Runs actions at monotonic times. With `start()` it has a thread; without, a test calls `run_due()`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heap: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._stopped = False
        self._thread: threading.Thread | None = None

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        """Run `action` in `seconds`; dropped when the scheduler stops before."""
        with self._changed:
            heapq.heappush(self._heap, (self._clock.monotonic() + seconds, next(self._order), action))
            self._changed.notify()

    def run_due(self) -> float | None:
        """Run what is due; return the seconds until the next action, None when there is none."""
        while (action := self._pop_due()) is not None:
            action()
        with self._changed:
            return self._heap[0][0] - self._clock.monotonic() if self._heap else None

    def start(self) -> None:
        """Start the thread."""
        self._thread = threading.Thread(target=self._run, name="demo-devices", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread and wait for it; what was still to come is dropped."""
        with self._changed:
            self._stopped = True
            self._heap.clear()
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _pop_due(self) -> Callable[[], None] | None:
        with self._changed:
            if self._heap and self._heap[0][0] <= self._clock.monotonic():
                return heapq.heappop(self._heap)[2]
        return None

    def _run(self) -> None:
        while True:
            wait = self.run_due()
            with self._changed:
                if self._stopped:
                    return
                if wait is None and not self._heap:
                    self._changed.wait()
                elif wait is not None and wait > 0:
                    self._changed.wait(wait)
                if self._stopped:
                    return
