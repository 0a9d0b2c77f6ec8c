"""What people do with bookmarks and holds, each through the table of rights; pages call this and nothing else.

Every method gives a future: of the mark, or failing with ``AuthorityNeeded`` or StoreError.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace

from app.people.authorised import Asked, Authorised, Authority
from app.people.rights import Action
from app.services.places import Places
from app.store.marks import FootageMark, MarkRecords

Marks = Future[tuple[FootageMark, ...]]


class MarkActs:
    """See the module."""

    def __init__(self, authorised: Authorised, marks: MarkRecords, places: Places) -> None:
        self._authorised, self._marks, self._places = authorised, marks, places

    def bookmark(self, cameras: Sequence[str], start: float, end: float, note: str, incident: str = "") -> Marks:
        """Note something about a time of these cameras, or of all where none is named."""
        wanted = FootageMark("", "bookmark", "", min(start, end), max(start, end), note, "", 0.0, incident)
        return self._add(Action.BOOKMARK, wanted, cameras)

    def hold(
        self, cameras: Sequence[str], start: float, end: float, reason: str, expires_at: float | None = None
    ) -> Marks:
        """Keep footage from being removed, until a time or until somebody lets go of it."""
        wanted = FootageMark("", "hold", "", min(start, end), max(start, end), reason, "", 0.0, "", expires_at)
        return self._add(Action.HOLD_EVIDENCE, wanted, cameras)

    def reword(self, mark: FootageMark, note: str) -> Future[FootageMark]:
        """Say it in other words."""
        action = Action.BOOKMARK if mark.kind == "bookmark" else Action.HOLD_EVIDENCE
        return self._change(action, replace(mark, note=note), {"note": note}, note)

    def set_expiry(self, mark: FootageMark, expires_at: float | None) -> Future[FootageMark]:
        """Let it end at another time; earlier than it would have is the same as letting go of it."""
        if mark.kind == "bookmark":
            action = Action.BOOKMARK
        elif expires_at is None or (mark.expires_at is not None and expires_at >= mark.expires_at):
            action = Action.HOLD_EVIDENCE
        else:
            action = Action.RELEASE_HOLD
        return self._change(action, replace(mark, expires_at=expires_at), {"expires_at": expires_at}, mark.note)

    def end(self, mark: FootageMark) -> Future[FootageMark | None]:
        """End a bookmark, or let go of a hold."""
        action = Action.BOOKMARK if mark.kind == "bookmark" else Action.RELEASE_HOLD
        asked = Asked(action, mark.id, self._lineage(mark.camera), _told(mark) | {"ended": True})
        return self._authorised.do(asked, lambda held: self._marks.end(mark.id, held.user))

    def _add(self, action: Action, mark: FootageMark, cameras: Sequence[str]) -> Marks:
        wanted = tuple(cameras) or ("",)

        def act(held: Authority) -> tuple[FootageMark, ...]:
            return tuple(self._marks.add(replace(mark, camera=camera, owner=held.user)) for camera in wanted)

        detail = _told(mark) | {"cameras": list(wanted), "expires_at": mark.expires_at, "note": mark.note}
        asked = Asked(action, mark.incident or wanted[0] or "footage", self._lineage(wanted[0]), detail, mark.note)
        return self._authorised.do(asked, act)

    def _change(self, action: Action, mark: FootageMark, detail: dict[str, object], reason: str) -> Future[FootageMark]:
        asked = Asked(action, mark.id, self._lineage(mark.camera), _told(mark) | detail, reason)
        return self._authorised.do(asked, lambda _held: self._marks.change(mark))

    def _lineage(self, camera: str) -> tuple[str, ...]:
        zone = self._places.camera_zone(camera)
        return tuple(one.id for one in self._places.zone_chain(zone or None))


def _told(mark: FootageMark) -> dict[str, object]:
    return {"kind": mark.kind, "camera": mark.camera, "start": mark.start, "end": mark.end}
