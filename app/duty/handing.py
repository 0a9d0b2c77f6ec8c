"""The handover of a station: the draft that is kept, the two signatures, and the record of both.

``draft`` belongs to the window's thread; ``keep``, ``sign_off`` and ``take_over`` write, so they are not for it.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from typing import Any

from alarms.ports import Clock
from app.duty.handover import Counted, HandoverDraft
from app.duty.page import Listing
from app.people.duty import DutyDesk, SignedOff
from app.people.refusals import SignInRefused
from app.site_document import SiteDocument
from app.store.duty import HandoverRecord
from app.store.remembered import Remembered
from app.store.text import canonical_json, plain

DRAFT = "handover"


class HandoverDesk:
    """See the module."""

    def __init__(
        self, site: SiteDocument, desk: DutyDesk, remembered: Remembered, listed: Callable[[], Listing], clock: Clock
    ) -> None:
        self._site = site
        self._desk = desk
        self._remembered = remembered
        self._listed = listed
        self._clock = clock
        self._lock = threading.Lock()
        self._signed: SignedOff | None = None
        self._seen = Listing()
        self._opened_at: float | None = None
        self.draft = self._new()

    def recall(self) -> None:
        """Take up the draft that was left when the program last ended."""
        self.draft.recall(self._remembered.read().get(DRAFT))

    def open(self) -> None:
        """Somebody begins, or goes on: the time that it takes is on the record."""
        if self._opened_at is None:
            self._opened_at = self._clock.monotonic()

    def keep(self) -> None:
        """Keep the draft as it is now, durable on return; raises StoreError."""
        self._remembered.write({DRAFT: self.draft.kept()})

    def listing(self) -> Listing:
        """What the next shift has to know, as of now."""
        return self._listed()

    @property
    def signed(self) -> SignedOff | None:
        """The outgoing's signature, while it holds."""
        return self._signed if self.draft.signed else None

    def sign_off(self, password: str) -> SignedOff:
        """The outgoing signs; raises SignInRefused (``handover_open`` where something is missing) or StoreError."""
        if self.draft.missing():
            raise SignInRefused("handover_open")
        seen = self._listed()
        digest = self._digest(seen)
        signed = self._desk.sign_off(password, digest)
        with self._lock:
            self._signed, self._seen = signed, seen
            self.draft.sign(digest)
        return signed

    def take_over(self, name: str, password: str) -> HandoverRecord:
        """The incoming signs, and the duty changes; raises as ``DutyDesk.take_over``.

        What came after the first signature is on the record too, marked as that. A signature that no longer holds is
        dropped, and the outgoing has to sign anew.
        """
        with self._lock:
            signed, seen = self.signed, self._seen
        if signed is None:
            raise SignInRefused("handover_open")
        try:
            record = self._desk.take_over(signed, name, password, self._content(seen))
        except SignInRefused as refused:
            if refused.code == "outgoing_gone":
                self.draft.unsign()
            raise
        with self._lock:
            self._signed, self._seen, self._opened_at = None, Listing(), None
            self.draft = self._new()
        self.keep()
        return record

    def _content(self, seen: Listing) -> dict[str, Any]:
        now = self._listed()
        begun = self._opened_at
        took = None if begun is None else round(self._clock.monotonic() - begun, 1)
        later = sorted(now.ids() - seen.ids())
        counts = self._named_counts()
        return {**now.content(), "counts": counts, "remarks": self.draft.remarks, "later": later, "took_s": took}

    def _named_counts(self) -> list[dict[str, Any]]:
        names = {one.id: one for one in self._site.counted_items}
        return [
            {**one, "name": names[one["item"]].name, "name_en": names[one["item"]].name_en}
            for one in self.draft.counts()
        ]

    def _digest(self, seen: Listing) -> str:
        page = {**seen.content(), **self.draft.kept()}
        return hashlib.sha256(canonical_json(plain(page)).encode()).hexdigest()

    def _new(self) -> HandoverDraft:
        return HandoverDraft(Counted(one.id, one.count) for one in self._site.counted_items)
