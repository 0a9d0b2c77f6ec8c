"""What two stations that were cut apart each found themselves is one alarm once they meet: a lost camera, a hit.

A device names what it reports, so every station knows it by the same name. What a station finds itself it names by its
own look at it, a fraction of a second beside the other's: the same loss of a camera, the same hit of a rule.
"""

from __future__ import annotations

from typing import Final

from alarms.cameras import CAMERA_CLASS
from alarms.casework import Casework
from alarms.messages import number
from alarms.model import ActionKind, Occurrence
from alarms.raising import Raiser
from alarms.recorder import Recorder

#: The key of a report's data that says when it was seen, by the camera's own clock (UTC seconds).
SEEN_AT: Final = "seen_at"
#: Two stations' sightings so close together are one. A camera cannot be lost twice in that time.
SAME_S: Final = 10.0


class Joining:
    """Makes the later of two such alarms, in the stations' common order, a part of the earlier."""

    def __init__(self, recorder: Recorder, raiser: Raiser, casework: Casework) -> None:
        self._recorder = recorder
        self._ledger = recorder.ledger
        self._raiser = raiser
        self._casework = casework

    def on(self, key: str) -> None:
        """Another station's alarm, or its end, became known: see whether this station has the same one.

        Both must be active or both over, so that neither's end hides that the other still stands.
        """
        one = self._ledger.occurrences[key]
        if one.device in self._recorder.site.devices or one.merged_into:
            return
        for other in self._ledger.activations(one.point, drill=one.drill):
            found = self._ledger.occurrences.get(other)
            if found is not None and found.id != one.id and not found.merged_into and self._same(one, found):
                first, second = sorted((one, found), key=lambda alarm: self._ledger.raised_in_order(alarm.id))
                self._join(first, second)
                return

    def _same(self, one: Occurrence, other: Occurrence) -> bool:
        if (one.kind, one.suppression, one.active) != (other.kind, other.suppression, other.active):
            return False
        if self._raisers(one) & self._raisers(other):
            return False  # one station told them apart
        if one.active and one.alarm_class == CAMERA_CLASS:
            return True
        return abs(_seen_at(one) - _seen_at(other)) <= SAME_S

    def _raisers(self, occurrence: Occurrence) -> set[str]:
        history = self._ledger.history(occurrence.id)
        return {action.station for action in history if action.kind is ActionKind.RAISE}

    def _join(self, first: Occurrence, second: Occurrence) -> None:
        case, cause = second.incident or "", f"same as {first.id}"
        self._recorder.record(
            ActionKind.JOIN,
            occurrence=second.id,
            incident=first.incident,
            cause=cause,
            data={"merged_into": first.id},
        )
        self._raiser.rise(first, second.severity, f"{cause}: {second.id}", kind=second.kind)
        self._casework.unite(case)
        self._casework.settle(first.id)


def _seen_at(occurrence: Occurrence) -> float:
    """When the camera saw it; by the station's clock where nobody noted that."""
    seen = number(occurrence.data.get(SEEN_AT))
    return occurrence.raised_at if seen is None else seen
