"""Who lets stations read each other's names, and shuts one out: through the table of rights; see `acts`."""

from __future__ import annotations

from concurrent.futures import Future

from app.people.authorised import Asked, Authorised
from app.people.rights import Action
from app.store.site_keys import SiteKeys


class KeyActs:
    """Every method gives a future, failing with ``AuthorityNeeded``, ``KeyRefused`` or StoreError."""

    def __init__(self, authorised: Authorised, keys: SiteKeys) -> None:
        self._authorised = authorised
        self._keys = keys

    def admit(self, station: str, reason: str = "") -> Future[None]:
        """Let another station read the names of people concerned."""
        asked = Asked(Action.ADMIT_STATION, station, reason=reason)
        return self._authorised.do(asked, lambda held: self._keys.admit(station, held.actor))

    def shut_out(self, station: str, reason: str = "") -> Future[None]:
        """Let it read no new names."""
        asked = Asked(Action.SHUT_OUT_STATION, station, reason=reason)
        return self._authorised.do(asked, lambda held: self._keys.shut_out(station, held.actor))
