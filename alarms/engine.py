"""The alarm core without any input or output: messages and people's acts in, actions out, a state that folds them.

Given the same clock readings it always does the same. It knows no thread, no disk and no socket; ``AlarmService`` is
what makes its actions durable and tells the world.
"""

from __future__ import annotations

from collections.abc import Iterable

from alarms.answering import Presence
from alarms.casework import Casework
from alarms.detection import Detection
from alarms.ledger import Ledger, as_listed
from alarms.messages import DeviceMessage
from alarms.model import Action, Incident
from alarms.ports import AlarmSnapshot, Clock
from alarms.recorder import Recorder
from alarms.response import RequiredSteps, Response
from alarms.site import Site
from alarms.suppression import Suppressor

RECENT_S = 12 * 3600.0


def _no_steps(_incident: Incident) -> Iterable[str]:
    return ()


class AlarmEngine:
    """Everything about alarms that can be said without input or output.

    ``respond`` is what people may do. After any call ``take`` gives the actions made; the caller makes them durable and
    calls ``settle``, or calls ``rewind`` and nothing has happened.
    """

    def __init__(self, site: Site, clock: Clock, required_steps: RequiredSteps = _no_steps) -> None:
        self.site = site
        self.clock = clock
        self.ledger = Ledger()
        self.presence = Presence(clock)
        self._recorder = Recorder(site, clock, self.ledger)
        casework = Casework(self._recorder)
        self._suppressor = Suppressor(self._recorder, casework)
        self._detection = Detection(self._recorder, casework, self._suppressor)
        self.respond = Response(self._recorder, casework, self._suppressor, required_steps)

    def load(self, actions: Iterable[Action]) -> None:
        """Take in durable actions: at start-up, or another station's. Their order does not matter."""
        for action in actions:
            self._recorder.hybrid.observe(action.clock)
            self.ledger.apply(action)
        self.ledger.settle()

    def merge(self, action: Action) -> bool:
        """Take in another station's action, to be made durable with ``settle`` or undone with ``rewind``.

        The order of merging does not matter, and what is known already changes nothing; whether it was news.
        """
        self._recorder.hybrid.observe(action.clock)
        return self.ledger.apply(action)

    def station_seen(self, station: str, at: float) -> None:
        """Another station was there then (UTC seconds)."""
        self.presence.seen(station, at)

    def message(self, message: DeviceMessage) -> None:
        """Take in a valid message of a known device."""
        self._detection.handle(message)

    def tick(self) -> None:
        """Do what is due by the clock."""
        self._suppressor.expire(self.clock.now())

    def next_due(self) -> float | None:
        """UTC of the next thing ``tick`` has to do, or None."""
        return self._suppressor.next_expiry()

    def mark(self) -> int:
        """Where ``rewind`` may go back to; zero after ``settle``."""
        return self.ledger.mark()

    def take(self) -> tuple[Action, ...]:
        """The actions made since the last take, in order."""
        return self._recorder.take()

    def rewind(self, mark: int = 0) -> None:
        """Undo all since the mark, as if it had never been asked; actions not taken yet are dropped."""
        self._recorder.take()
        self.ledger.rewind(mark)

    def settle(self) -> None:
        """What was made is durable."""
        self.ledger.settle()

    def snapshot(self) -> AlarmSnapshot:
        """All open occurrences and the incidents that are open or were closed in the last 12 hours."""
        since = self.clock.now() - RECENT_S
        incidents = [one for one in self.ledger.incidents.values() if one.closed_at is None or one.closed_at >= since]
        incidents.sort(key=lambda one: (not one.open, one.priority, -one.opened_at, one.id))
        return AlarmSnapshot(as_listed(self.ledger.open_occurrences()), tuple(incidents))
