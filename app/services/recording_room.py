"""Room for footage: what is too old or too much goes, the oldest first, and never what an incident or a hold keeps.

And a look ahead: whether, at the rate at which footage really comes, it can be kept for as long as the law says.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
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
#: Bytes that are left free even where none are to be: on a disk without any nothing would be recorded any more.
_LEAST_FREE: Final = 8 << 20
#: Segments looked at together.
_MANY: Final = 200


@dataclass(frozen=True, slots=True)
class Forecast:
    """For how many days footage fits: of a camera with room of its own, or of all ("")."""

    camera: str
    days: float


@dataclass(slots=True)
class _Swept:
    """What one look through the oldest came to. ended: something was met that stays though nothing holds it."""

    removed: int = 0
    held: list[Kept] = field(default_factory=list)
    ended: bool = False

    @property
    def all_held(self) -> bool:
        """Whether all that was left is held."""
        return bool(self.held) and not self.ended


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Bytes that only holds keep from being removed: of what is too old, and of what there is no room for.

    all_of_it: the disk wants room, and nothing is left but what holds and incidents keep.
    """

    too_old: float = 0.0
    too_much: float = 0.0
    all_of_it: bool = False


def keep_days(site: SiteDocument, camera: str) -> int:
    """Days that a camera's footage is kept: never fewer than the law says, whatever is written."""
    entry, recording = site.camera(camera), site.recording
    days = entry.keep_days if entry is not None else None
    return max(recording.keep_days if days is None else days, recording.legal_days)


class FootageRoom:
    """Belongs to one thread. held_back: what holds kept when room was made last. free: bytes free on the archive's
    disk, None where that is not known; held: see Holds."""

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
        self.held_back = HeldBack()

    def keep_days(self, camera: str) -> int:
        """See the function of that name."""
        return keep_days(self._site, camera)

    def make(self, now: float) -> int:
        """Remove what has to go; gives how many bytes that were."""
        removed, too_old = 0, 0.0
        holdings = self._index.holdings()
        for camera in holdings:
            limit = self.keep_days(camera) * DAY_S
            swept = self._remove(camera, lambda kept, limit=limit: kept.age(now) > limit)  # type: ignore[misc]
            removed += swept.removed
            too_old += sum(kept.segment.size for kept in swept.held if kept.age(now) > limit)
        too_much = 0.0
        for camera, bytes_over in self._over(self._index.holdings()):
            swept = self._remove_bytes(camera, bytes_over)
            removed += swept.removed
            too_much = max(too_much, bytes_over - swept.removed if swept.all_held else 0.0)
        freed, missing, all_of_it = self._make_free(now)
        self.held_back = HeldBack(too_old, max(too_much, missing if all_of_it else 0.0), all_of_it)
        return removed + freed

    def _make_free(self, now: float) -> tuple[int, float, bool]:
        """Leave the disk what it is to be left. Footage that the law wants goes only as fast as new footage comes:
        somebody else's files that fill the disk are no reason to throw a month away.

        Gives the bytes removed, the bytes still missing, and whether nothing is left but what is held.
        """
        since = now - LOOK_BACK_S if self._made_at is None else self._made_at
        self._made_at = now
        free = self._free()
        missing = 0.0 if free is None else max(self._site.recording.leave_free_gb * GB, _LEAST_FREE) - free
        if missing <= 0:
            return 0, 0.0, False
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

        swept = self._remove("", goes)
        return removed, max(0.0, missing - removed), swept.all_held

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

    def _remove_bytes(self, camera: str, amount: float) -> _Swept:
        left = amount

        def too_much(kept: Kept) -> bool:
            nonlocal left
            if left <= 0:
                return False
            left -= kept.segment.size
            return True

        return self._remove(camera, too_much)

    def _remove(self, camera: str, goes: Callable[[Kept], bool]) -> _Swept:
        """Remove the oldest for as long as they go; those that are held stay and count for nothing."""
        after, swept = 0, _Swept()
        while batch := self._index.oldest(camera, after=after, limit=_MANY):
            after = batch[-1].number
            gone: list[Path] = []
            for kept in batch:
                one = kept.segment
                if self._held(one.camera, one.start, one.end):
                    swept.held.append(kept)
                    continue
                if not goes(kept) or not self._unlink(one.path):
                    swept.ended = True
                    break
                gone.append(one.path)
                swept.removed += one.size
            self._index.remove(gone)
            if swept.ended:
                break
        return swept

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
