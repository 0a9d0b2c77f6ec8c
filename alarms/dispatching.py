"""Sending people: who goes where about which case, when they are there and when they are free again."""

from __future__ import annotations

from alarms.case_marks import Dispatch, Stage
from alarms.messages import derived_id
from alarms.model import ActionKind, ActionRefused, Incident
from alarms.recorder import Recorder


class Dispatching:
    """The acts on those who are sent. Saying the same thing twice is recorded once."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._ledger = recorder.ledger

    def send(self, incident: str, guard: str, user: str, *, name: str = "", zone: str = "", point: str = "") -> None:
        """Send somebody about an open case; without a zone, to the case's own.

        The id of a sending follows from case, person and how often they were sent, so stations that were cut apart and
        send the same person mean the same sending. Who is on the way for this case already is not sent again.
        """
        found = self._incident(incident)
        if not guard.strip():
            raise ActionRefused("guard_missing")
        if not found.open:
            raise ActionRefused("already_closed")
        if any(one.guard == guard and one.stage is not Stage.CLEARED for one in found.dispatches):
            return
        key = derived_id("dispatch", incident, guard, str(self._times(incident, guard)))
        data = {"dispatch": key, "guard": guard, "name": name or guard, "zone": zone or found.zone, "point": point}
        self._recorder.record(ActionKind.DISPATCH, incident=incident, user=user, data=data)

    def arrived(self, incident: str, dispatch: str, user: str) -> None:
        """Say that somebody who was sent is there; also once the case is closed, since people report late."""
        if self._dispatch(incident, dispatch).stage is Stage.SENT:
            self._recorder.record(ActionKind.ARRIVE, incident=incident, user=user, data={"dispatch": dispatch})

    def cleared(self, incident: str, dispatch: str, user: str) -> None:
        """Say that somebody who was sent is free again, whether they were there or were called back."""
        if self._dispatch(incident, dispatch).stage is not Stage.CLEARED:
            self._recorder.record(ActionKind.CLEAR, incident=incident, user=user, data={"dispatch": dispatch})

    def _times(self, incident: str, guard: str) -> int:
        """How often a person was sent about a case, sendings that were taken back among them."""
        entries = (one for one in self._ledger.history(incident) if one.kind is ActionKind.DISPATCH)
        return len({one.data.get("dispatch") for one in entries if one.data.get("guard") == guard})

    def _incident(self, key: str) -> Incident:
        found = self._ledger.incidents.get(key)
        if found is None:
            raise ActionRefused("unknown_incident")
        return found

    def _dispatch(self, incident: str, key: str) -> Dispatch:
        found = next((one for one in self._incident(incident).dispatches if one.id == key), None)
        if found is None:
            raise ActionRefused("unknown_dispatch")
        return found
