"""Writes actions: the one place that gives them their id, time, station and clock reading, and applies them."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from alarms.hlc import HybridClock
from alarms.ledger import Ledger
from alarms.messages import derived_id
from alarms.model import Action, ActionKind
from alarms.ports import Clock
from alarms.site import Site


class Recorder:
    """Makes actions for one station and keeps what was made since it was last taken."""

    def __init__(self, site: Site, clock: Clock, ledger: Ledger) -> None:
        self.site = site
        self.clock = clock
        self.ledger = ledger
        self.hybrid = HybridClock(clock)
        self._made: list[tuple[int, Action]] = []

    def record(
        self,
        kind: ActionKind,
        *,
        occurrence: str | None = None,
        incident: str | None = None,
        user: str = "",
        cause: str = "",
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """Make one action and apply it.

        ``cause`` is what every station that sees it makes the same action of (a message's id), so that it is not
        counted twice where stations meet again; without one the action is this person's own and new.
        """
        subject = occurrence or incident or ""
        now, newest = self.clock.now(), self.ledger.newest(kind, occurrence, incident, data or {})
        number = derived_id("action", cause, kind, subject) if cause else uuid7(now)
        if self.ledger.seen(number):
            return
        action = Action(
            id=number,
            kind=kind,
            occurrence=occurrence,
            incident=incident,
            at=now,
            user=user,
            station=self.site.station,
            clock=self.hybrid.next(newest),
            data=dict(data or {}),
        )
        self._made.append((self.ledger.mark(), action))
        self.ledger.apply(action)

    def take(self) -> tuple[Action, ...]:
        """The actions made since the last take."""
        made, self._made = tuple(action for _, action in self._made), []
        return made

    def rewind(self, mark: int) -> None:
        """Undo what was made since the mark; what was made before it and not taken yet stays."""
        self._made = [made for made in self._made if made[0] < mark]
        self.ledger.rewind(mark)

    def incident_number(self) -> str:
        """The next number: date-station-sequence, the date as the site's people count it."""
        day = datetime.fromtimestamp(self.clock.now(), self.site.timezone).strftime("%Y%m%d")
        prefix = f"{day}-{self.site.station}"
        return f"{prefix}-{self.ledger.next_number(prefix):03d}"


def uuid7(now: float) -> str:
    """A random id that sorts by time (RFC 9562, version 7)."""
    value = (int(now * 1000) & ((1 << 48) - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))
