"""What a machine in trouble leaves out, and how it comes back: repaint rate, main streams, all but key pictures.

Pure: measurements and times come in, what to leave out comes out. Trouble that lasts 2 s takes one step more; the next
step waits until the last one had 3 s to show. 10 s without any trouble take one step back. A step back that brings the
trouble back within 30 s was too early: the wait doubles each time, to 5 minutes, until 10 good minutes.
Between trouble and its absence lies a band where all stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

#: From here on it is trouble: seconds of GUI gap (p99), share of late pictures, seconds of packets not yet decoded.
GAP_BAD, LATE_BAD, BACKLOG_BAD = 0.050, 0.05, 0.5
#: Below all of these there is none.
GAP_GOOD, LATE_GOOD, BACKLOG_GOOD = 0.025, 0.01, 0.1
STEP_AFTER, SHOWS_AFTER = 2.0, 3.0
BACK_AFTER, TOO_EARLY, LONGEST_BACK, FORGET_AFTER = 10.0, 30.0, 300.0, 600.0
FULL_RATE, HALF_RATE, QUARTER_RATE = 60.0, 30.0, 15.0


class Relief(StrEnum):
    """A code for the health page: what is left out, the strongest of it."""

    NONE = ""
    SLOWER_REPAINT = "slower_repaint"
    SUB_STREAMS = "sub_streams"
    KEY_PICTURES = "key_pictures"


@dataclass(frozen=True, slots=True)
class Load:
    """How the station keeps up, over the last second or two.

    gap_p99: seconds between turns of the GUI thread. late: share of pictures painted more than two picture intervals
    after they came, 0..1. backlog: seconds of packets that wait in the fullest decoder. spare: cameras that may be
    shown by their key pictures only, the first to give up first; not those of an alarm, the selected, the enlarged.
    """

    gap_p99: float = 0.0
    late: float = 0.0
    backlog: float = 0.0
    spare: tuple[str, ...] = ()

    @property
    def bad(self) -> bool:
        """Whether it is trouble."""
        return self.gap_p99 >= GAP_BAD or self.late >= LATE_BAD or self.backlog >= BACKLOG_BAD

    @property
    def good(self) -> bool:
        """Whether there is none at all."""
        return self.gap_p99 < GAP_GOOD and self.late < LATE_GOOD and self.backlog < BACKLOG_GOOD


@dataclass(frozen=True, slots=True)
class Shedding:
    """What to leave out now. repaint_hz: paint ticks a second at most. demote: main streams go, the smallest first
    (`trouble` of StreamChoice). key_only: cameras of which only key pictures are decoded; their tiles say so.
    """

    level: int = 0
    relief: Relief = Relief.NONE
    repaint_hz: float = FULL_RATE
    demote: bool = False
    key_only: frozenset[str] = frozenset()


#: By level: rate, whether main streams go, share of the spare cameras on key pictures.
_LEVELS = (
    (FULL_RATE, False, 0.0),
    (HALF_RATE, False, 0.0),
    (HALF_RATE, True, 0.0),
    (QUARTER_RATE, True, 0.25),
    (QUARTER_RATE, True, 0.5),
    (QUARTER_RATE, True, 1.0),
)
HIGHEST = len(_LEVELS) - 1


class LoadShedder:
    """Decides for one station. Call `update` about once a second."""

    def __init__(self) -> None:
        self._level = 0
        self._bad_since: float | None = None
        self._good_since: float | None = None
        self._stepped_at = self._eased_at = float("-inf")
        self._wait = BACK_AFTER

    @property
    def level(self) -> int:
        """0 (nothing is left out) to HIGHEST."""
        return self._level

    def update(self, load: Load, now: float) -> Shedding:
        """Take the load at monotonic time `now` (s); gives what to leave out from now on."""
        self._bad_since = (now if self._bad_since is None else self._bad_since) if load.bad else None
        self._good_since = (now if self._good_since is None else self._good_since) if load.good else None
        if self._bad_since is not None:
            self._step(now, self._bad_since)
        elif self._good_since is not None:
            self._ease(now, self._good_since)
        return self._shedding(load)

    def _step(self, now: float, since: float) -> None:
        if now - since < STEP_AFTER or now - self._stepped_at < SHOWS_AFTER or self._level == HIGHEST:
            return
        if now - self._eased_at < TOO_EARLY:
            self._wait = min(LONGEST_BACK, 2 * self._wait)
            self._eased_at = float("-inf")
        self._level += 1
        self._stepped_at = now

    def _ease(self, now: float, since: float) -> None:
        if now - since >= FORGET_AFTER:
            self._wait = BACK_AFTER
        if self._level == 0 or now - max(since, self._eased_at) < self._wait:
            return
        self._level -= 1
        self._eased_at = now

    def _shedding(self, load: Load) -> Shedding:
        rate, demote, share = _LEVELS[self._level]
        count = -int(-share * len(load.spare) // 1)
        relief = (
            (Relief.NONE, Relief.SLOWER_REPAINT, Relief.SUB_STREAMS)[self._level]
            if self._level < 3
            else (Relief.KEY_PICTURES)
        )
        return Shedding(self._level, relief, rate, demote, frozenset(load.spare[:count]))
