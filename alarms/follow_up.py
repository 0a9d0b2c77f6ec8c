"""What another station's action means for what this one knows: rules that neither could apply while they were apart.

Everything it leads to has an id that follows from its cause, so that all stations may do it and it is done once.
"""

from __future__ import annotations

from alarms.casework import Casework
from alarms.joining import Joining
from alarms.model import Action, ActionKind
from alarms.raising import Raiser
from alarms.recorder import Recorder
from alarms.suppression import Suppressor

_ENDS = frozenset({ActionKind.RETURN, ActionKind.WITHDRAW, ActionKind.ACKNOWLEDGE, ActionKind.RESET})
_OF_POINTS = frozenset(
    {ActionKind.SHELVE, ActionKind.UNSHELVE, ActionKind.OUT_OF_SERVICE, ActionKind.IN_SERVICE},
)
_OF_ZONES = frozenset({ActionKind.ARM, ActionKind.DISARM})


class FollowUp:
    """Applies the rules to what was merged."""

    def __init__(self, recorder: Recorder, raiser: Raiser, casework: Casework, suppressor: Suppressor) -> None:
        self._ledger = recorder.ledger
        self._raiser = raiser
        self._casework = casework
        self._suppressor = suppressor
        self._joining = Joining(recorder, raiser, casework)

    def on(self, action: Action) -> None:
        """See to what an action that is new here may have changed."""
        if action.kind in _OF_POINTS:
            self._suppressor.refresh(point=str(action.data.get("point", "")))
            self._raiser.leave_alone(str(action.data.get("point", "")))
        elif action.kind in _OF_ZONES:
            self._suppressor.refresh(zone=str(action.data.get("zone", "")))
        elif action.kind is ActionKind.INCIDENT_OPEN:
            self._casework.unite(action.incident or "")
        elif (pending := self._ledger.pending(action.occurrence or "")) is not None:
            self._raiser.hurry(pending)
        elif action.occurrence in self._ledger.occurrences:
            if action.kind is ActionKind.RAISE:
                self._raised(action.occurrence)
                self._joining.on(action.occurrence)
            elif action.kind in _ENDS:
                self._casework.settle(action.occurrence)
                self._joining.on(action.occurrence)

    def _raised(self, key: str) -> None:
        self._suppressor.bring_in_line(self._ledger.occurrences[key])
        self._raiser.join(self._ledger.occurrences[key])
        for action in self._ledger.history(key):
            if action.kind is ActionKind.RAISE and action.incident is not None:
                self._casework.unite(action.incident)
        self._casework.keep_up(self._ledger.occurrences[key])
        self._casework.settle(key)
