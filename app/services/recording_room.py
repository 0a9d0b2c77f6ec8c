"""Room for footage: what is too old or too much goes, the oldest first, and never what an incident or a hold keeps.

And a look ahead: whether, at the rate at which footage really comes, it can be kept for as long as the law says.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.site_document import SiteDocument
from app.store.archive import ArchiveIndex, Holding, Kept

log = logging.getLogger(__name__)

DAY_S: Final = 86_400.0
GB: Final = 1_000_000_000
#: Footage of so many seconds at least tells at what rate it comes.
TELLING_S: Final = 3600.0
#: So much of the past counts when room is made for the first time.
LOOK_BACK_S: Final = 60.0
#: Segments looked at together.
_MANY: Final = 200


@dataclass(frozen=True, slots=True)
class Forecast:
    """For how many days footage fits: of a camera with room of its own, or of all ("")."""

    camera: str
    days: float


class FootageRoom:
    """Belongs to one thread. free: bytes free on the archive's disk, None where that is not known; held: see Holds."""

    def __init__(
        self,
        site: SiteDocument,
        index: ArchiveIndex,
        free: Callable[[], int | None],
        held: Callable[[str, float, float], bool],
    ) -> None:
        self._site, self._index, self._free, self._held = site, index, free, held
        self._made_at: float | None = None
        self._allowed = 0.0

    def keep_days(self, camera: str) -> int:
        """Days that a camera's footage is kept: never fewer than the law says, whatever is written."""
        entry, recording = self._site.camera(camera), self._site.recording
        days = entry.keep_days if entry is not None else None
        return max(recording.keep_days if days is None else days, recording.legal_days)

    def make(self, now: float) -> int:
        """Remove what has to go; gives how many bytes that were."""
        removed = 0
        holdings = self._index.holdings()
        for camera in holdings:
            limit = self.keep_days(camera) * DAY_S
            removed += self._remove(camera, lambda kept, limit=limit: kept.age(now) > limit)  # type: ignore[misc]
        for camera, bytes_over in self._over(self._index.holdings()):
            removed += self._remove_bytes(camera, bytes_over)
        return removed + self._make_free(now)

    def _make_free(self, now: float) -> int:
        """Leave the disk what it is to be left. Footage that the law wants goes only as fast as new footage comes:
        somebody else's files that fill the disk are no reason to throw a month away.
        """
        since = now - LOOK_BACK_S if self._made_at is None else self._made_at
        self._made_at = now
        free = self._free()
        missing = 0.0 if free is None else self._site.recording.leave_free_gb * GB - free
        if missing <= 0:
            return 0
        lately = sum(size for size, _ in self._index.recorded_since(now - TELLING_S).values())
        self._allowed += 2 * lately / TELLING_S * min(max(now - since, 0.0), TELLING_S)
        self._allowed = min(self._allowed, 2.0 * lately)
        legal = self._site.recording.legal_days * DAY_S
        removed = 0

        def goes(kept: Kept) -> bool:
            nonlocal removed
            young, size = kept.age(now) < legal, kept.segment.size
            if removed >= missing or (young and size > self._allowed):
                return False
            self._allowed -= size if young else 0
            removed += size
            return True

        self._remove("", goes)
        return removed

    def forecast(self, now: float) -> tuple[Forecast, ...]:
        """Tell for how long footage fits at the rate of the last day; nothing before there is enough to tell by."""
        holdings, day = self._index.holdings(), self._index.recorded_since(now - DAY_S)
        rates = {
            camera: size / max(now - max(first, now - DAY_S), 1.0)
            for camera, (size, first) in day.items()
            if now - first >= TELLING_S
        }
        found = []
        for camera, rate in rates.items():
            entry = self._site.camera(camera)
            if entry is not None and entry.quota_gb and rate:
                found.append(Forecast(camera, entry.quota_gb * GB / rate / DAY_S))
        room, rate = self._room(holdings), sum(rates.values())
        if room is not None and rate:
            found.append(Forecast("", room / rate / DAY_S))
        return tuple(found)

    def _room(self, holdings: dict[str, Holding]) -> float | None:
        """Bytes that all footage may take."""
        recording = self._site.recording
        free = self._free()
        bounds = [recording.quota_gb * GB] if recording.quota_gb else []
        if free is not None:
            bounds.append(sum(one.size for one in holdings.values()) + free - recording.leave_free_gb * GB)
        return max(0.0, min(bounds)) if bounds else None

    def _over(self, holdings: dict[str, Holding]) -> list[tuple[str, float]]:
        """By how many bytes each camera, and all together (""), are over their room; incidents' do not count."""
        recording = self._site.recording
        over = []
        for camera, holding in holdings.items():
            entry = self._site.camera(camera)
            if entry is not None and entry.quota_gb:
                over.append((camera, holding.size - holding.kept_by_incidents - entry.quota_gb * GB))
        total = sum(one.size - one.kept_by_incidents for one in holdings.values())
        spare = sum(max(0.0, amount) for _, amount in over)
        if recording.quota_gb:
            over.append(("", total - spare - recording.quota_gb * GB))
        return [(camera, amount) for camera, amount in over if amount > 0]

    def _remove_bytes(self, camera: str, amount: float) -> int:
        left = amount

        def too_much(kept: Kept) -> bool:
            nonlocal left
            if left <= 0:
                return False
            left -= kept.segment.size
            return True

        return self._remove(camera, too_much)

    def _remove(self, camera: str, goes: Callable[[Kept], bool]) -> int:
        """Remove the oldest for as long as they go; those that are held stay and count for nothing."""
        after = removed = 0
        while batch := self._index.oldest(camera, after=after, limit=_MANY):
            after = batch[-1].number
            gone: list[Path] = []
            ended = False
            for kept in batch:
                one = kept.segment
                if self._held(one.camera, one.start, one.end):
                    continue
                if not goes(kept) or not self._unlink(one.path):
                    ended = True
                    break
                gone.append(one.path)
                removed += one.size
            self._index.remove(gone)
            if ended:
                break
        return removed

    @staticmethod
    def _unlink(path: Path) -> bool:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("footage cannot be removed: %s", error)
            return False
        with contextlib.suppress(OSError):
            path.parent.rmdir()  # a day of which nothing is left
        return True
