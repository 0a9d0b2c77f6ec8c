"""How long nothing was heard of somebody, as far as we were listening: our own absence is not theirs.

A loop or thread on a computer with too much to do gets its turn late, and what came meanwhile waits unread. Whoever
judges others by their silence tells this when it was due to look and when it did.
"""

from __future__ import annotations

#: Looks later than this, in seconds, count as an absence of ours; less is ordinary, and what came is read in between.
ABSENT_FROM = 0.5
#: Seconds that one silence is excused for absences, besides the longest: somebody who is gone is told no later than
#: that, however often we are late. During the longest one nothing could be told anyway.
EXCUSED_AT_MOST = 10.0


class Silence:
    """One silence, from the monotonic time `since` at which something was heard last; `heard` begins the next one."""

    __slots__ = ("_absent", "_longest", "since")

    def __init__(self, since: float) -> None:
        self.since = since
        self._absent = self._longest = 0.0

    def heard(self, at: float) -> None:
        """Something came at `at`."""
        self.since = at
        self._absent = self._longest = 0.0

    def looked(self, due: float, now: float) -> None:
        """Note that we looked at `now` and were to do so at `due`: the time between is ours."""
        late = now - max(due, self.since)
        if late >= ABSENT_FROM:
            self._absent += late
            self._longest = max(self._longest, late)

    def seconds(self, now: float) -> float:
        """Give how long nothing was heard until `now`, less our absences."""
        excused = self._longest + min(self._absent - self._longest, EXCUSED_AT_MOST)
        return now - self.since - excused
