"""Which station records a camera: the one that the site document names, and its stand-in while that one is away.

Decided by who has been seen, and by nobody else: no vote, nothing to be taken over. Of two stations that cannot see
each other both record, which costs room and loses nothing; a stand-in goes on for a while after the owner came back, so
that no picture falls between the two.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from app.services.leases import LeaseStatus
from app.site_document import SiteDocument
from video.clock import Clock

#: Seconds that a stand-in goes on after the owner was seen again: its cameras have to come up first.
OVERLAP_S = 30.0


@dataclass(frozen=True, slots=True)
class Seen:
    """When a station was last seen, UTC seconds by our clock; None: never since this program began."""

    station: str
    here: bool
    at: float | None


class Recorders:
    """Knows who records what. Any thread; nothing here ever waits.

    ``status`` is what the leases know of the other stations; ages grow while the shared database is not reached.
    """

    def __init__(self, site: SiteDocument, clock: Clock, status: Callable[[], LeaseStatus]) -> None:
        self._station = site.station.id
        self._owners = {one.id: one.recorder or "" for one in site.cameras}
        self._stand_ins = {one.id: one.stand_in or "" for one in site.cameras}
        self._patience = site.archive.stand_in_after_s
        self._clock = clock
        self._status = status
        self._begun = clock.monotonic()
        self._lock = threading.Lock()
        self._seen: dict[str, float] = {}
        self._back: dict[str, float] = {}
        self._missed: set[str] = set()
        named = {*self._owners.values(), *self._stand_ins.values()}
        self._others = tuple(sorted(named - {"", self._station}))

    def owner(self, camera: str) -> str:
        """The station that the site document names; empty where each station records for itself."""
        return self._owners.get(camera, "")

    def stand_in(self, camera: str) -> str:
        """Who records while the owner is away; empty for nobody."""
        return self._stand_ins.get(camera, "")

    def records_here(self, camera: str) -> bool:
        """Whether this station is to record the camera now."""
        owner = self.owner(camera)
        if not owner or owner == self._station:
            return True
        return self.stand_in(camera) == self._station and self._away_for_good(owner)

    def elsewhere(self, camera: str) -> tuple[str, ...]:
        """The other stations that may hold footage of a camera, the owner first."""
        return tuple(one for one in (self.owner(camera), self.stand_in(camera)) if one and one != self._station)

    def seen(self, station: str) -> Seen:
        """Whether a station is there, and when it was last seen."""
        self._look()
        with self._lock:
            mono = self._seen.get(station)
        if mono is None:
            return Seen(station, False, None)
        age = self._clock.monotonic() - mono
        return Seen(station, age < self._patience, self._clock.now() - age)

    def _look(self) -> None:
        """Take in what the leases know; what was once seen stays seen at its time, and who was missed is noted."""
        status = self._status()
        now = self._clock.monotonic()
        with self._lock:
            # The ages are those of the last round, which is at most a few seconds old while it is connected.
            for peer in status.peers if status.connected else ():
                self._seen[peer.station] = max(self._seen.get(peer.station, float("-inf")), now - peer.age)
            for station in self._others:
                away = now - self._seen.get(station, self._begun) >= self._patience
                if away:
                    self._missed.add(station)
                elif station in self._missed:
                    self._missed.discard(station)
                    self._back[station] = now

    def _away_for_good(self, owner: str) -> bool:
        """Whether the stand-in records: the owner is away, or has been back for less than the overlap."""
        self._look()
        with self._lock:
            back = self._back.get(owner)
            return owner in self._missed or (back is not None and self._clock.monotonic() - back < OVERLAP_S)
