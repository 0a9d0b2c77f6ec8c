"""The alarm core without any input or output: messages and people's acts in, actions out, a state that folds them.

Given the same clock readings it always does the same. It knows no thread, no disk and no socket; ``AlarmService`` is
what makes its actions durable and tells the world.
"""

from __future__ import annotations

from collections.abc import Iterable

from alarms.answering import Answering, Presence
from alarms.by_hand import Handwork
from alarms.casework import Casework
from alarms.detection import Detection
from alarms.follow_up import FollowUp
from alarms.ledger import Ledger, as_listed
from alarms.messages import DeviceMessage
from alarms.model import Action, Incident
from alarms.overview import Overview, SetAside
from alarms.ports import AlarmSnapshot, Clock
from alarms.raising import Raiser
from alarms.recorder import Recorder
from alarms.response import RequiredSteps, Response
from alarms.site import Site
from alarms.suppression import Suppressor
from alarms.timekeeper import Timekeeper

RECENT_S = 12 * 3600.0


def _no_steps(_incident: Incident) -> Iterable[str]:
    return ()


class AlarmEngine:
    """Everything about alarms that can be said without input or output.

    ``respond`` is what people may do, ``cases`` what they write into cases. After any call ``take`` gives the actions
    made; the caller makes them durable and calls ``settle``, or calls ``rewind`` and nothing has happened.
    """

    def __init__(self, site: Site, clock: Clock, required_steps: RequiredSteps = _no_steps) -> None:
        self.site = site
        self.clock = clock
        self.ledger = Ledger()
        self.presence = Presence(clock)
        self._recorder = Recorder(site, clock, self.ledger)
        casework = Casework(self._recorder)
        suppressor = Suppressor(self._recorder, casework)
        raiser = Raiser(self._recorder, casework, suppressor)
        self._detection = Detection(self._recorder, raiser)
        self._follow_up = FollowUp(self._recorder, raiser, casework, suppressor)
        self._answering = Answering(site, clock, self.presence)
        self._time = Timekeeper(self._recorder, raiser, suppressor, self._answering.note)
        self.cases = Handwork(self._recorder)
        self.respond = Response(self._recorder, casework, suppressor, raiser, self._time.arming, required_steps)

    def load(self, actions: Iterable[Action]) -> None:
        """Take in durable actions: at start-up, or another station's. Their order does not matter."""
        for action in actions:
            self._recorder.hybrid.observe(action.clock)
            self.ledger.apply(action)
        self.ledger.settle()
        self._time.start()

    def merge(self, action: Action) -> bool:
        """Take in another station's action, to be made durable with ``settle`` or undone with ``rewind``.

        The order of merging does not matter, and what is known already changes nothing; whether it was news.
        """
        self._recorder.hybrid.observe(action.clock)
        news = self.ledger.apply(action)
        if news:
            self._follow_up.on(action)
            self._time.follow()
        return news

    def message(self, message: DeviceMessage) -> None:
        """Take in a valid message of a known device."""
        self._time.hear(message)
        self._detection.handle(message)
        self._time.follow()

    def station_seen(self, station: str, at: float) -> None:
        """Another station gave a sign of life, ``at`` in this station's own UTC seconds."""
        self.presence.seen(station, at)

    def listen(self, on: bool) -> None:
        """Whether devices can be heard at all: while they cannot, none is taken for silent."""
        self._time.heartbeats.listen(on)

    def tick(self) -> None:
        """Do what is due by the clock."""
        self._time.tick()

    def next_due(self) -> float | None:
        """UTC of the next thing that has to be looked at, or None: a timer, or a station that would be missed."""
        times = (self._time.next_due(), self.presence.next_loss())
        return min((time for time in times if time is not None), default=None)

    def mark(self) -> int:
        """Where ``rewind`` may go back to; zero after ``settle``."""
        return self.ledger.mark()

    def take(self) -> tuple[Action, ...]:
        """The actions made since the last take, in order."""
        return self._recorder.take()

    def rewind(self, mark: int = 0) -> None:
        """Undo all since the mark, as if it had never been asked; what was made before it stays to be taken."""
        self._recorder.rewind(mark)
        self._time.rewound()

    def settle(self) -> None:
        """What was made is durable."""
        self.ledger.settle()

    def snapshot(self) -> AlarmSnapshot:
        """All open occurrences and the incidents that are open or were closed in the last 12 hours."""
        since = self.clock.now() - RECENT_S
        incidents = [one for one in self.ledger.incidents.values() if one.closed_at is None or one.closed_at >= since]
        incidents.sort(key=lambda one: (not one.open, one.priority, -one.opened_at, one.id))
        return AlarmSnapshot(as_listed(self.ledger.open_occurrences()), tuple(incidents))

    def overview(self) -> Overview:
        """What there is to show beside the list; cheap enough for every change and every second."""
        self._time.take_note()
        ledger, floods = self.ledger, self._time.floods
        real, drill = floods.state(drill=False), floods.state(drill=True)
        return Overview(
            audible=self._answering.audible(flood=real.on, drill_flood=drill.on),
            flood=real,
            drill_flood=drill,
            pending=ledger.all_pending(),
            armed=self._time.arming.overview(self.clock.now()),
            shelved=self._set_aside("shelf"),
            out_of_service=self._set_aside("service"),
            answers=self._answering.zones(),
        )

    def _set_aside(self, name: str) -> tuple[SetAside, ...]:
        found = [
            SetAside(
                point, one.until, one.reason, one.user, str(one.data.get("second", "")), str(one.data.get("patrol", ""))
            )
            for point, one in self.ledger.registers(name)
        ]
        return tuple(sorted(found, key=lambda one: (one.until or 0.0, one.point)))
