"""The other stations of the site: what they did, which of them are there, and who does what only one may do."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.exc import SQLAlchemyError

from alarms.ports import Clock
from alarms.service import AlarmService
from app.services.health import Level, PartStatus
from app.services.leases import CLOCK_WRONG_S, Leases, LeaseStatus, Peer, open_leases
from app.site_document import SiteDocument
from app.site_fields import SecretError
from app.store.feed import FeedStatus, SharedFeed, feed_engine
from app.store.journal import SqliteJournal

log = logging.getLogger(__name__)

#: Seconds without a word after which a station counts as away, and after which nobody expects it back.
AWAY_S = 10.0
GONE_S = 30 * 86400.0


class StationNetwork:
    """Feed, presence and leases of one station; without a shared database it stands alone and owns everything."""

    def __init__(self, site: SiteDocument, journal: SqliteJournal, alarms: AlarmService, clock: Clock) -> None:
        self._alarms = alarms
        self._station = site.station.id
        self.leases = Leases()
        self.feed: SharedFeed | None = None
        url = _url(site)
        if not url:
            return
        try:
            self.leases = open_leases(url, site.station.id, journal.chain, clock, self._seen)
            self.feed = SharedFeed(feed_engine(url, journal.chain), journal, alarms.merge, clock)
        except SQLAlchemyError as error:
            log.warning("other stations are not reached: %s", type(error).__name__)

    def start(self) -> None:
        """Begin; after the alarms and before the cameras, so that what is owned is known early."""
        self.leases.start()
        if self.feed is not None:
            self.feed.start()

    def stop(self) -> None:
        """End; before the alarms."""
        self.leases.stop()
        if self.feed is not None:
            self.feed.stop()

    def status(self) -> PartStatus:
        """Judge the company of the other stations."""
        if self.feed is None:
            return PartStatus("stations", Level.GOOD, "alone")
        return judge(self._station, self.leases.status(), self.feed.status())

    def _seen(self, seen: Mapping[str, float]) -> None:
        if seen:
            self._alarms.stations_seen(seen)


def judge(station: str, leases: LeaseStatus, feed: FeedStatus) -> PartStatus:
    """What to say of the other stations, the gravest first."""
    others = [peer for peer in leases.peers if peer.station != station and peer.age < GONE_S]
    away = [peer.station for peer in others if peer.age > AWAY_S]
    detail: dict[str, str | float] = {"stations": len(others), "here": len(others) - len(away), "behind": feed.behind}
    if feed.problems:
        worst = feed.problems[0]
        detail |= {"station": worst.station, "place": worst.sequence}
        return PartStatus("stations", Level.FAILED, f"chain_{worst.reason}", detail)
    if not (leases.connected and feed.connected):
        cause = feed.error_code or leases.error_code or "starting"
        return PartStatus("stations", Level.FAILED, "apart", detail | {"cause": cause})
    wrong = wrong_clocks(leases.peers)
    if wrong:
        detail |= {"station": wrong[0].station, "seconds": round(wrong[0].clock_offset)}
        return PartStatus("stations", Level.DEGRADED, "clock", detail)
    if away:
        return PartStatus("stations", Level.DEGRADED, "away", detail | {"names": ", ".join(sorted(away))})
    return PartStatus("stations", Level.GOOD, "together" if others else "only_one", detail)


def wrong_clocks(peers: Iterable[Peer]) -> Sequence[Peer]:
    """The stations whose clocks differ from the database's, the worst first."""
    wrong = [peer for peer in peers if abs(peer.clock_offset) > CLOCK_WRONG_S and peer.age < AWAY_S]
    return sorted(wrong, key=lambda peer: -abs(peer.clock_offset))


def camera_lease(camera: str) -> str:
    """The name of the lease of the alarm that a camera is lost."""
    return f"camera:{camera}"


def detection_lease(camera: str) -> str:
    """The name of the lease of the alarms that detection on a camera makes."""
    return f"detection:{camera}"


def gate_lease(gate: str) -> str:
    """The name of the lease of a gate's automatic decision."""
    return f"gate:{gate}"


def _url(site: SiteDocument) -> str:
    try:
        return site.database.url.reveal() if site.database.url is not None else ""
    except SecretError:
        return ""
