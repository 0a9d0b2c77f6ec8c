"""How often a process was started again in the last hour: one that comes back each time is not well for that."""

from __future__ import annotations

import threading
from collections import deque
from typing import Final

HOUR_S: Final = 3600.0


class RestartCount:
    """Fed with a process's own count, which begins anew when it is started on purpose; safe in several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known = 0
        self._at: deque[float] = deque()

    def take(self, restarts: int, now: float) -> None:
        """Note what the process says now; `now` is in monotonic seconds."""
        with self._lock:
            self._at.extend([now] * max(0, restarts - self._known))
            self._known = restarts

    def in_last_hour(self, now: float) -> int:
        """Count them."""
        with self._lock:
            while self._at and self._at[0] <= now - HOUR_S:
                self._at.popleft()
            return len(self._at)
