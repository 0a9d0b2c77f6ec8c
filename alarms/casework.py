"""Which incident an occurrence belongs to, and when an incident is over by itself."""

from __future__ import annotations

from alarms.messages import derived_id
from alarms.model import ActionKind, Incident, Occurrence, Priority
from alarms.priorities import category, family
from alarms.recorder import Recorder


class Casework:
    """Groups occurrences of one zone and family into incidents, and closes the small ones that settled themselves."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._ledger = recorder.ledger

    def incident_for(
        self,
        occurrence: str,
        zone: str,
        alarm_class: str,
        priority: Priority,
        drill: bool,
        *,
        kind: str = "",
        beside: Occurrence | None = None,
    ) -> str:
        """The open incident this occurrence joins (that of ``beside``, if it is open), else a new one opened for it.

        ``beside`` is of the same point, and of a drill where this is. The id of a new one follows from the
        occurrence, so stations that were cut apart open the same one.
        """
        kin = family(alarm_class, kind)
        near = self._ledger.incidents.get(beside.incident or "") if beside else None
        if near is not None and near.open:
            return near.id
        for incident in reversed(self._ledger.open_incidents_of(zone)):
            alike = incident.family == kin and incident.drill == drill and not incident.opened_by
            if alike and self._takes_in(incident):
                return incident.id
        incident_id = derived_id("incident", occurrence)
        if self._ledger.history(incident_id):
            incident_id = derived_id("incident", occurrence, str(len(self._ledger.history(occurrence))))
        self._recorder.record(
            ActionKind.INCIDENT_OPEN,
            incident=incident_id,
            cause=incident_id,
            data={
                "number": self._recorder.incident_number(),
                "zone": zone,
                "family": kin,
                "category": category(alarm_class, kind),
                "priority": int(priority),
                "drill": drill,
            },
        )
        return incident_id

    def settle(self, occurrence: str) -> None:
        """Close a P3 or P4 incident whose occurrences are all over: nobody has to file a lost and found camera."""
        found = self._ledger.occurrences.get(occurrence)
        incident = self._ledger.incidents.get(found.incident) if found and found.incident else None
        if incident is None or not incident.open or incident.priority.guarded:
            return
        if any(one.open for one in self.occurrences_of(incident)):
            return
        self._recorder.record(ActionKind.CLOSE, incident=incident.id, data={"by_itself": True})

    def unite(self, incident: str) -> None:
        """Close a case that two stations opened for the same alarms, where all of them belong to the other one now.

        What was noted in it stays readable there; it names the case that goes on.
        """
        found = self._ledger.incidents.get(incident)
        if found is None or not found.open:
            return
        members = self.occurrences_of(found)
        others = [one.incident for one in members if one.incident not in (None, incident)]
        if not members or len(others) < len(members):
            return
        data = {"by_itself": True, "merged_into": others[0]}
        self._recorder.record(ActionKind.CLOSE, incident=incident, cause=f"same as {others[0]}", data=data)

    def keep_up(self, occurrence: Occurrence) -> None:
        """Have a case be no less urgent than what is in it, whichever station's words of it count."""
        case = self._ledger.incidents.get(occurrence.incident or "")
        if case is not None and occurrence.priority < case.priority:
            data = {"priority": int(occurrence.priority), "case": True}
            cause = f"case {case.id} {int(occurrence.priority)}"
            self._recorder.record(
                ActionKind.SEVERITY, occurrence=occurrence.id, incident=case.id, cause=cause, data=data
            )

    def occurrences_of(self, incident: Incident) -> list[Occurrence]:
        """The occurrences of an incident, oldest first."""
        known = self._ledger.occurrences
        return [known[one] for one in incident.occurrences if one in known]

    def _takes_in(self, incident: Incident) -> bool:
        window = self._recorder.site.grouping(incident.zone)
        if abs(self._recorder.clock.now() - incident.last_raised_at) <= window:
            return True
        return any(one.active for one in self.occurrences_of(incident))
