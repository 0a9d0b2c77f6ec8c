"""Cases that people open by hand, and what they say of any case: its words, who is concerned, pictures, the review.

Each method records its actions or raises ``ActionRefused``; the fold of them is in ``alarms.incidents``.
"""

from __future__ import annotations

from collections.abc import Iterable

from alarms.model import ActionKind, ActionRefused, Handling, Incident, Priority
from alarms.recorder import Recorder, uuid7

MAX_TITLE, MAX_REMARK = 200, 4000
#: What a case opened by hand is called until somebody says more.
UNNAMED = "other"


class Handwork:
    """What people write into cases beside the answers to an alarm, which are in ``alarms.response``."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._ledger = recorder.ledger

    def open(
        self,
        user: str,
        cameras: Iterable[str] = (),
        *,
        zone: str = "",
        category: str = UNNAMED,
        title: str = "",
        priority: Priority = Priority.P3,
        drill: bool = False,
    ) -> str:
        """Open a case at once, with the cameras on screen; gives its id. No alarm ever joins it by itself."""
        key = uuid7(self._recorder.clock.now())
        self._recorder.record(
            ActionKind.INCIDENT_OPEN,
            incident=key,
            user=user,
            data={
                "number": self._recorder.incident_number(),
                "zone": zone,
                "family": category,
                "category": category,
                "title": title.strip()[:MAX_TITLE],
                "priority": int(priority),
                "drill": drill,
                "cameras": list(cameras),
            },
        )
        return key

    def describe(
        self,
        incident: str,
        user: str,
        *,
        category: str | None = None,
        title: str | None = None,
        zone: str | None = None,
        priority: Priority | None = None,
    ) -> None:
        """Say what it is; what is None, or is so already, stays. An alarm's zone and priority are not for words."""
        found = self._open(incident)
        if not found.opened_by and (zone is not None or priority is not None):
            raise ActionRefused("of_an_alarm")
        said = {
            "category": category,
            "title": None if title is None else title.strip()[:MAX_TITLE],
            "zone": zone,
            "priority": None if priority is None else int(priority),
        }
        news = {name: value for name, value in said.items() if value is not None and value != getattr(found, name)}
        if news:
            self._recorder.record(ActionKind.DESCRIBE, incident=incident, user=user, data=news)

    def involve(self, incident: str, person: str, role: str, user: str, *, gone: bool = False) -> None:
        """Enter somebody whom the case concerns, by the id of their entry, or take them out; also of a closed case."""
        found = self._incident(incident)
        known = next((one for one in found.people if one.person == person), None)
        if gone and known is None:
            raise ActionRefused("unknown_person")
        if gone or known is None or known.role != role:
            data = {"person": person, "role": role, "gone": gone}
            self._recorder.record(ActionKind.INVOLVE, incident=incident, user=user, data=data)

    def snapshot(self, incident: str, evidence: str, camera: str, at: float, user: str) -> None:
        """Note that a picture of a camera, of that time (UTC seconds), belongs to the case."""
        self._incident(incident)
        data = {"evidence": evidence, "camera": camera, "taken_at": at}
        self._recorder.record(ActionKind.SNAPSHOT, incident=incident, user=user, data=data)

    def review(self, incident: str, remark: str, user: str) -> None:
        """A supervisor's word on a closed case; a later one takes its place, and both stay in the record."""
        if self._incident(incident).open:
            raise ActionRefused("not_closed")
        data = {"handling": Handling.REVIEWED.value, "remark": remark.strip()[:MAX_REMARK]}
        self._recorder.record(ActionKind.HANDLING, incident=incident, user=user, data=data)

    def _open(self, key: str) -> Incident:
        found = self._incident(key)
        if not found.open:
            raise ActionRefused("already_closed")
        return found

    def _incident(self, key: str) -> Incident:
        found = self._ledger.incidents.get(key)
        if found is None:
            raise ActionRefused("unknown_incident")
        return found
