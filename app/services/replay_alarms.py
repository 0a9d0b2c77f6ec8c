"""Incidents as marks on the timeline of playback, and beside each the alarms that followed the first."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.replay_marks import MOST, FootageEvent, IncidentMarks


class AlarmMarks(IncidentMarks):
    """A MarkSource. A jump leads from incident to incident; the alarms of one are marks without words."""

    def events(self, cameras: Sequence[str], start: float, end: float) -> Sequence[FootageEvent]:
        """See MarkSource."""
        later = self._queries.raised(start, end, self._zones(cameras), MOST)
        marks = [FootageEvent(one.at, "incident", one.priority, incident=one.incident) for one in later]
        return [*super().events(cameras, start, end), *marks]
