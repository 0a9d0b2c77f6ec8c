"""The machine's own clock, for worker processes, which cannot be handed their parent's."""

from __future__ import annotations

import time


class MachineClock:
    """Time as the system tells it (see video.clock.Clock)."""

    def now(self) -> float:
        """UTC in seconds since the epoch."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds that never run backwards, one origin for all processes."""
        return time.monotonic()
